"""Certificates of interviewers, guides and procedures, for scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviews.actions import training
from interviews.api.shared import valid
from interviews.models import Acknowledgement, Certificate, Guide


class CertificateOut(serializers.ModelSerializer[Certificate]):
    class Meta:
        model = Certificate
        fields = ["id", "interviewer", "kind", "issued_on", "valid_to", "stated_at"]
        read_only_fields = ["id", "stated_at"]


class GuideOut(serializers.ModelSerializer[Guide]):
    class Meta:
        model = Guide
        fields = ["id", "kind", "title", "version", "language", "text", "sha256", "issued_at"]


class GuideIn(serializers.Serializer[Any]):
    key = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=Guide.Kind.choices)
    title = serializers.CharField(max_length=200)
    language = serializers.CharField(max_length=8)
    text = serializers.CharField()


class ReaderOut(serializers.ModelSerializer[Acknowledgement]):
    class Meta:
        model = Acknowledgement
        fields = ["id", "interviewer", "read_on", "stated_at"]
        read_only_fields = ["id", "stated_at"]


class Certificates(generics.ListAPIView[Certificate]):
    serializer_class = CertificateOut
    queryset = Certificate.objects.none()

    def get_queryset(self) -> Any:
        return Certificate.objects.visible_to(self.request.user).order_by("interviewer", "kind", "id")

    @extend_schema(request=CertificateOut, responses={201: CertificateOut})
    def post(self, request: Request) -> Response:
        made = training.add_certificate(by=request.user, **valid(CertificateOut(data=request.data)))
        return Response(CertificateOut(made).data, status=201)


class Guides(generics.ListAPIView[Guide]):
    serializer_class = GuideOut
    queryset = Guide.objects.none()

    def get_queryset(self) -> Any:
        return Guide.objects.visible_to(self.request.user).order_by("title", "-version", "id")

    @extend_schema(request=GuideIn, responses={201: GuideOut})
    def post(self, request: Request) -> Response:
        made = training.issue_guide(by=request.user, **valid(GuideIn(data=request.data)))
        return Response(GuideOut(made).data, status=201)


class Readers(APIView):
    """Who has acknowledged a version."""

    @extend_schema(responses=ReaderOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        guide = get_object_or_404(Guide.objects.visible_to(request.user), pk=pk)
        return Response(ReaderOut(Acknowledgement.objects.visible_to(request.user).filter(guide=guide), many=True).data)

    @extend_schema(request=ReaderOut, responses={201: ReaderOut})
    def post(self, request: Request, pk: UUID) -> Response:
        guide = get_object_or_404(Guide.objects.visible_to(request.user), pk=pk)
        made = training.acknowledge(guide=guide, by=request.user, **valid(ReaderOut(data=request.data)))
        return Response(ReaderOut(made).data, status=201)
