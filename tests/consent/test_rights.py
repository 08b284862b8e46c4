"""The data protection officer: nothing without a reason on record, with one only that witness, for hours."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import rights_desk
from consent.actions import pauses, withdrawals
from consent.models import ConsentRecord
from evidence.actions import denials, readings
from evidence.models import Item, Reading
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, rights_of
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from interviews.actions import facts
from interviews.models import Interview, Witness
from tests.cast import make_person, signed_in
from tests.consenting import make_consent
from tests.intake import TODAY, make_interview, make_witness

pytestmark = pytest.mark.django_db
REASON = "Request for erasure, does the court need it"


@pytest.fixture
def interview(partner: Person, witness: Witness) -> Interview:
    make_consent(witness, partner)
    return make_interview(partner, witness)


@pytest.fixture
def officer(partner: Person) -> Person:
    """Of the partner's own body: what the body was given must not open to them."""
    return make_person("Dora", "data_protection_officer", body=partner.body)


def acting(person: Person) -> Person:
    forget(person)
    set_actor(person.pk)
    return person


def fresh(person: Person) -> Client:
    client = signed_in(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def opened(witness: Witness, by: Person) -> Reading:
    return readings.open_for_a_reason(name=witness.code.lower(), reason=REASON, by=by)


def test_read_when_no_reason_is_on_record_then_nothing(officer: Person, witness: Witness, interview: Interview) -> None:
    acting(officer)
    assert Right.READ not in rights_of(officer)
    assert not Item.objects.visible_to(officer).exists() and not Witness.objects.visible_to(officer).exists()
    assert fresh(officer).get(reverse("item", args=[interview.pk])).status_code == 403


def test_open_when_a_reason_is_given_then_only_that_witness_and_the_ledger_keeps_it(
    officer: Person, partner: Person, witness: Witness, interview: Interview
) -> None:
    other = make_interview(partner, make_witness(partner, sex="female"))
    acting(officer)
    reading = opened(witness, officer)
    assert opened(witness, officer).pk == reading.pk
    acting(officer)
    assert [one.pk for one in Item.objects.visible_to(officer)] == [interview.pk]
    assert [one.pk for one in Witness.objects.visible_to(officer)] == [witness.pk]
    assert ConsentRecord.objects.visible_to(officer).count() == 1
    assert {one.pk for one in Item.objects.unscoped("the second wall alone")} >= {interview.pk}
    event = Event.objects.select_related("detail").get(event="reading.opened", object=str(witness.pk))
    assert REASON.encode() in bytes(event.detail.detail) and event.actor == str(officer.pk)
    assert not {Right.SEARCH, Right.ORIGINAL, Right.IDENTITY, Right.TAG} & rights_of(officer)
    page = fresh(officer)
    assert page.get(reverse("item", args=[interview.pk])).status_code == 200
    assert page.get(reverse("item", args=[other.pk])).status_code == 404
    assert page.get(reverse("identity", args=[witness.pk])).status_code == 403


def test_open_when_ended_or_run_out_or_denied_then_closed_again(witness: Witness, interview: Interview) -> None:
    officer = acting(make_person("Dan", "data_protection_officer"))
    reading = opened(witness, officer)
    readings.end(reading=reading, by=officer)
    assert not Item.objects.visible_to(acting(officer)).exists()
    again = opened(witness, officer)
    admin = make_person("Ada", "account_administrator")
    acting(admin)
    denial = denials.deny_named(person=officer, name=witness.code, reason="knows the witness", by=admin)
    assert not Item.objects.visible_to(acting(officer)).exists()
    acting(admin)
    denials.end(denial=denial, by=admin)
    assert Item.objects.visible_to(acting(officer)).exists()
    past = timezone.now() - timedelta(hours=9)
    Reading.objects.filter(pk=again.pk).update(opened_at=past, expires_at=past + readings.LASTS)
    acting(officer)
    assert not Item.objects.visible_to(officer).exists()
    assert not Item.objects.unscoped("the second wall alone").filter(pk=interview.pk).exists()


def test_open_when_restricted_or_granted_then_stays_closed(
    officer: Person, partner: Person, witness: Witness, interview: Interview
) -> None:
    Item.objects.unscoped("a test marks the item").filter(pk=interview.pk).update(restricted=True)
    make_interview(partner, make_witness(partner, sex="female"))
    acting(officer)
    opened(witness, officer)
    # Neither the restricted account, nor the other one that the officer's own body was given.
    assert not Item.objects.visible_to(acting(officer)).exists()


@pytest.mark.parametrize(("name", "reason"), [("W-00000", REASON), ("IAPB-I-00001", REASON), ("", REASON), (None, "x")])
def test_open_when_the_code_or_the_reason_is_wrong_then_said(
    officer: Person, witness: Witness, interview: Interview, name: str | None, reason: str
) -> None:
    acting(officer)
    with pytest.raises(Invalid) as refused:
        readings.open_for_a_reason(name=witness.code if name is None else name, reason=reason, by=officer)
    assert refused.value.field == ("reason" if name is None else "name")


def test_open_when_another_role_asks_then_refused(partner: Person, witness: Witness) -> None:
    for role in ("analyst", "account_administrator", "auditor", "disclosure_officer"):
        with pytest.raises(Refused):
            opened(witness, acting(make_person("Other", role)))
    acting(partner)
    with pytest.raises(Refused):
        opened(witness, partner)
    acting(make_person("Ann", "analyst"))
    assert rights_desk.to_decide() == []


def test_desk_when_things_happened_then_told_by_code_and_recorded_from_there(
    officer: Person, partner: Person, witness: Witness, interview: Interview
) -> None:
    facts.state_status(
        witness=witness, status="reachable", status_on=TODAY, circumstances_changed=False, open_rights_request=True,
        by=partner,
    )  # fmt: skip
    pauses.pause(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=partner)
    client = fresh(acting(officer))
    shown = client.get(reverse("rights_desk")).content.decode()
    assert shown.count(witness.code) == 2 and interview.reference not in shown
    assert witness.code in client.get("/").content.decode()
    wrong = client.post(reverse("open_reading"), {"name": witness.code, "reason": ""})
    assert wrong.status_code == 422 and "The ledger keeps it." in wrong.content.decode()
    assert client.post(reverse("open_reading"), {"name": witness.code, "reason": REASON}).status_code == 302
    shown = client.get(reverse("rights_desk")).content.decode()
    assert reverse("withdraw_for_witness", args=[witness.pk]) in shown
    sent = {"whole": "whole", "channel": "telephone", "happened_on": TODAY.isoformat(), "note": ""}
    assert client.post(reverse("withdraw_for_witness", args=[witness.pk]), sent).status_code == 302
    acting(partner)
    assert ConsentRecord.objects.visible_to(partner).get(witness=witness).withdrawn_at is not None
    acting(officer)
    reading = Reading.objects.get(person=officer)
    assert client.post(reverse("end_reading", args=[reading.pk])).status_code == 302
    assert client.get(reverse("withdraw_for_witness", args=[witness.pk])).status_code == 404


def test_end_when_the_reading_is_of_another_then_404(officer: Person, witness: Witness, interview: Interview) -> None:
    acting(officer)
    reading = opened(witness, officer)
    other = acting(make_person("Dan", "data_protection_officer"))
    assert not Item.objects.visible_to(other).exists()
    assert fresh(other).post(reverse("end_reading", args=[reading.pk])).status_code == 404


def test_withdraw_when_the_officer_is_told_then_as_easy_as_giving(
    officer: Person, partner: Person, witness: Witness, interview: Interview
) -> None:
    acting(officer)
    opened(witness, officer)
    withdrawals.withdraw(witness=witness, purposes=None, channel="message", happened_on=TODAY, by=acting(officer))
    assert [one.why for one in rights_desk.to_decide()] == [rights_desk.WHY["withdrawn"]]
