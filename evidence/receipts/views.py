"""Receipts shown, kept as PDF or JSON, and checked when somebody brings one back."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evidence.models import ItemFile
from evidence.receipts import checking, paper, signing, verify_receipt
from evidence.receipts.forms import CheckForm
from iapb.ledger.memory import log_key


class ReceiptFile(serializers.Serializer[Any]):
    format = serializers.CharField()
    receipt = serializers.DictField()
    public_key = serializers.CharField()
    signature = serializers.CharField()
    ledger = serializers.DictField()


def _linked(user: Any, file: UUID) -> ItemFile:
    visible = ItemFile.objects.visible_to(user).select_related("file", "item", "added_by")
    linked = get_object_or_404(visible, file=file)
    if linked.derived_from_id:
        raise Http404
    return linked


@require_safe
def receipt(request: HttpRequest, file: UUID) -> HttpResponse:
    linked = _linked(request.user, file)
    made = signing.receipt_of(linked)
    name = f"receipt-{str(file)[:8]}"
    if request.GET.get("format") == "json":
        return _kept(JsonResponse(made, json_dumps_params={"indent": 1, "ensure_ascii": False}), f"{name}.json")
    if request.GET.get("format") == "pdf":
        return _kept(HttpResponse(paper.printed(linked, made), content_type="application/pdf"), f"{name}.pdf")
    return render(request, "evidence/receipts/receipt.html", {"file": linked, "made": made})


def _kept(answer: HttpResponse, name: str) -> HttpResponse:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The file itself is hashed in the browser: only its hash comes here."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    done = form.is_bound and form.carried_out(lambda sent: checking.checked(by=request.user, **sent))
    shown = {"form": form, "checked": form.result if done else None, "public_key": log_key().to_text()}
    return render(request, "evidence/receipts/check.html", shown, status=422 if form.errors else 200)


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    source = Path(verify_receipt.__file__).read_bytes()
    return _kept(HttpResponse(source, content_type="text/x-python; charset=utf-8"), "verify_receipt.py")


class ApiReceipt(APIView):
    """Signed; with the proof of its place once the ledger is signed."""

    @extend_schema(responses=ReceiptFile)
    def get(self, request: Request, file: UUID) -> Response:
        return Response(signing.receipt_of(_linked(request.user, file)))
