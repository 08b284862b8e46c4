"""The rules alone: places of detention in their spellings, codes, and what silences a rule."""

from __future__ import annotations

import json

import pytest
import yaml
from django.core.management import call_command

from evidence.coding.suggesting.base import DATA
from evidence.coding.suggesting.bodies import find_bodies
from evidence.coding.suggesting.codes import find_codes, fold, lexicon
from evidence.coding.suggesting.facilities import Facilities
from evidence.coding.suggesting.officials import find_officials
from evidence.coding.suggesting.rows import gazetteer_rows
from evidence.vocabularies import DATA as GAZETTEER


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Везли в Ленинское РУВД.", "ruvd-minsk-leninski"),
        ("РУУС Заводскага раёна", "ruvd-minsk-zavadski"),
        ("ИВС на Окрестина", "ivs-minsk"),
        ("сидел на Володарке", "sizo-1"),
        ("в ИК-15", "ik-15"),
        ("турма нумар чатыры", "prison-4"),
        ("у ваўкавыскай калоніі", "ik-11"),
        ("суд Советского района Гомеля", "court-savetski-homel"),
        ("увезли в Жодино", "prison-8"),
    ],
)
def test_facility_when_named_so_then_its_key(text: str, key: str) -> None:
    assert [one.value for one in Facilities(gazetteer_rows()).find(text)] == [key]


@pytest.mark.parametrize("text", ["Сидел в изоляторе.", "Суд был утром.", "Я з Жодзіна родам, з Жодзіна."])
def test_facility_when_only_a_kind_or_a_town_then_nothing(text: str) -> None:
    assert Facilities(gazetteer_rows()).find(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Он ударил меня дубинкой по спине.", "PHY.INSTR"),
        ("Мяне збілі з ног на асфальт.", "PHY.BEAT"),
        ("Матрасов не выдали.", "CON.BED"),
        ("Тавкали шокером, ткнули шокером в бок.", "PHY.ELECTRIC"),
        ("Один держал за шею, другой мутузил по рёбрам.", "PHY.BEAT"),
        ("Прописали мне пару раз в печень.", "PHY.BEAT"),
        ("Дубасілі нагамі, пакуль не стаміліся.", "PHY.BEAT"),
        ("Держали в позе ласточки.", "PHY.STRESS"),
        ("Слоником заставляли ходить вокруг спортзала.", "PHY.STRESS"),
        ("Ставілі на расцяжку каля сцяны, на дзве гадзіны.", "PHY.STRESS"),
        ("От автозака стояли в два ряда, и каждый бил, кто как мог.", "PHY.CORRIDOR"),
        ("В камере на четверых нас было двадцать два.", "CON.CROWD"),
        ("Лямпа гарыць і ўдзень, і ўначы.", "CON.SLEEP"),
        ("В туалет не выпускали, терпели.", "CON.HYGIENE"),
        ("Хуткую не выклікалі, казалі: сімулюеш.", "CON.MEDICAL"),
        ("Прымусілі запісаць відэа з прабачэннем.", "PSY.VIDEO"),
        ("Он сказал: жену твою тоже посадим.", "PSY.THRFAM"),
        ("Ня далі вады.", "CON.FOOD"),
        ("Зьбілі мяне нагамі каля сьцяны.", "PHY.BEAT"),
        ("Суддзя выпісаў трыццаць базавых.", "FRT.PROPERTY"),
        ("Яго трымалі ў карцары да вясны.", "CON.PUNISH"),
    ],
)
def test_code_when_stated_then_proposed(text: str, code: str) -> None:
    assert code in {one.value for one in find_codes(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Меня не били.",
        "Мяне ня білі.",
        "Никто меня не мутузил.",
        "Вас били дубинкой?",
        "Говорят, там людей били дубинками.",
        "Сусед казаў, што яго білі палкай.",
        "— Вас били?\n— Нет.\n— Били дубинкой?\n— Нет, никто.",
    ],
)
def test_code_when_denied_asked_or_told_by_others_then_nothing(text: str) -> None:
    assert find_codes(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Допрашивал следователь Вымыслов, рядом капитан И. П. Небылов.", ["Вымыслов", "И. П. Небылов"]),
        ("Заместитель начальника майор Выдумкин молчал.", ["Выдумкин"]),
        ("Судзіла суддзя Прыдумкіна, пратакол пісаў інспектар Нябылаў.", ["Прыдумкіна", "Нябылаў"]),
        ("Омоновец по фамилии Небывалый стоял рядом.", ["Небывалый"]),
        ("Дежурили старшина и сержант, ИВС Гомеля.", []),
        ("Капитан сказал: «Будешь молчать».", []),
        ("Судья Октябрьского района Выдумский, минуты четыре.", ["Выдумский"]),
        ("Степанида, прапорщик, молчала.", ["Степанида"]),
        ("Начальник отряда майор Выдумкин ушёл. Потом пришла жена Выдумкина.", ["Выдумкин", "Выдумкина"]),
        ("Быў суддзя Прыдумка. Пра Прыдумку ўсе ведаюць.", ["Прыдумка", "Прыдумку"]),
        ("Следователь, сел, назвался: Выдумкин Пётр Ильич.", ["Выдумкин Пётр Ильич"]),
        ("Прокурор по надзору приезжал, Ю. Небылов.", ["Ю. Небылов"]),
        ("Рядом был майор Небылов.", ["Небылов"]),
        ("Помог отставной майор Выдумкин.", []),
        ("Литовский майор Выдумкин помог.", []),
    ],
)
def test_official_when_beside_a_rank_or_post_then_the_name_and_no_town(text: str, names: list[str]) -> None:
    assert [one.value for one in find_officials(text)] == names


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Приехали из ГУБОПиК.", "gubopik"),
        ("Стаялі вайскоўцы з часці 3214.", "mu-3214"),
        ("Это была «Альфа».", "kgb-alpha"),
        ("Ответил Минюст.", "minjust"),
        ("Женщина из ОМОНа скучала.", "omon-minsk"),
        ("Назначило Министерство юстиции.", "minjust"),
        ("Бумага из Департамента финансовых расследований.", "dfr"),
        ("Написал в прокуратуру Выдуманской области.", "прокуратуру Выдуманской области"),
        ("Прислали из Выдуманского райисполкома.", "Выдуманского райисполкома"),
    ],
)
def test_body_when_called_by_its_short_name_then_its_key(text: str, key: str) -> None:
    gazetteer = yaml.safe_load((GAZETTEER / "gazetteer.yaml").read_text(encoding="utf-8"))
    bodies = {one["id"]: [one["label"]["ru"], one["label"]["be"]] for one in gazetteer["state_bodies"]}
    assert [one.value for one in find_bodies(text, bodies)] == [key]


def test_words_when_cognates_of_the_two_languages_then_one_to_the_lexicon() -> None:
    assert fold("больница") == fold("бальніца") and fold("наручники") != fold("наушники")


def test_lexicon_when_read_then_every_set_and_code_is_known() -> None:
    framework = yaml.safe_load((DATA / "framework.yaml").read_text(encoding="utf-8"))
    codes = {one["code"] for one in framework["codes"] if one["assignable"]}
    assert {one.code for one in lexicon().patterns} <= codes
    pieces = (
        piece
        for pattern in lexicon().patterns
        for part in (*pattern.parts, *pattern.context)
        for words in part.alternatives
        for piece in words
    )
    assert not [piece for piece in pieces if "%" in piece or not piece.strip("*")]


def test_bench_when_the_forty_are_counted_then_every_figure_and_every_code_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What the rules were made on: a fall here is a broken rule, a rise proves nothing."""
    call_command("bench_suggest", "--held-out", "none", "--json")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    figures = {row["figure"]: row["value"] for row in rows if "figure" in row}
    assert figures["suggest.acts.recall"] >= 0.85 and figures["suggest.acts.precision"] >= 0.75
    assert figures["suggest.dates.recall"] >= 0.9 and figures["suggest.facilities.precision"] >= 0.9
    assert {"acts PHY.BEAT", "acts be"} <= {row.get("about") for row in rows}


def test_bench_when_the_third_set_is_counted_then_officials_and_bodies_are_told_and_dates_are_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("bench_suggest", "--held-out", "third", "--json")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    figures = {row["figure"]: row["value"] for row in rows if "figure" in row}
    assert set(figures) == {
        f"suggest.{kind}.{what}" for kind in ("acts", "officials", "bodies") for what in ("recall", "precision")
    }
    assert figures["suggest.officials.recall"] >= 0.8 and figures["suggest.officials.precision"] >= 0.9
    assert figures["suggest.bodies.recall"] >= 0.8 and figures["suggest.bodies.precision"] >= 0.9
