"""Installing a model, and what /health/ and the page say before and after."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from evidence.engines import catalogue
from iapb.jobs import health
from iapb.language import engines, models, translate
from iapb.language.base import Segment
from tests.language.sounds import english_model

TINY = Path(__file__).parents[1] / "data" / "tiny-ru-en-model"


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


def test_find_when_a_model_was_only_copied_then_not_used_and_the_page_says_why(root) -> None:
    """Nobody compared it with its card, and nobody asked it anything."""
    english_model(root)
    assert models.find(root, models.TRANSCRIBE, "en") is None
    (shown,) = catalogue.idle(catalogue.rows())
    assert "never checked" in str(shown.why)


def test_find_when_a_model_was_half_copied_then_passed_over(root, tmp_path) -> None:
    call_command("install_model", english_model(tmp_path / "brought"))
    (root / "whisper-tiny.en" / "tokenizer.json").unlink()
    assert models.find(root, models.TRANSCRIBE, "en") is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda folder: (folder / "source.spm").write_bytes(b"another"), "source.spm is not the one"),
        (lambda folder: (folder / "more.bin").write_bytes(b"more"), "no SHA-256 for the file more.bin"),
        (lambda folder: card(folder, sha256={}), "no SHA-256 for the file config.json"),
    ],
)
def test_install_when_a_file_is_not_what_the_card_says_then_refused(root, tmp_path, change, words) -> None:
    brought = tiny(tmp_path)
    change(brought)
    with pytest.raises(CommandError, match=words):
        call_command("install_model", brought)
    assert not any(root.glob("*")) and not any(root.glob(".*"))


def test_install_when_the_model_fails_the_known_sentence_then_not_put_to_use(root, tmp_path) -> None:
    """Of its own making the files are whole; only what it makes of Belarusian shows that the card lies."""
    brought = tiny(tmp_path)
    card(brought, languages=["be"], after={"be": ["</s>"]})
    with pytest.raises(CommandError, match="failed the known sentence"):
        call_command("install_model", brought)
    assert models.find(root, models.TRANSLATE, "be", "en") is None
    assert not any(root.glob("*")) and not any(root.glob(".*"))


def test_install_when_the_weights_are_of_another_shape_then_a_sentence(root, tmp_path) -> None:
    brought = tiny(tmp_path)
    (brought / "model.bin").write_bytes(b"no weights at all")
    sums = {path.name: models.digest_of(path) for path in sorted(brought.iterdir()) if path.name != "card.json"}
    card(brought, sha256=sums)
    with pytest.raises(CommandError, match="could not load it"):
        call_command("install_model", brought)


def test_use_when_a_file_was_changed_afterwards_then_the_model_is_not_loaded(root, tmp_path) -> None:
    call_command("install_model", tiny(tmp_path))
    model = models.find(root, models.TRANSLATE, "ru", "en")
    with (model.path / "target.spm").open("ab") as target:
        target.write(b"x")
    translate._loaded.cache_clear()
    with pytest.raises(models.BadModel) as caught:
        translate.translate(model, [Segment("Когда вас задержали?", language="ru")], "ru")
    assert "SHA-256 differs" in str(caught.value.sentence)
    assert caught.value.outcome == "cannot_run"


def test_check_when_a_file_was_changed_then_out_of_use_and_said(root, tmp_path, capsys) -> None:
    call_command("install_model", tiny(tmp_path))
    call_command("check_models")
    assert "in use" in capsys.readouterr().out
    with (root / "tiny-ru-en-model" / "model.bin").open("ab") as target:
        target.write(b"x")
    with pytest.raises(CommandError, match="tiny-ru-en-model"):
        call_command("check_models")
    assert models.find(root, models.TRANSLATE, "ru", "en") is None
    (shown,) = catalogue.idle(catalogue.rows())
    assert "SHA-256 differs" in str(shown.why)


def test_find_when_a_newer_one_is_installed_then_it_is_preferred(root, tmp_path) -> None:
    call_command("install_model", tiny(tmp_path))
    newer = tiny(tmp_path / "again", "a-newer-model")
    card(newer, version="test-2")
    call_command("install_model", newer)
    assert models.find(root, models.TRANSLATE, "ru", "en").version == "test-2"
    (older,) = catalogue.idle(catalogue.rows())
    assert (older.model.version, older.why) == ("test-1", "")


def test_catalogue_when_one_is_installed_then_hash_and_answer_stand_there(root, tmp_path) -> None:
    call_command("install_model", tiny(tmp_path))
    rows = {row.state.ability: row for row in catalogue.rows()}
    model = rows["translate ru-en"].model
    assert len(model.sha256) == 64
    assert [proof.answered for proof in model.record.proofs] == ["The judge gave me 15 days of arrest."]
    assert rows["translate be-en"].model is None and "install_model" in str(rows["translate be-en"].state.sentence)


def tiny(folder: Path, name: str = "tiny-ru-en-model") -> Path:
    return Path(shutil.copytree(TINY, folder / name))


def test_available_when_nothing_is_installed_then_every_ability_says_what_it_lacks(root) -> None:
    states = {state.ability: state for state in engines.available()}
    assert {"read scans", "translate ru-en", "translate be-en", "transcribe ru", "transcribe be", "transcribe en"} <= {
        *states
    }
    assert states["read scans"].ready
    for ability in ("translate ru-en", "translate be-en", "transcribe ru"):
        assert "install_model" in str(states[ability].sentence)
