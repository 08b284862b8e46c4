"""What every API view shares: pages, and refusals as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import LimitOffsetPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from iapb.access.errors import Invalid, Refused


class Pages(LimitOffsetPagination):
    default_limit = 50
    max_limit = 200


def refusals(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, Refused | Invalid):
        # The middleware rolls back and then asks nothing more; a view with its own transactions has left them.
        context["request"]._request.refused = not getattr(error, "stays", False)
        if isinstance(error, Refused):
            return Response({"detail": str(error.sentence)}, status=403)
        return Response({"detail": str(error.sentence), "field": error.field}, status=400)
    return exception_handler(error, context)
