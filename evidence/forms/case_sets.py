from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import HouseForm


class MemberForm(HouseForm):
    """What goes into a case set, named by a reference that people know."""

    reference = forms.CharField(
        label=_("Reference of an item"),
        max_length=40,
        help_text=_("For example IAPB-I-02775. Only what you see yourself can be put in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    whole = forms.ChoiceField(
        label=_("How much of it"),
        choices=[
            ("witness", _("Everything of its witness, present and to come")),
            ("item", _("This item alone")),
        ],
        widget=forms.RadioSelect,
        initial="witness",
    )

    def member(self) -> dict[str, Any]:
        sent = self.cleaned_data
        return {"reference": sent["reference"], "whole": sent["whole"] == "witness"}
