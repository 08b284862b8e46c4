"""Tags follow when a newer layer takes over; what is doubtful a person decides. docs/decisions/re-anchoring.md"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.tags import must_be_named, near
from evidence.coding.anchoring import Beside, Outcome, Piece, lay_beside
from evidence.coding.anchoring import Span as Place
from evidence.coding.following import questions_standing
from evidence.coding.models import FACT_KINDS, Carrying, FactSupport, Tag
from evidence.coding.spans import Span, span_of
from evidence.coding.succession import LEAST_ALIKE, Succession, succession_of
from evidence.models import Item, Segment, Text
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record

# Need-to-know tags follow like any other, whoever made the newer text: the house moves them, nobody reads them.
ALL = "tags follow a newer text, also those that who made it may not see"
Prepared = dict[tuple[UUID, UUID], Beside]
State, Why = Carrying.State, Carrying.Why


def prepare(item: UUID, by: Person) -> list[tuple[tuple[UUID, UUID], list[Piece], list[Piece]]]:
    """Of the layers whose tags or questions are to follow, and of those they follow to, the words.

    Short; the comparing is not.
    """
    succession = succession_of(item, by)
    spoken_of = {*_following(item).values_list("text_id", flat=True), *(one.text for one in questions_standing(item))}
    pairs = [(old, succession.heir(old)) for pk, old in succession.texts.items() if pk in spoken_of]
    return [((old.pk, new.pk), pieces_of(old, by), pieces_of(new, by)) for old, new in pairs if new]


@transaction.atomic
def carry_tags(*, item: Item, by: Person, prepared: Prepared | None = None) -> tuple[int, int]:
    """Every tag that stands on a layer another one has taken over from. Gives how many moved, and how many wait.

    Safe to run again: a tag moves on once, and is judged once for each newer layer.
    """
    if _compared_still(item.pk):
        return 0, 0  # asked again when the comparison is closed
    # Locked: a tag that is being placed on an old layer is either seen here, or sees the newer layer itself.
    succession = succession_of(item, by, locked=True)
    tags = list(_following(item.pk).select_for_update(of=("self",)).select_related("code"))
    judged = set(Carrying.objects.unscoped(ALL).filter(item=item).values_list("tag", "text"))
    moved = waiting = 0
    for old in succession.texts.values():
        mine, new = [tag for tag in tags if tag.text_id == old.pk], succession.heir(old)
        mine = [tag for tag in mine if new and (tag.pk, new.pk) not in judged]
        if not mine or new is None:
            continue
        beside = laid_beside(succession, old, new, by, prepared)
        if beside is None:
            continue
        for tag in mine:
            done = _judge(tag, new, beside.outcome(Place(tag.start, tag.end)), by)
            moved, waiting = moved + done, waiting + (not done)
        _ask("select coding_work_follows(%s, %s)", old.pk, new.pk)
    return moved, waiting


@transaction.atomic
def choose_place(*, carrying: Carrying, start: int, end: int, by: Person) -> Tag:
    """A person says where the tag's words are now. Done already, it is done."""
    require(by, Right.TAG)
    carrying = _held(carrying, by)
    if carrying.state == State.MOVED and carrying.moved_to:
        return carrying.moved_to
    _must_wait(carrying)
    must_be_named(carrying.tag.code, carrying.item, by)
    span = span_of(near(carrying.text, start, end), start, end)
    moved = _move(carrying.tag, carrying.text, span, by, why=carrying.why, chosen=True)
    _decide(carrying, State.MOVED, by, moved_to=moved)
    return moved


@transaction.atomic
def drop_tag(*, carrying: Carrying, reason: str, by: Person) -> Carrying:
    """The tag has no place in the newer text: it is taken back, and says why. Its author may be gone by now."""
    require(by, Right.TAG)
    carrying = _held(carrying, by)
    if carrying.state == State.DROPPED:
        return carrying
    _must_wait(carrying)
    if reason not in Carrying.Reason.values:
        raise Invalid(_("Say why the tag is taken back."), field="reason")
    tag = carrying.tag
    must_be_named(tag.code, carrying.item, by)
    if FactSupport.objects.unscoped(ALL).filter(tag=tag, removed_at=None).exists():
        raise Invalid(_("This tag supports a fact. Take it away from the fact first."))
    if tag.retracted_at is None:
        tag.retracted_at, tag.retracted_by = timezone.now(), by
        tag.save(update_fields=["retracted_at", "retracted_by"])
        detail = {"item": str(tag.item_id), "text": str(carrying.text_id), "reason": reason}
        record("tag.retracted", actor=by.pk, object=tag.pk, detail=detail)
    _decide(carrying, State.DROPPED, by, reason=reason)
    return carrying


@transaction.atomic
def look_at_moved(*, carrying: Carrying, by: Person) -> Carrying:
    """Somebody has read a tag that moved by itself although its words were changed."""
    require(by, Right.TAG)
    carrying = _held(carrying, by)
    if carrying.state == State.MOVED and carrying.seen_by_id is None:
        carrying.seen_by = by
        carrying.save(update_fields=["seen_by"])
        record("tag.move_seen", actor=by.pk, object=carrying.moved_to_id, detail={"item": str(carrying.item_id)})
    return carrying


def _following(item: UUID) -> Any:
    """A tag over which a decision stands stays; what was decided follows."""
    standing = Tag.objects.unscoped(ALL).filter(item=item, retracted_at=None, passed_on=False, settled=False)
    return standing.order_by("start", "pk")


def _compared_still(item: UUID) -> bool:
    return bool(_ask("select coding_compared_still(%s)", item))


def _ask(sql: str, *values: UUID) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def pieces_of(text: Text, by: Person) -> list[Piece]:
    found = Segment.objects.visible_to(by).filter(text=text).order_by("number")
    return [Piece(*row) for row in found.values_list("start", "content", "speaker")]


def laid_beside(succession: Succession, old: Text, new: Text, by: Person, prepared: Prepared | None) -> Beside | None:
    """None where the newer layer may be of another recording."""
    beside = (prepared or {}).get((old.pk, new.pk)) or lay_beside(pieces_of(old, by), pieces_of(new, by))
    return beside if succession.surely_the_same(new, old) or beside.kept >= LEAST_ALIKE else None


def _judge(tag: Tag, new: Text, outcome: Outcome, by: Person) -> bool:
    """Moves the tag, or lets it wait. What waited for a place in an older layer waits no more."""
    waited = Carrying.objects.unscoped(ALL).filter(tag=tag, state=State.ORPHANED)
    waited.update(state=State.OVERTAKEN)
    made = Carrying(
        tag=tag, text=new, why=outcome.why.value, author_id=tag.author_id, item_id=tag.item_id,
        restricted=tag.restricted, closed=tag.closed, collection_id=tag.collection_id,
    )  # fmt: skip
    if outcome.moved:
        span = span_of(near(new, outcome.moved.start, outcome.moved.end), outcome.moved.start, outcome.moved.end)
        made.state, made.moved_to = State.MOVED, _move(tag, new, span, by, why=made.why, chosen=False)
    else:
        made.state, made.candidates = State.ORPHANED, [[one.start, one.end] for one in outcome.candidates]
        detail = {"item": str(tag.item_id), "text": str(new.pk), "why": made.why}
        record("tag.orphaned", actor=by.pk, object=tag.pk, detail=detail)
    made.save(force_insert=True)
    return made.state == State.MOVED


def _move(tag: Tag, new: Text, span: Span, by: Person, *, why: str, chosen: bool) -> Tag:
    """A tag of the same author on the newer layer that names the one it came from; facts follow."""
    there = Tag.objects.unscoped(ALL).filter(
        author=tag.author_id, text=new, code=tag.code_id, start=span.start, end=span.end, retracted_at=None
    )
    moved = there.first()  # its author has put the code there already
    if moved is None:
        copied = ("item_id", "collection_id", "closed", "restricted", "code_id", "author_id", "state", "created_at")
        moved = Tag(
            **{name: getattr(tag, name) for name in copied},
            text=new, text_sha256=new.sha256, segment=span.segment, start=span.start, end=span.end,
            exact=span.exact, prefix=span.prefix, suffix=span.suffix,
            client_key=uuid5(tag.pk, str(new.pk)), moved_from=tag,
        )  # fmt: skip
        moved.save(force_insert=True)
    tag.passed_on = True
    tag.save(update_fields=["passed_on"])
    facts = facts_follow(tag, moved)
    record(
        "tag.moved",
        actor=by.pk,
        object=moved.pk,
        detail={"item": str(tag.item_id), "from": str(tag.pk), "text": str(new.pk), "why": why, "chosen": chosen,
                "supports": facts},
    )  # fmt: skip
    return moved


def facts_follow(tag: Tag, moved: Tag) -> int:
    """What rested on the old words rests on the new ones, by the same hand."""
    standing = list(FactSupport.objects.unscoped(ALL).filter(tag=tag, removed_at=None))
    for support in standing:
        of = {name: getattr(support, name) for name in SUPPORTED if getattr(support, name)}
        if not FactSupport.objects.unscoped(ALL).filter(tag=moved, removed_at=None, **of).exists():
            FactSupport(
                **of, tag=moved, added_by_id=support.added_by_id, added_at=support.added_at, item_id=support.item_id,
                restricted=support.restricted or moved.restricted, closed=support.closed,
                collection_id=support.collection_id,
            ).save(force_insert=True)  # fmt: skip
        support.removed_at = timezone.now()
        support.save(update_fields=["removed_at"])
    return len(standing)


SUPPORTED = tuple(f"{name}_id" for name in (*FACT_KINDS.values(), "official"))


def _held(carrying: Carrying, by: Person) -> Carrying:
    visible = Carrying.objects.visible_to(by).select_related("tag__code", "text", "item", "moved_to")
    held: Carrying = visible.select_for_update(of=("self", "tag")).get(pk=carrying.pk)
    return held


def _must_wait(carrying: Carrying) -> None:
    if carrying.state != State.ORPHANED or carrying.tag.passed_on:
        raise Invalid(_("This tag waits no more: somebody has decided, or a still newer text came."))
    if carrying.tag.retracted_at:
        raise Invalid(_("This tag was taken back."))


def _decide(carrying: Carrying, state: str, by: Person, **fields: Any) -> None:
    if state not in Carrying.TRANSITIONS[State(carrying.state)]:
        raise Invalid(_("This tag waits no more: somebody has decided, or a still newer text came."))
    carrying.state, carrying.decided_by, carrying.decided_at = state, by, timezone.now()
    for name, value in fields.items():
        setattr(carrying, name, value)
    carrying.save(update_fields=["state", "decided_by", "decided_at", *fields])
