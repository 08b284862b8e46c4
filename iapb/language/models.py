"""Models rest in one directory, each in a folder of its own with a card that says what it is.

No registry ships these weights, so an operator installs them. The card (`card.json`) declares
ability, languages, version and the SHA-256 of every file. A folder counts as installed once
`installing` has compared the files with the card and the model has passed the known sentences;
the record of that (`installed.json`) stands beside the card.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from iapb.language.base import LanguageError
from iapb.sentences import fill

CARD, RECORD = "card.json", "installed.json"
TRANSLATE, TRANSCRIBE = "translate", "transcribe"
KNOWN_LANGUAGES = frozenset({"ru", "be", "en"})
PIECE = 1 << 20


class BadModel(LanguageError):
    """The folder is not a model we can use; says what is missing in it."""

    outcome = "cannot_run"


@dataclass(frozen=True, slots=True)
class Proof:
    """What the model answered to a sentence whose meaning is known."""

    language: str
    asked: str
    answered: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Record:
    """Of the last check. A model is in use while every proof passed."""

    installed_at: datetime
    checked_at: datetime
    engine: str  # with its version, as it was at the check
    proofs: tuple[Proof, ...]
    sentence: str = ""  # why it is not in use, where no proof could be asked for, as iapb.sentences keeps it

    @property
    def passed(self) -> bool:
        return not self.sentence and bool(self.proofs) and all(proof.passed for proof in self.proofs)


@dataclass(frozen=True, slots=True)
class Model:
    path: Path
    name: str
    ability: str
    languages: tuple[str, ...]  # that it reads or hears
    into: str  # that it translates into; empty for speech
    version: str
    note: str  # shown wherever its output is: "test model, knows 526 sentences"
    files: tuple[tuple[str, str], ...]  # name and SHA-256 as the card has them
    record: Record | None = None

    @property
    def sha256(self) -> str:
        """One hash for all of it: of the card's list of files, in the form `sha256sum` prints."""
        told = "".join(f"{digest}  {name}\n" for name, digest in self.files)
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def in_use(self) -> bool:
        return self.record is not None and self.record.passed


def everything(root: Path) -> Iterator[Model]:
    """Whole folders under `root`, by name, in use or not; what is not whole is passed over."""
    if not root.is_dir():
        return
    for folder in sorted(path for path in root.iterdir() if (path / CARD).is_file() and path.name[0] != "."):
        try:
            yield read(folder)
        except BadModel:
            continue


def installed(root: Path) -> Iterator[Model]:
    return (model for model in everything(root) if model.in_use)


def find(root: Path, ability: str, language: str, into: str = "") -> Model | None:
    """The model in use for it: one made for fewer languages is preferred, and of those what was installed last."""
    fitting = [
        model
        for model in installed(root)
        if model.ability == ability and language in model.languages and model.into == into
    ]
    return min(fitting, key=_preferred, default=None)


def _preferred(model: Model) -> tuple[int, float, str]:
    assert model.record
    return len(model.languages), -model.record.installed_at.timestamp(), model.name


def read(folder: Path) -> Model:
    """The card and the record beside it. Raises BadModel with what is wrong; the files are not hashed here."""
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
            files=tuple(sorted((str(name), str(digest)) for name, digest in card.get("sha256", {}).items())),
            record=_record(folder),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BadModel(_("The folder has no readable card.json.")) from None
    if model.ability not in NEEDED or not model.languages or not set(model.languages) <= KNOWN_LANGUAGES:
        raise BadModel(_("The card names an ability or a language that is not used here."))
    for name in NEEDED[model.ability]:
        if not (folder / name).is_file():
            raise BadModel(fill(_("The folder lacks the file %(name)s."), name=name))
    return model


def verify(model: Model) -> None:
    """Raises BadModel unless every file is, to the last byte, what the card says."""
    told = dict(model.files)
    there = {path.name for path in model.path.iterdir() if path.is_file()} - {CARD, RECORD}
    for name in sorted(there | set(NEEDED[model.ability]) | set(told)):
        if name not in told:
            raise BadModel(fill(_("The card gives no SHA-256 for the file %(name)s."), name=name))
        if name not in there:
            raise BadModel(fill(_("The folder lacks the file %(name)s."), name=name))
        if digest_of(model.path / name) != told[name]:
            raise BadModel(
                fill(_("The file %(name)s is not the one the card describes: its SHA-256 differs."), name=name)
            )


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _record(folder: Path) -> Record | None:
    path = folder / RECORD
    if not path.is_file():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    return Record(
        installed_at=datetime.fromisoformat(told["installed_at"]),
        checked_at=datetime.fromisoformat(told["checked_at"]),
        engine=str(told["engine"]),
        proofs=tuple(Proof(**one) for one in told["proofs"]),
        sentence=str(told.get("sentence", "")),
    )


NEEDED: dict[str, tuple[str, ...]] = {
    TRANSLATE: ("model.bin", "source.spm", "target.spm"),
    TRANSCRIBE: ("model.bin", "config.json", "tokenizer.json"),
}
