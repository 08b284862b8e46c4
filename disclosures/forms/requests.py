from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Recipient
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.models import Person
from interviews.forms.fields import Day, SentOnce, Tri


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CorrectionForm(HouseForm):
    their_reference = forms.CharField(label=_("Their reference"), required=False, max_length=80)
    received_on = Day(label=_("Received on"))
    deadline = Day(label=_("Answer wanted by"), required=False, help_text=_("Empty: they set no day."))
    basis = forms.CharField(
        label=_("On what basis they ask"),
        max_length=4000,
        widget=_area(3),
        help_text=_("Investigation, law, letter; as they put it."),
    )
    questions = forms.CharField(label=_("What they ask"), max_length=8000, widget=_area(6))
    deconfliction = forms.CharField(
        label=_("Note on live inquiries"),
        required=False,
        max_length=4000,
        widget=_area(2),
        help_text=_("Who else investigates the same, and what was agreed with them."),
    )


class RequestForm(SentOnce, CorrectionForm):
    recipient = forms.ModelChoiceField(
        label=_("Who asks"), queryset=Recipient.objects.none(), empty_label=_("Choose the recipient")
    )
    court_order = Tri(
        label=_("Relies on a court order or production demand"),
        help_text=_("Such a demand goes to the data protection officer and counsel."),
    )
    field_order = ("key", "recipient")

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"received_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = Recipient.objects.visible_to(by).order_by("name")


class CourtOrderForm(HouseForm):
    court_order = forms.ChoiceField(
        label=_("Does the request rely on a court order or a production demand?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        widget=forms.RadioSelect,
    )

    def clean_court_order(self) -> bool:
        return self.cleaned_data["court_order"] == "yes"


class WhyForm(HouseForm):
    why = forms.CharField(label=_("Why"), max_length=2000, widget=_area(2))

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["why"].label = label
