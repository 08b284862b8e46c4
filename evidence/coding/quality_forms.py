from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.quality_offers import Why
from evidence.coding.models import Code, RuleQuestion, Settlement
from iapb.access.rights import RIGHTS_OF, Right
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.models import Person, RoleAssignment

CODERS = [role for role, rights in RIGHTS_OF.items() if Right.TAG in rights]
DECISIONS = [one for one in Settlement.Decision.choices if one[0] != Settlement.Decision.AGREED]
_RULE_STATES = [one for one in RuleQuestion.State.choices if one[0] != RuleQuestion.State.OPEN]


def coders() -> QuerySet[Person]:
    """Whoever codes. Whether they see the text is asked when they are chosen."""
    holding = RoleAssignment.objects.in_force().filter(role__in=CODERS).values("person")
    return Person.objects.current().filter(pk__in=holding).order_by("name")


class _PersonField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coders(), **kwargs)

    def label_from_instance(self, person: Person) -> str:
        return person.name


def _words(label: Any, *, required: bool = True, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=2000, widget=forms.Textarea({"rows": rows}), **more
    )


class GiveForm(HouseForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = _PersonField(label=_("Who codes it"), required=False, empty_label=_("Whoever takes it"))
        self.fields["to"].widget.attrs["class"] = "form-select"


class OfferForm(HouseForm):
    """To a colleague, who must accept. What is too heavy needs no words."""

    to = forms.ChoiceField(label=_("To whom"))
    why = forms.ChoiceField(
        label=_("Why"),
        choices=[(Why.HEAVY, _("It is too heavy for me")), (Why.OTHER, _("Another reason"))],
        widget=forms.RadioSelect,
        initial=Why.HEAVY,
        help_text=_("That it is too heavy is kept nowhere and told to nobody, your colleague included."),
    )
    reason = _words(
        _("What your colleague should know"),
        required=False,
        help_text=_("Only with another reason, and only if you like. Without words of the testimony."),
    )

    def __init__(self, *args: Any, colleagues: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in colleagues}
        names = [(pk, person.name) for pk, person in self.people.items()]
        self.fields["to"].choices = [("", _("Choose a colleague")), *names]

    def clean_to(self) -> Person:
        return self.people[self.cleaned_data["to"]]


class HandOverForm(HouseForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = _PersonField(label=_("To whom"), empty_label=_("Choose a person"))
        to.widget.attrs["class"] = "form-select"
        self.fields = {"to": to, **self.fields}

    reason = _words(_("Why"), help_text=_("Without words of the testimony."))


class TakeBackForm(HouseForm):
    reason = _words(_("Why"), help_text=_("Without words of the testimony."))


class SettleForm(HouseForm):
    difference = forms.CharField(max_length=32, widget=forms.HiddenInput)
    following = forms.RegexField(r"^[0-9a-f]{32}$", required=False, widget=forms.HiddenInput)
    client_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    decision = forms.ChoiceField(label=_("What stands"), choices=DECISIONS, widget=forms.RadioSelect)
    code = forms.CharField(label=_("Code"), required=False, max_length=240)
    exact = forms.CharField(label=_("Words"), required=False, max_length=20_000)
    reason = forms.CharField(label=_("Why"), max_length=2000, required=False)

    def clean_exact(self) -> str:
        """Line ends as the layer has them; a form sends its own."""
        return self.cleaned_data["exact"].replace("\r\n", "\n")

    def clean_code(self) -> Code | None:
        """The id of a code; the list offers it with its name behind."""
        name = self.cleaned_data["code"].split(" ")[0]
        if not name:
            return None
        codes = Code.objects.filter(framework__current=True).select_related("framework", "replaced_by")
        found = codes.filter(code=name).first()
        if found is None:
            raise forms.ValidationError(_("Choose a code from the list."))
        return found


class AskRuleForm(HouseForm):
    client_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    code = forms.ModelChoiceField(Code.objects.none(), label=_("Code"), empty_label=_("Choose a code"))
    unclear = _words(_("What was not clear"), help_text=_("About the rule, without words of the testimony."))
    proposal = _words(_("What you propose"), help_text=_("As the rule or the definition should read."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_key", uuid4())
        self.fields["code"].queryset = Code.objects.filter(framework__current=True)
        self.fields["code"].label_from_instance = lambda code: f"{code.code} · {code.label}"


class DecideRuleForm(HouseForm):
    decision = forms.ChoiceField(label=_("Decision"), choices=_RULE_STATES, widget=forms.RadioSelect)
    rule = _words(
        _("The rule from now on"), help_text=_("Everybody who codes reads this. Nothing of a case belongs in it.")
    )
