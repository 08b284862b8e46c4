from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from evidence.coding.fields import RegisterField
from evidence.coding.models import Code, label_column
from evidence.dates import FuzzyDate
from evidence.search import facets
from evidence.search.query import LONGEST, Query, parse
from evidence.search.results import PAGE
from iapb.access.errors import Invalid
from iapb.access.rights import Actor

LANGUAGES = [("", _("any")), ("ru", _("Russian")), ("be", _("Belarusian")), ("en", _("English"))]
SELECTED = mark_safe(" selected")
REGISTERS = {"facility": "facilities", "place": "places", "official": "officials", "body": "bodies"}


class LongSelect(forms.Select):
    """Django renders each option from a template, which takes 5 ms for all codes."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((one, SELECTED if str(one) == chosen else "", label) for one, label in self.choices),
        )
        own = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>\n{}\n</select>", own, options)


class SearchForm(forms.Form):
    """Sent by POST: what somebody looks for must not stand in an address or a log."""

    words = forms.CharField(label=_("Words"), required=False, max_length=LONGEST)
    code = forms.ChoiceField(label=_("Code"), required=False, widget=LongSelect)
    facility = RegisterField("facilities", label=_("Facility"))
    place = RegisterField("places", label=_("Place"))
    since = forms.CharField(label=_("From"), required=False, max_length=10)
    until = forms.CharField(label=_("Until"), required=False, max_length=10)
    official = RegisterField("officials", label=_("Official"))
    body = RegisterField("bodies", label=_("State body"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    older = forms.BooleanField(label=_("Also in older layers"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", _("any")), *_codes()]
        for facet in facets.registered():
            self.fields[facet.name] = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
        for name, field in self.fields.items():
            if isinstance(field, RegisterField):
                field.for_actor(actor)
            elif isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "form-check-input"
            elif not field.widget.is_hidden:
                select = isinstance(field.widget, forms.Select)
                field.widget.attrs["class"] = "form-select" if select else "form-control"
            if name in ("since", "until"):
                field.widget.attrs.update(placeholder="2020-08-11", autocomplete="off")
        self.fields["words"].widget.attrs.update(type="search", autocomplete="off")

    def clean(self) -> dict[str, Any]:
        for name, end in (("since", "earliest"), ("until", "latest")):
            try:
                when = FuzzyDate.parse(self.cleaned_data.get(name) or "")
            except Invalid as refusal:
                self.add_error(name, refusal.sentence)
                continue
            self.cleaned_data[name] = getattr(when, end)
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end is before the start."))
        return self.cleaned_data

    @property
    def query(self) -> Query:
        return parse(self.cleaned_data["words"])

    @property
    def filters(self) -> dict[str, Any]:
        wanted = {name: value for name, value in self.cleaned_data.items() if name not in ("words", "code", "page")}
        return {**wanted, "codes": [self.cleaned_data["code"]] if self.cleaned_data.get("code") else []}

    @property
    def asks(self) -> bool:
        wanted = {**self.filters, "older": None}  # says where to look, not for what
        return bool(self.query.tsquery or any(wanted.values()))

    @property
    def offset(self) -> int:
        return ((self.cleaned_data.get("page") or 1) - 1) * PAGE


def narrowed(data: Any) -> Any:
    """The form as sent, with the facet that was clicked put in: `narrow` is "facility:<id>:<name>"."""
    data = data.copy()
    name, _colon, rest = data.pop("narrow", [""])[-1].partition(":")
    value, _colon, label = rest.partition(":")
    if name in REGISTERS:
        data[f"{name}_id"], data[f"{name}_typed"] = value, label
    elif name:
        data[name] = value
    if name:
        data["page"] = "1"
    return data


def _codes() -> list[tuple[str, str]]:
    """Retired ones as well: their tags stand, and are looked for."""
    rows = Code.objects.filter(framework__current=True).values_list(
        "code", label_column(), "label_en", "parent", "retired_at"
    )
    retired = _("retired")
    return [
        (code, ("" if parent is None else "\u2003") + (label or english) + (f" ({retired})" if gone else ""))
        for code, label, english, parent, gone in rows
    ]
