"""Collections, case sets, grants and denials: who may give what, and when it stops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from evidence import naming
from evidence.actions import case_sets, collections, denials
from evidence.models import (
    CaseSet,
    Collection,
    CollectionGroupGrant,
    CollectionPersonGrant,
    Denial,
    Item,
    ItemPersonGrant,
)
from iapb.access import grant
from iapb.access.errors import Invalid, Refused
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts import handover
from iapb.accounts.models import Body, Person, Team
from iapb.ledger.models import Event
from tests.cast import make_body, make_person, make_team, signed_in

pytestmark = pytest.mark.django_db


def in_days(days: float) -> Any:
    return timezone.now() + timedelta(days=days)


def acting(person: Person) -> Person:
    forget(person)
    set_actor(person.pk)
    return person


def events(name: str) -> list[Event]:
    return list(Event.objects.filter(event=name))


@pytest.fixture
def admin() -> Person:
    return acting(make_person("Adele", "account_administrator"))


@pytest.fixture
def north(admin: Person) -> Body:
    return make_body("North")


@pytest.fixture
def partner(north: Body) -> Person:
    return make_person("Petra", "partner", body=north)


@pytest.fixture
def analyst(north: Body) -> Person:
    return make_person("Anton", "analyst")


@pytest.fixture
def collection(admin: Person, north: Body) -> Collection:
    return collections.create(name="Interviews of North", body=north, until=in_days(90), by=admin)


@pytest.fixture
def item(collection: Collection, partner: Person, admin: Person) -> Item:
    acting(partner)
    made = Item(
        reference=f"T-{uuid4().hex[:12]}", kind="interview", collection=collection, subject=uuid4(), created_by=partner
    )
    made.save(force_insert=True)
    acting(admin)
    return made


def visible(person: Person) -> list[Item]:
    acting(person)
    return list(Item.objects.visible_to(person))


def test_create_collection_when_for_a_body_then_the_body_sees_it_and_the_administrator_nothing_inside(
    collection: Collection, item: Item, partner: Person, admin: Person
) -> None:
    assert visible(partner) == [item]
    assert visible(admin) == []
    assert not Item.objects.unscoped("the policy alone").exists()
    assert list(Collection.objects.visible_to(admin)) == [collection]
    assert [event.object for event in events("collection.created")] == [str(collection.pk)]
    assert len(events("grant.given")) == 1


def test_create_collection_when_the_body_has_one_then_refused_here_and_by_the_database(
    collection: Collection, north: Body, admin: Person
) -> None:
    with pytest.raises(Invalid, match="invalid") as refusal:
        collections.create(name="Another", body=north, until=in_days(9), by=admin)
    assert refusal.value.field == "body"
    with pytest.raises(Invalid) as refusal:
        collections.create(name="interviews OF  North", body=None, until=None, by=admin)
    assert refusal.value.field == "name"
    with pytest.raises(IntegrityError, match="evidence_collection"):
        Collection(name="Another", body=north).save(force_insert=True)


@pytest.mark.parametrize("role", ["partner", "analyst", "disclosure_officer", "auditor"])
def test_give_when_not_an_administrator_then_refused(collection: Collection, north: Body, role: str) -> None:
    other = acting(make_person("Other", role, body=north))
    for call in (
        lambda: collections.create(name="Mine", body=None, until=None, by=other),
        lambda: collections.rename(collection=collection, name="Mine", by=other),
        lambda: case_sets.create(name="Mine", purpose="mine", by=other),
        lambda: grant.give(collection, to=make_person("Friend", "analyst"), until=in_days(1), by=other),
        lambda: grant.revoke(CollectionGroupGrant.objects.get(), by=other),
    ):
        with pytest.raises(Refused):
            call()
    assert len(events("grant.given")) == 1 and not events("grant.revoked")


def test_give_when_given_again_then_the_end_moves(collection: Collection, north: Body, admin: Person) -> None:
    later = in_days(200)
    grant.give(collection, to=north, until=later, by=admin)
    assert [row.expires_at for row in CollectionGroupGrant.objects.all()] == [later]
    with pytest.raises(IntegrityError, match="collection_granted_once_to_group"):
        CollectionGroupGrant.objects.create(
            content_object=collection, group=north.group, granted_by=admin, expires_at=later,
            permission=Permission.objects.get(codename="view_collection"),
        )  # fmt: skip


RECIPIENTS: list[Callable[[Person], Person | Team | Body]] = [
    lambda person: person,
    lambda person: make_team("Team", person),
    lambda person: person.body,  # type: ignore[return-value, union-attr]
]


@pytest.mark.parametrize("number", range(3))
def test_give_and_revoke_when_to_person_team_or_body_then_opens_and_closes(
    collection: Collection, item: Item, admin: Person, number: int
) -> None:
    reader = make_person("Rita", "analyst", body=make_body("South"))
    assert visible(reader) == []
    row = grant.give(collection, to=RECIPIENTS[number](reader), until=in_days(1), by=acting(admin))
    assert visible(reader) == [item]
    grant.revoke(row, by=acting(admin))
    assert visible(reader) == []
    assert events("grant.revoked")[0].object == str(collection.pk)


def test_revoke_when_revoked_already_then_says_so(collection: Collection, admin: Person) -> None:
    row = CollectionGroupGrant.objects.get()
    grant.revoke(row, by=admin)
    row.pk = 999_999
    with pytest.raises(Invalid):
        grant.revoke(row, by=admin)


@pytest.mark.parametrize("days", [-1, 0, 800])
def test_give_when_the_term_is_wrong_then_refused(collection: Collection, admin: Person, days: int) -> None:
    with pytest.raises(Invalid) as refusal:
        grant.give(collection, to=make_person("Rita", "analyst"), until=in_days(days), by=admin)
    assert refusal.value.field == "until"


def test_give_when_to_oneself_then_refused(collection: Collection, north: Body) -> None:
    both = acting(make_person("Both", "account_administrator", "analyst"))
    team = make_team("Own team", both)
    for to in (both, team):
        with pytest.raises(Invalid, match="invalid"):
            grant.give(collection, to=to, until=in_days(1), by=both)
    assert not CollectionPersonGrant.objects.exists()


def test_give_when_the_person_is_deactivated_then_refused(collection: Collection, admin: Person) -> None:
    gone = make_person("Gone", "analyst", state=Person.State.DEACTIVATED)
    with pytest.raises(Invalid):
        grant.give(collection, to=gone, until=in_days(1), by=admin)


def test_give_item_when_the_giver_does_not_see_it_then_refused(item: Item, admin: Person, analyst: Person) -> None:
    with pytest.raises(Refused):
        grant.give(item, to=analyst, until=in_days(1), by=admin)
    officer = acting(make_person("Olga", "disclosure_officer"))
    with pytest.raises(Refused):
        grant.give(item, to=analyst, until=in_days(1), by=officer)
    assert not ItemPersonGrant.objects.exists()


def test_give_item_when_the_giver_sees_it_then_opens_and_is_revoked(
    collection: Collection, item: Item, admin: Person, analyst: Person
) -> None:
    officer = make_person("Olga", "disclosure_officer")
    grant.give(collection, to=officer, until=in_days(1), by=admin)
    row = grant.give(item, to=analyst, until=in_days(1), by=acting(officer))
    assert visible(analyst) == [item]
    grant.revoke(row, by=acting(officer))
    assert visible(analyst) == []


def test_leave_when_granted_by_name_then_the_grants_go(collection: Collection, admin: Person, analyst: Person) -> None:
    grant.give(collection, to=analyst, until=in_days(1), by=admin)
    handover.hand_over(person=analyst, to=None, by=admin)
    assert not CollectionPersonGrant.objects.exists()
    assert events("grant.revoked")


@pytest.fixture
def case_set(admin: Person) -> CaseSet:
    return case_sets.create(name="Okrestina", purpose="Detention in August", by=admin)


def test_add_witness_when_seen_then_the_team_sees_everything_of_theirs(
    collection: Collection, item: Item, case_set: CaseSet, admin: Person, analyst: Person
) -> None:
    officer = make_person("Olga", "disclosure_officer")
    grant.give(collection, to=officer, until=in_days(1), by=admin)
    grant.give(case_set, to=officer, until=in_days(1), by=admin)
    grant.give(case_set, to=make_team("Analysts", analyst), until=in_days(1), by=admin)
    assert visible(analyst) == []
    case_sets.add_witness(case_set, item.subject, acting(officer))
    assert visible(analyst) == [item]
    with pytest.raises(Invalid):
        case_sets.add_witness(case_set, item.subject, acting(officer))
    case_sets.remove_witness(case_set, item.subject, officer)
    assert visible(analyst) == []
    case_sets.add_item(case_set, item, acting(officer))
    assert visible(analyst) == [item]
    case_sets.remove_item(case_set, item, acting(officer))
    assert visible(analyst) == []
    for name in ("witness_added", "witness_removed", "item_added", "item_removed"):
        assert [event.actor for event in events(f"case_set.{name}")] == [str(officer.pk)]


def test_add_witness_when_set_or_material_is_not_theirs_then_refused(
    collection: Collection, item: Item, case_set: CaseSet, admin: Person, partner: Person, analyst: Person
) -> None:
    for giver in (partner, admin):
        with pytest.raises(Refused):
            case_sets.add_witness(case_set, item.subject, acting(giver))
    grant.give(case_set, to=analyst, until=in_days(1), by=acting(admin))
    with pytest.raises(Refused):  # the set is theirs, the witness is not
        case_sets.add_witness(case_set, item.subject, acting(analyst))
    other = make_person("Olga", "disclosure_officer")
    grant.give(collection, to=other, until=in_days(1), by=acting(admin))
    with pytest.raises(Refused):  # the witness is theirs, the set is not
        case_sets.add_witness(case_set, item.subject, acting(other))
    assert not events("case_set.witness_added")


def test_case_set_page_when_filled_then_the_team_sees_it_and_the_administrator_nothing(
    collection: Collection, item: Item, case_set: CaseSet, admin: Person, analyst: Person
) -> None:
    officer = make_person("Olga", "disclosure_officer")
    grant.give(collection, to=officer, until=in_days(1), by=admin)
    for person in (officer, analyst):
        grant.give(case_set, to=person, until=in_days(1), by=admin)
    address = reverse("case_set_contents", args=[case_set.pk])
    desk, team = signed_in(officer), signed_in(analyst)
    assert case_set.name in desk.get(reverse("given_case_sets")).text
    assert item.reference not in team.get(address).text
    unknown = team.post(address, {"reference": item.reference, "whole": "witness"})
    assert (unknown.status_code, "You see no item of this reference." in unknown.text) == (422, True)
    assert desk.post(address, {"reference": f" {item.reference} ", "whole": "witness"}).status_code == 302
    assert item.reference in team.get(address).text
    assert signed_in(admin).get(address).status_code == 403
    out = reverse("take_out_of_case_set", args=[case_set.pk])
    assert desk.post(out, {"reference": item.reference, "whole": "witness"}).status_code == 302
    assert item.reference not in team.get(address).text


def test_case_set_page_when_the_item_has_no_witness_then_only_it_alone(
    collection: Collection, case_set: CaseSet, admin: Person, partner: Person
) -> None:
    officer = make_person("Olga", "disclosure_officer")
    grant.give(collection, to=officer, until=in_days(1), by=admin)
    grant.give(case_set, to=officer, until=in_days(1), by=admin)
    found = Item(
        reference="T-NOBODY", collection=collection, created_by=acting(partner), kind="open_source", closed=False
    )
    found.save(force_insert=True)
    address = reverse("case_set_contents", args=[case_set.pk])
    answer = signed_in(officer).post(address, {"reference": found.reference, "whole": "witness"})
    assert (answer.status_code, "belongs to no witness" in answer.text) == (422, True)
    assert signed_in(officer).post(address, {"reference": found.reference, "whole": "item"}).status_code == 302
    assert "this item alone" in signed_in(officer).get(address).text


def test_deny_when_seen_then_closes_until_ended_by_another(
    collection: Collection, item: Item, admin: Person, analyst: Person
) -> None:
    officer = make_person("Olga", "disclosure_officer")
    for reader in (officer, analyst):
        grant.give(collection, to=reader, until=in_days(1), by=admin)
    made = denials.deny(person=analyst, subject=item.subject, reason="knows the witness", by=acting(officer))
    assert visible(analyst) == []
    with pytest.raises(Invalid):
        denials.deny(person=analyst, subject=item.subject, reason="again", by=acting(officer))
    with pytest.raises(Refused):
        denials.end(denial=made, by=acting(analyst))
    denials.end(denial=made, by=acting(admin))
    assert visible(analyst) == [item]
    with pytest.raises(Invalid):
        denials.end(denial=made, by=acting(admin))


def test_deny_when_not_seen_or_not_whole_then_refused(item: Item, analyst: Person, partner: Person) -> None:
    officer = acting(make_person("Olga", "disclosure_officer"))
    with pytest.raises(Refused):
        denials.deny(person=analyst, item=item, reason="conflict", by=officer)
    with pytest.raises(Refused):
        denials.deny(person=analyst, item=item, reason="conflict", by=acting(partner))
    for wrong in ({}, {"item": item, "subject": item.subject}):
        with pytest.raises(Invalid):
            denials.deny(person=analyst, reason="conflict", by=acting(officer), **wrong)
    assert not Denial.objects.exists()


def test_denial_page_when_named_by_reference_then_closed_unseen(
    collection: Collection, item: Item, admin: Person, analyst: Person
) -> None:
    grant.give(collection, to=analyst, until=in_days(1), by=acting(admin))
    acting(analyst)
    item.reference = "IAPB-I-70007"
    item.save(update_fields=["reference"])
    acting(admin)
    browser = signed_in(admin)
    sent = {"person": analyst.pk, "name": item.reference.lower(), "reason": "a relative"}
    wrong = browser.post(reverse("new_denial"), {**sent, "name": "IAPB-I-99999"})
    assert wrong.status_code == 422 and "Nothing is registered under this" in wrong.content.decode()
    assert browser.post(reverse("new_denial"), sent).status_code == 302
    assert visible(analyst) == []
    assert browser.post(reverse("new_denial"), sent).status_code == 422
    assert item.reference not in browser.get(reverse("grants")).content.decode()
    assert signed_in(analyst).get(reverse("new_denial")).status_code == 403
    acting(analyst)
    with pytest.raises(Refused):
        denials.deny_named(person=admin, name=item.reference, reason="a relative", by=analyst)
    with pytest.raises(Invalid):
        naming.find(item.reference, "name")


def test_pages_when_an_administrator_works_then_grants_are_shown_given_and_revoked(
    collection: Collection, item: Item, case_set: CaseSet, admin: Person, analyst: Person
) -> None:
    browser = signed_in(admin)
    grant.give(case_set, to=analyst, until=in_days(10), by=acting(admin))
    for name in ("collections", "case_sets", "grants", "new_collection", "new_case_set"):
        assert browser.get(reverse(name)).status_code == 200
    page = browser.get(reverse("collection", args=[collection.pk])).content.decode()
    assert "North" in page and item.reference not in page
    ending = browser.get(reverse("grants")).content.decode()
    assert "Okrestina" in ending and "Anton" in ending and "ends soon" in ending and "Interviews of North" not in ending
    assert "Okrestina for Anton" in browser.get(reverse("home")).content.decode()
    day = in_days(40).date().isoformat()
    answer = browser.post(
        reverse("give_collection", args=[collection.pk]), {"to": f"person:{analyst.pk}", "until": day}
    )
    assert answer.status_code == 302
    row = CollectionPersonGrant.objects.get()
    assert browser.post(reverse("revoke_grant", args=["collection-person", row.pk])).status_code == 302
    assert not CollectionPersonGrant.objects.exists()


def test_pages_when_the_input_is_wrong_then_a_sentence_and_nothing_changes(
    collection: Collection, case_set: CaseSet, admin: Person
) -> None:
    browser = signed_in(admin)
    give = reverse("give_case_set", args=[case_set.pk])
    for sent in (
        {"to": "", "until": "2027-01-01"},
        {"to": "person:not-an-id", "until": "2027-01-01"},
        {"to": f"team:{make_team('T').pk}", "until": "2020-01-01"},
        {"to": f"team:{uuid4()}", "until": "soon"},
    ):
        answer = browser.post(give, sent)
        assert answer.status_code == 422
        assert "house-error" in answer.content.decode()
    assert browser.post(reverse("new_collection"), {"name": "x" * 10_000, "until": ""}).status_code == 422
    assert browser.post(reverse("new_case_set"), {"name": "  ", "purpose": ""}).status_code == 422
    assert browser.post(reverse("revoke_grant", args=["no-such-kind", 1])).status_code == 404
    assert browser.post(reverse("revoke_grant", args=["set-person", 1])).status_code == 404
    assert CaseSet.objects.visible_to(acting(admin)).count() == 1


@pytest.mark.parametrize("role", ["partner", "analyst", "disclosure_officer", "auditor"])
def test_pages_when_another_role_asks_then_refused(collection: Collection, role: str) -> None:
    browser = signed_in(make_person("Other", role))
    for name in ("collections", "case_sets", "grants", "new_collection", "new_case_set"):
        assert browser.get(reverse(name)).status_code == 403
    assert browser.get(reverse("collection", args=[collection.pk])).status_code == 403


def test_generic_tables_of_guardian_stay_empty(collection: Collection, item: Item, admin: Person) -> None:
    with connection.cursor() as cursor:
        for table in ("guardian_userobjectpermission", "guardian_groupobjectpermission"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,)
