from __future__ import annotations

import time

import pytest

from iapb.language import words
from iapb.language.words import lemmas

BELARUSIAN = (
    "Мяне затрымалі 11 жніўня 2020 года каля станцыі метро Пушкінская, супрацоўнікі АМАПу збівалі мяне дубінкамі. "
    "Нас прывезлі ў ізалятар на вуліцы Акрэсціна, у камеры на шэсць чалавек трымалі сорак жанчын без вады і ежы. "
)
RUSSIAN = (
    "Меня задержали 11 августа 2020 года возле станции метро Пушкинская, сотрудники ОМОНа избивали меня дубинками. "
    "Нас привезли в изолятор на улице Окрестина, в камере на шесть человек держали сорок женщин без воды и еды. "
)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", "избивали избивать избивал"),
        ("ru", "дубинками дубинка дубинкой"),
        ("ru", "задержанных задержанный задержанными"),
        ("ru", "Окрестина Окрестина Окрестина"),
        ("ru", "шёл идти шли"),
        ("be", "затрыманых затрыманы затрыманага"),
        ("be", "супрацоўнікі супрацоўнік супрацоўнікамі"),
        ("be", "міліцыі міліцыя міліцыяй"),
        ("be", "Мінску Мінск Мінска"),
        ("be", "Акрэсціна Акрэсціне Акрэсціну"),
        ("be", "сьнег снег снегам"),
        ("be", "аб'ект аб’екту абʼектам"),
        ("en", "batons baton baton's"),
        ("en", "detained detain detaining"),
        ("en", "beating beat beats"),
    ],
)
def test_lemmas_when_a_word_is_inflected_then_its_forms_meet(language: str, forms: str) -> None:
    first, *others = ({*lemmas(form, language)} for form in forms.split())
    for other in others:
        assert first & other, forms


def test_lemmas_when_words_differ_then_they_do_not_meet() -> None:
    for language, one, other in (("be", "вады", "вайны"), ("ru", "воды", "войны"), ("en", "beaten", "bean")):
        assert not {*lemmas(one, language)} & {*lemmas(other, language)}


@pytest.mark.parametrize("language", ["mixed", "unknown"])
def test_lemmas_when_the_language_is_not_known_then_each_word_is_read_by_its_letters(language: str) -> None:
    found = lemmas("супрацоўнікі избивали камеры people 2020", language)
    assert {"супрацоўнік", "избивать", "камера", "2020"} <= set(found)


def test_lemmas_when_yo_is_written_or_not_then_the_same() -> None:
    assert lemmas("жёлтый", "ru") == lemmas("желтый", "ru")


def test_lemmas_when_there_are_no_words_then_none() -> None:
    assert lemmas(" …, — !", "ru") == []


@pytest.mark.parametrize(("language", "text"), [("be", BELARUSIAN), ("ru", RUSSIAN)])
def test_lemmas_when_warm_then_two_thousand_words_a_second(language: str, text: str) -> None:
    words.warm_up()
    lemmas(text, language)
    number, began = 0, time.perf_counter()
    while number < 4000:
        number += len(list(words.words(text, language)))
    assert number / (time.perf_counter() - began) > 2000
