"""Text layers through the real queue, box and vault: what is frozen, in which segments, and said how it failed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from disclosures.demonstration import render, story
from evidence.models import Collection, CollectionPersonGrant, Item, ItemFile, Segment, SegmentSource, Text
from iapb import jobs
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import keys
from iapb.custody.actions import read, receive
from iapb.jobs.models import Job, State
from iapb.jobs.runner import run
from tests.cast import make_body, make_person

Send = Callable[..., ItemFile]


@pytest.fixture
def partner(committing: str) -> Person:
    return make_person("Partner", "partner", body=make_body(f"Body {uuid4()}"))


@pytest.fixture
def interview(partner: Person) -> Item:
    subject = uuid4()
    keys.provider().new_subject_key(subject)
    with actor_transaction(partner):
        collection = Collection(name=f"Collection {uuid4()}", body=partner.body)
        CollectionPersonGrant.objects.bulk_create(
            [
                CollectionPersonGrant(
                    content_object=collection,
                    user=partner,
                    permission=Permission.objects.get(codename="view_collection"),
                    granted_by=partner,
                    expires_at=timezone.now() + timedelta(days=1),
                )
            ]
        )
        collection.save(force_insert=True)
        item = Item(
            reference=f"T-{uuid4().hex[:12]}", kind="interview", collection=collection, subject=subject,
            created_by=partner,
        )  # fmt: skip
        item.save(force_insert=True)
    return item


@pytest.fixture
def send(partner: Person, interview: Item) -> Send:
    def upload(content: bytes, name: str, role: str, language: str = "") -> ItemFile:
        made: list[ItemFile] = []

        def within(file: object) -> None:
            entry = ItemFile(
                item=interview, file=file, role=role, language=language, collection_id=interview.collection_id,
                added_by=partner,
            )  # fmt: skip
            entry.save(force_insert=True)
            made.append(entry)

        receive(
            [content], subjects=[interview.subject], media_type="application/octet-stream", name=name, by=partner,
            within=within,
        )  # fmt: skip
        return made[0]

    return upload


def done(kind: str, pk: UUID, partner: Person, item: Item) -> Job:
    with actor_transaction(partner):
        job = jobs.ask(kind, pk, by=partner, collection=item.collection_id)
    run(job.pk)
    job.refresh_from_db()
    return job


def layers(item: Item) -> list[Text]:
    return list(Text.objects.unscoped("the test looks").filter(item=item).order_by("created_at"))


def test_import_when_docx_then_frozen_in_segments_that_rebuild_the_text(
    send: Send, interview: Item, partner: Person
) -> None:
    told = story.tell(timezone.localdate())
    upload = next(one for one in told.interview("w1").uploads if one.kind == "transcript")
    sent = send(render.render(told, upload), "рассказ.docx", "transcript", "ru")
    job = done("import_text", sent.file_id, partner, interview)
    assert (job.state, job.error) == (State.DONE, "")
    with actor_transaction(partner):
        (text,) = layers(interview)
        segments = list(Segment.objects.visible_to(partner).filter(text=text).order_by("number"))
        whole = ""
        for one in segments:
            whole += "\n" * (one.start - len(whole)) + one.content
        assert hashlib.sha256(whole.encode()).hexdigest() == text.sha256
        assert all(whole[one.start : one.start + len(one.content)] == one.content for one in segments)
        assert len(segments) == len(story.paragraphs("w1.ru.txt"))
        assert (text.language, text.maker, text.kind) == ("ru", "human", "transcript")
        assert segments[-1].content.encode() in b"".join(read(text.file))


def test_import_when_translation_follows_then_aligned_n_to_m(send: Send, interview: Item, partner: Person) -> None:
    told = story.tell(timezone.localdate())
    uploads = {one.kind: one for one in told.interview("w1").uploads}
    original = send(render.render(told, uploads["transcript"]), "a.docx", "transcript", "ru")
    translation = send(
        render.render(told, uploads["translation"]), uploads["translation"].filename, "translation", "en"
    )
    for sent in (original, translation):
        assert done("import_text", sent.file_id, partner, interview).state == State.DONE
    for waiting in Job.objects.filter(kind="align", state=State.DUE).values_list("pk", flat=True):
        run(waiting)
    with actor_transaction(partner):
        found: dict[int, list[int]] = {}
        for target, source in SegmentSource.objects.visible_to(partner).values_list(
            "segment__number", "source__number"
        ):
            found.setdefault(target, []).append(source)
        assert [(tuple(sorted(found[target])), target) for target in sorted(found)] == story.alignment("w1")


def test_import_when_translation_comes_first_then_waits_and_says_why(
    send: Send, interview: Item, partner: Person
) -> None:
    sent = send(b"Answer: I was there.", "a.txt", "translation", "en")
    job = done("import_text", sent.file_id, partner, interview)
    assert job.state == State.CANNOT_RUN
    assert "transcript" in job.error


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"PK\x03\x04 not a document", "a.docx", "Word"),
        (bytes(range(1, 256)) * 4, "a.txt", "encoding"),
        (b"   \n ", "a.txt", "no text"),
        (b"1\n00:00:05,000 --> 00:00:01,000\nbackwards", "a.srt", "end comes before"),
    ],
)
def test_import_when_it_cannot_be_read_then_a_sentence_and_nothing_lost(
    send: Send, interview: Item, partner: Person, content: bytes, name: str, word: str
) -> None:
    sent = send(content, name, "transcript")
    job = done("import_text", sent.file_id, partner, interview)
    assert job.state == State.FAILED
    assert word in job.error
    with actor_transaction(partner):
        assert layers(interview) == []
        assert b"".join(read(sent.file)) == content


def test_read_scan_when_court_paper_then_a_machine_layer_with_engine(
    send: Send, interview: Item, partner: Person
) -> None:
    told = story.tell(timezone.localdate())
    paper = next(one for one in told.interview("w1").documents if one.doc_type == "court")
    sent = send(render.render(told, paper.upload), "scan.jpg", "scan", "ru")
    job = done("read_scan", sent.file_id, partner, interview)
    assert (job.state, job.error) == (State.DONE, "")
    with actor_transaction(partner):
        (text,) = layers(interview)
        assert (text.maker, text.kind, text.engine) == ("machine", "ocr", "tesseract")
        assert text.engine_version
        read_text = " ".join(Segment.objects.visible_to(partner).filter(text=text).values_list("content", flat=True))
        assert "суд" in read_text.lower()


def test_import_when_run_again_by_a_late_twin_then_one_layer(send: Send, interview: Item, partner: Person) -> None:
    sent = send("Меня задержали вечером.".encode(), "a.txt", "transcript", "ru")
    job = done("import_text", sent.file_id, partner, interview)
    run(job.pk)
    with actor_transaction(partner):
        assert len(layers(interview)) == 1
