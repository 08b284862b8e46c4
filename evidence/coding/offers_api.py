"""Coding handed on by who does it, for scripts: the verbs of the pages. That it is too heavy is kept nowhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.coding import actions
from evidence.coding.actions.quality_offers import colleagues
from evidence.coding.models import Work
from evidence.coding.quality_api import checked, coder_of, work_of, work_told, works
from evidence.coding.quality_shapes import CoderOut, CodingWorkOut, OfferIn, work_data

TO_ME, MINE = "to_me", "mine"


class Offers(generics.ListAPIView[Work]):
    """Coding that a colleague asks one to take over; with `show=mine` what one has offered."""

    serializer_class = CodingWorkOut

    def get_queryset(self) -> QuerySet[Work]:
        found = works(self.request).filter(state=Work.State.OFFERED).order_by("given_at", "pk")
        if self.request.query_params.get("show") == MINE:
            return found.filter(coder=self.request.user)
        return found.filter(offered_to=self.request.user)

    @extend_schema(parameters=[OpenApiParameter("show", str, enum=[TO_ME, MINE])])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = [work_data(one, request.user) for one in self.paginate_queryset(self.get_queryset())]
        return self.get_paginated_response(CodingWorkOut(rows, many=True).data)


class Colleagues(APIView):
    """Whom its coder may ask: people of their body or teams who code and were given the item. For others nobody."""

    @extend_schema(responses=CoderOut(many=True))
    def get(self, request: Request, pk: UUID) -> Response:
        found = colleagues(work_of(request, pk), request.user)
        return Response([{"id": str(one.pk), "name": one.name} for one in found])


class Offer(APIView):
    """It stays with its coder until the colleague has accepted."""

    @extend_schema(request=OfferIn, responses=CodingWorkOut)
    def post(self, request: Request, pk: UUID) -> Response:
        work, sent = work_of(request, pk), checked(OfferIn, request)
        to = coder_of(sent["to"])
        actions.offer_work(work=work, to=to, why=sent["why"], reason=sent["reason"], by=request.user)
        return work_told(work_of(request, pk), request)


class Accept(APIView):
    """Of a second coding that was begun another one is begun in its place: the answer is the one that is now held."""

    @extend_schema(request=None, responses=CodingWorkOut)
    def post(self, request: Request, pk: UUID) -> Response:
        held = actions.accept_offer(work=work_of(request, pk), by=request.user)
        return work_told(work_of(request, held.pk), request)


class Decline(APIView):
    """It stays with the colleague who asked."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: UUID) -> Response:
        actions.decline_offer(work=work_of(request, pk), by=request.user)
        return Response(status=204)


class Withdraw(APIView):
    @extend_schema(request=None, responses=CodingWorkOut)
    def post(self, request: Request, pk: UUID) -> Response:
        actions.withdraw_offer(work=work_of(request, pk), by=request.user)
        return work_told(work_of(request, pk), request)


class PutBack(APIView):
    """For whoever takes it. The row may be none of its coder's business any more."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: UUID) -> Response:
        actions.put_back_work(work=work_of(request, pk), by=request.user)
        return Response(status=204)
