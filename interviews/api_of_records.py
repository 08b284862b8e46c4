"""The record of an interview for scripts: trainings, guides and procedures, physical items."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.models import ItemFile
from interviews.actions import things, training
from interviews.actions.things import Link, Taken
from interviews.models import Acknowledgement, Certificate, Guide, Interview, Thing, ThingEvent


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


class ThingOut(serializers.ModelSerializer[Thing]):
    class Meta:
        model = Thing
        fields = [
            "id", "interview", "state", "description", "necessity", "condition", "photo", "receipt_given", "seal",
            "added_at",
        ]  # fmt: skip


class ThingIn(serializers.Serializer[Any]):
    key = serializers.UUIDField(required=False, help_text="the same key sent twice records one thing")
    description = serializers.CharField(max_length=200)
    necessity = serializers.CharField()
    received_on = serializers.DateField()
    taken_by = serializers.CharField(max_length=20)
    condition = serializers.CharField(required=False, allow_blank=True, default="")
    place = serializers.CharField(required=False, allow_blank=True, default="")
    receipt_given = serializers.BooleanField(required=False, allow_null=True, default=None)
    photo = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="a file of the interview")


class LinkOut(serializers.ModelSerializer[ThingEvent]):
    class Meta:
        model = ThingEvent
        fields = ["id", "kind", "happened_on", "handed_by", "taken_by", "place", "seal", "note", "recorded_at"]


class LinkIn(serializers.Serializer[Any]):
    key = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=ThingEvent.Kind.choices)
    happened_on = serializers.DateField()
    handed_by = serializers.CharField(required=False, allow_blank=True, default="")
    taken_by = serializers.CharField(required=False, allow_blank=True, default="")
    place = serializers.CharField(required=False, allow_blank=True, default="")
    seal = serializers.CharField(required=False, allow_blank=True, default="")
    note = serializers.CharField(required=False, allow_blank=True, default="")


def _valid(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = dict(serializer.validated_data)
    return found


class Certificates(generics.ListAPIView[Certificate]):
    serializer_class = CertificateOut
    queryset = Certificate.objects.none()

    def get_queryset(self) -> Any:
        return Certificate.objects.visible_to(self.request.user).order_by("interviewer", "kind", "id")

    @extend_schema(request=CertificateOut, responses={201: CertificateOut})
    def post(self, request: Request) -> Response:
        made = training.add_certificate(by=request.user, **_valid(CertificateOut(data=request.data)))
        return Response(CertificateOut(made).data, status=201)


class Guides(generics.ListAPIView[Guide]):
    serializer_class = GuideOut
    queryset = Guide.objects.none()

    def get_queryset(self) -> Any:
        return Guide.objects.visible_to(self.request.user).order_by("title", "-version", "id")

    @extend_schema(request=GuideIn, responses={201: GuideOut})
    def post(self, request: Request) -> Response:
        made = training.issue_guide(by=request.user, **_valid(GuideIn(data=request.data)))
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
        made = training.acknowledge(guide=guide, by=request.user, **_valid(ReaderOut(data=request.data)))
        return Response(ReaderOut(made).data, status=201)


class Things(APIView):
    """Physical items taken with an interview."""

    @extend_schema(responses=ThingOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        interview = get_object_or_404(Interview.objects.visible_to(request.user), pk=pk)
        return Response(ThingOut(Thing.objects.visible_to(request.user).filter(interview=interview), many=True).data)

    @extend_schema(request=ThingIn, responses={201: ThingOut})
    def post(self, request: Request, pk: UUID) -> Response:
        interview = get_object_or_404(Interview.objects.visible_to(request.user), pk=pk)
        said = _valid(ThingIn(data=request.data))
        key = said.pop("key", None)
        if said["photo"]:
            said["photo"] = get_object_or_404(ItemFile.objects.visible_to(request.user), pk=said["photo"])
        made = things.take(interview=interview, taken=Taken(**said), key=key, by=request.user)
        return Response(ThingOut(made).data, status=201)


class Chain(APIView):
    """The chain of one thing: received, sealed, moved, returned."""

    @extend_schema(responses=LinkOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        thing = get_object_or_404(Thing.objects.visible_to(request.user), pk=pk)
        return Response(LinkOut(ThingEvent.objects.visible_to(request.user).filter(thing=thing), many=True).data)

    @extend_schema(request=LinkIn, responses={201: LinkOut})
    def post(self, request: Request, pk: UUID) -> Response:
        thing = get_object_or_404(Thing.objects.visible_to(request.user), pk=pk)
        said = _valid(LinkIn(data=request.data))
        key = said.pop("key", None)
        return Response(
            LinkOut(things.go_on(thing=thing, link=Link(**said), key=key, by=request.user)).data, status=201
        )
