"""How the list is narrowed, and how a pair is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence import subjects
from evidence.coding.corroboration.pairs import GRADES, ORDERS, Wanted
from evidence.coding.models import Judgement
from evidence.models import Facility, FacilityName, Item, Place, PlaceName
from evidence.models.registers import spelled
from iapb.access.rights import Actor
from iapb.accounts.forms.base import HouseForm

STATES = [
    ("", _("To be judged")),
    ("changed", _("Changed since it was judged")),
    ("judged", _("Judged")),
    ("others", _("Judged by others, not by me")),
    ("differ", _("Judged differently")),
    ("all", _("All")),
]
NOWHERE = UUID(int=0)


class PairFilter(HouseForm):
    state = forms.ChoiceField(label=_("Show"), required=False, choices=STATES)
    grade = forms.ChoiceField(label=_("Match, at least"), required=False)
    account = forms.CharField(label=_("Witness or account"), required=False, max_length=20)
    place = forms.CharField(label=_("Place contains"), required=False, max_length=100)
    independent = forms.ChoiceField(
        label=_("Independence"), required=False, choices=[("", _("Any")), ("yes", _("Nothing against it on record"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [("", _("Any")), *((one.key, one.label) for one in GRADES if one.least)]
        self.fields["account"].widget.attrs["placeholder"] = "W-40312"

    def wanted(self, actor: Actor, sent: Mapping[str, str]) -> Wanted:
        chosen = self.cleaned_data if self.is_valid() else {}
        sort = sent.get("sort", "")
        of_account = _account(chosen.get("account", ""), actor)
        of_place = _place(chosen.get("place", ""))
        return Wanted(
            state=chosen.get("state", ""),
            least=next((one.least for one in GRADES if one.key == chosen.get("grade")), 0),
            independent=bool(chosen.get("independent")),
            order=sort.lstrip("-") if sort.lstrip("-") in ORDERS else "",
            descending=sort.startswith("-"),
            **of_account,
            **of_place,
        )


def _account(words: str, actor: Actor) -> dict[str, Any]:
    """A witness by the code, an account by the reference; of what the actor does not see, nothing is found."""
    words = words.strip().upper()
    if not words:
        return {}
    if subject := subjects.of_code(words, actor):
        return {"subject": subject}
    item = Item.objects.visible_to(actor).filter(reference=words).values_list("pk", flat=True).first()
    return {"item": item or NOWHERE}


def _place(words: str) -> dict[str, Any]:
    if not words.strip():
        return {}
    facilities = spelled(Facility.objects.all(), FacilityName.objects.all(), words).values_list("pk", flat=True)
    towns = spelled(Place.objects.all(), PlaceName.objects.all(), words).values_list("pk", flat=True)
    return {"facilities": tuple(facilities), "towns": tuple(towns)}


class JudgeForm(HouseForm):
    """`seen`: the facts as they stood on the page; when they changed meanwhile, the person looks again."""

    verdict = forms.ChoiceField(label=_("Judgement"), choices=Judgement.Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Without words of the testimony."),
    )
    seen = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    client_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
