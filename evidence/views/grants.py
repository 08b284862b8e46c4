"""Collections, case sets and who was given them. Names only: an administrator sees no evidence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evidence import tables
from evidence.actions import case_sets, collections, denials
from evidence.forms.grants import CaseSetForm, CollectionForm, DenialForm, GrantForm
from evidence.models import CaseSet, Collection, Denial
from iapb.access import grant
from iapb.accounts.forms.people import NameForm

OPEN = ["GET", "HEAD", "POST"]


@require_http_methods(OPEN)
def collection_list(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/grants/collections.html", {"list": tables.collections(request)})


@require_http_methods(OPEN)
def new_collection(request: HttpRequest) -> HttpResponse:
    form = CollectionForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.carried_out(lambda sent: collections.create(**sent, by=request.user)):
        return redirect("collection", form.result.pk)
    return render(request, "evidence/grants/collection_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def collection(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Collection.objects.visible_to(request.user).select_related("body"), pk=pk)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.carried_out(
        lambda sent: collections.rename(collection=found, name=sent["name"], by=request.user)
    ):
        messages.success(request, _("The new name is saved."))
        return redirect("collection", pk)
    return _collection_page(request, found, form, GrantForm())


def _collection_page(request: HttpRequest, found: Collection, form: Any, grant_form: GrantForm) -> HttpResponse:
    shown = {
        "object": found,
        "grants": tables.given(["collection-group", "collection-person"], content_object=found.pk),
        "form": form,
        "grant_form": grant_form,
    }
    wrong = bool(form.errors or grant_form.errors)
    return render(request, "evidence/grants/collection.html", shown, status=422 if wrong else 200)


@require_POST
def give_collection(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
    form = GrantForm(request.POST)
    if form.carried_out(lambda sent: grant.give(found, to=sent["to"], until=sent["until"], by=request.user)):
        messages.success(request, _("Given. It holds from their next request on."))
        return redirect("collection", pk)
    return _collection_page(request, found, NameForm(initial={"name": found.name}), form)


@require_http_methods(OPEN)
def case_set_list(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/grants/case_sets.html", {"list": tables.case_sets(request)})


@require_http_methods(OPEN)
def new_case_set(request: HttpRequest) -> HttpResponse:
    form = CaseSetForm(request.POST or None)
    if request.method == "POST" and form.carried_out(lambda sent: case_sets.create(**sent, by=request.user)):
        return redirect("case_set", form.result.pk)
    return render(request, "evidence/grants/case_set_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(OPEN)
def case_set(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(CaseSet.objects.visible_to(request.user), pk=pk)
    form = CaseSetForm(request.POST or None, initial={"name": found.name, "purpose": found.purpose})
    if request.method == "POST" and form.carried_out(
        lambda sent: case_sets.change(case_set=found, **sent, by=request.user)
    ):
        messages.success(request, _("The change is saved."))
        return redirect("case_set", pk)
    return _case_set_page(request, found, form, GrantForm())


def _case_set_page(request: HttpRequest, found: CaseSet, form: Any, grant_form: GrantForm) -> HttpResponse:
    shown = {
        "object": found,
        "grants": tables.given(["set-group", "set-person"], content_object=found.pk),
        "form": form,
        "grant_form": grant_form,
    }
    wrong = bool(form.errors or grant_form.errors)
    return render(request, "evidence/grants/case_set.html", shown, status=422 if wrong else 200)


@require_POST
def give_case_set(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(CaseSet.objects.visible_to(request.user), pk=pk)
    form = GrantForm(request.POST)
    if form.carried_out(lambda sent: grant.give(found, to=sent["to"], until=sent["until"], by=request.user)):
        messages.success(request, _("Given. It holds from their next request on."))
        return redirect("case_set", pk)
    kept = CaseSetForm(initial={"name": found.name, "purpose": found.purpose})
    return _case_set_page(request, found, kept, form)


@require_http_methods(OPEN)
def grant_list(request: HttpRequest) -> HttpResponse:
    form, rows = tables.grants(request)
    shown = {"form": form, "grants": rows[: tables.MOST], "count": len(rows), "denials": tables.denials()}
    return render(request, "evidence/grants/grants.html", shown)


@require_POST
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    model = tables.GRANTS.get(slug)
    if model is None:
        raise Http404
    row = get_object_or_404(model, pk=pk)
    grant.revoke(row, by=request.user)
    messages.success(request, _("Revoked. It holds from their next request on."))
    page = {"Collection": "collection", "CaseSet": "case_set"}.get(grant.kind_of(row))
    return redirect(page, row.content_object_id) if page else redirect("grants")


@require_http_methods(OPEN)
def new_denial(request: HttpRequest) -> HttpResponse:
    form = DenialForm(request.POST or None)
    if request.method == "POST" and form.carried_out(lambda sent: denials.deny_named(**sent, by=request.user)):
        messages.success(request, _("Closed. It holds from their next request on."))
        return redirect("grants")
    return render(request, "evidence/grants/denial_form.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def end_denial(request: HttpRequest, pk: str) -> HttpResponse:
    denials.end(denial=get_object_or_404(Denial, pk=pk), by=request.user)
    messages.success(request, _("The denial has ended."))
    return redirect("grants")
