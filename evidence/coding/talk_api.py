"""Questions to partners for scripts: the verbs of the pages, each side at its own addresses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.coding import actions
from evidence.coding.models import Question, QuestionMessage
from evidence.coding.quality_api import checked
from evidence.coding.talk_shapes import (
    AskedOut,
    AskIn,
    QuestionOut,
    QuestionPageOut,
    SaidIn,
    asked_data,
    question_data,
    question_page_data,
)
from evidence.coding.talk_shown import of_body, passage_now, passage_of, questions_with_turns, turns_of
from evidence.models import Item, Text

STATE = OpenApiParameter("state", str, enum=Question.State.values)


class AskedQuestions(generics.ListAPIView[Question]):
    """Those of every item one codes, the last said first."""

    serializer_class = AskedOut

    def get_queryset(self) -> QuerySet[Question]:
        found = Question.objects.visible_to(self.request.user)
        chosen = self.request.query_params
        if state := chosen.get("state"):
            found = found.filter(state=state)
        if chosen.get("mine") == "yes":
            found = found.filter(asker=self.request.user)
        return found

    @extend_schema(parameters=[STATE, OpenApiParameter("mine", str, enum=["yes"], description="asked by me")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset().order_by("-touched_at", "pk"))
        return self.get_paginated_response(AskedOut(_told(page, request), many=True).data)


class OfItem(APIView):
    """What is asked about an item, the open ones first; and a new question about words of it."""

    @extend_schema(responses=AskedOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        item = _item(request, pk)
        found = questions_with_turns(Question.objects.visible_to(request.user).filter(item=item), request.user)
        return Response(AskedOut([asked_data(one, request.user) for one in found], many=True).data)

    @extend_schema(request=AskIn, responses={201: AskedOut})
    def post(self, request: Request, pk: UUID) -> Response:
        item, sent = _item(request, pk), checked(AskIn, request)
        texts = Text.objects.visible_to(request.user).select_related("item")
        text = get_object_or_404(texts, pk=sent.pop("text"), item=item)
        asked = actions.ask_partner(text=text, by=request.user, **sent)
        return _asked_told(request, asked.pk, status=201)


class AskedQuestion(APIView):
    @extend_schema(responses=AskedOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return _asked_told(request, pk)


class AskOn(APIView):
    @extend_schema(request=SaidIn, responses=AskedOut)
    def post(self, request: Request, pk: UUID) -> Response:
        question, sent = _question(request, pk), checked(SaidIn, request)
        actions.ask_on(question=question, by=request.user, **sent)
        return _asked_told(request, pk)


class Close(APIView):
    @extend_schema(request=None, responses=AskedOut)
    def post(self, request: Request, pk: UUID) -> Response:
        actions.settle_question(question=_question(request, pk), by=request.user)
        return _asked_told(request, pk)


class Strike(APIView):
    """One's own words. The first ones of a question that nobody has answered take it back."""

    @extend_schema(request=None, responses=AskedOut)
    def post(self, request: Request, pk: UUID) -> Response:
        struck = actions.strike_message(message=_message(request, pk), by=request.user)
        return _asked_told(request, struck.question_id)


class Questions(generics.ListAPIView[Question]):
    """What one's own body is asked, and nothing of who asks."""

    serializer_class = QuestionOut

    def get_queryset(self) -> QuerySet[Question]:
        found = Question.objects.visible_to(self.request.user).select_related("item").order_by("-touched_at", "pk")
        state = self.request.query_params.get("state")
        return found.filter(state=state) if state else found

    @extend_schema(parameters=[STATE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = [question_data(one) for one in self.paginate_queryset(self.get_queryset())]
        return self.get_paginated_response(QuestionOut(rows, many=True).data)


class QuestionPage(APIView):
    @extend_schema(responses=QuestionPageOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return _page_told(request, pk)


class Answer(APIView):
    @extend_schema(request=SaidIn, responses=QuestionPageOut)
    def post(self, request: Request, pk: UUID) -> Response:
        question, sent = _question(request, pk), checked(SaidIn, request)
        actions.answer_question(question=question, by=request.user, **sent)
        return _page_told(request, pk)


class StrikeAnswer(APIView):
    @extend_schema(request=None, responses=QuestionPageOut)
    def post(self, request: Request, pk: UUID) -> Response:
        struck = actions.strike_message(message=_message(request, pk), by=request.user)
        return _page_told(request, struck.question_id)


def _item(request: Request, pk: UUID) -> Item:
    return get_object_or_404(Item.objects.visible_to(request.user), pk=pk)


def _question(request: Request, pk: UUID) -> Question:
    return get_object_or_404(Question.objects.visible_to(request.user), pk=pk)


def _message(request: Request, pk: UUID) -> QuestionMessage:
    return get_object_or_404(QuestionMessage.objects.visible_to(request.user), pk=pk)


def _told(page: Any, request: Request) -> list[dict[str, Any]]:
    """Of one page of rows, in their order."""
    order = {one.pk: place for place, one in enumerate(page or [])}
    rows = Question.objects.visible_to(request.user).filter(pk__in=list(order))
    found = sorted(questions_with_turns(rows, request.user), key=lambda one: order[one.pk])
    return [asked_data(one, request.user) for one in found]


def _asked_told(request: Request, pk: UUID, *, status: int = 200) -> Response:
    _question(request, pk)
    rows = Question.objects.visible_to(request.user).filter(pk=pk)
    [found] = questions_with_turns(rows, request.user)
    return Response(AskedOut(asked_data(found, request.user)).data, status=status)


def _page_told(request: Request, pk: UUID) -> Response:
    question = get_object_or_404(of_body(request.user), pk=pk)
    asked, now = passage_of(question, request.user), passage_now(question, request.user)
    data = question_page_data(question, asked, now, turns_of(question, request.user), request.user)
    return Response(QuestionPageOut(data).data)
