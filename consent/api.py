"""Consent for scripts: the forms, what stands, recording it and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from consent.actions import pauses, proofs, records, withdrawals
from consent.actions.records import Taking
from consent.answers import Answered
from consent.models import ConsentForm, ConsentGrant, ConsentRecord
from consent.pages import records as pages
from consent.standing import standing_of
from consent.views import records as views
from consent.words import Answer, Identity, Material, Purpose
from iapb.routes import without_transaction
from interviews.models import Witness

_TAKEN = [name for name in Taking.__dataclass_fields__ if name != "form"]


class FormOut(serializers.ModelSerializer[ConsentForm]):
    class Meta:
        model = ConsentForm
        fields = ["id", "version", "language", "sha256", "notice_version", "purposes", "valid_from", "valid_to"]


class AnswerIn(serializers.Serializer[Any]):
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    answer = serializers.ChoiceField(choices=Answer.choices)
    identity = serializers.ChoiceField(choices=Identity.choices, default=Identity.PSEUDONYMOUS)
    material = serializers.ListField(child=serializers.ChoiceField(choices=Material.choices), default=list)
    countries_allowed = serializers.ListField(
        child=serializers.CharField(max_length=2), allow_null=True, required=False, default=None
    )
    countries_denied = serializers.ListField(child=serializers.CharField(max_length=2), default=list)
    onward_sharing = serializers.BooleanField(default=False)
    contact_first = serializers.BooleanField(default=False)
    conditions = serializers.CharField(default="", allow_blank=True)
    expires_on = serializers.DateField(allow_null=True, required=False, default=None)


class ConsentIn(serializers.ModelSerializer[ConsentRecord]):
    key = serializers.UUIDField(required=False, help_text="the same key sent twice records one consent")
    form = serializers.UUIDField()
    proof = serializers.UUIDField(allow_null=True, required=False, default=None)
    answers = AnswerIn(many=True)

    class Meta:
        model = ConsentRecord
        fields = ["key", "form", "proof", "answers", *_TAKEN]


class GrantOut(serializers.ModelSerializer[ConsentGrant]):
    class Meta:
        model = ConsentGrant
        fields = [
            "purpose", "answer", "identity", "material", "countries_allowed", "countries_denied", "onward_sharing",
            "contact_first", "conditions", "expires_on", "withdrawn_at", "invalidated_at",
        ]  # fmt: skip


class ConsentOut(serializers.Serializer[Any]):
    state = serializers.CharField()
    sentence = serializers.CharField()
    record = serializers.UUIDField(allow_null=True)
    lapses_on = serializers.DateField(allow_null=True)
    grants = GrantOut(many=True)


class WithdrawalIn(serializers.Serializer[Any]):
    purposes = serializers.ListField(
        child=serializers.ChoiceField(choices=Purpose.choices), allow_null=True, required=False, default=None
    )
    channel = serializers.CharField()
    happened_on = serializers.DateField()
    note = serializers.CharField(default="", allow_blank=True)


class InvalidationIn(serializers.Serializer[Any]):
    purposes = serializers.ListField(
        child=serializers.ChoiceField(choices=Purpose.choices), allow_null=True, required=False, default=None
    )
    reason = serializers.CharField()
    happened_on = serializers.DateField()


class NarrowingIn(serializers.Serializer[Any]):
    answers = AnswerIn(many=True)
    channel = serializers.CharField()
    happened_on = serializers.DateField()
    note = serializers.CharField(default="", allow_blank=True)


class Forms(generics.ListAPIView[ConsentForm]):
    serializer_class = FormOut
    queryset = ConsentForm.objects.all()


def _witness(request: Request, pk: UUID) -> Witness:
    return get_object_or_404(Witness.objects.visible_to(request.user), pk=pk)


def _standing(request: Request, witness: Witness) -> dict[str, Any]:
    standing = standing_of(witness.pk, request.user)
    grants = pages.grants_of(standing.record, request.user) if standing.record else []
    return {
        "state": standing.state,
        "sentence": str(standing.sentence),
        "record": standing.record.pk if standing.record else None,
        "lapses_on": standing.lapses_on,
        "grants": GrantOut(grants, many=True).data,
    }


class Consent(APIView):
    @extend_schema(responses=ConsentOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(_standing(request, _witness(request, pk)))

    @extend_schema(request=ConsentIn, responses={201: ConsentOut})
    def post(self, request: Request, pk: UUID) -> Response:
        witness = _witness(request, pk)
        sent = ConsentIn(data=request.data)
        sent.is_valid(raise_exception=True)
        said = dict(sent.validated_data)
        form = get_object_or_404(ConsentForm, pk=said["form"])
        answers = [_answered(answer) for answer in said["answers"]]
        records.record_consent(
            witness=witness,
            taking=Taking(form=form, **{name: said[name] for name in _TAKEN if name in said}),
            answers=answers,
            proof=proofs.find(said["proof"], request.user),
            key=said.get("key"),
            by=request.user,
        )
        return Response(_standing(request, witness), status=201)


def _answered(said: dict[str, Any]) -> Answered:
    allowed, denied = said["countries_allowed"], said["countries_denied"]
    return Answered(
        **{
            **said,
            "material": frozenset(said["material"]),
            "countries_allowed": None if allowed is None else tuple(allowed),
            "countries_denied": tuple(denied),
        }
    )


class _Said(APIView):
    """What the witness said of a consent that stands; answers how it stands then."""

    sent: type[serializers.Serializer[Any]]
    act: Callable[..., object]

    def post(self, request: Request, pk: UUID) -> Response:
        witness = _witness(request, pk)
        sent = self.sent(data=request.data)
        sent.is_valid(raise_exception=True)
        type(self).act(witness=witness, by=request.user, **sent.validated_data)
        return Response(_standing(request, witness))


def _narrow(*, answers: list[dict[str, Any]], **said: Any) -> None:
    records.narrow(answers=[_answered(answer) for answer in answers], **said)


@extend_schema(request=WithdrawalIn, responses={200: ConsentOut})
class Withdrawal(_Said):
    sent, act = WithdrawalIn, staticmethod(withdrawals.withdraw)


@extend_schema(request=WithdrawalIn, responses={200: ConsentOut})
class Pause(_Said):
    sent, act = WithdrawalIn, staticmethod(pauses.pause)


@extend_schema(request=InvalidationIn, responses={200: ConsentOut})
class Invalidation(_Said):
    sent, act = InvalidationIn, staticmethod(withdrawals.invalidate)


@extend_schema(request=NarrowingIn, responses={200: ConsentOut})
class Narrowing(_Said):
    sent, act = NarrowingIn, staticmethod(_narrow)


class UploadProof(APIView):
    """The body of the request is the proof itself, in one stream."""

    @extend_schema(request={"application/octet-stream": bytes}, responses={201: None, 200: None})
    def put(self, request: Request, pk: UUID) -> HttpResponse:
        return views.upload_proof(request._request, pk)


upload_proof = without_transaction(csrf_exempt(UploadProof.as_view()))
