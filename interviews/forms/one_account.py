from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import HouseForm
from interviews.forms.fields import choice, text
from interviews.models import PerhapsSame

_ANSWERS = [one for one in PerhapsSame.Answer.choices if one[0] != PerhapsSame.Answer.OPEN]


class DecisionForm(HouseForm):
    answer = choice(_("They are"), _ANSWERS)
    goes_on = forms.TypedChoiceField(label=_("Which body goes on"), required=False, empty_value=None)
    reason = text(_("How you know, without names"), rows=3, help_text=_("The ledger keeps it; neither body reads it."))

    def __init__(self, *args: Any, pair: PerhapsSame, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = ((pair.one, pair.one_code, pair.one_body), (pair.other, pair.other_code, pair.other_body))
        offered = [(str(pk), f"{code} · {body.name}") for pk, code, body in sides]
        self.fields["goes_on"].choices = [("", _("None: they are different people")), *offered]
        self.fields["goes_on"].coerce = {str(pk): pk for pk, _code, _body in sides}.get
