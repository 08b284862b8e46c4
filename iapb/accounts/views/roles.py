"""Roles: what waits for a second person, what ends soon."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iapb.accounts import tables
from iapb.accounts.actions import roles as actions
from iapb.accounts.errors import allowed
from iapb.accounts.forms.people import TermForm
from iapb.accounts.fresh import fresh
from iapb.accounts.models import RoleAssignment
from iapb.accounts.roles import administrators


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    found = tables.roles(request)
    for one in found.page:
        one.may_confirm = one.can_be_confirmed and allowed(actions.require_can_confirm, request.user, one)
    return render(request, "accounts/roles.html", {"list": found, "administrators": len(administrators())})


@fresh
@require_POST
def confirm(request: HttpRequest, pk: str) -> HttpResponse:
    confirmed = actions.confirm(assignment=get_object_or_404(RoleAssignment, pk=pk), by=request.user)
    messages.success(request, _("The role is confirmed and in force."))
    return redirect("person", confirmed.person_id)


@require_POST
def end(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(RoleAssignment, pk=pk)
    actions.end(assignment=found, by=request.user)
    messages.success(request, _("The role has ended."))
    return redirect("person", found.person_id)


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(RoleAssignment.objects.select_related("person"), pk=pk)
    form = TermForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: actions.ask_renewal(assignment=found, until=sent["until"], by=request.user)
    ):
        messages.success(request, _("The longer term waits for a second administrator's confirmation."))
        return redirect("person", found.person_id)
    shown = {"form": form, "assignment": found}
    return render(request, "accounts/renew_role.html", shown, status=422 if form.errors else 200)


@require_POST
def decline_renewal(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(RoleAssignment, pk=pk)
    actions.decline_renewal(assignment=found, by=request.user)
    messages.success(request, _("The longer term was declined; the present one runs on."))
    return redirect("person", found.person_id)
