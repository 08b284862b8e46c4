from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import HouseForm


class CheckForm(HouseForm):
    receipt = forms.CharField(
        label=_("The receipt"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Paste the text of the JSON file, or choose the file."),
        error_messages={
            "required": _("Paste the receipt, or choose its JSON file."),
            "max_length": _("This is too long for a receipt. Take the whole JSON file, as it was downloaded."),
        },
    )
    sha256 = forms.CharField(
        label=_("SHA-256 of the file you have"),
        required=False,
        help_text=_("Filled in when you choose the file. You can leave it empty."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        validators=[RegexValidator(r"^[0-9a-f]{64}$", _("A SHA-256 has 64 hexadecimal digits."))],
    )
