"""The secretariat's list of pairs that may be one person."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from iapb.accounts.forms.base import HouseForm
from iapb.accounts.tables import Column, Listing
from interviews.models import PerhapsSame


class PairFilter(HouseForm):
    answer = forms.ChoiceField(
        label=_("Decision"), required=False, choices=[("", _("Any")), *PerhapsSame.Answer.choices]
    )


def pairs(request: HttpRequest) -> Listing:
    form = PairFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = PerhapsSame.objects.visible_to(request.user).select_related("one_body", "other_body")
    if chosen.get("answer"):
        rows = rows.filter(answer=chosen["answer"])
    columns = [
        Column(_("One"), ("one_code", "id"), "one"),
        Column(_("Other"), ("other_code", "id"), "other"),
        Column(_("What fits"), ("year_fits", "id"), "fits"),
        Column(_("Found"), ("found_at", "id"), "found"),
        Column(_("Decision"), ("answer", "id"), "answer"),
    ]
    return Listing(rows.order_by("-found_at", "id"), columns, form, request.POST, any(chosen.values()))
