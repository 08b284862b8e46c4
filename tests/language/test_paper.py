"""The pages that the reading of scans is measured on, and the measure itself."""

from __future__ import annotations

import io
import json
from random import Random

import pytest
from django.core.management import call_command
from PIL import Image, ImageChops, ImageStat

from iapb.language.identify import identify
from iapb.language.paper import CLEAN, KINDS, LANGUAGES, printing, wearing
from iapb.language.paper.accounts import told
from iapb.language.paper.errors import character_error, distance


def by_the_table(one: str, other: str) -> int:
    """Levenshtein's distance as it is defined, cell by cell."""
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, read in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (sign != read))
    return row[-1]


def test_distance_when_compared_with_its_definition_then_the_same() -> None:
    chance = Random(4)  # noqa: S311
    for _ in range(400):
        one, other = ("".join(chance.choices("абвў ", k=chance.randrange(90))) for _ in range(2))
        assert distance(one, other) == by_the_table(one, other)
        # Near ones too: what scans give is mostly right.
        worn = "".join(sign for sign in one if chance.random() > 0.1) + "ў"
        assert distance(one, worn) == by_the_table(one, worn)


@pytest.mark.parametrize(
    ("expected", "read", "error"),
    [
        ("камера на шесть", "камера на шесть", 0),
        ("камера  на\nшесть\n", " камера на шесть", 0),
        ("камера", "Камера", 1 / 6),
        ("её", "ее", 1 / 2),
        ("«да»", '"да"', 2 / 4),
        ("на шесть", "нашесть", 1 / 8),
        ("камера", "", 1),
        ("камера", "камера камера", 7 / 6),
        ("", "", 0),
    ],
)
def test_error_when_anything_but_white_space_differs_then_it_counts(expected: str, read: str, error: float) -> None:
    assert character_error(expected, read) == pytest.approx(error)


@pytest.mark.parametrize("language", LANGUAGES)
def test_account_when_told_then_in_its_language_and_no_sentence_twice(language: str) -> None:
    pages = ["\n".join(told(language, number)) for number in range(6)]
    assert len(set(pages)) == 6
    for page in pages:
        assert "{" not in page
        sentences = [one.strip() for one in page.replace("\n", " ").split(". ")]
        assert len(sentences) == len(set(sentences)) > 40
        assert identify(page) == language
    assert "\n".join(told(language, 3)) == pages[3]


@pytest.mark.parametrize("face", range(len(printing.FACES)))
def test_page_when_printed_then_forty_full_lines_and_ink_on_each(face: int) -> None:
    printed = printing.printed(told("be", face), face)
    assert len(printed.lines) == 40
    assert sum(map(len, printed.lines)) > 2000
    ink = ImageChops.invert(printed.picture)
    for number in range(40):
        top = printing.TOP + number * printing.LEADING
        left, _, right, _ = ink.crop((0, top, printing.WIDTH, top + printing.LEADING)).getbbox()
        assert printing.LEFT - 10 < left < right < printing.RIGHT + 20


def test_page_when_the_text_is_too_short_then_refused() -> None:
    with pytest.raises(ValueError, match="does not fill"):
        printing.printed(["Коротко."], 0)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != CLEAN])
def test_wear_when_put_on_then_the_page_is_another_and_the_same_each_time(kind: str) -> None:
    picture = printing.printed(told("ru", 1), 0).picture
    scan = wearing.scanned(picture, kind, 5)
    assert scan == wearing.scanned(picture, kind, 5)
    made = Image.open(io.BytesIO(scan)).convert("L").resize(picture.size)
    assert ImageStat.Stat(ImageChops.difference(picture, made)).mean[0] > 2


def test_wear_when_there_is_none_then_the_page_as_printed() -> None:
    picture = printing.printed(told("ru", 1), 0).picture
    made = Image.open(io.BytesIO(wearing.scanned(picture, CLEAN, 5)))
    assert ImageChops.difference(picture, made).getbbox() is None


def test_bench_when_run_on_the_hardest_pages_then_under_the_bar(capsys: pytest.CaptureFixture[str]) -> None:
    """One photographed copy of each language; all fifty: docs/measured/ocr.md."""
    call_command("bench_ocr", scale=0.06, json=True)
    figures = {line["figure"]: line for line in map(json.loads, capsys.readouterr().out.splitlines())}
    assert {"ocr.cer", "ocr.cer.ru", "ocr.cer.be", "ocr.cer.en", "ocr.cer.worn", "ocr.language"} <= set(figures)
    assert figures["ocr.cer"]["value"] <= figures["ocr.cer"]["baseline_value"] == 0.03
    assert figures["ocr.cer"]["value"] == figures["ocr.cer.worn"]["value"]
    assert figures["ocr.language"]["value"] == 1
