"""The timeline of one witness: whose facts stand on it, in which order, and what it does not tell."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.coding import actions
from evidence.coding.models import Act, Harm, Incident, Intervention
from evidence.coding.timeline import timeline_of
from evidence.dates import FuzzyDate
from evidence.models import Item, Official
from iapb.access.errors import Refused
from iapb.access.scope import forget
from iapb.accounts.models import Person
from iapb.ledger.models import Event, EventDetail
from interviews.actions import joint
from interviews.actions.joint import Beside
from interviews.models import Interview
from tests.cast import make_person, signed_in
from tests.coding.accounts import Accounts, account_of, act, elsewhere, facility, happened, held, make_accounts, spot
from tests.coding.cases import ORIGINAL, TRANSLATION, code, give_set, link, make_text, name_on, where
from tests.intake import make_interview
from tests.statements import asked_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts() -> Accounts:
    return make_accounts()


def page_of(accounts: Accounts, person: object = None, status: int = 200) -> str:
    client: Client = signed_in(person or accounts.case.analyst)  # type: ignore[arg-type]
    answer = client.get(reverse("timeline", args=[accounts.witness.pk]))
    assert answer.status_code == status
    return answer.content.decode()


def test_timeline_when_facts_of_two_accounts_then_in_order_of_time_and_undated_apart(accounts: Accounts) -> None:
    again = account_of(accounts.case, accounts.witness)
    by = accounts.analyst
    late, year = happened(again, by, "2020-09-03", place=spot()), happened(accounts.item, by, "2020")
    month, day = held(accounts.item, by, "2020-08", "2020-09"), happened(accounts.item, by, "2020-08-11")
    unknown = happened(again, by)
    happened(accounts.other, by, "2020-08-11")
    found = timeline_of(accounts.witness.pk, accounts.witness.code, by)
    assert [one.fact for one in found.entries] == [year, month, day, late]
    assert [one.fact for one in found.undated] == [unknown] and found.number == 5
    page = page_of(accounts)
    assert accounts.witness.code in page and accounts.another.code not in page
    assert page.count("the year is known, no more") == 1 and page.count("the month is known, not the day") == 1


def test_act_when_it_has_a_date_of_its_own_then_it_stands_there_and_names_its_incident(accounts: Accounts) -> None:
    by = accounts.analyst
    incident = happened(accounts.item, by, "2020-08-11", place=spot())
    act(incident, by, when=FuzzyDate.parse("2020-08-13"), knowledge="heard")
    act(incident, by, "PHY.INSTR", when=FuzzyDate.parse("2020-08-11"))
    found = timeline_of(accounts.witness.pk, "", by)
    assert [one.kind for one in found.entries] == ["incident", "act"]
    assert [one.fact.code.code for one in found.entries[0].acts_here] == ["PHY.INSTR"]
    page = page_of(accounts)
    assert "Part of:" in page and "the witness heard it happen" in page and "certainty high" in page


def suffered(incident: Incident, by: Person, name: str = "HRM.FRACT", **fields: object) -> Harm:
    return actions.add_harm(incident=incident, fields={"code": code(name), **fields}, by=by)


def complained(incident: Incident, by: Person, when: str = "", **fields: object) -> Intervention:
    sent = {"form": "complaint", "when": FuzzyDate.parse(when), "outcome": "refused", **fields}
    return actions.add_intervention(incident=incident, fields=sent, by=by)


def test_harm_when_of_an_act_then_under_it_and_of_the_incident_beside(accounts: Accounts) -> None:
    by = accounts.analyst
    incident = happened(accounts.item, by, "2020-08-11", place=spot())
    beaten = act(incident, by)
    of_act = suffered(incident, by, act=beaten, documented="medical", document="clinic 9")
    of_incident = suffered(incident, by, "HRM.PSYCH")
    found = timeline_of(accounts.witness.pk, "", by).entries
    assert [one.fact for one in found] == [incident]
    assert [one.fact for one in found[0].harms] == [of_incident]
    assert [one.fact for one in found[0].acts_here[0].harms] == [of_act]
    assert "a medical document (clinic 9)" in page_of(accounts)
    actions.take_back_fact(fact=of_act, by=accounts.analyst)
    assert "clinic 9" not in page_of(accounts)


def test_harm_when_need_to_know_then_on_the_timeline_of_people_named_alone(accounts: Accounts) -> None:
    by = accounts.analyst
    incident = happened(accounts.item, by, "2020-08-11")
    name_on(accounts.item, by)
    suffered(incident, by, "HRM.REPRO", documented="medical", document="clinic 9")
    assert "clinic 9" in page_of(accounts)
    assert "clinic 9" not in page_of(accounts, accounts.case.colleague)


def test_harm_when_its_act_is_not_for_the_reader_then_not_told_either(accounts: Accounts) -> None:
    """A harm is as closed as its act, which its own rule knows; the timeline does not rely on it."""
    by = accounts.analyst
    incident = happened(accounts.item, by, "2020-08-11")
    beaten = act(incident, by)
    suffered(incident, by, act=beaten)
    Act.objects.unscoped("a test closes the act alone").filter(pk=beaten.pk).update(restricted=True)
    found = timeline_of(accounts.witness.pk, "", accounts.case.acts_as(accounts.case.colleague)).entries
    assert [one.kind for one in found] == ["incident"] and found[0].acts == [] and found[0].harms == []


def test_intervention_when_it_has_a_date_of_its_own_then_it_stands_there_and_names_its_incident(
    accounts: Accounts,
) -> None:
    by = accounts.analyst
    incident = happened(accounts.item, by, "2020-08-11", place=spot())
    later = complained(incident, by, "2020-09-02", party="Prosecutor of Minsk", result="No answer.")
    undated = complained(incident, by, form="lawyer")
    found = timeline_of(accounts.witness.pk, "", by).entries
    assert [one.fact for one in found] == [incident, later]
    assert [one.fact for one in found[0].interventions_here] == [undated]
    page = page_of(accounts)
    assert "Complaint · Prosecutor of Minsk" in page and "Part of:" in page and "outcome: refused" in page


def test_supports_when_there_then_linked_to_the_words_and_where_none_it_is_said(accounts: Accounts) -> None:
    case = accounts.case
    partner = case.acts_as(case.partner)
    text = make_text(accounts.item, partner, ORIGINAL, languages=["ru", "ru", "be"])
    english = make_text(accounts.item, partner, TRANSLATION, languages=["en"] * 3, source=text)
    link(text, english, accounts.item)
    by = accounts.analyst
    start, end = where(ORIGINAL, "избивали задержанных")
    tag = actions.place_tag(text=text, code=code("PHY.BEAT"), start=start, end=end, by=by)
    first, last = where(TRANSLATION, "beating the detainees")
    rendered = actions.place_tag(text=english, code=code("PHY.BEAT"), start=first, end=last, by=by)
    fact = happened(accounts.item, by, "2020-08-11")
    for one in (tag, rendered):
        actions.add_support(fact=fact, tag=one, by=by)
    page = page_of(accounts).replace("&amp;", "&")
    address = reverse("workbench", args=[accounts.item.pk])
    assert f"{address}?text={text.pk}&in={text.pk}&at={start}-{end}#s-1" in page
    assert f"{address}?text={english.pk}&in={english.pk}&at={first}-{last}#t-1" in page
    assert "No words support this yet." not in page
    held(accounts.item, accounts.analyst, "2020-08-12")
    assert page_of(accounts).count("No words support this yet.") == 1


def test_timeline_when_a_fact_is_not_for_the_reader_then_no_trace_and_no_count(accounts: Accounts) -> None:
    by = accounts.analyst
    happened(accounts.item, by, "2020-08-11")
    before = page_of(accounts, accounts.case.colleague)
    name_on(accounts.item, accounts.analyst)
    incident = happened(accounts.item, accounts.analyst, "2020-08-12")
    secret = act(incident, by, "SGB.THREAT", when=FuzzyDate.parse("2020-08-13"))
    assert secret.restricted
    Incident.objects.visible_to(by).filter(pk=incident.pk).update(restricted=True)
    assert "13 Aug 2020" in page_of(accounts, by)
    told = page_of(accounts, accounts.case.colleague)
    assert told.split("timeline-lead")[1] == before.split("timeline-lead")[1]


def test_timeline_when_another_team_or_body_asks_then_absent(accounts: Accounts) -> None:
    held(accounts.item, accounts.analyst, "2020-08-12")
    page_of(accounts, accounts.case.stranger, 404)
    page_of(accounts, make_person("Other partner", "partner"), 404)


def test_timeline_when_an_item_of_the_witness_was_not_given_then_its_facts_are_not_there(accounts: Accounts) -> None:
    case = accounts.case
    partner = case.acts_as(case.partner)
    hidden = make_interview(partner, accounts.witness)
    third = make_person("Third", "analyst")
    give_set(hidden, partner, third)
    happened(Item.objects.visible_to(third).get(pk=hidden.pk), case.acts_as(third), "2021-01-01")
    held(accounts.item, accounts.analyst, "2020-08-12")
    found = timeline_of(accounts.witness.pk, "", accounts.analyst)
    assert found.number == 1 and [item.pk for item in found.items] == [accounts.item.pk]


def test_timeline_when_a_partner_reads_then_their_own_witness_without_officials_or_export(accounts: Accounts) -> None:
    by = accounts.analyst
    official = Official(label="Commander N", created_by=by)
    official.save(force_insert=True)
    incident = happened(accounts.item, by, "2020-08-11", summary="Beaten near the metro.")
    actions.add_involvement(incident=incident, fields={"official": official, "body_kind": code("PRP.OMON")}, by=by)
    page = page_of(accounts, accounts.case.partner)
    assert "Beaten near the metro." in page and "Commander N" not in page and "an official" in page
    assert "Take along as CSV" not in page and "corroboration" not in page
    assert "Commander N" in page_of(accounts)


def test_timeline_when_taken_back_then_gone_and_empty_says_what_to_do(accounts: Accounts) -> None:
    fact = held(accounts.item, accounts.analyst, "2020-08-12")
    actions.take_back_fact(fact=fact, by=accounts.analyst)
    assert "No fact has been stated" in page_of(accounts)


def test_joint_account_when_given_together_then_on_both_timelines_and_said(accounts: Accounts) -> None:
    case = accounts.case
    partner = case.acts_as(case.partner)
    interview = Interview.objects.visible_to(partner).get(pk=accounts.item.pk)
    beside = Beside(reason="They are mother and child.", prior_accounts="none_known")
    joint.hear_together(interview=interview, witness=accounts.another, beside=beside, by=partner)
    by = accounts.analyst
    held(Item.objects.visible_to(by).get(pk=accounts.item.pk), by, "2020-08-12")
    for witness in (accounts.witness, accounts.another):
        found = timeline_of(witness.pk, "", by)
        assert [one.joint for one in found.entries] == [True]
    assert "given together with others" in page_of(accounts)


def test_page_when_accounts_differ_then_side_by_side_with_gaps(accounts: Accounts) -> None:
    again = account_of(accounts.case, accounts.witness)
    by = accounts.analyst
    held(accounts.item, by, "2020-08-09", "2020-08-20")
    held(again, by, "2020-08-11", "2020-08-20")
    held(again, by, "2020-08-12", "2020-08-25", facility=elsewhere())
    held(accounts.item, by, "2020-10-01", "2020-10-05")
    page = page_of(accounts)
    assert "Two accounts of the same detention give different days." in page
    assert "In detention at two places at the same time." in page
    assert "Days of which nothing is told: 36." in page


# ----- as a file


def test_export_when_made_then_a_row_a_fact_and_an_event_without_words(accounts: Accounts) -> None:
    by = accounts.analyst
    incident = happened(accounts.item, by, "2020-08", place=spot(), summary="=HYPERLINK(1)")
    act(incident, by, knowledge="saw")
    suffered(incident, by, documented="medical", document="clinic 9")
    complained(incident, by, "2020-09-02", party="Prosecutor of Minsk")
    held(accounts.item, by)
    answer = signed_in(by).post(reverse("export_timeline", args=[accounts.witness.pk]))
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == ["Incident", "Act", "Harm", "Intervention", "Detention"]
    assert rows[1][0] == accounts.witness.code and rows[1][3:6] == ["2020-08-01", "2020-08-31", "month"]
    assert rows[2][3:6] == ["2020-08-01", "2020-08-31", "month"]  # the incident's: the act has none of its own
    assert rows[3][3:6] == rows[2][3:6] and rows[3][-2] == "a medical document: clinic 9"
    assert rows[4][3] == "2020-09-02"
    assert rows[4][9:] == ["complaint", "", "Prosecutor of Minsk", "", "", "refused", "0"]
    assert rows[5][3:6] == ["", "", "unknown"]
    assert any(cell == "'=HYPERLINK(1)" for cell in rows[1])
    event = Event.objects.get(event="timeline.exported", object=str(accounts.witness.pk))
    detail = json.loads(bytes(EventDetail.objects.get(event=event).detail))
    assert detail == {"items": [str(accounts.item.pk)], "facts": 3}


def test_export_when_by_a_partner_or_of_a_stranger_then_refused_and_absent(accounts: Accounts) -> None:
    address = reverse("export_timeline", args=[accounts.witness.pk])
    assert signed_in(accounts.case.partner).post(address).status_code == 403
    assert signed_in(accounts.case.stranger).post(address).status_code == 404
    with pytest.raises(Refused):
        actions.export_timeline(subject=accounts.witness.pk, by=accounts.case.acts_as(accounts.case.partner))
    assert not Event.objects.filter(event="timeline.exported").exists()


# ----- how much is asked


def test_statements_when_facts_are_many_then_as_few_as_of_few(accounts: Accounts) -> None:
    by = accounts.analyst
    client = signed_in(by)
    counted = []
    for number in (2, 40):
        accounts.case.acts_as(by)
        for day in range(number):
            incident = happened(accounts.item, by, f"2020-{1 + day % 12:02}-{1 + day % 28:02}", facility=facility())
            suffered(incident, by, act=act(incident, by))
            complained(incident, by, f"2021-{1 + day % 12:02}")
        forget(by)
        address = reverse("timeline", args=[accounts.witness.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counted.append(len(asked_of(captured)))
    assert counted[0] == counted[1] <= 15
