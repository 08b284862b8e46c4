"""The timeline of one witness."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from evidence import subjects
from evidence.cells import written
from evidence.coding import actions
from evidence.coding.timeline import cells, timeline_of
from evidence.models.registers import open_to
from iapb.access.rights import Right, rights_of


@require_safe
def timeline(request: HttpRequest, pk: UUID) -> HttpResponse:
    rights = rights_of(request.user)
    may_tag = Right.TAG in rights
    found = timeline_of(pk, _code(request, pk), request.user)
    shown = {"timeline": found, "may_tag": may_tag, "register_open": open_to(rights)}
    return render(request, "coding/timeline.html", {**shown, "page": "workbench" if may_tag else "reading"})


@require_POST
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    code = _code(request, pk)
    found = actions.export_timeline(subject=pk, by=request.user)
    answer = HttpResponse(written([cells.head(), *cells.rows(found)]), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="timeline-{code}.csv"'
    return answer


def _code(request: HttpRequest, pk: UUID) -> str:
    """A witness whose code one may not see is none."""
    code = subjects.codes([pk], request.user).get(pk)
    if code is None:
        raise Http404
    return code
