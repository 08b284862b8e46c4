"""Lists of questions: to a partner body, and by those who code."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import Question
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.tables import Column, Listing

_ANY = ("", _("Any"))
_TOLD = [one for one in Question.State.choices if one[0] != Question.State.TAKEN_BACK]


class QuestionFilter(HouseForm):
    q = forms.CharField(label=_("Reference contains"), required=False, max_length=20)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[_ANY, *_TOLD])


class AskedFilter(QuestionFilter):
    mine = forms.BooleanField(label=_("Asked by me"), required=False)


def to_answer(request: HttpRequest) -> Listing:
    """Nothing of who asks."""
    columns = [
        Column(_("Reference"), ("item__reference", "pk"), "reference"),
        Column(_("State"), ("state", "pk"), "state"),
        Column(_("Asked on"), ("asked_at", "pk"), "asked"),
        Column(_("Last said something"), ("touched_at", "pk"), "touched"),
    ]
    return _listed(request, QuestionFilter(request.POST or None), columns)


def asked(request: HttpRequest) -> Listing:
    columns = [
        Column(_("Reference"), ("item__reference", "pk"), "reference"),
        Column(_("Partner"), ("body__name", "pk"), "body"),
        Column(_("Asked by"), ("asker__name", "pk"), "asker"),
        Column(_("State"), ("state", "pk"), "state"),
        Column(_("Last said something"), ("touched_at", "pk"), "touched"),
    ]
    return _listed(request, AskedFilter(request.POST or None), columns)


def _listed(request: HttpRequest, form: QuestionFilter, columns: list[Column]) -> Listing:
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = Question.objects.visible_to(request.user).select_related("item", "body", "asker")
    if words := chosen.get("q", "").strip():
        rows = rows.filter(item__reference__icontains=words)
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    if chosen.get("mine"):
        rows = rows.filter(asker=request.user)
    return Listing(rows.order_by("-touched_at", "pk"), columns, form, request.POST, any(chosen.values()))
