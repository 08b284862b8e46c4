"""How a mutation of `consent.facts.Facts` is written down: see the modules `mutations_of_…`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st

from consent.facts import ConsentFacts, Facts, ItemKind, PersonFacts

Draw = st.DrawFn
CLOSED, OPEN, PRODUCT = ItemKind.CLOSED_SOURCE, ItemKind.OPEN_SOURCE, ItemKind.ANALYTIC
DAY = timedelta(days=1)


class Mutation(NamedTuple):
    """One change; with row None it only walks up to a limit and claims nothing."""

    name: str
    row: int | None  # the row it makes hit
    outcomes: frozenset[str]  # what it leads to alone, in facts that were releasable
    kinds: frozenset[ItemKind]  # of the item it can be done to
    reaches: str  # "recipient", "item", "person", "sources"
    change: Callable[[Draw, Facts], Facts]


def one_person(draw: Draw, f: Facts, change: Callable[[PersonFacts], PersonFacts]) -> Facts:
    if not f.persons:
        return f
    chosen = draw(st.integers(0, len(f.persons) - 1))
    persons = list(f.persons)
    persons[chosen] = change(persons[chosen])
    return replace(f, persons=tuple(persons))


class Mutations(list[Mutation]):
    """A list of them, with one verb for each part of the facts that they change."""

    def add(
        self,
        name: str,
        row: int | None,
        outcomes: str,
        kinds: Iterable[ItemKind],
        reaches: str,
        change: Any,
    ) -> None:
        self.append(Mutation(name, row, frozenset(outcomes.split()), frozenset(kinds), reaches, change))

    def of_recipient(
        self,
        name: str,
        row: int | None,
        outcomes: str,
        kinds: Iterable[ItemKind] = ItemKind,
        **new: object,
    ) -> None:
        def change(draw: Draw, f: Facts) -> Facts:
            return replace(f, recipient=replace(f.recipient, **new))

        self.add(name, row, outcomes, kinds, "recipient", change)

    def of_item(
        self,
        name: str,
        row: int | None,
        outcomes: str,
        kinds: Iterable[ItemKind] = ItemKind,
        **new: object,
    ) -> None:
        def change(draw: Draw, f: Facts) -> Facts:
            return replace(f, item=replace(f.item, **new))

        self.add(name, row, outcomes, kinds, "item", change)

    def of_item_by(
        self,
        name: str,
        row: int | None,
        outcomes: str,
        new: Any,
        kinds: Iterable[ItemKind] = ItemKind,
    ) -> None:
        """The same, the new values being computed from the facts."""

        def change(draw: Draw, f: Facts) -> Facts:
            return replace(f, item=replace(f.item, **new(draw, f)))

        self.add(name, row, outcomes, kinds, "item", change)

    def of_person(self, name: str, row: int | None, outcomes: str, new: Any) -> None:
        """`new`: values, or a function of (draw, facts, person) that returns them."""

        def change(draw: Draw, f: Facts) -> Facts:
            def apply(p: PersonFacts) -> PersonFacts:
                return replace(p, **(new(draw, f, p) if callable(new) else new))

            return one_person(draw, f, apply)

        self.add(name, row, outcomes, {CLOSED}, "person", change)

    def of_consent(self, name: str, row: int | None, outcomes: str, new: Any) -> None:
        def change(draw: Draw, f: Facts, p: PersonFacts) -> dict[str, Any]:
            c = p.consent
            if c is None:
                return {}
            return {"consent": replace(c, **(new(draw, f, c) if callable(new) else new))}

        self.of_person(name, row, outcomes, change)

    def of_grant(self, name: str, row: int | None, outcomes: str, new: Any) -> None:
        def change(draw: Draw, f: Facts, c: ConsentFacts) -> dict[str, Any]:
            g = c.grant
            if g is None:
                return {}
            return {"grant": replace(g, **(new(draw, f, g) if callable(new) else new))}

        self.of_consent(name, row, outcomes, change)

    def of_risk(self, name: str, row: int | None, outcomes: str, new: Callable[..., dict[str, Any]]) -> None:
        """Of one person, or of the open-source collection."""

        def change(draw: Draw, f: Facts) -> Facts:
            if f.item.kind == OPEN:
                old = f.item.risk
                risk = None if old is None else replace(old, **new(draw, f, old))
                return replace(f, item=replace(f.item, risk=risk))

            def apply(p: PersonFacts) -> PersonFacts:
                return p if p.risk is None else replace(p, risk=replace(p.risk, **new(draw, f, p.risk)))

            return one_person(draw, f, apply)

        self.add(name, row, outcomes, {CLOSED, OPEN}, "person", change)


def days_before(draw: Draw, f: Facts, least: int, most: int) -> date:
    return f.on - timedelta(days=draw(st.integers(least, most)))


def days_after(draw: Draw, f: Facts) -> date:
    return f.on + timedelta(days=draw(st.sampled_from((1, 2, 30))))
