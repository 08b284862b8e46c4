"""Real recordings (espeak-ng), decoded in the real box, heard by a real model."""

from __future__ import annotations

import io
from pathlib import Path

import av
import pytest

from iapb.jobs import parts
from iapb.jobs.box import MIB, Box, BoxError, Limits
from iapb.language import models, speech
from iapb.language.base import CannotRead, ModelMissing, WrongLanguage
from iapb.language.speech import listening, sound
from iapb.language.speech.listening import Speech
from tests.language.sounds import (
    BELARUSIAN,
    ENGLISH,
    RUSSIAN,
    encoded,
    english_model,
    noise,
    put_to_use,
    silence,
    spoken,
    wav,
    words_wrong,
)

BOX = Box(Limits(**sound.NEEDS))
SMALL = Box(Limits(seconds=20, cpu_seconds=15, memory=512 * MIB, disk=64 * MIB, output=64 * MIB))


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    put_to_use(english_model(folder / "brought"), folder)
    return folder


@pytest.fixture(scope="module")
def english() -> bytes:
    return spoken(ENGLISH)


def decoded(content: bytes):
    return sound.decode(BOX, content)[0]


def test_transcribe_when_english_then_words_with_times_and_confidence(root, english) -> None:
    model = speech.find(root, "en")
    shares = []
    samples = decoded(english)
    heard = speech.transcribe(model, samples, "en", on_chunk=shares.append)
    text = " ".join(one.text for one in heard)
    assert words_wrong(ENGLISH, text) < 0.35
    assert "August" in text
    words = [word for one in heard for word in one.words]
    assert all(0 <= word.confidence <= 1 and word.start_ms <= word.end_ms for word in words)
    assert [word.start_ms for word in words] == sorted(word.start_ms for word in words)
    assert words[-1].end_ms <= len(samples) * 1000 // sound.RATE + 500
    assert shares[-1] > 0.8
    assert heard[0].segment().language == "en"


def test_transcribe_when_a_long_pause_stands_before_then_times_count_from_the_start(root, english) -> None:
    samples = silence(12) + decoded(english)
    heard = speech.transcribe(speech.find(root, "en"), samples, "en")
    assert heard[0].start_ms >= 11_500
    assert heard[0].words[0].start_ms >= 11_500


@pytest.mark.parametrize("language", ["ru", "be"])
def test_find_when_no_model_hears_the_language_then_says_which_and_how_to_install(root, language) -> None:
    with pytest.raises(ModelMissing) as caught:
        speech.find(root, language)
    assert caught.value.model == f"transcribe {language}"
    assert "Transcribe by machine (" in str(caught.value.sentence)
    assert "install_model" in str(caught.value.sentence)
    assert caught.value.outcome == "cannot_run"


@pytest.mark.parametrize(("voice", "text", "language"), [("ru", RUSSIAN, "ru"), ("be", BELARUSIAN, "be")])
def test_transcribe_when_the_model_hears_english_only_then_it_is_not_asked(root, voice, text, language) -> None:
    model = models.find(root, models.TRANSCRIBE, "en")
    with pytest.raises(WrongLanguage) as caught:
        speech.transcribe(model, decoded(spoken(text, voice)), language)
    assert "English only" in str(caught.value.sentence)


@pytest.mark.parametrize("language", ["unknown", "mixed", "", "de"])
def test_find_when_no_language_was_declared_then_asks_for_it(root, language) -> None:
    with pytest.raises(WrongLanguage) as caught:
        speech.find(root, language)
    assert "State the language" in str(caught.value.sentence)


@pytest.mark.parametrize("samples", [silence(3), noise(3), silence(0)])
def test_transcribe_when_nobody_speaks_then_nothing_is_invented(root, samples) -> None:
    with pytest.raises(CannotRead) as caught:
        speech.transcribe(speech.find(root, "en"), samples, "en")
    assert "No speech" in str(caught.value.sentence)


@pytest.mark.parametrize(
    ("container", "codec"),
    [("mp3", "libmp3lame"), ("mp4", "aac"), ("ogg", "libopus"), ("flac", "flac"), ("matroska", "aac"), ("adts", "aac")],
)
def test_decode_when_the_kind_is_usual_then_about_the_same_samples(english, container, codec) -> None:
    plain = decoded(english)
    samples, report = sound.decode(BOX, encoded(english, container, codec))
    assert abs(len(samples) - len(plain)) < sound.RATE / 4
    assert report.whole
    assert sum(abs(sample) for sample in samples) > 0.5 * sum(abs(sample) for sample in plain)


@pytest.mark.parametrize(("container", "codec"), [("mp4", "aac"), ("flac", "flac"), ("wav", "")])
def test_probe_when_the_recording_was_cut_off_then_it_is_told(english, container, codec) -> None:
    content = encoded(english, container, codec) if codec else english
    if container == "mp4":
        # The index stands at the end and is cut with it: nothing can be played.
        with pytest.raises(CannotRead):
            sound.probe(SMALL, content[: len(content) // 2])
        return
    report = sound.probe(SMALL, content[: len(content) // 2])
    assert not report.whole
    assert report.seconds < report.promised * 0.7


def test_probe_when_whole_then_length_and_kind(english) -> None:
    report = sound.probe(SMALL, english)
    assert (report.whole, report.format, report.codec) == (True, "wav", "pcm_s16le")
    assert abs(report.seconds - report.promised) < 0.1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no bytes"),
        (b"not a sound at all", "not a recording"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "not a recording"),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", "not a recording"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "not a recording"),
        (wav([]), "not a recording"),
    ],
)
def test_decode_when_it_is_not_a_recording_then_a_sentence(content, words) -> None:
    with pytest.raises(CannotRead) as caught:
        sound.decode(SMALL, content)
    assert words in str(caught.value.sentence)


def test_decode_when_a_film_has_no_sound_then_says_so() -> None:
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as target:
        stream = target.add_stream("mjpeg", rate=5, width=64, height=64)
        stream.pix_fmt = "yuvj420p"
        for _ in range(5):
            for packet in stream.encode(av.VideoFrame(64, 64, "yuvj420p")):
                target.mux(packet)
    with pytest.raises(CannotRead) as caught:
        sound.decode(SMALL, out.getvalue())
    assert "no sound" in str(caught.value.sentence)


def test_decode_when_it_would_unpack_to_hours_then_the_box_ends_it() -> None:
    tiny = Box(Limits(seconds=20, cpu_seconds=15, memory=512 * MIB, disk=64 * MIB, output=1 * MIB))
    hours = encoded(wav(silence(300)), "flac", "flac")
    assert len(hours) < MIB
    with pytest.raises(BoxError):
        sound.decode(tiny, hours)


def test_speech_in_when_two_people_speak_apart_then_two_stretches_and_chunks_never_cut_them(english) -> None:
    one = decoded(english)
    stretches = sound.speech_in(silence(2) + one + silence(3) + one)
    assert stretches[0].start >= 1.5 * sound.RATE
    gaps = [later.start - earlier.end for earlier, later in zip(stretches, stretches[1:], strict=False)]
    assert max(gaps) > 2 * sound.RATE
    for chunk in sound.chunks(stretches):
        assert set(chunk) <= set(stretches)
        assert chunk[-1].end - chunk[0].start <= 30 * sound.RATE


def test_states_when_one_model_is_installed_then_each_language_says_what_it_has(root) -> None:
    states = {state.languages: state for state in speech.states(root)}
    assert states["en",].ready
    assert "test model" in str(states["en",].sentence)
    assert not states["ru",].ready
    assert "install_model" in str(states["ru",].sentence)


def test_transcribe_when_an_english_model_is_given_russian_as_english_then_nothing_is_left_unmarked(root) -> None:
    """Such a model invents fluent sentences (measured): whatever it writes says that it is doubtful."""
    model = speech.find(root, "en")
    heard = speech.transcribe(model, decoded(spoken(RUSSIAN * 2, "ru")), "en")
    assert heard
    assert all(one.doubt for one in heard)


def test_hear_when_the_model_makes_out_no_words_then_the_stretch_is_marked_and_not_left_out(root) -> None:
    model = speech.find(root, "en")
    samples = decoded(spoken(BELARUSIAN, "be"))
    chunk = next(sound.chunks(sound.speech_in(samples)))
    heard = speech.hear(model, samples, 0, chunk, "en")
    covered = sum(one.end_ms - one.start_ms for one in heard)
    assert covered >= 0.8 * (chunk[-1].end - chunk[0].start) * 1000 / sound.RATE
    assert all(one.doubt in ("unheard", "unsure") for one in heard)


class Polyglot:
    """Stands in for the ear of a model of many languages, which no registry carries; it never writes."""

    class model:  # noqa: N801
        is_multilingual = True

    def __init__(self, *heard: tuple[str, float]) -> None:
        self.heard = iter(heard)

    def detect_language(self, samples) -> tuple[str, float, list]:
        return *next(self.heard), []

    def transcribe(self, samples, **options) -> tuple[list, None]:
        assert options["language"] == "ru"
        return [], None


@pytest.mark.parametrize(
    ("heard", "doubt"),
    [(("en", 0.9), "language"), (("en", 0.5), "unheard"), (("be", 0.95), "unheard"), (("ru", 0.95), "unheard")],
)
def test_hear_when_another_language_is_clearly_heard_then_not_written_but_marked(
    root, english, monkeypatch, heard, doubt
) -> None:
    monkeypatch.setattr(speech, "_engine", lambda model: Polyglot(heard))
    samples = decoded(english)
    chunk = next(sound.chunks(sound.speech_in(samples)))
    found = speech.hear(speech.find(root, "en"), samples, 0, chunk, "ru")
    assert {(one.text, one.doubt, one.language_heard) for one in found} == {("[…]", doubt, heard[0])}


def test_must_be_of_when_all_is_of_another_language_then_the_statement_is_wrong_and_not_when_a_part(root) -> None:
    other = speech.Heard("[…]", 0, 9, 0.0, (), "language", "en")
    own = speech.Heard("Да.", 9, 12, 0.9, (), "", "ru")
    speech.must_be_of("ru", [other, own])
    with pytest.raises(WrongLanguage):
        speech.must_be_of("ru", [other, other])


def test_listen_when_streamed_then_the_same_stretches_as_of_the_whole(english) -> None:
    recording = wav(silence(2) + decoded(english) + silence(3) + decoded(english))
    stretches, report = sound.listen(BOX, recording)
    assert stretches == sound.speech_in(decoded(recording))
    assert abs(report.seconds - len(decoded(recording)) / sound.RATE) < 0.01


def test_decode_when_a_window_is_asked_for_then_the_very_samples_of_the_whole(english) -> None:
    recording = encoded(wav(decoded(english) + silence(2) + decoded(english)), "ogg", "libopus")
    whole = decoded(recording)
    window, _report = sound.decode(BOX, recording, 40_000, 90_000)
    assert window == whole[40_000:90_000]


def test_stretches_when_nobody_pauses_for_minutes_then_cut_where_it_is_quietest(english) -> None:
    one = decoded(english)
    (first, *_rest) = sound.speech_in(one)
    endless = one[first.start : first.end] * 20
    stretches = sound.speech_in(endless)
    assert len(endless) > 60 * sound.RATE
    assert max(stretch.end - stretch.start for stretch in stretches) <= 30 * sound.RATE
    assert sum(stretch.end - stretch.start for stretch in stretches) > 0.9 * len(endless)
    for earlier, later in zip(stretches, stretches[1:], strict=False):
        assert earlier.end <= later.start


def test_parts_when_a_recording_is_long_then_every_stretch_stands_in_one_of_minutes() -> None:
    stretches = [Speech(number * 10 * sound.RATE, (number * 10 + 8) * sound.RATE) for number in range(200)]
    parts = listening.parts(stretches)
    assert [stretch for part in parts for chunk in part for stretch in chunk] == stretches
    assert all(part[-1][-1].end - part[0][0].start <= 180 * sound.RATE for part in parts)
    windows = list(listening.windows(list(enumerate(parts, 1)), 1800))
    assert [number for window in windows for number, _part in window] == list(range(1, len(parts) + 1))
    assert len(windows) == 2


@pytest.mark.parametrize(("container", "codec"), [("wav", ""), ("mp4", "aac"), ("ogg", "libopus")])
def test_decode_when_the_recording_stays_outside_the_box_then_the_same_samples(
    english, container, codec, monkeypatch
) -> None:
    content = encoded(english, container, codec) if codec else english
    inside, told = sound.decode(BOX, content)
    monkeypatch.setattr(parts, "ASKED_FROM", 0)
    outside, again = sound.decode(BOX, io.BytesIO(content))
    assert (outside, again) == (inside, told)
    assert sound.probe(BOX, io.BytesIO(content)) == sound.probe(BOX, content)
