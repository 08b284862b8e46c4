"""An earlier disclosure as its page shows it: what was received then, and what they were told since."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from disclosures.models import PastDisclosure, PastEntry, PastRecall, PastRecallAnswer
from evidence.models import Item
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person


def page(disclosure: PastDisclosure, actor: Person) -> dict[str, Any]:
    with_items([disclosure], actor)
    told = _recalls([disclosure], actor)
    return {
        "disclosure": disclosure,
        "told": told,
        "may_prepare": Right.PREPARE in rights_of(actor),
        "answered": bool(told and told[-1].said),
    }


def with_items(rows: Iterable[Any], by: Any) -> None:
    """Two queries, however many rows."""
    rows = list(rows)
    entries = list(PastEntry.objects.visible_to(by).filter(disclosure__in=[row.pk for row in rows]))
    seen = Item.objects.visible_to(by).filter(pk__within=[entry.item_id for entry in entries])
    references = dict(seen.values_list("pk", "reference"))
    for row in rows:
        mine = [entry for entry in entries if entry.disclosure_id == row.pk]
        named = [(references[one.item_id], one.what) for one in mine if one.item_id in references]
        row.received, row.unseen = sorted(named), len(mine) - len(named)


def with_recalls(rows: Iterable[Any], actor: Person) -> None:
    """The last time each was told, with the last answer. Two queries, however many rows."""
    rows = list(rows)
    last = {one.disclosure_id: one for one in _recalls(rows, actor)}
    for row in rows:
        row.asked_back = last.get(row.pk)


def _recalls(rows: Iterable[Any], actor: Person) -> list[Any]:
    """Oldest first, each with its answers and the last of them."""
    found = PastRecall.objects.visible_to(actor).filter(disclosure__in=[row.pk for row in rows])
    told: list[Any] = list(found.select_related("by"))
    said = PastRecallAnswer.objects.visible_to(actor).filter(recall__in=[one.pk for one in told]).select_related("by")
    answers: dict[Any, list[PastRecallAnswer]] = {}
    for answer in said:
        answers.setdefault(answer.recall_id, []).append(answer)
    for one in told:
        one.all_said = answers.get(one.pk, [])
        one.said = one.all_said[-1] if one.all_said else None
    return told
