"""Reading back, signatures, what was shown and what is left out, for scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.models import ItemFile, Text
from iapb.access.errors import Invalid
from interviews.actions import reading_back, showings, skips
from interviews.actions.reading_back import Reading, Signing, Wanted
from interviews.actions.showings import Shown
from interviews.api.shared import interview_of, valid, witness_of
from interviews.models import Correction, ReadBack, Showing, ShownPicture, Signature, SkipMark

_MOST = 30  # of pictures looked for; the action says how many there may be


class CorrectionOut(serializers.ModelSerializer[Correction]):
    class Meta:
        model = Correction
        fields = ["read_back", "number", "where", "wanted"]


class ReadBackOut(serializers.ModelSerializer[ReadBack]):
    class Meta:
        model = ReadBack
        fields = [
            "id", "interview", "witness", "text", "file", "sha256", "how", "language", "read_by", "interpreter",
            "read_on", "place", "recorded_at",
        ]  # fmt: skip


class ReadBacksOut(serializers.Serializer[Any]):
    read_backs = ReadBackOut(many=True)
    corrections = CorrectionOut(many=True)


class WantedIn(serializers.Serializer[Any]):
    wanted = serializers.CharField()
    where = serializers.CharField(required=False, allow_blank=True, default="")


class ReadBackIn(serializers.Serializer[Any]):
    key = serializers.UUIDField(required=False, help_text="the same key sent twice appends one")
    witness = serializers.UUIDField()
    text = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="a layer of the interview")
    file = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="or one of its files")
    how = serializers.ChoiceField(choices=ReadBack.How.choices)
    language = serializers.CharField(max_length=8)
    read_on = serializers.DateField()
    read_by = serializers.CharField(required=False, allow_blank=True, default="")
    interpreter = serializers.CharField(required=False, allow_blank=True, default="")
    place = serializers.CharField(required=False, allow_blank=True, default="")
    corrections = WantedIn(many=True, required=False, default=list)


class SignatureOut(serializers.ModelSerializer[Signature]):
    class Meta:
        model = Signature
        fields = ["id", "read_back", "outcome", "signed_on", "place", "why", "scan", "recorded_at"]


class SignatureIn(serializers.Serializer[Any]):
    key = serializers.UUIDField(required=False)
    outcome = serializers.ChoiceField(choices=Signature.Outcome.choices)
    signed_on = serializers.DateField()
    place = serializers.CharField(required=False, allow_blank=True, default="")
    why = serializers.CharField(required=False, allow_blank=True, default="")
    scan = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="a file of the interview")


class ShownPictureOut(serializers.ModelSerializer[ShownPicture]):
    class Meta:
        model = ShownPicture
        fields = ["showing", "number", "file"]


class ShowingOut(serializers.ModelSerializer[Showing]):
    class Meta:
        model = Showing
        fields = [
            "id", "interview", "witness", "manner", "why_shown", "shown_on", "shown_at", "shown_by", "knew_answer",
            "told_may_be_absent", "look_alikes", "apart", "said_before", "outcome", "chosen", "words", "sureness",
            "recorded_at",
        ]  # fmt: skip


class ShowingsOut(serializers.Serializer[Any]):
    showings = ShowingOut(many=True)
    pictures = ShownPictureOut(many=True)


class ShowingIn(serializers.ModelSerializer[Showing]):
    key = serializers.UUIDField(required=False)
    witness = serializers.UUIDField()
    pictures = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, help_text="files, in the order they were shown"
    )
    chosen = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="one of the pictures")

    class Meta:
        model = Showing
        fields = [
            "key", "witness", "pictures", "chosen", "manner", "why_shown", "shown_on", "shown_at", "shown_by",
            "knew_answer", "told_may_be_absent", "look_alikes", "apart", "said_before", "outcome", "words", "sureness",
        ]  # fmt: skip


class SkipMarkOut(serializers.ModelSerializer[SkipMark]):
    class Meta:
        model = SkipMark
        fields = ["id", "section", "reason", "note", "at"]


class SkipMarkIn(serializers.ModelSerializer[SkipMark]):
    class Meta:
        model = SkipMark
        fields = ["section", "reason", "note"]


class ReadBacks(APIView):
    """That an account was read back to somebody who was heard, with the corrections they asked for."""

    @extend_schema(responses=ReadBacksOut)
    def get(self, request: Request, pk: UUID) -> Response:
        interview = interview_of(request, pk)
        found = {
            "read_backs": ReadBack.objects.visible_to(request.user).filter(interview=interview),
            "corrections": Correction.objects.visible_to(request.user).filter(interview=interview),
        }
        return Response(ReadBacksOut(found).data)

    @extend_schema(request=ReadBackIn, responses={201: ReadBackOut})
    def post(self, request: Request, pk: UUID) -> Response:
        interview = interview_of(request, pk)
        said = valid(ReadBackIn(data=request.data))
        key, text, file = said.pop("key", None), said.pop("text"), said.pop("file")
        if (text is None) == (file is None):
            raise Invalid(_("Choose one text or one file that was read back."), "text")
        if text:
            said["of"] = get_object_or_404(Text.objects.visible_to(request.user), pk=text)
        else:
            said["of"] = _file(request, file)
        said["witness"] = witness_of(request, said["witness"])
        said["corrections"] = tuple(Wanted(**one) for one in said["corrections"])
        made = reading_back.read_back(interview=interview, reading=Reading(**said), key=key, by=request.user)
        return Response(ReadBackOut(made).data, status=201)


class Signatures(APIView):
    """What the person did when asked to sign. The newest answer counts."""

    @extend_schema(responses=SignatureOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        row = _row(request, pk)
        found = Signature.objects.visible_to(request.user).filter(read_back=row)
        return Response(SignatureOut(found, many=True).data)

    @extend_schema(request=SignatureIn, responses={201: SignatureOut})
    def post(self, request: Request, pk: UUID) -> Response:
        row = _row(request, pk)
        said = valid(SignatureIn(data=request.data))
        key = said.pop("key", None)
        said["scan"] = _file(request, said["scan"]) if said["scan"] else None
        made = reading_back.answer(row=row, signing=Signing(**said), key=key, by=request.user)
        return Response(SignatureOut(made).data, status=201)


class Showings(APIView):
    """What somebody was shown and what they said to it; never an identification."""

    @extend_schema(responses=ShowingsOut)
    def get(self, request: Request, pk: UUID) -> Response:
        interview = interview_of(request, pk)
        found = {
            "showings": Showing.objects.visible_to(request.user).filter(interview=interview),
            "pictures": ShownPicture.objects.visible_to(request.user).filter(interview=interview),
        }
        return Response(ShowingsOut(found).data)

    @extend_schema(request=ShowingIn, responses={201: ShowingOut})
    def post(self, request: Request, pk: UUID) -> Response:
        interview = interview_of(request, pk)
        said = valid(ShowingIn(data=request.data))
        key = said.pop("key", None)
        said["witness"] = witness_of(request, said["witness"])
        said["pictures"] = tuple(_file(request, one) for one in said["pictures"][:_MOST])
        said["chosen"] = _file(request, said["chosen"]) if said["chosen"] else None
        made = showings.show(interview=interview, shown=Shown(**said), key=key, by=request.user)
        return Response(ShowingOut(made).data, status=201)


class LeftOut(APIView):
    """Parts of the record that were left out on purpose, the newest word first."""

    @extend_schema(responses=SkipMarkOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        interview = interview_of(request, pk)
        return Response(
            SkipMarkOut(SkipMark.objects.visible_to(request.user).filter(interview=interview), many=True).data
        )

    @extend_schema(request=SkipMarkIn, responses={201: SkipMarkOut})
    def post(self, request: Request, pk: UUID) -> Response:
        interview = interview_of(request, pk)
        said = valid(SkipMarkIn(data=request.data))
        return Response(SkipMarkOut(skips.leave_out(interview=interview, by=request.user, **said)).data, status=201)


def _row(request: Request, pk: UUID) -> ReadBack:
    rows = ReadBack.objects.visible_to(request.user).select_related("interview")
    found: ReadBack = get_object_or_404(rows, pk=pk)
    return found


def _file(request: Request, pk: UUID) -> ItemFile:
    found: ItemFile = get_object_or_404(ItemFile.objects.visible_to(request.user).select_related("file"), pk=pk)
    return found
