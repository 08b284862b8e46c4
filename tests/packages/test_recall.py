"""What was handed over is asked back: the step of the register, its answer, and who is told that it is due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from consent.actions import withdrawals
from consent.models import ConsentEvent, ConsentGrant, ConsentRecord, Erasure
from disclosures.actions import recalls, requests
from disclosures.models import Disclosure, Recall, RecallAnswer
from iapb.access import waiting
from iapb.access.errors import Refused
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger import words
from iapb.ledger.models import Event
from tests.cast import signed_in
from tests.disclosures.cases import grant
from tests.ledger.conftest import acting_as
from tests.packages.cases import Packed, acting
from tests.packages.test_api import Script
from tests.packages.test_handover import download, hand_over, refused

State = Disclosure.State
GROUND = {"ground": "withdrawn", "asks": "destroy", "how": "Letter through the portal"}
SAID = {"answer": "destroyed", "signer": "Duty prosecutor"}


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def recall(built: Packed, by: Person | None = None, **sent: Any) -> None:
    package = built.package()
    with acting(by or built.officer) as actor:
        recalls.recall(package, **{**GROUND, "asked_on": today(), **sent}, by=actor)  # type: ignore[arg-type]


def answer(built: Packed, **sent: Any) -> RecallAnswer:
    package = built.package()
    with acting(built.officer) as actor:
        return recalls.answer(package, **{**SAID, "answered_on": today(), **sent}, by=actor)  # type: ignore[arg-type]


def waits(person: Person) -> list[tuple[str, str]]:
    with acting(person) as actor:
        found = [entry for group in waiting.for_person(actor).values() for entry in group]
        return [(str(one.title), str(one.detail)) for one in found if str(one.title).startswith("IAPB-P-")]


def test_recall_when_nothing_has_left_then_refused_by_the_action_and_by_the_database(built: Packed) -> None:
    with refused("nothing to ask back"):
        recall(built)
    with refused("not asked back"):
        answer(built)
    package = built.package()
    hand_over(built)  # a link that nobody used
    with pytest.raises(DatabaseError, match="recall_only_of_what_left"), acting(built.officer) as actor:
        Recall(package=package, **GROUND, asked_on=today(), by=actor).save(force_insert=True)


def test_recall_when_it_left_then_nothing_more_leaves_and_each_answer_is_kept(built: Packed) -> None:
    link = hand_over(built)
    download(link)
    with refused("future"):
        recall(built, asked_on=today(1))
    with refused("before the package was handed over"):
        recall(built, asked_on=today(-1))
    with refused("how the recipient was told"):
        recall(built, how=" ")
    with pytest.raises(Disclosure.DoesNotExist):  # absent, as to everybody who does not see the desk
        recall(built, by=built.desk.partner)
    for person in (built.desk.legal, built.desk.safety):
        with pytest.raises(Refused):
            recall(built, by=person)
    assert built.state() == State.DELIVERED
    recall(built)
    assert built.state() == State.RECALLED
    with refused("recalled"):
        hand_over(built)
    with pytest.raises(Exception):  # noqa: B017  (the content host says only that there is nothing)
        download(link)
    with refused("already"):
        recall(built)
    with refused("before they were asked"):
        answer(built, answered_on=today(-1))
    with refused("what, and on what ground"):
        answer(built, answer="kept")
    answer(built, answer="kept", note="It lies in the file of the court; article 17(3)(e).")
    answer(built)
    told = Event.objects.filter(object__in=[str(built.package().pk), str(built.interview.pk)])  # type: ignore[union-attr]
    names = [event.event for event in told.in_order() if "recall" in event.event]
    assert names == [
        "package.recalled", "item.recalled",
        "package.recall_answered", "item.recall_answered", "package.recall_answered", "item.recall_answered",
    ]  # fmt: skip
    assert [name for name in [*names, "disclosure.recalled"] if words.describe(name) == name] == []
    with acting(built.officer) as actor:
        again = requests.begin(built.again().request, by=actor)
    assert (again.version, again.state) == (2, State.SCOPED)


def test_recall_when_told_then_the_application_cannot_change_or_remove_it(built: Packed) -> None:
    download(hand_over(built))
    recall(built)
    answer(built)
    for table in ("disclosures_recall", "disclosures_recallanswer"):
        for statement in (f"update {table} set at = now()", f"delete from {table}"):
            with (
                acting_as("web"),
                acting(built.officer),
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_waiting_when_consent_is_withdrawn_after_it_left_then_the_officer_is_told_until_it_is_answered(
    built: Packed,
) -> None:
    download(hand_over(built))
    reference = built.package().reference  # type: ignore[union-attr]
    assert waits(built.officer) == []
    with acting(built.desk.partner) as partner:
        withdrawals.withdraw(
            witness=built.desk.witness, purposes=None, channel="telephone", happened_on=today(), by=partner
        )
    assert built.state() == State.DELIVERED
    ((title, detail),) = waits(built.officer)
    assert title == reference and "consent changed after it left" in detail
    assert waits(built.desk.legal) == waits(built.desk.partner) == []
    recall(built)
    assert waits(built.officer) == [(reference, "the recipient has not answered yet")]
    answer(built)
    assert waits(built.officer) == []


def test_waiting_when_a_right_ends_otherwise_then_told_as_well_and_of_others_not(built: Packed) -> None:
    """An erasure, a pause, a State left out (article 19 GDPR); a no to somebody else is nothing to tell."""
    download(hand_over(built))
    desk = built.desk
    with acting(built.officer):
        purpose = built.again().request.purpose
    with acting(desk.partner):
        named = grant(desk.record, purpose, recipient=desk.lawyer, answer="no")
    assert waits(built.officer) == []
    with acting(desk.partner) as partner, transaction.atomic():
        told = {"kind": "paused", "happened_on": today(), "by": partner}
        ConsentEvent(record=desk.record, **told).save(force_insert=True)
        assert len(_due(built)) == 1
        transaction.set_rollback(True)
    with acting(desk.partner), transaction.atomic():
        mine = ConsentGrant.objects.unscoped("a test changes it").filter(record=desk.record, recipient=None)
        mine.update(countries_denied=[desk.prosecutor.state])
        # Narrowing writes a new record.
        records = ConsentRecord.objects.unscoped("a test changes it").filter(pk=desk.record.pk)
        records.update(recorded_at=timezone.now())
        assert len(_due(built)) == 1
        transaction.set_rollback(True)
    assert waits(built.officer) == []
    with acting(desk.dpo) as steward:
        now = timezone.now()
        Erasure(
            witness=desk.witness, code=desk.witness.code, decision="They asked for it.", consent_epoch=1,
            asked_by=steward, confirmed_by=desk.legal, confirmed_at=now, done_at=now,
        ).save(force_insert=True)  # fmt: skip
    ((title, detail),) = waits(built.officer)
    assert title == built.package().reference and "consent changed" in detail  # type: ignore[union-attr]
    assert named.recipient_id == desk.lawyer.pk


def _due(built: Packed) -> list[Any]:
    """Within the transaction of whoever changed something."""
    set_actor(built.officer.pk)
    with connection.cursor() as cursor:
        cursor.execute("select package from disclosures_to_ask_back()")
        found = cursor.fetchall()
    set_actor(built.desk.partner.pk)
    return found


def test_buttons_when_pressed_twice_then_once_and_the_page_says_so(built: Packed) -> None:
    download(hand_over(built))
    package = built.package()
    assert package is not None
    browser = signed_in(built.officer)
    address = reverse("package", args=[package.pk])
    assert "Record that it was asked back" in browser.get(address).content.decode()
    empty = browser.post(reverse("recall_package", args=[package.pk]), {})
    assert empty.status_code == 422 and built.state() == State.DELIVERED
    sent = {**GROUND, "asked_on": str(today()), "note": "Please destroy all copies."}
    first, second = (browser.post(reverse("recall_package", args=[package.pk]), sent) for _press in range(2))
    assert (first.status_code, second.status_code) == (302, 422)
    assert "This was recalled already." in second.content.decode().split("<main")[1]
    shown = browser.get(address).content.decode()
    assert "Please destroy all copies." in shown and "No answer is recorded yet." in shown
    said = {**SAID, "answered_on": str(today()), "key": "7b0c2a9e-0000-4000-8000-00000000a115"}
    pressed = [browser.post(reverse("answer_recall", args=[package.pk]), said).status_code for _press in range(2)]
    assert pressed == [302, 302]
    with acting(built.officer) as actor:
        assert RecallAnswer.objects.visible_to(actor).filter(recall__package=package).count() == 1
    assert "Every copy destroyed" in browser.get(address).content.decode()
    reader = signed_in(built.desk.legal).get(address).content.decode()
    assert "Every copy destroyed" in reader and "Record another answer" not in reader


def test_recall_when_told_by_scripts_then_the_same_rules(built: Packed) -> None:
    officer, approver = Script(built.officer), Script(built.desk.legal)
    pk = built.package().pk  # type: ignore[union-attr]
    sent = {**GROUND, "asked_on": today().isoformat()}
    said = {**SAID, "answered_on": today().isoformat()}
    officer.call("api_recall", pk, sent=sent, status=400)
    download(hand_over(built))
    assert officer.call("api_package", pk)["recall"] is None
    approver.call("api_recall", pk, sent=sent, status=403)
    officer.call("api_recall", pk, sent={**sent, "ground": "whim"}, status=400)
    told = officer.call("api_recall", pk, sent=sent, status=201)
    assert (told["state"], told["recall"]["asks"], told["recall"]["answers"]) == ("recalled", "destroy", [])
    officer.call("api_recall_answers", pk, sent={**said, "answer": "refused"}, status=400)
    told = officer.call("api_recall_answers", pk, sent=said, status=201)
    assert [one["answer"] for one in told["recall"]["answers"]] == ["destroyed"]
    with refused("already"):
        recall(built)
