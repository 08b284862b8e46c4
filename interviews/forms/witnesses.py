from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid
from iapb.accounts.forms.base import HouseForm
from interviews.forms.fields import LANGUAGES, Day, Lines, SentOnce, choice, text
from interviews.identity import Contact, Identity, PersonName
from interviews.models import Witness

SPELLINGS = 3
_PARTS = (("family", _("Family name")), ("given", _("Given name")), ("patronymic", _("Patronymic")))


class IdentityForm(SentOnce):
    """The names in their spellings, and how to reach the witness. All of it is sealed."""

    birth_date = Day(label=_("Date of birth"), required=False, help_text=_("Leave it empty if it is not known."))
    email = forms.CharField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False)
    safe = text(_("How to reach them without harm"), rows=2)
    citizenship = forms.CharField(
        label=_("Citizenship"), required=False, max_length=2, help_text=_("Two letters, such as BY.")
    )
    country_now = forms.CharField(
        label=_("Country they live in now"), required=False, max_length=2, help_text=_("Two letters, such as LT.")
    )
    relatives = Lines(label=_("Relatives to protect"), help_text=_("One a line."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {}
        for number in range(1, SPELLINGS + 1):
            names[f"language_{number}"] = choice(
                _("Language of this spelling"), LANGUAGES[:3], required=False, initial=LANGUAGES[number - 1][0]
            )
            for part, label in _PARTS:
                names[f"{part}_{number}"] = forms.CharField(label=label, required=False)
        for name, field in names.items():
            field.widget.attrs["class"] = "form-select" if name.startswith("language") else "form-control"
            field.widget.attrs["autocomplete"] = "off"
        self.fields = {**names, **self.fields}

    def spellings(self) -> list[list[Any]]:
        """Bound fields, a row a spelling; for the template."""
        names = ("language", *(part for part, _label in _PARTS))
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, SPELLINGS + 1)]

    def rest(self) -> list[Any]:
        names = ("birth_date", "email", "phone", "safe", "citizenship", "country_now", "relatives")
        return [self[name] for name in names]

    def carried_out(self, call: Callable[[dict[str, Any]], Any]) -> bool:
        """The action speaks of "the name"; the form has it in parts."""

        def named(sent: dict[str, Any]) -> Any:
            try:
                return call(sent)
            except Invalid as refusal:
                raise Invalid(refusal.sentence, "family_1" if refusal.field == "name" else refusal.field) from None

        return super().carried_out(named)

    def identity(self) -> Identity:
        sent = self.cleaned_data
        names = []
        for number in range(1, SPELLINGS + 1):
            parts = {part: sent[f"{part}_{number}"].strip() for part, _label in _PARTS}
            if any(parts.values()) or number == 1:
                names.append(PersonName(sent[f"language_{number}"] or "ru", **parts))
        return Identity(
            names=tuple(names),
            birth_date=sent["birth_date"],
            contact=Contact(
                email=sent["email"],
                phone=sent["phone"],
                safe=sent["safe"],
                citizenship=sent["citizenship"].upper(),
                country_now=sent["country_now"].upper(),
            ),
            relatives=sent["relatives"],
        )


class RegisterForm(IdentityForm):
    sex = choice(_("Sex as stated"), Witness.Sex.choices, initial=Witness.Sex.UNKNOWN)
    languages = forms.MultipleChoiceField(
        label=_("Languages the witness speaks"),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language the witness speaks.")},
    )
    another_person = forms.BooleanField(
        label=_("I have looked: this is another person"), required=False, widget=forms.HiddenInput
    )

    def ask_whether_another(self) -> None:
        """Somebody like this is registered already; the question is put on the page."""
        self.fields["another_person"].widget = forms.CheckboxInput(attrs={"class": "form-check-input"})


def identity_initial(identity: Identity) -> dict[str, Any]:
    """The form filled with what is sealed."""
    found: dict[str, Any] = {"birth_date": identity.birth_date, "relatives": identity.relatives}
    found.update(vars(identity.contact))
    for number, name in enumerate(identity.names[:SPELLINGS], 1):
        found.update({f"{part}_{number}": value for part, value in vars(name).items()})
    return found


class CorrectForm(IdentityForm):
    reason = forms.CharField(label=_("Why it is corrected"), max_length=500)


class ReasonForm(HouseForm):
    reason = forms.CharField(
        label=_("What you need the name for"),
        max_length=500,
        help_text=_("For example: to ask about renewing consent. The ledger keeps this sentence."),
        error_messages={"required": _("Say in a few words what you need the name for. The ledger keeps it.")},
    )
