"""For scripts: what was handed over is asked back, and what the recipient answers."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from disclosures.actions import recalls
from disclosures.api.packages import PackageWithItems, package_of
from disclosures.api.shared import sent_in
from disclosures.models import Recall, RecallAnswer


class RecallIn(serializers.ModelSerializer[Recall]):
    class Meta:
        model = Recall
        fields = ["ground", "asks", "how", "asked_on", "note"]


class RecallAnswerIn(serializers.ModelSerializer[RecallAnswer]):
    key = serializers.UUIDField(required=False, help_text="the same key sent twice is one answer")

    class Meta:
        model = RecallAnswer
        fields = ["key", "answer", "signer", "answered_on", "note"]


class Recalling(APIView):
    @extend_schema(request=RecallIn, responses={201: PackageWithItems})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """The recipient was told to return or destroy it. Nothing of it leaves any more."""
        recalls.recall(package_of(request, pk), **sent_in(RecallIn, request), by=request.user)
        return _package(request, pk)


class Answers(APIView):
    @extend_schema(request=RecallAnswerIn, responses={201: PackageWithItems})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        recalls.answer(package_of(request, pk), **sent_in(RecallAnswerIn, request), by=request.user)
        return _package(request, pk)


def _package(request: HttpRequest, pk: UUID) -> Response:
    return Response(PackageWithItems(package_of(request, pk), context={"by": request.user}).data, status=201)
