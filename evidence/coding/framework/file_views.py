"""The framework to take along and to bring in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from evidence.coding.framework import actions
from evidence.coding.framework.differences import differences, touched
from evidence.coding.framework.formats import ours, refi, skos
from evidence.coding.framework.formats.base import Reading, Unreadable, left_out
from evidence.coding.framework.forms import FORMATS, ImportForm
from evidence.coding.framework.scheme import Scheme
from evidence.coding.framework.shown import Shown
from evidence.coding.framework.usage import said_of
from evidence.coding.framework.views import shown_of, version_or_404
from iapb.access.errors import Invalid


@dataclass(frozen=True)
class Format:
    write: Callable[[Scheme], str]
    read: Callable[[str, Scheme], Reading]
    ending: str
    media_type: str
    losses: Callable[[Scheme], list[Any]]


KNOWN = {
    "yaml": Format(ours.write, lambda text, known: ours.read(text), "yaml", "application/yaml", ours.losses),
    "turtle": Format(skos.to_turtle, lambda text, known: skos.from_turtle(text), "ttl", "text/turtle", skos.losses),
    "jsonld": Format(
        skos.to_jsonld, lambda text, known: skos.from_jsonld(text), "jsonld", "application/ld+json", skos.losses
    ),
    "refi": Format(refi.write, refi.read, "qdc", "application/xml", refi.losses),
}


@require_safe
def files(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The formats, and what each cannot hold of this version."""
    shown = shown_of(request, version_or_404(request, pk))
    offered = [(name, FORMATS[name], one.ending, one.losses(shown.scheme)) for name, one in KNOWN.items()]
    return render(request, "coding/framework/files.html", {"shown": shown, "offered": offered})


@require_safe
def export(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    version = version_or_404(request, pk)
    if kind not in KNOWN:
        raise Http404
    form = KNOWN[kind]
    answer = HttpResponse(
        form.write(Shown(version, request.user).scheme), content_type=f"{form.media_type}; charset=utf-8"
    )
    name = f"{version.scheme}-{version.version}.{form.ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tried first: every problem is listed, and what would change. Then the same text is brought in."""
    shown = shown_of(request, version_or_404(request, pk))
    if request.method == "POST" and (not shown.may_change or shown.base is None):
        raise Invalid(_("Only a draft can be changed. A published version never changes: begin a new one."))
    form = ImportForm(request.POST or None)
    trial: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            reading = KNOWN[form.cleaned_data["kind"]].read(form.cleaned_data["text"], shown.scheme)
            if request.POST.get("do") == "bring-in":
                actions.bring_in(
                    draft=shown.version, reading=reading, same_meaning=form.cleaned_data["same_meaning"],
                    by=request.user, key=form.sent_key,
                )  # fmt: skip
                return redirect("framework", pk=pk)
            trial = _trial(shown, reading)
        except Unreadable as refusal:
            form.add_error("text", refusal.sentence)
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
            trial = _trial(shown, reading)
    status = 422 if request.method == "POST" and (not trial or form.errors) else 200
    return render(
        request, "coding/framework/import.html", {"shown": shown, "form": form, "trial": trial}, status=status
    )


def _trial(shown: Shown, reading: Reading) -> dict[str, Any]:
    after, found = actions.tried(shown.scheme, shown.base, reading)  # type: ignore[arg-type]
    numbers = said_of(touched(shown.scheme, after)) if not found else {}
    return {
        "problems": found,
        "notes": reading.notes,
        "lines": [(one, numbers.get(one.code, "")) for one in differences(shown.scheme, after)] if not found else [],
        "left_out": left_out(shown.scheme, reading),
        "reworded": actions.reworded(shown.scheme, shown.base, after) if not found else [],  # type: ignore[arg-type]
    }
