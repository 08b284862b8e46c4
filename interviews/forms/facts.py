from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import HouseForm
from interviews.actions.facts import CONTENTS
from interviews.forms.fields import Day, SentOnce, Tri, choice, text
from interviews.models import MaterialFacts, NamedPerson, RiskAssessment, WitnessStatus

UNKNOWN = "unknown"


class StatusForm(HouseForm):
    status = choice(_("The witness is"), WitnessStatus.Status.choices)
    status_on = Day(label=_("As of"), initial=timezone.localdate)
    circumstances_changed = Tri(label=_("Have personal circumstances changed since consent was given?"))
    circumstances_note = text(_("What changed"))
    open_rights_request = Tri(
        label=_("Is a request of the witness about their data open?"),
        help_text=_("Access, correction, erasure, restriction or objection."),
    )


class RiskForm(HouseForm):
    assessed_on = Day(label=_("Assessed on"), initial=timezone.localdate)
    level = choice(_("Level"), RiskAssessment.Level.choices)
    valid_to = Day(label=_("Holds until"), required=False, help_text=_("Empty: six months count."))
    raised_since_consent = Tri(label=_("Has the risk risen since consent was given?"))
    assessed_by = forms.CharField(label=_("Assessed by"), required=False)
    note = text(_("Reasons"))


class MaterialForm(HouseForm):
    contains_known = choice(
        _("Does it carry sensitive content?"),
        [(UNKNOWN, _("Unknown")), ("none", _("None of these")), ("some", _("Yes, what is ticked below"))],
        initial=UNKNOWN,
    )
    contains = forms.MultipleChoiceField(
        label=_("Sensitive content"),
        choices=list(CONTENTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    nothing_else = Tri(label=_("Is it nothing but that content?"))
    carries_name = Tri(label=_("Can the witness be known by name from it?"))
    others = choice(_("Can other people be recognised?"), MaterialFacts.Others.choices, initial=UNKNOWN)
    restricted_art18 = Tri(label=_("Is its use restricted on request?"))
    sgbv = Tri(label=_("Does it tell of sexual or gender-based violence?"))

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if sent.get("contains_known") == "some" and not sent.get("contains"):
            self.add_error("contains", _("Tick what it carries, or choose “None of these”."))
        return sent

    def facts(self) -> dict[str, Any]:
        sent = dict(self.cleaned_data)
        known = sent.pop("contains_known")
        ticked = sent.pop("contains")
        return {**sent, "contains": {UNKNOWN: None, "none": []}.get(known, ticked)}


def material_initial(facts: MaterialFacts | None) -> dict[str, Any]:
    if facts is None:
        return {}
    names = ("nothing_else", "carries_name", "others", "restricted_art18", "sgbv")
    known = UNKNOWN if facts.contains is None else ("some" if facts.contains else "none")
    return {
        **{name: getattr(facts, name) for name in names},
        "contains_known": known,
        "contains": facts.contains or [],
    }


class NamedPersonForm(SentOnce):
    kind = choice(_("Who they are"), NamedPerson.Kind.choices)
    name = forms.CharField(
        label=_("Name"), required=False, help_text=_("Sealed. Everyone else sees a pseudonym."), max_length=200
    )
    how = forms.CharField(label=_("How they appear, no names"), required=False, max_length=300)
