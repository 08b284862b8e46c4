"""Coding work, comparisons, rules and figures for scripts: the verbs of the pages, blind as they are."""

from __future__ import annotations

from uuid import uuid4

import pytest

from evidence.coding.models import Comparison, RuleQuestion, Settlement, Tag, Work
from iapb.ledger.models import Event
from tests.coding.test_api import Script
from tests.coding.twice import Twice, make_twice

pytestmark = pytest.mark.django_db
BEATEN, WATER = "избивали задержанных дубинками", "не давалі вады"
WHY = {"reason": "ill for a week"}
SETTLES = {"decision": "first", "reason": "it is there"}


@pytest.fixture
def twice() -> Twice:
    return make_twice()


def second(twice: Twice) -> Work:
    """The first coding is handed in; the second is open."""
    twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.place(twice.anna, WATER, "CON.FOOD")
    twice.handed_in()
    return twice.second()


def compared(twice: Twice) -> Comparison:
    """Both coded the water; the beating is of the first alone."""
    work = second(twice)
    twice.place(twice.berta, WATER, "CON.FOOD")
    return twice.compared(work)


# ----- work


def test_work_when_given_coded_and_handed_in_then_as_on_the_pages(twice: Twice) -> None:
    rita, anna = Script(twice.rita), Script(twice.anna)
    people = {one["name"]: one["id"] for one in rita.get("api_coders").json()}
    assert people["Anna"] == str(twice.anna.pk) and twice.case.partner.name not in people
    given = rita.post("api_give_coding", twice.case.item.pk, to=people["Anna"])
    assert given.status_code == 201, given.json()
    assert (given.json()["coder"], given.json()["kind"], given.json()["state"]) == ("Anna", "first", "open")
    (mine,) = anna.get("api_coding_work").json()["results"]
    assert (mine["id"], mine["mine"], mine["kind"]) == (given.json()["id"], True, None)
    assert anna.get("api_work_piece", mine["id"]).json() == mine
    assert Event.objects.filter(event="work.given", object=mine["id"]).count() == 1
    done = anna.post("api_hand_in_coding", mine["id"]).json()
    assert done["state"] == "handed_in" and done == anna.post("api_hand_in_coding", mine["id"]).json()
    assert Event.objects.filter(event="work.handed_in", object=mine["id"]).count() == 1


def test_work_when_taken_handed_over_and_taken_back_then_told(twice: Twice) -> None:
    anna, cyril, rita = Script(twice.anna), Script(twice.cyril), Script(twice.rita)
    taken = anna.post("api_take_coding", twice.case.item.pk)
    assert (taken.status_code, taken.json()["mine"]) == (201, True)
    assert cyril.post("api_take_coding", twice.case.item.pk).status_code == 400
    pk = taken.json()["id"]
    assert anna.post("api_hand_over_coding", pk, to=str(twice.cyril.pk), **WHY).status_code == 403
    assert rita.post("api_hand_over_coding", pk, to=str(twice.cyril.pk), **WHY).status_code == 204
    assert anna.get("api_work_piece", pk).status_code == 404
    assert cyril.get("api_work_piece", pk).json()["reason"] == WHY["reason"]
    assert rita.post("api_take_back_coding", pk, **WHY).json()["state"] == "taken_back"


def test_work_when_it_waits_then_claimed_by_one(twice: Twice) -> None:
    waiting = Script(twice.rita).post("api_give_coding", twice.case.item.pk).json()
    anna, cyril = Script(twice.anna), Script(twice.cyril)
    listed = anna.client.get("/api/coding/work/?show=waiting", headers=anna.headers).json()["results"]
    assert [one["id"] for one in listed] == [waiting["id"]] and listed[0]["kind"] is None
    assert anna.post("api_claim_coding", waiting["id"]).json()["mine"]
    assert cyril.post("api_claim_coding", waiting["id"]).status_code == 404


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("anna", "api_give_coding", 403),
        ("anna", "api_comparisons", 403),
        ("anna", "api_agreement", 403),
        ("partner", "api_coding_work", 403),
        ("stranger", "api_take_coding", 404),
        ("stranger", "api_coding_work", 200),
    ],
)
def test_route_when_the_role_or_the_case_is_not_theirs_then_refused(
    twice: Twice, who: str, name: str, status: int
) -> None:
    script = Script(getattr(twice, who, None) or getattr(twice.case, who))
    args = [twice.case.item.pk] if name in ("api_give_coding", "api_take_coding") else []
    answer = script.post(name, *args) if args else script.get(name)
    assert answer.status_code == status, answer.content
    if status == 200:
        assert answer.json()["results"] == []


def test_given_when_asked_by_who_gives_nothing_out_then_refused(twice: Twice) -> None:
    script = Script(twice.anna)
    assert script.client.get("/api/coding/work/?show=given", headers=script.headers).status_code == 403


def test_give_when_the_person_does_not_code_then_the_field_is_named(twice: Twice) -> None:
    for pk in (twice.case.partner.pk, uuid4()):
        answer = Script(twice.rita).post("api_give_coding", twice.case.item.pk, to=str(pk))
        assert (answer.status_code, answer.json()["field"]) == (400, "to")


# ----- blind


def test_second_coder_when_they_read_everything_then_nothing_tells_that_they_are_second(twice: Twice) -> None:
    work, berta = second(twice), Script(twice.berta)
    (mine,) = berta.get("api_coding_work").json()["results"]
    assert (mine["id"], mine["kind"], mine["reason"]) == (str(work.pk), None, "")
    assert "given_by" not in mine and "first" not in mine
    assert "Anna" not in berta.get("api_coding_work").content.decode()
    assert berta.get("api_tags", twice.case.item.pk).json() == []


def test_first_coder_when_a_second_one_codes_then_no_row_of_theirs(twice: Twice) -> None:
    work, anna = second(twice), Script(twice.anna)
    assert anna.get("api_work_piece", work.pk).status_code == 404
    assert all(one["coder"] == "Anna" for one in anna.get("api_coding_work").json()["results"])


def test_comparison_when_one_codes_still_then_there_is_nothing_to_see_or_to_settle(twice: Twice) -> None:
    work = second(twice)
    twice.place(twice.berta, WATER, "CON.FOOD")
    rita = Script(twice.rita)
    (listed,) = rita.get("api_comparisons").json()["results"]
    assert listed["state"] == "blind"
    desk = rita.get("api_compare", listed["id"]).json()
    assert (desk["differences"], desk["agreed"], desk["open"]) == ([], 0, 0)
    tags = Tag.objects.visible_to(twice.acts(twice.anna))
    key = tags.get(author=twice.anna, code__code="PHY.BEAT").pk.hex
    assert rita.post("api_settle", listed["id"], difference=key, **SETTLES).status_code == 400
    assert rita.post("api_close_comparison", listed["id"]).status_code == 400
    assert work.state == Work.State.OPEN


def test_comparison_when_a_coder_asks_before_it_is_settled_then_absent(twice: Twice) -> None:
    comparison = compared(twice)
    for who in (twice.anna, twice.berta):
        assert Script(who).get("api_compare", comparison.pk).status_code == 403  # no reviewers
    assert Script(twice.case.stranger).get("api_comparisons").status_code == 403


# ----- settled


def test_desk_when_two_codings_differ_then_as_the_page_and_without_names(twice: Twice) -> None:
    comparison, rita = compared(twice), Script(twice.rita)
    answer = rita.get("api_compare", comparison.pk)
    desk = answer.json()
    assert (desk["agreed"], desk["open"], desk["state"]) == (1, 1, "to_settle")
    (one,) = desk["differences"]
    assert (one["kind"], one["words"], one["settlement"]) == ("missing", BEATEN, None)
    assert [mark["code"] for mark in one["first"]] == ["PHY.BEAT"] and one["second"] == []
    assert "Anna" not in answer.content.decode() and "Berta" not in answer.content.decode()


def test_difference_when_settled_undone_and_closed_then_decided_once(twice: Twice) -> None:
    comparison, rita = compared(twice), Script(twice.rita)
    (one,) = rita.get("api_compare", comparison.pk).json()["differences"]
    sent = {"difference": one["key"], "client_key": str(uuid4()), **SETTLES}
    assert rita.post("api_close_comparison", comparison.pk).status_code == 400
    made = rita.post("api_settle", comparison.pk, **sent)
    assert made.status_code == 201, made.json()
    assert rita.post("api_settle", comparison.pk, **sent).json() == made.json()
    assert rita.get("api_compare", comparison.pk).json()["differences"][0]["settlement"]["id"] == made.json()["id"]
    assert rita.post("api_undo_settlement", made.json()["id"]).json()["undone"]
    other = {"decision": "other", "code": "PHY.INSTR", "exact": "дубинками", "reason": "the instrument"}
    again = rita.post("api_settle", comparison.pk, difference=one["key"], **other)
    assert again.status_code == 201, again.json()
    assert rita.post("api_close_comparison", comparison.pk).json()["state"] == "settled"
    twice.acts(twice.rita)
    made_tags = Tag.objects.visible_to(twice.rita).filter(state=Tag.State.ADJUDICATED, retracted_at=None)
    assert sorted(made_tags.values_list("code__code", flat=True)) == ["CON.FOOD", "PHY.INSTR"]
    assert Settlement.objects.visible_to(twice.rita).filter(undone_at=None).count() == 2


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"difference": "x"}, 400, "difference"),
        ({"difference": "0" * 32}, 400, None),
        ({"decision": "agreed"}, 400, "decision"),
        ({"decision": "second"}, 400, "decision"),
        ({"reason": "x"}, 400, "reason"),
        ({"decision": "other"}, 400, "code"),
        ({"decision": "other", "code": "NO.SUCH", "exact": "дубинками"}, 404, None),
        ({"decision": "other", "code": "PHY.BEAT", "exact": "палками"}, 400, "exact"),
    ],
)
def test_settle_when_wrong_then_refused_and_nothing_decided(
    twice: Twice, more: dict[str, str], status: int, field: str | None
) -> None:
    comparison, rita = compared(twice), Script(twice.rita)
    (one,) = rita.get("api_compare", comparison.pk).json()["differences"]
    answer = rita.post("api_settle", comparison.pk, **{"difference": one["key"], **SETTLES, **more})
    assert (answer.status_code, answer.json()["field"]) == (status, field), answer.json()
    assert not Settlement.objects.visible_to(twice.acts(twice.rita)).exists()


def test_settle_when_the_reviewer_coded_the_text_then_refused(twice: Twice) -> None:
    comparison = compared(twice)
    twice.place(twice.rita, WATER, "CON.CROWD")
    key = Tag.objects.visible_to(twice.rita).get(author=twice.anna, code__code="PHY.BEAT").pk.hex
    answer = Script(twice.rita).post("api_settle", comparison.pk, difference=key, **SETTLES)
    assert answer.status_code == 403 and "yourself" in answer.json()["detail"]


# ----- rules and figures


def test_rule_when_asked_and_decided_by_another_then_all_who_code_read_it(twice: Twice) -> None:
    comparison, rita = compared(twice), Script(twice.rita)
    said = {"code": "PHY.BEAT", "unclear": "Where do the words end?", "proposal": "Before the instrument."}
    asked = rita.post("api_ask_rule", comparison.pk, **said)
    assert asked.status_code == 201 and asked.json()["unclear"] == said["unclear"]
    decision = {"decision": "adopted", "rule": "Before the instrument."}
    assert rita.post("api_decide_rule", asked.json()["id"], **decision).status_code == 403
    assert Script(twice.roman).post("api_decide_rule", asked.json()["id"], **decision).json()["state"] == "adopted"
    (read,) = Script(twice.case.stranger).get("api_rules").json()["results"]
    assert (read["rule"], read["unclear"], read["proposal"]) == (decision["rule"], "", "")
    assert RuleQuestion.objects.visible_to(twice.acts(twice.roman)).get().decided_by == twice.roman


def test_figures_when_asked_for_then_as_the_file_numbered_and_told_to_the_ledger(twice: Twice) -> None:
    comparison, rita = compared(twice), Script(twice.rita)
    (one,) = rita.get("api_compare", comparison.pk).json()["differences"]
    rita.post("api_settle", comparison.pk, difference=one["key"], **SETTLES)
    rita.post("api_close_comparison", comparison.pk)
    answer = rita.client.get("/api/agreement/?by=pair", headers=rita.headers)
    figures = answer.json()
    assert figures["comparisons"] == 1 and [row["name"] for row in figures["rows"]] == ["pair 1"]
    assert "Anna" not in answer.content.decode() and "Berta" not in answer.content.decode()
    # Too few passages for a figure: counts alone, and neither 0 nor 1 in their place.
    assert figures["rows"][0]["passages"] == 3 and figures["rows"][0]["kappa"] == {"value": None, "interval": None}
    assert Event.objects.filter(event="agreement.exported").count() == 1
    wrong = rita.client.get("/api/agreement/?since=soon", headers=rita.headers)
    assert (wrong.status_code, wrong.json()["field"]) == (400, "since")
