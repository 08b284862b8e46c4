"""The approvers' pages: read exactly what will leave, then say yes or send it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosures.access import check_may_approve, why_not
from disclosures.actions import approval
from disclosures.forms.desk import ApproveForm
from disclosures.forms.requests import WhyForm
from disclosures.models import Approval, Disclosure
from disclosures.presenters import review as presenter
from disclosures.views.desk import found_for
from iapb.accounts.fresh import fresh

WHAT = gettext_lazy("What has to change")


def _page(request: HttpRequest, disclosure: Disclosure, **shown: Any) -> HttpResponse:
    context = presenter.review(disclosure, request.user, page=request.GET.get("page", "1"))
    usual = {"why_form": WhyForm(auto_id="why_%s", label=WHAT)}
    return render(request, "disclosures/review.html", {**context, **usual, **shown}, status=422 if shown else 200)


@require_safe
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, found_for(request, pk))


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, pk: UUID, capacity: str) -> HttpResponse:
    """A page of its own, so that the code of the second factor is asked before the note is written."""
    if capacity not in Approval.Capacity.values:
        raise Http404
    disclosure = found_for(request, pk)
    # The hash of what was read travels with the form; another one by then is refused.
    seen = request.GET.get("seen") or disclosure.manifest_sha256
    form = ApproveForm(request.POST or None, initial={"manifest_sha256": seen})
    if request.method == "POST" and form.carried_out(
        lambda sent: approval.approve(disclosure, capacity=capacity, **sent, by=request.user)
    ):
        messages.success(request, _("Approved. It counts only for exactly this selection."))
        return redirect("review_disclosure", pk)
    shown = {
        "disclosure": disclosure,
        "request_row": disclosure.request,
        "capacity": Approval.Capacity(capacity),
        "why_not": why_not(check_may_approve, disclosure, capacity, request.user),
        "entries": presenter.number_of_entries(disclosure, request.user),
        "form": form,
    }
    return render(request, "disclosures/approve.html", shown, status=422 if form.errors else 200)


@require_POST
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    disclosure, form = found_for(request, pk), WhyForm(request.POST, auto_id="why_%s", label=WHAT)
    if form.carried_out(lambda sent: approval.send_back(disclosure, **sent, by=request.user)):
        messages.success(request, _("Sent back to the preparer. Approvals already given are void."))
        return redirect("review_disclosure", pk)
    return _page(request, disclosure, why_form=form)
