"""Other witnesses of the same interview, for scripts."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviews.actions import joint
from interviews.actions.joint import Beside
from interviews.api.shared import interview_of, valid, witness_of
from interviews.models import JointWitness

_BESIDE = list(Beside.__dataclass_fields__)


class TogetherOut(serializers.ModelSerializer[JointWitness]):
    class Meta:
        model = JointWitness
        fields = ["id", "interview", "witness", *_BESIDE]


class TogetherIn(serializers.ModelSerializer[JointWitness]):
    witness = serializers.UUIDField()

    class Meta:
        model = JointWitness
        fields = ["witness", *_BESIDE]


class Together(APIView):
    """Witnesses heard beside the witness of the interview. Sending one again changes what is said of them."""

    @extend_schema(responses=TogetherOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        interview = interview_of(request, pk)
        rows = JointWitness.objects.visible_to(request.user).filter(interview=interview)
        return Response(TogetherOut(rows, many=True).data)

    @extend_schema(request=TogetherIn, responses={201: TogetherOut})
    def post(self, request: Request, pk: UUID) -> Response:
        interview = interview_of(request, pk)
        said = valid(TogetherIn(data=request.data))
        witness = witness_of(request, said.pop("witness"))
        row = joint.hear_together(interview=interview, witness=witness, beside=Beside(**said), by=request.user)
        return Response(TogetherOut(row).data, status=201)


class HeardTogether(APIView):
    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        rows = JointWitness.objects.visible_to(request.user).select_related("interview")
        joint.take_off(row=get_object_or_404(rows, pk=pk), by=request.user)
        return Response(status=204)
