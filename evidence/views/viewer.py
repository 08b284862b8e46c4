"""Looking at files: pictures, pages, sound and film, always from the copies made here."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from evidence import glances, looking, sections, viewing
from evidence.actions import derivatives
from evidence.models import Derivative
from evidence.views.files import of_actor
from iapb.care.reading import question, reading_of


@require_safe
def view(request: HttpRequest, file: UUID) -> HttpResponse:
    linked = of_actor(request, file)
    stated = looking.stated_of([linked.item_id], request.user)
    here = reading_of(linked.item_id, request.user, {looking.holds: looking.themes_of(stated)})
    if asked := question(request, here, linked.item.reference):
        return asked
    added = sections.of_file.of(linked, request.user).sections
    shown = viewing.page(linked, request.user, here, stated[linked.item_id])
    return render(request, "evidence/items/view.html", {**shown, "sections": added})


@require_POST
def show(request: HttpRequest, file: UUID, kind: str, number: int) -> JsonResponse:
    """A ticket for one copy, asked for when somebody wants to see or hear it: a reading starts there."""
    rows = Derivative.objects.visible_to(request.user).select_related("item_file__file", "parent")
    copy = get_object_or_404(rows, parent__file=file, kind=kind, number=number, kind__in=viewing.SHOWN)
    path = derivatives.show(copy=copy, by=request.user, session_key=request.session.session_key)
    return JsonResponse({"url": settings.CONTENT_URL.rstrip("/") + path})


@require_POST
def small_pictures(request: HttpRequest) -> JsonResponse:
    """Of the items and files of a list, once they come into sight; what may shock, once somebody asks for it."""
    wanted = glances.wanted(request.POST.getlist("item"), request.POST.getlist("file"))
    found = glances.of(wanted, request.user)
    asked = "asked" in request.POST
    shown = [one.copy for one in found.values() if asked or not one.veiled]
    paths = derivatives.show_small(copies=shown, by=request.user, session_key=request.session.session_key)
    host = settings.CONTENT_URL.rstrip("/")
    told = {str(pk): one.told(host + paths[one.copy.pk] if one.copy.pk in paths else "") for pk, one in found.items()}
    return JsonResponse({"pictures": told})


@require_safe
def waveform(request: HttpRequest, file: UUID) -> HttpResponse:
    peaks = viewing.peaks_of(of_actor(request, file), request.user)
    if peaks is None:
        raise Http404
    return HttpResponse(peaks, content_type="application/json")


@require_safe
def words(request: HttpRequest, file: UUID, number: int) -> HttpResponse:
    """The words of a scanned page and where they stand, for the layer over its picture."""
    return JsonResponse(viewing.words_of(of_actor(request, file), number, request.user))
