"""Where dates are named, before anything left out is settled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from iapb.language.dates.words import (
    DAY,
    MONTH,
    NUMBER,
    ORDINAL,
    SHORT,
    YEAR,
    YEAR_ORDINAL,
    YEAR_WORD,
    count_of,
    day_of,
    month_of,
    ordinal_of,
)  # fmt: skip

CENTURY = 2000
PART = {
    "begin": r"начал[оеау]|пачат(?:ак|ку|кам)|перв(?:ых|ые) (?:числах|числа|днях|дни)"
    r"|перш(?:ых|ыя) (?:чыслах|чыслы|днях|дні)",
    "middle": r"середин[аеуы]|сярэдзін[аеуы]",
    "end": r"кон(?:ец|це|цу|ца)|кан(?:ец|цы|цу|ца)|напрыканцы|под конец|пад канец|в исходе"
    r"|последн(?:их|ие) (?:числах|числа|днях|дни)|апошні(?:х|я) (?:чыслах|чыслы|днях|дні)",
    "half": r"втор(?:ой|ая) половин[аеы]|друг(?:ой|ая) палов[аеы]",
    "first_half": r"перв(?:ой|ая) половин[аеы]|перш(?:ай|ая) палов[аеы]",
}
PARTS = "|".join(f"(?P<part_{name}>{forms})" for name, forms in PART.items())
NIGHT = r"ноч(?:ь|и|чу|ы)?,?\s+"
B, E = r"(?<![\w-])", r"(?![\w])"
GAP = r"\s+"

RANGE = re.compile(
    rf"{B}(?:(?:{NIGHT})?(?P<from>со?|з|са|ад|от|между|паміж)\s+(?P<day>{DAY})(?:\s+(?P<month>{MONTH})\.?)?"
    rf"(?:\s+(?P<first_year>{YEAR}))?\s+(?P<to>по|па|на|до|да|и|і)\s+(?P<day2>{DAY})\s+(?P<month2>{MONTH})\.?"
    rf"(?:\s+(?P<year>{YEAR}))?){E}"
)
DASHED = re.compile(
    rf"{B}(?P<day>\d{{1,2}})\s?[-–—]\s?(?P<day2>\d{{1,2}})\s+(?P<month2>{MONTH})\.?(?:\s+(?P<year>{YEAR}))?{E}"
)
PART_OF_MONTH = re.compile(rf"{B}(?:{PARTS})\s+(?P<month>{MONTH})\.?(?:,?\s+(?P<year>{YEAR}))?{E}")
FULL = re.compile(rf"{B}(?P<day>{DAY})\s+(?P<month>{MONTH})\.?(?:,?\s+(?P<year>{YEAR}))?{E}(?!\s?[-–]\s?\d)")
MONTH_ONLY = re.compile(rf"{B}(?P<month>{MONTH})\.?(?:,?\s+(?P<year>{YEAR}|['’]?[12]\d(?![\d:.]\d|\d)))?{E}")
NUMERIC = re.compile(
    r"(?<![\w.№§-])(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>(?:20|19)?\d\d))?(?![\w%]|[.,:]\d)"
)
ISO = re.compile(r"(?<![\w-])(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])")
YEAR_ONLY = re.compile(
    rf"{B}(?P<year>(?:19|20)\d\d(?:-?(?:го|га|м|ом|ым|й)|{YEAR_WORD}|(?=\W))"
    rf"|(?<=[ву] )(?:{YEAR_ORDINAL})|(?:{YEAR_ORDINAL}){YEAR_WORD}|(?<=[ву] )[12]\d-м"
    rf"|(?:этом|прошлом|гэтым|мінулым|том же) (?:годзе|году|же году))(?:\s+годзе|\s+году|\s+года)?{E}"
)
ALONE = re.compile(rf"{B}(?P<day>(?:3[01]|[12]\d|[1-9])-?(?:го|га)|(?:{ORDINAL})){E}(?:\s+(?:числа|чысла))?")
TWO = re.compile(rf"{B}(?P<day>{DAY})(?:,?\s+(?:и|і|ды|или|ці|або))\s+(?={DAY}\s+(?:{MONTH}){E})")
STEP = re.compile(
    rf"{B}(?:(?:через|праз|спустя|цераз)\s+(?:(?P<count>{NUMBER})\s+)?"
    rf"(?P<unit>дня|дней|дні|дзён|сутки|суток|сутак|недел[юиь]|тыдзень|тыдні|тыдняў|месяц(?:а|ев|ы|аў)?)"
    rf"|(?:на|у)\s+(?:следующий|наступны|другі|назаўтрашні)\s+(?:же\s+|ж\s+)?(?:день|дзень)"
    rf"|на следующее утро|на наступную раніцу|(?:утром |вечером )?следующего дня|наступнага дня"
    rf"|днем позже|назаўтра|наутро|назаўтрага){E}"
)
UNITS = {"д": 1, "с": 1, "н": 7, "т": 7, "м": 30}
NOT_A_DAY = re.compile(
    r"\s+(?!(?:меня|нас|его|ее|их|мяне|яго|яе|іх|я|мы|он|она|они|ён|яна|яны|уже|ужо|был|была|было|были|быў|был[аіо]|не|мне"
    r"|нам|ему|яму|ей|ёй|в|у|из|з|с|на|к|да|до|и|і|числа|чысла|суд|снова|зноў|опять|утром|раніцай|вечером|увечары|ноччу|ночью"
    r"|все|усе|мой|моя|мама|маці|муж|жена|жонка)\b|\w+(?:л|ла|ли|ло|лся|лись|лась|ся|сь|ў|лі|ўся|ліся|ла?ся)\b)\w"
)
STREET = re.compile(r"\b(?:улиц\w+|вуліц\w+|ул\.|вул\.|площад\w+|плошч\w+|имени|імя)\s+(?:\d+\s+)?$")


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    day: int | None = None
    month: int | None = None
    year: int | None = None
    day2: int | None = None
    month2: int | None = None
    part: str = ""
    relative: int | None = None  # years before the one of the account: 0 is "этого года"
    step: tuple[int, int] | None = None  # days, months


def plain(text: str) -> str:
    """Small letters, ё as е, the same length."""
    small = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    return small.replace("ё", "е").replace("\xa0", " ")


def mentions(text: str) -> list[Mention]:
    """In order, none over another; the longer of two readings wins."""
    found = sorted(_readings(text), key=lambda one: (one.start, -one.end))
    kept: list[Mention] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end - one.start > kept[-1].end - kept[-1].start and not kept[-1].day2:
            kept[-1] = one
    return kept


def _readings(text: str) -> Iterator[Mention]:
    for pattern in (RANGE, DASHED, PART_OF_MONTH, FULL, MONTH_ONLY, NUMERIC, ISO, YEAR_ONLY, ALONE, TWO):
        for match in pattern.finditer(text):
            if not STREET.search(text, 0, match.start()):
                yield from _mention(pattern, match, text)
    for match in STEP.finditer(text):
        yield Mention(match.start(), match.end(), step=_step(match))


def _mention(pattern: re.Pattern[str], match: re.Match[str], text: str) -> Iterator[Mention]:
    groups = match.groupdict()
    one = Mention(*_span(match))
    if groups.get("day"):
        one = replace(one, day=day_of(groups["day"]))
    for name in ("month", "month2"):
        if groups.get(name):
            word = groups[name]
            one = replace(one, **{name: int(word) if word.isdigit() else month_of(word)})
    if groups.get("day2"):
        one = replace(one, day2=day_of(groups["day2"]), month=one.month or one.month2)
    one = replace(one, **_year(groups.get("year")), part=_part(groups))
    if pattern is TWO:
        after = FULL.match(text, match.end())
        if not after:
            return
        one = replace(
            one, end=match.start("day") + len(match["day"]), month=month_of(after["month"]), **_year(after["year"])
        )
    if _possible(pattern, match, one, text):
        yield one


def _possible(pattern: re.Pattern[str], match: re.Match[str], one: Mention, text: str) -> bool:
    if one.day is not None and not 1 <= one.day <= 31 or one.month is not None and not 1 <= one.month <= 12:
        return False
    if pattern is MONTH_ONLY:
        return _is_month(match, text)
    if pattern is NUMERIC:
        clock = re.search(r"(?:\b[ву] |около |каля |статья |ст\.? |пункт )$", text[: one.start])
        return bool(match["year"]) or (len(match["month"]) == 2 and not clock)
    if pattern is ALONE:
        counted = one.day in (1, 2, 3) and not match["day"][0].isdigit()
        return not counted and not NOT_A_DAY.match(text, match.end()) and not text[: one.start].endswith((" в ", " у "))
    return one.year is None or 1930 <= one.year <= 2100


def _is_month(match: re.Match[str], text: str) -> bool:
    word, before, after = match["month"], text[: match.start()], text[match.end() : match.end() + 1]
    if before.endswith(("«", '"', "“")) and after in '»"”':
        return False
    if word in ("мае", "маем"):
        return bool(match["year"]) or (before.endswith(("в ", "во ")) and bool(re.search(r"[иъщ]", text)))
    return bool(match["year"]) or not SHORT.fullmatch(word)


def _span(match: re.Match[str]) -> tuple[int, int]:
    end = match.end()
    return match.start(), end


def _part(groups: dict[str, str | None]) -> str:
    return next((name for name in PART if groups.get(f"part_{name}")), "")


def _year(words: str | None) -> dict[str, int | None]:
    if not words:
        return {}
    digits = re.search(r"\d{2,4}", words)
    if digits:
        number = int(digits[0])
        return {"year": number if number >= 1000 else CENTURY + number}
    if re.match(r"этого|сего|гэтага|сёлетн|этом|гэтым", words):
        return {"relative": 0}
    if re.match(r"прошл|мінул", words):
        return {"relative": 1}
    if re.match(r"того|том|таго|тога", words):
        return {}
    number = ordinal_of(re.sub(rf"{YEAR_WORD}$|(?:две тысячи|дзве тысячы) ", "", words).strip())
    return {"year": CENTURY + number} if number > 0 else {}


def _step(match: re.Match[str]) -> tuple[int, int]:
    unit = match["unit"]
    if not unit:
        return 1, 0
    count = count_of(match["count"]) if match["count"] else 1
    return (0, count) if unit[0] == "м" else (count * UNITS[unit[0]], 0)
