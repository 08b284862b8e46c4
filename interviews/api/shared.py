"""What several nouns of the API need."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from interviews.models import Clearance, Interview, Witness


def valid(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = dict(serializer.validated_data)
    return found


def interview_of(request: Request, pk: UUID) -> Interview:
    return get_object_or_404(Interview.objects.visible_to(request.user), pk=pk)


def witness_of(request: Request, pk: UUID) -> Witness:
    return get_object_or_404(all_witnesses(request), pk=pk)


def all_witnesses(request: Request) -> Any:
    released = Clearance.objects.visible_to(request.user).filter(witness=OuterRef("pk"), released_at__isnull=False)
    return Witness.objects.visible_to(request.user).annotate(released=Exists(released))
