"""What could be added to a selection: found by name, by case set or by words, and decided before it is added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from consent.decision import Outcome
from disclosures import reasons
from disclosures.actions import selection
from disclosures.models import Disclosure, Entry
from disclosures.presenters.entries import OUTCOMES, witness_codes
from evidence.models import CaseSet, CaseSetItem, CaseSetSubject, Item
from evidence.search.query import parse
from evidence.search.results import items_found
from iapb.access.rights import Actor
from interviews.models import Witness

MOST = 500  # families in one answer
HITS = 200  # passages that are looked at for words
_WITNESS = re.compile(r"W-\d{5}")


@dataclass
class Offer:
    """A family that could be added, with what the decision says of it today."""

    item: Item
    witness: str
    parts: int
    outcome: str
    sentence: Any
    selected: bool

    @property
    def word(self) -> Any:
        return OUTCOMES[self.outcome]

    @property
    def may_go(self) -> bool:
        return self.outcome == Outcome.ALLOW.name and not self.selected


@dataclass(frozen=True)
class Found:
    offers: list[Offer]
    unknown: list[str]  # names under which this person sees nothing
    cut: bool

    @property
    def may_go(self) -> int:
        return sum(offer.may_go for offer in self.offers)


def find(
    disclosure: Disclosure, *, named: Sequence[str] = (), case_set: CaseSet | None = None, words: str = "", by: Actor
) -> Found:
    items = Item.objects.visible_to(by)
    wanted, unknown = _named(named, by)
    if case_set is not None:
        wanted |= Q(pk__in=CaseSetItem.objects.filter(case_set=case_set).values("item"))
        wanted |= Q(subject__in=CaseSetSubject.objects.filter(case_set=case_set).values("subject"))
    if words.strip():
        wanted |= Q(pk__within=items_found(parse(words), by, HITS))
    rows = list(items.filter(wanted).order_by("reference")[: MOST + 1])
    return Found(_decided(disclosure, rows[:MOST], by), unknown, len(rows) > MOST)


def _named(names: Iterable[str], by: Actor) -> tuple[Q, list[str]]:
    codes = [name for name in names if _WITNESS.fullmatch(name)]
    references = [name for name in names if name not in codes]
    witnesses = Witness.objects.visible_to(by).filter(code__in=codes)
    subjects = dict(witnesses.values_list("code", "pk"))
    known = set(Item.objects.visible_to(by).filter(reference__in=references).values_list("reference", flat=True))
    wanted = Q(subject__within=list(subjects.values())) | Q(reference__in=list(known))
    return wanted, [name for name in names if name not in subjects and name not in known]


def _decided(disclosure: Disclosure, items: list[Item], by: Actor) -> list[Offer]:
    ids = [item.pk for item in items]
    parts = selection.parts_of(ids, by=by)
    made = selection.decisions(disclosure, parts, by=by).made
    codes = witness_codes({item.subject for item in items if item.subject}, by)
    taken = set(
        Entry.objects.visible_to(by).filter(disclosure=disclosure, item__within=ids).values_list("item_id", flat=True)
    )
    of_item: dict[UUID, list[Entry]] = {}
    for entry in parts:
        of_item.setdefault(entry.item_id, []).append(entry)
    offers = []
    for item in items:
        if not (own := of_item.get(item.pk)):
            continue  # nothing of it could leave: no original, no text
        worst = max((made[selection.part_of(entry)] for entry in own), key=lambda decision: decision.outcome)
        told = reasons.shown(reasons.stored(worst))
        offers.append(
            Offer(
                item=item,
                witness=codes.get(item.subject, ""),
                parts=len(own),
                outcome=worst.outcome.name,
                sentence=told[0].sentence if told else "",
                selected=item.pk in taken,
            )
        )
    return offers
