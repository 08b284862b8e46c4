"""Items, files and texts for scripts: the verbs of the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence import viewing
from evidence.actions import files, texts
from evidence.models import Item, ItemFile, Segment, Text
from evidence.views.files import answered, pieces, sent_with
from iapb import jobs
from iapb.ledger import proofs
from iapb.routes import without_transaction

HEADERS = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, description=described)
    for name, described in {
        "X-File-Name": "percent-encoded UTF-8; sealed",
        "X-File-Role": "one of recording_audio, recording_video, scan, photo, transcript, translation, other",
        "X-File-Language": "ru, be, en …",
        "X-File-Acquisition": "how it came to us",
        "X-File-Sha256": "announced hash; a file that differs is refused",
        "X-Client-Key": "8 to 64 letters or digits; the same key sent again gives the same receipt",
    }.items()
]


class ItemOut(serializers.ModelSerializer[Item]):
    class Meta:
        model = Item
        fields = ["id", "reference", "kind", "collection", "subject", "restricted", "withdrawn_at", "created_at"]


class FileOut(serializers.ModelSerializer[ItemFile]):
    id = serializers.UUIDField(source="file_id")
    size = serializers.IntegerField(source="file.size")
    sha256 = serializers.CharField(source="file.sha256", allow_null=True)
    state = serializers.CharField(source="file.state")
    media_type = serializers.CharField(source="file.media_type")
    event = serializers.UUIDField(source="file.receipt_event")

    class Meta:
        model = ItemFile
        fields = [
            "id", "item", "role", "language", "acquisition", "findings", "seen_type", "antivirus", "size", "sha256",
            "state", "media_type", "event", "added_at",
        ]  # fmt: skip


class TextOut(serializers.ModelSerializer[Text]):
    class Meta:
        model = Text
        fields = [
            "id", "item", "kind", "language", "maker", "engine", "engine_version", "source", "sha256", "checked_at",
            "created_at",
        ]  # fmt: skip


class SegmentOut(serializers.ModelSerializer[Segment]):
    class Meta:
        model = Segment
        fields = [
            "id", "number", "start", "content", "speaker", "language", "start_ms", "end_ms", "doubt", "rendered",
        ]  # fmt: skip


class JobOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    object = serializers.UUIDField()
    state = serializers.CharField()
    progress = serializers.FloatField()
    stage = serializers.CharField()
    error = serializers.CharField()


class RoleIn(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=[(role.value, role.label) for role in files.ROLES_SENT])
    language = serializers.CharField(required=False, allow_blank=True, default="", max_length=8)


class ItemDetailOut(ItemOut):
    files = FileOut(many=True)
    texts = TextOut(many=True)
    jobs = JobOut(many=True)

    class Meta(ItemOut.Meta):
        fields = [*ItemOut.Meta.fields, "files", "texts", "jobs"]


class TextDetailOut(TextOut):
    segments = SegmentOut(many=True)
    words = serializers.ListField(
        child=serializers.ListField(),
        required=False,
        help_text="With words=yes, for each segment: [word, start ms, end ms, confidence in thousandths]",
    )

    class Meta(TextOut.Meta):
        fields = [*TextOut.Meta.fields, "segments", "words"]


class ReceiptOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    item = serializers.UUIDField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    event = serializers.UUIDField()
    received_at = serializers.DateTimeField()
    again = serializers.BooleanField()
    role = serializers.CharField()
    media_type = serializers.CharField()
    findings = serializers.ListField(child=serializers.CharField())
    same_as = serializers.ListField(child=serializers.CharField())
    receipt = serializers.CharField()
    proof = serializers.CharField()


class Items(generics.ListAPIView[Item]):
    serializer_class = ItemOut
    queryset = Item.objects.none()

    def get_queryset(self) -> Any:
        found = Item.objects.visible_to(self.request.user)
        if kind := self.request.query_params.get("kind"):
            found = found.filter(kind=kind)
        return found.order_by("-created_at", "id")

    @extend_schema(parameters=[OpenApiParameter("kind", str)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ItemPage(APIView):
    @extend_schema(responses=ItemDetailOut)
    def get(self, request: Request, pk: UUID) -> Response:
        item = get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
        held = list(ItemFile.objects.visible_to(request.user).filter(item=item).select_related("file"))
        layers = list(Text.objects.visible_to(request.user).filter(item=item))
        work = jobs.of([item.pk, *(one.file_id for one in held), *(one.pk for one in layers)])
        return Response(
            {
                **ItemOut(item).data,
                "files": FileOut(held, many=True).data,
                "texts": TextOut(layers, many=True).data,
                "jobs": JobOut([job for of_one in work.values() for job in of_one], many=True).data,
            }
        )


class ItemFiles(APIView):
    @extend_schema(responses=FileOut(many=True))
    def get(self, request: Request, item: UUID) -> Response:
        found = get_object_or_404(Item.objects.visible_to(request.user), pk=item)
        held = ItemFile.objects.visible_to(request.user).filter(item=found).select_related("file")
        return Response(FileOut(held, many=True).data)


class Upload(APIView):
    """The body of the request is the file itself, in one stream."""

    @extend_schema(
        parameters=HEADERS,
        request={"application/octet-stream": bytes},
        responses={201: ReceiptOut, 200: ReceiptOut},
    )
    def put(self, request: Request, item: UUID) -> HttpResponse:
        plain: HttpRequest = request._request
        sent = sent_with(plain)
        return answered(lambda: files.receive_file(item=item, stream=pieces(plain), sent=sent, by=request.user))


upload = without_transaction(csrf_exempt(Upload.as_view()))


class File(APIView):
    """What was acknowledged, with its place in the ledger once it has one."""

    @extend_schema(responses=FileOut)
    def get(self, request: Request, file: UUID) -> Response:
        found = _file(request, file)
        return Response({**FileOut(found).data, "ledger": proofs.receipt(found.file.receipt_event)})


def _file(request: Request, file: UUID) -> ItemFile:
    return get_object_or_404(ItemFile.objects.visible_to(request.user).select_related("file"), file=file)


def _work(found: ItemFile) -> Response:
    return Response(JobOut(jobs.of([found.file_id]).get(found.file_id, []), many=True).data, status=202)


class FileRole(APIView):
    @extend_schema(request=RoleIn, responses=FileOut)
    def post(self, request: Request, file: UUID) -> Response:
        found, sent = _file(request, file), RoleIn(data=request.data)
        sent.is_valid(raise_exception=True)
        files.change_role(item_file=found, by=request.user, **sent.validated_data)
        return Response(FileOut(_file(request, file)).data)


class RunAgain(APIView):
    @extend_schema(request=None, responses={202: JobOut(many=True)})
    def post(self, request: Request, file: UUID) -> Response:
        found = _file(request, file)
        files.run_again(item_file=found, by=request.user)
        return _work(found)


class Transcription(APIView):
    @extend_schema(request=None, responses={202: JobOut(many=True)})
    def post(self, request: Request, file: UUID) -> Response:
        found = _file(request, file)
        texts.ask_transcription(recording=found, by=request.user)
        return _work(found)


class Check(APIView):
    """A named person has read a machine's draft against the original."""

    @extend_schema(request=None, responses=TextOut)
    def post(self, request: Request, pk: UUID) -> Response:
        text = get_object_or_404(Text.objects.visible_to(request.user), pk=pk)
        return Response(TextOut(texts.mark_checked(text=text, by=request.user)).data)


class Texts(APIView):
    @extend_schema(responses=TextOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        item = get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
        return Response(TextOut(Text.objects.visible_to(request.user).filter(item=item), many=True).data)


class TextPage(APIView):
    @extend_schema(parameters=[OpenApiParameter("words", str, enum=["yes"])], responses=TextDetailOut)
    def get(self, request: Request, pk: UUID) -> Response:
        text = get_object_or_404(Text.objects.visible_to(request.user).select_related("file"), pk=pk)
        segments = Segment.objects.visible_to(request.user).filter(text=text).order_by("number")
        told = {**TextOut(text).data, "segments": SegmentOut(segments, many=True).data}
        if request.query_params.get("words") == "yes":
            told["words"] = viewing.words_said(text)
        return Response(told)


class Translation(APIView):
    @extend_schema(request=None, responses={202: JobOut(many=True)})
    def post(self, request: Request, pk: UUID) -> Response:
        text = get_object_or_404(Text.objects.visible_to(request.user), pk=pk)
        texts.ask_translation(text=text, by=request.user)
        return Response(JobOut(jobs.of([text.pk]).get(text.pk, []), many=True).data, status=202)
