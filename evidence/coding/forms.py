from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evidence import subjects
from evidence.coding.actions.fact_rules import ACT_CATEGORIES
from evidence.coding.actions.facts import mark_of
from evidence.coding.actions.parts import MOST_PAGES, Part
from evidence.coding.fields import CodeField, RegisterField
from evidence.coding.models import (
    Act,
    Carrying,
    Code,
    DetentionPeriod,
    Fact,
    Harm,
    Incident,
    Intervention,
    Involvement,
    Level,
    Sufferer,
)
from evidence.dates import FuzzyDateFormField
from evidence.models import Item
from iapb.access.rights import Actor

MOMENT = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,6}(?:\.\d{1,3})?)")


class FactForm(forms.Form):
    """What every fact's form carries: the key that makes a second click harmless, and the tag it starts from."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    tag = forms.UUIDField(widget=forms.HiddenInput(attrs={"data-current-tag": ""}), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    OF_THE_FORM = ("client_key", "tag", "seen")

    def __init__(
        self, *args: Any, actor: Actor, within: Item | Incident, fact: Fact | None = None, **kwargs: Any
    ) -> None:
        """`within`: the incident it belongs to, or else its item. `fact` is there already and is to be changed."""
        super().__init__(*args, **kwargs)
        self.choose_from(within, actor)
        if fact:
            self._begin_with(fact)
        self.initial.setdefault("client_key", uuid4())
        codes: list[Code] | None = None
        for name, field in self.fields.items():
            if isinstance(field, RegisterField):
                field.for_actor(actor)
            elif isinstance(field, CodeField):
                codes = codes or list(Code.objects.filter(framework__current=True).select_related("framework"))
                field.offer(codes)
                self._in_this_version(name, codes)
            elif isinstance(field.widget, forms.Select):
                field.widget.attrs["class"] = "form-select"
            elif isinstance(field.widget, forms.TextInput | forms.NumberInput | forms.Textarea):
                field.widget.attrs["class"] = "form-control"

    def choose_from(self, within: Any, actor: Actor) -> None:
        """Offers what there is to choose from where the fact is stated."""

    def _begin_with(self, fact: Fact) -> None:
        del self.fields["tag"], self.fields["client_key"]
        self.initial = {name: getattr(fact, name) for name in self.fields if name not in self.OF_THE_FORM}
        self.initial["seen"] = mark_of(fact)

    def _in_this_version(self, name: str, codes: list[Code]) -> None:
        """What was stated under an older version of the framework begins with the code of the same id."""
        begun = self.initial.get(name)
        if isinstance(begun, Code):
            self.initial[name] = next((code.pk for code in codes if code.code == begun.code), None)

    @property
    def fields_of_fact(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.OF_THE_FORM}


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


class ActForm(FactForm):
    code = CodeField(ACT_CATEGORIES, label=_("act"))
    victim = _choice(Sufferer.choices, _("victim"), Sufferer.WITNESS)
    instrument = CodeField(["INS"], label=_("instrument"), required=False)
    when = FuzzyDateFormField(label=_("date"))
    duration_minutes = _number(_("duration in minutes"))
    times = forms.IntegerField(label=_("number of times"), required=False, min_value=1, max_value=1_000_000)
    knowledge = _choice(Act.Knowledge.choices, _("how the witness knows"), Act.Knowledge.EXPERIENCED)
    provision = RegisterField("provisions", label=_("charge"))
    detention = forms.ModelChoiceField(
        DetentionPeriod.objects.none(), label=_("during this time in detention"), required=False
    )

    def choose_from(self, within: Incident, actor: Actor) -> None:
        held = DetentionPeriod.objects.visible_to(actor).filter(item=within.item_id, retracted_at=None)
        self.fields["detention"].queryset = held.select_related("facility")
        self.fields["detention"].label_from_instance = lambda one: f"{one.facility}, {one.began} – {one.ended}"


class _OfAnAct(FactForm):
    """Of one act of an incident, or of the incident as a whole."""

    act = forms.ModelChoiceField(Act.objects.none(), label=_("act"), required=False, empty_label=_("whole incident"))

    def choose_from(self, within: Incident, actor: Actor) -> None:
        acts = Act.objects.visible_to(actor).filter(incident=within, retracted_at=None).select_related("code")
        self.fields["act"].queryset = acts
        self.fields["act"].label_from_instance = lambda act: act.code.label


class HarmForm(_OfAnAct):
    code = CodeField(["HRM"], label=_("harm"))
    person = _choice(Sufferer.choices, _("who was harmed"), Sufferer.WITNESS)
    documented = _choice(Harm.Documented.choices, _("documented by"), Harm.Documented.ACCOUNT)
    document = forms.CharField(
        label=_("which document"), required=False, max_length=200,
        help_text=_("Its reference here, or who wrote it and when."),
    )  # fmt: skip
    field_order = ("code", "person", "act", "documented", "document")


class InterventionForm(FactForm):
    form = _choice(Intervention.Form.choices, _("intervention"), Intervention.Form.COMPLAINT)
    when = FuzzyDateFormField(label=_("date"))
    party = forms.CharField(label=_("who intervened, or to whom it went"), required=False, max_length=200)
    outcome = _choice(Intervention.Outcome.choices, _("outcome"), Intervention.Outcome.UNKNOWN)
    result = _words(_("what came of it"), 4000)


class InvolvementForm(_OfAnAct):
    official = RegisterField("officials", label=_("official"))
    body = RegisterField("bodies", label=_("State body"))
    body_kind = CodeField(["PRP"], label=_("kind of body"), required=False)
    degree = _choice(Involvement.Degree.choices, _("degree"), Involvement.Degree.UNKNOWN)
    identification = _choice(Involvement.Identification.choices, _("identified"), Involvement.Identification.NAMED)
    confidence = _choice(Level.choices, _("confidence"), Level.MODERATE)
    field_order = ("official", "body", "body_kind", "act", "degree", "identification", "confidence")


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
    seen_with = forms.TypedMultipleChoiceField(
        label=_("co-detainees seen"), required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple,
        help_text=_("Those whom the account mentions; who they are is stated with its contents."),
    )  # fmt: skip

    def choose_from(self, within: Item, actor: Actor) -> None:
        self.fields["seen_with"].choices = list(subjects.mentioned(within.pk, actor).items())
        if not self.fields["seen_with"].choices:
            del self.fields["seen_with"]


class DepartureForm(FactForm):
    person = _choice(Sufferer.choices, _("who left"), Sufferer.WITNESS)
    when = FuzzyDateFormField(label=_("date"))
    route = forms.CharField(label=_("route"), required=False, max_length=300)
    crossing = RegisterField("places", label=_("crossing"))
    entered = RegisterField("countries", label=_("State entered"))
    reasons = forms.MultipleChoiceField(
        label=_("kind of departure"), required=False, widget=forms.CheckboxSelectMultiple
    )
    coercion_before = _words(_("coercive acts before"), 4000)
    after_arrival = _words(_("acts after arrival"), 4000)

    def choose_from(self, within: Item, actor: Actor) -> None:
        codes = Code.objects.filter(framework__current=True, assignable=True, code__startswith="DEP.")
        self.fields["reasons"].choices = [(code.code, code.label) for code in codes]


class OfficialForm(forms.Form):
    label = forms.CharField(label=_("name, or how the witness described the official"), max_length=200)
    post = forms.CharField(label=_("post or rank"), max_length=200, required=False)
    body = RegisterField("bodies", label=_("State body"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].for_actor(actor)
        for name in ("label", "post"):
            self.fields[name].widget.attrs["class"] = "form-control"


class PlaceForm(forms.Form):
    """Code points of the newer layer: those of a candidate, or of what was selected."""

    start = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    end = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(choices=Carrying.Reason.choices)


class MomentField(forms.Field):
    """A moment in a recording, in milliseconds: 1:02:03, 2:03 or 123.5."""

    def to_python(self, value: Any) -> int | None:
        typed = str(value or "").strip().replace(",", ".")
        if not typed:
            return None
        found = MOMENT.fullmatch(typed)
        if found is None:
            raise ValidationError(_("Write the moment as minutes and seconds, like 12:05."))
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return round((hours * 3600 + minutes * 60 + seconds) * 1000)


class PercentField(forms.DecimalField):
    """Of the width or the height, in ten-thousandths."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput({"step": "0.01", "class": "form-control"})
        super().__init__(required=False, min_value=0, max_value=100, decimal_places=2, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        percent = super().clean(value)
        return None if percent is None else round(percent * 100)


class PartForm(forms.Form):
    """A code for a part of a file. What the fields are called is what a part is made of."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    code = CodeField([], label=_("code"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_key", uuid4())
        codes = list(Code.objects.filter(framework__current=True).select_related("framework"))
        self.fields["code"].categories = tuple(dict.fromkeys(code.category for code in codes))
        self.fields["code"].offer(codes)

    @property
    def part(self) -> Part:
        return Part(**{name: value for name, value in self.cleaned_data.items() if name not in ("client_key", "code")})


def _moment(label: Any) -> MomentField:
    return MomentField(label=label, widget=forms.TextInput({"class": "form-control", "maxlength": 20}))


class TimePartForm(PartForm):
    from_ms = _moment(_("from"))
    until_ms = _moment(_("until"))


class PlacePartForm(PartForm):
    page = forms.IntegerField(
        label=_("page"), required=False, min_value=1, max_value=MOST_PAGES,
        widget=forms.NumberInput({"class": "form-control"}),
    )  # fmt: skip
    left = PercentField(label=_("from the left, %"))
    top = PercentField(label=_("from the top, %"))
    width = PercentField(label=_("width, %"))
    height = PercentField(label=_("height, %"))


PART_FORMS: dict[str, type[PartForm]] = {"time": TimePartForm, "place": PlacePartForm}
