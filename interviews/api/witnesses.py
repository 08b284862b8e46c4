"""Witnesses for scripts. A name that is sent is sealed and never echoed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviews.actions import facts, witnesses
from interviews.api.shared import all_witnesses, valid, witness_of
from interviews.identity import Contact, Identity, PersonName
from interviews.models import RiskAssessment, Witness, WitnessStatus


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


class Witnesses(generics.ListAPIView[Witness]):
    serializer_class = WitnessOut
    queryset = Witness.objects.none()

    def get_queryset(self) -> Any:
        return all_witnesses(self.request).order_by("-registered_at", "code")

    @extend_schema(request=WitnessIn, responses={201: WitnessOut})
    def post(self, request: Request) -> Response:
        sent = WitnessIn(data=request.data)
        said = valid(sent)
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
        return Response(WitnessOut(witness_of(request, pk)).data)


class Statuses(APIView):
    @extend_schema(responses=StatusOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        rows = WitnessStatus.objects.visible_to(request.user).filter(witness=witness_of(request, pk))
        return Response(StatusOut(rows, many=True).data)

    @extend_schema(request=StatusOut, responses={201: StatusOut})
    def post(self, request: Request, pk: UUID) -> Response:
        said = valid(StatusOut(data=request.data))
        unknown = {"circumstances_changed": None, "open_rights_request": None}
        row = facts.state_status(witness=witness_of(request, pk), by=request.user, **{**unknown, **said})
        return Response(StatusOut(row).data, status=201)


class Risks(APIView):
    @extend_schema(responses=RiskOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        rows = RiskAssessment.objects.visible_to(request.user).filter(witness=witness_of(request, pk))
        return Response(RiskOut(rows, many=True).data)

    @extend_schema(request=RiskOut, responses={201: RiskOut})
    def post(self, request: Request, pk: UUID) -> Response:
        said = valid(RiskOut(data=request.data))
        unknown = {"valid_to": None, "raised_since_consent": None}
        row = facts.assess_risk(witness=witness_of(request, pk), by=request.user, **{**unknown, **said})
        return Response(RiskOut(row).data, status=201)
