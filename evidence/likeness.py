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


class _OfBits(Expression):
    def __init__(self, bits: Iterable[str]) -> None:
        super().__init__()
        self.bits = list(bits)

    def table(self, compiler: Any) -> str:
        return str(compiler.quote_name_unless_alias(compiler.query.get_initial_alias()))


class Distance(_OfBits):
    """In how many bits the nearest of the sought differs."""

    output_field = IntegerField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        each = f"bit_count({self.table(compiler)}.bits # sought)"
        return f"(select min({each}) from unnest(%s::bit({BITS})[]) sought)", [self.bits]  # noqa: S608 - our own names


class Near(_OfBits):
    """Whether one of the sought is near enough. The bands come first, alone, so that their indexes are used."""

    output_field = BooleanField()
    conditional = True

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        asked = [
            sorted({value for values in one for value in values}) for one in zip(*map(probes, self.bits), strict=True)
        ]
        bands = (f"{self.table(compiler)}.bands[{number}] = any(%s::integer[])" for number in range(1, BANDS + 1))
        exact, params = Distance(self.bits).as_sql(compiler, connection)
        return f"(({' or '.join(bands)}) and {exact} <= %s)", [*asked, *params, FARTHEST]
