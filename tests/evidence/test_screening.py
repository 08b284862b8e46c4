"""What the box finds, what the antivirus program says, and what either forbids."""

from __future__ import annotations

import io
import os
import socket
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from evidence import screening
from evidence.actions import files
from evidence.actions.files import Received
from evidence.models import ItemFile
from evidence.screening import antivirus, effects
from evidence.screening.effects import Use
from evidence.sniffing import media_type_of
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody.models import StoredFile
from iapb.jobs.box import Box, TooLong
from iapb.jobs.claims import give_up_exhausted
from iapb.jobs.models import Job
from iapb.ledger.models import Event
from interviews.models import Interview
from tests.cast import signed_in
from tests.evidence.test_files import linked, sound
from tests.hostile import archives, clamd, documents, markup, pictures, words
from tests.hostile.hostile import Hostile
from tests.hostile.make_corpus import corpus

pytestmark = pytest.mark.django_db
Send, Work = Callable[..., Received], Callable[..., list[Job]]
Finding, Antivirus, State = ItemFile.Finding, ItemFile.Antivirus, StoredFile.State
CURRENT = f"ClamAV 1.4.6/27000/{datetime.now(UTC):%a %b %d 00:00:00 %Y}"
OLD = f"ClamAV 1.4.6/26000/{datetime.now(UTC) - timedelta(days=20):%a %b %d 00:00:00 %Y}"


@cache
def all_files() -> list[Hostile]:
    return [one for _family, one in corpus()]


def first_with(finding: str) -> Hostile:
    """The smallest file of the corpus that is made to be found so."""
    fitting = [one for one in all_files() if finding in one.found]
    return min(fitting, key=lambda one: len(one.content))


# Those that the corpus leaves to others: told from the role, or by clamd, or a box that was stopped.
ELSEWHERE = {
    Finding.TYPE_DIFFERS,
    Finding.UNKNOWN_TYPE,
    Finding.MALWARE,
    Finding.TOO_SLOW,
    Finding.NAME_DIFFERS,
    Finding.ODD_NAME,
}


@pytest.mark.parametrize("finding", [one for one in Finding if one not in ELSEWHERE])
def test_look_when_a_file_is_made_so_then_found(finding: str) -> None:
    one = first_with(finding)
    seen = screening.look(Box(), io.BytesIO(one.content), media_type_of(one.content[:65536]), one.name)
    assert finding in seen.findings


GOOD = {
    "sound.wav": sound(2),
    "words.txt": b"- Yes (laughs). I was detained on 11 August.\n- And then?\n",
    "words.docx": documents.docx(),
    "drawing.svg": markup.drawing("<rect width='4' height='4'/>"),
    "page.pdf": documents.pdf(),
    "picture.png": pictures.png(300, 200),
    "photos.zip": archives.zipped(("one.txt", b"words " * 99), ("~$draft.docx", b"x"), ("folder/two.txt", b"y")),
    "table.csv": b"name,note\nA,-5\nB,+375 29 000\n",
    "letter.eml": b"From: a@example.org\nTo: b@example.org\nSubject: x\n\nwords\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_look_when_a_file_is_good_then_nothing_found(name: str) -> None:
    content = GOOD[name]
    assert screening.look(Box(), io.BytesIO(content), media_type_of(content[:65536]), name).findings == []


def test_look_when_links_are_only_to_be_clicked_then_nothing_found() -> None:
    linked_to = documents.docx(documents.relation("hyperlink", "https://example.org/"))
    assert screening.look(Box(), io.BytesIO(linked_to), media_type_of(linked_to), "a.docx").findings == []


def test_look_when_the_first_bytes_do_not_tell_then_the_box_does() -> None:
    tape = archives.taped(("a.txt", b"0", "", b"words"))
    assert screening.look(Box(), io.BytesIO(tape), media_type_of(tape), "x").kind == "application/x-tar"


def test_look_when_the_box_was_stopped_then_told_as_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_words: Any, **_rest: Any) -> None:
        raise TooLong

    monkeypatch.setattr(Box, "python", stopped)
    assert screening.look(Box(), io.BytesIO(b"words"), "text/plain").findings == [Finding.TOO_SLOW]


def test_effects_then_what_holds_a_file_back_forbids_every_use() -> None:
    assert effects.forbidden([]) == frozenset()
    for finding in effects.HELD:
        assert effects.forbidden([finding]) == frozenset(Use)
        assert effects.holds([Finding.NESTED, finding])
    assert not effects.holds([Finding.TWO_KINDS, Finding.ENTITIES])


def test_screen_when_a_bomb_then_failed_nothing_made_and_the_page_says_why(
    send: Send, work: Work, partner: Person, interview: Interview
) -> None:
    received = send(archives.zipped(("zeros.txt", archives.ZEROS)), "transcript.zip", role="transcript")
    assert [job.kind for job in work()] == ["screen_file"]
    found = linked(received, partner)
    assert (found.file.state, found.findings) == ("failed", ["type_differs", "bomb"])
    told = [event.event for event in Event.objects.filter(object=str(found.file_id)).order_by("at")]
    assert told[-3:] == ["file.quarantined", "file.screened", "file.failed"]
    page = signed_in(partner).get(reverse("item", args=[interview.pk])).content.decode()
    assert "far more than it seems to hold" in page
    assert "nothing is made of it" in page
    assert "no antivirus program here" in page
    assert "Start again" in page


def test_screen_when_a_finding_forbids_reading_then_no_text_is_made(send: Send, work: Work, partner: Person) -> None:
    one = first_with(Finding.ENTITIES)
    received = send(one.content, "transcript.docx", role="transcript")
    assert [job.kind for job in work()] == ["screen_file"]
    assert linked(received, partner).file.state == "ready"


def test_screen_when_failed_and_asked_again_then_looked_at_anew(send: Send, work: Work, partner: Person) -> None:
    received = send(archives.zipped(("zeros.txt", archives.ZEROS)), "a.zip")
    work()
    files.run_again(item_file=linked(received, partner), by=partner)
    assert [(job.kind, job.state) for job in work()] == [("screen_file", "done")]
    assert linked(received, partner).file.state == "failed"


def test_screen_when_every_worker_died_on_it_then_the_file_ends_in_a_named_state(send: Send, partner: Person) -> None:
    received = send(b"words", "a.txt")
    job = Job.objects.get(kind="screen_file", object=received.receipt.id)
    custody.move(linked(received, partner).file, State.QUARANTINED, by=partner)
    Job.objects.filter(pk=job.pk).update(attempt=3)
    assert give_up_exhausted("It was tried three times.") == 1
    assert linked(received, partner).file.state == "failed"


def test_move_then_only_steps_of_the_table_and_each_with_its_event(send: Send, partner: Person) -> None:
    file = linked(send(b"words", "a.txt"), partner).file
    for before in State.values:
        for after in State.values:
            StoredFile.objects.unscoped("a test puts it there").filter(pk=file.pk).update(state=before)
            known = Event.objects.filter(object=str(file.pk)).count()
            stale = StoredFile.objects.unscoped("what a caller holds").get(pk=file.pk)
            stale.state = State.RECEIVED  # what it was when they looked: only the row counts
            try:
                custody.move(stale, after, by=partner)
            except custody.Invalid:
                assert after not in StoredFile.TRANSITIONS[before]
                assert Event.objects.filter(object=str(file.pk)).count() == known
            else:
                assert after in StoredFile.TRANSITIONS[before]
                assert Event.objects.filter(object=str(file.pk), event=f"file.{after}").exists()


@pytest.fixture
def answers(tmp_path: Path, settings: Any) -> Iterator[Callable[[str, str], None]]:
    """A socket that answers as clamd does: its version, then a verdict."""
    place = tmp_path / "clamd.ctl"
    said = {"version": CURRENT, "verdict": "stream: OK"}
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place))
        server.listen()
        threading.Thread(target=_answer, args=(server, said), daemon=True).start()
        settings.CLAMD = f"unix:{place}"

        def say(version: str, verdict: str) -> None:
            said.update(version=version, verdict=verdict)

        yield say


def _answer(server: socket.socket, said: dict[str, str]) -> None:
    while True:
        try:
            line, _address = server.accept()
        except OSError:
            return
        with line:
            heard = line.recv(1 << 16)
            while heard.startswith(b"zINSTREAM") and not heard.endswith(bytes(4)):
                heard += line.recv(1 << 16)
            word = said["version"] if heard.startswith(b"zVERSION") else said["verdict"]
            line.sendall(word.encode() + b"\0")


@pytest.mark.parametrize(
    ("version", "verdict", "state"),
    [
        (CURRENT, "stream: OK", Antivirus.NOTHING_FOUND),
        (OLD, "stream: OK", Antivirus.OLD_SIGNATURES),
        ("ClamAV 1.4.6", "stream: OK", Antivirus.NO_SIGNATURES),
        ("ClamAV 1.4.6", "stream: Win.Test.EICAR_HDB-1 FOUND", Antivirus.FOUND),
        (CURRENT, "INSTREAM size limit exceeded. ERROR", Antivirus.NOT_WHOLE),
        ("who knows", "stream: OK", Antivirus.UNREACHABLE),
    ],
)
def test_antivirus_when_it_answers_then_no_more_is_learned_than_it_said(
    answers: Callable[[str, str], None], version: str, verdict: str, state: str
) -> None:
    answers(version, verdict)
    assert antivirus.scan([b"words"]).state == state


def test_antivirus_when_there_is_none_or_it_is_gone_then_told_and_never_clean(settings: Any, tmp_path: Path) -> None:
    settings.CLAMD = ""
    assert (antivirus.scan([b"x"]).state, antivirus.readiness()) == (Antivirus.ABSENT, (True, "absent"))
    settings.CLAMD = f"unix:{tmp_path}/nobody"
    assert (antivirus.scan([b"x"]).state, antivirus.readiness()) == (
        Antivirus.UNREACHABLE,
        (True, "unreachable"),
    )


@pytest.mark.skipif(clamd.program() is None, reason="clamd is not installed here: apt-get install clamav-daemon")
def test_antivirus_when_the_real_one_runs_then_it_finds_the_test_file_and_leaves_nothing_on_the_disk(
    send: Send, work: Work, partner: Person, tmp_path: Path, settings: Any
) -> None:
    scanner = clamd.Clamd(tmp_path / "clamd")
    settings.CLAMD = scanner.setting
    try:
        infected = send(words.EICAR, "eicar.txt", role="transcript")
        packed = send(archives.zipped(("a/b.com", words.EICAR)), "eicar.zip")
        harmless = send(b"Words of a witness. " * 20_000, "words.txt", role="other")
        work()
        left = [path for path in scanner.temporary.rglob("*") if path.is_file()]
    finally:
        scanner.stop()
    for received in (infected, packed):
        found = linked(received, partner)
        assert (found.file.state, found.antivirus) == ("failed", "found")
        assert "malware" in found.findings
    told = Event.objects.get(object=str(infected.receipt.id), event="file.failed")
    assert clamd.SIGNATURE in bytes(told.detail.detail).decode()
    assert (linked(harmless, partner).file.state, linked(harmless, partner).antivirus) == ("ready", "no_signatures")
    assert left == []


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"a\n" * 20_001, "more than 20,000 paragraphs"), (b"a" * 200_001, "more than 200,000 letters")],
)
def test_read_when_a_text_is_no_text_of_a_person_then_refused_with_a_sentence(
    send: Send, work: Work, content: bytes, words: str
) -> None:
    send(content, "a.txt", role="transcript")
    assert [(job.kind, job.state) for job in work()] == [("screen_file", "done"), ("import_text", "failed")]
    assert words in Job.objects.get(kind="import_text").error


def test_read_when_one_word_never_ends_then_it_is_read_and_the_rest_is_searchable(send: Send, work: Work) -> None:
    send("Слова ".encode() * 9 + b"a" * 150_000, "a.txt", role="transcript")
    work()
    assert Job.objects.get(kind="index_text").state == "done"


def _hours_of_sound(path: Path, size: int) -> Path:
    """A recording larger than the box's memory: silence, of which the disk holds only the head and the end."""
    rate = 48_000
    head = (
        b"RIFF"
        + (size - 8).to_bytes(4, "little")
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 2, rate, rate * 4, 4, 16)
    )
    with open(path, "wb") as target:
        target.write(head + b"data" + (size - 44).to_bytes(4, "little"))
        target.seek(size - 4)
        target.write(b"\x01\x00\x01\x00")
    return path


def test_recording_when_larger_than_the_boxs_memory_then_looked_through_to_its_end(tmp_path: Path) -> None:
    size = 2_400_000_000
    with open(_hours_of_sound(tmp_path / "whole.wav", size), "rb") as content:
        seen = screening.look(Box(), content, "audio/x-wav", "whole.wav")
    assert (seen.kind, seen.findings) == ("audio/x-wav", [])


def test_recording_when_large_and_cut_off_or_two_kinds_then_found(tmp_path: Path) -> None:
    """What is asked for from outside is judged as what lies in the box."""
    whole = _hours_of_sound(tmp_path / "cut.wav", 400_000_000)
    os.truncate(whole, 300_000_000)
    with open(whole, "rb") as content:
        assert screening.look(Box(), content, "audio/x-wav", "cut.wav").findings == [Finding.TRUNCATED]
    with zipfile.ZipFile(whole, "a") as behind:
        behind.writestr("inside.txt", "words")
    with open(whole, "rb") as content:
        assert Finding.TWO_KINDS in screening.look(Box(), content, "audio/x-wav", "cut.wav").findings
