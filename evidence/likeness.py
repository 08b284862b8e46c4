"""Pictures that look like others: found among what a person may see, for that person to judge.

Two hashes that differ in at most 31 of 256 bits agree, in at least one of sixteen bands of sixteen bits, in all bits
but one. So each band is asked for its own value and the sixteen that are one bit away (272 values in all), by an index
for each band; only what they find is compared bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Expression, IntegerField

from evidence.looking import may_look, may_look_at
from evidence.models import Item, Likeness
from evidence.models.likeness import BANDS, BITS, WIDE
from iapb.accounts.models import Person

FARTHEST = 31  # bits; further apart there is no telling
NEARLY_SAME = 10
MOST_ASKED = 12  # pictures of one item
MOST_FOUND = 12
_LOOKED_AT = 200  # rows, since many may be of one item


@dataclass(frozen=True)
class Like:
    item: UUID
    reference: str
    kind: str
    distance: int

    @property
    def nearly_same(self) -> bool:
        return self.distance <= NEARLY_SAME

    @property
    def kind_name(self) -> Any:
        return Item.Kind(self.kind).label


def in_bits(digits: str) -> str:
    """Of 64 hexadecimal digits. Raises ValueError for anything else."""
    if len(digits) != BITS // 4:
        raise ValueError("not 256 bits")
    return f"{int(digits, 16):0{BITS}b}"


def like(item: Item, actor: Person) -> list[Like]:
    """The nearest picture of each other item, the nearest first. Nothing where the actor may not look at either."""
    if not may_look(item.pk, actor):
        return []
    mine = Likeness.objects.visible_to(actor).filter(derivative__parent__item=item)
    bits = list(mine.order_by("derivative__made_at", "at_ms").values_list("bits", flat=True)[:MOST_ASKED])
    if not bits:
        return []
    others = Likeness.objects.visible_to(actor).exclude(derivative__parent__item=item).filter(Near(bits))
    about = "derivative__parent__item"
    rows = others.annotate(distance=Distance(bits)).order_by("distance", "pk")
    nearest: dict[UUID, Like] = {}
    for row in rows.values_list(about, f"{about}__reference", f"{about}__kind", "distance")[:_LOOKED_AT]:
        nearest.setdefault(row[0], Like(*row))
    looks = may_look_at(nearest.keys(), actor)
    return [one for one in nearest.values() if one.item in looks][:MOST_FOUND]


def probes(bits: str) -> list[list[int]]:
    """For each band the values that a hash near enough has in one of them."""
    values = [int(bits[band * WIDE : (band + 1) * WIDE], 2) for band in range(BANDS)]
    return [[value, *(value ^ 1 << place for place in range(WIDE))] for value in values]


class Distance(Expression):
    """In how many bits the nearest of the sought differs."""

    output_field = IntegerField()

    def __init__(self, bits: Iterable[str]) -> None:
        super().__init__()
        self.bits = list(bits)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self.of(compiler.quote_name_unless_alias(compiler.query.get_initial_alias()))

    def of(self, table: str) -> tuple[str, list[Any]]:
        nearest = f"select min(bit_count({table}.bits # sought)) from unnest(%s::bit({BITS})[]) sought"  # noqa: S608
        return f"({nearest})", [self.bits]


class Near(Expression):
    """Whether one of the sought is near enough. Found first and by themselves, by the indexes of the bands: joined to
    their items at once, the planner would rather compare every picture of every item."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, bits: Iterable[str]) -> None:
        super().__init__()
        self.bits = list(bits)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        table = compiler.quote_name_unless_alias(compiler.query.get_initial_alias())
        of_bands = zip(*map(probes, self.bits), strict=True)
        asked = [sorted({value for values in band for value in values}) for band in of_bands]
        bands = " or ".join(f"near.bands[{number}] = any(%s::integer[])" for number in range(1, BANDS + 1))
        distance, sought = Distance(self.bits).of("near")
        near = f"select near.id from evidence_likeness near where ({bands}) and {distance} <= %s"  # noqa: S608
        found = f"{table}.id in (with found as materialized ({near}) select id from found)"  # noqa: S608
        return found, [*asked, *sought, FARTHEST]
