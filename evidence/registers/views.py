from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence.models import Term
from evidence.registers import actions
from evidence.registers.forms import NameForm, RegisterFilter, entry_form
from evidence.registers.kinds import REGISTERS, Register
from iapb.access.errors import Invalid
from iapb.access.rights import Right, rights_of

PAGE = 50


def _register(slug: str, request: HttpRequest) -> Register:
    register = REGISTERS.get(slug)
    if register is None or not register.is_open_to(request.user):
        raise Http404
    return register


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return redirect("register", slug="facilities")


@require_http_methods(["GET", "HEAD", "POST"])
def entries(request: HttpRequest, slug: str) -> HttpResponse:
    register = _register(slug, request)
    form = RegisterFilter(request.POST if request.method == "POST" else {}, register=register)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = register.spelled(wanted.get("text", ""), request.user)
    if wanted.get("kind"):
        found = found.filter(kind=wanted["kind"])
    page = Paginator(found.prefetch_related(_names(register, request)), PAGE).get_page(wanted.get("page") or 1)
    return render(
        request,
        "evidence/registers/list.html",
        {
            "register": register,
            "registers": [one for one in REGISTERS.values() if one.is_open_to(request.user)],
            "form": form,
            "page": page,
            "filtered": any(wanted.get(name) for name in ("text", "kind")),
            "may_add": register.growing and Right.REGISTERS in rights_of(request.user),
        },
    )


@require_safe
def entry(request: HttpRequest, slug: str, pk: Any) -> HttpResponse:
    register = _register(slug, request)
    found = get_object_or_404(register.entries(request.user), pk=pk)
    return _show(request, register, found, NameForm())


def _show(request: HttpRequest, register: Register, found: Any, form: NameForm, status: int = 200) -> HttpResponse:
    relations = found.relations.select_related("other") if register.slug == "bodies" else []
    return render(
        request,
        "evidence/registers/entry.html",
        {
            "register": register,
            "entry": found,
            "names": register.names_for(request.user).filter(entry=found),
            "relations": relations,
            "form": form,
            "may_add": Right.REGISTERS in rights_of(request.user),
        },
        status=status,
    )


@require_POST
def add_name(request: HttpRequest, slug: str, pk: Any) -> HttpResponse:
    register = _register(slug, request)
    found = get_object_or_404(register.entries(request.user), pk=pk)
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            actions.add_name(register=register, entry=found, by=request.user, **form.cleaned_data)
            return redirect("register_entry", slug=slug, pk=pk)
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.sentence)
    return _show(request, register, found, form, status=422)


@require_POST
def term_use(request: HttpRequest, pk: Any) -> HttpResponse:
    term = get_object_or_404(Term, pk=pk)
    actions.set_use(term=term, in_use=request.POST.get("in_use") == "yes", by=request.user)
    return redirect("register_entry", slug="glossary", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    register = _register(slug, request)
    if not register.growing:
        raise Http404
    form = entry_form(register)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_entry(register=register, fields=form.cleaned_data, by=request.user)
            return redirect("register_entry", slug=slug, pk=made.pk)
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.sentence)
    status = 422 if request.method == "POST" else 200
    return render(request, "evidence/registers/add.html", {"register": register, "form": form}, status=status)


@require_POST
def suggest(request: HttpRequest, slug: str) -> JsonResponse:
    """The first entries any of whose spellings holds what was typed, for a field that completes."""
    register = _register(slug, request)
    typed = request.POST.get("text", "")[:200]
    found = register.spelled(typed, request.user).prefetch_related(_names(register, request))[:12]
    language = request.LANGUAGE_CODE
    return JsonResponse({"entries": [_suggestion(each, language) for each in found]})


def _suggestion(found: Any, language: str) -> dict[str, str]:
    names = [name.text for name in found.names.all()]
    return {"id": str(found.pk), "label": str(found), "names": " · ".join(n for n in names if n != str(found))}


def _names(register: Register, request: HttpRequest) -> Any:
    return Prefetch("names", register.names_for(request.user))
