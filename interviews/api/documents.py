"""Documents of witnesses, what an item contains and who else can be recognised in it, for scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.models import Item
from interviews.actions import documents, facts, persons
from interviews.api.shared import valid, witness_of
from interviews.models import Interview, MaterialFacts, NamedPerson, WitnessDocument


class DocumentOut(serializers.ModelSerializer[WitnessDocument]):
    witness = serializers.UUIDField(source="subject")

    class Meta:
        model = WitnessDocument
        fields = ["id", "reference", "witness", "document_kind", "title", "dated_on", "given_with"]


class DocumentIn(serializers.Serializer[Any]):
    key = serializers.UUIDField(required=False)
    witness = serializers.UUIDField()
    document_kind = serializers.ChoiceField(choices=WitnessDocument.DocumentKind.choices)
    title = serializers.CharField()
    dated_on = serializers.DateField(required=False, allow_null=True, default=None)
    given_with = serializers.UUIDField(required=False, allow_null=True, default=None)


class DocumentChangeIn(serializers.Serializer[Any]):
    document_kind = serializers.ChoiceField(choices=WitnessDocument.DocumentKind.choices)
    title = serializers.CharField()
    dated_on = serializers.DateField(required=False, allow_null=True, default=None)


class PersonIn(serializers.Serializer[Any]):
    key = serializers.UUIDField(required=False, help_text="the same key sent twice adds one person")
    kind = serializers.ChoiceField(choices=NamedPerson.Kind.choices)
    name = serializers.CharField(required=False, allow_blank=True, default="", help_text="sealed, never given back")
    how = serializers.CharField(required=False, allow_blank=True, default="", help_text="no names")


class PersonOut(serializers.ModelSerializer[NamedPerson]):
    class Meta:
        model = NamedPerson
        fields = ["id", "pseudonym", "kind", "how", "added_at"]


class ContentsOut(serializers.ModelSerializer[MaterialFacts]):
    class Meta:
        model = MaterialFacts
        fields = ["contains", "nothing_else", "carries_name", "others", "restricted_art18", "sgbv", "stated_at"]
        read_only_fields = ["stated_at"]


class ContentsIn(ContentsOut):
    persons = serializers.ListField(child=serializers.UUIDField(), required=False, allow_null=True, default=None)

    class Meta(ContentsOut.Meta):
        fields = [*ContentsOut.Meta.fields, "persons"]


class Documents(generics.ListAPIView[WitnessDocument]):
    serializer_class = DocumentOut
    queryset = WitnessDocument.objects.none()

    def get_queryset(self) -> Any:
        return WitnessDocument.objects.visible_to(self.request.user).order_by("-created_at", "id")

    @extend_schema(request=DocumentIn, responses={201: DocumentOut})
    def post(self, request: Request) -> Response:
        said = valid(DocumentIn(data=request.data))
        witness = witness_of(request, said.pop("witness"))
        if said["given_with"]:
            visible = Interview.objects.visible_to(request.user)
            said["given_with"] = get_object_or_404(visible, pk=said["given_with"])
        document = documents.create_document(witness=witness, by=request.user, **said)
        return Response(DocumentOut(document).data, status=201)


class DocumentPage(APIView):
    def _found(self, request: Request, pk: UUID) -> WitnessDocument:
        return get_object_or_404(WitnessDocument.objects.visible_to(request.user), pk=pk)

    @extend_schema(responses=DocumentOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(DocumentOut(self._found(request, pk)).data)

    @extend_schema(request=DocumentChangeIn, responses=DocumentOut)
    def put(self, request: Request, pk: UUID) -> Response:
        document, said = self._found(request, pk), valid(DocumentChangeIn(data=request.data))
        return Response(DocumentOut(documents.change_document(document=document, **said, by=request.user)).data)


class Persons(APIView):
    """Others who can be recognised in an item: pseudonyms only, names are sealed."""

    @extend_schema(responses=PersonOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        item = get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
        found = NamedPerson.objects.visible_to(request.user).filter(mentions__item=item)
        return Response(PersonOut(found, many=True).data)

    @extend_schema(request=PersonIn, responses={201: PersonOut})
    def post(self, request: Request, pk: UUID) -> Response:
        item = get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
        made = persons.add_person(item=item, **valid(PersonIn(data=request.data)), by=request.user)
        return Response(PersonOut(made).data, status=201)


class Contents(APIView):
    @extend_schema(responses=ContentsOut)
    def get(self, request: Request, pk: UUID) -> Response:
        stated = MaterialFacts.objects.visible_to(request.user).filter(item=pk)
        return Response(ContentsOut(get_object_or_404(stated)).data)

    @extend_schema(request=ContentsIn, responses={201: ContentsOut})
    def post(self, request: Request, pk: UUID) -> Response:
        item = get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
        said = valid(ContentsIn(data=request.data))
        people = said.pop("persons")
        if people is not None:
            visible = NamedPerson.objects.visible_to(request.user)
            people = [get_object_or_404(visible, pk=person) for person in people]
        unknown = dict.fromkeys(("contains", "nothing_else", "carries_name", "restricted_art18", "sgbv"))
        stated = facts.state_material(
            item=item, persons=people, by=request.user, **{**unknown, "others": "unknown", **said}
        )
        return Response(ContentsOut(stated).data, status=201)
