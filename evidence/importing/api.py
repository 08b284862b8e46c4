"""Older archives for scripts: the same sending, the same jobs, the same report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.api.items import JobOut
from evidence.importing import archives, shown, views
from evidence.importing.models import Archive
from iapb import jobs
from iapb.routes import without_transaction
from iapb.sentences import read


class ArchiveOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    sent_at = serializers.DateTimeField()
    examined_at = serializers.DateTimeField(allow_null=True)
    given_away_at = serializers.DateTimeField(allow_null=True)
    read = serializers.DictField(child=serializers.IntegerField(), help_text="rows by table")


class SentOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    page = serializers.CharField()


class ProblemOut(serializers.Serializer[Any]):
    table = serializers.CharField()
    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField()
    sentence = serializers.CharField()
    refuses = serializers.BooleanField(help_text="whether its row is refused; else it is only told")


class LineOut(serializers.Serializer[Any]):
    table = serializers.CharField()
    row = serializers.IntegerField()
    outcome = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    sentence = serializers.CharField()


class ArchiveDetailOut(ArchiveOut):
    problems = ProblemOut(many=True)
    counts = serializers.DictField(help_text="of the newest run, by table")
    lines = LineOut(many=True)
    jobs = JobOut(many=True)


class Archives(APIView):
    @extend_schema(responses=ArchiveOut(many=True))
    def get(self, request: Request) -> Response:
        return Response(ArchiveOut(shown.archives_of(request.user), many=True).data)


class ArchivePage(APIView):
    @extend_schema(responses=ArchiveDetailOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(_told(views.archive_for(request, pk)))


class ArchiveRun(APIView):
    """Brings in what the dry run has looked through."""

    @extend_schema(request=None, responses={202: ArchiveDetailOut})
    def post(self, request: Request, pk: UUID) -> Response:
        found = views.archive_for(request, pk)
        archives.ask(archives.BRING_IN, archive=found, by=request.user)
        return Response(_told(found), status=202)


class Sending(APIView):
    """The body is the archive; its name, percent-encoded, stands in the header X-File-Name."""

    parser_classes = ()

    @extend_schema(request={"application/octet-stream": bytes}, responses={201: SentOut})
    def put(self, request: Request) -> Any:
        plain = request._request
        plain.user = request.user
        return views.answered(plain)


send = without_transaction(csrf_exempt(Sending.as_view()))


def _told(archive: Archive) -> dict[str, Any]:
    names = ("table", "row", "outcome", "columns", "sentence")
    return {
        **ArchiveOut(archive).data,
        "problems": [shown.problem(*one) for one in archive.problems],
        "counts": archive.run.counts if archive.run else {},
        "lines": [{**dict(zip(names, one, strict=True)), "sentence": read(one[4])} for one in archive.lines],
        "jobs": JobOut(jobs.of([archive.pk]).get(archive.pk, []), many=True).data,
    }
