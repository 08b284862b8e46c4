"""Tags, facts and codes for scripts; the workbench's own script uses the same addresses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.coding import actions
from evidence.coding.actions.parts import MOST_PAGES, Part
from evidence.coding.models import LONGEST_NOTE, WHOLE, Code, Incident, Note, Suggestion, Tag
from evidence.coding.presenters import (
    code_data,
    current_codes,
    note_data,
    recent_codes,
    state_of,
    tag_data,
    tags_of,
    with_notes,
)
from evidence.coding.suggestions_shown import names_of, open_suggestions, suggestion_data
from evidence.dates import FuzzyDate
from evidence.models import Facility, Item, ItemFile, Place, Text


class TagNoteOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    words = serializers.CharField()
    author = serializers.CharField()
    mine = serializers.BooleanField()
    written = serializers.DateTimeField()
    retracted = serializers.BooleanField()
    earlier = serializers.BooleanField(help_text="written beside a tag this one goes on from")


class TagNoteIn(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=LONGEST_NOTE)
    client_key = serializers.UUIDField(required=False, help_text="the same note sent twice is one note")


class TagOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    text = serializers.UUIDField(allow_null=True, help_text="none for a part of a file")
    segment = serializers.UUIDField(allow_null=True)
    code = serializers.CharField()
    label = serializers.CharField(help_text="of the version the tag was placed under")
    start = serializers.IntegerField(allow_null=True, help_text="Unicode code points from the start of the layer")
    end = serializers.IntegerField(allow_null=True, help_text="exclusive")
    exact = serializers.CharField(help_text="the words; of a file, which part of it")
    file = serializers.UUIDField(allow_null=True)
    from_ms = serializers.IntegerField(allow_null=True)
    until_ms = serializers.IntegerField(allow_null=True)
    page = serializers.IntegerField(allow_null=True)
    box = serializers.ListField(
        child=serializers.IntegerField(), allow_null=True, help_text="left, top, width, height in ten-thousandths"
    )
    state = serializers.CharField()
    author = serializers.CharField()
    mine = serializers.BooleanField()
    client_key = serializers.UUIDField()
    retracted = serializers.BooleanField()
    notes = TagNoteOut(many=True)


class TagIn(serializers.Serializer[Any]):
    text = serializers.UUIDField()
    code = serializers.CharField(max_length=40, help_text="id of a code, e.g. PHY.BEAT")
    start = serializers.IntegerField(min_value=0)
    end = serializers.IntegerField(min_value=1)
    exact = serializers.CharField(required=False, trim_whitespace=False)
    client_key = serializers.UUIDField(required=False, help_text="the same tag sent twice is one tag")


class PartIn(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=40, help_text="id of a code, e.g. PHY.BEAT")
    client_key = serializers.UUIDField(required=False, help_text="the same tag sent twice is one tag")
    from_ms = serializers.IntegerField(required=False, min_value=0)
    until_ms = serializers.IntegerField(required=False, min_value=1)
    page = serializers.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)
    left = serializers.IntegerField(required=False, min_value=0, max_value=WHOLE, help_text="in ten-thousandths")
    top = serializers.IntegerField(required=False, min_value=0, max_value=WHOLE)
    width = serializers.IntegerField(required=False, min_value=1, max_value=WHOLE)
    height = serializers.IntegerField(required=False, min_value=1, max_value=WHOLE)


class CodeOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    code = serializers.CharField()
    category = serializers.CharField()
    assignable = serializers.BooleanField()
    label = serializers.CharField()
    labels = serializers.ListField(child=serializers.CharField(), help_text="en, ru, be")
    also = serializers.ListField(child=serializers.CharField(), help_text="other labels, misspellings among them")
    definition = serializers.CharField()
    include = serializers.CharField()
    exclude = serializers.CharField()
    picture = serializers.CharField(help_text="address of a picture; empty where there is none")
    picture_alt = serializers.CharField()
    restricted = serializers.BooleanField()
    barred = serializers.BooleanField(help_text="need-to-know, and placed by roles this person does not hold")
    recent = serializers.IntegerField(allow_null=True, help_text="0 is the code this person used last")


class SuggestionOut(serializers.Serializer[Any]):
    """A machine's proposal: it states nothing until a person accepts it."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    text = serializers.UUIDField()
    code = serializers.CharField(allow_null=True)
    label = serializers.CharField(help_text="the code, the entry of a register or the date, in words")
    others = serializers.ListField(child=serializers.CharField(), help_text="entries that are as right")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    exact = serializers.CharField()
    because = serializers.CharField(help_text="the rule that spoke")
    cue = serializers.CharField(help_text="the words that made it speak")
    engine = serializers.CharField()
    state = serializers.CharField()
    tag = serializers.UUIDField(allow_null=True)
    placed = TagOut(required=False, allow_null=True)


class SuggestionDecisionIn(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["accept", "change", "refuse"])
    code = serializers.CharField(max_length=40, required=False, help_text="the code instead, to change")
    start = serializers.IntegerField(min_value=0, required=False)
    end = serializers.IntegerField(min_value=1, required=False)


class DateIn(serializers.Serializer[Any]):
    start = serializers.CharField(max_length=10, required=False, allow_blank=True, default="")
    until = serializers.CharField(max_length=10, required=False, allow_blank=True, default="")
    estimated = serializers.BooleanField(required=False, default=False)


class IncidentIn(serializers.Serializer[Any]):
    context = serializers.CharField(max_length=40)
    when = DateIn(required=False)
    place = serializers.CharField(max_length=80, required=False, allow_null=True, help_text="key of the register")
    facility = serializers.CharField(max_length=80, required=False, allow_null=True, help_text="key of the register")
    summary = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    certainty = serializers.ChoiceField(choices=["low", "moderate", "high"], default="moderate")
    tags = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)
    client_key = serializers.UUIDField(required=False)


class IncidentOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    context = serializers.CharField()
    when = serializers.DictField()
    place = serializers.CharField(allow_null=True)
    facility = serializers.CharField(allow_null=True)
    summary = serializers.CharField()
    certainty = serializers.CharField()


class AnnotationRenderer(JSONRenderer):
    media_type = "application/ld+json"
    format = "jsonld"


def _item(request: Request, pk: UUID) -> Item:
    return get_object_or_404(Item.objects.visible_to(request.user), pk=pk)


def _code(name: str) -> Code:
    codes = Code.objects.select_related("framework", "replaced_by")
    return get_object_or_404(codes, code=name, framework__current=True)


def _checked(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    found = serializer(data=request.data)
    found.is_valid(raise_exception=True)
    return found.validated_data


class Codes(APIView):
    @extend_schema(responses=CodeOut(many=True))
    def get(self, request: Request) -> Response:
        recent = recent_codes(request.user)
        return Response([code_data(code, recent, request.user) for code in current_codes()])


class Tags(APIView):
    @extend_schema(responses={200: TagOut(many=True), 304: None})
    def get(self, request: Request, pk: UUID) -> Response:
        """With `If-None-Match` only whether anything has changed: a page asks every few seconds."""
        tags = [tag_data(tag, request.user) for tag in tags_of(_item(request, pk), request.user)]
        state = state_of(tags)
        if request.headers.get("If-None-Match") == state:
            return Response(status=304, headers={"ETag": state})
        return Response(tags, headers={"ETag": state})

    @extend_schema(request=TagIn, responses={201: TagOut})
    def post(self, request: Request, pk: UUID) -> Response:
        wanted = _checked(TagIn, request)
        texts = Text.objects.visible_to(request.user).select_related("item").filter(item=pk)
        text, code = get_object_or_404(texts, pk=wanted.pop("text")), _code(wanted.pop("code"))
        tag = actions.place_tag(text=text, code=code, by=request.user, **wanted)
        return Response(_told(tag, request), status=201)


class Suggestions(APIView):
    @extend_schema(responses=SuggestionOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        found = open_suggestions(_item(request, pk), request.user)
        names = names_of(found, request.user)
        return Response([suggestion_data(one, names) for one in found])


class Decision(APIView):
    @extend_schema(request=SuggestionDecisionIn, responses=SuggestionOut)
    def post(self, request: Request, pk: UUID) -> Response:
        one = get_object_or_404(Suggestion.objects.visible_to(request.user), pk=pk)
        wanted = _checked(SuggestionDecisionIn, request)
        decision = wanted.pop("decision")
        if decision == "change":
            code = _code(wanted.pop("code", ""))
            one = actions.change_suggestion(suggestion=one, code=code, by=request.user, **wanted)
        elif decision == "accept":
            one = actions.accept_suggestion(suggestion=one, by=request.user)
        else:
            one = actions.refuse_suggestion(suggestion=one, by=request.user)
        placed = _told(one.tag, request) if one.tag else None
        return Response({**suggestion_data(one, names_of([one], request.user)), "placed": placed})


class Parts(APIView):
    """A tag on a stretch of a recording, on a page, or on a box of a picture."""

    @extend_schema(request=PartIn, responses={201: TagOut})
    def post(self, request: Request, file: UUID) -> Response:
        files = ItemFile.objects.visible_to(request.user).select_related("item", "file")
        linked, wanted = get_object_or_404(files, file=file), _checked(PartIn, request)
        code, key = _code(wanted.pop("code")), wanted.pop("client_key", None)
        tag = actions.place_on_part(file=linked, part=Part(**wanted), code=code, client_key=key, by=request.user)
        return Response(_told(tag, request), status=201)


class Retraction(APIView):
    @extend_schema(request=None, responses=TagOut)
    def post(self, request: Request, pk: UUID) -> Response:
        tag = get_object_or_404(Tag.objects.visible_to(request.user), pk=pk)
        return Response(_told(actions.retract_tag(tag=tag, by=request.user), request))


class Notes(APIView):
    """Beside a tag; seen by whoever sees the tag."""

    @extend_schema(request=TagNoteIn, responses={201: TagNoteOut})
    def post(self, request: Request, pk: UUID) -> Response:
        tag = get_object_or_404(Tag.objects.visible_to(request.user).select_related("item"), pk=pk)
        note = actions.add_note(tag=tag, by=request.user, **_checked(TagNoteIn, request))
        actions.forget_draft(form="comment", about=tag.pk, by=request.user)
        return Response(note_data(note, request.user), status=201)


class NoteRetraction(APIView):
    @extend_schema(request=None, responses=TagNoteOut)
    def post(self, request: Request, pk: UUID) -> Response:
        note = get_object_or_404(Note.objects.visible_to(request.user), pk=pk)
        return Response(note_data(actions.take_back_note(note=note, by=request.user), request.user))


class Annotations(APIView):
    """The tags as W3C Web Annotations, in JSON-LD. Quotes leave the page: the ledger says so."""

    renderer_classes = [AnnotationRenderer, JSONRenderer]

    @extend_schema(responses={(200, AnnotationRenderer.media_type): OpenApiTypes.OBJECT})
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(actions.export_tags(item=_item(request, pk), by=request.user))


class Incidents(APIView):
    @extend_schema(responses=IncidentOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        found = Incident.objects.visible_to(request.user).filter(item=_item(request, pk), retracted_at=None)
        return Response([_incident(one) for one in found.select_related("context", "place", "facility")])

    @extend_schema(request=IncidentIn, responses={201: IncidentOut})
    def post(self, request: Request, pk: UUID) -> Response:
        item, wanted = _item(request, pk), _checked(IncidentIn, request)
        tags = Tag.objects.visible_to(request.user).filter(item=item, pk__in=wanted.pop("tags"))
        key = wanted.pop("client_key", None)
        fields = {
            **wanted,
            "context": _code(wanted["context"]),
            "when": FuzzyDate.parse(**wanted.get("when", {"start": ""})),
            "place": _entry(Place, wanted.get("place")),
            "facility": _entry(Facility, wanted.get("facility")),
        }
        made = actions.state_incident(
            item=item, fields=fields, tags=tags.select_related("item"), client_key=key, by=request.user
        )
        return Response(_incident(made), status=201)


class IncidentRetraction(APIView):
    """With an incident go its acts and involvements. Nothing is deleted."""

    @extend_schema(request=None, responses=IncidentOut)
    def post(self, request: Request, pk: UUID) -> Response:
        incident = get_object_or_404(Incident.objects.visible_to(request.user).select_related("item"), pk=pk)
        actions.take_back_fact(fact=incident, by=request.user)
        return Response(_incident(incident))


def _told(tag: Tag, request: Request) -> dict[str, Any]:
    (tag,) = with_notes([tag], request.user)
    return tag_data(tag, request.user)


def _entry(model: Any, key: str | None) -> Any:
    return get_object_or_404(model, key=key) if key else None


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "id": str(incident.pk),
        "context": incident.context.code,
        "when": incident.when.detail(),
        "place": incident.place.key if incident.place else None,
        "facility": incident.facility.key if incident.facility else None,
        "summary": incident.summary,
        "certainty": incident.certainty,
    }
