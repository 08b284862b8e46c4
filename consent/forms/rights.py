from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import HouseForm


class ErasureForm(HouseForm):
    decision = forms.CharField(
        label=_("Decision"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Why it is erased, and why no legal claim or court needs it. No names. The ledger keeps it."),
        error_messages={"required": _("Write the decision; the second person reads it.")},
    )


class ReadingForm(HouseForm):
    name = forms.CharField(
        label=_("Code of the witness"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = forms.CharField(
        label=_("What you have to decide"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: request for erasure of 3 May, whether the court file needs the account. No names."),
        error_messages={"required": _("Say in a sentence what you have to decide. The ledger keeps it.")},
    )
