"""Disclosures and their entries for scripts: the same actions as on the desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from disclosures import reasons
from disclosures.actions import approval, selection
from disclosures.api.shared import DisclosureOut, WhyIn, disclosure_of, sent_in
from disclosures.models import Disclosure, Entry
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require


class ReasonOut(serializers.Serializer[Any]):
    row = serializers.IntegerField(help_text="row of the decision table; 0: nothing speaks for a release")
    outcome = serializers.CharField()
    sentence = serializers.CharField()
    unknown = serializers.CharField(allow_null=True, help_text="name of the fact nobody has recorded yet")


class EntryOut(serializers.ModelSerializer[Entry]):
    sentences = serializers.SerializerMethodField()

    class Meta:
        model = Entry
        fields = ["id", "item", "item_file", "text", "material", "outcome", "sentences", "caveats", "decided_at"]

    @extend_schema_field(ReasonOut(many=True))
    def get_sentences(self, entry: Entry) -> list[dict[str, Any]]:
        told = reasons.shown(entry.reasons)
        return [
            {"row": one.row, "outcome": one.outcome, "sentence": str(one.sentence), "unknown": one.unknown}
            for one in told
        ]


class ItemsIn(serializers.Serializer[Any]):
    items = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=2000)


class Counted(serializers.Serializer[Any]):
    entries = serializers.IntegerField()


def _items(request: HttpRequest) -> list[Item]:
    ids = sent_in(ItemsIn, request)["items"]
    items = list(Item.objects.visible_to(request.user).filter(pk__within=ids).only("pk"))
    if len(items) != len(set(ids)):
        raise Invalid(_("You can see nothing under one of these ids."), "items")
    return items


class Disclosures(generics.ListAPIView[Disclosure]):
    serializer_class = DisclosureOut

    def get_queryset(self) -> Any:
        return Disclosure.objects.visible_to(self.request.user).defer("manifest").order_by("-created_at", "pk")


class DisclosurePage(APIView):
    @extend_schema(responses=DisclosureOut)
    def get(self, request: HttpRequest, pk: UUID) -> Response:
        return Response(DisclosureOut(disclosure_of(request, pk)).data)


class Entries(generics.ListAPIView[Entry]):
    serializer_class = EntryOut

    def get_queryset(self) -> Any:
        found = disclosure_of(self.request, self.kwargs["pk"])
        return Entry.objects.visible_to(self.request.user).filter(disclosure=found).order_by("added_at", "pk")

    @extend_schema(request=ItemsIn, responses={201: Counted})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Adds every original and text of these items, and decides them. Says how many entries were new."""
        disclosure = disclosure_of(request, pk)
        require(request.user, Right.PREPARE)  # before it is said which ids are known
        number = selection.add_items(disclosure, _items(request), by=request.user)
        return Response({"entries": number}, status=201)


class Removal(APIView):
    @extend_schema(request=ItemsIn, responses=Counted)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        disclosure = disclosure_of(request, pk)
        return Response({"entries": selection.remove_items(disclosure, _items(request), by=request.user)})


class TakingOver(APIView):
    @extend_schema(request=None, responses={201: Counted})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Selects what the version before this one held, decided anew."""
        return Response({"entries": selection.take_over(disclosure_of(request, pk), by=request.user)}, status=201)


class Keeping(APIView):
    @extend_schema(request=None, responses=Counted)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Takes out every family of which any part may not go. Says how many entries went."""
        return Response({"entries": selection.keep_only_what_may_go(disclosure_of(request, pk), by=request.user)})


class Screening(APIView):
    @extend_schema(request=None, responses=Counted)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Asks the decision again for every entry."""
        return Response({"entries": len(selection.screen(disclosure_of(request, pk), by=request.user))})


class GivingUp(APIView):
    @extend_schema(request=WhyIn, responses=DisclosureOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        disclosure = disclosure_of(request, pk)
        return Response(DisclosureOut(approval.give_up(disclosure, **sent_in(WhyIn, request), by=request.user)).data)
