"""Older archives over bad lines: tus 1.0.0, as files of items (evidence/api/uploads.py)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers

from evidence import tus
from evidence.api import uploads
from evidence.importing import sendings as room
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.custody.models import Upload
from iapb.routes import without_transaction

HEADERS = [
    OpenApiParameter("Tus-Resumable", str, OpenApiParameter.HEADER, description="1.0.0"),
    OpenApiParameter("Upload-Length", str, OpenApiParameter.HEADER, description="bytes of the whole archive"),
    OpenApiParameter(
        "Upload-Metadata", str, OpenApiParameter.HEADER,
        description="name, collection (whoever has no body's own), client_key, sha256; each value in base64",
    ),
]  # fmt: skip


class ArchiveUploadOut(uploads.UploadOut):
    item = None  # type: ignore[assignment]
    collection = serializers.UUIDField(source="upload.about")


class ArchiveUploadsOut(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    results = ArchiveUploadOut(many=True)


class ArchiveReceivedOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    page = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    event = serializers.UUIDField()
    again = serializers.BooleanField(help_text="whether it had arrived before")
    given_away = serializers.BooleanField(help_text="whether its key was destroyed: send it under another client key")


class ArchiveUploadStateOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    collection = serializers.UUIDField()
    state = serializers.CharField()
    size = serializers.IntegerField()
    offset = serializers.IntegerField()
    expires_at = serializers.DateTimeField()
    receipt = ArchiveReceivedOut(allow_null=True)


@extend_schema_view(
    get=extend_schema(operation_id="imports_uploads_list", responses=ArchiveUploadsOut),
    post=extend_schema(parameters=HEADERS, request=None, responses={201: OpenApiResponse(description="its address")}),
)
class Sendings(uploads.Sendings):
    """Own unfinished uploads of archives; a new one is announced here."""

    room = room
    one = "api_archive_sending"
    listed = ArchiveUploadOut

    def begun(self, said: dict[str, str], size: int, header: str, by: Person) -> Upload:
        sent = room.Sent(
            name=said.get("name") or said.get("filename", ""),
            client_key=said.get("client_key") or None,
            expected_sha256=said.get("sha256") or None,
        )
        return room.begin(sent=sent, size=size, collection=_collection(said), metadata=header, by=by)


@extend_schema_view(
    get=extend_schema(responses=ArchiveUploadStateOut),
    patch=extend_schema(
        parameters=uploads.PIECE_HEADERS,
        request={tus.PIECE_TYPE: bytes},
        responses={204: None, 200: ArchiveReceivedOut},
    ),
    delete=extend_schema(responses={204: None}),
)
class Sending(uploads.Sending):
    """One archive on its way: how far it has come, its next piece, or that it is not wanted any more."""

    room = room

    def told(self, received: room.Received) -> dict[str, Any]:
        receipt, archive = received.receipt, received.archive
        return {
            "id": str(archive.pk),
            "page": reverse("import", args=[archive.pk]),
            "size": receipt.size,
            "sha256": receipt.sha256,
            "event": str(receipt.event),
            "again": receipt.again,
            "given_away": archive.given_away_at is not None,
        }


def _collection(said: dict[str, str]) -> UUID | None:
    try:
        return UUID(said["collection"]) if said.get("collection") else None
    except ValueError:
        raise Invalid(room.NO_COLLECTION, "collection") from None


sendings = without_transaction(csrf_exempt(Sendings.as_view()))
sending = without_transaction(csrf_exempt(Sending.as_view()))
