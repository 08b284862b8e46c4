"""Pages of paper, rendered for the tests: what is on them is known, so errors can be counted."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
A4 = (2480, 3508)
RUSSIAN = [
    "ПРОТОКОЛ ОБ АДМИНИСТРАТИВНОМ ПРАВОНАРУШЕНИИ",
    "Гражданин был задержан 12 августа 2020 года в 22 часа 40 минут",
    "возле станции метро Пушкинская и доставлен в изолятор.",
    "При задержании физическая сила не применялась, жалоб не поступило.",
    "Суд Октябрьского района признал его виновным и назначил",
    "административный арест на срок 15 суток.",
]
BELARUSIAN = [
    "ПАСТАНОВА СУДА",
    "Суддзя разгледзеў справу і прызнаў грамадзяніна вінаватым.",
    "Мяне затрымалі 11 жніўня 2020 года каля станцыі метро.",
    "Супрацоўнікі АМАПу збівалі мяне дубінкамі, патрабавалі пароль ад тэлефона.",
    "Прызначыць адміністрацыйны арышт на пятнаццаць сутак.",
]
ENGLISH = [
    "MEDICAL REPORT",
    "The patient was examined on 14 August 2020 in the city hospital.",
    "Bruises on the back and both legs were found and described.",
    "The patient said that he had been beaten with batons.",
]


def page(lines: list[str], size: tuple[int, int] = A4, points: int = 52, spacing: float = 2.0) -> Image.Image:
    picture = Image.new("L", size, 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(FONT, points)
    for number, line in enumerate(lines):
        draw.text((200, 250 + number * int(points * spacing)), line, font=font, fill=0)
    return picture


def worn(picture: Image.Image) -> Image.Image:
    """Turned a little, blurred by scaling, with specks: a copy of a copy."""
    chance = random.Random(7)
    tilted = picture.rotate(1.0, fillcolor=255, resample=Image.Resampling.BICUBIC)
    small = tilted.resize((picture.width // 2, picture.height // 2)).resize(picture.size)
    pixels = small.load()
    for _ in range(20_000):
        pixels[chance.randrange(small.width), chance.randrange(small.height)] = chance.choice((0, 90, 255))
    return small


def saved(pictures: list[Image.Image], kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    first, *rest = pictures
    more = {"save_all": True, "append_images": rest} if rest or kind == "PDF" else {}
    first.save(out, kind, dpi=(300, 300), **more, **options)
    return out.getvalue()


def errors(expected: list[str], read: str) -> float:
    """Share of characters wrong, spaces and line ends apart: edit distance over length."""
    one, other = "".join("".join(expected).split()), "".join(read.split())
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, read_sign in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (sign != read_sign))
    return row[-1] / len(one)
