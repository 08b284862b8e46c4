from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from iapb.jobs import actions, tables
from iapb.jobs.models import OPEN, Job

PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "jobs/list.html", _table(request))


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The table alone, asked for again while anything is open."""
    return render(request, "jobs/table.html", _table(request))


@require_POST
def retry(request: HttpRequest, pk: Any) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    actions.retry(job, by=request.user)
    messages.success(request, _("Started again."))
    return redirect("jobs:list")


@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    number = actions.retry_all(by=request.user, kind=request.POST.get("kind", ""))
    messages.success(
        request,
        ngettext("%(number)s job started again.", "%(number)s jobs started again.", number) % {"number": number},
    )
    return redirect("jobs:list")


def _table(request: HttpRequest) -> dict[str, Any]:
    mine = Job.objects.visible_to(request.user)
    found = tables.counted(mine)
    kind, jobs = tables.of_kind(mine, request.GET.get("kind", ""))
    state, jobs = tables.chosen(jobs, request.GET.get("state", ""))
    sort, jobs = tables.sorted_by(jobs, request.GET.get("sort", ""))
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    kinds = tables.kinds(found)
    return {
        "page": page,
        "rows": tables.rows(page.object_list, request.user),
        "state": state,
        "kind": kind,
        "sort": sort,
        "sorts": tables.SORTS,
        "kinds": kinds,
        "stopped_kinds": [one for one in kinds if one.stopped],
        "stopped": sum(one.stopped for one in kinds),
        "counts": tables.counts(found, kind),
        "open": any(number for (_kind, of), number in found.items() if of in OPEN),
    }
