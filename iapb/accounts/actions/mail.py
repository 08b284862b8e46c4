"""Mails say that something waits, and nothing else."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext, override

from iapb.accounts.models import Person

logger = logging.getLogger(__name__)


def something_waits(person: Person) -> None:
    """After the transaction. Only where mail is set up; a mail that fails changes nothing."""
    if not settings.EMAIL_HOST and "smtp" in settings.EMAIL_BACKEND:
        return
    transaction.on_commit(lambda: _send(person.email, person.language))


def _send(address: str, language: str) -> None:
    with override(language):
        subject, text = gettext("Something waits for you"), gettext("Something waits for you. Sign in to see it.")
    try:
        send_mail(subject, text, None, [address])
    except (OSError, SMTPException) as error:
        logger.warning("a mail could not be sent: %s", type(error).__name__)
