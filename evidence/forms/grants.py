from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.models import Collection
from iapb.accounts.forms.base import DayField, HouseForm
from iapb.accounts.models import Body, Person, Team


class CollectionForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    body = forms.ModelChoiceField(
        label=_("Body"),
        queryset=Body.objects.none(),
        required=False,
        empty_label=_("No body (open sources)"),
        help_text=_("People of the body see the collection. Bodies that have one already are not in the list."),
    )
    until = DayField(label=_("The body sees it until"), days=365)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = Collection.objects.visible_to(by).filter(body__isnull=False).values("body")
        self.fields["body"].queryset = Body.objects.exclude(pk__in=taken)


class CaseSetForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the team works on. No names of witnesses."),
    )


class GrantForm(HouseForm):
    """One list of everybody a grant can be given to: a team, a body, a person."""

    to = forms.ChoiceField(label=_("To"))
    until = DayField(label=_("Until"), days=180)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [
            ("", _("Choose a team, a body or a person")),
            (_("Teams"), _pairs("team", Team.objects.all())),
            (_("Bodies"), _pairs("body", Body.objects.all())),
            (_("People"), _pairs("person", Person.objects.exclude(state=Person.State.DEACTIVATED))),
        ]

    def clean_to(self) -> Any:
        kind, _colon, pk = self.cleaned_data["to"].partition(":")
        return {"team": Team, "body": Body, "person": Person}[kind].objects.get(pk=pk)


class DenialForm(HouseForm):
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), empty_label=_("Choose a person"))
    name = forms.CharField(
        label=_("What stays closed"),
        max_length=20,
        help_text=_("The reference of one item, such as IAPB-I-02775, or the code of a witness for all of theirs."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=500, help_text=_("No names of witnesses."), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.exclude(state=Person.State.DEACTIVATED).order_by("name")


def _pairs(kind: str, rows: Any) -> list[tuple[str, str]]:
    return [(f"{kind}:{row.pk}", row.name) for row in rows]
