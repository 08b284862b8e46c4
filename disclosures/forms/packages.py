from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Channel
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


class PackageFilter(HouseForm):
    q = forms.CharField(label=_("Package, request or recipient contains"), required=False, max_length=200)
