from __future__ import annotations

import pytest

from iapb.language.identify import identify, languages_of

SENTENCES = {
    "ru": """Меня задержали 11 августа 2020 года возле станции метро.
Они требовали пароль от телефона. Нас держали на улице. Кто это? Он был там.
Судья признал меня виновным и назначил пятнадцать суток ареста.
Дубинкой. Потом нас увезли в изолятор. Это было ночью. Камера на шесть человек.""",
    "be": """Мяне затрымалі 11 жніўня 2020 года каля станцыі метро.
Яны патрабавалі пароль ад тэлефона. Хто гэта? Ён быў там.
Суддзя прызнаў мяне вінаватым і прызначыў пятнаццаць сутак арышту.
Дубінкай. Маці чакала мяне каля сцен турмы тры дні. Калі гэта было?""",
    "en": """I was detained on 11 August 2020 near the metro station.
They beat me with batons. Who was that? She was there. We had no water.
The judge found me guilty and ordered fifteen days of arrest.""",
}


@pytest.mark.parametrize(
    ("language", "line"), [(name, line) for name, text in SENTENCES.items() for line in text.split("\n")]
)
def test_identify_when_one_language_then_named(language: str, line: str) -> None:
    assert identify(line) == language


@pytest.mark.parametrize(
    "text", ["", "12.08.2020", "Да.", "…", "камера", "Мене затримали у Києві, там були їхні люди."]
)
def test_identify_when_it_cannot_be_told_then_unknown(text: str) -> None:
    assert identify(text) == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "Суд не даў мне адваката. Они сказали подписать.",
        "Меня задержали. Мяне збівалі. Потом нас увезли в изолятор.",
        "I said no. Они сказали подписать бумагу.",
    ],
)
def test_identify_when_two_languages_then_mixed(text: str) -> None:
    assert identify(text) == "mixed"
    assert len(languages_of(text)) >= 2


def test_identify_when_a_word_is_borrowed_then_still_one_language() -> None:
    assert identify("Меня привезли на Акрэсціна, там били дубинками и не давали воды.") == "ru"
