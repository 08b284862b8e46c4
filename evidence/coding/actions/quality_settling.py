"""Differences between two coders are settled by a third: a new tag that names what it settles; the originals stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.quality import LONGEST_REASON, SHORTEST_REASON
from evidence.coding.actions.tags import belonging, must_be_assignable, must_be_named
from evidence.coding.compared import Pair, packed, pairs_of
from evidence.coding.differences import FIRST, SECOND, Difference, Mark
from evidence.coding.models import Code, Comparison, FactSupport, SettledTag, Settlement, Tag
from evidence.coding.spans import Span, span_of
from evidence.models import Text
from iapb import jobs
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record

Decision, State, Part = Settlement.Decision, Comparison.State, SettledTag.Part


@dataclass(frozen=True)
class Other:
    """Another code, or other words: `exact` as it stands in the passages of the difference."""

    code: Code
    exact: str


@transaction.atomic
def settle_difference(
    *,
    comparison: Comparison,
    difference: str,
    decision: str,
    reason: str,
    by: Person,
    other: Other | None = None,
    client_key: UUID | None = None,
) -> Settlement:
    """`difference` is the key the page was given; sent again with its `client_key`, it is settled once."""
    pair = pair_to_settle(comparison, by)
    sent = Settlement.objects.visible_to(by).filter(by=by, client_key=client_key) if client_key else None
    if sent is not None and (known := sent.first()):
        return known
    if decision not in (Decision.FIRST, Decision.SECOND, Decision.BOTH, Decision.OTHER, Decision.NONE):
        raise Invalid(_("Choose what stands."), field="decision")
    reason = _reason(reason)
    found = next((one for one in pair.compared.differences if one.key == difference), None)
    if found is None or _is_settled(pair, found.marks):
        raise Invalid(_("This difference is settled already. Reload the page."))
    spans = _standing(pair, found, decision, other, by)
    settlement = _record(pair, decision, reason, by, client_key, found.marks)
    made = [_made(pair, code, text, span, by) for code, text, span in spans]
    _link(settlement, made, Part.MADE)
    detail = {"item": str(comparison.item_id), "comparison": str(comparison.pk), "decision": str(decision),
              "settles": [str(mark.tag) for mark in found.marks], "made": [str(tag.pk) for tag in made]}  # fmt: skip
    record("difference.settled", actor=by.pk, object=settlement.pk, detail=detail)
    return settlement


@transaction.atomic
def undo_settlement(*, settlement: Settlement, by: Person) -> Settlement:
    """Until the comparison is closed. What it made is taken back, and stays on record."""
    pair_to_settle(settlement.comparison, by)
    rows = Settlement.objects.visible_to(by).select_for_update(of=("self",))
    settlement = rows.get(pk=settlement.pk)
    if settlement.undone_at:
        return settlement
    links = SettledTag.objects.visible_to(by).filter(settlement=settlement, standing=True)
    made = [link.tag_id for link in links if link.part == Part.MADE]
    links.update(standing=False)
    kept = SettledTag.objects.visible_to(by).filter(tag__in=made, part=Part.MADE, standing=True)
    gone = Tag.objects.visible_to(by).filter(pk__in=made, retracted_at=None).exclude(pk__in=kept.values("tag"))
    if FactSupport.objects.visible_to(by).filter(tag__in=gone, removed_at=None).exists():
        raise Invalid(_("A fact rests on what was decided here. Take it away from the fact first."))
    gone.update(retracted_at=timezone.now(), retracted_by=by)
    settlement.undone_at, settlement.undone_by = timezone.now(), by
    settlement.save(update_fields=["undone_at", "undone_by"])
    record("difference.reopened", actor=by.pk, object=settlement.pk, detail={"made": [str(pk) for pk in made]})
    return settlement


@transaction.atomic
def close_comparison(*, comparison: Comparison, by: Person) -> Comparison:
    """Once every difference is settled. What both coded alike stands then as one tag, too; the figures are taken."""
    require(by, Right.SETTLE)
    if comparison.state == State.SETTLED:
        return comparison
    pair = pair_to_settle(comparison, by)
    left = [one for one in pair.compared.differences if not _is_settled(pair, one.marks)]
    if left:
        raise Invalid(_("%(n)d differences are not settled yet.") % {"n": len(left)})
    for marks in pair.compared.agreed:
        _agree(pair, marks, by)
    locked = pair.comparison
    locked.state, locked.settled_by, locked.settled_at = State.SETTLED, by, timezone.now()
    locked.measured = packed(pair.coded)
    locked.save(update_fields=["state", "settled_by", "settled_at", "measured"])
    detail = {"item": str(locked.item_id), "agreed": len(pair.compared.agreed),
              "differences": len(pair.compared.differences)}  # fmt: skip
    record("comparison.closed", actor=by.pk, object=locked.pk, detail=detail)
    jobs.ask("carry_tags", locked.text_id, by=by)  # a newer text may have come meanwhile
    return locked


def pair_to_settle(comparison: Comparison, by: Person) -> Pair:
    """Locked, by somebody who coded none of it. Raises Refused or Invalid with what is in the way."""
    require(by, Right.SETTLE)
    must_not_have_coded(comparison, by)
    rows = Comparison.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("item", "text", "first", "second").get(pk=comparison.pk)
    if found.state != State.TO_SETTLE:
        raise Invalid(_("This comparison is closed."))
    return pairs_of([found], by)[0]


def must_not_have_coded(comparison: Comparison, by: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select coding_is_coder(%s, %s)", [comparison.pk, by.pk])
        (coded,) = cursor.fetchone()
    own = Tag.objects.visible_to(by).filter(item=comparison.item_id, author=by, retracted_at=None)
    if coded or own.exclude(state=Tag.State.ADJUDICATED).exists():
        raise Refused(_("You have coded this text yourself: somebody else settles it."))


def _is_settled(pair: Pair, marks: Iterable[Mark]) -> bool:
    return all(pair.tags[mark.tag].settled for mark in marks)


def _standing(
    pair: Pair, found: Difference, decision: str, other: Other | None, by: Person
) -> list[tuple[Code, Text, Span]]:
    """Code and words of each tag that is to stand, none twice."""
    if decision == Decision.OTHER:
        return [_other(pair, found, other, by)]
    sides = {Decision.FIRST: [FIRST], Decision.SECOND: [SECOND], Decision.BOTH: [FIRST, SECOND]}.get(decision, [])
    marks = {(mark.place, mark.code): mark for mark in found.marks if mark.side in sides}
    if decision != Decision.NONE and not marks:
        raise Invalid(_("This coder has nothing here. Choose “neither” if nothing is to stand."), field="decision")
    return [_as_it_was(pair, mark, by) for mark in marks.values()]


def _as_it_was(pair: Pair, mark: Mark, by: Person) -> tuple[Code, Text, Span]:
    tag = pair.tags[mark.tag]
    must_be_named(tag.code, pair.comparison.item, by)
    return tag.code, tag.text, span_of(pair.layer.segments_of(mark.text), mark.start, mark.end)


def _other(pair: Pair, found: Difference, other: Other | None, by: Person) -> tuple[Code, Text, Span]:
    if other is None:
        raise Invalid(_("Choose a code, and the words it stands on."), field="code")
    must_be_assignable(other.code, pair.comparison.item, by)
    mark = found.marks[0]
    at = pair.layer.find(mark.text, other.exact.strip(), found.start)
    if at is None:
        raise Invalid(_("These words do not stand there. Copy them from the text."), field="exact")
    text = pair.tags[mark.tag].text
    return other.code, text, span_of(pair.layer.segments_of(mark.text), at, at + len(other.exact.strip()))


def _agree(pair: Pair, marks: Sequence[Mark], by: Person) -> None:
    settlement = _record(pair, Decision.AGREED, "", by, None, marks)
    code, text, span = _as_it_was(pair, marks[0], by)
    _link(settlement, [_made(pair, code, text, span, by)], Part.MADE)


def _record(
    pair: Pair, decision: str, reason: str, by: Person, client_key: UUID | None, marks: Iterable[Mark]
) -> Settlement:
    settled = [pair.tags[mark.tag] for mark in marks]
    restricted = any(tag.restricted for tag in settled)
    settlement = Settlement(
        **belonging(pair.comparison.item, restricted=restricted), comparison=pair.comparison, decision=decision,
        reason=reason, by=by, client_key=client_key or uuid4(),
    )  # fmt: skip
    settlement.save(force_insert=True)
    _link(settlement, settled, Part.SETTLED)
    return settlement


def _link(settlement: Settlement, tags: Iterable[Tag], part: str) -> None:
    links = [
        SettledTag(**belonging(settlement.item, restricted=tag.restricted), settlement=settlement, tag=tag, part=part)
        for tag in tags
    ]
    SettledTag.objects.bulk_create(links)


def _made(pair: Pair, code: Code, text: Text, span: Span, by: Person) -> Tag:
    """The same code on the same words decided twice over is one tag."""
    same = {"author": by, "text": text, "code": code, "start": span.start, "end": span.end}
    if known := Tag.objects.visible_to(by).filter(**same, retracted_at=None).first():
        return known
    tag = Tag(
        **same, **belonging(pair.comparison.item, restricted=code.restricted), text_sha256=text.sha256,
        segment=span.segment, exact=span.exact, prefix=span.prefix, suffix=span.suffix, state=Tag.State.ADJUDICATED,
    )  # fmt: skip
    tag.save(force_insert=True)
    return tag


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid(_("Say in a few words why."), field="reason")
    return reason
