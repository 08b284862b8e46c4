"""A run brings in what it can, once, and its report is recounted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from evidence.importing import actions
from evidence.importing.models import BroughtIn, Run
from evidence.importing.report import Report
from evidence.models import Item, ItemFile
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody import keys
from iapb.jobs.models import Job
from iapb.ledger.models import Event
from interviews.models import Interview, Witness, WitnessDocument
from tests.cast import make_person
from tests.importing.conftest import DOCUMENT, FILE, INTERVIEW, WITNESS, write
from tests.intake import make_partner

pytestmark = pytest.mark.django_db
Bring = Callable[..., Report]
ONCE = {"read": 1, "created": 1, "same": 0, "differs": 0, "erased": 0, "refused": 0, "recounted": 1}
AGAIN = {**ONCE, "created": 0, "same": 1, "recounted": 0}


def test_archive_when_brought_in_then_everything_stands_as_if_entered_by_hand(bring: Bring, partner: Person) -> None:
    report = bring()
    assert report.counts == dict.fromkeys(("witnesses", "interviews", "documents", "files"), ONCE)
    assert report.agrees
    document = WitnessDocument.objects.visible_to(partner).get()
    interview = Interview.objects.visible_to(partner).get()
    assert (document.given_with_id, document.subject) == (interview.pk, interview.subject)
    linked = ItemFile.objects.visible_to(partner).select_related("file").get()
    assert linked.item_id == document.pk
    with custody.read(linked.file) as pieces:
        assert b"".join(pieces).decode() == "Приговор\n"
    assert Job.objects.filter(kind="screen_file", object=linked.file_id).count() == 1
    events = set(Event.objects.values_list("event", flat=True))
    assert {"import.begun", "witness.registered", "document.created", "file.received", "import.finished"} <= events


def test_archive_when_brought_in_twice_then_nothing_changes(bring: Bring, partner: Person) -> None:
    bring()
    before = Event.objects.count()
    report = bring()
    assert report.counts == dict.fromkeys(("witnesses", "interviews", "documents", "files"), AGAIN)
    assert report.lines == []
    assert Event.objects.count() == before + 2  # that the run was begun and finished
    assert Item.objects.visible_to(partner).count() == 2


def test_archive_when_a_colleague_brings_it_in_again_then_nothing_is_doubled(bring: Bring, partner: Person) -> None:
    bring()
    colleague = make_person("Colleague", "partner", body=partner.body)
    partner.body.group.user_set.add(colleague)
    assert bring(colleague).counts["files"] == AGAIN


def test_row_when_it_differs_later_then_told_and_nothing_overwritten(
    bring: Bring, folder: Path, partner: Person
) -> None:
    bring()
    write(folder, "documents", [{**DOCUMENT, "title": "Another title"}])
    report = bring()
    assert report.counts["documents"]["differs"] == 1
    assert [(line.table, line.row, line.outcome, line.columns) for line in report.lines] == [
        ("documents", 2, "differs", ("title",))
    ]
    assert WitnessDocument.objects.visible_to(partner).get().title == "Court ruling"


def test_row_when_refused_then_why_and_the_others_go_through(bring: Bring, folder: Path, partner: Person) -> None:
    write(folder, "interviews", [{**INTERVIEW, "account_type": "follow_up"}, {**INTERVIEW, "id": "i2"}])
    report = bring()
    counts = report.counts["interviews"]
    assert (counts["read"], counts["created"], counts["refused"]) == (2, 1, 1)
    # What hangs on the refused interview is refused as well, and says so.
    assert report.counts["documents"]["refused"] == report.counts["files"]["refused"] == 1
    assert all(line.sentence for line in report.lines)
    assert report.agrees
    assert Interview.objects.visible_to(partner).count() == 1


def test_row_when_unreadable_then_refused_with_its_problem(bring: Bring, folder: Path) -> None:
    write(folder, "witnesses", [WITNESS, {**WITNESS, "id": "w2", "birth_date": "yesterday"}])
    report = bring()
    assert (report.counts["witnesses"]["created"], report.counts["witnesses"]["refused"]) == (1, 1)
    assert [(line.row, line.columns) for line in report.lines] == [(3, ("birth_date",))]
    assert report.agrees


def test_person_when_twice_in_the_manifest_then_refused_until_somebody_has_compared(
    bring: Bring, folder: Path, partner: Person
) -> None:
    write(folder, "witnesses", [WITNESS, {**WITNESS, "id": "w2"}])
    report = bring()
    assert (report.counts["witnesses"]["created"], report.counts["witnesses"]["refused"]) == (0, 2)
    assert not Witness.objects.visible_to(partner).exists()
    write(folder, "witnesses", [{**WITNESS, "another_person": "yes"}, {**WITNESS, "id": "w2", "another_person": "yes"}])
    assert bring().counts["witnesses"]["created"] == 2


def test_file_when_changed_since_the_manifest_was_made_then_refused(bring: Bring, folder: Path) -> None:
    write(folder, "files", [{**FILE, "sha256": "0" * 64}])
    report = bring()
    assert report.counts["files"]["refused"] == 1
    assert "changed" in report.lines[0].sentence


def test_erased_witness_when_brought_in_again_then_not_made_anew(bring: Bring, partner: Person) -> None:
    bring()
    keys.provider().destroy(Witness.objects.visible_to(partner).get().pk)
    report = bring()
    assert report.counts["witnesses"]["erased"] == 1
    assert Witness.objects.visible_to(partner).count() == 1


def test_other_body_when_asking_then_nothing_of_it_is_seen(bring: Bring, partner: Person) -> None:
    bring()
    stranger = make_partner("Stranger")
    set_actor(stranger.pk)
    assert not BroughtIn.objects.visible_to(stranger).exists()
    assert not BroughtIn.objects.unscoped("the policy must refuse on its own").exists()
    assert not Run.objects.unscoped("the policy must refuse on its own").exists()
    assert bring(stranger).counts["witnesses"] == ONCE


def test_legacy_id_and_name_when_brought_in_then_in_no_column_in_clear(bring: Bring) -> None:
    bring()
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(b)::text, row_sealed from importing_broughtin b")
        rows = cursor.fetchall()
    stored = b"".join(text.encode() + bytes(sealed) for text, sealed in rows)
    assert rows
    assert b'"w1"' not in stored
    assert "Стрижневский".encode() not in stored


def test_count_when_a_thing_is_missing_then_the_report_does_not_agree(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "recounted", lambda run, kind: 0)
    assert not bring().agrees
