"""Accounts given out to be coded: most handed in, some open or waiting, one in ten coded by a second person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from random import Random
from typing import Any

from disclosures.corpus.coding import Coded, Coder, copy_of
from disclosures.corpus.copying import copy_rows, new_id
from disclosures.corpus.texts import Layers
from evidence.coding.compared import Layer, Pair, packed
from evidence.coding.differences import FIRST, SECOND, Mark
from evidence.coding.models import Comparison, RuleQuestion, SettledTag, Settlement, Tag, Work
from evidence.models import Text
from iapb.accounts.models import Person
from interviews.models import Interview

EACH = 10  # of so many accounts one is coded twice, two nobody was given, one waits, one is being coded
STATES = (Comparison.State.TO_SETTLE, Comparison.State.SETTLED, Comparison.State.BLIND)


class Desk:
    """Who gives out work and settles what differs."""

    def __init__(self, coder: Coder, reviewers: Sequence[Person], random: Random, now: datetime) -> None:
        self._coder, self._random, self._now = coder, random, now
        self._giver, self._settler = reviewers[0], reviewers[-1]
        self._numbers = count()

    def give(self, interview: Interview, layers: Layers, coded: Coded) -> None:
        number = next(self._numbers)
        if number % EACH in (3, 4):
            return
        state = {1: Work.State.WAITING, 2: Work.State.OPEN}.get(number % EACH, Work.State.HANDED_IN)
        first = self._work(interview, layers.texts[0], coded.author, state=state, given_by=self._giver)
        copy_rows(Work, [first])
        if number % EACH == 0:
            self._twice(first, layers, coded, STATES[number // EACH % len(STATES)])

    def _work(self, of: Interview | Work, text: Text, coder: Person, *, state: str, **fields: Any) -> Work:
        given = coder if state != Work.State.WAITING else None
        return Work(
            id=new_id(self._random), **_belonging(of), text=text, coder=given,
            holders=[coder.pk] if given else [], state=state, given_at=self._now,
            ended_at=self._now if state == Work.State.HANDED_IN else None, **{"kind": Work.Kind.FIRST, **fields},
        )  # fmt: skip

    def _twice(self, first: Work, layers: Layers, coded: Coded, state: str) -> None:
        again, text, blind = self._coder.code_again(coded), layers.texts[0], state == Comparison.State.BLIND
        second = self._work(
            first, text, again.author, kind=Work.Kind.SECOND, first=first, blind=blind,
            state=Work.State.OPEN if blind else Work.State.HANDED_IN,
        )  # fmt: skip
        settled = state == Comparison.State.SETTLED
        comparison = Comparison(
            id=new_id(self._random), **_belonging(first), text=text, first=first, second=second, state=state,
            basis=Comparison.Basis.DRAWN, made_at=self._now, settled_by=self._settler if settled else None,
            settled_at=self._now if settled else None,
        )  # fmt: skip
        pair = _pair(comparison, layers, (coded, again))
        comparison.measured = packed(pair.coded) if settled else {}
        copy_rows(Work, [second])
        copy_rows(Tag, again.tags)
        copy_rows(Comparison, [comparison])
        copy_rows(RuleQuestion, [self._question(comparison, coded.tags[0])])
        if settled:
            self._settle(pair)

    def _question(self, comparison: Comparison, tag: Tag) -> RuleQuestion:
        return RuleQuestion(
            id=new_id(self._random), code=tag.code, comparison=comparison, item_id=comparison.item_id,
            unclear="Does it hold where the words are hearsay?", proposal="Only where who said it is named.",
            raised_by=self._settler, raised_at=self._now, client_key=new_id(self._random),
            collection_id=comparison.collection_id,
        )  # fmt: skip

    def _settle(self, pair: Pair) -> None:
        """Where they differ as the first coder has it, or nothing."""
        settlements: list[Settlement] = []
        links: list[SettledTag] = []
        made: list[Tag] = []
        alike = [(marks, marks[:1]) for marks in pair.compared.agreed]
        other = [(one.marks, one.of(FIRST)) for one in pair.compared.differences]
        for number, (marks, standing) in enumerate([*alike, *other]):
            decision = Settlement.Decision.FIRST if standing else Settlement.Decision.NONE
            if number < len(alike):
                decision = Settlement.Decision.AGREED
            settlement = self._settlement(pair.comparison, decision)
            tags = [self._adjudicated(pair.tags[mark.tag]) for mark in standing]
            settlements.append(settlement)
            made += tags
            links += [self._link(settlement, pair.tags[mark.tag], SettledTag.Part.SETTLED) for mark in marks]
            links += [self._link(settlement, tag, SettledTag.Part.MADE) for tag in tags]
        copy_rows(Tag, made)
        copy_rows(Settlement, settlements)
        copy_rows(SettledTag, links)

    def _settlement(self, comparison: Comparison, decision: str) -> Settlement:
        reason = "" if decision == Settlement.Decision.AGREED else "The definition asks for less."
        return Settlement(
            id=new_id(self._random), **_belonging(comparison), comparison=comparison, decision=decision,
            reason=reason, by=self._settler, at=self._now, client_key=new_id(self._random),
        )  # fmt: skip

    def _adjudicated(self, tag: Tag) -> Tag:
        return copy_of(
            tag, id=new_id(self._random), client_key=new_id(self._random), author=self._settler,
            state=Tag.State.ADJUDICATED,
        )  # fmt: skip

    def _link(self, settlement: Settlement, tag: Tag, part: str) -> SettledTag:
        return SettledTag(id=new_id(self._random), **_belonging(settlement), settlement=settlement, tag=tag, part=part)


def _pair(comparison: Comparison, layers: Layers, sides: Iterable[Coded]) -> Pair:
    text = layers.texts[0]
    layer = Layer(text, [one for one in layers.segments if one.text_id == text.pk])
    marks: list[Mark] = []
    tags = {}
    for side, coded in zip((FIRST, SECOND), sides, strict=True):
        for tag in coded.tags:
            if mark := layer.mark(tag, side):
                marks.append(mark)
                tags[tag.pk] = tag
    return Pair(comparison, layer, tags, marks)


def _belonging(row: Any) -> dict[str, Any]:
    """As an item, or as a part of one."""
    return {"item_id": getattr(row, "item_id", row.pk), "collection_id": row.collection_id}
