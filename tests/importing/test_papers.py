"""Papers of consent, transcripts and translations of older archives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from consent.actions import forms, records
from consent.models import ConsentEvent, ConsentForm, ConsentGrant, ConsentRecord
from consent.standing import State, standing_of
from consent.words import Answer, Purpose
from evidence.importing.manifest import Manifest
from evidence.importing.report import Report
from evidence.models import ItemFile
from iapb.accounts.models import Person
from interviews.models import Witness
from tests.cast import make_person
from tests.consenting import make_proof, taking, yes
from tests.importing.conftest import write
from tests.importing.test_run import AGAIN, ONCE

pytestmark = pytest.mark.django_db
Bring = Callable[..., Report]
PAPER = {
    "id": "c1", "witness": "w1", "form": "3", "language": "ru", "given_on": "2021-05-02", "taken_by": "D-07",
    "capacity": "self", "path": "papers/consent.jpg",
}  # fmt: skip
JPEG = b"\xff\xd8\xff\xe0" + b"fictional scan" * 20


@pytest.fixture
def form(db: None) -> ConsentForm:
    officer = make_person("Officer", "data_protection_officer")
    text = "The form of the third version, word by word as the witness read it then."
    asked = [Purpose.STORE_ANALYSE, Purpose.NATIONAL_PROSECUTION]
    return forms.publish_form(
        version="3", language="ru", text=text, notice_version="1", purposes=asked, valid_from=date(2020, 1, 1),
        by=officer,
    )  # fmt: skip


@pytest.fixture
def with_paper(folder: Path) -> Path:
    (folder / "papers").mkdir()
    (folder / "papers" / "consent.jpg").write_bytes(JPEG)
    write(folder, "consents", [PAPER])
    return folder


def test_paper_when_brought_in_then_kept_with_its_scan_and_counts_as_not_asked(
    bring: Bring, form: ConsentForm, with_paper: Path, partner: Person
) -> None:
    report = bring()
    assert report.lines == []
    assert report.counts["consents"] == ONCE
    kept = ConsentRecord.objects.visible_to(partner).get()
    assert (kept.mode, kept.proof.received_by_id) == (ConsentRecord.Mode.LEGACY_UNKNOWN, partner.pk)
    answers = ConsentGrant.objects.visible_to(partner).filter(record=kept).values_list("answer", flat=True)
    assert set(answers) == {Answer.NOT_ASKED}
    assert standing_of(kept.witness_id, partner).state == State.LEGACY
    assert set(ConsentEvent.objects.visible_to(partner).values_list("kind", flat=True)) == {"presented"}
    assert ItemFile.objects.visible_to(partner).exists()  # the account stays open to whom it was open
    assert bring().counts["consents"] == AGAIN


def test_paper_when_its_form_is_not_known_then_told_and_nobody_has_allowed_anything(
    examine: Callable[[], Manifest], bring: Bring, with_paper: Path, partner: Person
) -> None:
    assert [(one.table, one.row, one.column) for one in examine().problems] == [("consents", 2, "form")]
    assert bring().counts["consents"]["refused"] == 1
    assert not ConsentRecord.objects.visible_to(partner).exists()


def test_paper_when_it_claims_answers_then_the_column_is_unknown(
    examine: Callable[[], Manifest], form: ConsentForm, with_paper: Path
) -> None:
    write(with_paper, "consents", [{**PAPER, "icc_otp": "yes"}])
    assert [(one.table, one.row, one.word) for one in examine().problems] == [("consents", 1, "unknown_column")]


def test_paper_when_a_consent_was_recorded_since_then_it_does_not_replace_it(
    bring: Bring, form: ConsentForm, with_paper: Path, partner: Person
) -> None:
    (with_paper / "consents.csv").rename(with_paper.parent / "later.csv")
    (with_paper / "papers" / "consent.jpg").rename(with_paper.parent / "later.jpg")
    bring()
    witness = Witness.objects.visible_to(partner).get()
    given = records.record_consent(
        witness=witness, taking=taking(form), answers=[yes(Purpose.STORE_ANALYSE)], by=partner,
        proof=make_proof(witness, partner),
    )  # fmt: skip
    (with_paper.parent / "later.csv").rename(with_paper / "consents.csv")
    (with_paper.parent / "later.jpg").rename(with_paper / "papers" / "consent.jpg")
    report = bring()
    assert report.counts["consents"]["refused"] == 1
    assert "does not replace" in report.lines[0].sentence
    assert ConsentRecord.objects.visible_to(partner).get(superseded_at=None).pk == given.pk


def test_transcript_and_translation_when_brought_in_then_files_in_their_roles(
    bring: Bring, folder: Path, partner: Person
) -> None:
    for name in ("ru", "en"):
        (folder / "files" / f"{name}.txt").write_text("Words of the account.\n", encoding="utf-8")
    write(folder, "transcripts", [{"path": "files/ru.txt", "interview": "i1", "language": "ru"}])
    write(folder, "translations", [{"path": "files/en.txt", "interview": "i1", "language": "en"}])
    report = bring()
    assert report.counts["transcripts"] == report.counts["translations"] == ONCE
    roles = ItemFile.objects.visible_to(partner).filter(item__kind="interview").values_list("role", "language")
    assert set(roles) == {("transcript", "ru"), ("translation", "en")}


def test_file_when_two_tables_name_it_then_told(examine: Callable[[], Manifest], folder: Path) -> None:
    write(folder, "transcripts", [{"path": "files/ruling.txt", "interview": "i1", "language": "ru"}])
    assert [(one.table, one.row, one.word) for one in examine().problems] == [("files", 2, "named_twice")]
