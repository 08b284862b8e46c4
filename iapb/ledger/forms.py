"""What an auditor may ask the ledger for."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iapb.ledger import words
from iapb.ledger.models import EventQuerySet


class FilterForm(forms.Form):
    """All fields may be empty. Dates are whole days in UTC, both included."""

    object = forms.CharField(label=_("Object"), required=False, max_length=100, help_text=_("An id or a reference"))
    actor = forms.CharField(label=_("Actor"), required=False, max_length=100)
    # Any name may be asked for by a script; people choose among those that have words.
    event = forms.CharField(label=_("What happened"), required=False, widget=forms.Select)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].widget.choices = [("", _("Anything")), *words.known_events()]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field.widget, forms.Select) else "form-control"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", _("The end lies before the start."))
        return given

    def narrow(self, events: EventQuerySet) -> EventQuerySet:
        """Those of `events` the form asks for; an invalid form gives none."""
        if not self.is_valid():
            return events.none()
        given = self.cleaned_data
        for field in ("object", "actor"):
            if given[field].strip():
                events = events.filter(**{f"{field}__in": words.ids_of(given[field].strip())})
        if given["event"]:
            events = events.filter(event=given["event"])
        if given["since"]:
            events = events.filter(at__gte=_midnight(given["since"]))
        if given["until"]:
            events = events.filter(at__lt=_midnight(given["until"]) + timedelta(days=1))
        return events

    def asked(self) -> dict[str, str]:
        """What was asked for, as plain text, for the event that tells of an export."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class ExportForm(FilterForm):
    format = forms.ChoiceField(choices=[("csv", "CSV"), ("json", "JSON")])
    details = forms.BooleanField(label=_("with details"), required=False)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), UTC)
