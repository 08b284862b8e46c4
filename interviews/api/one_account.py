"""The secretariat's desk for people who may have been heard already, for scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviews.actions import one_account
from interviews.models import PerhapsSame


class PairOut(serializers.ModelSerializer[PerhapsSame]):
    class Meta:
        model = PerhapsSame
        fields = [
            "id", "one", "one_code", "one_body", "other", "other_code", "other_body", "year_fits", "found_at", "answer",
            "goes_on",
        ]  # fmt: skip


class DecisionIn(serializers.Serializer[Any]):
    answer = serializers.ChoiceField(choices=PerhapsSame.Answer.choices, help_text="same or different")
    goes_on = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="the witness that goes on")
    reason = serializers.CharField()


class ReleasedOut(serializers.Serializer[Any]):
    to_decide = serializers.IntegerField()


class Pairs(generics.ListAPIView[PerhapsSame]):
    serializer_class = PairOut
    queryset = PerhapsSame.objects.none()

    def get_queryset(self) -> Any:
        return PerhapsSame.objects.visible_to(self.request.user).order_by("-found_at", "id")


class Pair(APIView):
    def _found(self, request: Request, pk: UUID) -> PerhapsSame:
        return get_object_or_404(PerhapsSame.objects.visible_to(request.user), pk=pk)

    @extend_schema(responses=PairOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(PairOut(self._found(request, pk)).data)

    @extend_schema(request=DecisionIn, responses=PairOut)
    def post(self, request: Request, pk: UUID) -> Response:
        pair, sent = self._found(request, pk), DecisionIn(data=request.data)
        sent.is_valid(raise_exception=True)
        return Response(PairOut(one_account.decide(pair=pair, by=request.user, **sent.validated_data)).data)


class Release(APIView):
    @extend_schema(request=None, responses=ReleasedOut)
    def post(self, request: Request) -> Response:
        return Response(ReleasedOut(one_account.release_waiting(by=request.user)).data)
