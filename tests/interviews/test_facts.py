"""Facts for the decision: dated rows of which the newest counts, unknown a value of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evidence.models import Item
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from interviews.actions import facts, persons
from interviews.models import EarlierMaterialFacts, MaterialFacts, Mention, RiskAssessment, Witness, WitnessStatus
from tests.cast import make_person
from tests.intake import TODAY, grant, make_interview, make_partner

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def state(witness: Witness, by: Person, **fields: Any) -> WitnessStatus:
    usual = {"status": "reachable", "status_on": TODAY, "circumstances_changed": False, "open_rights_request": None}
    return facts.state_status(witness=witness, by=by, **{**usual, **fields})


def assess(witness: Witness, by: Person, **fields: Any) -> RiskAssessment:
    usual = {"assessed_on": TODAY, "level": "medium", "valid_to": None, "raised_since_consent": None}
    return facts.assess_risk(witness=witness, by=by, **{**usual, **fields})


def material(item: Item, by: Person, **fields: Any) -> MaterialFacts:
    usual = {
        "contains": None,
        "nothing_else": None,
        "carries_name": None,
        "others": "unknown",
        "restricted_art18": None,
        "sgbv": None,
    }
    return facts.state_material(item=item, by=by, **{**usual, **fields})


def test_status_when_stated_again_then_newest_counts_and_history_stays(partner: Person, witness: Witness) -> None:
    state(witness, partner)
    state(witness, partner, status="detained", circumstances_changed=True, circumstances_note="arrested at home")
    rows = WitnessStatus.objects.visible_to(partner).filter(witness=witness)
    assert rows.latest().status == "detained"
    assert rows.count() == 2
    assert Event.objects.filter(event="status.stated", object=str(witness.pk)).count() == 2


def test_status_when_clicked_twice_then_one_row(partner: Person, witness: Witness) -> None:
    assert state(witness, partner) == state(witness, partner)
    assert Event.objects.filter(event="status.stated").count() == 1


def test_status_when_unknown_then_kept_as_unknown(partner: Person, witness: Witness) -> None:
    row = state(witness, partner, status="unknown", circumstances_changed=None)
    assert (row.status, row.circumstances_changed, row.open_rights_request) == ("unknown", None, None)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"status_on": TOMORROW}, "status_on"), ({"circumstances_note": "n" * 10_000}, "circumstances_note")],
)
def test_status_when_input_is_bad_then_a_sentence(
    partner: Person, witness: Witness, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        state(witness, partner, **fields)
    assert refusal.value.field == field
    assert not WitnessStatus.objects.visible_to(partner).exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"assessed_on": TOMORROW}, "assessed_on"), ({"valid_to": TODAY - timedelta(days=1)}, "valid_to")],
)
def test_risk_when_days_are_wrong_then_a_sentence(
    partner: Person, witness: Witness, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        assess(witness, partner, **fields)
    assert refusal.value.field == field


def test_facts_when_other_body_or_analyst_then_refused(partner: Person, witness: Witness) -> None:
    guest = make_partner("Guest")
    set_actor(partner.pk)
    grant(witness.collection, guest)
    set_actor(guest.pk)
    for by in (guest, make_person("Analyst", "analyst")):
        with pytest.raises(Refused):
            state(witness, by)
        with pytest.raises(Refused):
            assess(witness, by)


def test_material_when_changed_then_earlier_statement_is_kept(partner: Person) -> None:
    item = make_interview(partner)
    material(item, partner)
    material(item, partner, contains=["medical"], sgbv=True)
    assert MaterialFacts.objects.visible_to(partner).get(item=item).contains == ["medical"]
    earlier = EarlierMaterialFacts.objects.visible_to(partner).get(item=item)
    assert earlier.contains is None
    assert Event.objects.filter(event="material.stated", object=str(item.pk)).count() == 2


def test_material_when_clicked_twice_then_nothing_new(partner: Person) -> None:
    item = make_interview(partner)
    material(item, partner, contains=[])
    material(item, partner, contains=[])
    assert not EarlierMaterialFacts.objects.visible_to(partner).exists()
    assert Event.objects.filter(event="material.stated").count() == 1


def test_material_when_others_listed_and_nobody_named_then_asked_for(partner: Person) -> None:
    with pytest.raises(Invalid) as refusal:
        material(make_interview(partner), partner, others="listed")
    assert refusal.value.field == "others"


def test_material_when_content_is_not_asked_for_then_refused(partner: Person) -> None:
    with pytest.raises(Invalid) as refusal:
        material(make_interview(partner), partner, contains=["shoes"])
    assert refusal.value.field == "contains"


def test_person_when_added_then_pseudonym_for_all_and_name_for_a_reason(partner: Person) -> None:
    item = make_interview(partner)
    person = persons.add_person(item=item, kind="co_detainee", name="Малвинский", how="shared the cell", by=partner)
    assert person.pseudonym.startswith("P-")
    assert "Малвинский".encode() not in bytes(person.name_sealed)
    assert Mention.objects.visible_to(partner).filter(item=item, person=person).exists()
    material(item, partner, others="listed")
    assert persons.name_of(person=person, reason="asking for consent", by=partner) == "Малвинский"
    assert Event.objects.filter(event="identity.read", object=str(person.pk)).exists()


def test_material_when_nobody_else_then_mentions_go(partner: Person) -> None:
    item = make_interview(partner)
    persons.add_person(item=item, kind="relative", by=partner)
    material(item, partner, others="none")
    assert not Mention.objects.visible_to(partner).filter(item=item).exists()
