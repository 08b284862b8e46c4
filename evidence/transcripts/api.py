"""What the editor's script sends and reads; scripts of others use the same addresses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.transcripts import actions
from evidence.transcripts.actions.typing import (
    BOTH,
    CURRENT,
    LATEST_MS,
    LONGEST_TEXT,
    MOST_AT_ONCE,
    OTHER,
    Changed,
    Put,
)
from evidence.transcripts.models import LONGEST_SPEAKER, Clash, Work, WorkSegment
from evidence.transcripts.pages import clash_data, segment_data, work_data


class WorkSegmentOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="names what a change was made on")
    text = serializers.CharField()
    speaker = serializers.CharField()
    start_ms = serializers.IntegerField(allow_null=True)
    end_ms = serializers.IntegerField(allow_null=True)
    gone = serializers.BooleanField()
    sources = serializers.ListField(child=serializers.UUIDField(), help_text="segments of the original it renders")
    doubt = serializers.CharField(help_text="why to listen here first; of machines' drafts")
    remark = serializers.CharField(help_text="of who checks")


class ClashOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    segment = serializers.UUIDField()
    text = serializers.CharField()
    by = serializers.CharField()
    made_at = serializers.DateTimeField()


class WorkOut(serializers.Serializer[Any]):
    mode = serializers.CharField(help_text="type, check, read or away (of another body: nothing is shown)")
    state = serializers.CharField()
    speakers = serializers.ListField(child=serializers.CharField())
    segments = WorkSegmentOut(many=True)
    clashes = ClashOut(many=True)


class WorkChangedOut(serializers.Serializer[Any]):
    applied = serializers.BooleanField(help_text="false: somebody changed it meanwhile, and both texts are kept")
    segments = WorkSegmentOut(many=True)
    clashes = ClashOut(many=True)
    speakers = serializers.ListField(child=serializers.CharField())


def _text(**more: Any) -> Any:
    return serializers.CharField(required=False, allow_blank=True, trim_whitespace=False, **more)


class WorkPutIn(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    version = serializers.IntegerField(min_value=0, help_text="0 for a new segment")
    text = _text(max_length=LONGEST_TEXT, default="")
    speaker = _text(max_length=4 * LONGEST_SPEAKER, default="")
    start_ms = serializers.IntegerField(min_value=0, max_value=LATEST_MS, required=False, allow_null=True, default=None)
    end_ms = serializers.IntegerField(min_value=0, max_value=LATEST_MS, required=False, allow_null=True, default=None)
    gone = serializers.BooleanField(required=False, default=False)
    after = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="where a new one stands")
    sources = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, max_length=MOST_AT_ONCE
    )


class WorkChangeIn(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="chosen by the sender: sent twice, it is one change")
    puts = WorkPutIn(many=True, max_length=MOST_AT_ONCE)
    speakers = serializers.ListField(
        child=serializers.CharField(max_length=4 * LONGEST_SPEAKER, allow_blank=True),
        required=False, allow_null=True, default=None, max_length=100,
    )  # fmt: skip


class ClashSettleIn(serializers.Serializer[Any]):
    keep = serializers.ChoiceField(choices=[CURRENT, OTHER, BOTH])


class WorkRemarkIn(serializers.Serializer[Any]):
    text = _text(max_length=2000, default="")


def _checked(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    found = serializer(data=request.data)
    found.is_valid(raise_exception=True)
    return found.validated_data


def _told(changed: Changed) -> Response:
    return Response(
        {
            "applied": not changed.beside,
            "segments": [segment_data(row) for row in changed.segments],
            "clashes": [clash_data(one) for one in changed.clashes],
            "speakers": list(changed.work.speakers),
        }
    )


class WorkPage(APIView):
    @extend_schema(responses=WorkOut)
    def get(self, request: Request, pk: UUID) -> Response:
        work = get_object_or_404(Work.objects.visible_to(request.user).select_related("holder"), pk=pk)
        return Response(work_data(work, request.user))


class Changes(APIView):
    @extend_schema(request=WorkChangeIn, responses=WorkChangedOut)
    def post(self, request: Request, pk: UUID) -> Response:
        work = get_object_or_404(Work.objects.visible_to(request.user), pk=pk)
        sent = _checked(WorkChangeIn, request)
        puts = [Put(**{**one, "sources": tuple(one["sources"])}) for one in sent["puts"]]
        changed = actions.change(work=work.pk, key=sent["key"], puts=puts, speakers=sent["speakers"], by=request.user)
        return _told(changed)


class Settlement(APIView):
    @extend_schema(request=ClashSettleIn, responses=WorkChangedOut)
    def post(self, request: Request, pk: UUID) -> Response:
        clash = get_object_or_404(Clash.objects.visible_to(request.user), pk=pk)
        return _told(actions.settle(clash=clash.pk, by=request.user, **_checked(ClashSettleIn, request)))


class Remark(APIView):
    @extend_schema(request=WorkRemarkIn, responses=WorkSegmentOut)
    def post(self, request: Request, pk: UUID) -> Response:
        segment = get_object_or_404(WorkSegment.objects.visible_to(request.user), pk=pk)
        found = actions.remark(segment=segment.pk, text=_checked(WorkRemarkIn, request)["text"], by=request.user)
        return Response(segment_data(found))
