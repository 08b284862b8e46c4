"""Pairs of facts of two witnesses at one place and time, as the actor sees them, and by which rule they are graded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.coding.corroboration.seen import seen
from evidence.coding.corroboration.statement import APART, NARROW, PAIRS, SIDES, TOO_WIDE, WEIGHED
from evidence.coding.models import Fact
from iapb.access.rights import Actor


class Grade(NamedTuple):
    key: str
    least: int  # points
    label: Any


# Place: the facility or the spot (a street, a border point, a place known to the building) 2, a town or district 1.
# Time: days both surely cover 2, dates no wider than a month 1, wider or estimated 0. The same act told 1, the same
# official named 1.
GRADES = (
    Grade("close", 4, pgettext_lazy("how well two accounts agree", "close")),
    Grade("fair", 3, _("fair")),
    Grade("loose", 0, _("loose")),
)


@dataclass(frozen=True)
class Pair:
    one: UUID
    other: UUID
    one_kind: str
    other_kind: str
    one_item: UUID
    other_item: UUID
    facility: UUID | None
    town: UUID | None
    since: date
    until: date
    place_points: int
    time_points: int
    acts: list[str]
    officials: list[UUID]
    same_interviewer: bool
    heard_together: bool
    one_told: bool
    other_told: bool
    dependent: bool
    points: int
    stands: str
    judged: int
    fresh: int
    verdicts: int
    mine: bool

    @property
    def grade(self) -> Grade:
        return next(one for one in GRADES if self.points >= one.least)

    @property
    def judged_before(self) -> bool:
        """Judged, and the facts changed since."""
        return self.judged > 0 and self.fresh == 0


STATES: dict[str, str] = {
    "": "g.fresh = 0",
    "changed": "g.judged > 0 and g.fresh = 0",
    "judged": "g.fresh > 0",
    "others": "g.fresh > 0 and not g.mine",
    "differ": "g.verdicts > 1",
    "all": "true",
}
# Independent ones before the others, the closest first.
USUAL = "g.dependent, g.points desc, g.since, g.one, g.other"
ORDERS: dict[str, tuple[str, ...]] = {
    "match": ("g.points", "g.one", "g.other"),
    "time": ("g.since", "g.one", "g.other"),
    "accounts": ("g.one_reference", "g.other_reference", "g.one", "g.other"),
}


@dataclass(frozen=True)
class Wanted:
    """What of all pairs: by account, witness or place, graded at least so, judged or not."""

    state: str = ""
    least: int = 0
    independent: bool = False
    subject: UUID | None = None
    item: UUID | None = None
    facilities: tuple[UUID, ...] | None = None
    towns: tuple[UUID, ...] | None = None
    facts: tuple[UUID, UUID] | None = None
    between: tuple[UUID, UUID] | None = None  # two items: nothing else is compared
    order: str = ""
    descending: bool = False


@dataclass
class Found:
    pairs: list[Pair] = field(default_factory=list)
    total: int = 0


def pairs_of(actor: Actor, wanted: Wanted, *, limit: int, offset: int = 0) -> Found:
    """In one statement, however many there are."""
    try:
        parts, params = seen(actor, wanted.between)
    except EmptyResultSet:
        return Found()
    conditions, more = _conditions(wanted)
    text = SIDES.format(**parts) + PAIRS.format(
        weighed=WEIGHED, apart=APART, narrow=NARROW, too_wide=TOO_WIDE, me="%s",
        conditions=" and ".join(conditions), order=_order(wanted),
    )  # fmt: skip
    with connection.cursor() as cursor, _without_loops(cursor, wanted):
        cursor.execute(text, [*params, actor.pk, *more, limit, offset])
        columns = [column.name for column in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    names = Pair.__dataclass_fields__
    return Found([Pair(**{name: row[name] for name in names}) for row in rows], rows[0]["total"] if rows else 0)


@contextmanager
def _without_loops(cursor: Any, wanted: Wanted) -> Iterator[None]:
    """Nothing is known beforehand of how many rows the parts have; walked through for each other they take minutes."""
    if wanted.between:
        yield
        return
    cursor.execute("select set_config('enable_nestloop', 'off', true)")
    yield
    cursor.execute("select set_config('enable_nestloop', 'on', true)")


def pair_of(one: Fact, other: Fact, actor: Actor) -> Pair | None:
    """Of these two facts, whichever way round; None where they do not meet, or not for this actor."""
    between = (one.item_id, other.item_id)
    found = pairs_of(actor, Wanted(state="all", facts=(one.pk, other.pk), between=between), limit=1)
    return found.pairs[0] if found.pairs else None


def _conditions(wanted: Wanted) -> tuple[list[str], list[Any]]:
    conditions, params = [STATES.get(wanted.state, STATES[""])], []

    def asked(condition: str, *values: Any) -> None:
        conditions.append(condition)
        params.extend(values)

    if wanted.least:
        asked("g.points >= %s", wanted.least)
    if wanted.independent:
        asked("not g.dependent")
    if wanted.item:
        asked("%s in (g.one_item, g.other_item)", wanted.item)
    if wanted.subject:
        theirs = "select item from tellers where %s = any (subjects)"
        asked(f"(g.one_item in ({theirs}) or g.other_item in ({theirs}))", wanted.subject, wanted.subject)
    if wanted.facilities is not None or wanted.towns is not None:
        places = [[str(pk) for pk in pks or ()] for pks in (wanted.facilities, wanted.towns)]
        asked("(g.facility = any (%s::uuid[]) or g.town = any (%s::uuid[]))", *places)
    if wanted.facts:
        asked("array[g.one, g.other] @> %s::uuid[]", [str(pk) for pk in wanted.facts])
    return conditions, params


def _order(wanted: Wanted) -> str:
    if wanted.order not in ORDERS:
        return USUAL
    first, *rest = ORDERS[wanted.order]
    return ", ".join([f"{first} desc" if wanted.descending else first, *rest])
