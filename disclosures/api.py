"""Requests and disclosures for scripts: the same actions as on the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from consent.models import Recipient
from disclosures import reasons
from disclosures.actions import approval, requests, selection
from disclosures.models import Approval, Disclosure, Entry, Request
from evidence.models import Item
from iapb.access.api import require_code
from iapb.access.errors import Invalid


class RecipientOut(serializers.ModelSerializer[Recipient]):
    class Meta:
        model = Recipient
        fields = [
            "id", "name", "code", "recipient_class", "state", "international_organisation", "in_eea", "blocked",
            "state_blocked", "needs_names", "accepts_caveats", "age_public_key",
        ]  # fmt: skip


class RequestOut(serializers.ModelSerializer[Request]):
    class Meta:
        model = Request
        fields = [
            "id", "reference", "their_reference", "recipient", "purpose", "received_on", "deadline", "basis",
            "questions", "court_order", "deconfliction", "state", "refusal",
        ]  # fmt: skip


class RequestIn(serializers.Serializer[Any]):
    key = serializers.UUIDField(required=False, help_text="the same key sent twice records one request")
    recipient = serializers.UUIDField()
    their_reference = serializers.CharField(required=False, allow_blank=True, default="", max_length=80)
    received_on = serializers.DateField()
    deadline = serializers.DateField(required=False, allow_null=True, default=None)
    basis = serializers.CharField(max_length=4000)
    questions = serializers.CharField(max_length=8000)
    court_order = serializers.BooleanField(required=False, allow_null=True, default=None, help_text="null: not known")
    deconfliction = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


class DisclosureOut(serializers.ModelSerializer[Disclosure]):
    class Meta:
        model = Disclosure
        fields = [
            "id", "request", "version", "state", "prepared_by", "created_at", "frozen_at", "manifest_sha256",
            "returned_because", "returned_note",
        ]  # fmt: skip


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
        told = reasons.shown(entry.reasons, entry.item_id)
        return [
            {"row": one.row, "outcome": one.outcome, "sentence": str(one.sentence), "unknown": one.unknown}
            for one in told
        ]


class ItemsIn(serializers.Serializer[Any]):
    items = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=2000)


class NoteIn(serializers.Serializer[Any]):
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


class WhyIn(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=2000)


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


class CorrectionIn(serializers.Serializer[Any]):
    their_reference = serializers.CharField(required=False, allow_blank=True, default="", max_length=80)
    received_on = serializers.DateField()
    deadline = serializers.DateField(required=False, allow_null=True, default=None)
    basis = serializers.CharField(max_length=4000)
    questions = serializers.CharField(max_length=8000)
    deconfliction = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


class CourtOrderIn(serializers.Serializer[Any]):
    court_order = serializers.BooleanField()


class Counted(serializers.Serializer[Any]):
    entries = serializers.IntegerField()


def _sent(serializer: type[serializers.Serializer[Any]], request: HttpRequest) -> dict[str, Any]:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return given.validated_data


def _request(request: HttpRequest, pk: UUID) -> Request:
    return get_object_or_404(Request.objects.visible_to(request.user).select_related("recipient"), pk=pk)


def _disclosure(request: HttpRequest, pk: UUID) -> Disclosure:
    rows = Disclosure.objects.visible_to(request.user).select_related("request__recipient")
    return get_object_or_404(rows, pk=pk)


def _items(request: HttpRequest) -> list[Item]:
    ids = _sent(ItemsIn, request)["items"]
    items = list(Item.objects.visible_to(request.user).filter(pk__within=ids).only("pk"))
    if len(items) != len(set(ids)):
        raise Invalid(_("You can see nothing under one of these ids."), "items")
    return items


class Recipients(generics.ListAPIView[Recipient]):
    serializer_class = RecipientOut

    def get_queryset(self) -> Any:
        return Recipient.objects.visible_to(self.request.user).order_by("name")


class Requests(generics.ListAPIView[Request]):
    serializer_class = RequestOut

    def get_queryset(self) -> Any:
        return Request.objects.visible_to(self.request.user).order_by("-recorded_at", "pk")

    @extend_schema(request=RequestIn, responses={201: RequestOut})
    def post(self, request: HttpRequest) -> Response:
        sent = _sent(RequestIn, request)
        recipient = Recipient.objects.visible_to(request.user).filter(pk=sent.pop("recipient")).first()
        if recipient is None:
            raise Invalid(_("You can see no recipient under this id."), "recipient")
        made = requests.receive(recipient=recipient, **sent, by=request.user)
        return Response(RequestOut(made).data, status=201)


class RequestPage(APIView):
    @extend_schema(responses=RequestOut)
    def get(self, request: HttpRequest, pk: UUID) -> Response:
        return Response(RequestOut(_request(request, pk)).data)


class Correction(APIView):
    @extend_schema(request=CorrectionIn, responses=RequestOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        found = _request(request, pk)
        return Response(RequestOut(requests.correct(found, **_sent(CorrectionIn, request), by=request.user)).data)


class CourtOrder(APIView):
    @extend_schema(request=CourtOrderIn, responses=RequestOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        found, sent = _request(request, pk), _sent(CourtOrderIn, request)
        return Response(RequestOut(requests.state_court_order(found, **sent, by=request.user)).data)


class Refusal(APIView):
    @extend_schema(request=WhyIn, responses=RequestOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        found = _request(request, pk)
        return Response(RequestOut(requests.refuse(found, **_sent(WhyIn, request), by=request.user)).data)


class Beginning(APIView):
    @extend_schema(request=None, responses={201: DisclosureOut})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """The selection under way for this request, begun if there is none."""
        return Response(DisclosureOut(requests.begin(_request(request, pk), by=request.user)).data, status=201)


class Disclosures(generics.ListAPIView[Disclosure]):
    serializer_class = DisclosureOut

    def get_queryset(self) -> Any:
        return Disclosure.objects.visible_to(self.request.user).defer("manifest").order_by("-created_at", "pk")


class DisclosurePage(APIView):
    @extend_schema(responses=DisclosureOut)
    def get(self, request: HttpRequest, pk: UUID) -> Response:
        return Response(DisclosureOut(_disclosure(request, pk)).data)


class Entries(generics.ListAPIView[Entry]):
    serializer_class = EntryOut

    def get_queryset(self) -> Any:
        found = _disclosure(self.request, self.kwargs["pk"])
        return Entry.objects.visible_to(self.request.user).filter(disclosure=found).order_by("added_at", "pk")

    @extend_schema(request=ItemsIn, responses={201: Counted})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Adds every original and text of these items, and decides them. Says how many entries were new."""
        disclosure = _disclosure(request, pk)
        number = selection.add_items(disclosure, _items(request), by=request.user)
        return Response({"entries": number}, status=201)


class Removal(APIView):
    @extend_schema(request=ItemsIn, responses=Counted)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        disclosure = _disclosure(request, pk)
        return Response({"entries": selection.remove_items(disclosure, _items(request), by=request.user)})


class TakingOver(APIView):
    @extend_schema(request=None, responses={201: Counted})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Selects what the version before this one held, decided anew."""
        return Response({"entries": selection.take_over(_disclosure(request, pk), by=request.user)}, status=201)


class Keeping(APIView):
    @extend_schema(request=None, responses=Counted)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Takes out every family of which any part may not go. Says how many entries went."""
        return Response({"entries": selection.keep_only_what_may_go(_disclosure(request, pk), by=request.user)})


class Screening(APIView):
    @extend_schema(request=None, responses=Counted)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Asks the decision again for every entry."""
        return Response({"entries": len(selection.screen(_disclosure(request, pk), by=request.user))})


class GivingUp(APIView):
    @extend_schema(request=WhyIn, responses=DisclosureOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        disclosure = _disclosure(request, pk)
        return Response(DisclosureOut(approval.give_up(disclosure, **_sent(WhyIn, request), by=request.user)).data)


class Submission(APIView):
    @extend_schema(request=NoteIn, responses=DisclosureOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        disclosure = _disclosure(request, pk)
        return Response(DisclosureOut(approval.submit(disclosure, **_sent(NoteIn, request), by=request.user)).data)


class TakingBack(APIView):
    @extend_schema(request=None, responses=DisclosureOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        row = approval.take_back_to_change(_disclosure(request, pk), by=request.user)
        return Response(DisclosureOut(row).data)


class Approvals(APIView):
    @extend_schema(responses=ApprovalOut(many=True))
    def get(self, request: HttpRequest, pk: UUID) -> Response:
        given = Approval.objects.visible_to(request.user).filter(disclosure=_disclosure(request, pk))
        return Response(ApprovalOut(given.order_by("given_at"), many=True).data)

    @extend_schema(request=ApprovalIn, responses={201: ApprovalOut})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        disclosure, sent = _disclosure(request, pk), _sent(ApprovalIn, request)
        require_code(request, sent.pop("code"))
        given = approval.approve(disclosure, **sent, by=request.user)
        return Response(ApprovalOut(given).data, status=201)


class SendingBack(APIView):
    @extend_schema(request=WhyIn, responses=DisclosureOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        disclosure = _disclosure(request, pk)
        return Response(DisclosureOut(approval.send_back(disclosure, **_sent(WhyIn, request), by=request.user)).data)
