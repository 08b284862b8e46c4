"""Versions of the framework, and the tree of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence.coding.framework import actions, publishing
from evidence.coding.framework.differences import differences, touched
from evidence.coding.framework.forms import NewCodeForm, RulesForm, StartForm
from evidence.coding.framework.shown import CodeShown, Shown, code_for, versions_for
from evidence.coding.framework.usage import said_of
from evidence.coding.models import CodePicture, FrameworkVersion
from iapb.access.errors import Invalid
from iapb.access.rights import Right, rights_of

MOVES = [("up", _("Up")), ("down", _("Down")), ("in", _("In")), ("out", _("Out"))]


def _moves() -> list[tuple[str, Any, UUID]]:
    """Each button with a key of its own: pressed twice, it moves once."""
    return [(direction, label, uuid4()) for direction, label in MOVES]


def version_or_404(request: HttpRequest, pk: UUID) -> FrameworkVersion:
    return get_object_or_404(versions_for(request.user), pk=pk)


def shown_of(request: HttpRequest, version: FrameworkVersion) -> Shown:
    return Shown(version, request.user, request.LANGUAGE_CODE)


def tree_page(
    request: HttpRequest, shown: Shown, code: CodeShown | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The whole page; for a script the part it asked for."""
    part = request.headers.get("HX-Target", "")
    names = {"scheme-panel": "coding/framework/_code.html", "scheme-tree": "coding/framework/_tree.html"}
    # The same words and the same start of an address stand in every line: they are looked up once.
    words = {"word_new": _("new"), "word_retired": _("retired"), "word_restricted": _("need-to-know")}
    first = reverse("framework_code", args=[shown.version.pk]).removesuffix(f"{shown.version.pk}/")
    context = {
        "shown": shown,
        "code": code,
        "form": None,
        "wrong": "",
        "moves": _moves(),
        "first": first,
        **words,
        **more,
    }
    return render(request, names.get(part, "coding/framework/tree.html"), context, status=status)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    versions = list(versions_for(request.user))
    return render(
        request,
        "coding/framework/versions.html",
        {
            "versions": versions,
            "current": next((one for one in versions if one.current), None),
            "open": next((one for one in versions if one.state in FrameworkVersion.OPEN), None),
            "may_change": Right.FRAMEWORK in rights_of(request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_draft(
                version=form.cleaned_data["version"], purpose=form.cleaned_data["purpose"], by=request.user
            )
            return redirect("framework", pk=made.pk)
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.sentence)
    status = 422 if request.method == "POST" else 200
    return render(request, "coding/framework/start.html", {"form": form}, status=status)


@require_safe
def version(request: HttpRequest, pk: UUID) -> HttpResponse:
    return tree_page(request, shown_of(request, version_or_404(request, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    shown = shown_of(request, version_or_404(request, pk))
    parent = shown.scheme.get(request.GET.get("under", ""))
    initial = {"applies_to": parent.applies_to, "parent": parent.code, "code": f"{parent.prefix}."} if parent else {}
    form = NewCodeForm(request.POST or None, scheme=shown.scheme, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_code(draft=shown.version, entry=form.entry, by=request.user, key=form.sent_key)
            made = shown.version.codes.get(code=form.entry.code)
            return redirect("framework_code", pk=made.pk)
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    status = 422 if request.method == "POST" else 200
    return render(request, "coding/framework/add.html", {"shown": shown, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, pk: UUID) -> HttpResponse:
    shown = shown_of(request, version_or_404(request, pk))
    held = {"rules": shown.scheme.rules, "single_choice": shown.scheme.single_choice}
    form = RulesForm(request.POST or None, scheme=shown.scheme, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_rules(
                draft=shown.version, rules=form.cleaned_data["rules"], by=request.user, key=form.sent_key,
                single_choice=form.cleaned_data["single_choice"],
            )  # fmt: skip
            return redirect("framework", pk=pk)
        except Invalid as refusal:
            form.add_error(None, refusal.sentence)
    status = 422 if request.method == "POST" else 200
    return render(request, "coding/framework/rules.html", {"shown": shown, "form": form}, status=status)


@require_safe
def changes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What changes, with how much stands under each code, before anybody agrees to it."""
    shown = shown_of(request, version_or_404(request, pk))
    found = differences(shown.base, shown.scheme) if shown.base else []
    known = shown.base.by_id() if shown.base and shown.open else {}
    numbers = said_of(code for code in touched(shown.base, shown.scheme) if code in known) if known else {}
    return render(
        request,
        "coding/framework/changes.html",
        {
            "shown": shown,
            "lines": [(one, numbers.get(one.code, "")) for one in found],
            "hash": publishing.content_hash(shown.version),
        },
    )


STEPS = {
    "undo": lambda draft, sent, by: actions.undo(draft=draft, number=_number(sent.get("number")), by=by),
    "propose": lambda draft, sent, by: publishing.propose(draft=draft, by=by),
    "return": lambda draft, sent, by: publishing.send_back(draft=draft, by=by),
    "publish": lambda draft, sent, by: publishing.publish(draft=draft, shown=sent.get("hash", ""), by=by),
    "discard": lambda draft, sent, by: publishing.discard(draft=draft, by=by),
}
AFTER = {"undo": "framework", "return": "framework", "propose": "framework_changes", "publish": "framework"}


@require_POST
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    draft = version_or_404(request, pk)
    if step not in STEPS:
        raise Http404
    STEPS[step](draft, request.POST, request.user)
    return redirect(AFTER[step], pk=pk) if step in AFTER else redirect("frameworks")


def _number(sent: str | None) -> int:
    if not sent or not sent.isdecimal() or len(sent) > 9:
        raise Invalid(_("There is nothing to take back."))
    return int(sent)


@require_safe
def code(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = code_for(request.user, pk)
    shown = shown_of(request, found.framework)
    one = CodeShown(shown, found.code)
    return tree_page(request, shown, one, form=one.form())


@require_safe
def picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """Written by us from pixels alone, and the same for ever under its hash."""
    found = get_object_or_404(CodePicture, sha256=sha256)
    answer = HttpResponse(bytes(found.png), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer
