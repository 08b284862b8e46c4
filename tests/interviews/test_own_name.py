"""The witness's name in a text, in every case it takes; another's name is left alone."""

from __future__ import annotations

import pytest

from evidence.own_names import replaced
from interviews.identity import Identity, PersonName
from interviews.own_name import of_identity
from tests.intake import ROMAN

HANNA = Identity(
    (
        PersonName("be", "Ганна", "Лазняковіч", "Пятроўна"),
        PersonName("ru", "Анна", "Лознякович", "Петровна"),
        PersonName("en", "Hanna", "Lazniakovich"),
    )
)


def coded(text: str, identity: Identity = ROMAN) -> str:
    name = of_identity("W-40312", identity)
    return replaced(text, name.spans(text), name.code)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Меня зовут Роман Стрижневский.", "Меня зовут W-40312."),
        ("Я, Стрижневский Роман Олегович, родился в Минске.", "Я, W-40312, родился в Минске."),
        ("Он спросил про Стрижневского.", "Он спросил про W-40312."),
        ("Передали Стрижневскому и его жене.", "Передали W-40312 и его жене."),
        ("Разговор со Стрижневским Р. О. записан.", "Разговор со W-40312 записан."),
        ("СТРИЖНЕВСКИЙ Р.О. признан виновным.", "W-40312 признан виновным."),
        ("Мяне клічуць Раман Стрыжнеўскі.", "Мяне клічуць W-40312."),
        ("Пыталіся пра Стрыжнеўскага.", "Пыталіся пра W-40312."),
        ("My name is Raman Stryzhneuski.", "My name is W-40312."),
        ("Stryzhneuski's cell was opened.", "W-40312's cell was opened."),
        ("«Роман, вставай», сказал он.", "«W-40312, вставай», сказал он."),
        ("Мать Романа ждала у ворот.", "Мать W-40312 ждала у ворот."),
    ],
)
def test_name_when_in_a_case_then_the_code_stands_there(text: str, expected: str) -> None:
    assert coded(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Со мной сидел Роман Ковальчук.",
        "Его звали Ковальчук Роман.",
        "Этот роман я читал в камере.",
        "Стрижка заняла час.",
        "Александр и Ольга ждали.",
    ],
)
def test_name_when_it_is_anothers_then_left_alone(text: str) -> None:
    assert coded(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Допрос Лознякович Анны Петровны начат.", "Допрос W-40312 начат."),
        ("Размова з Ганнай Лазняковіч.", "Размова з W-40312."),
        ("Ганне далі ваду.", "W-40312 далі ваду."),
    ],
)
def test_name_when_of_a_woman_then_the_code_stands_there(text: str, expected: str) -> None:
    assert coded(text, HANNA) == expected


def test_name_when_unknown_then_nothing_is_replaced() -> None:
    assert coded("Роман вышел.", Identity((PersonName("ru"),))) == "Роман вышел."
