"""What every page's frame needs: who is signed in, what they may open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from iapb.access import navigation
from iapb.access.rights import rights_of


def house(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    rights = rights_of(user) if user is not None and user.is_authenticated else frozenset()
    return {
        "demonstration": settings.DEMONSTRATION,
        "navigation": navigation.entries(request, rights),
        "rights": {right.name for right in rights},
    }
