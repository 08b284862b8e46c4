"""Search for scripts: the same words, the same filters, the same door."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.models import Facility, Official, Place, StateBody
from evidence.search.passages_shown import Found, Line
from evidence.search.query import LONGEST, parse
from evidence.search.results import Results, search


class SearchIn(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True, default="")
    codes = serializers.ListField(child=serializers.CharField(max_length=40), required=False, default=list)
    facility = serializers.CharField(max_length=80, required=False, help_text="key of the register")
    place = serializers.CharField(max_length=80, required=False, help_text="key of the register")
    body = serializers.CharField(max_length=80, required=False, help_text="key of the register")
    official = serializers.UUIDField(required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    language = serializers.ChoiceField(choices=["ru", "be", "en", "mixed", "unknown"], required=False)
    older = serializers.BooleanField(default=False, help_text="also layers that a newer one has taken over from")
    limit = serializers.IntegerField(min_value=0, max_value=100, default=20)
    offset = serializers.IntegerField(min_value=0, max_value=1_000_000, default=0)


class PassageOut(serializers.Serializer[Any]):
    item = serializers.UUIDField()
    reference = serializers.CharField()
    text = serializers.UUIDField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    original = serializers.CharField()
    translation = serializers.CharField()
    original_made = serializers.CharField(help_text="says when a machine wrote it; empty for a person's words")
    translation_made = serializers.CharField()
    codes = serializers.ListField(child=serializers.CharField())
    layer = serializers.ChoiceField(
        choices=["newest", "alone", "older"],
        help_text="alone: of an older original, and nothing newer says this; older: a newer layer has taken over",
    )


class SearchOut(serializers.Serializer[Any]):
    total = serializers.IntegerField()
    witnesses = serializers.IntegerField()
    passages = PassageOut(many=True)
    facets = serializers.DictField()


class Search(APIView):
    @extend_schema(request=SearchIn, responses=SearchOut)
    def post(self, request: Request) -> Response:
        wanted = SearchIn(data=request.data)
        wanted.is_valid(raise_exception=True)
        fields = dict(wanted.validated_data)
        words, limit, offset = fields.pop("words"), fields.pop("limit"), fields.pop("offset")
        for name, model in (("facility", Facility), ("place", Place), ("body", StateBody)):
            if fields.get(name):
                fields[name] = get_object_or_404(model, key=fields[name])
        if fields.get("official"):
            officials = Official.objects.visible_to(request.user)
            fields["official"] = get_object_or_404(officials, pk=fields["official"])
        query = parse(words)
        found = search(query, fields, request.user, offset=offset, limit=limit)
        return Response(_answer(found))


def _answer(results: Results) -> dict[str, Any]:
    return {
        "total": results.total,
        "witnesses": results.witnesses,
        "passages": [_passage(one) for one in results.passages],
        "facets": {
            name: [{"value": v.value, "label": str(v.label), "number": v.number} for v in values]
            for name, values in results.facets.items()
        },
    }


def _passage(found: Found) -> dict[str, Any]:
    return {
        "item": str(found.item.pk),
        "reference": found.item.reference,
        "text": str(found.text),
        "start": found.start,
        "end": found.end,
        "original": _words(found.original),
        "translation": _words(found.translation),
        "original_made": str(found.original_made),
        "translation_made": str(found.translation_made),
        "codes": sorted({tag.code.code for tag in found.tags}),
        "layer": found.standing.name.lower(),
    }


def _words(lines: list[Line]) -> str:
    return "\n".join(line.segment.content for line in lines)
