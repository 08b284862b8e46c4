"""Disclosures on their way through review, for scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from disclosures.access import RIGHT_OF
from disclosures.actions import approval
from disclosures.api.shared import DisclosureOut, WhyIn, disclosure_of, sent_in
from disclosures.models import Approval
from iapb.access.api import require_code
from iapb.access.rights import require


class ApprovalIn(serializers.Serializer[Any]):
    capacity = serializers.ChoiceField(choices=Approval.Capacity.choices)
    manifest_sha256 = serializers.CharField(max_length=64, help_text="of the selection that was read")
    note = serializers.CharField(max_length=4000)
    code = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=20,
        help_text="of the second factor: a token alone does not approve",
    )


class ApprovalOut(serializers.ModelSerializer[Approval]):
    class Meta:
        model = Approval
        fields = ["id", "capacity", "by", "manifest_sha256", "given_at", "voided_at"]


class NoteIn(serializers.Serializer[Any]):
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


class Submission(APIView):
    @extend_schema(request=NoteIn, responses=DisclosureOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        disclosure = disclosure_of(request, pk)
        return Response(DisclosureOut(approval.submit(disclosure, **sent_in(NoteIn, request), by=request.user)).data)


class TakingBack(APIView):
    @extend_schema(request=None, responses=DisclosureOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        row = approval.take_back_to_change(disclosure_of(request, pk), by=request.user)
        return Response(DisclosureOut(row).data)


class Approvals(APIView):
    @extend_schema(responses=ApprovalOut(many=True))
    def get(self, request: HttpRequest, pk: UUID) -> Response:
        given = Approval.objects.visible_to(request.user).filter(disclosure=disclosure_of(request, pk))
        return Response(ApprovalOut(given.order_by("given_at"), many=True).data)

    @extend_schema(request=ApprovalIn, responses={201: ApprovalOut})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        disclosure, sent = disclosure_of(request, pk), sent_in(ApprovalIn, request)
        require(request.user, RIGHT_OF[sent["capacity"]])  # before a code is spent
        require_code(request, sent.pop("code"))
        given = approval.approve(disclosure, **sent, by=request.user)
        return Response(ApprovalOut(given).data, status=201)


class SendingBack(APIView):
    @extend_schema(request=WhyIn, responses=DisclosureOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        disclosure = disclosure_of(request, pk)
        return Response(DisclosureOut(approval.send_back(disclosure, **sent_in(WhyIn, request), by=request.user)).data)
