"""Step-up: some verbs want a code entered minutes ago, not only a session."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


def is_fresh(request: HttpRequest) -> bool:
    """A code of the second factor was entered in this session within the last five minutes."""
    entered = [
        entry["at"] for entry in get_authentication_records(request, request.user) if entry.get("method") == "mfa"
    ]
    return bool(entered) and time.time() - max(entered) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Leads to the code page first, and back to the page afterwards. For pages: tokens count in the API only."""

    @wraps(view)
    def stepped_up(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': page_of(request)}, safe='/')}")

    return stepped_up


def page_of(request: HttpRequest) -> str:
    """The page to come back to: for a form that was sent, or a fragment, the page it stands on."""
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() and page.path else "/"
