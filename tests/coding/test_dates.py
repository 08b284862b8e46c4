"""The one date type: what is typed, kept, shown and refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from evidence.coding.forms import FuzzyDateFormField
from evidence.dates import FuzzyDate, Precision
from iapb.access.errors import Invalid

ROWS = [
    ("2020-08-11", "", False, "11 Aug 2020", "exact"),
    ("2020-08", "", False, "Aug 2020", "month"),
    ("2020", "", False, "2020", "year"),
    ("2020-08-09", "2020-08-12", False, "9 Aug 2020 – 12 Aug 2020", "exact"),
    ("2020-08", "2020-10", False, "Aug 2020 – Oct 2020", "month"),
    ("2020", "2022", False, "2020 – 2022", "year"),
    ("2020-08-09", "2020-10", False, "9 Aug 2020 – 31 Oct 2020", "month"),
    ("2020-08", "", True, "about Aug 2020", "estimated"),
    ("", "", False, "date unknown", "unknown"),
    ("2021-02", "", False, "Feb 2021", "month"),
]


@pytest.mark.parametrize(("start", "until", "estimated", "shown", "precision"), ROWS)
def test_parse_when_typed_then_shown_as_given(
    start: str, until: str, estimated: bool, shown: str, precision: str
) -> None:
    parsed = FuzzyDate.parse(start, until, estimated=estimated)
    assert (str(parsed), parsed.precision) == (shown, precision)


@pytest.mark.parametrize(
    ("start", "until"),
    [("2020-13", ""), ("2020-02-30", ""), ("11.08.2020", ""), ("2020-08-12", "2020-08-11"), ("", "2020"),
     ("20", ""), ("2020-08-11x", ""), ("0000", "")],
)  # fmt: skip
def test_parse_when_impossible_then_a_sentence(start: str, until: str) -> None:
    with pytest.raises(Invalid):
        FuzzyDate.parse(start, until)


def test_future_when_after_today_then_refused_but_not_this_month() -> None:
    today = timezone.localdate()
    FuzzyDate.parse(today.isoformat()).must_not_be_future()
    FuzzyDate.parse(f"{today:%Y-%m}").must_not_be_future()
    with pytest.raises(Invalid):
        FuzzyDate.parse((today + timedelta(days=1)).isoformat()).must_not_be_future()


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 4000), st.sampled_from([4, 7, 10]), st.booleans())
def test_iso_when_parsed_again_then_the_same_days(first: date, days: int, length: int, estimated: bool) -> None:
    given_date = FuzzyDate.parse(
        first.isoformat()[:length], (first + timedelta(days=days)).isoformat()[:length], estimated=estimated
    )
    again = FuzzyDate.parse(*given_date.iso(), estimated=given_date.precision == Precision.ESTIMATED)
    assert (again.earliest, again.latest) == (given_date.earliest, given_date.latest)


def test_field_when_posted_then_a_date_or_an_error_beside_it() -> None:
    field = FuzzyDateFormField()
    assert field.clean(["2020-08", "", ""]) == FuzzyDate.parse("2020-08")
    assert field.clean(["", "", ""]) == FuzzyDate()
    assert field.clean([]) == FuzzyDate()
    with pytest.raises(Exception, match="Write the date as"):
        field.clean(["last week", "", ""])
