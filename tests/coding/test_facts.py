"""Facts: stating, changing, supporting, taking back: works, stranger, wrong role, wrong state."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from evidence.coding import actions
from evidence.coding.facts_shown import facts_of
from evidence.coding.models import Act, DetentionPeriod, FactSupport, Incident, Tag
from evidence.dates import FuzzyDate
from evidence.models import Country, Facility, Official, OfficialName, Place, StateBody
from iapb.access.errors import Invalid, Refused
from iapb.ledger.models import Event
from tests.coding.cases import ORIGINAL, Case, code, make_case, name_on, where

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


@pytest.fixture
def tag(case: Case) -> Tag:
    start, end = where(ORIGINAL, "избивали задержанных дубинками")
    return actions.place_tag(text=case.original, code=code("PHY.INSTR"), start=start, end=end, by=case.analyst)


def incident_fields(**more: object) -> dict[str, object]:
    return {
        "context": code("CTX.ARREST"),
        "when": FuzzyDate.parse("2020-08-11"),
        "place": Place.objects.get(key="minsk-pushkinskaya"),
        "facility": None,
        "summary": "Detained near the metro and beaten.",
        "certainty": "high",
        **more,
    }


def state(case: Case, **more: object) -> Incident:
    return actions.state_incident(item=case.item, by=case.analyst, fields=incident_fields(), **more)


def act_fields(**more: object) -> dict[str, object]:
    return {"code": code("PHY.INSTR"), "victim": "group", "instrument": code("INS.BATON"), "knowledge": "saw", **more}


def test_incident_when_stated_with_a_tag_then_fact_support_and_events(case: Case, tag: Tag) -> None:
    incident = state(case, tags=[tag])
    shown = facts_of(case.item, case.analyst)
    assert [s.fact for s in shown.incidents] == [incident]
    assert [s.tag for s in shown.incidents[0].supports] == [tag]
    assert str(shown.incidents[0].fact.when) == "11 Aug 2020"
    assert Event.objects.filter(event="incident.stated", object=str(incident.pk)).count() == 1
    assert Event.objects.filter(event="support.added").count() == 1


def test_incident_when_sent_twice_then_one(case: Case) -> None:
    key = uuid4()
    assert state(case, client_key=key) == state(case, client_key=key)


def test_incident_when_the_context_is_an_act_or_the_date_is_future_then_invalid(case: Case) -> None:
    future = FuzzyDate.parse((timezone.localdate() + timedelta(days=2)).isoformat())
    for fields, field in (
        (incident_fields(context=code("PHY.BEAT")), "context"),
        (incident_fields(context=code("CTX")), "context"),
        (incident_fields(when=future), "when"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.state_incident(item=case.item, fields=fields, by=case.analyst)
        assert refused.value.field == field
    assert not Incident.objects.visible_to(case.analyst).exists()


def test_incident_when_changed_then_only_what_changed_is_recorded(case: Case) -> None:
    incident = state(case)
    fields = incident_fields(when=FuzzyDate.parse("2020-08"), facility=Facility.objects.get(key="tsip-minsk"))
    changed = actions.change_fact(fact=incident, fields=fields, by=case.acts_as(case.colleague))
    assert (str(changed.when), changed.facility.key) == ("Aug 2020", "tsip-minsk")
    event = Event.objects.get(event="incident.changed")
    assert event.actor == str(case.colleague.pk)
    actions.change_fact(fact=incident, fields=fields, by=case.colleague)
    assert Event.objects.filter(event="incident.changed").count() == 1


def test_act_when_added_then_under_its_incident_with_instrument(case: Case, tag: Tag) -> None:
    incident = state(case)
    act = actions.add_act(incident=incident, fields=act_fields(times=3), tags=[tag], by=case.analyst)
    shown = facts_of(case.item, case.analyst).incidents[0]
    assert [a.fact for a in shown.acts] == [act] and shown.acts[0].supports[0].tag == tag
    assert shown.supports == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": "CTX.ARREST"}, "code"),
        ({"code": "CON.CROWD"}, "instrument"),
        ({"instrument": "PHY.BEAT"}, "instrument"),
    ],
)
def test_act_when_the_codes_do_not_fit_then_invalid(case: Case, fields: dict[str, str], field: str) -> None:
    incident = state(case)
    wrong = {name: code(value) for name, value in fields.items()}
    with pytest.raises(Invalid) as refused:
        actions.add_act(incident=incident, fields=act_fields(**wrong), by=case.analyst)
    assert refused.value.field == field


def test_act_when_need_to_know_then_only_people_named_state_and_see_it(case: Case) -> None:
    incident = state(case)
    with pytest.raises(Refused):
        actions.add_act(incident=incident, fields=act_fields(code=code("SGB.THREAT")), by=case.analyst)
    name_on(case.item, case.analyst)
    act = actions.add_act(incident=incident, fields=act_fields(code=code("SGB.THREAT")), by=case.analyst)
    case.acts_as(case.colleague)
    assert not Act.objects.visible_to(case.colleague).filter(pk=act.pk).exists()
    assert Incident.objects.visible_to(case.colleague).filter(pk=incident.pk).exists()


def test_involvement_when_nobody_is_named_then_invalid(case: Case) -> None:
    incident = state(case)
    with pytest.raises(Invalid):
        actions.add_involvement(incident=incident, fields={"degree": "direct"}, by=case.analyst)
    with pytest.raises(Invalid):
        actions.add_involvement(incident=incident, fields={"body_kind": code("PHY.BEAT")}, by=case.analyst)


def test_involvement_when_the_act_is_of_another_incident_then_invalid(case: Case) -> None:
    one, other = state(case), state(case)
    act = actions.add_act(incident=one, fields=act_fields(), by=case.analyst)
    with pytest.raises(Invalid):
        actions.add_involvement(incident=other, fields={"act": act, "body_kind": code("PRP.OMON")}, by=case.analyst)


def test_detention_when_the_end_is_before_the_start_then_invalid(case: Case) -> None:
    fields = {
        "facility": Facility.objects.get(key="tsip-minsk"),
        "began": FuzzyDate.parse("2020-08-12"),
        "ended": FuzzyDate.parse("2020-08-11"),
    }
    with pytest.raises(Invalid) as refused:
        actions.state_detention(item=case.item, fields=fields, by=case.analyst)
    assert refused.value.field == "ended"
    fields["ended"] = FuzzyDate.parse("2020-08")
    period = actions.state_detention(item=case.item, fields=fields, by=case.analyst)
    with pytest.raises(IntegrityError, match="detention_ends_after_start"), transaction.atomic():
        DetentionPeriod.objects.visible_to(case.analyst).filter(pk=period.pk).update(
            ended_earliest="2020-08-01", ended_latest="2020-08-01"
        )


def test_departure_when_stated_then_shown(case: Case) -> None:
    fields = {
        "when": FuzzyDate.parse("2020-10", estimated=True),
        "crossing": Place.objects.get(key="bp-kamenny-loh"),
        "entered": Country.objects.get(key="LT"),
        "reasons": ["DEP.FEAR"],
    }
    departure = actions.state_departure(item=case.item, fields=fields, by=case.analyst)
    shown = facts_of(case.item, case.analyst).departures[0].fact
    assert (shown, str(shown.when), str(shown.entered)) == (departure, "about Oct 2020", "Lithuania")


def test_official_when_made_from_a_tag_then_entry_spellings_and_support(case: Case) -> None:
    start, end = where(ORIGINAL, "Сотрудники ОМОНа")
    named = actions.place_tag(text=case.original, code=code("PRP.OMON"), start=start, end=end, by=case.analyst)
    body = StateBody.objects.first()
    official = actions.create_official_from_tag(
        tag=named, label="Riot police officer at the metro", post="commander", body=body, by=case.analyst
    )
    spellings = set(OfficialName.objects.visible_to(case.analyst).filter(entry=official).values_list("text", flat=True))
    assert spellings == {"Riot police officer at the metro", "Сотрудники ОМОНа"}
    assert facts_of(case.item, case.analyst).officials[0][0] == official
    incident = state(case)
    person = actions.add_involvement(
        incident=incident, fields={"official": official, "degree": "direct"}, tags=[named], by=case.analyst
    )
    assert facts_of(case.item, case.analyst).incidents[0].people[0].fact == person
    administrator = case.acts_as(case.stranger)
    assert Official.objects.visible_to(administrator).filter(pk=official.pk).exists()


def test_official_when_the_actor_does_not_read_evidence_then_absent(case: Case, tag: Tag) -> None:
    from tests.cast import make_person

    actions.create_official_from_tag(tag=tag, label="X", by=case.analyst)
    auditor = case.acts_as(make_person("Olga", "auditor"))
    assert not Official.objects.visible_to(auditor).exists()
    assert not Official.objects.unscoped("the policy alone").exists()


def test_official_when_nameless_or_by_a_reviewer_then_refused(case: Case, tag: Tag) -> None:
    with pytest.raises(Invalid):
        actions.create_official_from_tag(tag=tag, label="  ", by=case.analyst)
    with pytest.raises(Refused):
        actions.create_official_from_tag(tag=tag, label="X", by=case.colleague)


def test_support_when_added_twice_then_one_and_removed_then_unsupported(case: Case, tag: Tag) -> None:
    incident = state(case)
    support = actions.add_support(fact=incident, tag=tag, by=case.analyst)
    assert actions.add_support(fact=incident, tag=tag, by=case.analyst) == support
    actions.remove_support(support=support, by=case.analyst)
    actions.remove_support(support=support, by=case.analyst)
    assert facts_of(case.item, case.analyst).incidents[0].supports == []
    assert Event.objects.filter(event="support.removed").count() == 1
    assert actions.add_support(fact=incident, tag=tag, by=case.analyst) != support


def test_take_back_when_an_incident_then_its_acts_and_people_too(case: Case, tag: Tag) -> None:
    incident = state(case, tags=[tag])
    act = actions.add_act(incident=incident, fields=act_fields(), by=case.analyst)
    actions.add_involvement(incident=incident, fields={"act": act, "body_kind": code("PRP.OMON")}, by=case.analyst)
    actions.take_back_fact(fact=incident, by=case.analyst)
    actions.take_back_fact(fact=incident, by=case.analyst)
    assert facts_of(case.item, case.analyst).number == 0
    assert Event.objects.filter(event__endswith=".taken_back").count() == 3
    with pytest.raises(Invalid):
        actions.add_act(incident=Incident.objects.visible_to(case.analyst).get(pk=incident.pk), fields=act_fields(),
                        by=case.analyst)  # fmt: skip


def test_facts_when_the_role_does_not_code_then_refused(case: Case, tag: Tag) -> None:
    incident = state(case)
    partner = case.acts_as(case.partner)
    for refused in (
        lambda: actions.state_incident(item=case.item, fields=incident_fields(), by=partner),
        lambda: actions.change_fact(fact=incident, fields=incident_fields(), by=partner),
        lambda: actions.add_act(incident=incident, fields=act_fields(), by=partner),
        lambda: actions.add_involvement(incident=incident, fields={}, by=partner),
        lambda: actions.state_detention(item=case.item, fields={}, by=partner),
        lambda: actions.state_departure(item=case.item, fields={}, by=partner),
        lambda: actions.take_back_fact(fact=incident, by=partner),
        lambda: actions.add_support(fact=incident, tag=tag, by=partner),
        lambda: actions.create_official_from_tag(tag=tag, label="X", by=partner),
    ):
        with pytest.raises(Refused):
            refused()


def test_facts_when_a_stranger_then_absent_and_by_the_policy_too(case: Case, tag: Tag) -> None:
    incident = state(case, tags=[tag])
    actions.add_act(incident=incident, fields=act_fields(), by=case.analyst)
    case.acts_as(case.stranger)
    for model in (Incident, Act, FactSupport):
        assert not model.objects.visible_to(case.stranger).exists()
        assert not model.objects.unscoped("the policy alone").exists()


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        ("involvement_names_somebody", "update coding_involvement set body_kind_id = null"),
        ("act_happened_at_least_once", "update coding_act set times = 0"),
        ("incident_when_is_a_date", "update coding_incident set when_latest = null"),
        ("incident_retraction_is_whole", "update coding_incident set retracted_at = now()"),
        ("support_is_for_one_fact", "update coding_factsupport set incident_id = null"),
    ],
)
def test_database_when_a_fact_is_impossible_then_refuses(case: Case, tag: Tag, constraint: str, statement: str) -> None:
    incident = state(case, tags=[tag])
    actions.add_act(incident=incident, fields=act_fields(), by=case.analyst)
    actions.add_involvement(incident=incident, fields={"body_kind": code("PRP.OMON")}, by=case.analyst)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_panel_when_facts_grow_then_the_number_of_queries_does_not(
    case: Case, tag: Tag, django_assert_num_queries: object
) -> None:
    for rounds in (1, 4):
        for _ in range(rounds):
            incident = state(case, tags=[tag])
            actions.add_act(incident=incident, fields=act_fields(), tags=[tag], by=case.analyst)
        case.acts_as(case.analyst)
        facts_of(case.item, case.analyst)
        with django_assert_num_queries(8):
            facts_of(case.item, case.analyst)
