"""Which work is coded a second time: one in ten at random, and every passage with certain codes."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from evidence.coding.actions.tags import belonging
from evidence.coding.compared import ALWAYS_TWICE, Layer, layers_of, tags_of_work
from evidence.coding.models import Comparison, Draw, Tag, Work
from iapb.accounts.models import Person
from iapb.ledger import record


def send_on(work: Work, by: Person) -> Comparison | None:
    """With the handing in of a first coding: to a second coder, the whole of it or the passages that ask for one."""
    draw, place = _next_place()
    work.draw, work.place = draw, place
    work.save(update_fields=["draw", "place"])
    layer = layers_of([work.text], {}, by)[work.text_id]
    tags = tags_of_work([work], by)[work.pk]
    drawn = place == draw.drawn_place
    passages = [] if drawn else passages_of(layer, tags, draw)
    if not drawn and not passages:
        return None
    return _second_coding(work, passages, drawn, restricted=any(tag.restricted for tag in tags), by=by)


def passages_of(layer: Layer, tags: Iterable[Tag], draw: Draw) -> list[UUID]:
    """Those with a code that is always coded twice, and as many drawn from the others.

    Without these, to be asked for a passage would tell the second coder what stands on it.
    """
    numbers: set[int] = set()
    for tag in tags:
        if tag.code.category in ALWAYS_TWICE and (mark := layer.mark(tag, 0)):
            numbers |= layer.numbers(tag.text_id, mark.span)
    segments = layer.segments
    others = sorted(set(range(len(segments))) - numbers, key=lambda number: draw.hashed(segments[number].pk))
    chosen = numbers | set(others[: len(numbers)])
    return [segments[number].pk for number in sorted(chosen)]


def _next_place() -> tuple[Draw, int]:
    """One after another: a lot gives each of its places once."""
    draw = None
    while draw is None:  # the last place of a lot may have gone while we waited for it
        Draw.objects.get_or_create(open=True)
        draw = Draw.objects.select_for_update().filter(open=True).first()
    place = draw.taken
    left_open = place + 1 < draw.size
    Draw.objects.filter(pk=draw.pk).update(taken=F("taken") + 1, open=left_open)
    return draw, place


def _second_coding(work: Work, passages: list[UUID], drawn: bool, *, restricted: bool, by: Person) -> Comparison:
    second = Work(
        **belonging(work.item, restricted=restricted), text=work.text, kind=Work.Kind.SECOND, first=work,
        passages=passages, blind=True,
    )  # fmt: skip
    second.save(force_insert=True)
    comparison = Comparison(
        **belonging(work.item, restricted=restricted), text=work.text, first=work, second=second,
        basis=Comparison.Basis.DRAWN if drawn else Comparison.Basis.CODES,
    )  # fmt: skip
    comparison.save(force_insert=True)
    # Whose coding it is stands in the ledger alone.
    detail = {"item": str(work.item_id), "first": str(work.pk), "second": str(second.pk), "basis": comparison.basis}
    record("comparison.asked", actor=by.pk, object=comparison.pk, detail=detail)
    return comparison
