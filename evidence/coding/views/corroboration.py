"""Accounts that may corroborate each other: the list, and two of them side by side to be judged."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evidence.coding import actions
from evidence.coding.corroboration import tables
from evidence.coding.corroboration.forms import JudgeForm
from evidence.coding.corroboration.shown import desk_of
from evidence.models.registers import open_to
from iapb.access.rights import rights_of

OPEN = ["GET", "HEAD", "POST"]


@require_http_methods(OPEN)
def pairs(request: HttpRequest) -> HttpResponse:
    return render(request, "coding/corroboration.html", {"list": tables.pairs(request)})


@require_http_methods(OPEN)
def pair(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    desk = desk_of(one, other, request.user)
    if desk is None:
        raise Http404
    form = JudgeForm(request.POST or None, initial={"seen": desk.stands, "client_key": uuid4()})
    if request.method == "POST" and form.carried_out(lambda sent: _judged(request, desk, sent)):
        messages.success(request, _("Your judgement is on record. Nothing was merged."))
        return redirect("corroboration_pair", one, other)
    shown = {"desk": desk, "form": form, "page": "workbench", "register_open": open_to(rights_of(request.user))}
    return render(request, "coding/corroboration_pair.html", shown, status=422 if form.errors else 200)


def _judged(request: HttpRequest, desk: Any, sent: dict[str, Any]) -> Any:
    one, other = (side.fact for side in desk.sides)
    return actions.judge_pair(one=one, other=other, by=request.user, **sent)
