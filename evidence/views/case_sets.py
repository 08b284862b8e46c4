"""What lies in a case set, for those who were given it and may fill it. Administrators are not among them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evidence import tables
from evidence.actions import case_sets
from evidence.forms.case_sets import MemberForm
from evidence.models import CaseSet

OPEN = ["GET", "HEAD", "POST"]


@require_http_methods(OPEN)
def given_list(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/case_sets/list.html", {"list": tables.given_case_sets(request)})


@require_http_methods(OPEN)
def contents(request: HttpRequest, pk: str) -> HttpResponse:
    found = _found(request, pk)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda _sent: case_sets.put_in(case_set=found, **form.member(), by=request.user)
    ):
        messages.success(request, _("Put in. Whoever was given the set sees it from their next request on."))
        return redirect("case_set_contents", pk)
    return _page(request, found, form)


@require_POST
def take_out(request: HttpRequest, pk: str) -> HttpResponse:
    found, form = _found(request, pk), MemberForm(request.POST)
    if form.carried_out(lambda _sent: case_sets.take_out(case_set=found, **form.member(), by=request.user)):
        messages.success(request, _("Taken out. It holds from their next request on."))
        return redirect("case_set_contents", pk)
    return _page(request, found, form)


def _found(request: HttpRequest, pk: str) -> CaseSet:
    return get_object_or_404(CaseSet.objects.visible_to(request.user), pk=pk)


def _page(request: HttpRequest, found: CaseSet, form: MemberForm) -> HttpResponse:
    shown: dict[str, Any] = {
        "object": found,
        "form": form,
        "lines": tables.members(found, request.user, request.GET.get("page", "1")),
    }
    return render(request, "evidence/case_sets/contents.html", shown, status=422 if form.errors else 200)
