from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.actions import confirmations
from disclosures.models import Disclosure
from evidence.models import CaseSet
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.models import Person
from interviews.forms.fields import Day, SentOnce

_APART = re.compile(r"[\s,;]+")
MOST_NAMED = 2000


class FindForm(HouseForm):
    """Three ways to what is added: by name, by set, by words. Sent by POST."""

    named = forms.CharField(
        label=_("Witness codes or references"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("For instance W-40312 or IAPB-I-02775; several apart by blanks, commas or lines."),
    )
    case_set = forms.ModelChoiceField(
        label=_("Or everything of a case set"),
        required=False,
        queryset=CaseSet.objects.none(),
        empty_label=_("No case set"),
    )
    words = forms.CharField(
        label=_("Or where these words occur"),
        required=False,
        max_length=400,
        help_text=_("As on the search page; in Russian, Belarusian or English, in any inflection."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_set"].queryset = CaseSet.objects.visible_to(by).order_by("name")

    def clean_named(self) -> list[str]:
        names = [name.upper() for name in _APART.split(self.cleaned_data["named"]) if name]
        return list(dict.fromkeys(names))[:MOST_NAMED]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("named", "case_set", "words")):
            self.add_error("named", _("Say what to look for: a code, a reference, a set or words."))
        return cleaned


class NoteForm(HouseForm):
    note = forms.CharField(
        label=_("Note for the approvers"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why this selection answers the request. Optional."),
    )


class ApproveForm(HouseForm):
    manifest_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What you looked at, and why it may leave"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ConfirmationForm(SentOnce):
    kind = forms.ChoiceField(label=_("What is confirmed"))
    confirmed_on = Day(label=_("On"))
    reason = forms.CharField(
        label=_("What was said or looked at"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    proof = forms.ChoiceField(
        label=_("File that shows it"),
        required=False,
        help_text=_("Needed for the word of the witness: the signed note, the message, the recording."),
    )

    def __init__(self, *args: Any, by: Person, proofs: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose")), *confirmations.kinds_for(by)]
        self._files = {str(one.pk): one.file for one in proofs}
        labels = [
            (str(one.pk), f"{one.item.reference} · {one.get_role_display()} · {one.added_at:%d.%m.%Y}")
            for one in proofs
        ]
        self.fields["proof"].choices = [("", _("None")), *labels]

    def clean_proof(self) -> Any:
        return self._files.get(self.cleaned_data["proof"])


class RegisterFilter(HouseForm):
    q = forms.CharField(label=_("Request or recipient contains"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Disclosure.State.choices])


class PastFilter(HouseForm):
    q = forms.CharField(label=_("Recipient or item contains"), required=False, max_length=200)


class RequestFilter(HouseForm):
    q = forms.CharField(label=_("Reference or recipient contains"), required=False, max_length=200)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Open")),
            ("overdue", _("Open and overdue")),
            ("answered", _("Answered")),
            ("refused", _("Refused")),
            ("all", _("All")),
        ],
    )
