"""Paragraphs, their speakers and the times written before them."""

import re
from collections import Counter

LABELS = """
интервьюер респондент свидетель свидетельница потерпевший потерпевшая переводчик переводчица вопрос ответ в о
и р с інтэрв'юер інтэрвʼюер інтэрв’юер інтэрвюер рэспандэнт сведка пацярпелы пацярпелая перакладчык
перакладчыца пытанне адказ п а interviewer respondent witness interpreter victim question answer q a i w r
"""
KNOWN = frozenset(LABELS.split())
TIME = re.compile(r"^\s*[\[(]?(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?:[.,](\d{1,3}))?[\])]?\s*[-–—]?\s*")
LABEL = re.compile(r"^\s*([^\W\d_][\w.’'ʼ -]{0,39}?|W-\d{5})\s*[:：]\s*")
LETTER = re.compile(r"^\s*([ВОИРСПАQAIWR])\s*[.:)]\s*[-–—:]?\s+")
UNKNOWN_NEEDED = 3


class Broken(Exception):
    def __init__(self, word: str, line: int = 0) -> None:
        super().__init__(word)
        self.word, self.line = word, line


def from_lines(blocks: list[list[str]]) -> list[dict]:
    """Lines of one block belong together, unless one begins with a speaker or a time."""
    names = speakers_of([line for block in blocks for line in block])
    found: list[dict] = []
    for block in blocks:
        for number, line in enumerate(line for line in block if line.strip()):
            add(found, line, names, fresh=number == 0)
    return finish(found)


def add(found: list[dict], line: str, names: frozenset[str], *, fresh: bool) -> None:
    start, rest = time_before(line)
    speaker, rest = speaker_before(rest, names)
    if start is None and speaker:
        start, rest = time_before(rest)
    words = rest.strip()
    opens = start is not None or bool(speaker)
    # A label or a time alone on its line belongs to what follows it.
    waiting = bool(found) and not found[-1]["text"]
    if opens or (fresh and not waiting):
        found.append({"text": words, "speaker": speaker, "start": start, "end": None})
    else:
        found[-1]["text"] = f"{found[-1]['text']} {words}".strip()


def from_cells(rows: list[tuple[str, ...]]) -> list[dict]:
    """A transcript laid out as a table: time, speaker and words in columns of their own."""
    names = speakers_of([cell for row in rows for cell in row])
    found = []
    for row in rows:
        start, speaker, words = None, "", []
        for cell in (cell for cell in row if cell.strip()):
            moment, rest = time_before(cell)
            if moment is not None and not rest.strip() and start is None:
                start = moment
            elif not speaker and not words and is_label(cell.strip().rstrip(":."), names):
                speaker = cell.strip().rstrip(":")
            else:
                words.append(cell.strip())
        found.append({"text": " ".join(words), "speaker": speaker, "start": start, "end": None})
    return finish(found)


def finish(found: list[dict]) -> list[dict]:
    found = [segment for segment in found if segment["text"]]
    if not any(sign.isalnum() for segment in found for sign in segment["text"]):
        raise Broken("empty")
    return until_next(found)


def until_next(found: list[dict]) -> list[dict]:
    """A time before a paragraph says when it begins; it lasts until the next begins."""
    timed = [segment for segment in found if segment["start"] is not None]
    for segment, following in zip(timed, timed[1:], strict=False):
        if following["start"] >= segment["start"]:
            segment["end"] = following["start"]
    return found


def time_before(line: str) -> tuple[int | None, str]:
    match = TIME.match(line)
    if not match or not (line.lstrip().startswith(("[", "(")) or match[3]):
        return None, line
    first, second, third, fraction = match.groups()
    hours, minutes, seconds = (first, second, third) if third else ("0", first, second)
    milliseconds = int((fraction or "0").ljust(3, "0"))
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + milliseconds, line[match.end() :]


def speaker_before(line: str, names: frozenset[str]) -> tuple[str, str]:
    match = LABEL.match(line)
    if match and is_label(match[1], names):
        return match[1].strip().rstrip("."), line[match.end() :]
    match = LETTER.match(line)
    if match and match[1].casefold() in names:
        return match[1], line[match.end() :]
    return "", line


def is_label(words: str, names: frozenset[str]) -> bool:
    word = words.strip().rstrip(".").casefold()
    return word in names or word.rstrip(" 0123456789№#") in KNOWN and len(word) > 2 or word.startswith("w-")


def speakers_of(lines: list[str]) -> frozenset[str]:
    """Labels that open at least three lines, beside the known ones; single letters only in pairs.

    “Он сказал:” opens a sentence, not a turn: a label seen once is not believed.
    """
    counted: Counter[str] = Counter()
    for line in lines:
        rest = time_before(line)[1]
        match = LABEL.match(rest) or LETTER.match(rest)
        if match and len(match[1].split()) <= 2 and match[1][0].isupper():
            counted[match[1].strip().rstrip(".").casefold()] += 1
    known = {word for word in KNOWN if len(word) > 1 or (counted[word] and letters_in_turn(counted))}
    return frozenset(known | {word for word, times in counted.items() if times >= UNKNOWN_NEEDED and len(word) > 1})


def letters_in_turn(counted: Counter[str]) -> bool:
    return sum(1 for word in counted if len(word) == 1) >= 2
