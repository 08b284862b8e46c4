from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from iapb.accounts.fresh import fresh
from iapb.accounts.models import Person
from interviews import pages, tables
from interviews.actions import drafts, witnesses
from interviews.forms.witnesses import CorrectForm, ReasonForm, RegisterForm, identity_initial
from interviews.models import Draft, Witness
from interviews.sending import id_of

OPEN = ["GET", "HEAD", "POST"]


def of_actor(request: HttpRequest, pk: UUID) -> Witness:
    return get_object_or_404(Witness.objects.visible_to(request.user), pk=pk)


@require_http_methods(OPEN)
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "interviews/witnesses.html", {"list": tables.witnesses(request)})


@never_cache
@require_http_methods(OPEN)
def new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        draft = drafts.find(form="witness", by=request.user)
        typed = {"key": draft.subject, **_typed(draft)} if draft else None
        return _new_page(request, RegisterForm(initial=typed), draft)
    form = RegisterForm(request.POST)
    if form.is_valid():
        alike = witnesses.perhaps_heard_before(identity=form.identity(), by=request.user)
        if alike and not form.cleaned_data["another_person"] and not _sent_before(form, alike, request.user):
            form.ask_whether_another()
            return _new_page(request, form, None, alike=alike, status=422)
    if form.carried_out(
        lambda sent: witnesses.register(
            identity=form.identity(), sex=sent["sex"], languages=sent["languages"], key=sent["key"], by=request.user
        )
    ):
        messages.success(
            request,
            _("Registered as %(code)s. From here on everybody sees the code only.") % {"code": form.result.code},
        )
        return redirect("witness", form.result.pk)
    return _new_page(request, form, None, status=422)


def _sent_before(form: RegisterForm, alike: list[Witness], by: Person) -> bool:
    made = id_of(form.cleaned_data["key"], by)
    return any(witness.pk == made for witness in alike)


def _new_page(
    request: HttpRequest, form: RegisterForm, draft: Draft | None, *, alike: Any = (), status: int = 200
) -> HttpResponse:
    shown = {"form": form, "draft": draft, "alike": alike}
    return render(request, "interviews/witness_new.html", shown, status=status)


def _typed(draft: Draft) -> dict[str, Any]:
    return initial_of(drafts.content_of(draft))


def initial_of(content: drafts.Content) -> dict[str, Any]:
    """What was typed, as a form's initial values: single ones plain, chosen ones as a list."""
    return {name: values if len(values) > 1 else (values[0] if values else "") for name, values in content.items()}


@require_safe
def witness(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = of_actor(request, pk)
    return render(request, "interviews/witness.html", pages.witness(found, request.user))


@never_cache
@fresh
@require_http_methods(OPEN)
def identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The name is in the answer to the sent reason only: no address leads to it."""
    found = of_actor(request, pk)
    form = ReasonForm(request.POST or None)
    shown: dict[str, Any] = {"witness": found, "form": form, "identity": None}
    if request.method == "POST" and form.carried_out(
        lambda sent: witnesses.read_identity(witness=found, reason=sent["reason"], by=request.user)
    ):
        shown["identity"] = form.result
    return render(request, "interviews/identity.html", shown, status=422 if form.errors else 200)


@never_cache
@fresh
@require_http_methods(OPEN)
def correct_identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """First the reason, then the form filled with what is sealed, then the corrected one."""
    found = of_actor(request, pk)
    if "family_1" not in request.POST:
        return _correcting(request, found)
    form = CorrectForm(request.POST)
    if form.carried_out(
        lambda sent: witnesses.correct_identity(
            witness=found, identity=form.identity(), reason=sent["reason"], by=request.user
        )
    ):
        messages.success(request, _("The identity is corrected and sealed anew."))
        return redirect("witness", pk)
    return render(request, "interviews/identity_correct.html", {"witness": found, "form": form}, status=422)


def _correcting(request: HttpRequest, found: Witness) -> HttpResponse:
    asked = ReasonForm(request.POST or None)
    shown: dict[str, Any] = {"witness": found, "asked": asked, "form": None}
    if request.method == "POST" and asked.carried_out(
        lambda sent: witnesses.read_identity(witness=found, reason=sent["reason"], by=request.user)
    ):
        filled = {**identity_initial(asked.result), "reason": asked.cleaned_data["reason"]}
        shown["form"] = CorrectForm(initial=filled)
    return render(request, "interviews/identity_correct.html", shown, status=422 if asked.errors else 200)
