"""Days, months and years as witnesses name them in Russian and Belarusian, settled by the day of the account.

A year that was left out is that of the first such day on or after the date mentioned before; if there is none
before, or this would lie after the day the account was given, it is the last such day that does not. A step
("через два дня", "назаўтра") is counted from the last day mentioned. What cannot be settled is not found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from iapb.language.dates.mentions import Mention, mentions, plain
from iapb.language.dates.settling import Settler

__all__ = ["DateFound", "find_dates"]


@dataclass(frozen=True, slots=True)
class DateFound:
    """Code points, end exclusive; precision as evidence.dates has it."""

    start: int
    end: int
    earliest: date
    latest: date
    precision: str
    reason: str  # one of REASONS: how the year or the day was settled


def find_dates(text: str, taken: date) -> list[DateFound]:
    """Every date of one account, in order; `taken` is the day it was given."""
    settler, found = Settler(taken), []
    for mention in mentions(plain(text)):
        settled = settler.settle(mention)
        if settled:
            found.append(DateFound(mention.start, mention.end, *settled, _reason(mention)))
    return found


def _reason(mention: Mention) -> str:
    if mention.step:
        return "step"
    if mention.year is None and mention.relative is None:
        return "month_before" if mention.month is None else "year_settled"
    return "as_written"
