"""The disclosure desk, for the officer who selects."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disclosures import finding, tables
from disclosures.actions import approval, selection
from disclosures.forms.desk import FindForm, NoteForm
from disclosures.forms.requests import WhyForm
from disclosures.models import Disclosure
from disclosures.presenters import desk as presenter
from evidence.models import Item

OPEN = ["GET", "HEAD", "POST"]


def found_for(request: HttpRequest, pk: UUID) -> Disclosure:
    rows = Disclosure.objects.visible_to(request.user).select_related("request__recipient", "prepared_by", "package")
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, disclosure: Disclosure, **shown: Any) -> HttpResponse:
    asked = request.GET
    context = presenter.desk(disclosure, request.user, decision=asked.get("decision", ""), page=asked.get("page", "1"))
    usual = {"note_form": NoteForm(auto_id="note_%s"), "give_up_form": WhyForm(auto_id="give_up_%s")}
    return render(request, "disclosures/desk.html", {**context, **usual, **shown}, status=422 if shown else 200)


def _items(request: HttpRequest, name: str) -> list[Item]:
    """The families ticked on the page, those of them that this person sees."""
    ids = [UUID(value) for value in request.POST.getlist(name) if _is_id(value)]
    return list(Item.objects.visible_to(request.user).filter(pk__within=ids).only("pk"))


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


@require_http_methods(OPEN)
def register(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosures/register.html", {"list": tables.disclosures(request)})


@require_safe
def desk(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, found_for(request, pk))


@require_http_methods(OPEN)
def find(request: HttpRequest, pk: UUID) -> HttpResponse:
    disclosure = found_for(request, pk)
    form = FindForm(request.POST if request.method == "POST" else None, by=request.user)
    found = None
    if request.method == "POST" and form.carried_out(lambda sent: finding.find(disclosure, **sent, by=request.user)):
        found = form.result
    shown = {"disclosure": disclosure, "request_row": disclosure.request, "form": form, "found": found}
    return render(request, "disclosures/find.html", shown, status=422 if form.errors else 200)


@require_POST
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Either what was ticked, or of everything offered what may go."""
    disclosure = found_for(request, pk)
    if request.POST.get("which") == "may_go":
        offered = _items(request, "offered")
        items = selection.that_may_go(disclosure, offered, by=request.user)
    else:
        items = _items(request, "item")
    number = selection.add_items(disclosure, items, by=request.user)
    said = ngettext("%(number)d entry added.", "%(number)d entries added.", number) % {"number": number}
    messages.success(request, said if number else _("Nothing was added: tick what you want to add first."))
    return redirect("desk", pk)


@require_POST
def take_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    number = selection.take_over(found_for(request, pk), by=request.user)
    said = ngettext("%(number)d entry added.", "%(number)d entries added.", number) % {"number": number}
    messages.success(request, said)
    return redirect("desk", pk)


@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    number = selection.remove_items(found_for(request, pk), _items(request, "item"), by=request.user)
    said = ngettext("%(number)d entry taken out.", "%(number)d entries taken out.", number) % {"number": number}
    messages.success(request, said if number else _("Nothing was taken out: tick a family first."))
    return redirect("desk", pk)


@require_POST
def keep(request: HttpRequest, pk: UUID) -> HttpResponse:
    number = selection.keep_only_what_may_go(found_for(request, pk), by=request.user)
    said = ngettext("%(number)d entry taken out.", "%(number)d entries taken out.", number) % {"number": number}
    messages.success(request, said)
    return redirect("desk", pk)


@require_POST
def screen(request: HttpRequest, pk: UUID) -> HttpResponse:
    selection.screen(found_for(request, pk), by=request.user)
    messages.success(request, _("The decision was asked again for every entry."))
    return redirect("desk", pk)


@require_POST
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    disclosure, form = found_for(request, pk), NoteForm(request.POST, auto_id="note_%s")
    if form.carried_out(lambda sent: approval.submit(disclosure, **sent, by=request.user)):
        messages.success(request, _("Submitted. It is frozen; two others approve it now."))
        return redirect("desk", pk)
    return _page(request, disclosure, note_form=form)


@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    approval.take_back_to_change(found_for(request, pk), by=request.user)
    messages.success(request, _("Taken back. Approvals already given are void."))
    return redirect("desk", pk)


@require_POST
def give_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    disclosure, form = found_for(request, pk), WhyForm(request.POST, auto_id="give_up_%s")
    if form.carried_out(lambda sent: approval.give_up(disclosure, **sent, by=request.user)):
        messages.success(request, _("Given up. The request stays open."))
        return redirect("desk", pk)
    return _page(request, disclosure, give_up_form=form)
