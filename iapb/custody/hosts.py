"""Two hosts, one process: pages never answer on the content host, content never on the pages' host."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

_ANSWERED = re.compile(r"/content/[A-Za-z0-9_-]{1,100}/|/health/")


def is_content_host(request: HttpRequest) -> bool:
    """By name alone: cookies ignore ports, so a port makes no other host."""
    return split_domain_port(request.get_host())[0] == urlsplit(settings.CONTENT_URL).hostname


class ContentHostMiddleware:
    """Comes before sessions, so that no cookie is read or set on the content host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_content_host(request):
            request.COOKIES.clear()
            if not _ANSWERED.fullmatch(request.path_info):
                return HttpResponse("Not found.", status=404, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
