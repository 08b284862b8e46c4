"""Days that people state: never in the future, never before anybody now living was born."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid

_EARLIEST = date(1900, 1, 1)


def not_in_future(day: date | None, field: str) -> None:
    if day is None:
        return
    if day > timezone.localdate():
        raise Invalid(_("This day lies in the future. Give the day on which it happened."), field)
    if day < _EARLIEST:
        raise Invalid(_("This day lies before 1900. Check the year."), field)


def in_order(start: date | None, end: date | None, field: str) -> None:
    if start and end and end < start:
        raise Invalid(_("The end lies before the start. Check both days."), field)


def no_longer_than(text: str, letters: int, field: str) -> None:
    if len(text) > letters:
        raise Invalid(
            _("This is too long: at most %(most)d letters, and there are %(found)d. Shorten it.")
            % {"most": letters, "found": len(text)},
            field,
        )
