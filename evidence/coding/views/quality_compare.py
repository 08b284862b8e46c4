"""Two codings side by side, and what is decided between them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence.coding import actions, quality_tables
from evidence.coding.models import Code, Comparison, RuleQuestion, Settlement
from evidence.coding.quality_forms import AskRuleForm, DecideRuleForm, SettleForm
from evidence.coding.quality_shown import desk_of
from evidence.models import Item

OPEN = ["GET", "HEAD", "POST"]


@require_http_methods(OPEN)
def comparisons(request: HttpRequest) -> HttpResponse:
    return render(request, "coding/quality_comparisons.html", {"list": quality_tables.comparisons(request)})


@require_safe
def compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _desk(request, _comparison(request, pk))


@require_POST
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    comparison, form = _comparison(request, pk), SettleForm(request.POST)
    if form.carried_out(lambda sent: _settled(comparison, request, **sent)):
        following = form.cleaned_data["following"]
        return HttpResponseRedirect(reverse("compare", args=[pk]) + (f"#d-{following}" if following else "#close"))
    return _desk(request, comparison, form)


@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = Settlement.objects.visible_to(request.user).select_related("comparison")
    settlement = get_object_or_404(rows, pk=pk)
    _comparison(request, settlement.comparison_id)
    actions.undo_settlement(settlement=settlement, by=request.user)
    return redirect("compare", settlement.comparison_id)


@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    actions.close_comparison(comparison=_comparison(request, pk), by=request.user)
    messages.success(request, _("Closed. What was settled counts from now on, once."))
    return redirect("comparisons")


@require_http_methods(OPEN)
def ask_rule(request: HttpRequest, pk: UUID) -> HttpResponse:
    comparison = _comparison(request, pk)
    form = AskRuleForm(request.POST or None)
    sent = request.method == "POST"
    if sent and form.carried_out(lambda said: actions.ask_about_rule(comparison=comparison, by=request.user, **said)):
        messages.success(request, _("Written into the log of rules. Somebody else decides it."))
        return redirect("compare", pk)
    shown = {"form": form, "title": _("Question a rule"), "button": _("Ask"), "reference": comparison.item.reference}
    return render(request, "coding/quality_form.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def rules(request: HttpRequest) -> HttpResponse:
    listed = quality_tables.rules(request)
    cases = {one.item_id for one in listed.page.object_list}
    # Whoever does not see the case reads the rule alone.
    seen = set(Item.objects.visible_to(request.user).filter(pk__within=list(cases)).values_list("pk", flat=True))
    return render(request, "coding/quality_rules.html", {"list": listed, "seen": seen})


@require_http_methods(OPEN)
def decide_rule(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = RuleQuestion.objects.visible_to(request.user).select_related("code", "raised_by", "decided_by")
    question = get_object_or_404(rows, pk=pk)
    seen = Item.objects.visible_to(request.user).filter(pk=question.item_id).exists()
    form = DecideRuleForm(request.POST or None, initial={"rule": question.proposal if seen else ""})
    sent = request.method == "POST"
    if sent and form.carried_out(lambda said: actions.decide_rule(question=question, by=request.user, **said)):
        messages.success(request, _("Decided. Everybody who codes reads it in the log."))
        return redirect("rule_log")
    shown = {"question": question, "form": form, "seen": seen, "own": question.raised_by_id == request.user.pk}
    return render(request, "coding/quality_rule.html", shown, status=422 if form.errors else 200)


def _comparison(request: HttpRequest, pk: UUID) -> Comparison:
    rows = Comparison.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("item", "text", "first", "second", "settled_by"), pk=pk)


def _settled(comparison: Comparison, request: HttpRequest, **sent: Any) -> Settlement:
    code, exact, _following = sent.pop("code"), sent.pop("exact"), sent.pop("following")
    other = actions.Other(code, exact) if code and exact else None
    return actions.settle_difference(comparison=comparison, other=other, by=request.user, **sent)


def _desk(request: HttpRequest, comparison: Comparison, form: SettleForm | None = None) -> HttpResponse:
    if comparison.state == Comparison.State.BLIND:
        return render(request, "coding/quality_blind.html", {"comparison": comparison})
    desk = desk_of(comparison, request.user)
    for one in desk.shown:
        if form is not None and form.data.get("difference") == one.difference.key:
            one.form = form
    codes = Code.objects.filter(framework__current=True, assignable=True, retired_at=None).defer(*Code.AT_LENGTH)
    shown = {"comparison": comparison, "desk": desk, "codes": codes, "form": form}
    return render(request, "coding/quality_compare.html", shown, status=422 if form else 200)
