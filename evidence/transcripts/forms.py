from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.forms.files import LANGUAGES
from evidence.models import Item, Text
from evidence.templatetags.languages import language_name
from evidence.transcripts.pages import Choices
from iapb.accounts.forms.base import HouseForm

NOTHING = ""


class TranscriptForm(HouseForm):
    recording = forms.ChoiceField(label=_("Recording"), required=False)
    began_from = forms.ChoiceField(label=_("Begin with"), required=False)
    language = forms.ChoiceField(label=_("Language spoken"), choices=LANGUAGES, required=False)

    def __init__(self, *args: Any, item: Item, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.recordings = {str(file.pk): file for file in choices.recordings}
        self.texts = {str(text.pk): text for text in choices.texts}
        files = [(pk, f"{file.get_role_display()} {n}") for n, (pk, file) in enumerate(self.recordings.items(), 1)]
        self.fields["recording"].choices = [*files, (NOTHING, _("No recording: correct a text"))]
        texts = [(pk, _("Correct: %(text)s") % {"text": layer_named(text)}) for pk, text in self.texts.items()]
        empty = [(NOTHING, _("An empty page"))] if files else []
        self.fields["began_from"].choices = [*texts, *empty]
        # The newest text is corrected, where there is one.
        self.fields["recording"].initial = files[0][0] if files else NOTHING
        self.fields["began_from"].initial = texts[0][0] if texts else NOTHING
        self.fields["language"].initial = choices.recordings[0].language if choices.recordings else ""

    def clean_recording(self) -> Any:
        return self.recordings.get(self.cleaned_data["recording"])

    def clean_began_from(self) -> Any:
        return self.texts.get(self.cleaned_data["began_from"])


class TranslationForm(HouseForm):
    source = forms.ChoiceField(label=_("Original"))
    language = forms.ChoiceField(label=_("Into"), choices=[("en", _("English")), *LANGUAGES[1:3]])
    began_from = forms.ChoiceField(
        label=_("Begin with"),
        required=False,
        help_text=_("A draft of a machine or an earlier translation. It must render the original chosen above."),
    )

    def __init__(self, *args: Any, item: Item, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.texts = {str(text.pk): text for text in sorted(choices.texts, key=_merit)}
        self.drafts = {str(text.pk): text for text in choices.drafts}
        self.fields["source"].choices = [(pk, layer_named(text)) for pk, text in self.texts.items()]
        drafts = [(pk, layer_named(text)) for pk, text in self.drafts.items()]
        self.fields["began_from"].choices = [(NOTHING, _("An empty page beside the original")), *drafts]
        of_first = (pk for pk, draft in self.drafts.items() if str(draft.source_id) == next(iter(self.texts), ""))
        self.fields["began_from"].initial = next(of_first, NOTHING)

    def clean_source(self) -> Any:
        return self.texts[self.cleaned_data["source"]]

    def clean_began_from(self) -> Any:
        return self.drafts.get(self.cleaned_data["began_from"])


class HandOverForm(HouseForm):
    to = forms.UUIDField(error_messages={"required": _("Choose to whom."), "invalid": _("Choose to whom.")})


def _merit(text: Text) -> tuple[bool, bool, bool]:
    """What is translated first: a transcript, a person's, a checked one."""
    return text.kind != Text.Kind.TRANSCRIPT, text.maker != Text.Maker.HUMAN, text.checked_at is None


def layer_named(text: Text) -> str:
    """A layer in a list of choices: what it is, who made it, whether somebody checked it, when."""
    checked = [_("checked")] if text.checked_at else [_("not checked")] if text.maker == Text.Maker.HUMAN else []
    parts = [text.get_maker_display(), *checked, text.created_at.strftime("%Y-%m-%d")]
    return f"{text.get_kind_display()} ({language_name(text.language)}), {', '.join(str(part) for part in parts)}"
