"""The facts panel. Scripts get a fragment; without script every form is a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence.coding import actions
from evidence.coding.facts_begun import begun
from evidence.coding.facts_shown import FACT_NAMES, facts_of
from evidence.coding.forms import (
    ActForm,
    DepartureForm,
    DetentionForm,
    FactForm,
    HarmForm,
    IncidentForm,
    InterventionForm,
    InvolvementForm,
    OfficialForm,
)
from evidence.coding.models import FACT_KINDS, Fact, FactSupport, Tag
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right, rights_of

MODELS = {kind: model for model, kind in FACT_KINDS.items()}


@dataclass(frozen=True)
class Kind:
    form: type[FactForm]
    act: Callable[..., Any]
    title: Any
    button: Any


OF_ITEM = {
    "incident": Kind(IncidentForm, actions.state_incident, _("State an incident"), _("State the incident")),
    "detention": Kind(DetentionForm, actions.state_detention, _("State a time in detention"), _("State it")),
    "departure": Kind(DepartureForm, actions.state_departure, _("State a departure"), _("State it")),
}
OF_INCIDENT = {
    "act": Kind(ActForm, actions.add_act, _("Add an act"), _("Add the act")),
    "involvement": Kind(InvolvementForm, actions.add_involvement, _("Add who was involved"), _("Add")),
    "harm": Kind(HarmForm, actions.add_harm, _("Add a harm"), _("Add the harm")),
    "intervention": Kind(
        InterventionForm, actions.add_intervention, _("Add what was done about it"), _("Add the intervention")
    ),
}


def _item(request: HttpRequest, pk: Any) -> Item:
    return get_object_or_404(Item.objects.visible_to(request.user), pk=pk)


def _fact(request: HttpRequest, kind: str, pk: Any) -> Fact:
    if kind not in MODELS:
        raise Http404
    return get_object_or_404(MODELS[kind].objects.visible_to(request.user).select_related("item"), pk=pk)


def _tags(request: HttpRequest, item: Item, pk: UUID | None) -> list[Tag]:
    """The tag a fact starts from; one that is gone is left out rather than losing what was typed."""
    if pk is None:
        return []
    found = Tag.objects.visible_to(request.user).filter(pk=pk, item=item, retracted_at=None)
    return list(found.select_related("item", "code"))


@require_safe
def panel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A fragment beside the text; a page of its own without script."""
    return _panel(request, _item(request, pk))


def _panel(request: HttpRequest, item: Item) -> HttpResponse:
    fragment = request.headers.get("X-Fragment")
    may_tag = Right.TAG in rights_of(request.user) and fragment != "read"
    template = "coding/facts.html" if fragment else "coding/facts_page.html"
    page = "workbench" if may_tag else "reading"
    shown = {"item": item, "facts": facts_of(item, request.user), "may_tag": may_tag, "page": page}
    return render(request, template, shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new_fact(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    if kind not in OF_ITEM:
        raise Http404
    item = _item(request, pk)
    initial = _begun(request, item, kind)
    form = OF_ITEM[kind].form(request.POST or None, actor=request.user, within=item, initial=initial)
    return _answer(request, item, OF_ITEM[kind], form, lambda tags, key: OF_ITEM[kind].act(
        item=item, fields=form.fields_of_fact, tags=tags, client_key=key, by=request.user))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def new_part(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """An act of an incident, somebody involved in it, a harm, or what was done about it."""
    if kind not in OF_INCIDENT:
        raise Http404
    incident = _fact(request, "incident", pk)
    initial = {**_begun(request, incident.item, kind), "act": request.GET.get("act")}
    form = OF_INCIDENT[kind].form(request.POST or None, actor=request.user, within=incident, initial=initial)
    return _answer(request, incident.item, OF_INCIDENT[kind], form, lambda tags, key: OF_INCIDENT[kind].act(
        incident=incident, fields=form.fields_of_fact, tags=tags, client_key=key, by=request.user))  # fmt: skip


def _begun(request: HttpRequest, item: Item, kind: str) -> dict[str, Any]:
    """A form opened from a tag rests on it."""
    try:
        wanted = UUID(request.GET.get("tag", ""))
    except ValueError:
        return {}
    if request.method == "POST" or not (found := _tags(request, item, wanted)):
        return {}
    return begun(found[0], kind, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def change_fact(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    fact = _fact(request, kind, pk)
    of: Any = {**OF_ITEM, **OF_INCIDENT}[kind]
    within = fact.incident if kind in OF_INCIDENT else fact.item
    form = of.form(request.POST or None, actor=request.user, within=within, fact=fact)
    title = format_lazy("{}: {}", FACT_NAMES[kind], _("change what was stated"))
    return _answer(request, fact.item, Kind(of.form, actions.change_fact, title, _("Keep the change")), form,
                   lambda tags, key: actions.change_fact(
        fact=fact, fields=form.fields_of_fact, seen=form.cleaned_data["seen"], by=request.user))  # fmt: skip


@require_POST
def take_back(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    fact = _fact(request, kind, pk)
    actions.take_back_fact(fact=fact, by=request.user)
    return _done(request, fact.item)


@require_POST
def support(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    fact = _fact(request, kind, pk)
    try:
        tag = get_object_or_404(Tag.objects.visible_to(request.user), pk=UUID(request.POST.get("tag", "")))
    except ValueError:
        raise Invalid(_("Place or choose a tag first, then add it."), field="tag") from None
    actions.add_support(fact=fact, tag=tag, by=request.user)
    return _done(request, fact.item)


@require_POST
def remove_support(request: HttpRequest, pk: UUID) -> HttpResponse:
    support = get_object_or_404(FactSupport.objects.visible_to(request.user).select_related("item"), pk=pk)
    actions.remove_support(support=support, by=request.user)
    return _done(request, support.item)


@require_http_methods(["GET", "HEAD", "POST"])
def official(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An official made from the words that name or describe them."""
    tag = get_object_or_404(Tag.objects.visible_to(request.user).select_related("item", "text"), pk=pk)
    initial = {"label": " ".join(tag.exact.split())[:200]}
    form = OfficialForm(request.POST or None, actor=request.user, initial=initial)
    kind = Kind(FactForm, actions.create_official_from_tag, _("Make an official from the tag"), _("Make the entry"))
    return _answer(request, tag.item, kind, form, lambda tags, key: actions.create_official_from_tag(
        tag=tag, by=request.user, **form.cleaned_data))  # fmt: skip


def _answer(request: HttpRequest, item: Item, kind: Kind, form: Any, act: Callable[..., Any]) -> HttpResponse:
    """One action when the form is whole; otherwise the form, with what is wrong beside the field."""
    if request.method == "POST" and form.is_valid():
        try:
            act(_tags(request, item, form.cleaned_data.get("tag")), form.cleaned_data.get("client_key"))
            return _done(request, item)
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    template = "coding/fact_form.html" if _wants_fragment(request) else "coding/fact_page.html"
    status = 422 if request.method == "POST" else 200
    begins = {name: form.initial.get(name, "") for name in ("words", "filled")}
    return render(request, template, {"item": item, "kind": kind, "form": form, **begins}, status=status)


def _done(request: HttpRequest, item: Item) -> HttpResponse:
    return _panel(request, item) if _wants_fragment(request) else redirect("facts", pk=item.pk)


def _wants_fragment(request: HttpRequest) -> bool:
    return request.headers.get("X-Fragment") == "facts"
