"""Harms and interventions, and changing what was stated: works, wrong place, need-to-know, two people at once."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from evidence.coding import actions
from evidence.coding.actions.facts import mark_of
from evidence.coding.facts_shown import facts_of
from evidence.coding.framework import actions as framework
from evidence.coding.models import Act, DetentionPeriod, Fact, FactSupport, Harm, Incident, Intervention, Note, Tag
from evidence.dates import FuzzyDate
from evidence.models import Country, Facility, Item
from iapb.access.errors import Invalid, Refused
from iapb.ledger.models import Event
from interviews.actions.persons import add_person
from interviews.models import Mention, NamedPerson
from tests.cast import signed_in
from tests.coding.cases import ORIGINAL, Case, code, give_set, make_case, name_on, where
from tests.coding.framing import publish
from tests.intake import make_interview, make_witness

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


@pytest.fixture
def tag(case: Case) -> Tag:
    start, end = where(ORIGINAL, "избивали задержанных дубинками")
    return actions.place_tag(text=case.original, code=code("PHY.INSTR"), start=start, end=end, by=case.analyst)


@pytest.fixture
def incident(case: Case) -> Incident:
    return actions.state_incident(item=case.item, fields={"context": code("CTX.ARREST")}, by=case.analyst)


@pytest.fixture
def act(case: Case, incident: Incident) -> Act:
    fields = {"code": code("PHY.INSTR"), "instrument": code("INS.BATON"), "knowledge": "saw"}
    return actions.add_act(incident=incident, fields=fields, by=case.analyst)


def harm_of(case: Case, incident: Incident, **more: object) -> Harm:
    tags = more.pop("tags", ())
    fields = {"code": code("HRM.FRACT"), **more}
    return actions.add_harm(incident=incident, fields=fields, tags=tags, by=case.analyst)


def complaint(case: Case, incident: Incident, **more: object) -> Intervention:
    fields = {"form": "complaint", "when": FuzzyDate.parse("2020-08"), "outcome": "refused", **more}
    return actions.add_intervention(incident=incident, fields=fields, by=case.analyst)


def test_harm_when_added_to_an_act_then_under_it_with_its_words(
    case: Case, tag: Tag, incident: Incident, act: Act
) -> None:
    of_act = harm_of(case, incident, act=act, documented="medical", document="clinic 9", tags=[tag])
    of_incident = harm_of(case, incident, code=code("HRM.PSYCH"))
    shown = facts_of(case.item, case.analyst).incidents[0]
    assert [one.fact for one in shown.acts[0].harms] == [of_act]
    assert [one.tag for one in shown.acts[0].harms[0].supports] == [tag]
    assert [one.fact for one in shown.harms] == [of_incident]
    assert shown.harms[0].supports == []
    html = signed_in(case.analyst).get(reverse("facts", args=[case.item.pk])).content.decode()
    assert "a medical document (clinic 9)" in html and "No words support this yet." in html
    assert Event.objects.filter(event="harm.stated").count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": "PHY.BEAT"}, "code"),
        ({"code": "HRM"}, "code"),
        ({"document": "clinic 9"}, "documented"),
    ],
)
def test_harm_when_it_does_not_fit_then_invalid(
    case: Case, incident: Incident, fields: dict[str, str], field: str
) -> None:
    wrong = {name: code(value) if name == "code" else value for name, value in fields.items()}
    with pytest.raises(Invalid) as refused:
        harm_of(case, incident, **wrong)
    assert refused.value.field == field


def test_harm_when_the_act_is_of_another_incident_or_taken_back_then_invalid(
    case: Case, incident: Incident, act: Act
) -> None:
    other = actions.state_incident(item=case.item, fields={"context": code("CTX.ARREST")}, by=case.analyst)
    with pytest.raises(Invalid):
        harm_of(case, other, act=act)
    actions.take_back_fact(fact=act, by=case.analyst)
    with pytest.raises(Invalid):
        harm_of(case, incident, act=Act.objects.visible_to(case.analyst).select_related("code").get(pk=act.pk))


def test_harm_when_need_to_know_then_for_people_named_alone(case: Case, incident: Incident, tag: Tag) -> None:
    with pytest.raises(Refused):
        harm_of(case, incident, code=code("HRM.REPRO"))
    name_on(case.item, case.analyst)
    hidden = harm_of(case, incident, code=code("HRM.REPRO"), tags=[tag])
    colleague = case.acts_as(case.colleague)
    assert facts_of(case.item, colleague).incidents[0].harms == []
    assert not Harm.objects.visible_to(colleague).filter(pk=hidden.pk).exists()
    assert not FactSupport.objects.visible_to(colleague).filter(harm=hidden).exists()


def test_intervention_when_added_then_shown_with_its_outcome(case: Case, incident: Incident, tag: Tag) -> None:
    made = complaint(case, incident, party="Prosecutor of Minsk", result="No answer to the second letter.")
    actions.add_support(fact=made, tag=tag, by=case.analyst)
    shown = facts_of(case.item, case.analyst).incidents[0].interventions[0]
    assert (shown.fact, [one.tag for one in shown.supports]) == (made, [tag])
    html = signed_in(case.analyst).get(reverse("facts", args=[case.item.pk])).content.decode()
    for told in ("Complaint · Prosecutor of Minsk", "Aug 2020", "outcome: refused", "No answer to the second letter."):
        assert told in re.sub(r"\s+", " ", html), told


def test_intervention_when_in_the_future_then_invalid(case: Case, incident: Incident) -> None:
    with pytest.raises(Invalid) as refused:
        complaint(case, incident, when=FuzzyDate.parse("2999"))
    assert refused.value.field == "when"


def test_parts_when_sent_twice_then_one(case: Case, incident: Incident) -> None:
    key = uuid4()
    made = [
        actions.add_harm(incident=incident, fields={"code": code("HRM.SOFT")}, client_key=key, by=case.analyst)
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_take_back_when_an_act_or_an_incident_then_what_is_under_it_too(
    case: Case, incident: Incident, act: Act
) -> None:
    harm, made = harm_of(case, incident, act=act), complaint(case, incident)
    actions.take_back_fact(fact=act, by=case.analyst)
    harm.refresh_from_db()
    made.refresh_from_db()
    assert harm.retracted_at and not made.retracted_at
    actions.take_back_fact(fact=incident, by=case.analyst)
    made.refresh_from_db()
    assert made.retracted_at and facts_of(case.item, case.analyst).number == 0


def test_note_when_on_a_harm_then_kept_with_it(case: Case, incident: Incident) -> None:
    harm = harm_of(case, incident)
    note = actions.note_on_fact(fact=harm, words="Which hand?", by=case.analyst)
    assert note.fact == harm


def test_parts_when_a_stranger_or_a_partner_then_absent_and_refused(case: Case, incident: Incident) -> None:
    harm_of(case, incident)
    complaint(case, incident)
    case.acts_as(case.stranger)
    for model in (Harm, Intervention):
        assert not model.objects.visible_to(case.stranger).exists()
        assert not model.objects.unscoped("the policy alone").exists()
    partner = case.acts_as(case.partner)
    for refused in (actions.add_harm, actions.add_intervention):
        with pytest.raises(Refused):
            refused(incident=incident, fields={}, by=partner)


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        ("harm_retraction_is_whole", "update coding_harm set retracted_at = now()"),
        ("intervention_retraction_is_whole", "update coding_intervention set retracted_at = now()"),
        ("intervention_when_is_a_date", "update coding_intervention set when_latest = null"),
        (
            "support_is_for_one_fact",
            "update coding_factsupport set intervention_id = (select id from coding_intervention)",
        ),
    ],
)
def test_database_when_a_part_is_impossible_then_refuses(
    case: Case, tag: Tag, incident: Incident, constraint: str, statement: str
) -> None:
    harm_of(case, incident, tags=[tag])
    complaint(case, incident)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_publish_when_a_code_becomes_need_to_know_then_its_harms_their_words_and_notes_close(
    case: Case, tag: Tag, incident: Incident, act: Act
) -> None:
    name_on(case.item, case.analyst)
    case.acts_as(case.analyst)
    kept, closed = harm_of(case, incident, tags=[tag]), harm_of(case, incident, code=code("HRM.BURN"), tags=[tag])
    under = harm_of(case, incident, act=act)
    for one in (kept, closed, under):
        actions.note_on_fact(fact=one, words="Look again.", by=case.analyst)
    for changed in ("HRM.BURN", "PHY.INSTR"):
        step = framework.change_code
        version = "0.2" if changed == "HRM.BURN" else "0.3"
        publish(step, version=version, code=changed, fields={"handling": ("restricted",)}, same_meaning=True)
    colleague = case.acts_as(case.colleague)
    assert list(Harm.objects.visible_to(colleague)) == [kept]
    assert {row.harm_id for row in FactSupport.objects.visible_to(colleague)} <= {kept.pk}
    assert [note.fact for note in Note.objects.visible_to(colleague)] == [kept]


# ----- changing


def stated(case: Case, incident: Incident, act: Act) -> dict[str, tuple[Fact, dict[str, object], str]]:
    """Of each kind one, what it is changed to, and what the page shows then."""
    held = {"facility": Facility.objects.get(key="tsip-minsk"), "began": FuzzyDate.parse("2020-08-11")}
    left = {"entered": Country.objects.get(key="LT"), "reasons": ["DEP.FEAR"]}
    return {
        "act": (act, {"code": code("PHY.BEAT"), "knowledge": "heard"}, "the witness heard it happen"),
        "involvement": (
            actions.add_involvement(incident=incident, fields={"body_kind": code("PRP.OMON")}, by=case.analyst),
            {"body_kind": code("PRP.OMON"), "degree": "ordering"}, "gave the order",
        ),
        "harm": (harm_of(case, incident), {"code": code("HRM.BURN")}, code("HRM.BURN").label),
        "intervention": (complaint(case, incident), {"form": "lawyer", "outcome": "pending"}, "not decided yet"),
        "detention": (
            actions.state_detention(item=case.item, fields=held, by=case.analyst), {**held, "cell": "7"}, "cell 7",
        ),
        "departure": (
            actions.state_departure(item=case.item, fields=left, by=case.analyst),
            {**left, "route": "through Kamenny Loh"}, "through Kamenny Loh",
        ),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["act", "involvement", "harm", "intervention", "detention", "departure"])
def test_change_when_made_then_shown_recorded_and_its_words_stay(
    case: Case, tag: Tag, incident: Incident, act: Act, kind: str
) -> None:
    fact, fields, shown = stated(case, incident, act)[kind]
    actions.add_support(fact=fact, tag=tag, by=case.analyst)
    actions.change_fact(fact=fact, fields=fields, by=case.acts_as(case.colleague))
    html = signed_in(case.analyst).get(reverse("facts", args=[case.item.pk])).content.decode()
    assert shown in re.sub(r"\s+", " ", html)
    case.acts_as(case.analyst)
    assert FactSupport.objects.visible_to(case.analyst).filter(**{kind: fact}, removed_at=None).count() == 1
    event = Event.objects.get(event=f"{kind}.changed")
    assert (event.actor, event.object) == (str(case.colleague.pk), str(fact.pk))
    actions.change_fact(fact=fact, fields=fields, by=case.analyst)
    assert Event.objects.filter(event=f"{kind}.changed").count() == 1


def test_change_when_it_breaks_a_rule_or_was_taken_back_then_invalid(case: Case, incident: Incident, act: Act) -> None:
    with pytest.raises(Invalid) as refused:
        actions.change_fact(fact=act, fields={"code": code("CON.CROWD"), "instrument": act.instrument}, by=case.analyst)
    assert refused.value.field == "instrument"
    actions.take_back_fact(fact=act, by=case.analyst)
    with pytest.raises(Invalid):
        actions.change_fact(fact=act, fields={"code": code("PHY.BEAT")}, by=case.analyst)


def test_change_when_it_would_open_or_close_the_fact_then_invalid(case: Case, incident: Incident, act: Act) -> None:
    with pytest.raises(Refused):
        actions.change_fact(fact=act, fields={"code": code("SGB.THREAT")}, by=case.analyst)
    name_on(case.item, case.analyst)
    hidden = actions.add_act(incident=incident, fields={"code": code("SGB.THREAT")}, by=case.analyst)
    for fact, new in ((act, "SGB.THREAT"), (hidden, "PHY.BEAT")):
        with pytest.raises(Invalid):
            actions.change_fact(fact=fact, fields={"code": code(new)}, by=case.analyst)


def test_change_when_somebody_else_has_changed_it_meanwhile_then_told_and_nothing_lost(
    case: Case, incident: Incident
) -> None:
    page = reverse("change_fact", args=["incident", incident.pk])
    client = signed_in(case.analyst)
    form = client.get(page).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', form)
    assert seen and seen[1] == mark_of(incident)
    later = {"context": incident.context, "summary": "As the colleague wrote."}
    actions.change_fact(fact=incident, fields=later, by=case.acts_as(case.colleague))
    sent = {
        "context": str(incident.context_id),
        "summary": "As the analyst wrote.",
        "certainty": "low",
        "seen": seen[1],
    }
    answer = client.post(page, {**sent, "seen": seen[1]})
    assert answer.status_code == 422
    assert "Somebody else has changed this meanwhile" in answer.content.decode()
    assert "As the analyst wrote." in answer.content.decode()
    case.acts_as(case.analyst)
    incident.refresh_from_db()
    assert incident.summary == "As the colleague wrote."


def test_form_when_opened_from_a_tag_or_an_act_then_begins_with_them(case: Case, incident: Incident, act: Act) -> None:
    start, end = where(ORIGINAL, "избивали")
    tag = actions.place_tag(text=case.original, code=code("HRM.SOFT"), start=start, end=end, by=case.analyst)
    page = reverse("new_part", args=[incident.pk, "harm"])
    html = signed_in(case.analyst).get(f"{page}?act={act.pk}&tag={tag.pk}").content.decode()
    assert f'<option value="{code("HRM.SOFT").pk}" selected>' in html
    assert f'<option value="{act.pk}" selected>' in html


# ----- acts in a time in detention, and whom the account saw there


def held(case: Case, **fields: object) -> DetentionPeriod:
    sent = {"facility": Facility.objects.get(key="tsip-minsk"), "began": FuzzyDate.parse("2020-08-11"), **fields}
    return actions.state_detention(item=case.item, fields=sent, by=case.acts_as(case.analyst))


def mentioned(case: Case, item: Item, kind: str = "co_detainee") -> NamedPerson:
    person = add_person(item=item, kind=kind, how="the same cell", by=case.acts_as(case.partner))
    case.acts_as(case.analyst)
    return person


def test_act_when_done_in_detention_then_each_is_named_beside_the_other(case: Case, incident: Incident) -> None:
    period = held(case)
    done = actions.add_act(
        incident=incident, fields={"code": code("PHY.BEAT"), "detention": period}, by=case.acts_as(case.analyst)
    )
    shown = facts_of(case.item, case.analyst)
    assert shown.incidents[0].acts[0].during is shown.detentions[0]
    assert [one.fact for one in shown.detentions[0].acts] == [done]
    html = signed_in(case.analyst).get(reverse("facts", args=[case.item.pk])).content.decode()
    assert f"in detention: {period.facility}, " in html and "Acts during it: " in html
    actions.take_back_fact(fact=period, by=case.acts_as(case.analyst))
    assert facts_of(case.item, case.analyst).incidents[0].acts[0].during is None


def test_act_when_the_detention_is_of_another_account_or_taken_back_then_invalid(
    case: Case, incident: Incident
) -> None:
    elsewhere = make_interview(case.acts_as(case.partner), make_witness(case.partner))
    give_set(elsewhere, case.partner, case.analyst)
    case.acts_as(case.analyst)
    item = Item.objects.visible_to(case.analyst).get(pk=elsewhere.pk)
    other = actions.state_detention(item=item, fields={"facility": Facility.objects.all()[0]}, by=case.analyst)
    gone = held(case)
    actions.take_back_fact(fact=gone, by=case.analyst)
    for period in (other, DetentionPeriod.objects.visible_to(case.analyst).get(pk=gone.pk)):
        with pytest.raises(Invalid):
            fields = {"code": code("PHY.BEAT"), "detention": period}
            actions.add_act(incident=incident, fields=fields, by=case.analyst)


def test_detention_when_somebody_was_seen_then_by_pseudonym_and_only_whom_the_account_mentions(case: Case) -> None:
    person = mentioned(case, case.item)
    elsewhere = make_interview(case.acts_as(case.partner), make_witness(case.partner))
    stranger = mentioned(case, elsewhere)
    period = held(case, seen_with=[person.pk])
    assert facts_of(case.item, case.analyst).detentions[0].fact.seen == [person.pseudonym]
    browser = signed_in(case.analyst)
    assert f"seen there: {person.pseudonym}" in browser.get(reverse("facts", args=[case.item.pk])).content.decode()
    official = mentioned(case, case.item, kind="official")
    for wrong in (stranger.pk, official.pk, uuid4()):
        with pytest.raises(Invalid) as refused:
            held(case, seen_with=[wrong])
        assert refused.value.field == "seen_with"
    form = browser.get(reverse("change_fact", args=["detention", period.pk])).content.decode()
    assert f"{person.pseudonym} (Co-detainee)" in form and stranger.pseudonym not in form
    assert re.search(rf'value="{person.pk}"[^>]*checked', form)


def test_detention_when_the_person_is_no_longer_mentioned_then_not_shown(case: Case) -> None:
    person = mentioned(case, case.item)
    held(case, seen_with=[person.pk])
    Mention.objects.unscoped("a test takes it out").filter(person=person).delete()
    assert facts_of(case.item, case.acts_as(case.analyst)).detentions[0].fact.seen == []
