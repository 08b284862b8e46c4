from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import DayField, HouseForm
from iapb.accounts.models import Body, Person, Role, Team


class InviteForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("They sign in with it. Mails never hold anything personal."),
    )
    body = forms.ModelChoiceField(
        label=_("Body"), queryset=Body.objects.all(), required=False, empty_label=_("None or a new one")
    )
    new_body = forms.CharField(
        label=_("New body"), max_length=200, required=False, help_text=_("Only if the body is not in the list yet.")
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    until = DayField(
        label=_("Roles hold until"),
        days=365,
        help_text=_("The end of this day, at most two years from now. Each role can be renewed."),
    )
    teams_of = forms.ModelMultipleChoiceField(
        label=_("Teams"), queryset=Team.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="en")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("body") and cleaned.get("new_body"):
            self.add_error("new_body", _("Choose a body from the list or name a new one, not both."))
        return cleaned


class RoleForm(HouseForm):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    until = DayField(label=_("Until"), days=365)


class TermForm(HouseForm):
    until = DayField(label=_("New end"), days=365)


class ReasonForm(HouseForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the ledger, for those who read it later."),
    )


class BodyOfForm(HouseForm):
    body = forms.ModelChoiceField(
        label=_("Body"), queryset=Body.objects.all(), required=False, empty_label=_("No body")
    )


class TeamOfForm(HouseForm):
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.all(), empty_label=_("Choose a team"))


class MemberForm(HouseForm):
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), empty_label=_("Choose a person"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class SuccessorForm(HouseForm):
    to = forms.ModelChoiceField(
        label=_("Open work passes to"), queryset=Person.objects.none(), required=False, empty_label=_("Choose a person")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Person.objects.current().exclude(pk=person.pk)


class NameForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
