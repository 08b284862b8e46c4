"""What was left out of a date, from what was said before it and from the day of the account."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from iapb.language.dates.mentions import Mention

Settled = tuple[date, date, str]
# What is said of the days to come ("должны выпустить 26-го") lies a little after the account.
AHEAD = timedelta(days=14)
FIRST_TEN, MIDDLE, FIFTEEN = 10, 20, 15


class Settler:
    """Keeps what was mentioned before, in the order of the account."""

    def __init__(self, taken: date) -> None:
        self.taken = taken
        self.before: Settled | None = None
        self.day: date | None = None
        self.month: tuple[int, int] | None = None

    def settle(self, mention: Mention) -> Settled | None:
        try:
            found = self._settled(mention)
        except ValueError:  # the 31st of a shorter month
            return None
        if found:
            self.before = found
            if found[2] == "exact":
                self.day = found[1]
            if found[2] != "year":
                self.month = (found[1].year, found[1].month)
        return found

    def _settled(self, mention: Mention) -> Settled | None:
        if mention.step:
            return self._step(*mention.step)
        if mention.relative is not None:
            year: int | None = self.taken.year - mention.relative
        else:
            year = mention.year
        if mention.month is None:
            if mention.day is None:
                return (date(year, 1, 1), date(year, 12, 31), "year") if year else None
            return self._day_of_month_before(mention.day)
        if year:
            return _in(year, mention)
        return self._without_year(mention)

    def _step(self, days: int, months: int) -> Settled | None:
        if self.day is None:
            return None
        if months:
            total = self.day.month - 1 + months
            year, month = self.day.year + total // 12, total % 12 + 1
            day = date(year, month, min(self.day.day, monthrange(year, month)[1]))
        else:
            day = self.day + timedelta(days=days)
        return day, day, "exact"

    def _day_of_month_before(self, day: int) -> Settled | None:
        if self.month is None:
            return None
        found = date(*self.month, day)
        return found, found, "exact"

    def _without_year(self, mention: Mention) -> Settled | None:
        if self.before:
            for year in (self.before[0].year, self.before[0].year + 1, self.before[0].year + 4):
                found = _or_none(year, mention)
                if found and found[1] >= self.before[0]:
                    if found[0] <= self.taken + AHEAD:
                        return found
                    break
        for year in range(self.taken.year, self.taken.year - 9, -1):
            found = _or_none(year, mention)
            if found and found[0] <= self.taken:
                return found
        return None


def _or_none(year: int, mention: Mention) -> Settled | None:
    try:
        return _in(year, mention)
    except ValueError:  # the 29th of February
        return None


def _in(year: int, mention: Mention) -> Settled:
    month = mention.month or 1
    last = monthrange(year, month)[1]
    if mention.day2 is not None:
        second = mention.month2 or month
        first_year = year - 1 if second < month else year
        return date(first_year, month, mention.day or 1), date(year, second, mention.day2), "exact"
    if mention.day is not None:
        found = date(year, month, mention.day)
        return found, found, "exact"
    if mention.part:
        since, until = {
            "begin": (1, FIRST_TEN), "middle": (FIRST_TEN + 1, MIDDLE), "end": (MIDDLE + 1, last),
            "first_half": (1, FIFTEEN), "half": (FIFTEEN + 1, last),
        }[mention.part]  # fmt: skip
        return date(year, month, since), date(year, month, until), "estimated"
    return date(year, month, 1), date(year, month, last), "month"
