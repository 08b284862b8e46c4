"""Drafts of machines at volume: kept in parts, resumed after a death, doubtful where they are, read anew beside."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from evidence import rendering, viewing
from evidence.actions import texts
from evidence.engines import again
from evidence.models import DraftPart, Item, Segment, Term, TermName, Text
from evidence.models.registers import Name
from evidence.tasks import machines as translating
from iapb.access.errors import Invalid
from iapb.access.transaction import set_actor
from iapb.custody import actions as custody
from iapb.jobs import runner, sweeper
from iapb.jobs.models import Job, State
from iapb.language import speech, translate
from iapb.language.speech import listening
from tests.language.sounds import ENGLISH, english_model, put_to_use, silence, spoken, wav
from tests.language.test_models import card, tiny

KNOWN = ["Судья назначил мне 15 суток ареста.", "Когда вас задержали?", "Меня задержали ночью."]


class Killed(BaseException):
    """As a worker that is killed: nothing of its own runs afterwards."""


@pytest.fixture(scope="module")
def ear(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("ear")
    put_to_use(english_model(folder / "brought"), folder / "models")
    return folder / "models"


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(settings, "MODEL_ROOT", tmp_path / "models")
    return tmp_path / "models"


def decoded(content: bytes) -> Any:
    from iapb.jobs.box import Box, Limits
    from iapb.language.speech import sound

    return sound.decode(Box(Limits(**sound.NEEDS)), content)[0]


@pytest.fixture(scope="module")
def long_recording() -> bytes:
    """Three sentences with pauses: three parts, when a part is as short as here."""
    one = decoded(spoken(ENGLISH))
    return wav((one + silence(4)) * 3)


def die(job: Job) -> None:
    with pytest.raises(Killed):
        runner.run(job.pk)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    sweeper._bring_back_the_dead()


def due(kind: str) -> Job:
    return Job.objects.open().get(kind=kind)


def test_transcribe_when_the_worker_dies_between_parts_then_what_is_done_is_not_done_again(
    send, work, partner, machines_agreed, ear, long_recording, monkeypatch
) -> None:
    monkeypatch.setattr(settings, "MODEL_ROOT", ear)
    monkeypatch.setattr(listening, "CHUNK_SECONDS", 8.0)
    monkeypatch.setattr(listening, "PART_SECONDS", 8.0)
    send(long_recording, "rec.wav", role="recording_audio", language="en")
    while (job := Job.objects.open().order_by("created_at").first()) and job.kind != "transcribe":
        runner.run(job.pk)
        set_actor(partner.pk)
    heard: list[int] = []
    whole, listens = speech.hear, []
    first_listen = listening.Listener

    def counted(model, samples, first, chunk, language):
        if len(heard) in (1, 2) and len(deaths) < len(heard):
            deaths.append(1)
            raise Killed
        heard.append(chunk[0].start)
        return whole(model, samples, first, chunk, language)

    class Listener(first_listen):
        def __init__(self) -> None:
            listens.append(1)
            super().__init__()

    deaths: list[int] = []
    monkeypatch.setattr(speech, "hear", counted)
    monkeypatch.setattr("iapb.language.speech.sound.Listener", Listener)
    job = due("transcribe")
    for kept in (2, 3):  # the plan and one part, then another
        die(job)
        job.refresh_from_db()
        set_actor(partner.pk)
        assert (job.state, job.attempt) == (State.DUE, 0)
        assert 0.1 < job.progress < 0.98
        assert "minutes are written down" in str(job.stage)
        assert DraftPart.objects.visible_to(partner).count() == kept
    assert runner.run(job.pk)
    job.refresh_from_db()
    set_actor(partner.pk)
    assert job.state == State.DONE, str(job.error)
    assert len(heard) == len(set(heard)) >= 3
    assert listens == [1]
    assert not DraftPart.objects.visible_to(partner).exists()
    text = Text.objects.visible_to(partner).get()
    segments = list(Segment.objects.visible_to(partner).filter(text=text).order_by("number"))
    assert sum("detained" in segment.content for segment in segments) == 3
    assert [segment.start_ms for segment in segments] == sorted(segment.start_ms for segment in segments)
    with custody.read(text.file) as pieces:
        told = json.loads(b"".join(pieces))["extra"]
    words = [word for segment in told["words"] for word in segment]
    assert all(0 <= confidence <= 1000 and start <= end for _word, start, end, confidence in words)
    assert told["languages"]["stated"] == "en"
    assert len(told["languages"]["heard"]) == len(segments)
    assert len(told["model_sha256"]) == 64


def test_parts_when_consent_is_taken_back_then_they_go_and_no_more_come(
    send, work, partner, witness, machines_agreed, root, tmp_path, monkeypatch
) -> None:
    put_to_use(tiny(tmp_path / "brought"), root)
    monkeypatch.setattr(translating, "PART", 1)
    done = transcript(send, work, monkeypatch, KNOWN)
    stop_after(monkeypatch, 1)
    job = due("translate")
    die(job)
    set_actor(partner.pk)
    assert DraftPart.objects.visible_to(partner).count() == 1
    Item.objects.visible_to(partner).filter(pk=done.item_id).update(withdrawn_at=timezone.now())
    assert not DraftPart.objects.visible_to(partner).exists()


def transcript(send, work, monkeypatch, sentences) -> Text:
    """Sent and read; its translation is asked for and waits."""
    send("\n\n".join(sentences).encode(), "t.txt", role="transcript", language="ru")
    while (job := Job.objects.open().order_by("created_at").first()) and job.kind != "translate":
        runner.run(job.pk)
        set_actor(job.asked_by_id)
    return Text.objects.visible_to(job.asked_by).get()


def stop_after(monkeypatch, parts: int) -> list[int]:
    whole, asked = translate.translate, []

    def counted(model, segments, language, **more):
        if len(asked) == parts and Killed not in asked:
            asked.append(Killed)
            raise Killed
        asked.append(len(segments))
        return whole(model, segments, language, **more)

    monkeypatch.setattr(translate, "translate", counted)
    return asked


def test_translate_when_the_worker_dies_then_goes_on_after_the_last_part_kept(
    send, work, partner, machines_agreed, root, tmp_path, monkeypatch
) -> None:
    put_to_use(tiny(tmp_path / "brought"), root)
    monkeypatch.setattr(translating, "PART", 1)
    transcript(send, work, monkeypatch, KNOWN)
    asked = stop_after(monkeypatch, 2)
    job = due("translate")
    die(job)
    job.refresh_from_db()
    assert "Segment 2 of 3" in str(job.stage)
    assert runner.run(job.pk)
    set_actor(partner.pk)
    assert [number for number in asked if number != Killed] == [1, 1, 1]
    made = Text.objects.visible_to(partner).get(kind="translation")
    rows = Segment.objects.visible_to(partner).filter(text=made).order_by("number")
    assert [row.content for row in rows][:2] == ["The judge gave me 15 days of arrest.", "When were you detained?"]
    assert not DraftPart.objects.visible_to(partner).exists()


def term(label: str, *said: tuple[str, str], kind: str = "law") -> Term:
    made = Term.objects.create(label=label, kind=kind)
    for language, text in said:
        TermName.objects.create(entry=made, kind=Name.Kind.AKA, language=language, text=text)
    return made


def test_translate_when_the_glossary_knows_terms_then_applied_shown_and_never_added(
    send, work, partner, machines_agreed, root, tmp_path, monkeypatch
) -> None:
    put_to_use(tiny(tmp_path / "brought"), root)
    put = term("days of administrative detention", ("ru", "сутки ареста"), ("en", "days of arrest"))
    kept = term("judge", ("ru", "судья"), kind="post")
    missing = term("seized", ("ru", "задержать"), ("", "sieze"))
    idle = term("pardoned", ("ru", "меня"))
    Term.objects.filter(pk=idle.pk).update(in_use=False)
    transcript(send, work, monkeypatch, KNOWN[:2])
    runner.run(due("translate").pk)
    set_actor(partner.pk)
    made = Text.objects.visible_to(partner).get(kind="translation")
    first, second = Segment.objects.visible_to(partner).filter(text=made).order_by("number")
    assert first.content == "The judge gave me 15 days of administrative detention."
    assert {(one["term"], one["how"], one["was"]) for one in first.rendered} == {
        (str(put.pk), "put", "days of arrest"),
        (str(kept.pk), "kept", ""),
    }
    assert second.content == "When were you detained?"
    assert [(one["term"], one["how"]) for one in second.rendered] == [(str(missing.pk), "missing")]


def test_read_again_when_a_newer_engine_is_installed_then_beside_the_old_and_asked_once(
    send, work, partner, machines_agreed, root, tmp_path, monkeypatch
) -> None:
    put_to_use(tiny(tmp_path / "brought"), root)
    transcript(send, work, monkeypatch, KNOWN[:1])
    work()
    assert again.groups(partner) == []
    newer = tiny(tmp_path / "again", "a-newer-model")
    card(newer, version="test-2")
    put_to_use(newer, root)
    old = Text.objects.visible_to(partner).get(kind="translation")
    texts.mark_checked(text=old, by=partner)
    (group,) = again.groups(partner)
    assert (group.number, group.engine_version, group.now.version) == (1, "test-1", "test-2")
    with pytest.raises(Invalid):
        again.ask(chosen=[group], expected=2, by=partner)
    assert not Job.objects.open().filter(kind="translate").exists()
    assert again.ask(chosen=[group], expected=1, by=partner) == again.Asked(1, 0)
    assert again.groups(partner) == []
    assert again.ask(chosen=[group], expected=1, by=partner) == again.Asked(1, 0)
    assert Job.objects.open().filter(kind="translate").count() == 1
    work()
    both = Text.objects.visible_to(partner).filter(kind="translation").order_by("created_at")
    assert [(one.engine_version, one.checked_at is not None) for one in both] == [("test-1", True), ("test-2", False)]
    assert again.groups(partner) == []


def test_text_when_its_words_are_asked_for_then_times_and_confidence_of_each(
    send, work, partner, machines_agreed, ear, monkeypatch
) -> None:
    monkeypatch.setattr(settings, "MODEL_ROOT", ear)
    send(spoken(ENGLISH), "rec.wav", role="recording_audio", language="en")
    work()
    text = Text.objects.visible_to(partner).select_related("file").get()
    (segment, *_more) = Segment.objects.visible_to(partner).filter(text=text).order_by("number")
    said = viewing.words_said(text)
    assert len(said) == Segment.objects.visible_to(partner).filter(text=text).count()
    assert " ".join(word for word, *_rest in said[0]) == segment.content
    assert all(segment.start_ms <= start <= end and 0 < sure <= 1000 for _word, start, end, sure in said[0])


@pytest.mark.parametrize(
    ("original", "language", "draft", "expected", "how"),
    [
        ("Подполковник кричал.", "ru", "Sub-colonel shouted.", "Lieutenant colonel shouted.", ["put"]),
        ("Падпалкоўніка бачылі ўсе.", "be", "All saw the sub-colonel.", "All saw the lieutenant colonel.", ["put"]),
        ("Пришёл младший сержант.", "ru", "A junior sergeant came.", "A junior sergeant came.", ["kept"]),
        ("Это был майор.", "ru", "It was the boss.", "It was the boss.", ["missing"]),
        ("Он шёл по улице.", "ru", "The foreman walked.", "The foreman walked.", []),
        (
            "Прапорщик и майор.",
            "ru",
            "The ensign and the major.",
            "The warrant officer and the major.",
            ["put", "kept"],
        ),
    ],
)
def test_render_when_ranks_are_said_in_any_case_then_the_agreed_name_and_nothing_added(
    db, original, language, draft, expected, how
) -> None:
    """With the ranks the house begins with. Of two that overlap the longer counts; no colonel in a sub-colonel."""
    text, done = rendering.render(rendering.load(), original, language, draft)
    assert text == expected
    assert [one["how"] for one in done] == how
