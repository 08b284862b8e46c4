"""Coding as work: given, taken, handed over, handed in, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.quality_draws import send_on
from evidence.coding.actions.suggestions import ask_for_proposals
from evidence.coding.actions.tags import belonging
from evidence.coding.models import Tag, Work
from evidence.models import Item, Text
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require, rights_of
from iapb.access.scope import scope_of
from iapb.accounts.models import Person
from iapb.ledger import record

State, Kind = Work.State, Work.Kind
SHORTEST_REASON = 3
LONGEST_REASON = 2000
_GIVEN = _("This text is given to somebody already.")


@transaction.atomic
def give_work(*, text: Text, to: Person | None, by: Person) -> Work:
    """The first coding of a layer, to a person or to whoever takes it."""
    require(by, Right.SETTLE)
    if to is not None:
        _may_code(to, text.item)
    return _first_coding(text, to, by)


@transaction.atomic
def take_text(*, text: Text, by: Person) -> Work:
    """To code a text that nobody was given. Whoever holds it already goes on with what they hold."""
    require(by, Right.TAG)
    held = Work.objects.visible_to(by).filter(text=text, coder=by).exclude(state=State.TAKEN_BACK)
    return held.first() or _first_coding(text, by, by)


@transaction.atomic
def claim_work(*, work: Work, by: Person) -> Work:
    """To take what waits for somebody."""
    require(by, Right.TAG)
    work = locked(work, by)
    if work.coder_id == by.pk:
        return work
    if work.state != State.WAITING:
        raise Invalid(_GIVEN)
    may_hold(work, by, by)
    return hold(work, by, "work.claimed", by)


@transaction.atomic
def hand_over_work(*, work: Work, to: Person, reason: str, by: Person) -> Work:
    """By who gives out work, without asking either of the two. What was coded so far stays.

    Who codes it asks a colleague instead (quality_offers.offer_work), who must accept.
    """
    require(by, Right.TAG)
    work = locked(work, by)
    if Right.SETTLE not in rights_of(by) or work.coder_id == by.pk:
        raise Refused(_("Ask a colleague: they have it once they accept."))
    if work.coder_id == to.pk and work.state != State.OFFERED:
        return work
    _must_be_open(work)
    if work.kind == Kind.SECOND and asked("coding_work_begun(%s)", work.pk):
        raise Invalid(_("Something is coded here already. Hand it in as it is, or take your tags back first."))
    may_hold(work, to, by)
    work.reason = _reason(reason)
    return hold(work, to, "work.handed_over", by)


@transaction.atomic
def take_back_work(*, work: Work, reason: str, by: Person) -> Work:
    """By who gives out work. A second coding then waits for somebody else: it was drawn and is owed."""
    require(by, Right.SETTLE)
    work = locked(work, by)
    if work.state == State.TAKEN_BACK:
        return work
    _must_be_open(work)
    if work.kind == Kind.SECOND and work.state == State.WAITING:
        raise Invalid(_("This waits for somebody already."))
    work.state, work.ended_at, work.reason = State.TAKEN_BACK, timezone.now(), _reason(reason)
    work.offered_to = None
    work.save(update_fields=["state", "ended_at", "reason", "offered_to"])
    record("work.taken_back", actor=by.pk, object=work.pk, detail=detail_of(work))
    if work.kind == Kind.SECOND:
        owed_again(work)
    return work


@transaction.atomic
def hand_in_work(*, work: Work, by: Person) -> Work:
    """Done. A first coding may be drawn for a second one; a second one ends the blindness of both."""
    require(by, Right.TAG)
    work = locked(work, by)
    if work.coder_id != by.pk:
        raise Refused(_("Only the person who codes it hands it in."))
    if work.state == State.HANDED_IN:
        return work
    require_going_on(work)
    work.state, work.ended_at = State.HANDED_IN, timezone.now()
    work.save(update_fields=["state", "ended_at"])
    record("work.handed_in", actor=by.pk, object=work.pk, detail=detail_of(work))
    if work.kind == Kind.FIRST:
        send_on(work, by)
    else:
        if compared := asked("coding_end_blindness(%s)", work.pk):
            record("comparison.opened", actor=by.pk, object=compared, detail={"item": str(work.item_id)})
    return work


def locked(work: Work, by: Person) -> Work:
    found = Work.objects.visible_to(by).select_for_update(of=("self",)).select_related("item", "text")
    return found.get(pk=work.pk)


def owed_again(work: Work, coder: Person | None = None) -> Work:
    """Another second coding in the place of one that has ended: it was drawn and is owed."""
    again = Work(
        **belonging(work.item, restricted=work.restricted), text=work.text, kind=Kind.SECOND, first_id=work.first_id,
        passages=work.passages, blind=True, coder=coder, state=State.OPEN if coder else State.WAITING,
        holders=[coder.pk] if coder else [],
    )  # fmt: skip
    again.save(force_insert=True)
    asked("coding_comparison_follows(%s, %s)", work.pk, again.pk)
    return again


def _first_coding(text: Text, to: Person | None, by: Person) -> Work:
    if text.source_id is not None:
        raise Invalid(_("The original is given, and its translation goes with it."), field="text")
    standing = Work.objects.visible_to(by).filter(text=text, kind=Kind.FIRST).exclude(state=State.TAKEN_BACK)
    known = standing.filter(coder=to, given_by=by).first()
    if known:
        return known
    if asked("coding_text_given(%s)", text.pk):
        raise Invalid(_GIVEN)
    work = Work(
        **belonging(text.item, restricted=False), text=text, kind=Kind.FIRST, coder=to, given_by=by,
        state=State.OPEN if to else State.WAITING, holders=[to.pk] if to else [],
    )  # fmt: skip
    work.save(force_insert=True)
    record("work.given", actor=by.pk, object=work.pk, detail=detail_of(work))
    ask_for_proposals(text, by)
    return work


def hold(work: Work, person: Person, event: str, by: Person) -> Work:
    work.coder, work.state, work.offered_to = person, State.OPEN, None
    work.holders = [*(one for one in work.holders if one != person.pk), person.pk]
    work.save(update_fields=["coder", "state", "offered_to", "holders", "reason"])
    record(event, actor=by.pk, object=work.pk, detail=detail_of(work))
    return work


def may_hold(work: Work, person: Person, by: Person) -> None:
    _may_code(person, work.item, restricted=work.restricted)
    if work.kind == Kind.FIRST:
        return
    coded = Tag.objects.visible_to(by).filter(item=work.item_id, author=person, retracted_at=None)
    if not asked("coding_may_second(%s, %s)", work.pk, person.pk) or coded.exists():
        # One sentence for all of it: which of the two it is would tell who coded first.
        raise Invalid(_("This person cannot code this text. Choose somebody who has had nothing to do with it."), "to")


def _may_code(person: Person, item: Item, *, restricted: bool = False) -> None:
    seen = Right.TAG in rights_of(person) and Item.objects.visible_to(person).filter(pk=item.pk).exists()
    if not seen or (restricted and item.pk not in scope_of(person).named_items):
        raise Invalid(_("This person does not code, or does not see this text or a code on it."), field="to")


def asked(function: str, *ids: UUID) -> Any:
    """A function of the database, which sees what the person may not and answers yes, no or an id."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}", ids)  # noqa: S608
        return cursor.fetchone()[0]


def require_going_on(work: Work) -> None:
    """Being coded, and offered to nobody."""
    if work.state == State.OFFERED:
        raise Invalid(_("This is offered to a colleague. Take the offer back first."))
    _must_be_open(work)


def _must_be_open(work: Work) -> None:
    if work.state not in (State.OPEN, State.WAITING, State.OFFERED):
        raise Invalid(_("This work is over: it was handed in or taken back."))


def _reason(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Invalid(_("Say in a few words why."), field="reason")
    return require_fewer_words(reason)


def require_fewer_words(reason: str) -> str:
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Say it in fewer words."), field="reason")
    return reason


def detail_of(work: Work) -> dict[str, Any]:
    return {
        "item": str(work.item_id),
        "text": str(work.text_id),
        "kind": str(work.kind),
        "coder": str(work.coder_id) if work.coder_id else None,
        "passages": len(work.passages),
    }
