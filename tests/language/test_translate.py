"""The real loader and decoder, on a real model that knows a few hundred sentences (tests/data)."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from iapb.language import models, translate
from iapb.language.base import ModelMissing, Segment, WrongLanguage
from iapb.language.identify import identify
from tests.language.sounds import put_to_use

DATA = Path(__file__).parents[1] / "data"
TINY = DATA / "tiny-ru-en-model"
KNOWN = {
    "Судья назначил мне 15 суток ареста.": "The judge gave me 15 days of arrest.",
    "Когда вас задержали?": "When were you detained?",
    "Меня задержали 11 августа 2020 года возле станции метро Пушкинская.": (
        "I was detained on 11 August 2020 near Pushkinskaya metro station."
    ),
    "Сотрудники ОМОНа били меня дубинками в автобусе.": "Riot police officers beat me with batons in the bus.",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("models")
    put_to_use(TINY, root)
    return root


@pytest.fixture
def model(root) -> models.Model:
    return translate.find(root, "ru")


def segments(*texts: str) -> list[Segment]:
    return [Segment(text, language=identify(text)) for text in texts]


def test_translate_when_known_sentences_then_word_for_word(model) -> None:
    done = translate.translate(model, segments(*KNOWN), "ru")
    assert [one.text for one in done] == list(KNOWN.values())
    assert all(0.5 < one.confidence <= 1 for one in done)
    assert all(one.sure_of_language for one in done)


def test_translate_when_a_segment_has_several_sentences_then_each_is_translated(model) -> None:
    (one,) = translate.translate(model, segments(" ".join(KNOWN)), "ru")
    assert one.text == " ".join(KNOWN.values())


def test_translate_when_asked_then_progress_is_told(model) -> None:
    told = []
    translate.translate(model, segments(*KNOWN), "ru", on_segment=lambda number, total: told.append((number, total)))
    assert told == [(4, 4)]


def test_translate_when_a_segment_is_in_another_language_then_left_for_a_person(model) -> None:
    done = translate.translate(
        model, segments("Яны патрабавалі пароль ад тэлефона.", "Когда вас задержали?", "They beat me.", "  "), "ru"
    )
    assert [(one.text, one.sure_of_language) for one in done] == [
        ("", False),
        ("When were you detained?", True),
        ("", False),
        ("", True),
    ]


def test_translate_when_nothing_tells_the_language_then_translated_but_marked(model) -> None:
    (one,) = translate.translate(model, [Segment("Когда вас задержали?", language="unknown")], "ru")
    assert (one.text, one.sure_of_language) == ("When were you detained?", False)


def test_translate_when_the_model_invents_then_its_confidence_does_not_tell(model) -> None:
    """Why all of it is a draft: about rain and apples it says something of masked men, and surely."""
    (one,) = translate.translate(model, segments("Шёл мелкий дождь, и пахло яблоками из соседнего сада."), "ru")
    assert "apple" not in one.text
    assert 0 < one.confidence <= 1


def test_translate_when_the_text_is_endless_then_it_ends(model) -> None:
    (one,) = translate.translate(model, segments("Меня задержали ночью " * 300), "ru")
    assert one.text


def test_translate_when_the_model_is_made_for_another_language_then_refused(model) -> None:
    with pytest.raises(WrongLanguage) as caught:
        translate.translate(model, segments("Мяне затрымалі."), "be")
    assert caught.value.outcome == "cannot_run"
    assert "Russian only" in str(caught.value.sentence)


def test_find_when_no_model_is_installed_then_says_which_and_how(root) -> None:
    with pytest.raises(ModelMissing) as caught:
        translate.find(root, "be")
    assert caught.value.model == "translate be-en"
    assert "Translate by machine (Belarusian, English)" in str(caught.value.sentence)
    assert "install_model" in str(caught.value.sentence)


@pytest.mark.parametrize("language", ["en", "unknown", ""])
def test_find_when_the_language_is_not_translated_then_says_so(root, language) -> None:
    with pytest.raises(WrongLanguage):
        translate.find(root, language)


@pytest.mark.parametrize("marks", [{"before": {"ru": ["▁Меня"]}}, {"target_prefix": ["▁When"]}])
def test_translate_when_the_card_asks_for_marks_then_they_stand_round_each_sentence(root, tmp_path, marks) -> None:
    """As models for many languages need them; here ordinary pieces of this model take their place."""
    plain = translate.translate(translate.find(root, "ru"), segments("ночью."), "ru")
    changed = tmp_path / "marked"
    shutil.copytree(TINY, changed)
    card = json.loads((changed / "card.json").read_text())
    (changed / "card.json").write_text(json.dumps(card | marks))
    marked = translate.translate(models.read(changed), segments("ночью."), "ru")
    assert marked[0].text != plain[0].text
    assert not marked[0].text.startswith("When")


def test_sentences_when_dates_and_initials_stand_inside_then_only_ends_divide() -> None:
    assert translate.sentences("Меня задержали 11.08.2020 г. возле дома. «Стой!» — кричали они.\nПотом били.") == [
        "Меня задержали 11.08.2020 г. возле дома.",
        "«Стой!» — кричали они.",
        "Потом били.",
    ]


def test_state_when_one_pair_is_installed_then_labelled_as_the_card_says(root) -> None:
    ready, missing = translate.states(root)
    assert (ready.ready, missing.ready) == (True, False)
    assert "test model" in str(ready.sentence)


def test_models_when_translating_then_neither_torch_nor_transformers_is_needed(model) -> None:
    translate.translate(model, segments("Когда вас задержали?"), "ru")
    assert not {"torch", "transformers"} & set(sys.modules)
