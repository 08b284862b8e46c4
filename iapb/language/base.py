"""What the abilities share: the segment, the box they are handed, errors with sentences.

Nothing here knows jobs, models or pages; a caller passes in a box that opens files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.utils.translation import gettext_lazy as _

from iapb.sentences import fill

Content = bytes | BinaryIO | Iterable[bytes]
Progress = Callable[[float], None]
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class Opened(Protocol):
    @property
    def files(self) -> dict[str, bytes]: ...

    @property
    def stdout(self) -> bytes: ...


class Opener(Protocol):
    """The box: runs one of our scripts on a file nobody trusts."""

    def allowing(self, **needs: float) -> Opener: ...

    def python(
        self,
        script: Path,
        *arguments: str,
        input: Content | None,
        outputs: Iterable[str] = (),
        sink: Any = None,
        modules: Iterable[Path] = (),
        asking: bool = False,
    ) -> Opened: ...


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a text layer: a paragraph, an answer, a subtitle. Times in milliseconds."""

    text: str
    speaker: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    language: str = "unknown"
    doubt: str = ""  # why a person should look at a machine's words first; see `speech.Doubt`
    rendered: tuple[dict[str, str], ...] = ()  # what a glossary did to a machine's words


NAMES = {"ru": _("Russian"), "be": _("Belarusian"), "en": _("English")}
ABILITIES = {
    "read scans": _("Read a scan"),
    "translate": _("Translate by machine"),
    "transcribe": _("Transcribe by machine"),
    "base forms": _("Find the base forms of words"),
}


def ability_shown(ability: str, languages: Iterable[str]) -> Any:
    """As people read it; /health/ and logs keep the plain word."""
    named = [NAMES[one] for one in languages if one in NAMES]
    return fill(_("%(ability)s (%(languages)s)"), ability=ABILITIES[ability], languages=named)


@dataclass(frozen=True, slots=True)
class EngineState:
    """What /health/ and the jobs page say of one engine; `sentence` says what is missing."""

    ability: str
    engine: str
    languages: tuple[str, ...]
    version: str
    ready: bool
    sentence: Any = ""
    model: Any = None  # the model in use, where the engine needs one

    @property
    def shown(self) -> Any:
        known = next(one for one in ABILITIES if self.ability.startswith(one))
        return ability_shown(known, self.languages)


class LanguageError(Exception):
    """Carries the sentence a person reads; nothing of the file is in its text.

    `outcome` tells a job how it ended: trying again would end the same way.
    """

    outcome: str | None = None

    def __init__(self, sentence: Any) -> None:
        super().__init__(type(self).__name__)
        self.sentence = sentence


class CannotRead(LanguageError):
    """The file is not what it says, or holds nothing to read."""

    outcome = "failed"


class ModelMissing(LanguageError):
    """Nothing is lost: the work can be asked for again once the model is installed."""

    outcome = "cannot_run"

    def __init__(self, model: str, shown: Any) -> None:
        """`model` as operators name it, `shown` as people read what it is for."""
        super().__init__(
            fill(
                _("No model is installed for this: %(ability)s. Install it with: manage.py install_model PATH"),
                ability=shown,
            )
        )
        self.model = model


class WrongLanguage(LanguageError):
    """A model of another language invents fluent sentences, so it is not asked."""

    outcome = "cannot_run"


def clean(text: str) -> str:
    """NFC, LF, no control characters: done once, when a text becomes ours."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return CONTROL.sub("", unicodedata.normalize("NFC", text))
