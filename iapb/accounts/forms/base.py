"""Forms check shape; actions check right and state. What an action refuses is shown beside the field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts.errors import Invalid
from iapb.accounts.forms.rendering import HouseRenderer

_CLASSES = {
    forms.Select: "form-select",
    forms.SelectMultiple: "form-select",
    forms.CheckboxInput: "form-check-input",
    forms.CheckboxSelectMultiple: "form-check-input",
    forms.RadioSelect: "form-check-input",
}


class HouseForm(forms.Form):
    """Fields wear the look of the house; the template `components/field.html` shows one with its error."""

    default_renderer = HouseRenderer
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            wanted = _CLASSES.get(type(field.widget), "form-control")
            field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} {wanted}".strip()

    def carried_out(self, call: Callable[[dict[str, Any]], Any]) -> bool:
        """Gives the cleaned values to `call`; a refusal of the input becomes an error of its field."""
        if not self.is_valid():
            return False
        try:
            self.result = call(self.cleaned_data)
        except Invalid as error:
            self.add_error(error.field if error.field in self.fields else None, str(error.sentence))
            return False
        return True


class DayField(forms.DateField):
    """A day up to whose end something holds; gives the moment it ends (UTC)."""

    def __init__(self, *, days: int, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        kwargs.setdefault("initial", lambda: timezone.now().date() + timedelta(days=days))
        kwargs.setdefault("error_messages", {"invalid": _("Give a day as year-month-day, for example 2027-03-31.")})
        super().__init__(**kwargs)

    def clean(self, value: Any) -> datetime | None:
        day: date | None = super().clean(value)
        return None if day is None else datetime.combine(day, time(23, 59, 59), UTC)
