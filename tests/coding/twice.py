"""One text coded by two people, and reviewers who give it out and settle it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from evidence.coding import actions
from evidence.coding.models import Comparison, Draw, Tag, Work
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from tests.cast import make_person
from tests.coding.cases import ORIGINAL, Case, code, give_set, make_case, where


@dataclass
class Twice:
    case: Case
    anna: Person  # codes first
    berta: Person  # codes second
    rita: Person  # a reviewer: gives out, settles
    roman: Person  # another
    cyril: Person  # an analyst of the team who codes nothing here

    def acts(self, person: Person) -> Person:
        forget(person)
        set_actor(person.pk)
        return person

    def place(self, by: Person, words: str, name: str) -> Tag:
        start, end = where(ORIGINAL, words)
        return actions.place_tag(text=self.case.original, code=code(name), start=start, end=end, by=self.acts(by))

    def given(self) -> Work:
        self.case.original.item = self.case.item
        return actions.give_work(text=self.case.original, to=self.anna, by=self.acts(self.rita))

    def handed_in(self) -> Work:
        """By the first coder, with whatever was placed until now."""
        work = Work.objects.visible_to(self.acts(self.anna)).filter(coder=self.anna).first() or self.given()
        return actions.hand_in_work(work=work, by=self.acts(self.anna))

    def second(self) -> Work:
        """Open with the second coder, who sees nothing of the first."""
        waiting = Work.objects.visible_to(self.acts(self.berta)).get(state=Work.State.WAITING)
        return actions.claim_work(work=waiting, by=self.berta)

    def compared(self, work: Work) -> Comparison:
        actions.hand_in_work(work=work, by=self.acts(self.berta))
        return Comparison.objects.visible_to(self.acts(self.rita)).get()


def make_twice(*, drawn: bool = True) -> Twice:
    case = make_case()
    berta, cyril = make_person("Berta", "analyst"), make_person("Cyril", "analyst")
    rita, roman = make_person("Rita", "reviewer"), make_person("Roman", "reviewer")
    give_set(case.item, case.partner, berta, cyril, rita, roman)
    draw_at(0 if drawn else 1)
    twice = Twice(case, case.analyst, berta, rita, roman, cyril)
    twice.acts(rita)
    return twice


def draw_at(place: int) -> Draw:
    """A lot in which this place is drawn."""
    seed = next(seed for seed in map(str, count()) if Draw(seed=seed).drawn_place == place)
    return Draw.objects.create(seed=seed)
