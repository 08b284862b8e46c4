"""Tokens for scripts: shown once, only their hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts.actions.links import hash_of
from iapb.accounts.errors import Invalid, Refused
from iapb.accounts.models import ApiToken, Person
from iapb.ledger import record

MOST = 10


@transaction.atomic
def make(*, label: str, until: datetime, by: Person) -> str:
    """The token itself, to be shown once."""
    label = " ".join(label.split())
    if not label:
        raise Invalid(_("Say what the token is for."), field="label")
    now = timezone.now()
    if until <= now:
        raise Invalid(_("The end must lie in the future."), field="until")
    if until > now + ApiToken.LONGEST:
        raise Invalid(_("A token lives a year at most."), field="until")
    Person.objects.select_for_update().get(pk=by.pk)
    if ApiToken.objects.valid().filter(person=by).count() >= MOST:
        raise Invalid(_("You have ten tokens already. Revoke one that is no longer used."))
    if ApiToken.objects.valid().filter(person=by, label=label).exists():
        raise Invalid(_("You have a token of this name. Revoke it first, or choose another name."), field="label")
    token = secrets.token_urlsafe(32)
    made = ApiToken.objects.create(person=by, label=label, token_hash=hash_of(token), created_at=now, expires_at=until)
    record("token.made", actor=by.pk, object=by.pk, detail={"token": str(made.pk), "until": until.isoformat()})
    return token


@transaction.atomic
def revoke(*, token: ApiToken, by: Person) -> None:
    if token.person_id != by.pk:
        raise Refused(_("Only your own tokens can be revoked here."))
    locked = ApiToken.objects.select_for_update().get(pk=token.pk)
    if locked.revoked_at is not None:
        raise Invalid(_("This token was revoked already."))
    locked.revoked_at = timezone.now()
    locked.save(update_fields=["revoked_at"])
    record("token.revoked", actor=by.pk, object=by.pk, detail={"token": str(locked.pk), "why": "own wish"})
