"""The fictional demonstration case, told for a given day.

Nobody in it exists: witnesses, officials, staff, bodies and recipients are invented. Only
places and public institutions are real. Events lie between 2020 and 2024; consents, risk
assessments and deadlines are counted from ``today``, so that the case never goes stale.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from consent.facts import Purpose
from disclosures.demonstration import coding, consents, interviews, people, requests, witnesses
from disclosures.demonstration.shapes import CaseSetStory, Story

TEXTS = Path(__file__).parent / "texts"

CASE_SET = CaseSetStory(
    name="Minsk 2020-2022, arrests and detention",
    purpose="Ill-treatment in custody in Minsk and departures to Lithuania",
    witnesses=("w1", "w2", "w3"),
    team="minsk-2020",
)

#: Original paragraphs (counted from 0) that the human translation runs together.
JOINED = {"w1": (21, 22), "w2": (14, 15)}


def tell(today: date) -> Story:
    return Story(
        today=today,
        bodies=people.BODIES,
        teams=people.TEAMS,
        members=people.MEMBERS,
        form=consents.form(today),
        witnesses=witnesses.WITNESSES,
        consents=consents.consents(today),
        facts=witnesses.facts(today),
        interviews=interviews.interviews(today),
        case_set=CASE_SET,
        tags=coding.TAGS,
        incident=coding.INCIDENT,
        recipients=requests.recipients(today),
        requests=requests.requests(today),
    )


def text(name: str) -> str:
    """A text of the case by file name, such as ``w1.ru.txt``."""
    return (TEXTS / name).read_text(encoding="utf-8")


def paragraphs(name: str) -> list[str]:
    return [part.strip() for part in text(name).split("\n\n") if part.strip()]


def alignment(witness: str) -> list[tuple[tuple[int, ...], int]]:
    """Original paragraphs to translated ones, as a person settled it; counted from 0."""
    original = {"w1": "w1.ru.txt", "w2": "w2.be.txt"}[witness]
    first, second = JOINED[witness]
    sources: list[tuple[int, ...]] = [
        (first, second) if index == first else (index,) for index in range(len(paragraphs(original))) if index != second
    ]
    return [(source, target) for target, source in enumerate(sources)]


def form_questions(language: str) -> list[tuple[Purpose, str, str]]:
    """Purpose, short title and question of the consent form, in the order they are asked."""
    body = text(f"consent_form.{language}.md")
    sections = body.split("\n### ")[1:]
    asked = []
    for purpose, section in zip(Purpose, sections, strict=True):
        heading, question = section.split("\n", 1)
        title = heading.split(". ", 1)[1]
        asked.append((purpose, title, question.split("\n## ")[0].strip()))
    return asked
