"""One-time links: made, given anew, withdrawn, used. Only a hash of the secret part is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts.actions import sessions
from iapb.accounts.actions.states import move
from iapb.accounts.errors import Invalid
from iapb.accounts.models import Invitation, Person, Recovery
from iapb.accounts.roles import require_administrator
from iapb.ledger import record

LIFETIME = timedelta(days=7)
LIFETIME_OF_FIRST = timedelta(hours=24)
GONE = _("This link was already used, was withdrawn or has expired. Ask an account administrator for a new one.")


@dataclass(frozen=True)
class Link:
    person: Person
    token: str  # shown once, kept nowhere
    expires_at: datetime

    @property
    def address(self) -> str:
        return settings.PUBLIC_URL.rstrip("/") + reverse("invitation", args=[self.token])


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def make(
    *, person: Person, by: Person | None, recovery: Recovery | None = None, lifetime: timedelta = LIFETIME
) -> Link:
    """Inside the transaction of the action that needs the link; an older one stops working."""
    now = timezone.now()
    Invitation.objects.open().filter(person=person).update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        person=person,
        invited_by=by,
        recovery=recovery,
        token_hash=hash_of(token),
        created_at=now,
        expires_at=now + lifetime,
    )
    return Link(person, token, now + lifetime)


@transaction.atomic
def renew(*, person: Person, by: Person) -> Link:
    """A new link for someone who has not accepted yet."""
    require_administrator(by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.state != Person.State.INVITED:
        raise Invalid(_("This person has already accepted; a new link is given through recovery."))
    link = make(person=person, by=by)
    record("person.link_renewed", actor=by.pk, object=person.pk, detail={"until": link.expires_at.isoformat()})
    return link


@transaction.atomic
def withdraw(*, person: Person, by: Person) -> None:
    require_administrator(by)
    changed = Invitation.objects.open().filter(person=person).update(withdrawn_at=timezone.now())
    if not changed:
        raise Invalid(_("No link of this person is open."))
    record("person.link_withdrawn", actor=by.pk, object=person.pk, detail={})


def find(token_hash: str) -> Invitation:
    """The open invitation with this hash. Raises Invalid with the same sentence whatever is wrong with it."""
    found = Invitation.objects.open().filter(token_hash=token_hash, expires_at__gt=timezone.now()).first()
    if found is None or found.person.state not in _states_that_may_use(found):
        raise Invalid(GONE)
    return found


def _states_that_may_use(invitation: Invitation) -> tuple[str, ...]:
    return (Person.State.ACTIVE,) if invitation.recovery_id else (Person.State.INVITED,)


@transaction.atomic
def accept(*, token_hash: str, password: str) -> Person:
    """The invited person sets a password. Whoever holds the link is the person: nobody else acts here."""
    Invitation.objects.select_for_update().filter(token_hash=token_hash).first()
    invitation = find(token_hash)
    person = Person.objects.select_for_update().get(pk=invitation.person_id)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from None
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    person.set_password(password)
    person.save(update_fields=["password"])
    # What the account had before (another telephone, another browser) does not outlive the link.
    person.authenticator_set.all().delete()
    sessions.end_everything(person=person, why="link", by=person)
    if person.state == Person.State.INVITED:
        move(person, Person.State.ACTIVE)
        record("person.accepted", actor=person.pk, object=person.pk, detail={})
    else:
        record("person.recovered", actor=person.pk, object=person.pk, detail={})
    return person
