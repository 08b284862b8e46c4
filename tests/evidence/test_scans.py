"""A scan is read in the box. The box tells its progress from a thread, so these tests really commit."""

from __future__ import annotations

import pytest

from disclosures.demonstration.render import papers
from evidence.actions import files, texts
from evidence.actions.files import Sent
from evidence.models import ItemFile, Segment, Text
from evidence.tasks import readings
from evidence.viewing import words_of
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.jobs import registry
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from iapb.ledger.models import Event
from interviews.models import WitnessDocument
from tests.intake import make_document, make_partner, make_witness
from tests.language.test_documents import pdf


@pytest.fixture
def partner(committing: str) -> Person:
    return make_partner()


@pytest.fixture
def document(partner: Person) -> WitnessDocument:
    with actor_transaction(partner):
        return make_document(partner, make_witness(partner))


def work() -> list[Job]:
    done = []
    while job := Job.objects.open().exclude(kind="read_back").order_by("created_at").first():
        assert run(job.pk)
        done.append(Job.objects.get(pk=job.pk))
    return done


def test_scan_when_sent_then_read_and_checked_by_a_person(partner: Person, document: WitnessDocument) -> None:
    sent = Sent(name="scan-0001.jpg", language="ru", role="scan")
    files.receive_file(item=document.pk, stream=[papers.ruling()], sent=sent, by=partner)
    made = [(job.kind, job.state) for job in work()]
    assert made[:2] == [("screen_file", "done"), ("read_scan", "done")]
    with actor_transaction(partner):
        text = Text.objects.visible_to(partner).get(item=document)
        assert (text.kind, text.maker, text.engine) == ("ocr", "machine", "tesseract")
        assert text.engine_version
        segments = Segment.objects.visible_to(partner).filter(text=text)
        assert any("суд" in segment.content.lower() for segment in segments)
        for _click in range(2):
            texts.mark_checked(text=text, by=partner)
        assert Text.objects.visible_to(partner).get().checked_by == partner
        assert Event.objects.filter(event="text.checked").count() == 1


def test_scan_when_its_pages_take_too_long_then_stopped_with_a_sentence_and_kept(
    partner: Person, document: WitnessDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "SECONDS_A_PAGE", 0)
    sent = Sent(name="scan-0001.jpg", language="ru", role="scan")
    received = files.receive_file(item=document.pk, stream=[papers.ruling()], sent=sent, by=partner)
    read = next(job for job in work() if job.kind == "read_scan")
    assert read.state == "failed" and "smaller parts" in read.error
    with actor_transaction(partner):
        assert not Text.objects.visible_to(partner).exists()
        assert ItemFile.objects.visible_to(partner).get(pk=received.item_file.pk).file.state == "ready"


def test_document_when_sent_then_its_own_words_and_its_pictures_are_read(
    partner: Person, document: WitnessDocument
) -> None:
    content = pdf(["Меня задержали 11 августа 2020 года около метро."], [], picture=True)
    sent = Sent(name="a.pdf", role="document")
    received = files.receive_file(item=document.pk, stream=[content], sent=sent, by=partner)
    made = [(job.kind, job.state) for job in work()]
    assert {("read_document", "done"), ("read_scan", "failed")} <= set(made)  # page 2 holds no words
    with actor_transaction(partner):
        text = Text.objects.visible_to(partner).get(item=document)
        assert (text.kind, text.maker, text.engine, text.language) == ("body", "human", "iapb.documents", "ru")
        place = words_of(received.item_file, 1, partner)["words"][0]
        assert place[0] == "Меня" and place[2] > 250


def test_document_when_it_is_not_one_then_said_and_kept(partner: Person, document: WitnessDocument) -> None:
    sent = Sent(name="a.rtf", role="document")
    files.receive_file(item=document.pk, stream=[b"{\\rtf1 " + b"{" * 9], sent=sent, by=partner)
    read = [job for job in work() if job.kind == "read_document"]
    assert [job.state for job in read] == ["failed"] and "no text" in read[0].error


def test_original_when_a_document_came_later_then_still_the_transcript(
    partner: Person, document: WitnessDocument
) -> None:
    for name, role, content in (
        ("t.txt", "transcript", "Где вы были 11 августа? Дома."),
        ("letter.html", "document", "<html><p>Письмо соседей о задержании.</p></html>"),
    ):
        sent = Sent(name=name, role=role, language="ru")
        files.receive_file(item=document.pk, stream=[content.encode()], sent=sent, by=partner)
        work()
    with actor_transaction(partner):
        assert Text.objects.visible_to(partner).filter(item=document).count() == 2
        assert texts.original_of(document, partner).kind == "transcript"


@pytest.mark.parametrize("kind", ["read_scan", "translate", "transcribe"])
def test_limit_when_work_is_as_long_as_its_material_then_the_usual_one_does_not_stop_it(kind: str) -> None:
    known = registry.find(kind)
    assert known and known.seconds == registry.LONGEST_SECONDS
