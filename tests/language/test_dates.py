"""Dates as people say them, settled by the day of the account."""

from __future__ import annotations

from datetime import date

import pytest

from iapb.language.dates import find_dates

TAKEN = date(2022, 5, 19)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Было 14.07.2021 утром.", [("14.07.2021", "2021-07-14", "2021-07-14", "exact")]),
        ("У ноч з 9 на 10 жніўня 2020 года.", [
            ("ноч з 9 на 10 жніўня 2020 года", "2020-08-09", "2020-08-10", "exact")]),
        ("С 30 июля по 2 августа 2021 года сидел.", [
            ("С 30 июля по 2 августа 2021 года", "2021-07-30", "2021-08-02", "exact")]),
        ("Уехал в конце февраля 2020-го.", [("конце февраля 2020-го", "2020-02-21", "2020-02-29", "estimated")]),
        ("У сярэдзіне снежня пайшоў снег.", [("сярэдзіне снежня", "2021-12-11", "2021-12-20", "estimated")]),
        ("В июне забрали.", [("июне", "2021-06-01", "2021-06-30", "month")]),
        ("Забрали 3 мая, выпустили 12-го.", [("3 мая", "2022-05-03", "2022-05-03", "exact"),
                                             ("12-го", "2022-05-12", "2022-05-12", "exact")]),
        ("9 мая 2021 года взяли. Через два дня суд, назаўтра суд.", [
            ("9 мая 2021 года", "2021-05-09", "2021-05-09", "exact"),
            ("Через два дня", "2021-05-11", "2021-05-11", "exact"),
            ("назаўтра", "2021-05-12", "2021-05-12", "exact")]),
    ],
)  # fmt: skip
def test_find_dates_when_said_so_then_settled(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = [
        (text[one.start : one.end], one.earliest.isoformat(), one.latest.isoformat(), one.precision)
        for one in find_dates(text, TAKEN)
    ]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    ["Мая маці мае рацыю.", "Картина «Август» висит.", "Статья 342, камера 12.", "Октябрьский район.",
     "Через два дня ушёл.",
     "Живу на улице 17 Сентября.", "Десять суток, два месяца, в десять часов."],
)  # fmt: skip
def test_find_dates_when_it_only_sounds_like_one_then_nothing(text: str) -> None:
    assert find_dates(text, TAKEN) == []
