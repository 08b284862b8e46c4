"""The register of recipients: who they are, on what terms, over which way, to which key."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyrage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Agreement, Channel, Recipient
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def register(*, name: str, recipient_class: str, by: Person, **facts: Any) -> Recipient:
    """`facts`: state, international_organisation, in_eea, blocked, state_blocked, needs_names, accepts_caveats.

    What is left out stays unknown, and unknown denies.
    """
    require(by, Right.PREPARE)
    if not name.strip():
        raise Invalid(_("Give the recipient's name."), "name")
    made = Recipient(name=name.strip(), recipient_class=Recipient.Class(recipient_class), created_by=by, **facts)
    made.save(force_insert=True)
    record("recipient.registered", actor=by.pk, object=made.pk, detail={"class": made.recipient_class, **facts})
    return made


@transaction.atomic
def agree(
    *, recipient: Recipient, title: str, terms: str, valid_from: date, valid_to: date | None, by: Person
) -> Agreement:
    require(by, Right.PREPARE)
    if valid_to and valid_to < valid_from:
        raise Invalid(_("The agreement ends before it begins."), "valid_to")
    made = Agreement(
        recipient=recipient, title=title, terms=terms, valid_from=valid_from, valid_to=valid_to, recorded_by=by
    )
    made.save(force_insert=True)
    detail = {"title": title, "valid_from": valid_from.isoformat(), "valid_to": valid_to and valid_to.isoformat()}
    record("recipient.agreement_recorded", actor=by.pk, object=recipient.pk, detail=detail)
    return made


@transaction.atomic
def approve_channel(*, recipient: Recipient, description: str, by: Person) -> Channel:
    require(by, Right.PREPARE)
    made = Channel(recipient=recipient, description=description, approved_by=by, approved_on=timezone.localdate())
    made.save(force_insert=True)
    record("recipient.channel_approved", actor=by.pk, object=recipient.pk, detail={"description": description})
    return made


@transaction.atomic
def enrol_key(*, recipient: Recipient, key: str, checked_how: str, by: Person) -> Recipient:
    """The age key packages are sealed to. It must have been compared over another way than it came."""
    require(by, Right.PREPARE)
    try:
        pyrage.x25519.Recipient.from_str(key.strip())
    except pyrage.RecipientError:
        raise Invalid(
            _("This is not an age public key. It begins with age1 and has 62 characters; ask the recipient again."),
            "age_public_key",
        ) from None
    if not checked_how.strip():
        raise Invalid(_("Say how the key was checked, for example read out by telephone."), "key_checked_how")
    recipient.age_public_key, recipient.key_checked_how = key.strip(), checked_how.strip()
    recipient.save(update_fields=["age_public_key", "key_checked_how"])
    record("recipient.key_enrolled", actor=by.pk, object=recipient.pk, detail={"key": recipient.age_public_key})
    return recipient
