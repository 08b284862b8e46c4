"""Two witnesses of one body, an account of each, and facts stated from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evidence.coding import actions
from evidence.coding.corroboration import Wanted, pairs_of
from evidence.coding.models import DetentionPeriod, Incident, Judgement
from evidence.dates import FuzzyDate
from evidence.models import Facility, Item, Place
from iapb.accounts.models import Person
from interviews.models import Interview, Witness
from tests.coding.cases import Case, code, give_set, make_case
from tests.intake import make_interview, make_witness


@dataclass
class Accounts:
    case: Case
    witness: Witness
    another: Witness
    item: Item  # of the witness
    other: Item  # of the other one

    @property
    def analyst(self) -> Person:
        return self.case.acts_as(self.case.analyst)

    @property
    def colleague(self) -> Person:
        return self.case.acts_as(self.case.colleague)

    def pairs(self, person: Person | None = None, **wanted: Any) -> list[Any]:
        return pairs_of(self.case.acts_as(person or self.case.analyst), Wanted(**wanted), limit=100).pairs


def make_accounts() -> Accounts:
    case = make_case()
    partner = case.acts_as(case.partner)
    witness, another = make_witness(partner), make_witness(partner)
    one, other = account_of(case, witness, interviewers=["D-01"]), account_of(case, another, interviewers=["D-02"])
    case.acts_as(case.analyst)
    return Accounts(case, witness, another, one, other)


def account_of(case: Case, witness: Witness, **fields: Any) -> Item:
    """An interview, in a set that was given to the analyst and the colleague."""
    partner = case.acts_as(case.partner)
    interview: Interview = make_interview(partner, witness, **fields)
    give_set(interview, partner, case.analyst, case.colleague)
    case.acts_as(case.analyst)
    return Item.objects.visible_to(case.analyst).get(pk=interview.pk)


def facility(key: str = "tsip-minsk") -> Facility:
    return Facility.objects.select_related("place").get(key=key)


def elsewhere() -> Facility:
    return Facility.objects.exclude(key="tsip-minsk").exclude(place=facility().place).order_by("key")[0]


def held(item: Item, by: Person, since: str = "", until: str = "", **fields: Any) -> DetentionPeriod:
    sent = {"facility": facility(), "began": FuzzyDate.parse(since), "ended": FuzzyDate.parse(until), **fields}
    return actions.state_detention(item=item, fields=sent, by=by)


def happened(item: Item, by: Person, when: str = "", until: str = "", **fields: Any) -> Incident:
    estimated = fields.pop("estimated", False)
    sent = {"context": code("CTX.ARREST"), "when": FuzzyDate.parse(when, until, estimated=estimated), "place": None,
            "facility": None, "summary": "", "certainty": "high", **fields}  # fmt: skip
    return actions.state_incident(item=item, fields=sent, by=by)


def act(incident: Incident, by: Person, name: str = "PHY.BEAT", **fields: Any) -> Any:
    return actions.add_act(incident=incident, fields={"code": code(name), **fields}, by=by)


def spot() -> Place:
    return Place.objects.get(key="minsk-pushkinskaya")


def judge(accounts: Accounts, pair: Any, by: Person, verdict: str = "same", **sent: Any) -> Judgement:
    by = accounts.case.acts_as(by)
    one, other = (fact_of(pk, by) for pk in (pair.one, pair.other))
    sent = {"reason": "The cell and the days are the same.", "seen": pair.stands, **sent}
    return actions.judge_pair(one=one, other=other, verdict=verdict, by=by, **sent)


def fact_of(pk: Any, by: Person) -> Any:
    incident = Incident.objects.visible_to(by).filter(pk=pk).first()
    return incident or DetentionPeriod.objects.visible_to(by).get(pk=pk)
