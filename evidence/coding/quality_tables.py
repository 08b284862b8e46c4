"""Lists of coding work, of comparisons, and of questions about rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from evidence.coding.models import Comparison, RuleQuestion, Work
from iapb.access.rights import Right, rights_of
from iapb.accounts.forms.base import HouseForm
from iapb.accounts.tables import Column, Listing

_ANY = ("", _("Any"))
MINE, WAITING, GIVEN = "", "waiting", "given"


class WorkFilter(HouseForm):
    show = forms.ChoiceField(label=_("Show"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[_ANY, *Work.State.choices])

    def __init__(self, *args: Any, gives_out: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        more = [(GIVEN, _("Given out"))] if gives_out else []
        self.fields["show"].choices = [(MINE, _("Mine")), (WAITING, _("Waits for somebody")), *more]


def work(request: HttpRequest) -> Listing:
    gives_out = Right.SETTLE in rights_of(request.user)
    form = WorkFilter(request.POST or None, gives_out=gives_out)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = Work.objects.visible_to(request.user).select_related("item", "text", "coder")
    show = chosen.get("show", MINE)
    if show == MINE:
        rows = rows.filter(Q(coder=request.user) | Q(offered_to=request.user))
    elif show == WAITING:
        rows = rows.filter(state=Work.State.WAITING)
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    columns = [
        Column(_("Reference"), ("item__reference", "pk"), "reference"),
        Column(_("What"), ("kind", "pk"), "what"),
        Column(_("State"), ("state", "pk"), "state"),
        Column(_("Coder")),
        Column(_("Given"), ("given_at", "pk"), "given"),
    ]
    return Listing(rows.order_by("state", "given_at", "pk"), columns, form, request.POST, any(chosen.values()))


class ComparisonFilter(HouseForm):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[_ANY, *Comparison.State.choices])
    basis = forms.ChoiceField(label=_("Why twice"), required=False, choices=[_ANY, *Comparison.Basis.choices])


def comparisons(request: HttpRequest) -> Listing:
    form = ComparisonFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = Comparison.objects.visible_to(request.user).select_related("item", "text", "second")
    for name in ("state", "basis"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    columns = [
        Column(_("Reference"), ("item__reference", "pk"), "reference"),
        Column(_("Why twice"), ("basis", "pk"), "basis"),
        Column(_("What")),
        Column(_("State"), ("state", "made_at", "pk"), "state"),
        Column(_("Since"), ("made_at", "pk"), "since"),
    ]
    # What is to be done first.
    return Listing(rows.order_by("-state", "made_at", "pk"), columns, form, request.POST, any(chosen.values()))


class RuleFilter(HouseForm):
    state = forms.ChoiceField(label=_("State"), required=False, choices=[_ANY, *RuleQuestion.State.choices])


def rules(request: HttpRequest) -> Listing:
    form = RuleFilter(request.POST or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = RuleQuestion.objects.visible_to(request.user).select_related("code", "raised_by", "decided_by")
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    columns = [
        Column(_("Code"), ("code__code", "pk"), "code"),
        Column(_("What was not clear, and what is proposed")),
        Column(_("The rule from now on")),
        Column(_("State"), ("state", "pk"), "state"),
        Column(_("Asked"), ("raised_at", "pk"), "asked"),
    ]
    return Listing(rows.order_by("-raised_at", "pk"), columns, form, request.POST, any(chosen.values()))
