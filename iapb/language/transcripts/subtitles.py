"""SRT and WebVTT in one reader: both are cues with two times; a broken time names its line."""

import html
import re

from paragraphs import Broken, speaker_before, speakers_of

MOMENT = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[,.](\d{1,3})"
TIMING = re.compile(rf"^\s*{MOMENT}\s*-->\s*{MOMENT}(?:\s+.*)?$")
VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]{1,80})>")
TAG = re.compile(r"</?[a-zA-Z][^>\n]{0,200}>|<\d[\d:.]{0,20}>|\{\\[^}\n]{0,80}\}")
OTHER_BLOCKS = ("WEBVTT", "NOTE", "STYLE", "REGION", "X-TIMESTAMP-MAP")


def cues(lines: list[str]) -> list[dict]:
    found, place = [], 0
    while place < len(lines):
        line = lines[place].lstrip("\ufeff").strip()
        if "-->" in line:
            place = cue(lines, place, found)
        elif line.startswith(OTHER_BLOCKS):
            place = next_empty(lines, place)
        elif not line or next_is_timing(lines, place):
            place += 1  # an empty line, or the number or name of a cue
        else:
            raise Broken("cue", place + 1)
    if not found:
        raise Broken("cues")
    found = [one for one in found if one["text"]]
    if not found:
        raise Broken("empty")
    return named(found)


def cue(lines: list[str], place: int, found: list[dict]) -> int:
    start, end = moments(lines[place], place + 1)
    words, after = [], place + 1
    while after < len(lines) and lines[after].strip() and "-->" not in lines[after]:
        # Two cues without an empty line between: the number before a time is not spoken.
        if lines[after].strip().isdigit() and next_is_timing(lines, after):
            break
        words.append(lines[after].strip())
        after += 1
    voice = VOICE.search(" ".join(words))
    text = html.unescape(TAG.sub("", "\n".join(words))).replace("\n", " ").strip()
    found.append({"text": text, "speaker": voice[1].strip() if voice else "", "start": start, "end": end})
    return after


def moments(line: str, number: int) -> tuple[int, int]:
    match = TIMING.match(line)
    if not match:
        raise Broken("time", number)
    start, end = milliseconds(match.groups()[:4], number), milliseconds(match.groups()[4:], number)
    if end < start:
        raise Broken("backwards", number)
    return start, end


def milliseconds(parts: tuple[str | None, ...], number: int) -> int:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    if int(minutes) > 59 or int(seconds) > 59:
        raise Broken("time", number)
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


def next_is_timing(lines: list[str], place: int) -> bool:
    return place + 1 < len(lines) and "-->" in lines[place + 1]


def next_empty(lines: list[str], place: int) -> int:
    while place < len(lines) and lines[place].strip():
        place += 1
    return place


def named(found: list[dict]) -> list[dict]:
    names = speakers_of([one["text"] for one in found])
    for one in found:
        if not one["speaker"]:
            one["speaker"], rest = speaker_before(one["text"], names)
            one["text"] = rest.strip() or one["text"]
    return found
