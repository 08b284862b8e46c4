from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Channel
from disclosures.models import Recall, RecallAnswer
from iapb.accounts.forms.base import HouseForm
from interviews.forms.fields import Day, SentOnce


class HandoverForm(SentOnce):
    channel = forms.ModelChoiceField(
        label=_("Which way it goes"),
        queryset=Channel.objects.none(),
        empty_label=_("Choose an approved way"),
        help_text=_("Only ways that were approved for this recipient are offered."),
    )
    to = forms.CharField(
        label=_("Who receives it"),
        max_length=200,
        help_text=_("The person or the office that takes it, as the register is to say."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, channels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = channels
        self.fields["channel"].label_from_instance = lambda one: one.description


class ReceiptForm(HouseForm):
    sha256 = forms.CharField(
        label=_("SHA-256 of the file they received"),
        max_length=200,
        help_text=_("As they computed it themselves; do not copy it from here."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    signer = forms.CharField(label=_("Who confirmed it"), max_length=200)
    confirmed_on = Day(label=_("Confirmed on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"confirmed_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class RecallForm(HouseForm):
    ground = forms.ChoiceField(label=_("Why it is asked back"), choices=[("", _("Choose")), *Recall.Ground.choices])
    asks = forms.ChoiceField(label=_("What they were asked to do"), choices=[("", _("Choose")), *Recall.Asks.choices])
    how = forms.CharField(
        label=_("How they were told"),
        max_length=200,
        help_text=_(
            "The way and to whom: a letter through the approved channel, a call. Tell them first, then record."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    asked_on = Day(label=_("Asked on"))
    note = forms.CharField(
        label=_("What they were told"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"asked_on": timezone.localdate()})
        super().__init__(*args, **kwargs)


class PastRecallForm(SentOnce, RecallForm):
    """What more is taken back later is told anew, so a second click must be known for one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("asked_on", timezone.localdate())


class RecallAnswerForm(SentOnce):
    answer = forms.ChoiceField(label=_("What they answered"), choices=[("", _("Choose")), *RecallAnswer.Answer.choices])
    signer = forms.CharField(
        label=_("Who answered"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    answered_on = Day(label=_("Answered on"))
    note = forms.CharField(
        label=_("What they said"),
        required=False,
        max_length=4000,
        help_text=_("Needed where something stays with them: what, and on what ground."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("answered_on", timezone.localdate())


class PackageFilter(HouseForm):
    q = forms.CharField(label=_("Package, request or recipient contains"), required=False, max_length=200)
