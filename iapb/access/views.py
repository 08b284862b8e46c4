from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iapb.access import health, waiting
from iapb.access.errors import told
from iapb.routes import without_transaction


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"groups": waiting.for_person(request.user)})


@without_transaction
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    well, parts = health.report()
    return JsonResponse({"state": "ready" if well else "not ready", **parts}, status=200 if well else 503)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse(told("Not found."), status=404)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse(told("Something broke on our side; nothing was changed."), status=500)
    return render(request, "500.html", status=500)
