"""What a SKOS export must hold, from the W3C SKOS Reference and from our own promises (standards.md 7.3).

`violations(graph)` returns one line per breach, each beginning with the condition's number: S9, S13, S14, S27, S35,
S37 and S46 of the Reference, with what its entailments add (an object of skos:inScheme *is* a concept scheme, a
broadMatch *is* a broader, exactMatch is symmetric and transitive ...), and P1 to P9 for ours:

    P1  a concept is in exactly one scheme of the graph, which names its version
    P2  skos:broader leads to a concept of the graph, in the same scheme
    P3  no concept is broader than itself, however many steps away
    P4  a retired concept (owl:deprecated true) names what replaced it (dcterms:isReplacedBy) where the source does;
        whatever is named is a concept of the graph, another one, and only retired concepts name one
    P5  a concept has one prefLabel in each of en, ru, be
    P6  a concept has one notation, no other concept of its scheme has it
    P7  labels, definitions and notes are literals with words in them, labels and definitions in a named language
    P8  a concept that stands at the top of a scheme has nothing broader in it
    P9  no term in the SKOS namespace is one that SKOS does not have (a misspelt one would say nothing)
"""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping

from rdflib import Graph, Literal
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from rdflib.term import Node

LANGUAGES = ("en", "ru", "be")
LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
NAMED = (*LABELS, SKOS.definition)
WORDS = (*NAMED, SKOS.scopeNote, SKOS.example, SKOS.note, SKOS.historyNote, SKOS.changeNote, SKOS.editorialNote)
VERSIONS = (OWL.versionInfo, DCTERMS.hasVersion)
Pairs = set[tuple[Node, Node]]
TERMS = set(
    re.findall(
        r"\w+",
        """
        Collection Concept ConceptScheme OrderedCollection altLabel broadMatch broader broaderTransitive
        changeNote closeMatch definition editorialNote exactMatch example hasTopConcept hiddenLabel historyNote
        inScheme mappingRelation member memberList narrowMatch narrower narrowerTransitive notation note
        prefLabel related relatedMatch scopeNote semanticRelation topConceptOf
        """,
    )
)

# What the Reference entails of the subject and of the object of a statement (S4 to S8, S19, S20, S31 to S34).
RELATIONS = (
    SKOS.semanticRelation,
    SKOS.broader,
    SKOS.narrower,
    SKOS.related,
    SKOS.broaderTransitive,
    SKOS.narrowerTransitive,
    SKOS.mappingRelation,
    SKOS.closeMatch,
    SKOS.exactMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
)
DOMAINS = dict.fromkeys(RELATIONS, SKOS.Concept) | {
    SKOS.topConceptOf: SKOS.Concept,
    SKOS.hasTopConcept: SKOS.ConceptScheme,
    SKOS.member: SKOS.Collection,
    SKOS.memberList: SKOS.OrderedCollection,
}
RANGES = dict.fromkeys(RELATIONS, SKOS.Concept) | {
    SKOS.inScheme: SKOS.ConceptScheme,
    SKOS.topConceptOf: SKOS.ConceptScheme,
    SKOS.hasTopConcept: SKOS.Concept,
}
DISJOINT = (
    ("S9", SKOS.ConceptScheme, SKOS.Concept),
    ("S37", SKOS.Collection, SKOS.Concept),
    ("S37", SKOS.Collection, SKOS.ConceptScheme),
)


def read(text: str, form: str) -> Graph:
    """A graph from "turtle" or "json-ld"; the parser of the latter warns about a class of its own library."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return Graph().parse(data=text, format=form)


def violations(graph: Graph, replaced: Mapping[str, str] | None = None) -> list[str]:
    """Every breach, sorted. `replaced`: notation of a retired code -> notation of the one its source names instead."""
    found = [*_classes(graph), *_labels(graph), *_related(graph), *_lists(graph), *_matches(graph)]
    for concept in _concepts(graph):
        found += _promises(graph, concept)
    found += [
        *_cycles(graph),
        *_notations(graph),
        *_replacements(graph, replaced or {}),
        *_words(graph),
        *_unknown(graph),
    ]
    return sorted(set(found))


def _concepts(graph: Graph) -> list[Node]:
    return sorted(set(graph.subjects(RDF.type, SKOS.Concept)))


def _pairs(graph: Graph, *properties: Node) -> Pairs:
    return {pair for one in properties for pair in graph.subject_objects(one)}


def _turned(pairs: Pairs) -> Pairs:
    return {(two, one) for one, two in pairs}


def _closed(pairs: Pairs) -> Pairs:
    """The transitive closure."""
    after = defaultdict(set)
    for one, two in pairs:
        after[one].add(two)
    closed: Pairs = set()
    for start in list(after):
        seen: set[Node] = set()
        waiting = list(after[start])
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting += after.get(node, ())
        closed |= {(start, node) for node in seen}
    return closed


def _broader(graph: Graph) -> Pairs:
    """broaderTransitive with all that is entailed: S22 to S26, S41, S43."""
    return _closed(
        _pairs(graph, SKOS.broader, SKOS.broadMatch, SKOS.broaderTransitive)
        | _turned(_pairs(graph, SKOS.narrower, SKOS.narrowMatch, SKOS.narrowerTransitive))
    )


def _types(graph: Graph) -> dict[Node, set[Node]]:
    types: dict[Node, set[Node]] = defaultdict(set)
    for subject, kind in graph.subject_objects(RDF.type):
        types[subject].add(kind)
    for subject, statement, value in graph:
        if statement in DOMAINS:
            types[subject].add(DOMAINS[statement])
        if statement in RANGES:
            types[value].add(RANGES[statement])
    for kinds in types.values():  # S29
        if SKOS.OrderedCollection in kinds:
            kinds.add(SKOS.Collection)
    return types


def _classes(graph: Graph) -> Iterator[str]:
    for node, kinds in _types(graph).items():
        for condition, one, two in DISJOINT:
            if one in kinds and two in kinds:
                yield f"{condition} {node}: is {_short(one)} and {_short(two)}"


def _labels(graph: Graph) -> Iterator[str]:
    for subject in set(graph.subjects()):
        for index, one in enumerate(LABELS):
            for two in LABELS[index + 1 :]:
                for label in set(graph.objects(subject, one)) & set(graph.objects(subject, two)):
                    yield f"S13 {subject}: {label!r} is {_short(one)} and {_short(two)}"
        counted: dict[str | None, int] = defaultdict(int)
        for label in graph.objects(subject, SKOS.prefLabel):
            counted[_language(label)] += 1
        yield from (f"S14 {subject}: {many} prefLabel in {one}" for one, many in counted.items() if many > 1)


def _related(graph: Graph) -> Iterator[str]:
    related = _pairs(graph, SKOS.related, SKOS.relatedMatch)
    for one, two in (related | _turned(related)) & _broader(graph):
        yield f"S27 {one}: related to {two}, which is broader"


def _lists(graph: Graph) -> Iterator[str]:
    for subject in set(graph.subjects(SKOS.memberList)):
        if len(set(graph.objects(subject, SKOS.memberList))) > 1:
            yield f"S35 {subject}: more than one memberList"


def _matches(graph: Graph) -> Iterator[str]:
    exact = _pairs(graph, SKOS.exactMatch)
    exact = _closed(exact | _turned(exact))
    broad = _pairs(graph, SKOS.broadMatch) | _turned(_pairs(graph, SKOS.narrowMatch))
    related = _pairs(graph, SKOS.relatedMatch)
    for name, pairs in (("broadMatch", broad | _turned(broad)), ("relatedMatch", related | _turned(related))):
        for one, two in exact & pairs:
            yield f"S46 {min(one, two)}: exactMatch and {name} of {max(one, two)}"


def _promises(graph: Graph, concept: Node) -> Iterator[str]:
    schemes = set(graph.objects(concept, SKOS.inScheme))
    known = {one for one in schemes if (one, RDF.type, SKOS.ConceptScheme) in graph}
    if len(schemes) != 1 or schemes != known:
        yield f"P1 {concept}: in {len(schemes)} schemes, {len(known)} of them in the graph"
    for scheme in known:
        if not any(str(value).strip() for one in VERSIONS for value in graph.objects(scheme, one)):
            yield f"P1 {scheme}: names no version"
    for above in graph.objects(concept, SKOS.broader):
        if (above, RDF.type, SKOS.Concept) not in graph:
            yield f"P2 {concept}: broader {above} is no concept here"
        elif set(graph.objects(above, SKOS.inScheme)) != schemes:
            yield f"P2 {concept}: broader {above} is of another scheme"
    languages = [_language(label) for label in graph.objects(concept, SKOS.prefLabel)]
    for language in LANGUAGES:
        if languages.count(language) != 1:
            yield f"P5 {concept}: {languages.count(language)} prefLabel in {language}"
    yield from _top(graph, concept)


def _top(graph: Graph, concept: Node) -> Iterator[str]:
    topped = set(graph.objects(concept, SKOS.topConceptOf)) | set(graph.subjects(SKOS.hasTopConcept, concept))
    for above in graph.objects(concept, SKOS.broader):
        if topped & set(graph.objects(above, SKOS.inScheme)):
            yield f"P8 {concept}: stands at the top, and {above} is broader"


def _cycles(graph: Graph) -> Iterator[str]:
    yield from (f"P3 {one}: is broader than itself" for one, two in _broader(graph) if one == two)


def _notations(graph: Graph) -> Iterator[str]:
    holders: dict[tuple[Node, str], set[Node]] = defaultdict(set)
    for concept in _concepts(graph):
        notations = list(graph.objects(concept, SKOS.notation))
        if len(notations) != 1:
            yield f"P6 {concept}: {len(notations)} notations"
        for scheme in graph.objects(concept, SKOS.inScheme):
            for notation in notations:
                holders[scheme, str(notation)].add(concept)
    for (_, notation), several in holders.items():
        if len(several) > 1:
            yield f"P6 {min(several)}: notation {notation} is of {len(several)} concepts"


def _replacements(graph: Graph, replaced: Mapping[str, str]) -> Iterator[str]:
    retired = {
        one
        for one, value in graph.subject_objects(OWL.deprecated)
        if isinstance(value, Literal) and value.toPython() in (True, "true", "1")
    }
    for one, instead in graph.subject_objects(DCTERMS.isReplacedBy):
        if (one, RDF.type, SKOS.Concept) not in graph:
            continue
        if one not in retired:
            yield f"P4 {one}: names a replacement and is not retired"
        if one == instead or (instead, RDF.type, SKOS.Concept) not in graph:
            yield f"P4 {one}: its replacement {instead} is no other concept here"
    by_notation = {str(value): one for one, value in graph.subject_objects(SKOS.notation)}
    for old, new in replaced.items():
        one, instead = by_notation.get(old), by_notation.get(new)
        if one is None or one not in retired:
            yield f"P4 {one or old}: {old} is not here as retired"
        elif (one, DCTERMS.isReplacedBy, instead) not in graph:
            yield f"P4 {one}: does not name {new} as its replacement"


def _words(graph: Graph) -> Iterator[str]:
    for word in WORDS:
        for subject, value in graph.subject_objects(word):
            if not isinstance(value, Literal) or not str(value).strip():
                yield f"P7 {subject}: {_short(word)} {value!r} has no words"
            elif word in NAMED and _language(value) is None:
                yield f"P7 {subject}: {_short(word)} {value!r} has no language"


def _language(value: Node) -> str | None:
    return value.language.lower() if isinstance(value, Literal) and value.language else None


def _short(term: Node) -> str:
    return str(term).rsplit("#", 1)[-1]


def _unknown(graph: Graph) -> Iterator[str]:
    for part in {part for triple in graph for part in triple}:
        if str(part).startswith(str(SKOS)) and _short(part) not in TERMS:
            yield f"P9 {part}: SKOS has no such term"
