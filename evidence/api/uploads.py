"""Uploads that go on after a broken line: tus 1.0.0 for the page and for scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence import tus
from evidence.actions import uploads
from evidence.api.items import ReceiptOut
from evidence.views.files import receipt_json
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody.arriving import OVER, NoRoom, Over, TooLarge
from iapb.custody.claims import Busy
from iapb.custody.models import Upload
from iapb.custody.pieces import CHECKSUMS, Differs, Elsewhere
from iapb.custody.uploads import Line
from iapb.routes import without_transaction

_STATUS = {Elsewhere: 409, Over: 410, TooLarge: 413, Differs: 460, NoRoom: 507}
_OVERRIDDEN = ("PATCH", "DELETE")
HEADERS = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, description=described)
    for name, described in {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "bytes of the whole file",
        "Upload-Metadata": "item, name, role, language, acquisition, note, client_key, sha256; each value in base64",
    }.items()
]
PIECE_HEADERS = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, description=described)
    for name, described in {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "where the piece begins: what HEAD told",
        "Upload-Checksum": "sha1 or sha256 of the piece and its value in base64; may be left out",
    }.items()
]


class Answer(APIException):
    """A refusal the protocol has a number for."""

    def __init__(self, status: int, sentence: Any) -> None:
        super().__init__(sentence)
        self.status_code = status


class UploadOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="upload.id")
    address = serializers.SerializerMethodField()
    item = serializers.UUIDField(source="upload.about")
    name = serializers.CharField()
    size = serializers.IntegerField(source="upload.size")
    offset = serializers.IntegerField(source="upload.offset")
    client_key = serializers.CharField(source="upload.client_key", allow_null=True)
    begun_at = serializers.DateTimeField(source="upload.begun_at")
    expires_at = serializers.DateTimeField(source="upload.expires_at")

    def get_address(self, one: uploads.Listed) -> str:
        return reverse(self.context["one"], args=[one.upload.pk])


class UploadsOut(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    results = UploadOut(many=True)


class UploadStateOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.UUIDField()
    state = serializers.CharField()
    size = serializers.IntegerField()
    offset = serializers.IntegerField()
    expires_at = serializers.DateTimeField()
    receipt = ReceiptOut(allow_null=True)


class _Tus(APIView):
    """What the protocol asks of every address of its own."""

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        # For clients behind what lets only GET and POST through.
        asked = request.headers.get("X-HTTP-Method-Override", "").upper()
        if request.method == "POST" and asked in _OVERRIDDEN:
            request.method = asked
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in ("OPTIONS", "GET") and request.headers.get("Tus-Resumable") != tus.VERSION:
            raise Answer(412, _("This address speaks tus 1.0.0 (Tus-Resumable)."))

    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, ObjectDoesNotExist):
            error = Http404()
        elif isinstance(error, Busy):
            error = Answer(423, _("Another piece of this upload is being received. Ask for the offset and try again."))
        elif status := _STATUS.get(type(error)):
            error = Answer(status, error.sentence)  # type: ignore[attr-defined]
        return super().handle_exception(error)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        finished = super().finalize_response(request, response, *args, **kwargs)
        finished.headers["Tus-Resumable"] = tus.VERSION
        if finished.status_code in (412, 204) or request.method == "OPTIONS":
            finished.headers["Tus-Version"] = tus.VERSION
        return finished

    @extend_schema(exclude=True)
    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        told = {
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Max-Size": str(settings.LARGEST_UPLOAD),
            "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        }
        return Response(status=204, headers=told)


class Sendings(_Tus):
    """Own unfinished uploads; a new one is announced here."""

    # What is sent to, and the address of one of its uploads.
    room: Any = uploads
    one = "api_sending"
    listed: type[serializers.Serializer[Any]] = UploadOut

    def begun(self, said: dict[str, str], size: int, header: str, by: Person) -> Upload:
        return uploads.begin(item=tus.item_of(said), size=size, sent=tus.sent_of(said, size), metadata=header, by=by)

    @extend_schema(operation_id="uploads_list", responses=UploadsOut)
    def get(self, request: Request) -> Response:
        with actor_transaction(request.user):
            mine = self.room.unfinished(by=request.user)
            listed = self.listed(mine, many=True, context={"one": self.one}).data
            return Response({"count": len(mine), "results": listed})

    @extend_schema(parameters=HEADERS, request=None, responses={201: OpenApiResponse(description="its address")})
    def post(self, request: Request) -> Response:
        size, header = tus.length_of(request.headers), request.headers.get("Upload-Metadata", "")
        upload = self.begun(tus.metadata_of(header), size, header, request.user)
        told = {**tus.headers_of(upload), "Location": reverse(self.one, args=[upload.pk])}
        return Response(status=201, headers=told)


class Sending(_Tus):
    """One upload: how far it has come, its next piece, or that it is not wanted any more."""

    room: Any = uploads

    def told(self, received: Any) -> dict[str, Any]:
        return receipt_json(received)

    @extend_schema(exclude=True)
    def head(self, request: Request, pk: UUID) -> Response:
        upload, said = self.room.settled(upload=pk, by=request.user)
        if upload.state not in (Upload.State.RECEIVING, Upload.State.RECEIVED):
            raise Over(OVER)
        told = tus.headers_of(upload)
        if said.get("metadata"):
            told["Upload-Metadata"] = said["metadata"]
        return Response(headers=told)

    @extend_schema(responses=UploadStateOut)
    def get(self, request: Request, pk: UUID) -> Response:
        """For the page and for scripts: with the receipt, once there is one."""
        upload, _words = self.room.settled(upload=pk, by=request.user)
        received = self.room.receipt_of(upload=upload, by=request.user)
        told = {
            "id": str(upload.pk), self.room.ABOUT: str(upload.about), "state": upload.state, "size": upload.size,
            "offset": upload.offset, "expires_at": upload.expires_at.isoformat(),
            "receipt": self.told(received) if received else None,
        }  # fmt: skip
        return Response(told)

    @extend_schema(parameters=PIECE_HEADERS, request={tus.PIECE_TYPE: bytes}, responses={204: None, 200: ReceiptOut})
    def patch(self, request: Request, pk: UUID) -> Response:
        """Answered with the receipt once the file is whole; before that, with the offset alone."""
        if request.content_type != tus.PIECE_TYPE:
            raise Answer(415, _("A piece is sent as application/offset+octet-stream."))
        line = Line(request._request)
        ended = self.room.receive_piece(
            upload=pk, coming=tus.coming(request.headers), stream=line.pieces, by=request.user
        )
        if not isinstance(ended, int):
            told = {"Upload-Offset": str(ended.receipt.size)}
            return Response(self.told(ended), headers=told)
        with actor_transaction(request.user):
            upload = Upload.objects.visible_to(request.user).get(pk=pk)
            return Response(status=204, headers={"Upload-Offset": str(ended), "Upload-Expires": tus.expires(upload)})

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        self.room.take_back(upload=pk, by=request.user)
        return Response(status=204)


sendings = without_transaction(csrf_exempt(Sendings.as_view()))
sending = without_transaction(csrf_exempt(Sending.as_view()))
