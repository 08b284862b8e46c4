"""Packages for scripts: asked for, looked at, handed over, confirmed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request as HttpRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from consent.models import Channel
from disclosures.actions import handovers, packages
from disclosures.api.shared import DisclosureOut, disclosure_of, sent_in
from disclosures.models import Disclosure, Handover, Package, PackageItem, Recall, RecallAnswer
from disclosures.presenters.package import building, numbers
from iapb.access.api import require_code
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require


class PackageItemOut(serializers.ModelSerializer[PackageItem]):
    class Meta:
        model = PackageItem
        fields = ["item", "first_number", "last_number", "files"]


class PackageOut(serializers.ModelSerializer[Package]):
    state = serializers.CharField(source="disclosure.state", help_text="of its disclosure")
    first_number = serializers.SerializerMethodField()
    last_number = serializers.SerializerMethodField()
    sealed_sha256 = serializers.CharField(source="sealed.sha256", help_text="of the file the recipient gets")
    sealed_size = serializers.IntegerField(source="sealed.size")

    class Meta:
        model = Package
        fields = [
            "id", "reference", "disclosure", "state", "first_number", "last_number", "files", "size", "built_at",
            "recipient_key", "manifest_sha256", "contents_sha512", "sealed_sha256", "sealed_size", "checkpoint",
        ]  # fmt: skip

    def get_first_number(self, package: Package) -> str:
        return numbers(package)[0]

    def get_last_number(self, package: Package) -> str:
        return numbers(package)[1]


class RecallAnswerOut(serializers.ModelSerializer[RecallAnswer]):
    class Meta:
        model = RecallAnswer
        fields = ["id", "answer", "signer", "answered_on", "note", "by", "at"]


class RecallOut(serializers.ModelSerializer[Recall]):
    answers = serializers.SerializerMethodField()

    class Meta:
        model = Recall
        fields = ["id", "ground", "asks", "how", "asked_on", "note", "by", "at", "answers"]

    @extend_schema_field(RecallAnswerOut(many=True))
    def get_answers(self, recall: Recall) -> Any:
        rows = RecallAnswer.objects.visible_to(self.context["by"]).filter(recall=recall).order_by("at")
        return RecallAnswerOut(rows, many=True).data


class PackageWithItems(PackageOut):
    items = serializers.SerializerMethodField()
    recall = serializers.SerializerMethodField(help_text="null: it was not asked back")

    class Meta(PackageOut.Meta):
        fields = [*PackageOut.Meta.fields, "items", "recall"]

    @extend_schema_field(PackageItemOut(many=True))
    def get_items(self, package: Package) -> Any:
        rows = PackageItem.objects.visible_to(self.context["by"]).filter(package=package).order_by("first_number")
        return PackageItemOut(rows, many=True).data

    @extend_schema_field(RecallOut(allow_null=True))
    def get_recall(self, package: Package) -> Any:
        row = Recall.objects.visible_to(self.context["by"]).filter(package=package).first()
        return RecallOut(row, context=self.context).data if row else None


class BuildingOut(serializers.Serializer[Any]):
    disclosure = DisclosureOut()
    job = serializers.CharField(allow_null=True, help_text="state of the work: due, running, failed; null once built")
    progress = serializers.FloatField(help_text="from 0 to 1")
    error = serializers.CharField(allow_blank=True, help_text="the sentence, where it stopped")


class HandoverOut(serializers.ModelSerializer[Handover]):
    class Meta:
        model = Handover
        fields = ["id", "to", "channel", "by", "at", "left_at", "event"]


class HandoverIn(serializers.Serializer[Any]):
    key = serializers.UUIDField(required=False, help_text="the same key sent twice is one hand-over")
    channel = serializers.UUIDField(help_text="an approved way to this recipient")
    to = serializers.CharField(max_length=200)
    code = serializers.CharField(required=False, allow_blank=True, default="", help_text="of the second factor")


class Link(serializers.Serializer[Any]):
    url = serializers.URLField(help_text="on the content host; good for a minute, for you alone")


class ReceiptIn(serializers.Serializer[Any]):
    sha256 = serializers.CharField(max_length=200, help_text="of the sealed file, as the recipient computed it")
    signer = serializers.CharField(max_length=200)
    confirmed_on = serializers.DateField()


def _rows(request: HttpRequest) -> Any:
    return Package.objects.visible_to(request.user).select_related("disclosure__request__recipient", "sealed")


def package_of(request: HttpRequest, pk: UUID) -> Package:
    return get_object_or_404(_rows(request), pk=pk)


class Building(APIView):
    @extend_schema(responses=BuildingOut)
    def get(self, request: HttpRequest, pk: UUID) -> Response:
        """How far the package of this disclosure is."""
        return Response(self._told(disclosure_of(request, pk)))

    @extend_schema(request=None, responses={202: BuildingOut})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """Asks for the package; asking again changes nothing while it is made or once it is there."""
        row = packages.ask_to_build(disclosure_of(request, pk), by=request.user)
        return Response(self._told(row), status=202)

    def _told(self, row: Disclosure) -> dict[str, Any]:
        job = building(row)
        told = {"job": job.state, "progress": job.progress, "error": job.error} if job else {}
        return {"disclosure": DisclosureOut(row).data, "job": None, "progress": 0.0, "error": "", **told}


class Packages(generics.ListAPIView[Package]):
    serializer_class = PackageOut

    def get_queryset(self) -> Any:
        return _rows(self.request).order_by("-built_at", "pk")


class PackagePage(APIView):
    @extend_schema(responses=PackageWithItems)
    def get(self, request: HttpRequest, pk: UUID) -> Response:
        return Response(PackageWithItems(package_of(request, pk), context={"by": request.user}).data)


class Handovers(generics.ListAPIView[Handover]):
    serializer_class = HandoverOut

    def get_queryset(self) -> Any:
        package = package_of(self.request, self.kwargs["pk"])
        return Handover.objects.visible_to(self.request.user).filter(package=package).order_by("at", "pk")

    @extend_schema(request=HandoverIn, responses={201: Link})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """A link to the sealed package. Decided again now and when it is used; it left with its first byte."""
        package = package_of(request, pk)
        require(request.user, Right.PREPARE)  # before a code is spent
        sent = sent_in(HandoverIn, request)
        require_code(request, sent.pop("code"))
        channel = Channel.objects.visible_to(request.user).filter(pk=sent.pop("channel")).first()
        if channel is None:
            raise Invalid(_("You can see no way to the recipient under this id."), "channel")
        path = handovers.hand_over(package, channel=channel, **sent, by=request.user, session_key=None)
        return Response({"url": settings.CONTENT_URL.rstrip("/") + path}, status=201)


class Receipts(APIView):
    @extend_schema(request=ReceiptIn, responses={201: PackageOut})
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        """The recipient's word that exactly this file arrived."""
        handovers.confirm_receipt(package_of(request, pk), **sent_in(ReceiptIn, request), by=request.user)
        return Response(PackageOut(package_of(request, pk)).data, status=201)


class Closing(APIView):
    @extend_schema(request=None, responses=PackageOut)
    def post(self, request: HttpRequest, pk: UUID) -> Response:
        handovers.close(package_of(request, pk), by=request.user)
        return Response(PackageOut(package_of(request, pk)).data)
