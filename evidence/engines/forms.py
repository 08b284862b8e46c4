from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.engines.again import Group
from iapb.accounts.forms.base import HouseForm


class AgainForm(HouseForm):
    """Which drafts, by what made them. `expected` is the number the person saw before confirming."""

    group = forms.MultipleChoiceField(
        label=_("Drafts to be read anew"), error_messages={"required": _("Choose at least one row.")}
    )
    confirmed = forms.BooleanField(required=False)
    expected = forms.IntegerField(min_value=0, required=False)

    def __init__(self, *args: Any, groups: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = groups
        self.fields["group"].choices = [(group.key, group.key) for group in groups]
        self.fields["group"].error_messages["invalid_choice"] = _(
            "One of the rows is no longer there: what it named has been read anew since. Look again."
        )

    def chosen(self) -> list[Group]:
        return [group for group in self._groups if group.key in self.cleaned_data["group"]]
