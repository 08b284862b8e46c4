"""The framework as a SKOS concept scheme, and a SKOS concept scheme as a framework (standards.md 7.3)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.formats import jsonld, turtle
from evidence.coding.framework.formats.base import ALL_FIELDS, Reading, Unreadable
from evidence.coding.framework.formats.graph import (
    DCT,
    OURS,
    OWL,
    SKOS,
    TYPE,
    XSD,
    Graph,
    Iri,
    Literal,
    Object,
    Statement,
)
from evidence.coding.framework.scheme import CODE_ID, LANGUAGES, Entry, Scheme

HELD = ALL_FIELDS - {"picture", "picture_alt"}
INCLUDE, EXCLUDE = "Include: ", "Exclude: "
YES = Literal("true", datatype=XSD + "boolean")
NO = Literal("false", datatype=XSD + "boolean")
_PLAIN = {"appliesTo": "applies_to", "handling": "handling", "usedBy": "use_roles", "maps": "maps"}
_KINDS = (("prefLabel", "label"), ("altLabel", "alt"), ("hiddenLabel", "hidden"))
_OWN = {"assignable", "order", "retiredOn", "colour", "singleChoice", "rules", *_PLAIN}
_READ = {
    TYPE,
    *(SKOS + name for name in (
        "notation", "prefLabel", "altLabel", "hiddenLabel", "broader", "narrower", "definition", "scopeNote", "example",
        "inScheme", "topConceptOf", "hasTopConcept", "closeMatch", "exactMatch",
    )),
    DCT + "isReplacedBy", DCT + "isVersionOf", OWL + "deprecated", OWL + "versionInfo",
    *(OURS + name for name in _OWN),
}  # fmt: skip


def scheme_iri(scheme: str, version: str = "") -> Iri:
    return Iri(f"tag:iapbelarus.org,2026:framework/{scheme}" + (f"/{version}" if version else ""))


def concept_iri(scheme: str, code: str) -> Iri:
    """The same in every version: an id keeps its meaning."""
    return Iri(f"tag:iapbelarus.org,2026:framework/{scheme}/code/{code}")


def to_turtle(scheme: Scheme) -> str:
    return turtle.write(statements(scheme))


def to_jsonld(scheme: Scheme) -> str:
    return jsonld.write(statements(scheme))


def from_turtle(text: str) -> Reading:
    return _Reader(turtle.read(text)).reading


def from_jsonld(text: str) -> Reading:
    return _Reader(jsonld.read(text)).reading


def statements(scheme: Scheme) -> Iterator[Statement]:
    whole = scheme_iri(scheme.id, scheme.version)
    yield whole, TYPE, Iri(SKOS + "ConceptScheme")
    yield whole, SKOS + "notation", Literal(scheme.id)
    yield whole, DCT + "isVersionOf", scheme_iri(scheme.id)
    yield whole, OWL + "versionInfo", Literal(scheme.version)
    for entry in scheme.entries:
        if entry.parent is None:
            yield whole, SKOS + "hasTopConcept", concept_iri(scheme.id, entry.code)
    for code in scheme.single_choice:
        yield whole, OURS + "singleChoice", concept_iri(scheme.id, code)
    if scheme.rules:
        yield whole, OURS + "rules", tuple(Literal(rule, language="en") for rule in scheme.rules)
    for number, entry in enumerate(scheme.entries):
        concept = concept_iri(scheme.id, entry.code)
        for predicate, value in _of_entry(entry, scheme.id, whole, number):
            yield concept, predicate, value


def _of_entry(entry: Entry, scheme: str, whole: Iri, number: int) -> Iterator[tuple[str, Object]]:
    yield TYPE, Iri(SKOS + "Concept")
    yield SKOS + "notation", Literal(entry.code)
    yield SKOS + "inScheme", whole
    if entry.parent is None:
        yield SKOS + "topConceptOf", whole
    else:
        yield SKOS + "broader", concept_iri(scheme, entry.parent)
    for language in LANGUAGES:
        if entry.label.get(language):
            yield SKOS + "prefLabel", Literal(entry.label[language], language=language)
    for name, words in (("altLabel", entry.alt), ("hiddenLabel", entry.hidden)):
        for language in LANGUAGES:
            yield from ((SKOS + name, Literal(word, language=language)) for word in words.get(language, ()))
    if entry.definition:
        yield SKOS + "definition", Literal(entry.definition, language="en")
    for start, note in ((INCLUDE, entry.include), (EXCLUDE, entry.exclude)):
        if note:
            yield SKOS + "scopeNote", Literal(start + note, language="en")
    yield from ((SKOS + "example", Literal(text, language="en")) for text in entry.examples)
    yield OURS + "assignable", YES if entry.assignable else NO
    yield OURS + "order", Literal(str(number), datatype=XSD + "integer")
    for name, field in _PLAIN.items():
        for value in getattr(entry, field):
            yield _mapping(value) if name == "maps" else (OURS + name, Literal(value))
    if entry.colour:
        yield OURS + "colour", Literal(entry.colour)
    if entry.retired:
        yield OWL + "deprecated", YES
        yield OURS + "retiredOn", Literal(entry.retired.isoformat(), datatype=XSD + "date")
    yield from ((DCT + "isReplacedBy", concept_iri(scheme, code)) for code in entry.successors)


def _mapping(value: str) -> tuple[str, Object]:
    """A mapping that is an address is a match of SKOS, with "=" before it an exact one; others are a hint in words."""
    for start, name in (("=", "exactMatch"), ("", "closeMatch")):
        address = value.removeprefix(start)
        if (
            value.startswith(start)
            and address.startswith(("http://", "https://"))
            and not set(' <>"{}|\\^`') & set(address)
        ):
            return SKOS + name, Iri(address)
    return OURS + "maps", Literal(value)


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.concepts = [one for one in graph.typed(SKOS + "Concept") if not one.startswith("_:")]
        if not self.concepts:
            raise Unreadable(_("There is no skos:Concept in it."))
        self.reading = Reading(Scheme("", ""), HELD)
        self.ids = self._ids()
        self.concepts = [one for one in self.concepts if one in self.ids]
        self.parents = self._parents()
        entries = sorted((self._place(one), n, self._entry(one)) for n, one in enumerate(self.concepts))
        self._whole([entry for _place, _n, entry in entries])
        self._unknown()

    def _ids(self) -> dict[Iri, str]:
        found: dict[Iri, str] = {}
        for concept in self.concepts:
            notations = [one.value for one in self.graph.literals(concept, SKOS + "notation")]
            last = concept.replace("#", "/").rsplit("/", 1)[-1]
            code = next((one for one in [*notations, last] if CODE_ID.fullmatch(one)), None)
            if code is None:
                self.reading.problem(_("It has no skos:notation that is an id, such as PHY.BEAT."), str(concept))
            else:
                found[concept] = code
        return found

    def _parents(self) -> dict[Iri, list[Iri]]:
        parents: dict[Iri, list[Iri]] = defaultdict(list)
        for concept in self.concepts:
            parents[concept] += self.graph.iris(concept, SKOS + "broader")
            for child in self.graph.iris(concept, SKOS + "narrower"):
                if concept not in parents[child]:
                    parents[child].append(concept)
        return parents

    def _place(self, concept: Iri) -> int:
        for one in self.graph.literals(concept, OURS + "order"):
            if one.value.isdecimal():
                return int(one.value)
        return len(self.concepts)

    def _entry(self, concept: Iri) -> Entry:
        code = self.ids[concept]
        labels = {field: self._labels(concept, SKOS + name, code) for name, field in _KINDS}
        self._one_each(labels["label"], code)
        parent = self._parent(concept, code)
        include, exclude = self._notes(concept, code)
        successors = [self.ids[one] for one in self._known(concept, DCT + "isReplacedBy", code)]
        return Entry(
            code=code,
            parent=parent,
            assignable=self._yes(concept, OURS + "assignable", parent is not None),
            label={language: words[0] for language, words in labels["label"].items()},
            alt={language: tuple(words) for language, words in labels["alt"].items()},
            hidden={language: tuple(words) for language, words in labels["hidden"].items()},
            definition=self._english(concept, SKOS + "definition", code),
            include=include,
            exclude=exclude,
            examples=tuple(one.value for one in self.graph.literals(concept, SKOS + "example")),
            applies_to=self._plain(concept, "appliesTo"),
            handling=self._plain(concept, "handling"),
            use_roles=self._plain(concept, "usedBy"),
            maps=self._maps(concept),
            colour=next(iter(self._plain(concept, "colour")), ""),
            retired=self._retired(concept, code),
            replaced_by=successors[0] if len(successors) == 1 else None,
            split_into=tuple(successors) if len(successors) > 1 else (),
        )

    def _labels(self, concept: Iri, predicate: str, code: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in self.graph.literals(concept, predicate):
            language = one.language.split("-")[0] or "en"
            if not one.language:
                self.reading.note(_("“%(label)s” names no language: taken for English.") % {"label": one.value}, code)
            if language in LANGUAGES:
                found.setdefault(language, []).append(one.value)
            else:
                self.reading.note(
                    _("“%(label)s” is in “%(language)s”: labels are kept in en, ru and be.")
                    % {"label": one.value, "language": one.language},
                    code,
                )
        return {language: found[language] for language in LANGUAGES if language in found}

    def _one_each(self, labels: Mapping[str, list[str]], code: str) -> None:
        for language, words in labels.items():
            if len(words) > 1:
                self.reading.problem(
                    _("It has %(number)s preferred labels in %(language)s; there is one for each language (S14).")
                    % {"number": len(words), "language": language},
                    code,
                )

    def _parent(self, concept: Iri, code: str) -> str | None:
        parents = self.parents[concept]
        if len(parents) > 1:
            self.reading.problem(_("It has several broader concepts; a code stands in one place."), code)
        if parents and parents[0] not in self.ids:
            self.reading.problem(_("Its broader concept %(iri)s is not in the file.") % {"iri": parents[0]}, code)
        return self.ids.get(parents[0]) if parents else None

    def _known(self, concept: Iri, predicate: str, code: str) -> Iterable[Iri]:
        for one in self.graph.iris(concept, predicate):
            if one in self.ids:
                yield one
            else:
                self.reading.problem(_("Its replacement %(iri)s is not in the file.") % {"iri": one}, code)

    def _notes(self, concept: Iri, code: str) -> tuple[str, str]:
        include, exclude = list[str](), list[str]()
        for one in self.graph.literals(concept, SKOS + "scopeNote"):
            if one.value.startswith(EXCLUDE):
                exclude.append(one.value.removeprefix(EXCLUDE))
            else:
                include.append(one.value.removeprefix(INCLUDE))
                if not one.value.startswith(INCLUDE):
                    self.reading.note(_("A scope note does not say “Include:” or “Exclude:”: kept as included."), code)
        return "\n".join(include), "\n".join(exclude)

    def _english(self, concept: Iri, predicate: str, code: str) -> str:
        texts = self.graph.literals(concept, predicate)
        english = [one.value for one in texts if one.language.split("-")[0] in ("en", "")]
        if len(texts) > len(english[:1]):
            self.reading.note(_("Only one definition, in English, is kept."), code)
        return english[0] if english else texts[0].value if texts else ""

    def _yes(self, concept: Iri, predicate: str, otherwise: bool) -> bool:
        found = self.graph.literals(concept, predicate)
        return found[0].value in ("true", "1") if found else otherwise

    def _plain(self, concept: Iri, name: str) -> tuple[str, ...]:
        return tuple(one.value for one in self.graph.literals(concept, OURS + name))

    def _maps(self, concept: Iri) -> tuple[str, ...]:
        exact = (f"={one}" for one in self.graph.iris(concept, SKOS + "exactMatch"))
        return (*self._plain(concept, "maps"), *exact, *map(str, self.graph.iris(concept, SKOS + "closeMatch")))

    def _retired(self, concept: Iri, code: str) -> date | None:
        days = [one.value for one in self.graph.literals(concept, OURS + "retiredOn")]
        try:
            day = date.fromisoformat(days[0]) if days else None
        except ValueError:
            self.reading.problem(_("The day of its retirement is no date."), code)
            return None
        return day or (timezone.localdate() if self._yes(concept, OWL + "deprecated", False) else None)

    def _whole(self, entries: list[Entry]) -> None:
        wholes = [one for one in self.graph.typed(SKOS + "ConceptScheme") if not one.startswith("_:")]
        if len(wholes) != 1:
            self.reading.problem(_("It needs one skos:ConceptScheme; there are %(number)s.") % {"number": len(wholes)})
        whole = wholes[0] if wholes else Iri("")
        rules = self.graph.objects(whole, OURS + "rules")
        self.reading.whole = any(one.startswith(OURS) for one in self.graph.by_subject.get(whole, ()))
        self.reading.scheme = Scheme(
            next((one.value for one in self.graph.literals(whole, SKOS + "notation")), ""),
            next((one.value for one in self.graph.literals(whole, OWL + "versionInfo")), ""),
            tuple(
                one.value
                for one in (rules[0] if rules and isinstance(rules[0], tuple) else ())
                if isinstance(one, Literal)
            ),
            tuple(self.ids[one] for one in self.graph.iris(whole, OURS + "singleChoice") if one in self.ids),
            tuple(entries),
        )

    def _unknown(self) -> None:
        """What the file says beyond this, counted: nothing is dropped without a word."""
        counted: Counter[str] = Counter()
        for held in self.graph.by_subject.values():
            counted.update({name: len(values) for name, values in held.items() if name not in _READ})
        for name, number in counted.most_common():
            self.reading.note(_("%(number)s statements of %(name)s are not kept.") % {"number": number, "name": name})


def losses(scheme: Scheme) -> list[Any]:
    """What this format cannot hold of this version."""
    if any(entry.picture for entry in scheme.entries):
        return [_("Pictures stay here, with the words that describe them.")]
    return []
