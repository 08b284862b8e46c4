"""The buttons of coding work, of comparisons and of rules."""

from __future__ import annotations

from uuid import uuid4

from evidence.coding import actions
from evidence.coding.models import Comparison, RuleQuestion, Settlement, Work
from evidence.coding.quality_shown import desk_of
from tests.cast import make_team
from tests.clicks.buttons import Click, button
from tests.clicks.stage import Stage
from tests.coding.cases import code
from tests.coding.twice import Twice, make_twice

WHY = {"reason": "ill for a week"}
SETTLES = {"decision": "first", "reason": "it is there"}


def _to_settle() -> tuple[Twice, Comparison]:
    """One difference, and nothing else."""
    twice = make_twice()
    twice.given()
    twice.place(twice.anna, "избивали задержанных", "PHY.BEAT")
    twice.handed_in()
    twice.compared(twice.second())
    rows = Comparison.objects.visible_to(twice.acts(twice.rita))
    return twice, rows.select_related("item", "text", "first", "second").get()


def _settled() -> tuple[Twice, Settlement]:
    twice, comparison = _to_settle()
    (one,) = desk_of(comparison, twice.rita).shown
    key = one.difference.key
    return twice, actions.settle_difference(comparison=comparison, difference=key, by=twice.rita, **SETTLES)


def _question() -> tuple[Twice, RuleQuestion]:
    twice, comparison = _to_settle()
    said = {"code": code("PHY.BEAT"), "unclear": "Where do the words end?", "proposal": "Before the instrument."}
    return twice, actions.ask_about_rule(comparison=comparison, by=twice.rita, **said)


@button("give_coding")
def give_work(stage: Stage) -> Click:
    twice = make_twice()
    return Click(twice.rita, {"pk": twice.case.item.pk}, {"to": twice.anna.pk})


@button("take_work")
def take_work(stage: Stage) -> Click:
    twice = make_twice()
    return Click(twice.anna, {"pk": twice.case.item.pk})


@button("claim_coding")
def claim_work(stage: Stage) -> Click:
    twice = make_twice()
    twice.given()
    twice.handed_in()
    waiting = Work.objects.visible_to(twice.acts(twice.berta)).get(state=Work.State.WAITING)
    return Click(twice.berta, {"pk": waiting.pk})


@button("hand_in_coding")
def hand_in_work(stage: Stage) -> Click:
    twice = make_twice()
    return Click(twice.anna, {"pk": twice.given().pk})


@button("hand_over_coding")
def hand_over_work(stage: Stage) -> Click:
    twice = make_twice()
    return Click(twice.rita, {"pk": twice.given().pk}, {"to": twice.cyril.pk, **WHY})


def _offered() -> tuple[Twice, Work]:
    twice = make_twice()
    make_team("Readers", twice.anna, twice.cyril)
    return twice, actions.offer_work(work=twice.given(), to=twice.cyril, why="heavy", by=twice.acts(twice.anna))


@button("answer_offer")
def answer_offer(stage: Stage) -> Click:
    twice, work = _offered()
    return Click(twice.cyril, {"pk": work.pk}, {"answer": "accept"})


@button("withdraw_offer")
def withdraw_offer(stage: Stage) -> Click:
    twice, work = _offered()
    return Click(twice.anna, {"pk": work.pk})


@button("put_back_coding")
def put_back_work(stage: Stage) -> Click:
    twice = make_twice()
    return Click(twice.anna, {"pk": twice.given().pk})


@button("take_back_coding")
def take_back_work(stage: Stage) -> Click:
    twice = make_twice()
    return Click(twice.rita, {"pk": twice.given().pk}, WHY)


@button("settle_difference")
def settle_difference(stage: Stage) -> Click:
    twice, comparison = _to_settle()
    (one,) = desk_of(comparison, twice.rita).shown
    sent = {"difference": one.difference.key, "client_key": uuid4(), **SETTLES}
    return Click(twice.rita, {"pk": comparison.pk}, sent)


@button("close_comparison")
def close_comparison(stage: Stage) -> Click:
    twice, settlement = _settled()
    return Click(twice.rita, {"pk": settlement.comparison_id})


@button("undo_settlement")
def undo_settlement(stage: Stage) -> Click:
    twice, settlement = _settled()
    return Click(twice.rita, {"pk": settlement.pk})


@button("ask_about_rule")
def ask_about_rule(stage: Stage) -> Click:
    twice, comparison = _to_settle()
    sent = {"code": code("PHY.BEAT").pk, "unclear": "Where do the words end?", "proposal": "Before the instrument."}
    return Click(twice.rita, {"pk": comparison.pk}, {**sent, "client_key": uuid4()})


@button("decide_rule")
def decide_rule(stage: Stage) -> Click:
    twice, question = _question()
    return Click(twice.roman, {"pk": question.pk}, {"decision": "adopted", "rule": "Before the instrument."})
