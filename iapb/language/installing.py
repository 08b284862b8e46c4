"""A model is put to use: copied, compared with its card, asked the known sentences, and recorded."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.language import known, models
from iapb.language.base import LanguageError
from iapb.language.models import RECORD, TRANSLATE, BadModel, Model, Record
from iapb.sentences import fill, keep, read


def install(source: Path, root: Path) -> Model:
    """Raises BadModel with what is wrong; nothing is left in `root` then."""
    models.verify(models.read(source))
    target = root / source.name
    if target.exists():
        raise BadModel(fill(_("%(name)s is installed already; remove its folder first."), name=source.name))
    root.mkdir(parents=True, exist_ok=True)
    # Under another name until it is proved: a worker may look at any moment.
    half = root / f".{source.name}.part"
    shutil.rmtree(half, ignore_errors=True)
    try:
        shutil.copytree(source, half, copy_function=shutil.copyfile)
        (half / RECORD).unlink(missing_ok=True)
        model = check(models.read(half))
        if not model.in_use:
            raise BadModel(why_not(model))
        half.rename(target)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return models.read(target)


def check(model: Model) -> Model:
    """Compares and asks again, and writes the record anew. A model that fails is not used from then on."""
    record = _checked(model)
    dates = {"installed_at": record.installed_at.isoformat(), "checked_at": record.checked_at.isoformat()}
    told = asdict(record) | dates
    half = model.path / f".{RECORD}.part"
    half.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    half.replace(model.path / RECORD)
    return models.read(model.path)


def why_not(model: Model) -> Any:
    """Why a model that was checked is not in use, in a sentence; an empty one where it is."""
    record = model.record
    if record is None:
        return _("It was never checked: install it with manage.py install_model PATH.")
    if record.sentence or record.passed:
        return read(record.sentence)
    failed = next((proof for proof in record.proofs if not proof.passed), None)
    if failed is None:
        return _("It was asked no known sentence.")
    return fill(
        _("It failed the known sentence: of “%(asked)s” it made “%(answered)s”."),
        asked=failed.asked,
        answered=failed.answered,
    )


def _checked(model: Model) -> Record:
    engine = f"ctranslate2 {_version('ctranslate2')}"
    if model.ability != TRANSLATE:
        engine = f"faster-whisper {_version('faster-whisper')}, {engine}"
    now = datetime.now(UTC)
    installed = model.record.installed_at if model.record else now
    try:
        models.verify(model)
        return Record(installed, now, engine, tuple(known.prove(model)))
    except LanguageError as problem:
        return Record(installed, now, engine, (), keep(problem.sentence))
    except (ImportError, RuntimeError, ValueError, OSError):  # weights of another shape, an engine not installed
        return Record(installed, now, engine, (), keep(_("The engine could not load it.")))


def _version(package: str) -> str:
    try:
        return version_of(package)
    except PackageNotFoundError:
        return ""
