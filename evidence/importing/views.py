"""Pages of those who bring in older archives: send, look through, bring in, keep the report."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evidence.importing import archives, books, shown, templating
from evidence.importing.manifest import BOOK
from evidence.importing.models import Archive
from evidence.models import Collection
from evidence.views.files import pieces
from iapb.access.errors import Invalid, Refused, told
from iapb.access.rights import Right, rights_of
from iapb.custody.arriving import NoRoom
from iapb.routes import without_transaction

BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    page = Paginator(shown.archives_of(request.user), shown.PER_PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.word = shown.state_of(one)
    own = Right.REGISTER in rights_of(request.user)
    collections = [] if own else list(Collection.objects.visible_to(request.user).order_by("name"))
    here = {"page": page, "collections": collections, "own": own, "may_send": own or bool(collections)}
    return render(request, "importing/list.html", {**here, "endings": ",".join(archives.ENDINGS)})


@without_transaction
@require_http_methods(["PUT"])
def send(request: HttpRequest) -> HttpResponse:
    """The body is the archive itself; its name stands in a header: nothing personal in the address."""
    return answered(request)


def answered(request: HttpRequest) -> JsonResponse:
    """For the page and the API alike."""
    said = request.headers
    length = said.get("Content-Length", "")
    try:
        archive = archives.receive(
            stream=pieces(request),
            name=unquote(said.get("X-File-Name", "")),
            by=request.user,
            collection=_id(said.get("X-Collection", "")),
            client_key=said.get("X-Client-Key") or None,
            expected_sha256=said.get("X-File-Sha256") or None,
            expected_size=int(length) if length.isdecimal() else None,
        )
    except ObjectDoesNotExist:
        return JsonResponse(told(_("Not found.")), status=404)
    except Refused as refusal:
        return JsonResponse(told(refusal.sentence), status=403)
    except NoRoom as refusal:
        return JsonResponse(told(refusal.sentence), status=507)
    except Invalid as refusal:
        return JsonResponse(told(refusal.sentence, refusal.field), status=400)
    return JsonResponse({"id": str(archive.pk), "page": reverse("import", args=[archive.pk])}, status=201)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None


def archive_for(request: HttpRequest, pk: UUID) -> Archive:
    rows = Archive.objects.visible_to(request.user).select_related("file", "run", "collection")
    return get_object_or_404(rows, pk=pk)


@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "importing/archive.html", _page(request, pk))


@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The part that changes, asked for again while the archive is worked on."""
    return render(request, "importing/_archive.html", _page(request, pk))


def _page(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    asked = request.GET
    archive = archive_for(request, pk)
    return shown.page_of(archive, table=asked.get("table", ""), page=asked.get("page", "1"))


@require_POST
def examine(request: HttpRequest, pk: UUID) -> HttpResponse:
    archives.ask(archives.EXAMINE, archive=archive_for(request, pk), by=request.user)
    messages.success(request, _("It is looked through again. You can leave this page; it goes on."))
    return redirect("import", pk)


@require_POST
def bring_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    archives.ask(archives.BRING_IN, archive=archive_for(request, pk), by=request.user)
    messages.success(request, _("It is being brought in. You can leave this page; it goes on."))
    return redirect("import", pk)


@require_POST
def give_away(request: HttpRequest, pk: UUID) -> HttpResponse:
    archives.give_away(archive=archive_for(request, pk), by=request.user)
    messages.success(request, _("The key of the archive is destroyed. What was brought in of it stays."))
    return redirect("import", pk)


@require_safe
def problems(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _kept(shown.problems_csv(archive_for(request, pk)), "problems.csv")


@require_safe
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _kept(shown.report_csv(archive_for(request, pk)), "report.csv")


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    return render(request, "importing/templates.html", {"tables": templating.tables_for(request.user)})


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """One empty table, or all of them: as a ZIP, or as the sheets of one workbook."""
    tables = templating.tables_for(request.user)
    if name == "all":
        return _kept(templating.as_zip(tables), "templates.zip", "application/zip")
    if name == "book":
        return _kept(books.as_book(tables), BOOK, BOOK_TYPE)
    found = next((table for table in tables if table.name == name), None)
    if found is None:
        raise Http404
    return _kept(templating.as_csv(column.name for column in found.columns), found.file)


def _kept(content: bytes, name: str, media_type: str = "text/csv; charset=utf-8") -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
