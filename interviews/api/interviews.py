"""Interviews for scripts: entering, changing, going on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from interviews.actions import interviews, states
from interviews.actions.interviews import EarlierAccount, Held, Present
from interviews.api.shared import interview_of, valid, witness_of
from interviews.models import Interview, Presence


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
    relation = serializers.ChoiceField(
        choices=Presence.Relation.choices, required=False, allow_blank=True, default="", help_text="of a guardian"
    )
    no_conflict = serializers.BooleanField(required=False, allow_null=True, default=None, help_text="of a guardian")


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


class Interviews(generics.ListAPIView[Interview]):
    serializer_class = InterviewOut
    queryset = Interview.objects.none()

    def get_queryset(self) -> Any:
        return Interview.objects.visible_to(self.request.user).order_by("-created_at", "id")

    @extend_schema(request=InterviewIn, responses={201: InterviewOut})
    def post(self, request: Request) -> Response:
        said = valid(InterviewIn(data=request.data))
        witness = witness_of(request, said.pop("witness"))
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


class InterviewPage(APIView):
    @extend_schema(responses=InterviewOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(InterviewOut(interview_of(request, pk)).data)

    @extend_schema(request=InterviewChangeIn, responses=InterviewOut)
    def put(self, request: Request, pk: UUID) -> Response:
        interview, said = interview_of(request, pk), valid(InterviewChangeIn(data=request.data))
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
        interview, said = interview_of(request, pk), valid(StateIn(data=request.data))
        return Response(InterviewOut(states.move(interview=interview, to=said["state"], by=request.user)).data)


def _held(said: dict[str, Any]) -> Held:
    return Held(**{name: tuple(value) if isinstance(value, list) else value for name, value in said.items()})
