from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iapb.accounts import tables
from iapb.accounts.actions import teams as actions
from iapb.accounts.forms.people import MemberForm, NameForm
from iapb.accounts.models import Person, Team, TeamMembership


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/teams.html", {"list": tables.teams(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: actions.create_team(name=sent["name"], by=request.user)
    ):
        return redirect("team", form.result.pk)
    return render(request, "accounts/team_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Team, pk=pk)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.carried_out(
        lambda sent: actions.rename_team(team=found, name=sent["name"], by=request.user)
    ):
        messages.success(request, _("The new name is saved."))
        return redirect("team", pk)
    return _page(request, found, form, MemberForm(people=_candidates(found, request.user)))


def _page(request: HttpRequest, team: Team, form: NameForm, member_form: MemberForm) -> HttpResponse:
    members = team.memberships.current().select_related("person__body", "added_by").order_by("person__name")
    shown: dict[str, Any] = {"team": team, "members": members, "form": form, "member_form": member_form}
    wrong = bool(form.errors or member_form.errors)
    return render(request, "accounts/team.html", shown, status=422 if wrong else 200)


def _candidates(team: Team, by: Person) -> Any:
    inside = team.memberships.current().values("person")
    return Person.objects.exclude(state=Person.State.DEACTIVATED).exclude(pk__in=inside).exclude(pk=by.pk)


@require_POST
def add_member(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Team, pk=pk)
    form = MemberForm(request.POST, people=_candidates(found, request.user))
    if form.carried_out(lambda sent: actions.add(team=found, person=sent["person"], by=request.user)):
        messages.success(request, _("Added to the team."))
        return redirect("team", pk)
    return _page(request, found, NameForm(initial={"name": found.name}), form)


@require_POST
def end_membership(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(TeamMembership, pk=pk)
    actions.remove(membership=found, by=request.user)
    messages.success(request, _("Removed from the team."))
    return redirect("team", found.team_id)
