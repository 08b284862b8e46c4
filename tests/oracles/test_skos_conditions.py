"""The conditions of SKOS: one sound scheme, and the same broken in one place at a time."""

from __future__ import annotations

import pytest
from rdflib import Graph

from tests.oracles.skos_conditions import read, violations

PREFIXES = """
@prefix : <https://codes.example/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
SOUND = """
:s a skos:ConceptScheme ; owl:versionInfo "0.1" ; skos:prefLabel "Codes"@en ; skos:hasTopConcept :a .
:a a skos:Concept ; skos:inScheme :s ; skos:topConceptOf :s ; skos:notation "A" ;
  skos:prefLabel "Acts"@en, "Действия"@ru, "Дзеянні"@be .
:b a skos:Concept ; skos:inScheme :s ; skos:broader :a ; skos:notation "A.B" ;
  skos:prefLabel "Blow"@en, "Удар"@ru, "Удар"@be ; skos:altLabel "Hit"@en ;
  skos:definition "A blow."@en ; skos:scopeNote "With hand or foot."@en ;
  skos:exactMatch <https://other.example/1> ; skos:related :d .
:c a skos:Concept ; skos:inScheme :s ; skos:broader :a ; skos:notation "A.C" ;
  skos:prefLabel "Kick"@en, "Пинок"@ru, "Выспятак"@be ; owl:deprecated true ; dcterms:isReplacedBy :b .
:d a skos:Concept ; skos:inScheme :s ; skos:broader :a ; skos:notation "A.D" ;
  skos:prefLabel "Cold"@en, "Холод"@ru, "Холад"@be .
:k a skos:Collection ; skos:prefLabel "Restricted"@en ; skos:member :b .
"""
# What is taken away, what is added, and the condition that must be named.
BREAKS = [
    ("S9", "", ":a a skos:ConceptScheme ; owl:versionInfo '1' ."),
    ("S9", "", ":b skos:inScheme :d ."),  # the range of inScheme makes :d a scheme
    ("S13", "", ":b skos:altLabel 'Blow'@en ."),
    ("S13", "", ":b skos:hiddenLabel 'Hit'@en ."),
    ("S13", "", ":d skos:hiddenLabel 'Cold'@en ."),
    ("S14", "", ":b skos:prefLabel 'Punch'@en ."),
    ("S14", "", ":s skos:prefLabel 'Codebook'@en ."),
    ("S27", "", ":b skos:related :a ."),
    ("S27", "", ":a skos:related :b ."),
    ("S27", "", ":d skos:broader :b ."),
    ("S27", "", ":d skos:relatedMatch :a ."),
    ("S27", "", ":b skos:broadMatch :d ."),
    ("S35", "", ":k a skos:OrderedCollection ; skos:memberList (:b), (:d) ."),
    ("S37", "", ":k a skos:Concept ."),
    ("S37", "", ":b skos:member :d ."),
    ("S37", "", ":s a skos:Collection ."),
    ("S37", "", ":d skos:related :k ."),
    ("S46", "", ":b skos:broadMatch <https://other.example/1> ."),
    ("S46", "", "<https://other.example/1> skos:narrowMatch :b ."),
    ("S46", "", "<https://other.example/1> skos:relatedMatch :b ."),
    ("S46", "", "<https://other.example/1> skos:exactMatch :y . :y skos:broadMatch :b ."),
    ("P1", "skos:inScheme :s ; skos:topConceptOf :s ;", ":a skos:topConceptOf :s ."),
    ("P1", "", ":t a skos:ConceptScheme ; owl:versionInfo '2' . :d skos:inScheme :t ."),
    ("P1", "", ":d skos:inScheme <https://other.example/s> ."),
    ("P1", "owl:versionInfo '0.1' ;", ""),
    ("P2", "", ":d skos:broader :nobody ."),
    ("P3", "", ":a skos:broader :b ."),
    ("P3", "", ":d skos:broader :d ."),
    ("P3", "", ":b skos:narrower :a ."),
    ("P4", "owl:deprecated true ;", ""),
    ("P4", "dcterms:isReplacedBy :b", ":c dcterms:isReplacedBy :c ."),
    ("P4", "dcterms:isReplacedBy :b", ":c dcterms:isReplacedBy :nobody ."),
    ("P5", ", 'Удар'@be", ""),
    ("P5", "'Cold'@en, ", ""),
    ("P6", "", ":d skos:notation 'A.E' ."),
    ("P6", "skos:notation 'A.D' ;", ":d skos:notation 'A.B' ."),
    ("P6", "skos:notation 'A.D' ;", ""),
    ("P7", "", ":d skos:definition 'Cold.' ."),
    ("P7", "", ":d skos:scopeNote ' '@en ."),
    ("P7", "", ":d skos:altLabel 'chill' ."),
    ("P7", "", ":d skos:note <https://other.example/note> ."),
    ("P8", "", ":s skos:hasTopConcept :d . :d skos:topConceptOf :s ."),
    ("P9", "", ":d skos:prefLabell 'Cold'@en ."),
]


def graph_of(text: str) -> Graph:
    return read(PREFIXES + text, "turtle")


def broken(without: str, added: str) -> Graph:
    text = SOUND.replace('"', "'")
    assert not without or text.count(without) == 1, without
    return graph_of((text.replace(without, "") if without else text) + added)


def test_scheme_when_sound_then_nothing_is_said() -> None:
    assert violations(graph_of(SOUND), {"A.C": "A.B"}) == []


def test_scheme_when_sound_then_nothing_is_said_in_json() -> None:
    text = graph_of(SOUND).serialize(format="json-ld")
    assert violations(read(text, "json-ld")) == []


@pytest.mark.parametrize(("condition", "without", "added"), BREAKS)
def test_scheme_when_broken_in_one_place_then_the_condition_is_named(condition: str, without: str, added: str) -> None:
    said = violations(broken(without, added))
    assert condition in {line.split()[0] for line in said}, said


def test_breaks_when_counted_then_every_condition_is_broken_alone_at_least_once() -> None:
    alone = set()
    for _, without, added in BREAKS:
        said = {line.split()[0] for line in violations(broken(without, added))}
        alone |= said if len(said) == 1 else set()
    assert alone >= {"S9", "S13", "S14", "S27", "S35", "S37", "S46", *(f"P{number}" for number in range(1, 10))}


@pytest.mark.parametrize("replaced", [{"A.C": "A.D"}, {"A.B": "A.D"}, {"A.X": "A.B"}])
def test_replacement_when_the_source_names_another_then_said(replaced: dict[str, str]) -> None:
    assert {line.split()[0] for line in violations(graph_of(SOUND), replaced)} == {"P4"}


def test_note_when_without_language_then_nothing_is_said() -> None:
    assert violations(broken("", ":d skos:changeNote '2026-05-01: split.' .")) == []


def test_top_when_said_one_way_only_then_nothing_is_said() -> None:
    assert violations(broken("; skos:hasTopConcept :a", "")) == []


def test_retired_when_the_source_names_none_then_nothing_is_missed() -> None:
    assert violations(broken("dcterms:isReplacedBy :b", "")) == []


def test_graph_when_empty_then_nothing_is_said() -> None:
    assert violations(Graph()) == []
