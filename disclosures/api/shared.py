"""What the scripts of this app share: what was sent, what was asked about, how a disclosure is shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request as HttpRequest

from disclosures.models import Disclosure, Request


class WhyIn(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=2000)


class DisclosureOut(serializers.ModelSerializer[Disclosure]):
    class Meta:
        model = Disclosure
        fields = [
            "id", "request", "version", "state", "prepared_by", "created_at", "frozen_at", "manifest_sha256",
            "returned_because", "returned_note",
        ]  # fmt: skip


def sent_in(serializer: type[serializers.Serializer[Any]], request: HttpRequest) -> dict[str, Any]:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return given.validated_data


def request_of(request: HttpRequest, pk: UUID) -> Request:
    return get_object_or_404(Request.objects.visible_to(request.user).select_related("recipient"), pk=pk)


def disclosure_of(request: HttpRequest, pk: UUID) -> Disclosure:
    rows = Disclosure.objects.visible_to(request.user).select_related("request__recipient")
    return get_object_or_404(rows, pk=pk)
