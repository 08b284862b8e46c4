"""Witnesses, interviews and documents for scripts. A name that is sent is sealed and never echoed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.models import Item
from interviews.actions import documents, facts, interviews, persons, states, witnesses
from interviews.actions.interviews import EarlierAccount, Held, Present
from interviews.identity import Contact, Identity, PersonName
from interviews.models import (
    Clearance,
    Interview,
    MaterialFacts,
    NamedPerson,
    Presence,
    RiskAssessment,
    Witness,
    WitnessDocument,
    WitnessStatus,
)


class NameIn(serializers.Serializer[Any]):
    language = serializers.CharField(max_length=8)
    given = serializers.CharField(required=False, allow_blank=True, default="")
    family = serializers.CharField(required=False, allow_blank=True, default="")
    patronymic = serializers.CharField(required=False, allow_blank=True, default="")


class ContactIn(serializers.Serializer[Any]):
    email = serializers.CharField(required=False, allow_blank=True, default="")
    phone = serializers.CharField(required=False, allow_blank=True, default="")
    safe = serializers.CharField(required=False, allow_blank=True, default="")
    citizenship = serializers.CharField(required=False, allow_blank=True, default="", max_length=2)
    country_now = serializers.CharField(required=False, allow_blank=True, default="", max_length=2)


class WitnessIn(serializers.Serializer[Any]):
    key = serializers.UUIDField(required=False, help_text="the same key sent twice registers one witness")
    names = NameIn(many=True)
    birth_date = serializers.DateField(required=False, allow_null=True, default=None)
    contact = ContactIn(required=False)
    relatives = serializers.ListField(child=serializers.CharField(), required=False, default=list)
    sex = serializers.ChoiceField(choices=Witness.Sex.choices, default=Witness.Sex.UNKNOWN)
    languages = serializers.ListField(child=serializers.CharField(max_length=8))

    def identity(self) -> Identity:
        sent = self.validated_data
        return Identity(
            names=tuple(PersonName(**name) for name in sent["names"]),
            birth_date=sent["birth_date"],
            contact=Contact(**sent.get("contact", {})),
            relatives=tuple(sent["relatives"]),
        )


class WitnessOut(serializers.ModelSerializer[Witness]):
    may_go_on = serializers.SerializerMethodField(help_text="an account may be taken; every registration waits first")

    def get_may_go_on(self, witness: Witness) -> bool:
        return bool(getattr(witness, "released", False))

    class Meta:
        model = Witness
        fields = ["id", "code", "sex", "languages", "registered_at", "consent_epoch", "may_go_on"]


class StatusOut(serializers.ModelSerializer[WitnessStatus]):
    class Meta:
        model = WitnessStatus
        fields = [
            "id", "status", "status_on", "circumstances_changed", "circumstances_note", "open_rights_request",
            "stated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "stated_at"]


class RiskOut(serializers.ModelSerializer[RiskAssessment]):
    class Meta:
        model = RiskAssessment
        fields = ["id", "assessed_on", "level", "valid_to", "raised_since_consent", "assessed_by", "note", "stated_at"]
        read_only_fields = ["id", "stated_at"]


class EarlierIn(serializers.Serializer[Any]):
    organisation = serializers.CharField()
    when = serializers.CharField(required=False, allow_blank=True, default="")
    kind = serializers.CharField(required=False, allow_blank=True, default="")
    recorded = serializers.BooleanField(required=False, allow_null=True, default=None)
    copy_held = serializers.BooleanField(required=False, allow_null=True, default=None)


class PresentIn(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=Presence.Role.choices)
    code = serializers.CharField(required=False, allow_blank=True, default="", max_length=20)
    all_the_time = serializers.BooleanField(required=False, allow_null=True, default=None)
    bound_on = serializers.DateField(required=False, allow_null=True, default=None)


_HELD = list(Held.__dataclass_fields__)


class InterviewOut(serializers.ModelSerializer[Interview]):
    witness = serializers.UUIDField(source="subject")

    class Meta:
        model = Interview
        fields = ["id", "reference", "witness", "state", *_HELD]


class InterviewIn(serializers.ModelSerializer[Interview]):
    key = serializers.UUIDField(required=False)
    witness = serializers.UUIDField()
    earlier_accounts = EarlierIn(many=True, required=False, default=list)
    present = PresentIn(many=True, required=False, default=list)
    state = serializers.ChoiceField(choices=list(interviews.ENTERED_AS), default="completed")

    class Meta:
        model = Interview
        fields = ["key", "witness", "state", "earlier_accounts", "present", *_HELD]


class InterviewChangeIn(InterviewIn):
    earlier_accounts = EarlierIn(many=True, required=False, allow_null=True, help_text="left out: as it is")
    present = PresentIn(many=True, required=False, allow_null=True, help_text="left out: as it is")

    class Meta(InterviewIn.Meta):
        fields = ["earlier_accounts", "present", *_HELD]


class StateIn(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=Interview.State.choices)


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


def _valid(serializer: Any) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = dict(serializer.validated_data)
    return found


def _witness(request: Request, pk: UUID) -> Witness:
    return get_object_or_404(_witnesses(request), pk=pk)


def _witnesses(request: Request) -> Any:
    released = Clearance.objects.visible_to(request.user).filter(witness=OuterRef("pk"), released_at__isnull=False)
    return Witness.objects.visible_to(request.user).annotate(released=Exists(released))


class Witnesses(generics.ListAPIView[Witness]):
    serializer_class = WitnessOut
    queryset = Witness.objects.none()

    def get_queryset(self) -> Any:
        return _witnesses(self.request).order_by("-registered_at", "code")

    @extend_schema(request=WitnessIn, responses={201: WitnessOut})
    def post(self, request: Request) -> Response:
        sent = WitnessIn(data=request.data)
        said = _valid(sent)
        witness = witnesses.register(
            identity=sent.identity(),
            sex=said["sex"],
            languages=said["languages"],
            key=said.get("key"),
            by=request.user,
        )
        return Response(WitnessOut(witness).data, status=201)


class WitnessPage(APIView):
    @extend_schema(responses=WitnessOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(WitnessOut(_witness(request, pk)).data)


class Statuses(APIView):
    @extend_schema(responses=StatusOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        rows = WitnessStatus.objects.visible_to(request.user).filter(witness=_witness(request, pk))
        return Response(StatusOut(rows, many=True).data)

    @extend_schema(request=StatusOut, responses={201: StatusOut})
    def post(self, request: Request, pk: UUID) -> Response:
        said = _valid(StatusOut(data=request.data))
        unknown = {"circumstances_changed": None, "open_rights_request": None}
        row = facts.state_status(witness=_witness(request, pk), by=request.user, **{**unknown, **said})
        return Response(StatusOut(row).data, status=201)


class Risks(APIView):
    @extend_schema(responses=RiskOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        rows = RiskAssessment.objects.visible_to(request.user).filter(witness=_witness(request, pk))
        return Response(RiskOut(rows, many=True).data)

    @extend_schema(request=RiskOut, responses={201: RiskOut})
    def post(self, request: Request, pk: UUID) -> Response:
        said = _valid(RiskOut(data=request.data))
        unknown = {"valid_to": None, "raised_since_consent": None}
        row = facts.assess_risk(witness=_witness(request, pk), by=request.user, **{**unknown, **said})
        return Response(RiskOut(row).data, status=201)


class Interviews(generics.ListAPIView[Interview]):
    serializer_class = InterviewOut
    queryset = Interview.objects.none()

    def get_queryset(self) -> Any:
        return Interview.objects.visible_to(self.request.user).order_by("-created_at", "id")

    @extend_schema(request=InterviewIn, responses={201: InterviewOut})
    def post(self, request: Request) -> Response:
        said = _valid(InterviewIn(data=request.data))
        witness = _witness(request, said.pop("witness"))
        earlier = tuple(EarlierAccount(**account) for account in said.pop("earlier_accounts"))
        present = tuple(Present(**one) for one in said.pop("present"))
        key, state = said.pop("key", None), said.pop("state")
        interview = interviews.create_interview(
            witness=witness,
            held=_held(said),
            earlier_accounts=earlier,
            present=present,
            state=state,
            key=key,
            by=request.user,
        )
        return Response(InterviewOut(interview).data, status=201)


def _interview(request: Request, pk: UUID) -> Interview:
    return get_object_or_404(Interview.objects.visible_to(request.user), pk=pk)


def _held(said: dict[str, Any]) -> Held:
    return Held(**{name: tuple(value) if isinstance(value, list) else value for name, value in said.items()})


class InterviewPage(APIView):
    @extend_schema(responses=InterviewOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(InterviewOut(_interview(request, pk)).data)

    @extend_schema(request=InterviewChangeIn, responses=InterviewOut)
    def put(self, request: Request, pk: UUID) -> Response:
        interview, said = _interview(request, pk), _valid(InterviewChangeIn(data=request.data))
        listed = said.pop("earlier_accounts", None)
        earlier = None if listed is None else tuple(EarlierAccount(**account) for account in listed)
        there = said.pop("present", None)
        present = None if there is None else tuple(Present(**one) for one in there)
        changed = interviews.change_interview(
            interview=interview, held=_held(said), earlier_accounts=earlier, present=present, by=request.user
        )
        return Response(InterviewOut(changed).data)


class InterviewMove(APIView):
    @extend_schema(request=StateIn, responses=InterviewOut)
    def post(self, request: Request, pk: UUID) -> Response:
        interview, said = _interview(request, pk), _valid(StateIn(data=request.data))
        return Response(InterviewOut(states.move(interview=interview, to=said["state"], by=request.user)).data)


class DocumentPage(APIView):
    def _found(self, request: Request, pk: UUID) -> WitnessDocument:
        return get_object_or_404(WitnessDocument.objects.visible_to(request.user), pk=pk)

    @extend_schema(responses=DocumentOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(DocumentOut(self._found(request, pk)).data)

    @extend_schema(request=DocumentChangeIn, responses=DocumentOut)
    def put(self, request: Request, pk: UUID) -> Response:
        document, said = self._found(request, pk), _valid(DocumentChangeIn(data=request.data))
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
        made = persons.add_person(item=item, **_valid(PersonIn(data=request.data)), by=request.user)
        return Response(PersonOut(made).data, status=201)


class Documents(generics.ListAPIView[WitnessDocument]):
    serializer_class = DocumentOut
    queryset = WitnessDocument.objects.none()

    def get_queryset(self) -> Any:
        return WitnessDocument.objects.visible_to(self.request.user).order_by("-created_at", "id")

    @extend_schema(request=DocumentIn, responses={201: DocumentOut})
    def post(self, request: Request) -> Response:
        said = _valid(DocumentIn(data=request.data))
        witness = _witness(request, said.pop("witness"))
        if said["given_with"]:
            visible = Interview.objects.visible_to(request.user)
            said["given_with"] = get_object_or_404(visible, pk=said["given_with"])
        document = documents.create_document(witness=witness, by=request.user, **said)
        return Response(DocumentOut(document).data, status=201)


class Contents(APIView):
    @extend_schema(responses=ContentsOut)
    def get(self, request: Request, pk: UUID) -> Response:
        stated = MaterialFacts.objects.visible_to(request.user).filter(item=pk)
        return Response(ContentsOut(get_object_or_404(stated)).data)

    @extend_schema(request=ContentsIn, responses={201: ContentsOut})
    def post(self, request: Request, pk: UUID) -> Response:
        item = get_object_or_404(Item.objects.visible_to(request.user), pk=pk)
        said = _valid(ContentsIn(data=request.data))
        people = said.pop("persons")
        if people is not None:
            visible = NamedPerson.objects.visible_to(request.user)
            people = [get_object_or_404(visible, pk=person) for person in people]
        unknown = dict.fromkeys(("contains", "nothing_else", "carries_name", "restricted_art18", "sgbv"))
        stated = facts.state_material(
            item=item, persons=people, by=request.user, **{**unknown, "others": "unknown", **said}
        )
        return Response(ContentsOut(stated).data, status=201)
