"""Physical items and their chain, for scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.models import ItemFile
from interviews.actions import things
from interviews.actions.things import Link, Taken
from interviews.api.shared import interview_of, valid
from interviews.models import Thing, ThingEvent


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


class Things(APIView):
    """Physical items taken with an interview."""

    @extend_schema(responses=ThingOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        interview = interview_of(request, pk)
        return Response(ThingOut(Thing.objects.visible_to(request.user).filter(interview=interview), many=True).data)

    @extend_schema(request=ThingIn, responses={201: ThingOut})
    def post(self, request: Request, pk: UUID) -> Response:
        interview = interview_of(request, pk)
        said = valid(ThingIn(data=request.data))
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
        said = valid(LinkIn(data=request.data))
        key = said.pop("key", None)
        return Response(
            LinkOut(things.go_on(thing=thing, link=Link(**said), key=key, by=request.user)).data, status=201
        )
