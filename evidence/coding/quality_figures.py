"""Figures of agreement over the comparisons that are settled: by code, pair, language or month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evidence.coding.agreement import Coded, Figures, Interval, figures, reading
from evidence.coding.compared import unpacked
from evidence.coding.models import Code, Comparison
from evidence.templatetags.languages import language_name
from iapb.access.rights import Actor
from iapb.accounts.forms.base import HouseForm

_ANY = ("", _("Any"))
READINGS = {"rely": _("to be relied on"), "tentative": _("tentative"), "below": _("too low: train again, or merge")}
NUMBERS = ("observed", "positive", "kappa", "alpha")
LEAF, BRANCH = "leaf", "branch"
BY = {"code": _("Code"), "pair": _("Coder pair"), "language": _("Language"), "month": _("Month")}
_DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "input_formats": ["%Y-%m-%d"]}


class FiguresFilter(HouseForm):
    by = forms.ChoiceField(label=_("One line for each"), choices=list(BY.items()), required=False)
    level = forms.ChoiceField(
        label=_("Level"), choices=[(LEAF, _("single codes")), (BRANCH, _("categories"))], required=False
    )
    code = forms.ChoiceField(label=_("Code"), required=False)
    basis = forms.ChoiceField(label=_("Why twice"), required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[_ANY, *((one, language_name(one)) for one in ("ru", "be", "en"))],
    )
    since = forms.DateField(label=_("Settled from"), required=False, **_DAY)
    until = forms.DateField(label=_("until"), required=False, **_DAY)

    def __init__(self, *args: Any, codes: Iterable[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [
            ("", _("Every code")),
            *((one.code, f"{one.code} · {one.label}") for one in codes),
        ]
        # At random first: passages chosen for their codes say nothing of how often these are missed.
        self.fields["basis"].choices = [*Comparison.Basis.choices, ("any", _("both"))]


@dataclass(frozen=True)
class Row:
    name: Any
    found: Figures
    by_chance: bool  # False: the passages were chosen for their codes, so that chance is not what it seems

    @property
    def enough(self) -> bool:
        return self.found.enough

    @property
    def measured(self) -> bool:
        return self.enough and self.by_chance

    def value(self, name: str) -> float | None:
        """observed, positive, kappa or alpha; nothing where the passages are too few."""
        return getattr(self.found.counted, name) if self._told(name) else None

    def interval(self, name: str) -> Interval | None:
        return self.found.intervals[name] if self._told(name) else None

    @property
    def cells(self) -> list[tuple[float | None, Interval | None]]:
        return [(self.value(name), self.interval(name)) for name in NUMBERS]

    @property
    def unitised(self) -> float | None:
        return self.found.unitised if self.measured else None

    @property
    def exact(self) -> float | None:
        return self.found.exact.f1 if self.enough else None

    @property
    def overlapping(self) -> float | None:
        return self.found.overlapping.f1 if self.enough else None

    @property
    def reading(self) -> Any:
        return READINGS.get(reading(self.value("alpha")), "")

    def _told(self, name: str) -> bool:
        return self.measured if name in ("kappa", "alpha") else self.enough


@dataclass(frozen=True)
class _Group:
    """Accounts counted together. A settled comparison stays as it is, so that its id stands for what it holds."""

    settled: tuple[UUID, ...]
    coded: list[Coded] = field(compare=False)


@dataclass(frozen=True)
class Table:
    form: FiguresFilter
    rows: list[Row]
    comparisons: int
    by: str

    @property
    def head(self) -> Any:
        return BY[self.by]


def table_of(sent: Any, actor: Actor, *, names: bool) -> Table:
    """`names`: of coder pairs; without, they are numbered."""
    codes = list(Code.objects.filter(framework__current=True))
    form = FiguresFilter(sent or None, codes=codes)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = list(_settled(chosen, actor))
    by = chosen.get("by") or "code"
    groups = _groups(rows, by, chosen, codes, names=names)
    by_chance = chosen.get("basis", Comparison.Basis.DRAWN) in ("", Comparison.Basis.DRAWN)
    return Table(form, [Row(name, found, by_chance) for name, found in groups], len(rows), by)


def _settled(chosen: dict[str, Any], actor: Actor) -> QuerySet[Comparison]:
    rows = Comparison.objects.visible_to(actor).filter(state=Comparison.State.SETTLED)
    rows = rows.select_related("text", "first__coder", "second__coder").order_by("settled_at", "pk")
    basis = chosen.get("basis") or Comparison.Basis.DRAWN
    if basis != "any":
        rows = rows.filter(basis=basis)
    if chosen.get("language"):
        rows = rows.filter(text__language=chosen["language"])
    if chosen.get("since"):
        rows = rows.filter(settled_at__date__gte=chosen["since"])
    if chosen.get("until"):
        rows = rows.filter(settled_at__date__lte=chosen["until"])
    return rows


def _groups(
    rows: list[Comparison], by: str, chosen: dict[str, Any], codes: list[Code], *, names: bool
) -> Iterator[tuple[Any, Figures]]:
    coded = {row.pk: unpacked(row.measured) for row in rows}
    below = _below(codes)
    if by == "code":
        yield from _by_code(_Group(tuple(coded), list(coded.values())), chosen, codes, below)
        return
    code = chosen.get("code") or ""
    everything = set().union(*(one.codes for one in coded.values())) if coded else set()
    members = below.get(code, {code}) if code else everything
    groups: dict[Any, list[UUID]] = defaultdict(list)
    for row in rows:
        groups[_key(row, by)].append(row.pk)
    for number, key in enumerate(sorted(groups), start=1):
        name = _("pair %(n)d") % {"n": number} if by == "pair" and not names else _name(key, by)
        group = _Group(tuple(groups[key]), [coded[pk] for pk in groups[key]])
        yield name, _counted(group, code, frozenset(members))


@lru_cache(maxsize=1000)
def _counted(group: _Group, code: str, members: frozenset[str]) -> Figures:
    """With its intervals, for which much is drawn by lot: the page is looked at more often than one is settled."""
    return figures(group.coded, code, set(members))


def _by_code(
    group: _Group, chosen: dict[str, Any], codes: list[Code], below: dict[str, set[str]]
) -> Iterator[tuple[str, Figures]]:
    used = set().union(*(one.codes for one in group.coded)) if group.coded else set()
    level = chosen.get("level") or LEAF
    for code in codes:
        members = {code.code} if level == LEAF else below[code.code]
        wanted = code.code == chosen["code"] if chosen.get("code") else (level == LEAF) == code.assignable
        if wanted and members & used:
            yield f"{code.code} · {code.label}", _counted(group, code.code, frozenset(members))


def _below(codes: Iterable[Code]) -> dict[str, set[str]]:
    """Of each code all that stand under it, and itself."""
    by_id = {code.pk: code for code in codes}
    below: dict[str, set[str]] = defaultdict(set)
    for code in by_id.values():
        above: Code | None = code
        while above is not None:
            below[above.code].add(code.code)
            above = by_id.get(above.parent_id)
    return below


def _key(row: Comparison, by: str) -> Any:
    if by == "pair":
        return tuple(sorted(coder.name for coder in (row.first.coder, row.second.coder)))
    return row.text.language if by == "language" else row.settled_at.strftime("%Y-%m")


def _name(key: Any, by: str) -> Any:
    return " · ".join(key) if by == "pair" else language_name(key) if by == "language" else key
