from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.facts import ACT_CATEGORIES
from evidence.coding.fields import CodeField, RegisterField
from evidence.coding.models import Act, Code, DetentionPeriod, Incident, Involvement, Level, Sufferer
from evidence.dates import FuzzyDateFormField
from iapb.access.rights import Actor


class FactForm(forms.Form):
    """What every fact's form carries: the key that makes a second click harmless, and the tag it starts from."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    tag = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-current-tag": ""}), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_key", uuid4())
        codes: list[Code] | None = None
        for field in self.fields.values():
            if isinstance(field, RegisterField):
                field.for_actor(actor)
            elif isinstance(field, CodeField):
                codes = codes or list(Code.objects.filter(framework__current=True).select_related("framework"))
                field.offer(codes)
            elif isinstance(field.widget, forms.Select):
                field.widget.attrs["class"] = "form-select"
            elif isinstance(field.widget, forms.TextInput | forms.NumberInput | forms.Textarea):
                field.widget.attrs["class"] = "form-control"

    @property
    def fields_of_fact(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("client_key", "tag")}


def _choice(choices: Any, label: Any, initial: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, initial=initial)


def _words(label: Any, length: int, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=length, widget=forms.Textarea({"rows": rows}))


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=1_000_000)


class IncidentForm(FactForm):
    context = CodeField(["CTX"], label=_("context"), help_text=_("One: where the words happened, in the main."))
    when = FuzzyDateFormField(label=_("date"))
    place = RegisterField("places", label=_("place"))
    facility = RegisterField("facilities", label=_("facility"))
    summary = _words(_("summary"), 4000)
    certainty = _choice(Level.choices, _("certainty"), Level.MODERATE)

    @classmethod
    def filled_from(cls, incident: Incident) -> dict[str, Any]:
        names = ("when", "place", "facility", "summary", "certainty")
        return {"context": incident.context_id, **{name: getattr(incident, name) for name in names}}


class ActForm(FactForm):
    code = CodeField(ACT_CATEGORIES, label=_("act"))
    victim = _choice(Sufferer.choices, _("victim"), Sufferer.WITNESS)
    instrument = CodeField(["INS"], label=_("instrument"), required=False)
    when = FuzzyDateFormField(label=_("date"))
    duration_minutes = _number(_("duration in minutes"))
    times = forms.IntegerField(label=_("number of times"), required=False, min_value=1, max_value=1_000_000)
    knowledge = _choice(Act.Knowledge.choices, _("how the witness knows"), Act.Knowledge.EXPERIENCED)
    provision = RegisterField("provisions", label=_("charge"))


class InvolvementForm(FactForm):
    official = RegisterField("officials", label=_("official"))
    body = RegisterField("bodies", label=_("State body"))
    body_kind = CodeField(["PRP"], label=_("kind of body"), required=False)
    act = forms.ModelChoiceField(Act.objects.none(), label=_("act"), required=False, empty_label=_("whole incident"))
    degree = _choice(Involvement.Degree.choices, _("degree"), Involvement.Degree.UNKNOWN)
    identification = _choice(Involvement.Identification.choices, _("identified"), Involvement.Identification.NAMED)
    confidence = _choice(Level.choices, _("confidence"), Level.MODERATE)

    def __init__(self, *args: Any, actor: Actor, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        acts = Act.objects.visible_to(actor).filter(incident=incident, retracted_at=None).select_related("code")
        self.fields["act"].queryset = acts
        self.fields["act"].label_from_instance = lambda act: act.code.label


class DetentionForm(FactForm):
    person = _choice(Sufferer.choices, _("who was held"), Sufferer.WITNESS)
    facility = RegisterField("facilities", label=_("facility"), required=True)
    began = FuzzyDateFormField(label=_("from"))
    ended = FuzzyDateFormField(label=_("until"))
    cell = forms.CharField(label=_("cell"), required=False, max_length=40)
    held_together = _number(_("people held together"))
    places_to_sleep = _number(_("places to sleep"))
    regime = forms.CharField(label=_("regime"), required=False, max_length=120)
    contact = forms.CharField(label=_("contact with the outside"), required=False, max_length=200)

    model = DetentionPeriod


class DepartureForm(FactForm):
    person = _choice(Sufferer.choices, _("who left"), Sufferer.WITNESS)
    when = FuzzyDateFormField(label=_("date"))
    route = forms.CharField(label=_("route"), required=False, max_length=300)
    crossing = RegisterField("places", label=_("crossing"))
    entered = RegisterField("countries", label=_("State entered"))
    reasons = forms.MultipleChoiceField(label=_("kind of departure"), required=False)
    coercion_before = _words(_("coercive acts before"), 4000)
    after_arrival = _words(_("acts after arrival"), 4000)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        codes = Code.objects.filter(framework__current=True, assignable=True, code__startswith="DEP.")
        self.fields["reasons"].choices = [(code.code, code.label) for code in codes]
        self.fields["reasons"].widget = forms.CheckboxSelectMultiple(choices=self.fields["reasons"].choices)


class OfficialForm(forms.Form):
    label = forms.CharField(label=_("name, or how the witness described the official"), max_length=200)
    post = forms.CharField(label=_("post or rank"), max_length=200, required=False)
    body = RegisterField("bodies", label=_("State body"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].for_actor(actor)
        for name in ("label", "post"):
            self.fields[name].widget.attrs["class"] = "form-control"
