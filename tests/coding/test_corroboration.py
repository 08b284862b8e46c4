"""Two accounts at one place and time: which are proposed, how they are graded, who judges, who sees it."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent.actions import withdrawals
from evidence.coding import actions
from evidence.coding.corroboration import Pair
from evidence.coding.models import Judgement, Work
from evidence.dates import FuzzyDate
from evidence.models import Denial, Item, Official, Place
from iapb.access.errors import Invalid, Refused
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.ledger.models import Event, EventDetail
from interviews.actions import joint
from interviews.actions.joint import Beside
from interviews.models import Interview, PerhapsSame
from tests.cast import make_person, signed_in
from tests.coding.accounts import (
    Accounts,
    account_of,
    act,
    elsewhere,
    facility,
    fact_of,
    happened,
    held,
    judge,
    make_accounts,
    spot,
)
from tests.coding.cases import ORIGINAL, code, give_set, make_item, make_text, name_on
from tests.evidence import test_erasure as erasing
from tests.intake import TODAY, make_witness
from tests.statements import asked_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts() -> Accounts:
    return make_accounts()


def both_held(
    accounts: Accounts, one: Any = ("2020-08-09", "2020-08-13"), other: Any = ("2020-08-11", "2020-08-20")
) -> Pair:
    by = accounts.analyst
    held(accounts.item, by, *one)
    held(accounts.other, by, *other)
    return accounts.pairs()[0]


# ----- what is proposed


def test_pair_when_two_witnesses_were_held_in_one_place_then_proposed_once_and_says_why(accounts: Accounts) -> None:
    pair = both_held(accounts)
    assert len(accounts.pairs()) == 1
    assert {pair.one_item, pair.other_item} == {accounts.item.pk, accounts.other.pk} and pair.one_item < pair.other_item
    assert (pair.facility, pair.since.isoformat(), pair.until.isoformat()) == (
        facility().pk,
        "2020-08-11",
        "2020-08-13",
    )
    assert (pair.place_points, pair.time_points, pair.grade.key, pair.dependent) == (2, 2, "close", False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("2020-08-09", "2020-08-10"), ("2020-08-11", "2020-08-20")),  # one after the other
        (("", ""), ("2020-08-11", "2020-08-20")),  # unknown never matches
        (("", ""), ("", "")),
        (("2020-08-09", ""), ("2020-08-11", "2020-08-20")),  # nobody told how long
    ],
)
def test_pair_when_the_times_do_not_meet_or_are_unknown_then_none(accounts: Accounts, one: Any, other: Any) -> None:
    by = accounts.analyst
    held(accounts.item, by, *one)
    held(accounts.other, by, *other)
    assert accounts.pairs() == []


def test_pair_when_of_one_witness_in_one_account_or_two_then_none(accounts: Accounts) -> None:
    again = account_of(accounts.case, accounts.witness)
    by = accounts.analyst
    for item in (accounts.item, accounts.item, again):
        held(item, by, "2020-08-09", "2020-08-13")
    assert accounts.pairs() == []


def test_pair_when_the_two_codes_are_one_person_then_none(accounts: Accounts) -> None:
    both_held(accounts)
    officer = make_person("Secretariat", "disclosure_officer")
    set_actor(officer.pk)
    one, other = sorted((accounts.witness, accounts.another), key=lambda witness: witness.pk)
    PerhapsSame.objects.create(
        one=one.pk, other=other.pk, one_code=one.code, other_code=other.code, one_body=accounts.case.partner.body,
        other_body=accounts.case.partner.body, year_fits=True, answer="same", goes_on=one.pk, reason="asked",
        decided_by=officer, decided_at=timezone.now(),
    )  # fmt: skip
    assert accounts.pairs() == []
    with connection.cursor() as cursor:
        cursor.execute("select * from interviews_one_person()")
        assert len(cursor.fetchall()) == 1
        set_actor(accounts.case.stranger.pk)
        cursor.execute("select * from interviews_one_person()")
        assert cursor.fetchall() == []


def test_pair_when_of_no_witness_then_none(accounts: Accounts) -> None:
    case = accounts.case
    partner = case.acts_as(case.partner)
    source = make_item(case.collection, partner, kind="open_source", subject=None, closed=False)
    give_set(source, partner, case.analyst)
    by = accounts.analyst
    held(accounts.item, by, "2020-08-09", "2020-08-13")
    held(source, by, "2020-08-09", "2020-08-13")
    assert accounts.pairs() == []


def test_pair_when_other_facilities_of_one_town_then_none_and_a_region_is_no_place(accounts: Accounts) -> None:
    by = accounts.analyst
    held(accounts.item, by, "2020-08-09", "2020-08-13")
    held(accounts.other, by, "2020-08-09", "2020-08-13", facility=elsewhere())
    region = Place.objects.filter(kind__in=["region", "country"]).first()
    for item in (accounts.item, accounts.other):
        happened(item, by, "2020-08-11", place=region)
    assert accounts.pairs() == []


def test_pair_when_an_incident_lies_within_the_accounts_own_detention_then_the_detention_stands_for_it(
    accounts: Accounts,
) -> None:
    by = accounts.analyst
    held(accounts.item, by, "2020-08-09", "2020-08-13")
    held(accounts.other, by, "2020-08-09", "2020-08-13")
    incident = happened(accounts.item, by, "2020-08-11", facility=facility())
    other = happened(accounts.other, by, "2020-09-11", facility=facility())
    assert [(one.one_kind, one.other_kind) for one in accounts.pairs()] == [("detention", "detention")]
    for one in (incident, other):
        act(one, by, "PHY.BEAT")
    assert accounts.pairs()[0].acts == []  # the other one was told of another month
    act(happened(accounts.other, by, "2020-08-12", facility=facility()), by, "PHY.BEAT")
    assert accounts.pairs()[0].acts == ["PHY.BEAT"]


# ----- how it is graded


@pytest.mark.parametrize(
    ("one", "other", "where", "time", "grade"),
    [
        ("2020-08-11", "2020-08-11", "facility", 2, "close"),
        ("2020-08-11", "2020-08", "facility", 1, "fair"),
        ("2020-08-11", "2020", "facility", 0, "loose"),
        ("2020-08", "2020-08", "facility", 1, "fair"),
        ("2020-08-11", "~2020-08-11", "facility", 0, "loose"),
        ("2020-08-11", "2020-08-11", "spot", 2, "close"),
        ("2020-08-11", "2020-08-11", "town", 2, "fair"),
        ("2020-08-11", "2020-08", "town", 1, "loose"),
    ],
)
def test_grade_when_place_and_time_are_so_exact_then_by_the_rule(
    accounts: Accounts, one: str, other: str, where: str, time: int, grade: str
) -> None:
    by = accounts.analyst
    town = Place.objects.get(key="BY-HM")
    place = {"facility": {"facility": facility()}, "spot": {"place": spot()}, "town": {"place": town}}[where]
    happened(accounts.item, by, one, **place)
    happened(accounts.other, by, other.strip("~"), estimated=other.startswith("~"), **place)
    pair = accounts.pairs()[0]
    assert (pair.time_points, pair.grade.key) == (time, grade)


def test_grade_when_acts_and_officials_are_shared_then_a_point_each_and_both_named(accounts: Accounts) -> None:
    by = accounts.analyst
    official = Official(label="Commander N", created_by=by)
    official.save(force_insert=True)
    for item in (accounts.item, accounts.other):
        incident = happened(item, by, "2020", facility=facility())
        act(incident, by, "PHY.BEAT")
        actions.add_involvement(incident=incident, fields={"official": official}, by=by)
    pair = accounts.pairs()[0]
    assert (pair.acts, pair.officials, pair.points, pair.grade.key) == (["PHY.BEAT"], [official.pk], 4, "close")
    page = signed_in(by).get(reverse("corroboration")).content.decode()
    assert "Commander N" in page and str(code("PHY.BEAT")) in page


# ----- independence


def test_flag_when_one_interviewer_led_both_then_flagged_and_last(accounts: Accounts) -> None:
    both_held(accounts)
    third = account_of(accounts.case, make_witness(accounts.case.acts_as(accounts.case.partner)), interviewers=["D-01"])
    held(third, accounts.analyst, "2020-08-11", "2020-08-12")
    pairs = accounts.pairs()
    assert [one.same_interviewer for one in pairs] == [False, False, True]
    assert {pairs[-1].one_item, pairs[-1].other_item} == {accounts.item.pk, third.pk}
    assert len(accounts.pairs(independent=True)) == 2


@pytest.mark.parametrize("knowledge", ["told_by_victim", "told_by_other", "saw"])
def test_flag_when_a_witness_was_told_of_it_then_flagged(accounts: Accounts, knowledge: str) -> None:
    by = accounts.analyst
    for item, how in ((accounts.item, knowledge), (accounts.other, "experienced")):
        act(happened(item, by, "2020-08-11", place=spot()), by, knowledge=how)
    pair = accounts.pairs()[0]
    assert pair.dependent == (knowledge != "saw") == (pair.one_told or pair.other_told)
    told = pair.one_told if pair.one_item == accounts.item.pk else pair.other_told
    page = signed_in(by).get(reverse("corroboration")).content.decode()
    assert told == (f"{accounts.witness.code} was told of it by others" in page)


def test_flag_when_the_two_were_heard_together_then_flagged_and_their_joint_account_is_no_pair(
    accounts: Accounts,
) -> None:
    both_held(accounts)
    case = accounts.case
    partner = case.acts_as(case.partner)
    together = account_of(case, accounts.witness)
    interview = Interview.objects.visible_to(case.acts_as(partner)).get(pk=together.pk)
    beside = Beside(reason="They are mother and child.", prior_accounts="none_known")
    joint.hear_together(interview=interview, witness=accounts.another, beside=beside, by=partner)
    held(Item.objects.visible_to(accounts.analyst).get(pk=together.pk), accounts.analyst, "2020-08-11", "2020-08-12")
    pairs = accounts.pairs()
    assert [one.heard_together for one in pairs] == [True] and together.pk not in (
        pairs[0].one_item,
        pairs[0].other_item,
    )


# ----- judged by people


def test_judge_when_a_person_does_then_on_record_with_an_event_and_not_proposed_again(accounts: Accounts) -> None:
    pair = both_held(accounts)
    judgement = judge(accounts, pair, accounts.case.analyst)
    assert accounts.pairs() == [] and accounts.pairs(accounts.case.colleague) == []
    judged = accounts.pairs(state="judged")
    assert [(one.fresh, one.verdicts, one.mine) for one in judged] == [(1, 1, True)]
    detail = json.loads(bytes(EventDetail.objects.get(event__event="corroboration.judged").detail))
    assert detail == {
        "items": [str(pair.one_item), str(pair.other_item)], "facts": [str(pair.one), str(pair.other)],
        "verdict": "same",
    }  # fmt: skip
    assert judgement.by == accounts.case.analyst and judgement.reason == "The cell and the days are the same."


def test_judge_when_another_judges_differently_then_both_stand(accounts: Accounts) -> None:
    pair = both_held(accounts)
    judge(accounts, pair, accounts.case.analyst)
    assert len(accounts.pairs(accounts.case.colleague, state="others")) == 1
    judge(accounts, pair, accounts.case.colleague, "different")
    assert Judgement.objects.visible_to(accounts.analyst).filter(superseded_at=None).count() == 2
    assert [one.verdicts for one in accounts.pairs(state="differ")] == [2]
    judge(accounts, pair, accounts.case.analyst, "different")
    assert accounts.pairs(state="differ") == []
    rows = Judgement.objects.visible_to(accounts.analyst)
    assert (rows.count(), rows.filter(superseded_at=None).count()) == (3, 2)


def test_judge_when_sent_twice_then_one(accounts: Accounts) -> None:
    pair, key = both_held(accounts), uuid4()
    first = judge(accounts, pair, accounts.case.analyst, client_key=key)
    assert judge(accounts, pair, accounts.case.analyst, client_key=key) == first
    assert Event.objects.filter(event="corroboration.judged").count() == 1


def test_judge_when_no_right_no_reason_or_no_verdict_then_not(accounts: Accounts) -> None:
    pair = both_held(accounts)
    with pytest.raises(Refused):
        judge(accounts, pair, accounts.case.partner)
    for sent, field in (({"reason": " "}, "reason"), ({"verdict": "proven"}, "verdict"), ({"seen": "0" * 32}, None)):
        with pytest.raises(Invalid) as refused:
            judge(accounts, pair, accounts.case.analyst, **sent)
        assert refused.value.field == field
    assert not Judgement.objects.visible_to(accounts.analyst).exists()


def test_judge_when_the_two_do_not_meet_then_invalid(accounts: Accounts) -> None:
    pair = both_held(accounts)
    by = accounts.analyst
    far = held(accounts.other, by, "2021-01-01", "2021-01-02")
    near = held(accounts.item, by, "2020-08-09", "2020-08-13")
    with pytest.raises(Invalid):
        actions.judge_pair(one=near, other=far, verdict="same", reason="the same", seen=pair.stands, by=by)


def test_pair_when_a_fact_changes_after_it_was_judged_then_proposed_again(accounts: Accounts) -> None:
    by = accounts.analyst
    one = happened(accounts.item, by, "2020-08-11", place=spot())
    happened(accounts.other, by, "2020-08-11", place=spot())
    pair = accounts.pairs()[0]
    judge(accounts, pair, by)
    fields = {"context": one.context, "when": FuzzyDate.parse("2020-08"), "place": spot(), "facility": None,
              "summary": "Only words.", "certainty": "low"}  # fmt: skip
    actions.change_fact(fact=one, fields={**fields, "when": one.when}, by=accounts.analyst)
    assert accounts.pairs() == []  # neither place nor time
    actions.change_fact(fact=one, fields=fields, by=by)
    again = accounts.pairs(state="changed")
    assert [(one.judged_before, one.judged) for one in again] == [(True, 1)] and accounts.pairs() == again
    with pytest.raises(Invalid):
        judge(accounts, pair, by)


def test_pair_when_an_act_or_an_official_is_added_after_it_was_judged_then_proposed_again(accounts: Accounts) -> None:
    by = accounts.analyst
    one = happened(accounts.item, by, "2020-08-11", place=spot())
    happened(accounts.other, by, "2020-08-11", place=spot())
    for change in (
        lambda: act(one, by),
        lambda: actions.take_back_fact(fact=one.acts.visible_to(by).get(), by=by),
        lambda: actions.add_involvement(incident=one, fields={"body_kind": code("PRP.OMON")}, by=by),
    ):
        judge(accounts, accounts.pairs()[0], by)
        assert accounts.pairs() == []
        change()
        assert len(accounts.pairs(state="changed")) == 1


def test_pair_when_a_fact_is_taken_back_then_gone(accounts: Accounts) -> None:
    pair = both_held(accounts)
    judge(accounts, pair, accounts.case.analyst)
    actions.take_back_fact(fact=fact_of(pair.one, accounts.analyst), by=accounts.analyst)
    assert accounts.pairs(state="all") == []
    assert signed_in(accounts.case.analyst).get(address(pair)).status_code == 404


def test_judgement_when_the_row_is_impossible_then_the_database_refuses(accounts: Accounts) -> None:
    judgement = judge(accounts, both_held(accounts), accounts.case.analyst)
    rows = Judgement.objects.visible_to(accounts.analyst).filter(pk=judgement.pk)
    for name, change in (
        ("judgement_is_of_two_accounts", {"other_item": judgement.item_id}),
        ("judgement_is_of_one_fact_each", {"detention": None}),
        ("judgement_says_why", {"reason": ""}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**change)
    judgement.pk = uuid4()
    judgement.client_key = uuid4()
    with pytest.raises(IntegrityError, match="judgement_stands_once"), transaction.atomic():
        judgement.save(force_insert=True)


# ----- who sees it


def seen_by_one(accounts: Accounts, side: str = "item") -> Any:
    """Somebody who was given one of the two accounts."""
    third = make_person("Third", "analyst")
    partner = accounts.case.acts_as(accounts.case.partner)
    give_set(getattr(accounts, side), partner, third)
    return third


# Which of the two stands first in a pair is a matter of their ids.
EITHER_SIDE = pytest.mark.parametrize("side", ["item", "other"])


def test_door_when_somebody_sees_one_account_only_then_no_pair_no_count_no_judgement(accounts: Accounts) -> None:
    pair = both_held(accounts)
    judge(accounts, pair, accounts.case.analyst)
    third = seen_by_one(accounts)
    for state in ("", "judged", "all"):
        assert accounts.pairs(third, state=state) == []
    assert not Judgement.objects.visible_to(accounts.case.acts_as(third)).exists()
    client = signed_in(third)
    assert client.get(address(pair)).status_code == 404
    page = client.post(reverse("corroboration"), {"state": "all"}).content.decode()
    assert "0 found" in page and accounts.another.code not in page and accounts.other.reference not in page


@EITHER_SIDE
def test_policies_when_somebody_sees_one_account_only_then_they_alone_refuse(accounts: Accounts, side: str) -> None:
    judge(accounts, both_held(accounts), accounts.case.analyst)
    third = seen_by_one(accounts, side)
    rows = Judgement.objects.unscoped("the policy must refuse on its own")
    for person, number in ((accounts.case.analyst, 1), (third, 0), (accounts.case.stranger, 0)):
        set_actor(person.pk)
        assert rows.count() == number


@EITHER_SIDE
def test_door_when_the_policies_let_through_then_it_alone_keeps_them_away(accounts: Accounts, side: str) -> None:
    """A denial is the door's alone: of the two accounts one is closed to the colleague."""
    pair = both_held(accounts)
    judge(accounts, pair, accounts.case.analyst)
    colleague = accounts.colleague
    closed = getattr(accounts, side)
    Denial.objects.create(person=colleague, item=closed, reason="knows the witness", denied_by=colleague)
    forget(colleague)
    assert Judgement.objects.unscoped("the policies let it through").count() == 1
    assert not Judgement.objects.visible_to(accounts.colleague).exists()
    assert accounts.pairs(colleague, state="all") == []


@pytest.mark.parametrize("kind", ["incident", "detention"])
def test_judgement_when_a_fact_becomes_need_to_know_then_so_does_it(accounts: Accounts, kind: str) -> None:
    by = accounts.analyst
    for item in (accounts.item, accounts.other):
        happened(item, by, "2020-08-11", place=spot()) if kind == "incident" else held(item, by, "2020-08-11")
    pair = accounts.pairs()[0]
    judge(accounts, pair, by)
    fact = fact_of(pair.other, by)
    type(fact).objects.visible_to(by).filter(pk=fact.pk).update(restricted=True)
    assert not Judgement.objects.visible_to(accounts.colleague).exists()
    assert accounts.pairs(accounts.case.colleague, state="all") == []
    named = accounts.case.acts_as(accounts.case.colleague)
    name_on(Item.objects.visible_to(named).get(pk=pair.other_item), named)
    assert Judgement.objects.visible_to(accounts.colleague).exists()
    assert len(accounts.pairs(accounts.case.colleague, state="all")) == 1


def test_act_when_need_to_know_then_it_grades_nothing_for_others(accounts: Accounts) -> None:
    by = accounts.analyst
    for item in (accounts.item, accounts.other):
        name_on(item, by)
        act(happened(item, accounts.analyst, "2020-08-11", place=spot()), accounts.analyst, "SGB.THREAT")
    assert accounts.pairs()[0].acts == ["SGB.THREAT"]
    assert accounts.pairs(accounts.case.colleague)[0].acts == []


def test_blind_when_a_text_is_coded_a_second_time_then_judgements_on_it_are_kept_apart(accounts: Accounts) -> None:
    pair = both_held(accounts)
    judge(accounts, pair, accounts.case.analyst)
    case = accounts.case
    partner = case.acts_as(case.partner)
    text = make_text(accounts.item, partner, ORIGINAL, languages=["ru", "ru", "be"])
    part = {"item": accounts.item, "collection_id": accounts.item.collection_id, "closed": True, "text": text}
    first = Work(**part, kind="first", coder=case.analyst, holders=[case.analyst.pk], given_by=partner)
    first.save(force_insert=True)
    blind = Work(**part, kind="second", coder=case.colleague, holders=[case.colleague.pk], first=first, blind=True)
    blind.save(force_insert=True)
    assert accounts.pairs(case.colleague, state="all") == []
    assert not Judgement.objects.visible_to(accounts.colleague).exists()
    assert Judgement.objects.unscoped("the policy must refuse on its own").count() == 0
    assert Judgement.objects.visible_to(accounts.analyst).count() == 1


def test_erasure_when_a_witness_is_erased_then_why_people_judged_goes(accounts: Accounts) -> None:
    judge(accounts, both_held(accounts), accounts.case.analyst)
    case = accounts.case
    partner = case.acts_as(case.partner)
    erasing.consented(accounts.another, partner)
    withdrawals.withdraw(
        witness=accounts.another, purposes=None, channel="telephone", happened_on=TODAY, by=case.acts_as(partner)
    )
    officer, counsel = make_person("Dora", "data_protection_officer"), make_person("Lena", "legal_approver")
    assert erasing.carried_out(erasing.asked(accounts.another, officer), counsel).state == "done"
    case.acts_as(partner)
    assert list(Judgement.objects.unscoped("a test reads what is left").values_list("reason", flat=True)) == ["-"]


# ----- the pages


def address(pair: Pair) -> str:
    return reverse("corroboration_pair", args=[pair.one, pair.other])


def test_list_when_filtered_by_witness_account_place_and_match_then_only_those(accounts: Accounts) -> None:
    both_held(accounts)
    third = make_witness(accounts.case.acts_as(accounts.case.partner))
    item = account_of(accounts.case, third)
    held(item, accounts.analyst, "2020-08", "2020-09")
    client = signed_in(accounts.case.analyst)

    def found(**sent: str) -> int:
        return client.post(reverse("corroboration"), sent).context["list"].count

    assert found() == 3
    assert found(account=third.code) == 2 and found(account=third.code.lower()) == 2
    assert found(account=accounts.item.reference) == 2 and found(account="W-10000") == 0
    assert found(grade="close") == 1 and found(grade="fair") == 3
    assert found(place="акрэсціна") == 3 and found(place="Hrodna") == 0
    assert found(state="judged") == 0
    assert "Choose other filters" in client.post(reverse("corroboration"), {"state": "judged"}).content.decode()


def test_list_when_sorted_and_long_then_in_pages_and_counted(accounts: Accounts) -> None:
    by = accounts.analyst
    for day in range(1, 7):
        for item in (accounts.item, accounts.other):
            held(item, by, f"2020-08-0{day}", f"2020-08-0{day + 1}")
    client = signed_in(by)

    def listed(**sent: str) -> Any:
        return client.post(reverse("corroboration"), sent).context["list"]

    first, second = listed(sort="time"), listed(sort="time", page="2")
    assert first.count == second.count == len(accounts.pairs()) == 16 == len(first.page.object_list)
    assert second.page.number == 1  # there is no second page
    days = [one.pair.since for one in first.page.object_list]
    assert days == sorted(days) and [one.pair.since for one in listed(sort="-time").page.object_list] == days[::-1]


def test_list_when_nothing_is_there_then_it_says_what_to_do(accounts: Accounts) -> None:
    page = signed_in(accounts.case.analyst).get(reverse("corroboration")).content.decode()
    assert "Nothing waits to be judged." in page
    assert signed_in(make_person("Nobody given", "analyst")).get(reverse("corroboration")).status_code == 200


def test_pair_page_when_judged_then_both_accounts_why_and_what_others_said(accounts: Accounts) -> None:
    pair = both_held(accounts)
    client = signed_in(accounts.case.analyst)
    page = client.get(address(pair)).content.decode()
    assert all(word in page for word in (accounts.witness.code, accounts.another.code, "both surely on the same days"))
    refused = client.post(address(pair), {"verdict": "same", "reason": "", "seen": pair.stands})
    assert refused.status_code == 422
    sent = {"verdict": "unsure", "reason": "Too many were held there.", "seen": pair.stands, "client_key": uuid4()}
    assert client.post(address(pair), sent).status_code == 302
    assert "You judged: cannot say" in client.get(address(pair)).content.decode()
    other = signed_in(accounts.case.colleague).get(address(pair)).content.decode()
    assert "Too many were held there." in other and "Anna" in other and "You judged" not in other


def test_pair_page_when_the_facts_no_longer_meet_then_it_says_so(accounts: Accounts) -> None:
    by = accounts.analyst
    one = held(accounts.item, by, "2020-08-09", "2020-08-13")
    other = held(accounts.other, by, "2021-08-09", "2021-08-13")
    answer = signed_in(by).get(reverse("corroboration_pair", args=[one.pk, other.pk]))
    assert answer.status_code == 200 and "do not put people in the same place" in answer.content.decode()


def test_pages_when_a_partner_or_a_stranger_asks_then_refused_and_absent(accounts: Accounts) -> None:
    pair = both_held(accounts)
    for name in (reverse("corroboration"), address(pair)):
        assert signed_in(accounts.case.partner).get(name).status_code == 403
    assert signed_in(accounts.case.stranger).get(address(pair)).status_code == 404


def test_statements_when_pairs_are_many_then_as_few_as_of_few(accounts: Accounts) -> None:
    by = accounts.analyst
    client, counted = signed_in(by), []
    for number in (1, 8):
        accounts.case.acts_as(by)
        for day in range(number):
            for item in (accounts.item, accounts.other):
                incident = happened(item, by, f"2020-08-{day + 1:02}", facility=facility())
                act(incident, by)
        forget(by)
        pair = accounts.pairs()[0]
        counted.append([asked(client, reverse("corroboration")), asked(client, address(pair))])
    assert counted[0] == counted[1] and max(counted[0]) <= 15


def asked(client: Any, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(asked_of(captured))
