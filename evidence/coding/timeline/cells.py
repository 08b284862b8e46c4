"""The timeline as rows of a file: dates as they are known, no quotes. Where a fact is told stands as a reference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from evidence.coding.timeline.entries import Entry
from evidence.coding.timeline.reading import Timeline
from evidence.dates import FuzzyDate


def head() -> list[str]:
    date = [_("earliest"), _("latest"), _("how exact")]
    until = [_("until, earliest"), _("until, latest"), _("until, how exact")]
    what = [_("what"), _("place"), _("who"), _("how the witness knows"), _("certainty"), _("summary")]
    return [_("witness"), _("account"), _("kind"), *date, *until, *what, _("passages that support it")]


def rows(found: Timeline) -> Iterator[list[Any]]:
    """One row a fact: what has no date of its own stands after its incident, with its date."""
    for entry in found.all:
        yield _row(found, entry)
        for part in _told_with(entry):
            yield _row(found, part, dates=part.dates if part.known else entry.dates)


def _told_with(entry: Entry) -> Iterator[Entry]:
    for act in entry.acts_here:
        yield act
        yield from act.harms
    yield from (*entry.harms, *entry.interventions_here)


def _row(found: Timeline, entry: Entry, dates: tuple[FuzzyDate, ...] | None = None) -> list[Any]:
    fact = entry.fact
    began, ended = (*(dates or entry.dates), None)[:2]
    knowledge = fact.get_knowledge_display() if entry.kind == "act" else ""
    certainty = fact.get_certainty_display() if entry.kind == "incident" else ""
    return [
        found.code, entry.item.reference, entry.kind_name, *_date(began), *_date(ended), _what(entry),
        entry.where or "", _who(entry), knowledge, certainty, _summary(entry), len(entry.supports),
    ]  # fmt: skip


def _date(when: FuzzyDate | None) -> list[Any]:
    if when is None:
        return ["", "", ""]
    detail = when.detail()
    return [detail["earliest"], detail["latest"], when.precision]


def _what(entry: Entry) -> str:
    fact = entry.fact
    if entry.kind == "incident":
        return str(fact.context)
    if entry.kind == "harm":
        return str(fact.code)
    if entry.kind == "intervention":
        return str(fact.get_form_display())
    if entry.kind == "act":
        return f"{fact.code} ({fact.instrument})" if fact.instrument else str(fact.code)
    return str(fact.facility if entry.kind == "detention" else fact.entered or fact.crossing or "")


def _who(entry: Entry) -> str:
    fact = entry.fact
    if entry.kind == "intervention":
        return fact.party
    sufferer = {"act": "victim", "detention": "person", "departure": "person", "harm": "person"}.get(entry.kind)
    told = [getattr(fact, f"get_{sufferer}_display")()] if sufferer else []
    told += entry.seen
    for person in entry.people:
        named = person.fact.official or person.fact.body or person.fact.body_kind
        if named:
            told.append(f"{named} ({person.fact.get_degree_display()})")
    return "; ".join(map(str, told))


def _summary(entry: Entry) -> str:
    fact = entry.fact
    if entry.kind == "departure":
        return " ".join(part for part in (fact.route, fact.coercion_before, fact.after_arrival) if part)
    if entry.kind == "harm":
        return ": ".join(str(part) for part in (fact.get_documented_display(), fact.document) if part)
    if entry.kind == "intervention":
        return ". ".join(str(part) for part in (fact.get_outcome_display(), fact.result) if part)
    return getattr(fact, "summary", "")
