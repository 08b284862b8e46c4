"""Installing a model, and what /health/ and the page say before and after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from iapb.jobs import health
from iapb.language import engines, models
from tests.language.sounds import english_model


@pytest.fixture
def root(tmp_path: Path, monkeypatch) -> Path:
    root = tmp_path / "models"
    monkeypatch.setattr(settings, "MODEL_ROOT", root)
    return root


def test_install_when_whole_then_found_and_shown_ready(root, tmp_path, capsys) -> None:
    assert health.engines()[1]["transcribe en"].startswith("missing: ")
    call_command("install_model", english_model(tmp_path / "brought"))
    assert "transcribe en" in capsys.readouterr().out
    assert models.find(root, models.TRANSCRIBE, "en").version == "tiny.en"
    assert health.engines()[1]["transcribe en"].startswith("ready: faster-whisper")
    assert not (root / "whisper-tiny.en" / "model.bin").is_symlink()


def test_install_when_there_already_then_refused_and_kept(root, tmp_path) -> None:
    brought = english_model(tmp_path / "brought")
    call_command("install_model", brought)
    with pytest.raises(CommandError, match="installed already"):
        call_command("install_model", brought)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda folder: (folder / "card.json").unlink(), "no readable card"),
        (lambda folder: (folder / "card.json").write_text("[]"), "no readable card"),
        (lambda folder: (folder / "card.json").write_text("{"), "no readable card"),
        (lambda folder: (folder / "model.bin").unlink(), "lacks the file model.bin"),
        (lambda folder: card(folder, ability="sing"), "not used here"),
        (lambda folder: card(folder, languages=["xx"]), "not used here"),
        (lambda folder: card(folder, languages=[]), "not used here"),
    ],
)
def test_install_when_something_is_wrong_then_says_what_and_installs_nothing(root, tmp_path, change, words) -> None:
    brought = english_model(tmp_path / "brought")
    change(brought)
    with pytest.raises(CommandError, match=words):
        call_command("install_model", brought)
    assert not root.exists() or not any(root.iterdir())


def card(folder: Path, **fields: object) -> None:
    path = folder / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def test_find_when_a_model_was_half_copied_then_passed_over(root, tmp_path) -> None:
    half = english_model(root)
    (half / "tokenizer.json").unlink()
    assert models.find(root, models.TRANSCRIBE, "en") is None


def test_available_when_nothing_is_installed_then_every_ability_says_what_it_lacks(root) -> None:
    states = {state.ability: state for state in engines.available()}
    assert {"read scans", "translate ru-en", "translate be-en", "transcribe ru", "transcribe be", "transcribe en"} <= {
        *states
    }
    assert states["read scans"].ready
    for ability in ("translate ru-en", "translate be-en", "transcribe ru"):
        assert "install_model" in str(states[ability].sentence)
