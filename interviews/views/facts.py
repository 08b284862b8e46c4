from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evidence.models import Item
from iapb.accounts.fresh import fresh
from interviews.actions import facts, persons
from interviews.forms.facts import MaterialForm, NamedPersonForm, RiskForm, StatusForm, material_initial
from interviews.forms.witnesses import ReasonForm
from interviews.models import EarlierMaterialFacts, MaterialFacts, NamedPerson, RiskAssessment, WitnessStatus
from interviews.views.witnesses import of_actor

OPEN = ["GET", "HEAD", "POST"]
_STATUS = ("status", "status_on", "circumstances_changed", "circumstances_note", "open_rights_request")


@require_http_methods(OPEN)
def status(request: HttpRequest, pk: UUID) -> HttpResponse:
    witness = of_actor(request, pk)
    rows = list(WitnessStatus.objects.visible_to(request.user).filter(witness=witness).select_related("stated_by"))
    now = {name: getattr(rows[0], name) for name in _STATUS if name != "status_on"} if rows else None
    form = StatusForm(request.POST or None, initial=now)
    if request.method == "POST" and form.carried_out(
        lambda sent: facts.state_status(witness=witness, by=request.user, **sent)
    ):
        messages.success(request, _("The status is recorded."))
        return redirect("witness", pk)
    shown = {"witness": witness, "form": form, "rows": rows}
    return render(request, "interviews/status.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def risk(request: HttpRequest, pk: UUID) -> HttpResponse:
    witness = of_actor(request, pk)
    rows = list(RiskAssessment.objects.visible_to(request.user).filter(witness=witness).select_related("stated_by"))
    form = RiskForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: facts.assess_risk(witness=witness, by=request.user, **sent)
    ):
        messages.success(request, _("The risk assessment is recorded."))
        return redirect("witness", pk)
    shown = {"witness": witness, "form": form, "rows": rows}
    return render(request, "interviews/risk.html", shown, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def contents(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = _item(request, pk)
    now = MaterialFacts.objects.visible_to(request.user).filter(item=item).select_related("stated_by").first()
    form = MaterialForm(request.POST or None, initial=material_initial(now))
    if request.method == "POST" and form.carried_out(
        lambda _sent: facts.state_material(item=item, by=request.user, **form.facts())
    ):
        messages.success(request, _("What the item contains is recorded."))
        return redirect("item", pk)
    earlier = EarlierMaterialFacts.objects.visible_to(request.user).filter(item=item).select_related("stated_by")
    people = NamedPerson.objects.visible_to(request.user).filter(mentions__item=item)
    shown = {"item": item, "form": form, "now": now, "earlier": earlier, "people": people}
    return render(request, "interviews/contents.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(OPEN)
def new_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    item = _item(request, pk)
    form = NamedPersonForm(request.POST or None)
    if request.method == "POST" and form.carried_out(
        lambda sent: persons.add_person(item=item, by=request.user, **sent)
    ):
        messages.success(
            request,
            _("Added as %(pseudonym)s. Now say that others can be recognised.") % {"pseudonym": form.result.pseudonym},
        )
        return redirect("contents", pk)
    return render(
        request, "interviews/person_new.html", {"item": item, "form": form}, status=422 if form.errors else 200
    )


@never_cache
@fresh
@require_http_methods(OPEN)
def person_name(request: HttpRequest, pk: UUID) -> HttpResponse:
    person = get_object_or_404(NamedPerson.objects.visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST or None)
    shown = {"person": person, "form": form, "name": None}
    if request.method == "POST" and form.carried_out(
        lambda sent: persons.name_of(person=person, reason=sent["reason"], by=request.user)
    ):
        shown["name"] = form.result or _("No name is on record.")
    return render(request, "interviews/person_name.html", shown, status=422 if form.errors else 200)


def _item(request: HttpRequest, pk: UUID) -> Item:
    return get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
