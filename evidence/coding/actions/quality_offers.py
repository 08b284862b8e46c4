"""Coding handed on by who does it: offered to a colleague, who must accept; or put back for whoever takes it.

Why is nobody's business who does not need it. "Too heavy for me" asks for no words and is kept nowhere: not in the row,
not in the ledger, not in a count (docs/decisions/care-for-the-reader.md). Another reason may be told to the colleague.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.quality import (
    Kind,
    State,
    asked,
    detail_of,
    hold,
    locked,
    may_hold,
    owed_again,
    require_fewer_words,
    require_going_on,
)
from evidence.coding.models import Work
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import RIGHTS_OF, Right, require
from iapb.accounts.models import Person
from iapb.ledger import record

_CODING = [str(role) for role, rights in RIGHTS_OF.items() if Right.TAG in rights]


class Why(StrEnum):
    HEAVY = "heavy"
    OTHER = "other"


def colleagues(work: Work, by: Person) -> list[Person]:
    """Whom the coder may ask: people of their body or teams who code and were given the item."""
    return list(Person.objects.filter(pk__in=_may_be_asked(work)).order_by("name", "pk"))


@transaction.atomic
def offer_work(*, work: Work, to: Person, why: str, reason: str = "", by: Person) -> Work:
    """It stays with its coder until the colleague has accepted. `reason` is told only with another reason."""
    require(by, Right.TAG)
    work = locked(work, by)
    _require_coder(work, by)
    if work.state == State.OFFERED and work.offered_to_id == to.pk:
        return work
    if work.state == State.OFFERED:
        raise Invalid(_("This is offered to somebody already. Take the offer back first."), field="to")
    require_going_on(work)
    if to.pk not in _may_be_asked(work):
        raise Invalid(_("Choose a colleague from the list."), field="to")
    may_hold(work, to, by)
    work.reason = require_fewer_words(reason) if why == Why.OTHER else ""
    work.state, work.offered_to = State.OFFERED, to
    work.save(update_fields=["state", "offered_to", "reason"])
    record("work.offered", actor=by.pk, object=work.pk, detail={**detail_of(work), "to": str(to.pk)})
    return work


@transaction.atomic
def withdraw_offer(*, work: Work, by: Person) -> Work:
    require(by, Right.TAG)
    work = locked(work, by)
    _require_coder(work, by)
    return _stays(work, "work.offer_withdrawn", by)


@transaction.atomic
def decline_offer(*, work: Work, by: Person) -> Work:
    """Nobody asks why."""
    require(by, Right.TAG)
    work = locked(work, by)
    _require_asked(work, by)
    return _stays(work, "work.offer_declined", by)


@transaction.atomic
def accept_offer(*, work: Work, by: Person) -> Work:
    """What the other has coded stays theirs. Of a second coding that was begun another one is begun in its place."""
    require(by, Right.TAG)
    work = locked(work, by)
    if work.coder_id == by.pk and work.state == State.OPEN:
        return work
    _require_asked(work, by)
    may_hold(work, by, by)
    if _is_begun_second(work):
        return _another_in_its_place(work, "work.handed_over", by, coder=by)
    return hold(work, by, "work.handed_over", by)


@transaction.atomic
def put_back_work(*, work: Work, by: Person) -> Work:
    """For whoever takes it. Nobody asks why, and nothing of it is kept."""
    require(by, Right.TAG)
    work = locked(work, by)
    if work.state in (State.WAITING, State.TAKEN_BACK) and by.pk in work.holders:
        return work
    _require_coder(work, by)
    if work.state != State.OFFERED:
        require_going_on(work)
    if _is_begun_second(work):
        return _another_in_its_place(work, "work.put_back", by)
    work.state, work.coder, work.offered_to, work.reason = State.WAITING, None, None, ""
    work.save(update_fields=["state", "coder", "offered_to", "reason"])
    record("work.put_back", actor=by.pk, object=work.pk, detail=detail_of(work))
    return work


def _stays(work: Work, event: str, by: Person) -> Work:
    """With its coder, as before it was offered."""
    if work.state != State.OFFERED:
        return work
    to = str(work.offered_to_id)
    work.state, work.offered_to, work.reason = State.OPEN, None, ""
    work.save(update_fields=["state", "offered_to", "reason"])
    record(event, actor=by.pk, object=work.pk, detail={**detail_of(work), "to": to})
    return work


def _is_begun_second(work: Work) -> bool:
    return work.kind == Kind.SECOND and bool(asked("coding_work_begun(%s)", work.pk))


def _another_in_its_place(work: Work, event: str, by: Person, coder: Person | None = None) -> Work:
    work.state, work.ended_at, work.offered_to, work.reason = State.TAKEN_BACK, timezone.now(), None, ""
    work.save(update_fields=["state", "ended_at", "offered_to", "reason"])
    record(event, actor=by.pk, object=work.pk, detail=detail_of(work))
    return owed_again(work, coder)


def _may_be_asked(work: Work) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("select coding_may_be_asked(%s, %s)", [work.pk, _CODING])
        return {person for (person,) in cursor.fetchall()}


def _require_coder(work: Work, by: Person) -> None:
    if work.coder_id != by.pk:
        raise Refused(_("Only the person who codes it hands it on."))


def _require_asked(work: Work, by: Person) -> None:
    if work.offered_to_id != by.pk or work.state != State.OFFERED:
        raise Invalid(_("This is not offered to you."))
