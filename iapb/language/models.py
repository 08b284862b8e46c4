"""Models rest in one directory, each in a folder of its own with a card that says what it is.

No registry ships these weights, so an operator installs them. The card (`card.json`) declares
ability, languages, version and where it came from; an engine believes the card, not the name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.language.base import LanguageError

CARD = "card.json"
TRANSLATE, TRANSCRIBE = "translate", "transcribe"
KNOWN_LANGUAGES = frozenset({"ru", "be", "en"})


class BadModel(LanguageError):
    """The folder is not a model we can use; says what is missing in it."""


@dataclass(frozen=True, slots=True)
class Model:
    path: Path
    name: str
    ability: str
    languages: tuple[str, ...]  # that it reads or hears
    into: str  # that it translates into; empty for speech
    version: str
    note: str  # shown wherever its output is: "test model, knows 526 sentences"


def installed(root: Path) -> Iterator[Model]:
    """Whole models under `root`, by name; what is not whole is passed over."""
    if not root.is_dir():
        return
    for folder in sorted(path for path in root.iterdir() if (path / CARD).is_file()):
        try:
            yield read(folder)
        except BadModel:
            continue


def find(root: Path, ability: str, language: str, into: str = "") -> Model | None:
    """The installed model for it; one made for fewer languages is preferred."""
    fitting = [
        model
        for model in installed(root)
        if model.ability == ability and language in model.languages and model.into == into
    ]
    return min(fitting, key=lambda model: (len(model.languages), model.name), default=None)


def read(folder: Path) -> Model:
    """Raises BadModel with what is wrong."""
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        model = Model(
            path=folder,
            name=folder.name,
            ability=str(card["ability"]),
            languages=tuple(map(str, card["languages"])),
            into=str(card.get("into", "")),
            version=str(card["version"]),
            note=str(card.get("note", "")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BadModel(_("The folder has no readable card.json.")) from None
    if model.ability not in NEEDED or not model.languages or not set(model.languages) <= KNOWN_LANGUAGES:
        raise BadModel(_("The card names an ability or a language that is not used here."))
    for name in NEEDED[model.ability]:
        if not (folder / name).is_file():
            raise BadModel(_("The folder lacks the file %(name)s.") % {"name": name})
    return model


NEEDED: dict[str, tuple[str, ...]] = {
    TRANSLATE: ("model.bin", "source.spm", "target.spm"),
    TRANSCRIBE: ("model.bin", "config.json", "tokenizer.json"),
}


def described(model: Model) -> dict[str, Any]:
    """For provenance: what a text layer keeps of the engine that made it."""
    return {"model": model.name, "version": model.version, "note": model.note}
