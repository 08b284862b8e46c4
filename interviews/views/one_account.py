"""The secretariat's desk for people who may have been heard already."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from interviews import tables_of_one_account as tables
from interviews.actions import one_account
from interviews.forms.one_account import DecisionForm
from interviews.models import Clearance, PerhapsSame

OPEN = ["GET", "HEAD", "POST"]


@require_http_methods(OPEN)
def desk(request: HttpRequest) -> HttpResponse:
    waiting = Clearance.objects.visible_to(request.user).filter(released_at=None).exists()
    return render(request, "interviews/one_account/desk.html", {"list": tables.pairs(request), "waiting": waiting})


@require_POST
def release(request: HttpRequest) -> HttpResponse:
    done = one_account.release_waiting(by=request.user)
    said = ngettext("%(n)d pair is to decide.", "%(n)d pairs are to decide.", done.to_decide) % {"n": done.to_decide}
    messages.success(request, f"{_('Compared; what is free may go on.')} {said}")
    return redirect("one_account")


@require_http_methods(OPEN)
def pair(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = PerhapsSame.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("one_body", "other_body", "decided_by"), pk=pk)
    form = DecisionForm(request.POST or None, pair=found)
    if request.method == "POST" and form.carried_out(
        lambda sent: one_account.decide(pair=found, by=request.user, **sent)
    ):
        messages.success(request, _("Decided. Let go what is free when you have decided the others."))
        return redirect("one_account")
    shown = {"pair": found, "form": form}
    return render(request, "interviews/one_account/pair.html", shown, status=422 if form.errors else 200)
