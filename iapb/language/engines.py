"""What is there and what is missing, for /health/ and the page of jobs."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from iapb.language import scans, speech, translate, words
from iapb.language.base import EngineState


def available(root: Path | None = None) -> list[EngineState]:
    """Every ability with its engine; `root` is where models rest, MODEL_ROOT by default."""
    root = Path(root or settings.MODEL_ROOT)
    return [scans.state(), *translate.states(root), *speech.states(root), *_words()]


def _words() -> list[EngineState]:
    missing = _("Belarusian words are cut to stems only. Install: %(packages)s") % {"packages": "hunspell-be"}
    engines = {"be": "spylls, hunspell-be", "ru": "pymorphy3", "en": "own rules"}
    return [
        EngineState(f"base forms {language}", engines[language], (language,), "", ready, "" if ready else missing)
        for language, ready in words.ready().items()
    ]
