"""The codebook of REFI-QDA 1.0 (.qdc), as programs for qualitative analysis exchange it.

A code has a name, a description, a colour, and whether it is codable; sets gather codes. So the English label is
the name, everything else in words stands in the description under headings of its own, and what is said of many
codes (handling, on which material, of which one is chosen) is a set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree  # noqa: S405 (a file with a DOCTYPE is refused before it is parsed)

from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.formats.base import ALL_FIELDS, Reading, Unreadable, must_fit
from evidence.coding.framework.formats.skos import concept_iri
from evidence.coding.framework.scheme import CODE_ID, COLOUR, LANGUAGES, Entry, Scheme

SPACE = "urn:QDA-XML:codebook:1.0"
HELD = ALL_FIELDS - {"picture", "picture_alt"}
PLAIN = frozenset({"parent", "assignable", "definition", "colour"})  # what another program's file says
DEEPEST = 20
# Heading in the description -> language or field
_HEADINGS = {
    "Id": "id", "Russian": "ru", "Belarusian": "be", "Definition": "definition", "Include": "include",
    "Exclude": "exclude", "Example": "examples", "Mapping": "maps", "Retired": "retired", "Replaced by": "replaced_by",
    "Parted into": "split_into",
    **{f"Also ({language})": f"alt {language}" for language in LANGUAGES},
    **{f"Found as ({language})": f"hidden {language}" for language in LANGUAGES},
}  # fmt: skip
_HEADING = re.compile(rf"({'|'.join(map(re.escape, _HEADINGS))}): ?(.*)", re.DOTALL)
_SETS = {"Used on: ": "applies_to", "Handling: ": "handling", "Placed by: ": "use_roles"}
CHOICE, CATEGORIES, RULES = "One is chosen of", "Categories", "Rules"


def guid(scheme: str, of: str) -> str:
    """The same in every version and every export."""
    return str(uuid5(NAMESPACE_URL, concept_iri(scheme, of))).upper()


def write(scheme: Scheme) -> str:
    root = ElementTree.Element("CodeBook", {"xmlns": SPACE, "origin": f"IAPB {scheme.id} {scheme.version}"})
    codes = ElementTree.SubElement(root, "Codes")
    made: dict[str, ElementTree.Element] = {}
    for entry in scheme.entries:
        above = made[entry.parent] if entry.parent else codes
        made[entry.code] = code = ElementTree.SubElement(above, "Code", _attributes(scheme, entry))
        # The description stands before the codes below it.
        ElementTree.SubElement(code, "Description").text = "\n".join(_said(entry))
    sets = ElementTree.SubElement(root, "Sets")
    for name, description, members in _sets(scheme):
        held = ElementTree.SubElement(sets, "Set", {"guid": guid(scheme.id, f"set {name}"), "name": name})
        if description:
            ElementTree.SubElement(held, "Description").text = description
        for code in members:
            ElementTree.SubElement(held, "MemberCode", {"guid": guid(scheme.id, code)})
    ElementTree.indent(root)
    return "<?xml version='1.0' encoding='UTF-8'?>\n" + ElementTree.tostring(root, encoding="unicode") + "\n"


def _attributes(scheme: Scheme, entry: Entry) -> dict[str, str]:
    codable = entry.assignable and not entry.retired
    held = {
        "guid": guid(scheme.id, entry.code),
        "name": entry.label.get("en", ""),
        "isCodable": "true" if codable else "false",
    }
    return {**held, "color": entry.colour} if entry.colour else held


def _said(entry: Entry) -> Iterator[str]:
    yield f"Id: {entry.code}"
    yield _block("Definition", entry.definition)
    for heading, language in (("Russian", "ru"), ("Belarusian", "be")):
        if entry.label.get(language):
            yield _block(heading, entry.label[language])
    for name, heading in (("alt", "Also"), ("hidden", "Found as")):
        for language in LANGUAGES:
            yield from (_block(f"{heading} ({language})", one) for one in getattr(entry, name).get(language, ()))
    for heading, texts in (
        ("Include", (entry.include,)),
        ("Exclude", (entry.exclude,)),
        ("Example", entry.examples),
        ("Mapping", entry.maps),
        ("Retired", (entry.retired.isoformat(),) if entry.retired else ()),
        ("Replaced by", (entry.replaced_by,)),
        ("Parted into", entry.split_into),
    ):
        yield from (_block(heading, text) for text in texts if text)


def _block(heading: str, text: str) -> str:
    """Further lines are set in, so that none is taken for a heading."""
    return f"{heading}: " + text.replace("\n", "\n    ")


def _sets(scheme: Scheme) -> Iterator[tuple[str, str, list[str]]]:
    for start, field in _SETS.items():
        for value in dict.fromkeys(value for entry in scheme.entries for value in getattr(entry, field)):
            yield start + value, "", [entry.code for entry in scheme.entries if value in getattr(entry, field)]
    # A retired code is not codable either: which are categories is said apart.
    yield CATEGORIES, "", [entry.code for entry in scheme.entries if not entry.assignable]
    if scheme.single_choice:
        yield CHOICE, "", list(scheme.single_choice)
    if scheme.rules:
        yield RULES, "\n".join(rule.replace("\n", "\n    ") for rule in scheme.rules), []


def read(text: str, known: Scheme) -> Reading:
    """`known`: the draft it is read for. Codes are known again by their GUID, else by the id in their description."""
    must_fit(text)
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise Unreadable(_("A codebook has no DOCTYPE: the file is refused."))
    try:
        root = ElementTree.fromstring(text.encode())  # noqa: S314
    except (ElementTree.ParseError, ValueError) as error:
        line = getattr(error, "position", (1, 0))[0]
        raise Unreadable(_("This is not XML: line %(line)s.") % {"line": line}) from error
    if root.tag != f"{{{SPACE}}}CodeBook":
        raise Unreadable(_("This is XML, and no codebook of REFI-QDA 1.0."))
    return _Reader(root, known).reading


class _Reader:
    def __init__(self, root: ElementTree.Element, known: Scheme) -> None:
        self.known = {guid(known.id, entry.code): entry.code for entry in known.entries}
        self.reading = Reading(Scheme(known.id, ""), HELD)
        self.codes: dict[str, str] = {}  # GUID -> id
        self.said: dict[str, dict[str, list[str]]] = {}
        self.attributes: dict[str, tuple[str | None, dict[str, str], str]] = {}
        for code in root.findall(f"{{{SPACE}}}Codes/{{{SPACE}}}Code"):
            self._code(code, None, 0)
        if not self.codes:
            self.reading.problem(_("There is no code in it."))
        self.ours = any("id" in said for said in self.said.values())
        if not self.ours:
            self.reading.held, self.reading.whole = PLAIN | {"label"}, False
        self._sets(root)
        known_labels = {entry.code: dict(entry.label) for entry in known.entries}
        entries = [self._entry(code, known_labels.get(code, {})) for code in self.said]
        version = root.get("origin", "").rsplit(" ", 1)[-1]
        self.reading.scheme = Scheme(known.id, version, self.rules, self.choice, tuple(entries))
        self._unknown(root)

    def _code(self, element: ElementTree.Element, parent: str | None, depth: int) -> None:
        mine = (element.get("guid") or "").strip("{}").upper()
        description = element.findtext(f"{{{SPACE}}}Description") or ""
        said = _parted(description)
        name = element.get("name", "")
        first = name.split(" ", 1)[0]
        written = said.get("id", [""])[0]
        code = next((one for one in (self.known.get(mine, ""), written, first) if CODE_ID.fullmatch(one)), "")
        if depth > DEEPEST:
            self.reading.problem(_("It is nested too deeply."), name)
            return
        if not code:
            self.reading.problem(
                _("It has no id here: begin its name with one, such as “PHY.NEW %(name)s”.") % {"name": name}, name
            )
        elif code in self.said or mine in self.codes:
            self.reading.problem(_("The id stands more than once."), code)
        else:
            self.codes[mine], self.said[code] = code, said
            self.attributes[code] = (parent, dict(element.attrib), description)
        for child in element.findall(f"{{{SPACE}}}Code"):
            self._code(child, code or parent, depth + 1)

    def _entry(self, code: str, labels: dict[str, str]) -> Entry:
        parent, attributes, description = self.attributes[code]
        said = self.said[code]
        one = lambda name: next(iter(said.get(name, ())), "")  # noqa: E731
        name = attributes.get("name", "")
        if not said.get("id") and name.startswith(f"{code} "):
            name = name.removeprefix(f"{code} ")
        return Entry(
            code=code,
            parent=parent,
            assignable=code not in self.categories if self.ours else attributes.get("isCodable") in ("true", "1"),
            label={**labels, "en": name, **{lang: one(lang) for lang in ("ru", "be") if one(lang)}},
            definition=one("definition") if "id" in said else description.strip(),
            include=one("include"),
            exclude=one("exclude"),
            alt=_words(said, "alt"),
            hidden=_words(said, "hidden"),
            examples=tuple(said.get("examples", ())),
            maps=tuple(said.get("maps", ())),
            split_into=tuple(said.get("split_into", ())),
            replaced_by=one("replaced_by") or None,
            retired=self._day(one("retired"), code),
            colour=self._colour(attributes.get("color", ""), code),
            **{field: tuple(values.get(code, ())) for field, values in self.gathered.items()},
        )

    def _day(self, written: str, code: str) -> date | None:
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            self.reading.problem(_("The day of its retirement is no date."), code)
            return None

    def _colour(self, written: str, code: str) -> str:
        colour = written.lower()
        if re.fullmatch(r"#[0-9a-f]{3}", colour):
            colour = "#" + "".join(letter * 2 for letter in colour[1:])
        if colour and not COLOUR.fullmatch(colour):
            self.reading.problem(_("A colour is written like #a1b2c3."), code)
            return ""
        return colour

    def _sets(self, root: ElementTree.Element) -> None:
        self.gathered: dict[str, dict[str, list[str]]] = {field: {} for field in _SETS.values()}
        self.categories: set[str] = set()
        self.choice: tuple[str, ...] = ()
        self.rules: tuple[str, ...] = ()
        for held in root.findall(f"{{{SPACE}}}Sets/{{{SPACE}}}Set"):
            name = held.get("name", "")
            members = [self._member(one, name) for one in held.findall(f"{{{SPACE}}}MemberCode")]
            codes = [code for code in members if code]
            start = next((start for start in _SETS if name.startswith(start)), None)
            if start:
                for code in codes:
                    self.gathered[_SETS[start]].setdefault(code, []).append(name.removeprefix(start))
            elif name == CATEGORIES:
                self.categories |= set(codes)
            elif name == CHOICE:
                self.choice = tuple(codes)
            elif name == RULES:
                self.rules = tuple(_joined((held.findtext(f"{{{SPACE}}}Description") or "").split("\n")))
            else:
                self.reading.note(_("The set “%(name)s” is not kept.") % {"name": name})

    def _member(self, element: ElementTree.Element, name: str) -> str:
        mine = (element.get("guid") or "").strip("{}").upper()
        if mine not in self.codes:
            self.reading.problem(_("The set “%(name)s” names a code that is not in the file.") % {"name": name})
        return self.codes.get(mine, "")

    def _unknown(self, root: ElementTree.Element) -> None:
        known = {f"{{{SPACE}}}{n}" for n in ("CodeBook", "Codes", "Code", "Description", "Sets", "Set", "MemberCode")}
        for tag in sorted({str(one.tag) for one in root.iter()} - known):
            self.reading.note(_("“%(name)s” is not kept.") % {"name": tag.rsplit("}", 1)[-1]})
        if not self.ours:
            self.reading.note(_("It was made by another program: what it does not say stays as it is here."))


def _parted(description: str) -> dict[str, list[str]]:
    """The description by its headings; without our first line, “Id: …”, it is somebody else's and one text."""
    blocks = list(_joined(description.split("\n")))
    if not blocks or not blocks[0].startswith("Id: "):
        return {}
    said: dict[str, list[str]] = {}
    for block in blocks:
        if match := _HEADING.fullmatch(block):
            said.setdefault(_HEADINGS[match[1]], []).append(match[2])
    return said


def _joined(lines: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        if held and line.startswith("    "):
            held.append(line[4:])
            continue
        if held:
            yield "\n".join(held)
        held = [line]
    if held and held != [""]:
        yield "\n".join(held)


def _words(said: dict[str, list[str]], kind: str) -> dict[str, tuple[str, ...]]:
    return {lang: tuple(said[f"{kind} {lang}"]) for lang in LANGUAGES if said.get(f"{kind} {lang}")}


def losses(scheme: Scheme) -> list[Any]:
    found: list[Any] = [
        _("A retired code is shown by other programs as a code that cannot be placed; the day and its replacement "
          "stand in its description."),
        _("Other programs show the English label; the Russian and Belarusian ones stand in the description."),
    ]  # fmt: skip
    if any(entry.picture for entry in scheme.entries):
        found.append(_("Pictures stay here, with the words that describe them."))
    return found
