from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.actions.records import Taking
from consent.answers import WITHOUT_MATERIAL, Answered
from consent.models import ConsentForm, ConsentRecord
from consent.words import Answer, Capacity, Identity, Material, Purpose
from iapb.accounts.forms.base import HouseForm
from interviews.forms.fields import LANGUAGES, Clock, Day, SentOnce, Tri, Words, choice, text
from interviews.models import Interview

_ANSWERS = [(answer.value, answer.label) for answer in Answer]
_AS_ABOVE = _("As stated above")


class Countries(Words):
    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(country.upper() for country in super().clean(value))


class ConsentRecordForm(SentOnce):
    """The purposes of one version of the form, asked one by one; what holds for every yes is stated once."""

    given_on = Day(label=_("Given on"))
    given_at = Clock(label=_("At"), required=False)
    language = choice(_("Language used"), LANGUAGES)
    mode = choice(_("How it was given"), ConsentRecord.Mode.choices)
    capacity = choice(_("Capacity"), Capacity.choices)
    taken_by = forms.CharField(label=_("Taken by, code"), max_length=20, help_text=_("For example D-07. No names."))
    place_kind = choice(_("Kind of place"), Interview.PlaceKind.choices, empty=_("Unknown"))
    read_aloud = forms.BooleanField(label=_("The form was read aloud"), required=False)
    interpreter = forms.CharField(label=_("Interpreter, by code"), required=False, max_length=20)
    copy_given = Tri(label=_("Was a copy given to the witness?"))
    questions = text(_("Questions the witness asked, and what was answered"))
    pressure_checked = forms.BooleanField(label=_("I checked that nobody presses the witness"), required=False)
    pressure_note = text(_("Note on pressure"), rows=2)
    identity = choice(_("How far the witness lets themselves be known"), Identity.choices)
    material = forms.MultipleChoiceField(
        label=_("Material the consent covers"),
        choices=Material.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    onward_sharing = forms.BooleanField(label=_("A recipient may pass it on"), required=False)
    contact_first = forms.BooleanField(label=_("The witness wants to be asked before each use"), required=False)
    countries_allowed = Countries(
        label=_("Only these countries"), help_text=_("Two letters each, such as LT PL. Empty: no such limit.")
    )
    countries_denied = Countries(label=_("Never these countries"))
    expires_on = Day(label=_("Holds until"), required=False)
    conditions = text(_("Conditions in the witness's words"), rows=2)
    proof = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, form: ConsentForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent_form = form
        for purpose in form.purposes:
            self._add_purpose(Purpose(purpose))

    def _add_purpose(self, purpose: Purpose) -> None:
        fields = {
            f"answer_{purpose}": forms.ChoiceField(
                label=purpose.label,
                choices=_ANSWERS,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                error_messages={"required": _("Put the question, or say that it was not asked.")},
            ),
            f"identity_{purpose}": choice(_("Known as"), Identity.choices, empty=_AS_ABOVE),
            f"material_{purpose}": forms.MultipleChoiceField(
                label=_("Only this material"),
                choices=Material.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            ),
            f"expires_{purpose}": Day(label=_("Holds until"), required=False),
            f"conditions_{purpose}": text(_("Conditions for this purpose"), rows=2),
        }
        for name, field in fields.items():
            field.widget.attrs.setdefault("class", "form-select" if name.startswith("identity") else "form-control")
        self.fields.update(fields)

    def purposes(self) -> list[dict[str, Any]]:
        """Bound fields, a purpose each; for the template."""
        names = ("identity", "material", "expires", "conditions")
        return [
            {
                "answer": self[f"answer_{purpose}"],
                "only": [] if purpose in WITHOUT_MATERIAL else [self[f"{name}_{purpose}"] for name in names],
                "changed": any(self[f"{name}_{purpose}"].value() for name in names),
            }
            for purpose in self.consent_form.purposes
        ]

    def taken(self) -> list[Any]:
        return [self[name] for name in _TAKEN]

    def general(self) -> list[Any]:
        return [self[name] for name in _GENERAL]

    def taking(self) -> Taking:
        return Taking(form=self.consent_form, **{name: self.cleaned_data[name] for name in _TAKEN})

    def answers(self) -> list[Answered]:
        return [self._answer(purpose) for purpose in self.consent_form.purposes]

    def _answer(self, purpose: str) -> Answered:
        sent = self.cleaned_data
        material = sent[f"material_{purpose}"] or sent["material"]
        return Answered(
            purpose=purpose,
            answer=sent[f"answer_{purpose}"],
            identity=sent[f"identity_{purpose}"] or sent["identity"],
            material=frozenset() if purpose in WITHOUT_MATERIAL else frozenset(material),
            countries_allowed=sent["countries_allowed"] or None,
            countries_denied=sent["countries_denied"],
            onward_sharing=sent["onward_sharing"],
            contact_first=sent["contact_first"],
            conditions=sent[f"conditions_{purpose}"] or sent["conditions"],
            expires_on=sent[f"expires_{purpose}"] or sent["expires_on"],
        )


_TAKEN = [name for name in Taking.__dataclass_fields__ if name != "form"]
_GENERAL = (
    "identity",
    "material",
    "onward_sharing",
    "contact_first",
    "countries_allowed",
    "countries_denied",
    "expires_on",
    "conditions",
)
CHANNELS = [
    ("in person", _("In person")),
    ("telephone", _("By telephone")),
    ("secure message", _("By secure message")),
    ("e-mail", _("By e-mail")),
    ("letter", _("By letter")),
    ("through another", _("Through somebody the witness sent")),
]


class WithdrawForm(HouseForm):
    whole = choice(
        _("What is withdrawn"),
        [("whole", _("Everything")), ("part", _("Only what is ticked below"))],
        initial="whole",
    )
    purposes = forms.MultipleChoiceField(
        label=_("Withdrawn purposes"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )
    channel = choice(_("How the witness told us"), CHANNELS)
    happened_on = Day(label=_("On"), initial=timezone.localdate)
    note = text(_("In the witness's words"))

    def __init__(self, *args: Any, open_purposes: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purposes"].choices = open_purposes

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if sent.get("whole") == "part" and not sent.get("purposes"):
            self.add_error("purposes", _("Tick what is meant, or choose “Everything”."))
        return sent

    def withdrawn(self) -> dict[str, Any]:
        sent = dict(self.cleaned_data)
        whole = sent.pop("whole") == "whole"
        return {**sent, "purposes": None if whole else sent["purposes"]}


class PauseForm(WithdrawForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whole"].label = _("What rests")
        self.fields["purposes"].label = _("Paused purposes")


class NarrowForm(HouseForm):
    """Less than was signed, purpose by purpose; what is left as it is stays."""

    channel = choice(_("How the witness told us"), CHANNELS)
    happened_on = Day(label=_("On"), initial=timezone.localdate)
    note = text(_("In the witness's words"))

    def __init__(self, *args: Any, standing: list[Answered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = [one for one in standing if one.opens and one.recipient is None]
        for one in self.standing:
            self._add(one)

    def _add(self, one: Answered) -> None:
        less = {answer.value: answer.label for answer in (Answer.ASK_ME, Answer.NO)}
        purpose = one.purpose
        offered = {**less, one.answer: _("As it is")}
        self.fields[f"answer_{purpose}"] = choice(Purpose(purpose).label, offered.items(), initial=one.answer)
        self.fields[f"identity_{purpose}"] = choice(_("Known as"), Identity.choices, initial=one.identity)
        self.fields[f"contact_first_{purpose}"] = forms.BooleanField(
            label=_("Ask before each use"), required=False, initial=one.contact_first
        )
        for name in (f"answer_{purpose}", f"identity_{purpose}"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields[f"contact_first_{purpose}"].widget.attrs["class"] = "form-check-input"

    def rows(self) -> list[list[Any]]:
        names = ("answer", "identity", "contact_first")
        return [[self[f"{name}_{one.purpose}"] for name in names] for one in self.standing]

    def main(self) -> list[Any]:
        return [self[name] for name in ("channel", "happened_on", "note")]

    def answers(self) -> list[Answered]:
        sent = self.cleaned_data
        return [
            Answered(
                **{
                    **vars(one),
                    "answer": sent[f"answer_{one.purpose}"],
                    "identity": sent[f"identity_{one.purpose}"],
                    "contact_first": sent[f"contact_first_{one.purpose}"],
                }
            )
            for one in self.standing
        ]


class InvalidateForm(HouseForm):
    happened_on = Day(label=_("Found out on"), initial=timezone.localdate)
    reason = forms.CharField(
        label=_("Why the consent does not hold"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: the witness was pressed, did not understand, or somebody else signed."),
    )


class VersionForm(HouseForm):
    version = forms.CharField(label=_("Version"), max_length=20)
    language = choice(_("Language"), LANGUAGES[:3])
    notice_version = forms.CharField(label=_("Version of the privacy notice"), max_length=20)
    valid_from = Day(label=_("In use from"), initial=timezone.localdate)
    valid_to = Day(label=_("In use until"), required=False)
    purposes = forms.MultipleChoiceField(
        label=_("Purposes the text asks for, one by one"),
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the purposes that the text asks for, one by one.")},
    )
    text = forms.CharField(label=_("Whole text"), widget=forms.Textarea(attrs={"rows": 16}))


class EndForm(HouseForm):
    valid_to = Day(label=_("In use until"), initial=timezone.localdate)
