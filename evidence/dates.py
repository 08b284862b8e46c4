"""Dates as witnesses give them: a day, a month, a year, about then, or unknown.

One field type for the whole house. A date is kept as the earliest and the latest
day it can mean and how exact it is; nothing is ever drawn as the first of a month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django import forms
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid


class Precision(models.TextChoices):
    EXACT = "exact", _("exact day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    ESTIMATED = "estimated", _("estimated")
    UNKNOWN = "unknown", _("unknown")


_COARSENESS = [Precision.EXACT, Precision.MONTH, Precision.YEAR, Precision.ESTIMATED]
_FORMS = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?$")


@dataclass(frozen=True)
class FuzzyDate:
    earliest: date | None = None
    latest: date | None = None
    precision: str = Precision.UNKNOWN

    def __post_init__(self) -> None:
        known = self.precision != Precision.UNKNOWN
        if known != (self.earliest is not None and self.latest is not None):
            raise ValueError("a known date has both ends, an unknown one has none")
        if self.earliest and self.latest and self.latest < self.earliest:
            raise Invalid(_("The end is before the start."), field="until")

    @property
    def known(self) -> bool:
        return self.precision != Precision.UNKNOWN

    @classmethod
    def parse(cls, start: str, until: str = "", *, estimated: bool = False) -> Self:
        """From what a person types: 2020-08-11, 2020-08 or 2020, with a second one for a range.

        Raises Invalid with a sentence; nothing typed is an unknown date.
        """
        start, until = start.strip(), until.strip()
        if not start:
            if until:
                raise Invalid(_("Give the start of the range too."), field="start")
            return cls()
        first, latest, precision = _read(start, "start")
        if until:
            _first, latest, second = _read(until, "until")
            precision = max(precision, second, key=_COARSENESS.index)
        return cls(first, latest, Precision.ESTIMATED if estimated else precision)

    def must_not_be_future(self, field: str = "when") -> None:
        if self.earliest and self.earliest > timezone.localdate():
            raise Invalid(_("The date is in the future."), field=field)

    def __str__(self) -> str:
        if not self.known:
            return str(_("date unknown"))
        text = _span(self.earliest, self.latest)
        return str(_("about %(date)s") % {"date": text}) if self.precision == Precision.ESTIMATED else text

    def iso(self) -> tuple[str, str]:
        """The two values as a person would type them, for a form."""
        if not self.known:
            return "", ""
        for length in (4, 7, 10):
            start, until = self.earliest.isoformat()[:length], self.latest.isoformat()[:length]
            if _read(start, "start")[0] == self.earliest and _read(until, "until")[1] == self.latest:
                return start, until if until != start else ""
        return self.earliest.isoformat(), self.latest.isoformat()

    def detail(self) -> dict[str, str | None]:
        return {
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "latest": self.latest.isoformat() if self.latest else None,
            "precision": str(self.precision),
        }


UNKNOWN_DATE = FuzzyDate()


def _read(text: str, field: str) -> tuple[date, date, Precision]:
    found = _FORMS.match(text)
    try:
        if not found:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        if month is None:
            return date(year, 1, 1), date(year, 12, 31), Precision.YEAR
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.MONTH
        return date(year, month, day), date(year, month, day), Precision.EXACT
    except ValueError:
        raise Invalid(_("Write the date as 2020-08-11, 2020-08 or 2020."), field=field) from None


def _span(earliest: date, latest: date) -> str:
    if earliest == latest:
        return date_format(earliest, "DATE_FORMAT")
    if (earliest.month, earliest.day, latest.month, latest.day) == (1, 1, 12, 31):
        return str(earliest.year) if earliest.year == latest.year else f"{earliest.year} – {latest.year}"
    whole_months = earliest.day == 1 and latest.day == monthrange(latest.year, latest.month)[1]
    form = "YEAR_MONTH_FORMAT" if whole_months else "DATE_FORMAT"
    start, end = date_format(earliest, form), date_format(latest, form)
    return start if start == end else f"{start} – {end}"


class FuzzyDateField(property):
    """Adds three columns, ``<name>_earliest``, ``<name>_latest``, ``<name>_precision``, read and written as one."""

    def __init__(self, verbose_name: Any = "") -> None:
        super().__init__()  # a property, so that Model(when=…) takes it
        self.verbose_name = verbose_name

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        self.name = name
        setattr(cls, name, self)
        present = {field.name for field in cls._meta.local_fields}
        for suffix, field in (
            ("earliest", models.DateField(null=True, blank=True)),
            ("latest", models.DateField(null=True, blank=True)),
            ("precision", models.CharField(max_length=9, choices=Precision.choices, default=Precision.UNKNOWN)),
        ):
            if f"{name}_{suffix}" not in present:
                field.contribute_to_class(cls, f"{name}_{suffix}")

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        return FuzzyDate(*(getattr(instance, f"{self.name}_{part}") for part in ("earliest", "latest", "precision")))

    def __set__(self, instance: Any, value: FuzzyDate) -> None:
        for part in ("earliest", "latest", "precision"):
            setattr(instance, f"{self.name}_{part}", getattr(value, part))


def date_constraint(model: str, name: str) -> models.CheckConstraint:
    """What the database refuses: half a date, and an end before its start."""
    earliest, latest, precision = f"{name}_earliest", f"{name}_latest", f"{name}_precision"
    unknown = Q(**{precision: Precision.UNKNOWN, f"{earliest}__isnull": True, f"{latest}__isnull": True})
    known = ~Q(**{precision: Precision.UNKNOWN}) & Q(
        **{f"{earliest}__isnull": False, f"{latest}__isnull": False, f"{latest}__gte": F(earliest)}
    )
    return models.CheckConstraint(name=f"{model}_{name}_is_a_date", condition=unknown | known)


def overlaps(name: str, since: date | None, until: date | None) -> Q:
    """Rows whose date can fall into the range."""
    condition = Q(**{f"{name}_earliest__isnull": False})
    if since:
        condition &= Q(**{f"{name}_latest__gte": since})
    if until:
        condition &= Q(**{f"{name}_earliest__lte": until})
    return condition


class FuzzyDateWidget(forms.MultiWidget):
    """Start, end of a range, and whether it is an estimate. Left empty, the date is unknown."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        typed = {"placeholder": "2020-08-11", "maxlength": 10, "autocomplete": "off", "class": "form-control"}
        widgets = {
            "start": forms.TextInput(typed),
            "until": forms.TextInput({**typed, "placeholder": ""}),
            "estimated": forms.CheckboxInput({"class": "form-check-input"}),
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: FuzzyDate | None) -> list[Any]:
        if value is None:
            return ["", "", False]
        return [*value.iso(), value.precision == Precision.ESTIMATED]


class FuzzyDateFormField(forms.MultiValueField):
    widget = FuzzyDateWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = (forms.CharField(required=False), forms.CharField(required=False), forms.BooleanField(required=False))
        super().__init__(fields, require_all_fields=False, **{"required": False, **kwargs})

    def compress(self, values: list[Any]) -> FuzzyDate:
        start, until, estimated = [*values, "", "", False][:3] if values else ("", "", False)
        try:
            return FuzzyDate.parse(start or "", until or "", estimated=bool(estimated))
        except Invalid as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
