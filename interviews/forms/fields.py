"""Fields that forms of intake share. Unknown is an answer of its own everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import HouseForm

LANGUAGES = [
    ("ru", _("Russian")),
    ("be", _("Belarusian")),
    ("en", _("English")),
    ("pl", _("Polish")),
    ("lt", _("Lithuanian")),
    ("uk", _("Ukrainian")),
    ("de", _("German")),
]
_TRI = [("", _("Unknown")), ("yes", _("Yes")), ("no", _("No"))]


class Tri(forms.TypedChoiceField):
    """Yes, no or unknown; unknown is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=_TRI,
            required=False,
            coerce=lambda value: {"yes": True, "no": False}.get(value),
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value) if isinstance(value, bool | None) else value


class Day(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        kwargs.setdefault("error_messages", {"invalid": _("Give a day as year-month-day, for example 2024-03-31.")})
        super().__init__(**kwargs)


class Clock(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        kwargs.setdefault("error_messages", {"invalid": _("Give a time as hours:minutes, for example 10:30.")})
        super().__init__(**kwargs)


class Lines(forms.CharField):
    """One entry a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip())

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class Words(forms.CharField):
    """Entries parted by commas or blanks, such as codes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple((super().clean(value) or "").replace(",", " ").replace(";", " ").split())

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value


def text(label: Any, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def choice(label: Any, choices: Iterable[Any], *, empty: Any = None, **kwargs: Any) -> forms.ChoiceField:
    """Nothing is chosen beforehand unless `initial` says so: a form must not state a fact nobody stated."""
    kwargs.setdefault("required", empty is None)
    kwargs.setdefault("error_messages", {"required": _("Choose an answer.")})
    nothing = empty if empty is not None else _("Choose …")
    offered = [*([] if kwargs.get("initial") and empty is None else [("", nothing)]), *choices]
    return forms.ChoiceField(label=label, choices=offered, **kwargs)


class SentOnce(HouseForm):
    """Carries the id of what it makes, so that a second click makes nothing twice."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        initial = {"key": uuid4(), **(kwargs.pop("initial", None) or {})}
        super().__init__(_with_key(data), *args, initial=initial, **kwargs)
        for field in self.fields.values():
            field.error_messages.setdefault("required", _("This is needed."))


def _with_key(data: Any) -> Any:
    """A sending without a usable key gets one, so that sending it again is one sending."""
    if data is None:
        return None
    try:
        UUID(data.get("key") or "")
    except ValueError:
        data = data.copy()
        data["key"] = str(uuid4())
    return data
