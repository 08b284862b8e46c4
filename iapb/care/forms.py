from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import HouseForm
from iapb.care.models import LONGEST, SHORTEST, Care
from iapb.care.themes import Theme


class CareForm(HouseForm):
    ask = forms.MultipleChoiceField(
        label=_("Ask me before I open something that holds"),
        choices=Theme.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Once for each item and day. The work is not held up by it, and others are not told."),
    )
    veil = forms.ChoiceField(
        label=_("Hide until I ask for it"),
        choices=Care.Veil.choices,
        widget=forms.RadioSelect,
        help_text=_("Recordings of what is known to be heavy begin without sound in any case."),
    )
    limit = forms.IntegerField(
        label=_("Offer me a break after so many minutes a day"),
        required=False,
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("90 is a good measure. Empty: nothing is counted, and nothing is kept."),
    )

    @classmethod
    def of(cls, wishes: Care) -> Any:
        return cls(initial={"ask": wishes.ask, "veil": wishes.veil, "limit": wishes.limit})
