from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import HouseForm
from interviews.actions.things import Link, Taken, next_links
from interviews.forms.fields import LANGUAGES, Day, SentOnce, Tri, choice, text
from interviews.models import Certificate, Guide, Thing

_CODE = _("For example D-07. No names.")


class CertificateForm(HouseForm):
    interviewer = forms.CharField(label=_("Interviewer, by code"), help_text=_CODE, max_length=20)
    kind = choice(_("Training"), Certificate.Kind.choices)
    issued_on = Day(label=_("Dated"))
    valid_to = Day(label=_("Valid to"))


class GuideForm(SentOnce):
    kind = choice(_("What it is"), Guide.Kind.choices)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("The same title again makes the next version; earlier ones stay."),
    )
    language = choice(_("Language"), LANGUAGES)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 14}))


class AcknowledgementForm(HouseForm):
    interviewer = forms.CharField(label=_("Interviewer, by code"), help_text=_CODE, max_length=20)
    read_on = Day(label=_("Read on"), initial=timezone.localdate)


class NewThingForm(SentOnce):
    description = forms.CharField(label=_("What it is, no names"), max_length=200)
    necessity = text(
        _("Why it was taken"),
        rows=2,
        help_text=_("Things and original papers stay where they are unless they would be lost."),
    )
    condition = text(_("Condition when received"), rows=2)
    received_on = Day(label=_("Received on"), initial=timezone.localdate)
    taken_by = forms.CharField(label=_("Taken by (code)"), max_length=20)
    place = forms.CharField(label=_("Kept at"), required=False, max_length=120, help_text=_("A room or a safe."))
    receipt_given = Tri(label=_("Does the giver hold a receipt?"))
    photo = forms.ModelChoiceField(
        label=_("Photograph of the condition"),
        queryset=None,
        required=False,
        empty_label=_("None yet"),
        help_text=_("Photographs are sent in on the page of the interview first."),
    )

    def __init__(self, *args: Any, photos: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _photos(self.fields["photo"], photos)

    def taken(self) -> Taken:
        return Taken(**{name: self.cleaned_data[name] for name in Taken.__dataclass_fields__})


class LinkForm(SentOnce):
    """The next link of the chain."""

    kind = choice(_("What happened"), [])
    happened_on = Day(label=_("On"), initial=timezone.localdate)
    seal = forms.CharField(label=_("Seal number"), required=False, max_length=40)
    handed_by = forms.CharField(label=_("Handed over by (code)"), required=False, max_length=20)
    taken_by = forms.CharField(label=_("Taken by (code)"), required=False, max_length=20)
    place = forms.CharField(label=_("Kept at"), required=False, max_length=120, help_text=_("A room or a safe."))
    note = text(_("Note"), rows=2)

    def __init__(self, *args: Any, thing: Thing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose …")), *next_links(thing)]

    def link(self) -> Link:
        return Link(**{name: self.cleaned_data[name] for name in Link.__dataclass_fields__})


class PhotoForm(HouseForm):
    photo = forms.ModelChoiceField(label=_("Photograph of the condition"), queryset=None)

    def __init__(self, *args: Any, photos: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _photos(self.fields["photo"], photos)


def _photos(field: Any, photos: Any) -> None:
    field.queryset = photos
    field.label_from_instance = lambda one: f"{one.get_role_display()} {str(one.pk)[:8]} · {one.added_at:%d.%m.%Y}"
