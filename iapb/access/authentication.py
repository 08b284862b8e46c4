"""Who acts in the API. Apart from `api`, because the framework imports it while it starts."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class ActorAuthentication(SessionAuthentication):
    """The middleware has already decided who acts; only sessions need the CSRF check."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        if getattr(request._request, "by_token", False):
            user = request._request.user
            return (user, None) if user.is_authenticated else None
        return super().authenticate(request)

    def authenticate_header(self, request: Request) -> str:
        return "Token"
