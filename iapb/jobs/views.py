from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from iapb.jobs import actions
from iapb.jobs.models import Job
from iapb.jobs.tables import chosen, counts

PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "jobs/list.html", {**_table(request), "engines": import_string(settings.ENGINES)()})


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
    number = actions.retry_all(by=request.user)
    messages.success(
        request,
        ngettext("%(number)s job started again.", "%(number)s jobs started again.", number) % {"number": number},
    )
    return redirect("jobs:list")


def _table(request: HttpRequest) -> dict[str, Any]:
    mine = Job.objects.visible_to(request.user)
    state, jobs = chosen(mine, request.GET.get("state", ""))
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    counted = counts(mine)
    return {"page": page, "state": state, "counts": counted, "open": counted["open"]["number"] > 0}
