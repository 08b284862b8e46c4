"""What every API view shares: who acts, pages, and refusals as JSON."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from rest_framework.authentication import SessionAuthentication
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from iapb.access.errors import Invalid, Refused


class ActorAuthentication(SessionAuthentication):
    """The middleware has already decided who acts; only sessions need the CSRF check."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        if getattr(request._request, "by_token", False):
            user = request._request.user
            return (user, None) if user.is_authenticated else None
        return super().authenticate(request)

    def authenticate_header(self, request: Request) -> str:
        return "Token"


class Pages(LimitOffsetPagination):
    default_limit = 50
    max_limit = 200


def refusals(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, Refused | Invalid):
        transaction.set_rollback(True)
        if isinstance(error, Refused):
            return Response({"detail": str(error.sentence)}, status=403)
        return Response({"detail": str(error.sentence), "field": error.field}, status=400)
    return exception_handler(error, context)
