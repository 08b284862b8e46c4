"""The list of pairs: filtered, sorted, counted, in pages, as every list of the house."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from evidence.coding.corroboration.forms import PairFilter
from evidence.coding.corroboration.pairs import Found, Wanted, pairs_of
from evidence.coding.corroboration.shown import shown
from iapb.access.rights import Actor
from iapb.accounts.tables import Column, Listing

PAGE = 25


class Pairs(Listing):
    """Sorted and cut by the one statement that finds them, not by a queryset. `rows`: what is wanted, and by whom."""

    rows: Any

    def __post_init__(self) -> None:
        sort = self.sent.get("sort", "")
        self.descending, self.sort = sort.startswith("-"), sort.lstrip("-")
        wanted, actor = self.rows
        number = self.sent.get("page", "1")
        asked = int(number) if number.isdecimal() and len(number) < 7 else 1
        found = _page(wanted, actor, max(asked, 1))
        if not found.pairs and asked > 1:
            asked, found = 1, _page(wanted, actor, 1)
        paginator = Paginator(range(found.total), PAGE)
        self.page = Page(shown(found.pairs, actor), max(asked, 1), paginator)


def _page(wanted: Wanted, actor: Actor, number: int) -> Found:
    return pairs_of(actor, wanted, limit=PAGE, offset=(number - 1) * PAGE)


def pairs(request: HttpRequest) -> Pairs:
    form = PairFilter(request.POST or None)
    wanted = form.wanted(request.user, request.POST)
    columns = [
        Column(_("Accounts"), ("accounts",), "accounts"),
        Column(_("Match"), ("match",), "match"),
        Column(_("Why")),
        Column(_("When"), ("time",), "time"),
        Column(_("Judged")),
    ]
    chosen = form.cleaned_data if form.is_valid() else {}
    return Pairs((wanted, request.user), columns, form, request.POST, any(chosen.values()))
