"""The register of earlier disclosures: brought in by the officer, seen by the desk alone, told where consent ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from consent.models import ConsentEvent, ConsentRecord, Erasure
from disclosures.actions import past_recalls
from disclosures.models import PastDisclosure, PastEntry, PastRecall, PastRecallAnswer
from disclosures.waiting import for_officer
from evidence.importing import actions, dry_run
from evidence.importing.models import BroughtIn
from evidence.importing.places import Folder
from evidence.importing.report import Report
from iapb.access.errors import Refused
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody import keys
from iapb.jobs.box import Box
from iapb.ledger import words
from iapb.ledger.models import Event
from tests.cast import signed_in
from tests.disclosures.cases import Desk, grant, make_consent, make_desk, make_witness
from tests.importing.conftest import write
from tests.importing.test_run import AGAIN, ONCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> Desk:
    desk = make_desk()
    keys.provider().new_subject_key(desk.witness.pk)
    return desk


@pytest.fixture
def register(desk: Desk, tmp_path: Path) -> Path:
    made = tmp_path / "register"
    made.mkdir()
    past = {"id": "p1", "recipient": desk.prosecutor.code, "disclosed_on": "2021-06-01", "to": "Registry",
            "purpose": "national_prosecution"}  # fmt: skip
    write(made, "past_disclosures", [past])
    write(made, "past_entries", [{"id": "e1", "disclosure": "p1", "item": desk.interview.reference, "what": "summary"}])
    return made


def _run(folder: Path, desk: Desk, by: Person) -> Report:
    desk.acts(by)
    chosen = {"by": by, "collection": desk.collection.pk}
    try:
        return actions.run(dry_run.examine(Folder(folder), box=Box(), **chosen), **chosen)
    finally:
        set_actor(by.pk)


def test_register_when_brought_in_then_who_received_what_stands_and_nothing_is_doubled(
    desk: Desk, register: Path
) -> None:
    report = _run(register, desk, desk.officer)
    assert report.lines == []
    assert report.counts == {"past_disclosures": ONCE, "past_entries": ONCE}
    entry = PastEntry.objects.visible_to(desk.officer).select_related("disclosure").get()
    assert (entry.item_id, entry.disclosure.recipient_id) == (desk.interview.pk, desk.prosecutor.pk)
    assert Event.objects.filter(event="item.disclosed_before", object=str(desk.interview.pk)).count() == 1
    assert _run(register, desk, desk.officer).counts == {"past_disclosures": AGAIN, "past_entries": AGAIN}
    page = signed_in(desk.officer).get(reverse("past_disclosures")).content.decode()
    assert desk.prosecutor.name in page
    assert desk.interview.reference in page
    kept = signed_in(desk.officer).get(reverse("past_disclosures_list")).content.decode("utf-8-sig")
    assert f"2021-06-01,{desk.prosecutor.name}" in kept


def test_partner_and_analyst_when_looking_then_neither_the_register_nor_that_it_was_brought_in(
    desk: Desk, register: Path
) -> None:
    _run(register, desk, desk.officer)
    for other in (desk.partner, desk.analyst):
        desk.acts(other)
        assert not PastDisclosure.objects.visible_to(other).exists()
        assert not PastDisclosure.objects.unscoped("the policy must refuse on its own").exists()
        assert not BroughtIn.objects.visible_to(other).filter(kind__startswith="past_").exists()
        assert signed_in(other).get(reverse("past_disclosures")).status_code == 403
        with pytest.raises(Refused):
            _run(register, desk, other)


def test_recipient_when_not_in_the_register_then_told(desk: Desk, register: Path) -> None:
    write(register, "past_disclosures", [{"id": "p1", "recipient": "NOBODY", "disclosed_on": "2021-06-01"}])
    report = _run(register, desk, desk.officer)
    assert report.counts["past_disclosures"]["refused"] == report.counts["past_entries"]["refused"] == 1
    assert "Register the recipient first" in str(report.lines[0].sentence)


SAID = {"answer": "destroyed", "signer": "Registry"}


def due(desk: Desk, words: str = "earlier disclosure") -> list[str]:
    desk.acts(desk.officer)
    return [str(one.title) for one in for_officer(desk.officer) if words in str(one.detail)]


def test_consent_when_withdrawn_then_the_officer_is_told_until_it_is_recorded_that_they_were(
    desk: Desk, register: Path
) -> None:
    _run(register, desk, desk.officer)
    named = f"{desk.prosecutor.name} 2021-06-01"
    assert due(desk) == []
    desk.withdraw()
    assert due(desk) == [named]
    recall(desk)
    assert (due(desk), due(desk, "not answered")) == ([], [named])
    with acting(desk) as disclosure:
        past_recalls.answer(disclosure, **SAID, answered_on=timezone.localdate(), by=desk.officer)
    assert due(desk) + due(desk, "not answered") == []
    told = Event.objects.filter(object__in=[str(disclosure.pk), str(desk.interview.pk)]).in_order()
    names = [one.event for one in told if "ask" in one.event or "recall" in one.event]
    assert names == [
        "disclosure.asked_back", "item.recalled", "disclosure.ask_back_answered", "item.recall_answered",
    ]  # fmt: skip
    assert [name for name in names if words.describe(name) == name] == []


@contextmanager
def acting(desk: Desk) -> Iterator[PastDisclosure]:
    desk.acts(desk.officer)
    yield PastDisclosure.objects.visible_to(desk.officer).get()


def recall(desk: Desk, **sent: Any) -> None:
    with acting(desk) as disclosure:
        usual = {"ground": "withdrawn", "asks": "destroy", "how": "By letter", "asked_on": timezone.localdate()}
        past_recalls.recall(disclosure, **{**usual, **sent}, by=desk.officer)


def test_more_when_taken_back_after_they_were_told_then_due_again(desk: Desk, register: Path) -> None:
    other = desk.interview_of(second := _another(desk))
    write(register, "past_entries", [
        {"id": "e1", "disclosure": "p1", "item": desk.interview.reference, "what": ""},
        {"id": "e2", "disclosure": "p1", "item": other.reference, "what": ""},
    ])  # fmt: skip
    assert _run(register, desk, desk.officer).lines == []
    desk.withdraw()
    recall(desk)
    assert due(desk) == []
    desk.acts(desk.partner)
    ConsentRecord.objects.unscoped("a test changes it").filter(witness=second).update(withdrawn_at=timezone.now())
    assert len(due(desk)) == 1


def _another(desk: Desk) -> Any:
    desk.acts(desk.partner)
    made = make_witness(desk.collection, desk.partner)
    keys.provider().new_subject_key(made.pk)
    make_consent(made, desk.partner)
    return made


def test_rights_when_they_end_otherwise_then_told_as_well_and_of_others_not(desk: Desk, register: Path) -> None:
    """An erasure and a pause are told too (article 19 GDPR); a no to somebody else is not."""
    _run(register, desk, desk.officer)
    desk.acts(desk.partner)
    grant(desk.record, "national_prosecution", recipient=desk.lawyer, answer="no")
    assert due(desk) == []
    desk.acts(desk.partner)
    paused = {"kind": "paused", "happened_on": timezone.localdate(), "by": desk.partner}
    ConsentEvent(record=desk.record, **paused).save(force_insert=True)
    assert len(due(desk)) == 1
    recall(desk, ground="restricted", asks="stop")
    assert due(desk) == []
    desk.acts(desk.dpo)
    now = timezone.now()
    Erasure(
        witness=desk.witness, code=desk.witness.code, decision="They asked for it.", consent_epoch=1,
        asked_by=desk.dpo, confirmed_by=desk.legal, confirmed_at=now, done_at=now,
    ).save(force_insert=True)  # fmt: skip
    assert len(due(desk)) == 1


def test_record_when_a_newer_one_does_not_say_yes_again_then_what_was_taken_back_stays_due(
    desk: Desk, register: Path
) -> None:
    _run(register, desk, desk.officer)
    desk.withdraw()
    desk.acts(desk.partner)
    mine = ConsentRecord.objects.unscoped("a test changes it")
    mine.filter(pk=desk.record.pk).update(superseded_at=timezone.now())
    newer = make_consent(desk.witness, desk.partner)
    assert due(desk) == []
    desk.acts(desk.partner)
    newer.grants.unscoped("a test changes it").filter(purpose="national_prosecution").update(answer="not_asked")
    assert len(due(desk)) == 1


def test_page_when_told_and_answered_then_shown_once_and_the_officer_alone_records(desk: Desk, register: Path) -> None:
    _run(register, desk, desk.officer)
    with acting(desk) as disclosure:
        pass
    address, client = reverse("past_disclosure", args=[disclosure.pk]), signed_in(desk.officer)
    assert "Record that they were told" in client.get(address).content.decode()
    day = timezone.localdate().isoformat()
    told = {"ground": "erasure", "asks": "stop", "how": "By letter", "asked_on": day, "note": "Stop using the summary."}
    for person, status in ((desk.legal, 403), (desk.analyst, 403), (desk.partner, 403)):
        assert signed_in(person).post(reverse("recall_past", args=[disclosure.pk]), told).status_code == status
    early = client.post(reverse("recall_past", args=[disclosure.pk]), {**told, "asked_on": "2021-05-01"})
    assert (early.status_code, "before they received it" in early.content.decode()) == (422, True)
    told["key"] = "7b0c2a9e-0000-4000-8000-00000000a116"
    pressed = [client.post(reverse("recall_past", args=[disclosure.pk]), told).status_code for _press in range(2)]
    assert pressed == [302, 302]
    said = {**SAID, "answer": "kept", "answered_on": day}
    short = client.post(reverse("answer_past_recall", args=[disclosure.pk]), said)
    assert "what, and on what ground" in short.content.decode()
    client.post(reverse("answer_past_recall", args=[disclosure.pk]), {**said, "note": "In the file of the court."})
    desk.acts(desk.officer)
    assert (
        PastRecall.objects.visible_to(desk.officer).count(),
        PastRecallAnswer.objects.visible_to(desk.officer).count(),
    ) == (1, 1)
    page = client.get(address).content.decode()
    assert "Stop using the summary." in page and "In the file of the court." in page
    assert "Stays in the file of a case" in client.get(reverse("past_disclosures")).content.decode()
    reader = signed_in(desk.legal).get(address).content.decode()
    assert "In the file of the court." in reader and "Record another answer" not in reader


def test_rows_when_told_then_the_application_cannot_change_them(desk: Desk, register: Path) -> None:
    with connection.cursor() as cursor:
        for table in ("disclosures_pastrecall", "disclosures_pastrecallanswer"):
            cursor.execute(f"select has_table_privilege('{table}', 'update'), has_table_privilege('{table}', 'delete')")
            assert cursor.fetchone() == (False, False)


def test_row_when_brought_in_then_it_does_not_change(desk: Desk, register: Path) -> None:
    _run(register, desk, desk.officer)
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_table_privilege('disclosures_pastdisclosure', 'update'),"
            " has_table_privilege('disclosures_pastentry', 'delete')"
        )
        assert cursor.fetchone() == (False, False)
