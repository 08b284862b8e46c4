"""An account cut into sentences and words, with what a rule must know of each: who speaks, what is quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from evidence.coding.suggesting.base import plain
from iapb.language.words import SOFTENED, lemmas_of

TOKEN = re.compile(r"\w+(?:['’ʼ-]\w+)*")
END = re.compile(r"(?:[.!?…]+[»\"”)]*(?=\s|$)(?<!\bг\.)(?<!руб\.)(?<!б\.в\.)(?<!сут\.)(?<!ст\.)|\n+)")
QUOTES = re.compile(r"«[^»\n]*»|“[^”\n]*”|„[^“\n]*“|\"[^\"\n]*\"")
# Words of others without marks: after "he said:", and a line that begins with a dash inside a narrative.
SAID = re.compile(
    r"(?:сказа|говор|каза|кажа|крич|крыч|ора[ўл]|ответ|адказ|заяви|заяві|обещ|абяца|угрож|паграж|предупред|"
    r"папярэдз|повтор|паўтар|спроси|спыта|пытаў|said|shouted|told)\w*[^.!?:«»\"\n]{0,40}:\s*(?![«“„\"])(?P<words>[^.!?\n]+)"
)
LONGEST = 60  # letters: what is longer is no word, and would cost its length squared
DASH = re.compile(r"\s*[—–-]\s")


@dataclass(slots=True)
class Word:
    start: int
    end: int
    forms: tuple[str, ...]  # small, without the soft signs of the classical spelling, and its base forms
    quoted: bool


@dataclass(slots=True)
class Sentence:
    start: int
    end: int
    paragraph: int
    words: list[Word]
    asked: bool  # a question that is not quoted, or the interviewer's turn
    text: str = ""  # plain
    quotes: list[tuple[int, int]] = field(default_factory=list)


def sentences(text: str, interviewer: list[tuple[int, int]] | None = None) -> list[Sentence]:
    """`interviewer`: spans known to be the interviewer's; without it turns that begin with a dash tell."""
    small = plain(text)
    quotes = [match.span() for match in QUOTES.finditer(text)]
    asking = interviewer if interviewer is not None else _turns_that_ask(text)
    said = [*quotes, *(match.span("words") for match in SAID.finditer(small)), *_dashed(text)]
    found, start, paragraph = [], 0, 0
    cuts = [match.span() for match in END.finditer(text) if not _inside(match.start(), quotes)]
    for cut, stop in [*cuts, (len(text), len(text))]:
        end = cut if "\n" in text[cut:stop] else stop
        if text[start:end].strip():
            found.append(_sentence(text, small, start, end, paragraph, quotes, said, asking))
        paragraph += "\n" in text[cut:stop]
        start = stop
    return found


def _sentence(
    text: str, small: str, start: int, end: int, paragraph: int, quotes: list, said: list, asking: list
) -> Sentence:
    here = [(a, b) for a, b in said if a < end and b > start]
    words = [
        Word(match.start(), match.end(), _forms(match[0]), _inside(match.start(), here))
        for match in TOKEN.finditer(text, start, end)
    ]
    asked = _inside(start, asking) or bool(re.search(r"\?\s*$", text[start:end]))
    own = [(a, b) for a, b in quotes if a < end and b > start]
    if not _inside(start, asking) and own and own[-1][1] >= end - 1:
        asked = False  # the question is somebody's, quoted
    return Sentence(start, end, paragraph, words, asked, small[start:end], own)


def _forms(word: str) -> tuple[str, ...]:
    small = plain(word)
    if len(small) > LONGEST:
        return (small[:LONGEST],)
    if small == "ня":  # as "не" is said before a stress
        return ("не", small)
    if small in ("бяз", "бязь"):
        return ("без", small)
    forms = [small, SOFTENED.sub("", small), *(plain(one) for one in lemmas_of(word.lower(), ""))]
    return tuple(dict.fromkeys(forms))


def _inside(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def _dashed(text: str) -> list[tuple[int, int]]:
    """Lines of others' speech in a narrative; an interview in turns has a dash on nearly every line."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    dashed = [span for span in lines if DASH.match(text, span[0])]
    return dashed if len(dashed) < len(lines) * 0.4 else []


def _turns_that_ask(text: str) -> list[tuple[int, int]]:
    """Of an interview in turns: those that end with a question mark, and the first where the second answers it."""
    turns = [match.span() for match in re.finditer(r"[^\n]+", text)]
    dashed = [span for span in turns if DASH.match(text, span[0])]
    if len(dashed) < 4 or len(dashed) < len(turns) * 0.7:
        return []
    return [span for number, span in enumerate(dashed) if number % 2 == 0 and _asks(text, span, number)]


def _asks(text: str, span: tuple[int, int], number: int) -> bool:
    return text[span[0] : span[1]].rstrip().endswith("?") or span[1] - span[0] < 120 or number == 0
