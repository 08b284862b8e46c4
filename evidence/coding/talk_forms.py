"""The shape of what is sent when people write to each other."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import FACTS, LONGEST_MESSAGE
from iapb.access.errors import Invalid
from iapb.accounts.forms.base import HouseForm


class WordsForm(HouseForm):
    words = forms.CharField(label=_("Words"), required=False, strip=False, widget=forms.Textarea({"rows": 3}))
    client_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_words(self) -> str:
        """Line ends as they are typed; a form sends its own."""
        return str(self.cleaned_data["words"]).replace("\r\n", "\n")

    def checked(self) -> dict[str, Any]:
        """The cleaned fields, or the first thing that is wrong with them as a refusal."""
        if self.is_valid():
            return self.cleaned_data
        name, errors = next(iter(self.errors.items()))
        raise Invalid(errors[0], field=name)


class PassageForm(WordsForm):
    """Words of a layer, as the page selected them."""

    text = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": _("Select the words first.")})
    start = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    exact = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    field_order = ["text", "start", "end", "exact", "words", "client_key"]

    def clean_exact(self) -> str | None:
        return str(self.cleaned_data["exact"]).replace("\r\n", "\n") or None


class AboutForm(WordsForm):
    """What a note is about: `item`, `passage`, or a kind and an id."""

    about = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def clean_about(self) -> tuple[str, UUID | None]:
        return about_of(self.cleaned_data["about"])


def about_of(value: str) -> tuple[str, UUID | None]:
    kind, _colon, pk = value.partition(":")
    if value in ("item", "passage"):
        return kind, None
    try:
        if kind in ("tag", *FACTS):
            return kind, UUID(pk)
    except ValueError:
        pass
    raise forms.ValidationError(_("Say what it is about."))


class AnswerForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Your answer")
        self.fields["words"].widget.attrs.update(rows=5, maxlength=LONGEST_MESSAGE)
        self.initial.setdefault("client_key", uuid4())
