"""The pages of the registers, and what people add to them."""

from __future__ import annotations

import pytest

from evidence.models import Facility, Place
from evidence.registers import actions
from evidence.registers.kinds import REGISTERS
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from tests.cast import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst() -> Person:
    person = make_person("Anna", "analyst")
    set_actor(person.pk)
    return person


def test_add_name_when_new_then_found_by_it_and_recorded(analyst: Person) -> None:
    facilities = REGISTERS["facilities"]
    entry = Facility.objects.get(key="tsip-minsk")
    actions.add_name(register=facilities, entry=entry, text="  Okrestsina  street ", language="en", by=analyst)
    assert list(facilities.spelled("okrestsina", analyst)) == [entry]
    assert Event.objects.get(event="register.name_added").object == str(entry.pk)
    for text in ("Okrestsina street", "…"):
        with pytest.raises(Invalid):
            actions.add_name(register=facilities, entry=entry, text=text, language="en", by=analyst)


def test_add_entry_when_new_then_found_and_a_second_is_refused(analyst: Person) -> None:
    fields = {"label": "Gymnasium of school 7", "kind": "improvised", "place": Place.objects.get(key="homel")}
    entry = actions.add_entry(register=REGISTERS["facilities"], fields=fields, by=analyst)
    assert list(REGISTERS["facilities"].spelled("gymnasium", analyst)) == [entry]
    with pytest.raises(Invalid):
        actions.add_entry(register=REGISTERS["facilities"], fields=fields, by=analyst)
    with pytest.raises(Invalid):
        actions.add_entry(register=REGISTERS["countries"], fields={"label": "X"}, by=analyst)


def test_add_when_the_role_does_not_edit_registers_then_refused() -> None:
    reviewer = make_person("Reva", "reviewer")
    set_actor(reviewer.pk)
    entry = Facility.objects.first()
    with pytest.raises(Refused):
        actions.add_name(register=REGISTERS["facilities"], entry=entry, text="X", language="", by=reviewer)
    with pytest.raises(Refused):
        actions.add_entry(register=REGISTERS["facilities"], fields={"label": "X"}, by=reviewer)
