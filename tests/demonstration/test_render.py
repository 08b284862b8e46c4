from __future__ import annotations

import io
import subprocess
from datetime import date
from pathlib import Path

import av
import pytest
import pyvips
import webvtt
from docx import Document

from consent.facts import Purpose
from disclosures.demonstration import story
from disclosures.demonstration.render import consent_scan, papers, render, speech

TOLD = story.tell(date(2026, 3, 1))
UPLOADS = {upload.key: upload for upload in TOLD.uploads()}


def made(key: str) -> bytes:
    return render(TOLD, UPLOADS[key])


def read_by_tesseract(image: bytes, language: str, folder: Path) -> str:
    (folder / "page").write_bytes(image)
    command = ["tesseract", str(folder / "page"), "-", "-l", language]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    return " ".join(done.stdout.decode().split())


def errors_at_best(sentence: str, text: str) -> int:
    """Edits that turn the sentence into the part of the text that is nearest to it."""
    row = [0] * (len(text) + 1)
    for index, letter in enumerate(sentence, start=1):
        above, row = row, [index]
        for place, other in enumerate(text, start=1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != other)))
    return min(row)


def test_errors_at_best_when_a_letter_is_wrong_then_counts_it() -> None:
    assert errors_at_best("суток", "на 12 суток.") == 0
    assert errors_at_best("суток", "на 12 сутак.") == 1
    assert errors_at_best("суток", "") == 5


def test_court_paper_when_read_by_tesseract_then_nearly_every_letter_is_right(tmp_path: Path) -> None:
    text = read_by_tesseract(made("w1.ruling"), "rus", tmp_path)
    wrong = sum(errors_at_best(line, text) for line in papers.RULING_LINES)

    assert wrong / sum(map(len, papers.RULING_LINES)) <= 0.05
    assert papers.SAMPLE in text


@pytest.mark.parametrize(("key", "words"), [("w2.discharge", "инсулина"), ("w3.expulsion", "Каменный Лог")])
def test_other_papers_when_read_by_tesseract_then_their_matter_is_there(key: str, words: str, tmp_path: Path) -> None:
    text = read_by_tesseract(made(key), "rus", tmp_path)

    assert words in text
    assert papers.SAMPLE in text


@pytest.mark.parametrize(("witness", "language", "words"), [("w1", "rus", "Согласие"), ("w2", "bel", "Згода")])
def test_consent_scan_when_read_then_it_is_the_form_in_the_witness_language(
    witness: str, language: str, words: str, tmp_path: Path
) -> None:
    assert words in read_by_tesseract(made(f"{witness}.consent"), language, tmp_path)


def blue_ink(scan: bytes, column: int, row: int) -> float:
    """How blue the box of an answer is, on the scan at three quarters of its drawn size."""
    x, y = round(consent_scan.COLUMNS[column] * 0.75), round((consent_scan.TOP + consent_scan.ROW * row) * 0.75)
    box = pyvips.Image.new_from_buffer(scan, "").crop(x - 25, y - 25, 50, 50)
    return (box[2] - box[0]).max()


@pytest.mark.parametrize(("witness", "ticked", "empty"), [("w1", 1, 0), ("w3", 0, 1)])
def test_consent_scan_when_lawyers_were_asked_about_then_the_tick_is_the_answer(
    witness: str, ticked: int, empty: int
) -> None:
    row = list(Purpose).index(Purpose.LAWYER_THIRD_PARTY)
    scan = made(f"{witness}.consent")

    assert blue_ink(scan, ticked, row) > 40
    assert blue_ink(scan, empty, row) < 20


@pytest.mark.parametrize("witness", ["w1", "w2", "w3"])
def test_recording_when_decoded_then_it_is_sound_of_the_stated_length(witness: str) -> None:
    recording = speech.record(witness)
    with av.open(io.BytesIO(recording.audio)) as container:
        rate = container.streams.audio[0].rate
        decoded = list(container.decode(audio=0))

    assert sum(frame.samples for frame in decoded) / rate == pytest.approx(recording.seconds, abs=0.1)
    assert 100 < recording.seconds <= 180
    assert max(float(abs(frame.to_ndarray()).max()) for frame in decoded) > 0.1


def test_recording_when_sought_then_the_place_is_found() -> None:
    with av.open(io.BytesIO(speech.record("w3").audio)) as container:
        container.seek(60_000_000)
        frame = next(container.decode(audio=0))

    assert frame.time == pytest.approx(60, abs=1.5)


def test_recordings_when_an_account_is_long_then_only_its_first_part_is_spoken_and_said_so() -> None:
    assert [speech.record(witness).complete for witness in ("w1", "w2", "w3")] == [False, False, True]
    for witness in ("w1", "w2"):
        note = next(one.note for one in TOLD.interview(witness).uploads if one.kind == "audio")
        assert "first part" in note
        with av.open(io.BytesIO(speech.record(witness).audio)) as container:
            assert "First part" in container.streams.audio[0].metadata["comment"]


def test_subtitles_when_parsed_then_they_hold_the_whole_account_in_its_time() -> None:
    captions = webvtt.from_buffer(io.StringIO(made("w3.transcript").decode()))
    said = " ".join(paragraph.split(": ", 1)[1] for paragraph in story.paragraphs("w3.en.txt"))

    assert " ".join(caption.text for caption in captions) == said
    assert {caption.voice for caption in captions} == {"Interviewer", "Witness"}
    assert captions[-1].end_in_seconds <= speech.record("w3").seconds
    assert all(one.end_in_seconds <= two.start_in_seconds for one, two in zip(captions, captions[1:], strict=False))


@pytest.mark.parametrize(("key", "name"), [("w1.transcript", "w1.ru.txt"), ("w1.translation", "w1.en.txt")])
def test_word_file_when_opened_then_its_paragraphs_are_the_turns(key: str, name: str) -> None:
    document = Document(io.BytesIO(made(key)))

    assert [paragraph.text for paragraph in document.paragraphs] == story.paragraphs(name)
    assert document.core_properties.author == ""


def test_photograph_when_opened_then_it_carries_time_and_place_of_a_telephone() -> None:
    picture = pyvips.Image.new_from_buffer(made("w1.courtyard"), "")

    assert (picture.width, picture.height) == (1600, 1200)
    assert "2020:08:17" in picture.get("exif-ifd2-DateTimeOriginal")
    assert "53/1" in picture.get("exif-ifd3-GPSLatitude")
    assert picture.colourspace("b-w").deviate() > 20


@pytest.mark.parametrize("key", [key for key in UPLOADS if not key.endswith(".audio")])
def test_file_when_made_twice_then_its_bytes_are_the_same(key: str) -> None:
    assert made(key) == made(key)


def test_recording_when_made_twice_then_its_bytes_are_the_same() -> None:
    assert speech.record.__wrapped__("w3").audio == speech.record("w3").audio
