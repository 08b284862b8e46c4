"""Who acts, whether the route admits them, and the transaction round the whole response."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse

from iapb.access.constraints import sentence_of
from iapb.access.errors import Invalid, Refused, told
from iapb.access.rights import Right, require
from iapb.access.transaction import release_actor, set_actor
from iapb.accounts.actions.sessions import SECOND_FACTOR
from iapb.accounts.actions.tokens import hash_of
from iapb.accounts.backends import bearer_of
from iapb.accounts.fresh import page_of
from iapb.routes import PUBLIC, SIGNED_IN


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            view = resolve(request.path_info).func
        except Resolver404:
            return self.get_response(request)
        if getattr(view, "opens_own_transactions", False):
            _identify(request)
            return self.get_response(request)
        # Plain ATOMIC_REQUESTS would end before a lazily rendered template reads its rows.
        with transaction.atomic(durable=True):
            _identify(request)
            set_actor(request.user.pk)
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "refused", False):
                transaction.set_rollback(True)
            else:
                release_actor()
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        rule = view.access_rule
        if rule == PUBLIC:
            return None
        if not request.user.is_authenticated or not request.user.is_current():
            return _sign_in_first(request)
        if _enrolment_comes_first(request, view):
            return _enrol_first(request)
        if rule != SIGNED_IN:
            try:
                require(request.user, Right(rule))
            except Refused as refusal:
                return _refused(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """One place where refusals become answers; what they had begun is rolled back."""
        if isinstance(error, IntegrityError):
            sentence = sentence_of(error)
            error = Invalid(sentence) if sentence else error
        if isinstance(error, Refused):
            return _refused(request, error)
        if isinstance(error, Invalid):
            return _invalid(request, error)
        return None


def _identify(request: HttpRequest) -> None:
    """A token in the header counts before anything is read; a wrong one is nobody.

    Only in the API: pages, where tokens are made and roles are granted, want a session with its second factor.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    request.by_token = scheme == "Token" and _wants_json(request)  # type: ignore[attr-defined]
    if not request.by_token:  # type: ignore[attr-defined]
        return
    bearer = bearer_of(hash_of(token.strip()))
    request.user = bearer if bearer and bearer.is_active else AnonymousUser()


def _wants_json(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse(told("Send a valid token: Authorization: Token …"), status=401)
    address = f"{reverse('sign_in')}?{urlencode({'next': page_of(request)}, safe='/')}"
    if request.headers.get("HX-Request"):
        # A fragment cannot show the sign-in page: the whole page goes there.
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect("sign_in") if page_of(request) == "/" else redirect(address)


def _enrolment_comes_first(request: HttpRequest, view: Any) -> bool:
    """Without a second factor nothing opens but the pages that lead to one."""
    if request.by_token or getattr(view, "before_second_factor", False):  # type: ignore[attr-defined]
        return False
    return not request.session.get(SECOND_FACTOR)


def _enrol_first(request: HttpRequest) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse(told("Enrol a second factor first."), status=403)
    return redirect("second_factor")


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    request.refused = True  # type: ignore[attr-defined]
    if _wants_json(request):
        return JsonResponse(told(refusal.sentence), status=403)
    return render(request, "403.html", {"sentence": refusal.sentence}, status=403)


def _invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
    # What an error that stays has recorded is committed, though the step itself was refused.
    request.refused = not getattr(error, "stays", False)  # type: ignore[attr-defined]
    if _wants_json(request):
        return JsonResponse(told(error.sentence, error.field), status=400)
    return render(request, "422.html", {"sentence": error.sentence}, status=422)
