"""Requests for scripts: the same actions as on the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from consent.models import Recipient
from disclosures.actions import requests
from disclosures.api.shared import DisclosureOut, WhyIn, request_of, sent_in
from disclosures.models import Request
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


class CorrectionIn(serializers.Serializer[Any]):
    their_reference = serializers.CharField(required=False, allow_blank=True, default="", max_length=80)
    received_on = serializers.DateField()
    deadline = serializers.DateField(required=False, allow_null=True, default=None)
    basis = serializers.CharField(max_length=4000)
    questions = serializers.CharField(max_length=8000)
    deconfliction = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


class CourtOrderIn(serializers.Serializer[Any]):
    court_order = serializers.BooleanField()


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
        sent = sent_in(RequestIn, request)
        recipient = Recipient.objects.visible_to(request.user).filter(pk=sent.pop("recipient")).first()
        if recipient is None:
            raise Invalid(_("You can see no recipient under this id."), "recipient")
        made = requests.receive(recipient=recipient, **sent, by=request.user)
        return Response(RequestOut(made).data, status=201)


class RequestPage(APIView):
    @extend_schema(responses=RequestOut)
    def get(self, request: HttpRequest, pk: UUID) -> Response:
        return Response(RequestOut(request_of(request, pk)).data)


class Correction(APIView):
    @extend_schema(request=CorrectionIn, responses=RequestOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        found = request_of(request, pk)
        return Response(RequestOut(requests.correct(found, **sent_in(CorrectionIn, request), by=request.user)).data)


class CourtOrder(APIView):
    @extend_schema(request=CourtOrderIn, responses=RequestOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        found, sent = request_of(request, pk), sent_in(CourtOrderIn, request)
        return Response(RequestOut(requests.state_court_order(found, **sent, by=request.user)).data)


class Refusal(APIView):
    @extend_schema(request=WhyIn, responses=RequestOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        found = request_of(request, pk)
        return Response(RequestOut(requests.refuse(found, **sent_in(WhyIn, request), by=request.user)).data)


class Beginning(APIView):
    @extend_schema(request=None, responses={201: DisclosureOut})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """The selection under way for this request, begun if there is none."""
        return Response(DisclosureOut(requests.begin(request_of(request, pk), by=request.user)).data, status=201)
