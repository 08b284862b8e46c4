"""Inviting, suspending, deactivating: what an account administrator does with people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts import handover
from iapb.accounts.actions import links, mail, roles, sessions, teams
from iapb.accounts.actions.links import Link
from iapb.accounts.actions.states import move
from iapb.accounts.errors import Invalid
from iapb.accounts.models import Body, Invitation, Person, Team
from iapb.accounts.roles import require_administrator
from iapb.ledger import record

State = Person.State


@transaction.atomic
def invite(
    *,
    name: str,
    email: str,
    body: Body | None,
    teams_of: Iterable[Team],
    roles_until: Mapping[str, datetime],
    language: str,
    by: Person,
    new_body: str = "",
) -> Link:
    """A new person with everything they are to hold; it counts once they accept and a second person confirms.

    Someone who was deactivated may be invited again under the same e-mail.
    """
    require_administrator(by)
    email = email.strip().lower()
    person = Person.objects.select_for_update().filter(email=email).first()
    if person is not None and person.state != State.DEACTIVATED:
        raise Invalid(_("There is already an account with this e-mail address."), field="email")
    if not roles_until:
        raise Invalid(_("Choose at least one role: without one a person can open nothing."), field="roles")
    if new_body.strip():
        body = _create_body(new_body, by)
    if person is None:
        person = Person(email=email)
        person.set_unusable_password()
        person.state = State.INVITED
    else:
        move(person, State.INVITED)
    person.name, person.body, person.language = name.strip(), body, language
    person.save()
    link = links.make(person=person, by=by)
    record(
        "person.invited",
        actor=by.pk,
        object=person.pk,
        detail={"body": str(body.pk) if body else None, "until": link.expires_at.isoformat()},
    )
    for role, until in roles_until.items():
        roles.grant(person=person, role=role, until=until, by=by)
    for team in teams_of:
        teams.add(team=team, person=person, by=by)
    mail.something_waits(person)
    return link


@transaction.atomic
def suspend(*, person: Person, reason: str, by: Person) -> None:
    """At once: sessions end and tokens stop working. Roles stay for when the person returns."""
    require_administrator(by)
    _not_self(person, by)
    if not reason.strip():
        raise Invalid(_("Say why, so that others understand it later."), field="reason")
    move(person, State.SUSPENDED)
    sessions.end_everything(person=person, why="suspended", by=by)
    record("person.suspended", actor=by.pk, object=person.pk, detail={"reason": reason.strip()})


@transaction.atomic
def reactivate(*, person: Person, by: Person) -> None:
    require_administrator(by)
    _not_self(person, by)
    if person.state != State.SUSPENDED:
        raise Invalid(_("Only a suspended account can be reactivated."))
    move(person, State.ACTIVE)
    record("person.reactivated", actor=by.pk, object=person.pk, detail={})


@transaction.atomic
def deactivate(*, person: Person, to: Person | None, by: Person) -> None:
    """For good: access of every kind ends at once, and open work passes to `to`."""
    require_administrator(by)
    _not_self(person, by)
    work = handover.open_work(person)
    if work and to is None:
        raise Invalid(_("This person has open work. Choose who takes it over."), field="to")
    if to is not None and (to.pk == person.pk or not to.is_current()):
        raise Invalid(_("Open work can pass only to another person whose account is active."), field="to")
    move(person, State.DEACTIVATED)
    now = timezone.now()
    sessions.end_everything(person=person, why="deactivated", by=by)
    Invitation.objects.open().filter(person=person).update(withdrawn_at=now)
    person.recoveries.filter(confirmed_at=None, withdrawn_at=None).update(withdrawn_at=now)
    for membership in person.memberships.current():
        teams.remove(membership=membership, by=by)
    for assignment in person.roles.open():
        roles.end(assignment=assignment, by=by)
    person.authenticator_set.all().delete()
    handover.hand_over(person=person, to=to, by=by)
    record(
        "person.deactivated",
        actor=by.pk,
        object=person.pk,
        detail={"work": {entry.key: entry.count for entry in work}, "to": str(to.pk) if to else None},
    )


@transaction.atomic
def move_to_body(*, person: Person, body: Body | None, by: Person) -> None:
    """The person sees the new body's material from the next request on, and no longer the old one's."""
    require_administrator(by)
    _not_self(person, by)
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if locked.state == State.DEACTIVATED:
        raise Invalid(_("This account is deactivated."))
    before = locked.body_id
    if before == (body.pk if body else None):
        return
    locked.body = body
    locked.save(update_fields=["body"])
    detail = {"from": str(before) if before else None, "to": str(body.pk) if body else None}
    record("person.body_changed", actor=by.pk, object=person.pk, detail=detail)


@transaction.atomic
def choose_language(*, language: str, by: Person) -> None:
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("This language is not offered."), field="language")
    if by.language != language:
        Person.objects.filter(pk=by.pk).update(language=language)
        record("person.language_changed", actor=by.pk, object=by.pk, detail={"language": language})


def _create_body(name: str, by: Person) -> Body:
    try:
        return teams.create_body(name=name, by=by)
    except Invalid as error:
        raise Invalid(error.sentence, field="new_body") from None


def _not_self(person: Person, by: Person) -> None:
    if person.pk == by.pk:
        raise Invalid(_("Nobody changes their own account here; ask another administrator."))
