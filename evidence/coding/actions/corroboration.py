"""A person judges whether two accounts tell of the same event. Nothing is merged, whatever is judged."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.quality import LONGEST_REASON, SHORTEST_REASON
from evidence.coding.corroboration import Pair, pair_of
from evidence.coding.models import DetentionPeriod, Fact, Incident, Judgement
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def judge_pair(
    *, one: Fact, other: Fact, verdict: str, reason: str, seen: str, by: Person, client_key: UUID | None = None
) -> Judgement:
    """`seen`: the pair as it stood when it was looked at (`Pair.stands`).

    Whoever judges again supersedes their own judgement; those of others stand beside it. Sent again, it is one.
    """
    require(by, Right.TAG)
    mine = Judgement.objects.visible_to(by).filter(by=by)
    if client_key and (known := mine.filter(client_key=client_key).first()):
        return known
    _check(verdict, reason)
    pair = _pair(one, other, seen, by)
    now = timezone.now()
    facts = _facts_of(pair)
    for earlier in mine.select_for_update(of=("self",)).filter(**facts, superseded_at=None):
        earlier.superseded_at = now
        earlier.save(update_fields=["superseded_at"])
    judgement = Judgement(
        **facts, **_belonging(one, other, by), verdict=verdict, reason=reason.strip(), as_it_stood=pair.stands,
        by=by, at=now, client_key=client_key or uuid4(),
    )  # fmt: skip
    judgement.save(force_insert=True)
    detail = {"items": [str(pair.one_item), str(pair.other_item)], "facts": [str(pair.one), str(pair.other)],
              "verdict": str(verdict)}  # fmt: skip
    record("corroboration.judged", actor=by.pk, object=judgement.pk, detail=detail)
    return judgement


def _check(verdict: str, reason: str) -> None:
    if verdict not in Judgement.Verdict.values:
        raise Invalid(_("Choose a judgement."), field="verdict")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(_("Say in a few words why."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Say it in fewer words."), field="reason")


def _pair(one: Fact, other: Fact, seen: str, by: Person) -> Pair:
    """Both facts stand still meanwhile. Raises Invalid where they do not meet, or are no longer what was seen."""
    for model in (Incident, DetentionPeriod):
        rows = model.objects.visible_to(by).filter(pk__in=[one.pk, other.pk])
        list(rows.select_for_update(of=("self",)).values_list("pk"))
    pair = pair_of(one, other, by)
    if pair is None:
        raise Invalid(_("These two accounts do not put people in the same place at the same time."))
    if pair.stands != seen:
        raise Invalid(_("The facts changed since you opened the page. Look at them again."))
    return pair


def _facts_of(pair: Pair) -> dict[str, Any]:
    """The four columns that name a pair, the unused ones empty."""
    named = dict.fromkeys(("incident_id", "detention_id", "other_incident_id", "other_detention_id"))
    return {**named, f"{pair.one_kind}_id": pair.one, f"other_{pair.other_kind}_id": pair.other}


def _belonging(one: Fact, other: Fact, by: Person) -> dict[str, Any]:
    """The columns for the door and the policies, the smaller item first."""
    first, second = sorted((one, other), key=lambda fact: fact.item_id)
    items = Item.objects.visible_to(by).in_bulk([first.item_id, second.item_id])
    belonging: dict[str, Any] = {}
    for prefix, fact in (("", first), ("other_", second)):
        item = items[fact.item_id]
        belonging |= {f"{prefix}item": item, f"{prefix}collection_id": item.collection_id,
                      f"{prefix}closed": item.closed, f"{prefix}restricted": fact.restricted}  # fmt: skip
    return belonging
