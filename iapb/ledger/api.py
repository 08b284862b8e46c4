"""The ledger for scripts: the same filters, the same receipts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import generics, pagination, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from iapb.ledger import proofs, words
from iapb.ledger.forms import FilterForm
from iapb.ledger.models import Event, EventQuerySet


class EventSerializer(serializers.ModelSerializer[Event]):
    position = serializers.IntegerField(source="position.position", default=None, read_only=True)
    sentence = serializers.SerializerMethodField()
    leaf = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = ["id", "event", "sentence", "at", "actor", "object", "position", "leaf"]

    def get_sentence(self, event: Event) -> str:
        return str(words.describe(event.event))

    def get_leaf(self, event: Event) -> str:
        return bytes(event.leaf).decode()


class NewestFirst(pagination.CursorPagination):
    page_size = 50
    ordering = ("-at", "-id")


FILTERS = [
    OpenApiParameter(name, kind)
    for name, kind in {
        "object": OpenApiTypes.STR,
        "actor": OpenApiTypes.STR,
        "event": OpenApiTypes.STR,
        "since": OpenApiTypes.DATE,
        "until": OpenApiTypes.DATE,
    }.items()
]


class EventList(generics.ListAPIView[Event]):
    serializer_class = EventSerializer
    pagination_class = NewestFirst
    queryset = Event.objects.all()

    def filter_queryset(self, queryset: EventQuerySet) -> EventQuerySet:
        form = FilterForm(self.request.query_params)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        return form.narrow(queryset).with_position()

    @extend_schema(parameters=FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class EventDetail(generics.RetrieveAPIView[Event]):
    serializer_class = EventSerializer
    queryset = Event.objects.with_position()


class ReceiptSerializer(serializers.Serializer[Any]):
    event = serializers.UUIDField()
    state = serializers.ChoiceField(["waiting", "sealed", "signed"])
    position = serializers.IntegerField(required=False)
    sealed_at = serializers.DateTimeField(required=False)
    leaf_hash = serializers.CharField(required=False)
    tree_size = serializers.IntegerField(required=False)
    root = serializers.CharField(required=False)
    path = serializers.ListField(child=serializers.CharField(), required=False)
    checkpoint = serializers.CharField(required=False, allow_null=True)


class Receipt(APIView):
    """Position and proof of an event, for whoever was given its receipt."""

    @extend_schema(responses=ReceiptSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        found = proofs.receipt_for(pk, request.user.pk)
        if found is None:
            raise Http404
        return Response(found)
