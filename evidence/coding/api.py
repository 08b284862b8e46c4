"""Tags, facts and codes for scripts; the workbench's own script uses the same addresses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.coding import actions
from evidence.coding.models import Code, Incident, Tag
from evidence.coding.presenters import code_data, current_codes, recent_codes, tag_data, tags_of
from evidence.dates import FuzzyDate
from evidence.models import Facility, Item, Place, Text


class TagOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    text = serializers.UUIDField()
    segment = serializers.UUIDField()
    code = serializers.CharField()
    start = serializers.IntegerField(help_text="Unicode code points from the start of the layer")
    end = serializers.IntegerField(help_text="exclusive")
    exact = serializers.CharField()
    state = serializers.CharField()
    author = serializers.CharField()
    mine = serializers.BooleanField()
    client_key = serializers.UUIDField()
    retracted = serializers.BooleanField()


class TagIn(serializers.Serializer[Any]):
    text = serializers.UUIDField()
    code = serializers.CharField(max_length=40, help_text="id of a code, e.g. PHY.BEAT")
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)
    exact = serializers.CharField(required=False, trim_whitespace=False)
    client_key = serializers.UUIDField(required=False, help_text="the same tag sent twice is one tag")


class CodeOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    category = serializers.CharField()
    assignable = serializers.BooleanField()
    label = serializers.CharField()
    labels = serializers.ListField(child=serializers.CharField(), help_text="en, ru, be")
    definition = serializers.CharField()
    restricted = serializers.BooleanField()
    recent = serializers.IntegerField(allow_null=True, help_text="0 is the code this person used last")


class DateIn(serializers.Serializer[Any]):
    start = serializers.CharField(max_length=10, required=False, allow_blank=True, default="")
    until = serializers.CharField(max_length=10, required=False, allow_blank=True, default="")
    estimated = serializers.BooleanField(required=False, default=False)


class IncidentIn(serializers.Serializer[Any]):
    context = serializers.CharField(max_length=40)
    when = DateIn(required=False)
    place = serializers.CharField(max_length=80, required=False, allow_null=True, help_text="key of the register")
    facility = serializers.CharField(max_length=80, required=False, allow_null=True, help_text="key of the register")
    summary = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    certainty = serializers.ChoiceField(choices=["low", "moderate", "high"], default="moderate")
    tags = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)
    client_key = serializers.UUIDField(required=False)


class IncidentOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    context = serializers.CharField()
    when = serializers.DictField()
    place = serializers.CharField(allow_null=True)
    facility = serializers.CharField(allow_null=True)
    summary = serializers.CharField()
    certainty = serializers.CharField()


def _item(request: Request, pk: UUID) -> Item:
    return get_object_or_404(Item.objects.visible_to(request.user), pk=pk)


def _code(name: str) -> Code:
    codes = Code.objects.select_related("framework", "replaced_by")
    return get_object_or_404(codes, code=name, framework__current=True)


def _checked(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    found = serializer(data=request.data)
    found.is_valid(raise_exception=True)
    return found.validated_data


class Codes(APIView):
    @extend_schema(responses=CodeOut(many=True))
    def get(self, request: Request) -> Response:
        recent = recent_codes(request.user)
        return Response([code_data(code, recent) for code in current_codes()])


class Tags(APIView):
    @extend_schema(responses=TagOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        return Response([tag_data(tag, request.user) for tag in tags_of(_item(request, pk), request.user)])

    @extend_schema(request=TagIn, responses={201: TagOut})
    def post(self, request: Request, pk: UUID) -> Response:
        wanted = _checked(TagIn, request)
        texts = Text.objects.visible_to(request.user).select_related("item").filter(item=pk)
        text, code = get_object_or_404(texts, pk=wanted.pop("text")), _code(wanted.pop("code"))
        tag = actions.place_tag(text=text, code=code, by=request.user, **wanted)
        return Response(tag_data(tag, request.user), status=201)


class Retraction(APIView):
    @extend_schema(request=None, responses=TagOut)
    def post(self, request: Request, pk: UUID) -> Response:
        tag = get_object_or_404(Tag.objects.visible_to(request.user), pk=pk)
        return Response(tag_data(actions.retract_tag(tag=tag, by=request.user), request.user))


class Incidents(APIView):
    @extend_schema(responses=IncidentOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        found = Incident.objects.visible_to(request.user).filter(item=_item(request, pk), retracted_at=None)
        return Response([_incident(one) for one in found.select_related("context", "place", "facility")])

    @extend_schema(request=IncidentIn, responses={201: IncidentOut})
    def post(self, request: Request, pk: UUID) -> Response:
        item, wanted = _item(request, pk), _checked(IncidentIn, request)
        tags = Tag.objects.visible_to(request.user).filter(item=item, pk__in=wanted.pop("tags"))
        key = wanted.pop("client_key", None)
        fields = {
            **wanted,
            "context": _code(wanted["context"]),
            "when": FuzzyDate.parse(**wanted.get("when", {"start": ""})),
            "place": _entry(Place, wanted.get("place")),
            "facility": _entry(Facility, wanted.get("facility")),
        }
        made = actions.state_incident(
            item=item, fields=fields, tags=tags.select_related("item"), client_key=key, by=request.user
        )
        return Response(_incident(made), status=201)


class IncidentRetraction(APIView):
    """With an incident go its acts and involvements. Nothing is deleted."""

    @extend_schema(request=None, responses=IncidentOut)
    def post(self, request: Request, pk: UUID) -> Response:
        incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("item"), pk=pk)
        actions.take_back_fact(fact=incident, by=request.user)
        return Response(_incident(incident))


def _entry(model: Any, key: str | None) -> Any:
    return get_object_or_404(model, key=key) if key else None


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "id": str(incident.pk),
        "context": incident.context.code,
        "when": incident.when.detail(),
        "place": incident.place.key if incident.place else None,
        "facility": incident.facility.key if incident.facility else None,
        "summary": incident.summary,
        "certainty": incident.certainty,
    }
