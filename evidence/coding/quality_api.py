"""Coding as work for scripts: given out and handed in, settled where it differs, and how far coders agree.

The verbs of the pages through the same actions.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.coding import actions
from evidence.coding.layers import original_of
from evidence.coding.models import Code, Comparison, RuleQuestion, Settlement, Work
from evidence.coding.quality_figures import BRANCH, BY, LEAF, table_of
from evidence.coding.quality_forms import coders
from evidence.coding.quality_shapes import (
    AgreementOut,
    CoderOut,
    CodingWorkOut,
    ComparisonOut,
    DeskOut,
    GiveIn,
    HandOverIn,
    RuleDecisionIn,
    RuleIn,
    RuleOut,
    SettleIn,
    SettlementOut,
    TakeBackIn,
    comparison_data,
    difference_data,
    measured_data,
    rule_data,
    settlement_data,
    work_data,
)
from evidence.coding.quality_shown import Desk, desk_of
from evidence.models import Item, Text
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person

MINE, WAITING, GIVEN = "mine", "waiting", "given"


class Coders(APIView):
    """Who codes: whom work can be given to. Whether they see the text is asked when they are chosen."""

    @extend_schema(responses=CoderOut(many=True))
    def get(self, request: Request) -> Response:
        return Response([{"id": str(one.pk), "name": one.name} for one in coders()])


class Works(generics.ListAPIView[Work]):
    serializer_class = CodingWorkOut

    def get_queryset(self) -> QuerySet[Work]:
        found = works(self.request).order_by("state", "given_at", "pk")
        show = self.request.query_params.get("show", MINE)
        if show == GIVEN:
            require(self.request.user, Right.SETTLE)
        elif show == WAITING:
            found = found.filter(state=Work.State.WAITING)
        else:
            found = found.filter(Q(coder=self.request.user) | Q(offered_to=self.request.user))
        if state := self.request.query_params.get("state"):
            found = found.filter(state=state)
        return found

    @extend_schema(
        parameters=[
            OpenApiParameter("show", str, enum=[MINE, WAITING, GIVEN]),
            OpenApiParameter("state", str, enum=Work.State.values),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = [work_data(one, request.user) for one in self.paginate_queryset(self.get_queryset())]
        return self.get_paginated_response(CodingWorkOut(rows, many=True).data)


class WorkPage(APIView):
    @extend_schema(responses=CodingWorkOut)
    def get(self, request: Request, pk: UUID) -> Response:
        return work_told(work_of(request, pk), request)


class Give(APIView):
    """The original that the workbench opens with, to a person or to whoever takes it."""

    @extend_schema(request=GiveIn, responses={201: CodingWorkOut})
    def post(self, request: Request, pk: UUID) -> Response:
        text, to = _text(request, pk), checked(GiveIn, request).get("to")
        given = actions.give_work(text=text, to=coder_of(to) if to else None, by=request.user)
        return work_told(given, request, status=201)


class Take(APIView):
    @extend_schema(request=None, responses={201: CodingWorkOut})
    def post(self, request: Request, pk: UUID) -> Response:
        return work_told(actions.take_text(text=_text(request, pk), by=request.user), request, status=201)


class Claim(APIView):
    @extend_schema(request=None, responses=CodingWorkOut)
    def post(self, request: Request, pk: UUID) -> Response:
        return work_told(actions.claim_work(work=work_of(request, pk), by=request.user), request)


class HandIn(APIView):
    @extend_schema(request=None, responses=CodingWorkOut)
    def post(self, request: Request, pk: UUID) -> Response:
        return work_told(actions.hand_in_work(work=work_of(request, pk), by=request.user), request)


class HandOver(APIView):
    """The answer is what the work was: the new coder's row may be none of the old one's business."""

    @extend_schema(request=HandOverIn, responses={204: None})
    def post(self, request: Request, pk: UUID) -> Response:
        work, sent = work_of(request, pk), checked(HandOverIn, request)
        actions.hand_over_work(work=work, to=coder_of(sent["to"]), reason=sent["reason"], by=request.user)
        return Response(status=204)


class TakeBack(APIView):
    @extend_schema(request=TakeBackIn, responses=CodingWorkOut)
    def post(self, request: Request, pk: UUID) -> Response:
        work, sent = work_of(request, pk), checked(TakeBackIn, request)
        return work_told(actions.take_back_work(work=work, by=request.user, **sent), request)


class Comparisons(generics.ListAPIView[Comparison]):
    serializer_class = ComparisonOut

    def get_queryset(self) -> QuerySet[Comparison]:
        found = _comparisons(self.request).order_by("-state", "made_at", "pk")
        for name in ("state", "basis"):
            if chosen := self.request.query_params.get(name):
                found = found.filter(**{name: chosen})
        return found

    @extend_schema(
        parameters=[
            OpenApiParameter("state", str, enum=Comparison.State.values),
            OpenApiParameter("basis", str, enum=Comparison.Basis.values),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = [comparison_data(one) for one in self.paginate_queryset(self.get_queryset())]
        return self.get_paginated_response(ComparisonOut(rows, many=True).data)


class Compare(APIView):
    """Before the second coding is handed in there is nothing to be seen of either."""

    @extend_schema(responses=DeskOut)
    def get(self, request: Request, pk: UUID) -> Response:
        found = _comparison_of(request, pk)
        blind = found.state == Comparison.State.BLIND
        desk = Desk(found, [], 0) if blind else desk_of(found, request.user)
        told = {"agreed": desk.agreed, "open": desk.open, "differences": [difference_data(one) for one in desk.shown]}
        return Response(DeskOut({**comparison_data(found), **told}).data)


class Settle(APIView):
    @extend_schema(request=SettleIn, responses={201: SettlementOut})
    def post(self, request: Request, pk: UUID) -> Response:
        comparison, sent = _comparison_of(request, pk), checked(SettleIn, request)
        code, exact = sent.pop("code", ""), sent.pop("exact", "")
        other = actions.Other(_code(code), exact) if code and exact else None
        made = actions.settle_difference(comparison=comparison, other=other, by=request.user, **sent)
        return Response(SettlementOut(settlement_data(made)).data, status=201)


class Undo(APIView):
    @extend_schema(request=None, responses=SettlementOut)
    def post(self, request: Request, pk: UUID) -> Response:
        rows = Settlement.objects.visible_to(request.user).select_related("comparison", "by")
        settlement = get_object_or_404(rows, pk=pk)
        _comparison_of(request, settlement.comparison_id)
        undone = actions.undo_settlement(settlement=settlement, by=request.user)
        return Response(SettlementOut(settlement_data(undone)).data)


class Close(APIView):
    @extend_schema(request=None, responses=ComparisonOut)
    def post(self, request: Request, pk: UUID) -> Response:
        actions.close_comparison(comparison=_comparison_of(request, pk), by=request.user)
        return Response(ComparisonOut(comparison_data(_comparison_of(request, pk))).data)


class AskRule(APIView):
    @extend_schema(request=RuleIn, responses={201: RuleOut})
    def post(self, request: Request, pk: UUID) -> Response:
        comparison, sent = _comparison_of(request, pk), checked(RuleIn, request)
        code = _code(sent.pop("code"))
        asked = actions.ask_about_rule(comparison=comparison, code=code, by=request.user, **sent)
        return Response(RuleOut(rule_data(asked, seen=True)).data, status=201)


class Rules(generics.ListAPIView[RuleQuestion]):
    """The log of rules. Whoever does not see the case reads the rule alone."""

    serializer_class = RuleOut

    def get_queryset(self) -> QuerySet[RuleQuestion]:
        found = RuleQuestion.objects.visible_to(self.request.user).select_related("code").order_by("-raised_at", "pk")
        state = self.request.query_params.get("state")
        return found.filter(state=state) if state else found

    @extend_schema(parameters=[OpenApiParameter("state", str, enum=RuleQuestion.State.values)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        cases = {one.item_id for one in page}
        items = Item.objects.visible_to(request.user).filter(pk__within=list(cases))
        seen = set(items.values_list("pk", flat=True))
        rows = [rule_data(one, seen=one.item_id in seen) for one in page]
        return self.get_paginated_response(RuleOut(rows, many=True).data)


class DecideRule(APIView):
    @extend_schema(request=RuleDecisionIn, responses=RuleOut)
    def post(self, request: Request, pk: UUID) -> Response:
        rows = RuleQuestion.objects.visible_to(request.user).select_related("code")
        question = get_object_or_404(rows, pk=pk)
        decided = actions.decide_rule(question=question, by=request.user, **checked(RuleDecisionIn, request))
        seen = Item.objects.visible_to(request.user).filter(pk=decided.item_id).exists()
        return Response(RuleOut(rule_data(decided, seen=seen)).data)


class Agreement(APIView):
    """As the file of the page: it goes further than the page, so pairs are numbered and the ledger says so."""

    @extend_schema(
        parameters=[
            OpenApiParameter("by", str, enum=list(BY)),
            OpenApiParameter("level", str, enum=[LEAF, BRANCH]),
            OpenApiParameter("code", str, description="id of a code"),
            OpenApiParameter("basis", str, enum=[*Comparison.Basis.values, "any"]),
            OpenApiParameter("language", str, enum=["ru", "be", "en"]),
            OpenApiParameter("since", str, description="YYYY-MM-DD"),
            OpenApiParameter("until", str, description="YYYY-MM-DD"),
        ],
        responses=AgreementOut,
    )
    def get(self, request: Request) -> Response:
        table = table_of(request.query_params, request.user, names=False)
        for name, errors in table.form.errors.items():
            raise Invalid(errors[0], name)
        actions.export_agreement(rows=len(table.rows), comparisons=table.comparisons, by=request.user)
        told = {"comparisons": table.comparisons, "rows": [measured_data(row) for row in table.rows]}
        return Response(AgreementOut(told).data)


def checked(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    found = serializer(data=request.data)
    found.is_valid(raise_exception=True)
    return dict(found.validated_data)


def _code(name: str) -> Code:
    codes = Code.objects.select_related("framework", "replaced_by")
    return get_object_or_404(codes, code=name, framework__current=True)


def coder_of(pk: UUID) -> Person:
    found = coders().filter(pk=pk).first()
    if found is None:
        raise Invalid(_("This person does not code, or does not see this text or a code on it."), field="to")
    return found


def _text(request: Request, pk: UUID) -> Text:
    return original_of(get_object_or_404(Item.objects.visible_to(request.user), pk=pk), request.user)


def works(request: Request) -> QuerySet[Work]:
    return Work.objects.visible_to(request.user).select_related("item", "text", "coder", "offered_to")


def work_of(request: Request, pk: UUID) -> Work:
    return get_object_or_404(works(request), pk=pk)


def work_told(work: Work, request: Request, *, status: int = 200) -> Response:
    return Response(CodingWorkOut(work_data(work, request.user)).data, status=status)


def _comparisons(request: Request) -> QuerySet[Comparison]:
    rows = Comparison.objects.visible_to(request.user)
    return rows.select_related("item", "text", "first", "second", "settled_by")


def _comparison_of(request: Request, pk: UUID) -> Comparison:
    return get_object_or_404(_comparisons(request), pk=pk)
