"""People, for account administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iapb.accounts import handover, tables
from iapb.accounts.actions import links, recovery, roles, teams
from iapb.accounts.actions import people as actions
from iapb.accounts.errors import allowed
from iapb.accounts.forms.people import (
    BodyOfForm,
    InviteForm,
    ReasonForm,
    RoleForm,
    SuccessorForm,
    TeamOfForm,
)
from iapb.accounts.fresh import fresh
from iapb.accounts.models import Person, Recovery
from iapb.accounts.roles import administrators


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    shown = {"list": tables.people(request), "administrators": len(administrators())}
    return render(request, "accounts/people.html", shown)


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.carried_out(lambda sent: _invite(sent, request.user)):
        # The link is shown in this answer and nowhere else.
        return render(request, "accounts/link.html", {"link": form.result, "person": form.result.person})
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


def _invite(sent: dict[str, Any], by: Person) -> links.Link:
    return actions.invite(
        name=sent["name"],
        email=sent["email"],
        body=sent["body"],
        new_body=sent["new_body"],
        teams_of=sent["teams_of"],
        roles_until=dict.fromkeys(sent["roles"], sent["until"]),
        language=sent["language"],
        by=by,
    )


@require_safe
def person(request: HttpRequest, pk: str) -> HttpResponse:
    return _page(request, get_object_or_404(Person, pk=pk))


def _page(request: HttpRequest, person: Person, **forms: Any) -> HttpResponse:
    assignments = list(person.roles.select_related("granted_by", "confirmed_by", "renewal_asked_by").order_by("role"))
    now = timezone.now()
    for one in assignments:
        one.may_confirm = one.can_be_confirmed and allowed(roles.require_can_confirm, request.user, one)
    waiting = person.recoveries.filter(confirmed_at=None, withdrawn_at=None).first()
    shown = {
        "person": person,
        "oneself": person.pk == request.user.pk,
        "assignments": [one for one in assignments if one.ended_at is None and one.expires_at > now],
        "past_roles": [one for one in assignments if one.ended_at is not None or one.expires_at <= now],
        "memberships": person.memberships.select_related("team").order_by("ended_at", "team__name"),
        "open_link": person.invitations.open().first(),
        "recovery": waiting,
        "may_confirm_recovery": waiting and allowed(recovery.require_can_confirm, request.user, waiting),
        "now": now,
        "role_form": RoleForm(),
        "team_form": TeamOfForm(),
        "body_form": BodyOfForm(initial={"body": person.body_id}),
        "suspend_form": ReasonForm(),
        **forms,
    }
    return render(request, "accounts/person.html", shown, status=422 if forms else 200)


@require_POST
def new_link(request: HttpRequest, pk: str) -> HttpResponse:
    link = links.renew(person=get_object_or_404(Person, pk=pk), by=request.user)
    return render(request, "accounts/link.html", {"link": link, "person": link.person})


@require_POST
def withdraw_link(request: HttpRequest, pk: str) -> HttpResponse:
    links.withdraw(person=get_object_or_404(Person, pk=pk), by=request.user)
    messages.success(request, _("The link no longer works."))
    return redirect("person", pk)


@require_POST
def move_to_body(request: HttpRequest, pk: str) -> HttpResponse:
    person, form = get_object_or_404(Person, pk=pk), BodyOfForm(request.POST)
    if form.carried_out(lambda sent: actions.move_to_body(person=person, body=sent["body"], by=request.user)):
        messages.success(request, _("The body was changed."))
        return redirect("person", pk)
    return _page(request, person, body_form=form)


@fresh
@require_POST
def grant_role(request: HttpRequest, pk: str) -> HttpResponse:
    person, form = get_object_or_404(Person, pk=pk), RoleForm(request.POST)
    if form.carried_out(
        lambda sent: roles.grant(person=person, role=sent["role"], until=sent["until"], by=request.user)
    ):
        messages.success(request, _("The role waits for a second administrator's confirmation."))
        return redirect("person", pk)
    return _page(request, person, role_form=form)


@require_POST
def add_to_team(request: HttpRequest, pk: str) -> HttpResponse:
    person, form = get_object_or_404(Person, pk=pk), TeamOfForm(request.POST)
    if form.carried_out(lambda sent: teams.add(team=sent["team"], person=person, by=request.user)):
        messages.success(request, _("Added to the team."))
        return redirect("person", pk)
    return _page(request, person, team_form=form)


@require_POST
def suspend(request: HttpRequest, pk: str) -> HttpResponse:
    person, form = get_object_or_404(Person, pk=pk), ReasonForm(request.POST)
    if form.carried_out(lambda sent: actions.suspend(person=person, reason=sent["reason"], by=request.user)):
        messages.success(request, _("The account is suspended; its sessions have ended."))
        return redirect("person", pk)
    return _page(request, person, suspend_form=form)


@require_POST
def reactivate(request: HttpRequest, pk: str) -> HttpResponse:
    actions.reactivate(person=get_object_or_404(Person, pk=pk), by=request.user)
    messages.success(request, _("The account is active again."))
    return redirect("person", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest, pk: str) -> HttpResponse:
    person = get_object_or_404(Person, pk=pk)
    form = SuccessorForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.carried_out(
        lambda sent: actions.deactivate(person=person, to=sent["to"], by=request.user)
    ):
        messages.success(request, _("The account is deactivated; everything it could open is closed."))
        return redirect("person", pk)
    shown = {"person": person, "work": handover.open_work(person), "form": form}
    return render(request, "accounts/deactivate.html", shown, status=422 if form.errors else 200)


@require_POST
def ask_recovery(request: HttpRequest, pk: str) -> HttpResponse:
    recovery.ask(person=get_object_or_404(Person, pk=pk), by=request.user)
    messages.success(request, _("The recovery waits for a second administrator's confirmation."))
    return redirect("person", pk)


@fresh
@require_POST
def confirm_recovery(request: HttpRequest, pk: str) -> HttpResponse:
    link = recovery.confirm(recovery=get_object_or_404(Recovery, pk=pk), by=request.user)
    return render(request, "accounts/link.html", {"link": link, "person": link.person})


@require_POST
def withdraw_recovery(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Recovery, pk=pk)
    recovery.withdraw(recovery=found, by=request.user)
    messages.success(request, _("The recovery was withdrawn."))
    return redirect("person", found.person_id)
