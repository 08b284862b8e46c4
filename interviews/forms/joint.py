from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.models import Person
from interviews.actions.joint import Beside
from interviews.forms.fields import Day, choice, text
from interviews.models import Interview, JointWitness, Witness


class BesideForm(HouseForm):
    reason = text(
        _("Why they cannot be heard apart"),
        rows=2,
        help_text=_("Witnesses are heard apart, so that nobody takes over what another says."),
    )
    vulnerability = choice(_("Vulnerability"), Interview.Vulnerability.choices, initial="not_assessed")
    age_at_interview = forms.IntegerField(label=_("Age at the interview"), required=False, min_value=0)
    age_unknown = forms.BooleanField(label=_("Nobody knows the age"), required=False)
    asked_again_as_adult_on = Day(label=_("A child then, asked again as an adult on"), required=False)
    prior_accounts = choice(
        _("Did anybody take an account before?"), Interview.PriorAccounts.choices, initial="not_asked"
    )
    prior_accounts_note = text(_("Note on earlier accounts"), rows=2)

    def beside(self) -> Beside:
        return Beside(**{name: self.cleaned_data[name] for name in Beside.__dataclass_fields__})


class TogetherForm(BesideForm):
    code = forms.CharField(
        label=_("Code of the other witness"), max_length=7, help_text=_("For example W-40312. Register them first.")
    )
    field_order = ["code"]

    def witness(self, by: Person) -> Witness:
        code = self.cleaned_data["code"].strip().upper()
        found = Witness.objects.visible_to(by).filter(code=code).first()
        if found is None:
            raise Invalid(_("You see no witness of this code. Check it on the list of witnesses."), "code")
        return found


def beside_initial(row: JointWitness) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Beside.__dataclass_fields__}
