"""The first two administrators, made by whoever runs the server.

Nobody exists yet who could confirm them, so they come in a pair: from then on every
role needs two real people (docs/decisions/two-first-administrators.md).
"""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts.actions import links
from iapb.accounts.actions.links import LIFETIME_OF_FIRST, Link
from iapb.accounts.errors import Invalid
from iapb.accounts.models import Person, Role, RoleAssignment
from iapb.accounts.roles import administrators
from iapb.ledger import record

OPERATOR = "accounts:operator"
TERM = timedelta(days=365)
# One at a time, whoever runs the command twice: an advisory lock of this transaction.
_LOCK = 0x1A9B0001


@transaction.atomic
def make(*, people: list[tuple[str, str]]) -> list[Link]:
    """One-time links for one or two people given as (e-mail, name).

    Refused once two people administer: from then on administrators invite administrators.
    """
    _lock()
    missing = 2 - len(_first_places_taken())
    if len(administrators()) >= 2 or missing < len(people):
        raise Invalid(_("There are administrators already: they invite others. Nothing was changed."))
    if len({email.strip().lower() for email, _name in people}) != len(people):
        raise Invalid(_("The two first administrators must be two people with two e-mail addresses."))
    return [_make_one(email, name) for email, name in people]


@transaction.atomic
def renew_link(*, email: str) -> Link:
    """Another link for a first administrator who has not accepted yet."""
    _lock()
    person = Person.objects.filter(
        email=email.strip().lower(),
        state=Person.State.INVITED,
        roles__first_of_installation=True,
        roles__ended_at=None,
    ).first()
    if person is None:
        raise Invalid(_("No first administrator with this e-mail address waits for a link."))
    link = links.make(person=person, by=None, lifetime=LIFETIME_OF_FIRST)
    record("person.link_renewed", actor=OPERATOR, object=person.pk, detail={"until": link.expires_at.isoformat()})
    return link


def _make_one(email: str, name: str) -> Link:
    email, name = email.strip().lower(), " ".join(name.split())
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address.")) from None
    if not name or len(name) > 200:
        raise Invalid(_("Give a name of at most 200 characters."))
    if Person.objects.filter(email=email).exists():
        raise Invalid(_("There is already an account with this e-mail address."))
    number = min({1, 2} - _first_places_taken())
    now = timezone.now()
    person = Person(email=email, name=name, state=Person.State.INVITED)
    person.set_unusable_password()
    person.save()
    RoleAssignment.objects.create(
        person=person,
        role=Role.ACCOUNT_ADMINISTRATOR,
        first_of_installation=True,
        first_number=number,
        granted_at=now,
        expires_at=now + TERM,
    )
    link = links.make(person=person, by=None, lifetime=LIFETIME_OF_FIRST)
    record(
        "person.first_administrator",
        actor=OPERATOR,
        object=person.pk,
        detail={"number": number, "until": link.expires_at.isoformat()},
    )
    return link


def _first_places_taken() -> set[int]:
    """Places of people who administer or may still accept. A place whose role ran out is free again."""
    now = timezone.now()
    RoleAssignment.objects.open().filter(first_of_installation=True, expires_at__lte=now).update(ended_at=now)
    taken = RoleAssignment.objects.open().filter(first_of_installation=True)
    return set(taken.values_list("first_number", flat=True))


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
