"""Transcripts, translations and scans become layers; the witness's name does not reach the working copy."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db.models import Min

from disclosures.demonstration.render import documents
from disclosures.demonstration.story import paragraphs
from evidence.actions import texts
from evidence.actions.files import Received
from evidence.models import ItemFile, Segment, SegmentSource, Text
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.jobs.models import Job
from iapb.ledger.models import Event
from interviews.models import Interview, Witness
from tests.consenting import make_consent, yes

pytestmark = pytest.mark.django_db
Send, Work = Callable[..., Received], Callable[..., list[Job]]


def segments_of(text: Text, by: Person) -> list[Segment]:
    return list(Segment.objects.visible_to(by).filter(text=text).order_by("number"))


@pytest.mark.parametrize("made", [documents.txt, documents.docx])
def test_transcript_when_sent_then_a_layer_with_its_paragraphs(
    send: Send, work: Work, partner: Person, interview: Interview, made: Callable[[str], bytes]
) -> None:
    send(made("w1.ru.txt"), f"transcript-ru.{'docx' if made is documents.docx else 'txt'}", language="ru")
    work()
    text = Text.objects.visible_to(partner).get(item=interview)
    assert (text.kind, text.language, text.maker) == ("transcript", "ru", "human")
    segments = segments_of(text, partner)
    assert len(segments) == len(paragraphs("w1.ru.txt"))
    layer = "\n\n".join(segment.content for segment in segments)
    assert all(layer[one.start : one.start + len(one.content)] == one.content for one in segments)


def test_transcript_when_it_names_the_witness_then_the_code_stands_in_the_working_copy(
    send: Send, work: Work, partner: Person, witness: Witness
) -> None:
    send("Меня зовут Роман Стрижневский.\n\nСтрижневского увезли.".encode(), "transcript.txt", language="ru")
    work()
    text = Text.objects.visible_to(partner).select_related("file").get()
    assert [one.content for one in segments_of(text, partner)] == [
        f"Меня зовут {witness.code}.",
        f"{witness.code} увезли.",
    ]
    with custody.read(text.file) as pieces:
        layer = b"".join(pieces)
    assert "Стрижневск".encode() not in layer
    assert witness.code.encode() in layer
    assert Event.objects.filter(event="identity.used", object=str(witness.pk)).exists()


def test_layer_when_made_then_ledger_names_parent_tool_and_version(send: Send, work: Work) -> None:
    received = send("Где вы были?".encode(), "transcript.txt")
    work()
    told = json.loads(bytes(Event.objects.get(event="text.made").detail.detail))
    assert told["parent"] == str(received.receipt.id)
    assert told["tool"] and told["version"]


def test_translation_when_sent_with_the_transcript_then_aligned(
    send: Send, work: Work, partner: Person, interview: Interview
) -> None:
    send(documents.txt("w1.ru.txt"), "transcript-ru.txt", language="ru")
    send(documents.txt("w1.en.txt"), "translation-en.txt", language="en", role="translation")
    assert {job.state for job in work()} == {"done"}
    original, translation = Text.objects.visible_to(partner).order_by("kind")
    assert (original.kind, translation.kind) == ("transcript", "translation")
    assert translation.source == original
    linked = SegmentSource.objects.visible_to(partner).filter(segment__text=translation)
    covered = linked.values("segment").distinct().count()
    assert covered == len(segments_of(translation, partner))
    assert linked.aggregate(Min("source__number"))["source__number__min"] == 0
    # The words of a translation are found where they were said only once it is aligned: indexed again after.
    steps = Job.objects.filter(object=translation.pk).order_by("created_at").values_list("kind", flat=True)
    assert list(steps) == ["index_text", "align", "index_text"]


def test_translation_when_it_comes_first_then_waits_and_is_read_by_itself(
    send: Send, work: Work, partner: Person
) -> None:
    send(documents.txt("w1.en.txt"), "translation-en.txt", language="en", role="translation")
    jobs = work()
    assert (jobs[-1].kind, jobs[-1].state) == ("import_text", "cannot_run")
    assert "waits for the transcript" in jobs[-1].error
    send(documents.txt("w1.ru.txt"), "transcript-ru.txt", language="ru")
    work()
    assert Text.objects.visible_to(partner).filter(kind="translation").exists()
    assert not Job.objects.stopped().exists()


def test_subtitles_when_sent_then_times_are_kept(send: Send, work: Work, partner: Person) -> None:
    send(b"WEBVTT\n\n00:01.000 --> 00:03.500\n<v Witness>I was taken.\n", "t.vtt", role="transcript", language="en")
    work()
    [segment] = segments_of(Text.objects.visible_to(partner).get(), partner)
    assert (segment.start_ms, segment.end_ms, segment.content) == (1000, 3500, "I was taken.")


def test_translate_when_no_model_then_item_says_what_to_install_and_nothing_is_lost(
    send: Send, work: Work, partner: Person, machines_agreed: None
) -> None:
    send(documents.txt("w1.ru.txt"), "transcript-ru.txt", language="ru")
    jobs = work()
    assert (jobs[-1].kind, jobs[-1].state) == ("translate", "cannot_run")
    assert "install_model" in jobs[-1].error
    assert Text.objects.visible_to(partner).count() == 1


def test_transcribe_when_no_model_then_item_says_so(
    send: Send, work: Work, partner: Person, machines_agreed: None
) -> None:
    from tests.evidence.test_files import sound

    send(sound(), "rec-ru.wav", language="ru")
    jobs = work()
    assert (jobs[-1].kind, jobs[-1].state) == ("transcribe", "cannot_run")
    assert jobs[-1].error


def test_machines_when_witness_did_not_agree_then_not_asked(
    send: Send, work: Work, partner: Person, witness: Witness
) -> None:
    send(documents.txt("w1.ru.txt"), "transcript-ru.txt", language="ru")
    assert [job.kind for job in work()] == ["screen_file", "import_text"]
    text = Text.objects.visible_to(partner).get()
    with pytest.raises(Invalid):
        texts.ask_translation(text=text, by=partner)
    make_consent(witness, partner, yes("store_analyse"), yes("machine_process"))
    texts.ask_translation(text=text, by=partner)
    assert Job.objects.filter(kind="translate").exists()


def test_layer_file_when_made_then_derived_from_what_was_sent(send: Send, work: Work, partner: Person) -> None:
    received = send("Где вы были?".encode(), "transcript.txt")
    work()
    layer = ItemFile.objects.visible_to(partner).get(role="text_layer")
    assert layer.derived_from == received.item_file
