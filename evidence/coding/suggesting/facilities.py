"""Places of detention, departments and courts of the register, in the spellings and cases people use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from evidence.coding.suggesting.base import Proposal, data, either, form, plain

B = r"(?<![\w-])"
PREPOSITION = r"(?:(?:в|во|у|ў|на|под|пад|г\.|города|горада|гор\.)\s+)?"
BETWEEN = (
    r"(?:(?:женск|жаноч|мужск|мужчынск|следственн|следч|исправит|папраўч|городск|гарадск|местн|мясцов|"
    r"областн|абласн|стар|нов)\w*\s+)?"
)
JOIN = r"[\s,(«]{1,3}"
NUMERAL = {
    1: "перв|перш|адзін|один", 2: "втор|друг|два", 3: "трет|трэц|три|тры", 4: "четверт|чацверт|четыре|чатыры",
    5: "пят|пяць", 7: "седьм|семая|сем", 8: "восьм|восем|васьм", 9: "девят|дзевят|дзявят", 11: "одиннадцат|адзінаццат",
    12: "двенадцат|дванаццат", 13: "тринадцат|трынаццат", 14: "четырнадцат|чатырнаццат", 15: "пятнадцат|пятнаццат",
    17: "семнадцат|сямнаццат|семнаццат", 20: "двадцат|дваццат", 22: "двадцать втор|дваццаць друг",
    24: "двадцать четверт|дваццаць чацверт", 48: "сорок восьм|сорак восьм",
}  # fmt: skip


class Row(NamedTuple):
    """What is needed of a facility of the register."""

    key: str
    kind: str
    place: str
    label: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    expression: re.Pattern[str]
    keys: tuple[str, ...]
    because: str


class Facilities:
    """Compiled once for a state of the register."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.data = data("spellings")
        self.rows = list(rows)
        self.known = {row.key for row in self.rows}
        self.patterns = [*self._by_name(), *self._by_register()]
        self.homel = re.compile(rf"{B}{either(self.data['towns']['homel']['noun'])}")
        self.minsk = re.compile(rf"{B}{either(self.data['towns']['BY-HM']['noun'])}")

    def find(self, text: str) -> list[Proposal]:
        small = plain(text)
        found = [
            Proposal("facility", *_bare(match), keys[0], because, text[match.start() : match.end()], tuple(keys[1:]))
            for pattern in self.patterns
            for match in pattern.expression.finditer(small)
            for keys, because in [(pattern.keys, pattern.because)]
            if self._stands(pattern, match, small)
        ]
        return [self._set_elsewhere(one, small) for one in _longest(found)]

    def _stands(self, pattern: _Pattern, match: re.Match[str], text: str) -> bool:
        if pattern.because == "town":
            before = text[max(0, match.start() - 30) : match.start()]
            return not re.search(rf"(?<!\w){self.data['not_standing_for']}", before)
        return True

    def _set_elsewhere(self, one: Proposal, text: str) -> Proposal:
        """A Soviet district court without its town, in an account set in Homel, is Homel's."""
        here = one.value == "court-minsk-savetski" and "court-savetski-homel" in self.known
        if here and self.homel.search(text) and not self.minsk.search(text):
            return Proposal(one.kind, one.start, one.end, "court-savetski-homel", one.because, one.cue)
        return one

    def _by_name(self) -> Iterable[_Pattern]:
        for names, row in self.data["names"].items():
            keys = tuple(key for key in row["keys"] if key in self.known)
            if keys:
                yield _Pattern(re.compile(rf"{B}(?:{names})(?!\w)"), keys, "name")
            for key in keys:  # "ИВС на Окрестина" is that one of the two
                kind = either(self.data["kinds"][_kind(self.rows, key)]["words"])
                yield _Pattern(re.compile(rf"{B}{kind}{JOIN}{PREPOSITION}(?:{names})(?!\w)"), (key,), "name")
        for town, keys in self.data["standing_for"].items():
            noun = either(self.data["towns"][town]["noun"])
            yield _Pattern(re.compile(rf"{B}{noun}"), tuple(key for key in keys if key in self.known), "town")

    def _by_register(self) -> Iterable[_Pattern]:
        for row in self.rows:
            kind = self.data["kinds"].get(row.kind)
            if kind is None:
                continue
            words = either(kind["words"])
            if kind.get("alone"):
                yield _Pattern(re.compile(rf"{B}{words}"), (row.key,), "kind")
            elif row.kind in ("police_department", "court"):
                yield from self._of_district(row, words)
            else:
                yield from self._of_town(row, words)
                yield from self._by_number(row, kind)

    def _of_town(self, row: Row, words: str) -> Iterable[_Pattern]:
        town = self.data["towns"].get(row.place)
        if town is None:
            return
        noun, adjective = either(town["noun"]), either(town["adjective"])
        for expression in (
            rf"{B}{adjective}\s+{BETWEEN}{words}",
            rf"{B}{words}\s+{BETWEEN}{PREPOSITION}\(?{noun}",
            rf"{B}{words},\s+{PREPOSITION}{noun}",
            rf"{B}{noun},?\s+{PREPOSITION}{BETWEEN}{words}",
        ):
            yield _Pattern(re.compile(expression), (row.key,), "kind_and_town")

    def _by_number(self, row: Row, kind: dict) -> Iterable[_Pattern]:
        number = re.search(r"№\s*(\d+)", row.label)
        if not kind.get("number") or not number:
            return
        words, figure = either(kind["words"]), int(number[1])
        told = rf"(?:[\s-]*(?:№|n|номер|нумар|no\.?)?\s*-?\s*{figure}(?:-?(?:й|я|ой|ая|ай|ю|ую))?(?!\w|[.,]\d|-\d))"
        numeral = NUMERAL.get(figure)
        town = self.data["towns"].get(row.place)
        near = rf"(?:,?\s+{PREPOSITION}{either(town['noun'])})?" if town else ""
        before = rf"(?:{either(town['adjective'])}\s+|{either(town['noun'])},\s+)?" if town else ""
        yield _Pattern(re.compile(rf"{B}{before}{BETWEEN}{words}{told}{near}"), (row.key,), "kind_and_number")
        spoken = [rf"{B}{before}{figure}-?(?:й|я|ой|ая|ай|ю|ую)\s+{BETWEEN}{words}"]
        if numeral:
            spoken += [
                rf"{B}{before}{words}[\s,]+(?:(?:номер|нумар)\s+)?(?:{numeral})\w*",
                rf"{B}{before}(?:{numeral})(?:\w*(?:я|й|ю|ую|ой|ай|аю|ою|ая|ей))\s+{BETWEEN}{words}",
            ]
        if row.place != "BY":
            for expression in spoken:
                yield _Pattern(re.compile(expression), (row.key,), "kind_and_number")

    def _of_district(self, row: Row, words: str) -> Iterable[_Pattern]:
        stems = self.data["districts"].get(row.place)
        if row.kind == "court" and row.place in self.data["towns"] and "областн" in row.label.lower():
            yield from self._court_of_region(row, words)
        if row.key == "court-savetski-homel":
            stems = self.data["districts"]["minsk-savetski"]
            homel = self.data["towns"]["homel"]
            expression = rf"{B}{words}\s+{either(stems)}\s+р(?:айо|аё|ае)на(?:\s*г\.)?\s+{either(homel['noun'])}"
            yield _Pattern(re.compile(expression), (row.key,), "district")
        elif stems:
            district, minsk = either(stems), either(self.data["towns"]["BY-HM"]["noun"])
            area = r"р(?:айон|аён|аен|-н)\w*"
            for expression in (
                rf"{B}{district}\s+(?:районн\w+|раенн\w+|раённ\w+)?\s*{words}",
                rf"{B}{words}\s+{district}\s+{area}(?:\s+(?:г\.\s*)?{minsk})?",
                rf"{B}{words},?\s+{district}",
                rf"{B}{words}\s+(?:по\s+)?{district}",
                rf"{B}{words}[^.!?\n]{{0,40}},\s+(?P<core>{district})(?=[.,!?])",
            ):
                yield _Pattern(re.compile(expression + self._elsewhere()), (row.key,), "district")

    def _court_of_region(self, row: Row, words: str) -> Iterable[_Pattern]:
        if row.place not in self.data["towns"] or row.key in (
            "court-savetski-homel",
            "court-minsk-city",
            "court-supreme",
        ):
            return
        town = self.data["towns"][row.place]
        region = r"(?:областн|абласн)\w+"
        for expression in (
            rf"{B}{either(town['adjective'])}\s+(?:{region}\s+{words}|облсуд\w*|аблсуд\w*)",
            rf"{B}(?:облсуд\w*|аблсуд\w*|{region}\s+{words})\s+{PREPOSITION}{either(town['noun'])}",
        ):
            yield _Pattern(re.compile(expression), (row.key,), "kind_and_town")

    def _elsewhere(self) -> str:
        """Not followed by the name of another town."""
        others = [form(noun) for key, town in self.data["towns"].items() if key != "BY-HM" for noun in town["noun"]]
        return rf"(?!\w|\s+(?:р\w+\s+)?(?:г\.\s*)?(?:{'|'.join(others)}))"


def _kind(rows: list[Row], key: str) -> str:
    return next(row.kind for row in rows if row.key == key)


def _bare(match: re.Match[str]) -> tuple[int, int]:
    """Without what follows the words themselves."""
    if "core" in match.re.groupindex:
        return match.span("core")
    words = match[0].rstrip(" ,(«")
    return match.start(), match.start() + len(words)


def _longest(found: list[Proposal]) -> list[Proposal]:
    kept: list[Proposal] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start, -len(one.others))):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
