"""How an account was read back and signed, what was shown to a witness, and what is left out of a record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.models import ItemFile, Text
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.models import Person
from interviews.actions.reading_back import READABLE, SHOWS_A_SIGNATURE, Reading, Signing, Wanted
from interviews.actions.showings import Shown
from interviews.forms.fields import LANGUAGES, Clock, Day, SentOnce, Tri, choice, text
from interviews.models import Interview, ReadBack, Showing, Signature, SkipMark, Witness

CORRECTIONS = 6
PICTURES = 8
MOST_OFFERED = 100
_CODE = _("For example D-07. No names.")
_LANGUAGE_NAMES = dict(LANGUAGES)


def _stamp(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _of_text(one: Text) -> str:
    language = _LANGUAGE_NAMES.get(one.language, one.language)
    return f"{one.get_kind_display()}, {language}, {_stamp(one.created_at)}"


def _of_file(one: ItemFile) -> str:
    return f"{one.get_role_display()}, {_stamp(one.added_at)}, {str(one.pk)[:8]}"


class ToSomebody(SentOnce):
    """Names one of those who were heard; where it was one, nobody is asked."""

    witness = forms.ChoiceField(label=_("To whom"))

    def __init__(self, *args: Any, heard: list[Witness], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heard = {str(one.pk): one for one in heard}
        field = self.fields["witness"]
        field.choices = [(pk, one.code) for pk, one in self.heard.items()]
        if len(self.heard) == 1:
            field.widget, field.initial = forms.HiddenInput(), next(iter(self.heard))

    def told_to(self) -> Witness:
        return self.heard[self.cleaned_data["witness"]]


class ReadBackForm(ToSomebody):
    of = choice(_("What was read back"), [])
    how = choice(_("How"), ReadBack.How.choices)
    language = choice(_("In which language"), LANGUAGES)
    read_on = Day(label=_("On"), initial=timezone.localdate)
    read_by = forms.CharField(label=_("Read by (code)"), required=False, max_length=20, help_text=_CODE)
    interpreter = forms.CharField(
        label=_("Interpreter, by code"),
        required=False,
        max_length=20,
        help_text=_("Where it was read in another language than it is written in."),
    )
    place = forms.CharField(
        label=_("Where"), required=False, max_length=120, help_text=_("Office, by video call, a country. No address.")
    )

    def __init__(self, *args: Any, texts: Iterable[Text], files: Iterable[ItemFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things: dict[str, Text | ItemFile] = {}
        for one in texts:
            if one.maker == Text.Maker.HUMAN or one.checked_at is not None:
                self.things[f"text-{one.pk}"] = one
        for file in files:
            if file.role in READABLE:
                self.things[f"file-{file.pk}"] = file
        self.fields["of"].choices = [
            ("", _("Choose …")),
            *((key, _of_text(one) if isinstance(one, Text) else _of_file(one)) for key, one in self.things.items()),
        ]
        for number in range(1, CORRECTIONS + 1):
            self.fields[f"where_{number}"] = forms.CharField(
                label=_("Where in the text"), required=False, max_length=120,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )  # fmt: skip
            self.fields[f"wanted_{number}"] = forms.CharField(
                label=_("What should stand there, in their words"), required=False,
                widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
            )  # fmt: skip

    def plain(self) -> list[Any]:
        names = ("key", "witness", "of", "how", "language", "read_on", "read_by", "interpreter", "place")
        return [self[name] for name in names]

    def correction_rows(self) -> list[tuple[Any, Any, bool]]:
        rows = ((self[f"where_{number}"], self[f"wanted_{number}"]) for number in range(1, CORRECTIONS + 1))
        return [(where, wanted, bool(where.value() or wanted.value() or wanted.errors)) for where, wanted in rows]

    def clean(self) -> dict[str, Any]:
        sent: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, CORRECTIONS + 1):
            if sent.get(f"where_{number}") and not sent.get(f"wanted_{number}"):
                self.add_error(f"wanted_{number}", _("Say what the person wanted to have changed, in their words."))
        return sent

    def reading(self) -> Reading:
        sent = self.cleaned_data
        pairs = ((sent[f"wanted_{number}"], sent[f"where_{number}"]) for number in range(1, CORRECTIONS + 1))
        names = ("how", "language", "read_on", "read_by", "interpreter", "place")
        return Reading(
            witness=self.told_to(),
            of=self.things[sent["of"]],
            corrections=tuple(Wanted(wanted, where) for wanted, where in pairs if wanted),
            **{name: sent[name] for name in names},
        )


class SignForm(SentOnce):
    outcome = choice(_("Was it signed?"), Signature.Outcome.choices)
    signed_on = Day(label=_("On"), initial=timezone.localdate)
    place = forms.CharField(
        label=_("Where"), required=False, max_length=120, help_text=_("Office, by video call, a country. No address.")
    )
    scan = forms.ChoiceField(
        label=_("Scan of the signed paper"),
        required=False,
        help_text=_("Scans are sent in on the page of the interview first."),
    )
    why = text(_("Why it was not signed, or why there is no paper"), rows=2)

    def __init__(self, *args: Any, files: Iterable[ItemFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scans = {str(one.pk): one for one in files if one.role in SHOWS_A_SIGNATURE}
        self.fields["scan"].choices = [("", _("None yet")), *((pk, _of_file(one)) for pk, one in self.scans.items())]

    def signing(self) -> Signing:
        sent = self.cleaned_data
        names = ("outcome", "signed_on", "place", "why")
        return Signing(scan=self.scans.get(sent["scan"]), **{name: sent[name] for name in names})


class ShowingForm(ToSomebody):
    manner = choice(_("What was shown, and how"), Showing.Manner.choices)
    why_shown = text(
        _("Several pictures: why all the same, and who asked"),
        rows=2,
        help_text=_("Line-ups are left to an authority. One that was held is written down with its reason."),
    )
    shown_on = Day(label=_("On"), initial=timezone.localdate)
    shown_at = Clock(label=pgettext_lazy("time of day", "At"), required=False)
    shown_by = forms.CharField(label=_("Shown by (code)"), max_length=20, help_text=_CODE)
    knew_answer = Tri(label=_("Did who showed it know whom it shows?"))
    told_may_be_absent = Tri(label=_("Was the witness told before that perhaps nobody they know is there?"))
    look_alikes = Tri(label=_("Several pictures: were others of like looks among them?"))
    apart = Tri(label=_("Was the witness apart, so that no other witness saw or heard it?"))
    said_before = text(_("What was said and asked before, word for word"), rows=3)
    outcome = choice(_("What came of it"), Showing.Outcome.choices)
    chosen = forms.TypedChoiceField(
        label=_("Which picture they pointed to"), required=False, coerce=int, empty_value=None
    )
    words = forms.CharField(
        label=_("What the witness said, in their words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Also when they knew nobody."),
    )
    sureness = text(_("How sure they were, in their words"), rows=2)

    def __init__(self, *args: Any, offered: Iterable[ItemFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(one.pk): one for one in offered}
        choices = [("", _("None")), *((pk, _of_picture(one)) for pk, one in self.offered.items())]
        for number in range(1, PICTURES + 1):
            self.fields[f"picture_{number}"] = forms.ChoiceField(
                label=_("Picture %(number)d") % {"number": number}, choices=choices, required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )  # fmt: skip
        numbers = range(1, PICTURES + 1)
        self.fields["chosen"].choices = [
            ("", _("None")), *((number, _("Picture %(number)d") % {"number": number}) for number in numbers),
        ]  # fmt: skip

    def groups(self) -> list[tuple[Any, list[Any]]]:
        return [
            (_("How it was shown"), self._bound("manner", "shown_on", "shown_at", "shown_by", "why_shown")),
            (
                _("What was said and known before"),
                self._bound("knew_answer", "told_may_be_absent", "look_alikes", "apart", "said_before"),
            ),
            (_("What came of it"), self._bound("outcome", "chosen", "words", "sureness")),
        ]

    def picture_fields(self) -> list[Any]:
        return self._bound(*(f"picture_{number}" for number in range(1, PICTURES + 1)))

    def hidden(self) -> list[Any]:
        return self._bound("key", "witness")

    def _bound(self, *names: str) -> list[Any]:
        return [self[name] for name in names]

    def shown(self) -> Shown:
        sent = self.cleaned_data
        named = {number: sent[f"picture_{number}"] for number in range(1, PICTURES + 1)}
        pictures = {number: self.offered[pk] for number, pk in named.items() if pk}
        left_out = {"witness", "pictures", "chosen"}
        names = [name for name in Shown.__dataclass_fields__ if name not in left_out]
        return Shown(
            witness=self.told_to(),
            pictures=tuple(pictures.values()),
            chosen=pictures.get(sent["chosen"]),
            **{name: sent[name] for name in names},
        )


def _of_picture(one: ItemFile) -> str:
    return f"{one.item.reference}, {_stamp(one.added_at)}, {str(one.pk)[:8]}"


class LeaveOutForm(HouseForm):
    section = choice(_("Part of the record"), SkipMark.Section.choices)
    reason = choice(_("Why it is left out"), SkipMark.Reason.choices)
    note = forms.CharField(label=_("Note, no names"), required=False, max_length=500)


def offered_pictures(interview: Interview, actor: Person) -> list[ItemFile]:
    """Photographs the actor may see: of this interview and its witness first, then the newest."""
    photos = ItemFile.objects.visible_to(actor).filter(role=ItemFile.Role.PHOTO, derived_from=None)
    found = photos.select_related("item").order_by("-added_at")[:MOST_OFFERED]
    return sorted(found, key=lambda one: (one.item_id != interview.pk, one.item.subject != interview.subject))
