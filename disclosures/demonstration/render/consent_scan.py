"""The signed consent form as a scan: the sixteen questions with the ticks of this witness."""

from __future__ import annotations

import random
from html import escape

import pyvips

from consent.facts import Answer, Identity, Material
from disclosures.demonstration import story as told
from disclosures.demonstration.render.sheet import (
    HEIGHT,
    HOOK,
    LOOPS,
    SCRAWL,
    WIDTH,
    scanned,
    signature,
    with_drawing,
)
from disclosures.demonstration.shapes import ConsentStory, Story, WitnessStory

TOP, ROW, COLUMNS = 620, 66, (1090, 1230, 1380)
_STROKES = {"w1": SCRAWL, "w2": LOOPS, "w3": HOOK}

_WORDS = {
    "en": {
        "columns": ("yes", "no", "ask me"),
        "name": "Name",
        "born": "Born",
        "as": "I want to appear",
        "identity": {"identified": "under my name", "pseudonymous": "under a code", "anonymous": "anonymously"},
        "share": "May be shared",
        "until": "Valid until",
        "date": "Date and signature",
        "taken": "Taken by (code)",
        "sample": "Training sample. Persons are invented.",
    },
    "ru": {
        "columns": ("да", "нет", "спросить"),
        "name": "Имя",
        "born": "Дата рождения",
        "as": "Называть меня",
        "identity": {"identified": "под моим именем", "pseudonymous": "под кодом", "anonymous": "анонимно"},
        "share": "Можно передать",
        "until": "Действует до",
        "date": "Дата и подпись",
        "taken": "Форму принял(а), код",
        "sample": "Учебный образец. Лица вымышлены.",
    },
    "be": {
        "columns": ("так", "не", "спытаць"),
        "name": "Імя",
        "born": "Дата нараджэння",
        "as": "Называць мяне",
        "identity": {"identified": "пад маім імем", "pseudonymous": "пад кодам", "anonymous": "ананімна"},
        "share": "Можна перадаць",
        "until": "Дзейнічае да",
        "date": "Дата і подпіс",
        "taken": "Форму прыняла, код",
        "sample": "Вучэбны ўзор. Асобы выдуманыя.",
    },
}

_MATERIAL = {
    "en": {
        Material.ACCOUNT: "the account",
        Material.RECORDING_AUDIO: "sound recording",
        Material.DOCUMENTS: "documents",
        Material.MEDICAL: "medical papers",
    },
    "ru": {
        Material.ACCOUNT: "рассказ",
        Material.RECORDING_AUDIO: "аудиозапись",
        Material.DOCUMENTS: "документы",
        Material.MEDICAL: "медицинские документы",
    },
    "be": {
        Material.ACCOUNT: "аповед",
        Material.RECORDING_AUDIO: "аўдыязапіс",
        Material.DOCUMENTS: "дакументы",
        Material.MEDICAL: "медыцынскія дакументы",
    },
}


def sheet(story: Story, witness: str) -> bytes:
    consent, person = story.consent(witness), story.witness(witness)
    svg = _heading(consent, person) + _questions(consent) + _ticks(consent) + _foot(consent)
    blank = pyvips.Image.black(WIDTH, HEIGHT, bands=3).invert().copy(interpretation="srgb")
    page = with_drawing(blank, f'<g font-family="DejaVu Serif" fill="#141414">{svg}</g>')
    return scanned(page, angle=-0.35, seed=31, grain=0.6).resize(0.75).pngsave_buffer(compression=6)


def _line(x: int, y: int, words: str, size: int = 30, extra: str = "") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" {extra}>{escape(words)}</text>'


def _heading(consent: ConsentStory, person: WitnessStory) -> str:
    words, title = _WORDS[consent.language], told.text(f"consent_form.{consent.language}.md").split("\n")
    return (
        _line(WIDTH // 2, 190, title[0].removeprefix("# "), 36, 'text-anchor="middle" font-weight="bold"')
        + _line(WIDTH // 2, 244, title[2], 26, 'text-anchor="middle"')
        + _line(190, 350, f"{words['name']}:")
        + _hand(500, 346, person.names[0].full)
        + _line(190, 420, f"{words['born']}:")
        + _hand(500, 416, f"{person.born:%d.%m.%Y}")
        + '<path d="M480 362h980 M480 432h980" stroke="#777" stroke-width="2"/>'
    )


def _hand(x: int, y: int, words: str) -> str:
    """Filled in with a pen: slanted, blue."""
    return (
        f'<text x="{x}" y="{y}" font-size="40" font-family="Z003, DejaVu Serif" font-style="italic" '
        f'fill="#27348b" transform="rotate(-0.7 {x} {y})">{escape(words)}</text>'
    )


def _questions(consent: ConsentStory) -> str:
    parts = [
        _line(x, TOP - 42, label, 24, 'text-anchor="middle"')
        for x, label in zip(COLUMNS, _WORDS[consent.language]["columns"], strict=True)
    ]
    for row, (_, title, _question) in enumerate(told.form_questions(consent.language)):
        y = TOP + row * ROW
        parts.append(_line(190, y + 10, f"{row + 1}. {title}", 27))
        parts += [
            f'<rect x="{x - 17}" y="{y - 18}" width="34" height="34" fill="none" stroke="#222" stroke-width="3"/>'
            for x in COLUMNS
        ]
        parts.append(f'<path d="M190 {y + 32}h1270" stroke="#aaa" stroke-width="1"/>')
    return "".join(parts)


def _ticks(consent: ConsentStory) -> str:
    hand = random.Random(consent.witness)  # noqa: S311 the shake of a pen
    ticks = []
    for row, grant in enumerate(consent.grants):
        column = (Answer.YES, Answer.NO, Answer.ASK_ME).index(grant.answer)
        x, y = COLUMNS[column] + hand.randint(-3, 3), TOP + row * ROW + hand.randint(-4, 3)
        rise = hand.randint(20, 30)
        ticks.append(
            f'<path d="M{x - 15} {y - 2} q7 6 11 {hand.randint(13, 17)} q10 -{rise} 27 -{rise + 14}" fill="none" '
            'stroke="#27348b" stroke-width="5" stroke-linecap="round"/>'
        )
    return "".join(ticks)


def _foot(consent: ConsentStory) -> str:
    words, y = _WORDS[consent.language], TOP + 16 * ROW + 50
    widest = next(grant for grant in consent.grants if grant.identity is not Identity.ANONYMOUS)
    shared = ", ".join(name for key, name in _MATERIAL[consent.language].items() if key in widest.material)
    return (
        _line(190, y, f"{words['as']}:", 27)
        + _hand(560, y, words["identity"][widest.identity.value])
        + _line(190, y + 70, f"{words['share']}:", 27)
        + _hand(560, y + 70, shared)
        + _line(190, y + 140, f"{words['until']}:", 27)
        + _hand(560, y + 140, f"{consent.expires_on:%d.%m.%Y}")
        + _line(190, y + 240, f"{words['date']}:", 27)
        + _hand(600, y + 240, f"{consent.on:%d.%m.%Y}")
        + signature(930, y + 230, _STROKES[consent.witness])
        + _line(190, y + 310, f"{words['taken']}:", 27)
        + _hand(600, y + 310, consent.taken_by)
        + _line(WIDTH // 2, HEIGHT - 110, words["sample"], 20, 'text-anchor="middle" fill="#444"')
    )
