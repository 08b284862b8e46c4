"""Proposals of machines in bulk, code by code, and how often people took them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page
from django.db.models import Count
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from evidence.coding import actions
from evidence.coding.actions.suggestions import DECIDED_ALREADY
from evidence.coding.models import Code
from evidence.coding.suggestions_shown import in_their_sentence, of_one_code, precision, waiting_by_code
from iapb.accounts.tables import KeysFirst

PAGE = 25
ORDERS: dict[str, Any] = {
    "texts": (_("text by text"), ["item", "start", "pk"]),
    "words": (_("alike words together"), [Lower("cue"), "item", "start", "pk"]),
}


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    return render(request, "coding/suggestions.html", {"rows": _named(waiting_by_code(request.user))})


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    labels = {one.code: one.label for one in Code.objects.filter(framework__current=True)}
    return [{**row, "label": labels.get(row["code__code"], "")} for row in rows]


@require_http_methods(["GET", "HEAD", "POST"])
def of_code(request: HttpRequest, code: str) -> HttpResponse:
    """Fields are `on-ID`; what was left open stays so, and the pages after it can be turned to."""
    wanted = get_object_or_404(Code, code=code, framework__current=True)
    mine = of_one_code(code, request.user)
    order = request.GET.get("order") if request.GET.get("order") in ORDERS else "texts"
    numbers = dict(mine.order_by().values_list("language").annotate(number=Count("pk")))
    language = request.GET.get("language") if request.GET.get("language") in numbers else None
    chosen = urlencode({"order": order, **({"language": language} if language is not None else {})})
    if request.method == "POST":
        said = decisions_of(request.POST)
        decisions = [(one, said[one.pk]) for one in mine.filter(pk__within=list(said))]
        done, refusals = actions.decide_suggestions(decisions=decisions, by=request.user)
        _tell(request, done, [*refusals, *[DECIDED_ALREADY] * (len(said) - len(decisions))])
        page = urlencode({"page": request.POST.get("page", "")})
        return redirect(f"{reverse('suggestions_of_code', args=[code])}?{chosen}&{page}")
    page = _page(mine.order_by(*ORDERS[order][1]), numbers, language, request.GET.get("page"))
    told = {
        "code": wanted, "page": page, "rows": [(one, in_their_sentence(one)) for one in page], "chosen": chosen,
        "order": order, "orders": {name: label for name, (label, _fields) in ORDERS.items()}, "language": language,
        "languages": sorted(numbers),
    }  # fmt: skip
    return render(request, "coding/suggestions_of_code.html", told)


def _page(mine: Any, numbers: dict[str, int], language: str | None, number: str | None) -> Page:
    """The segments of a page's proposals alone are read: each has a wall of its own. `numbers`: by language; nothing
    is counted a second time."""
    shown = mine if language is None else mine.filter(language=language)
    paginator = KeysFirst(shown.select_related("segment", "item"), PAGE)
    paginator.count = sum(numbers.values()) if language is None else numbers[language]
    return paginator.get_page(number)


def decisions_of(fields: QueryDict) -> dict[UUID, str]:
    said = {}
    for name, value in fields.items():
        if name.startswith("on-") and value in ("accept", "refuse"):
            with suppress(ValueError):
                said[UUID(name.removeprefix("on-"))] = str(value)
    return said


def _tell(request: HttpRequest, done: int, refusals: list[Any]) -> None:
    if done:
        messages.success(request, ngettext("%(n)d proposal decided.", "%(n)d proposals decided.", done) % {"n": done})
    for sentence in dict.fromkeys(map(str, refusals)):
        messages.error(request, sentence)


@require_safe
def suggestion_precision(request: HttpRequest) -> HttpResponse:
    return render(request, "coding/suggestion_precision.html", {"rows": _named(precision(request.user))})
