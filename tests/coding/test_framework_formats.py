"""The framework leaves in four formats and comes back the same; what a format cannot hold is said, and what is wrong
in a file is told, every bit of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import yaml
from lxml import etree
from rdflib import Graph
from rdflib.compare import to_isomorphic

from evidence.coding.framework.checking import problems
from evidence.coding.framework.file_views import KNOWN
from evidence.coding.framework.formats import ours, refi, skos, turtle
from evidence.coding.framework.formats.base import LARGEST, Unreadable, laid_over, left_out
from evidence.coding.framework.scheme import Scheme
from evidence.coding.frameworks import FRAMEWORK
from tests.coding.framing import full_scheme, starting_scheme
from tests.oracles.skos_conditions import violations

# As REFI-QDA 1.0 describes a codebook, in our words.
CODEBOOK = b"""<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="urn:QDA-XML:codebook:1.0"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><element name="CodeBook"><optional><attribute name="origin" ns=""/></optional>
  <element name="Codes"><oneOrMore><ref name="code"/></oneOrMore></element>
  <optional><element name="Sets"><oneOrMore><element name="Set"><ref name="guid"/><attribute name="name" ns=""/>
    <ref name="words"/><zeroOrMore><element name="MemberCode"><ref name="guid"/></element></zeroOrMore>
  </element></oneOrMore></element></optional></element></start>
<define name="code"><element name="Code"><ref name="guid"/><attribute name="name" ns=""/>
  <attribute name="isCodable" ns=""><data type="boolean"/></attribute>
  <optional><attribute name="color" ns=""><data type="token">
  <param name="pattern">#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})</param>
  </data></attribute></optional><ref name="words"/><zeroOrMore><ref name="code"/></zeroOrMore></element></define>
<define name="words"><optional><element name="Description"><text/></element></optional></define>
<define name="guid"><attribute name="guid" ns=""><data type="token">
  <param name="pattern">[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}</param></data></attribute></define>
</grammar>"""


def test_yaml_when_the_data_file_goes_out_and_in_then_equal() -> None:
    text = FRAMEWORK.read_text(encoding="utf-8")
    reading = ours.read(text)
    assert reading.problems == [] and problems(reading.scheme, None) == []
    written = ours.write(reading.scheme)
    assert yaml.safe_load(written) == yaml.safe_load(text)
    assert ours.write(ours.read(written).scheme) == written


@pytest.mark.parametrize("kind", sorted(KNOWN))
def test_round_trip_when_a_framework_holds_everything_then_the_same_again(kind: str) -> None:
    full = full_scheme()
    assert problems(full, starting_scheme()) == []
    reading = KNOWN[kind].read(KNOWN[kind].write(full), starting_scheme())
    assert [str(one) for one in (*reading.problems, *reading.notes)] == []
    assert laid_over(full, reading) == full
    assert (reading.scheme.version, reading.scheme.rules) == (full.version, full.rules)
    # Read for a framework that knows none of it: of what has an order, nothing is lost.
    alone = laid_over(Scheme(full.id, full.version), reading)
    assert without_order(alone) == without_order(full)


def without_order(scheme: Scheme) -> list[dict[str, Any]]:
    unordered = ("applies_to", "handling", "maps", "use_roles")
    return [
        {name: sorted(value) if name in unordered else value for name, value in vars(entry).items()}
        for entry in scheme.entries
    ]


@pytest.mark.parametrize(("kind", "lost"), [("turtle", 1), ("jsonld", 1), ("refi", 3), ("yaml", 1)])
def test_losses_when_a_code_has_a_picture_then_said(kind: str, lost: int) -> None:
    scheme = starting_scheme()
    pictured = replace(scheme.get("INS.BATON"), picture="a" * 64, picture_alt="A baton")  # type: ignore[type-var]
    scheme = scheme.with_entries(pictured)
    assert len(KNOWN[kind].losses(scheme)) == lost
    reading = KNOWN[kind].read(KNOWN[kind].write(scheme), scheme)
    assert laid_over(scheme, reading) == scheme  # what the format cannot hold stays here


# ----- SKOS


def test_turtle_when_written_then_as_standards_ask() -> None:
    graph = turtle.read(skos.to_turtle(full_scheme()))
    beating = skos.concept_iri("iapb-by", "PHY.BEAT")
    held = graph.by_subject[beating]
    languages = [one.language for one in graph.literals(beating, skos.SKOS + "prefLabel")]
    assert sorted(languages) == ["be", "en", "ru"]
    assert held[skos.SKOS + "broader"] == [skos.concept_iri("iapb-by", "PHY")]
    assert held[skos.SKOS + "inScheme"] == [skos.scheme_iri("iapb-by", "0.1")]
    assert held[skos.OWL + "deprecated"] == [skos.YES]
    assert held[skos.DCT + "isReplacedBy"] == [skos.concept_iri("iapb-by", "PHY.INSTR")]


def test_skos_when_written_twice_then_turtle_and_jsonld_say_the_same() -> None:
    full = full_scheme()
    one, other = skos.from_turtle(skos.to_turtle(full)), skos.from_jsonld(skos.to_jsonld(full))
    assert one.scheme == other.scheme


# rdflib warns of a class of its own that it uses itself.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_skos_when_read_by_an_independent_parser_then_the_same_statements_and_sound() -> None:
    full = full_scheme()
    one = Graph().parse(data=skos.to_turtle(full), format="turtle")
    other = Graph().parse(data=skos.to_jsonld(full), format="json-ld")
    assert to_isomorphic(one) == to_isomorphic(other)
    assert violations(one) == []


PREFIXES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
PREFIX ex: <http://example.org/>
"""
FOREIGN = (
    PREFIXES
    + """
ex:scheme a skos:ConceptScheme ; skos:notation "iapb-by" .
ex:CTX a skos:Concept ; skos:inScheme ex:scheme ; skos:prefLabel "Context"@en, 'Контекст'@ru , "Кантэкст"@be ;
  skos:definition \"\"\"Where it
happened\"\"\"@en ; skos:narrower ex:one .
ex:one a skos:Concept ; skos:notation "CTX.HOME" ; skos:prefLabel "Home"@en ; skos:altLabel "Dom"@pl ;
  skos:related ex:CTX ; skos:scopeNote "Flats too" .
"""
)


def test_turtle_when_another_program_wrote_it_then_read_and_told_what_is_not_kept() -> None:
    reading = skos.from_turtle(FOREIGN)
    assert reading.problems == []
    home = reading.scheme.get("CTX.HOME")
    assert home and (home.parent, home.include, home.label) == ("CTX", "Flats too", {"en": "Home"})
    context = reading.scheme.get("CTX")
    assert context and context.definition == "Where it\nhappened" and not context.assignable
    told = " ".join(str(note) for note in reading.notes)
    assert "Dom" in told and "skos/core#related" in told


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ('ex:one skos:prefLabel "Zuhause"@en .', "2 preferred labels"),
        ("ex:one skos:broader ex:elsewhere .", "broader"),
        ('ex:two a skos:Concept ; skos:prefLabel "No id"@en .', "skos:notation"),
        ("ex:other a skos:ConceptScheme .", "one skos:ConceptScheme"),
        ("ex:one <http://purl.org/dc/terms/isReplacedBy> ex:gone .", "replacement"),
    ],
)
def test_skos_when_a_condition_is_broken_then_told(statement: str, told: str) -> None:
    reading = skos.from_turtle(FOREIGN + statement)
    assert any(told in str(problem) for problem in reading.problems)


def test_jsonld_when_the_context_lies_elsewhere_then_not_fetched() -> None:
    text = json.dumps({"@context": "http://example.org/context", "@id": "x"})
    with pytest.raises(Unreadable) as refused:
        skos.from_jsonld(text)
    assert "nothing is fetched" in str(refused.value.sentence)


# ----- REFI-QDA


def test_codebook_when_written_then_as_the_schema_says_with_stable_guids() -> None:
    full = full_scheme()
    root = etree.fromstring(refi.write(full).encode())
    grammar = etree.RelaxNG(etree.fromstring(CODEBOOK))
    assert grammar.validate(root), grammar.error_log
    space = {"q": refi.SPACE}
    names = {one.get("name"): one for one in root.iterfind(".//q:Code", space)}
    later = etree.fromstring(refi.write(replace(full, version="9")).encode())
    assert [one.get("guid") for one in root.iter()] == [one.get("guid") for one in later.iter()]
    assert names["Context"].get("isCodable") == "false"
    assert names["Beating with an object"].getparent() is names["Physical ill-treatment"]
    assert next(one for one in names.values() if one.get("color")).get("color") == "#a1b2c3"
    guids = [one.get("guid") for one in root.iterfind(".//q:Code", space)]
    assert len(set(guids)) == len(guids) == len(full.entries)


OTHER_PROGRAM = f"""<?xml version="1.0"?><CodeBook xmlns="{refi.SPACE}" origin="Another 1.0"><Codes>
<Code guid="%s" name="Beating" isCodable="true" color="#ABC"><Description>With fists.</Description></Code>
<Code guid="0D62985D-B147-4D01-A9B5-CAE5DCD98342" name="PHY.NEW Something new" isCodable="true"/>
<Code guid="1D62985D-B147-4D01-A9B5-CAE5DCD98342" name="Without an id" isCodable="true"/></Codes>
<Sets><Set guid="2D62985D-B147-4D01-A9B5-CAE5DCD98342" name="Mine"/></Sets></CodeBook>"""


def test_codebook_when_another_program_wrote_it_then_what_it_cannot_say_stays() -> None:
    scheme = starting_scheme()
    reading = refi.read(OTHER_PROGRAM % refi.guid(scheme.id, "PHY.BEAT"), scheme)
    assert [problem.code for problem in reading.problems] == ["Without an id"]
    assert any("Mine" in str(note) for note in reading.notes)
    before, after = scheme.get("PHY.BEAT"), laid_over(scheme, reading).get("PHY.BEAT")
    assert before and after
    assert (after.label["en"], after.definition, after.colour) == ("Beating", "With fists.", "#aabbcc")
    assert (after.label["ru"], after.applies_to, after.handling) == (before.label["ru"], before.applies_to, ())
    assert laid_over(scheme, reading).get("PHY.NEW").label["en"] == "Something new"  # type: ignore[union-attr]


# ----- what is refused

BOMB = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><CodeBook>&c;</CodeBook>"""
OUTSIDE = """<?xml version="1.0"?><!doctype a SYSTEM "file:///etc/passwd"><CodeBook/>"""
ALIASES = "a: &a [x, x]\nscheme: *a\ncodes: *a\n"
CALL = "scheme: !!python/object/apply:os.system ['true']\ncodes: []\n"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("refi", BOMB), ("refi", OUTSIDE), ("refi", "<CodeBook"), ("refi", "<CodeBook/>"), ("refi", ""),
        ("yaml", ALIASES), ("yaml", CALL), ("yaml", "a: [\n"), ("yaml", "just words"),
        ("yaml", "scheme: {}\nscheme: {}"),
        ("yaml", "[" * 5000), ("yaml", "codes: " + "x" * LARGEST),
        ("turtle", "<a> <b> ."), ("turtle", "ex:a a ex:b ."), ("turtle", "<a> <b> " + "[" * 500),
        ("turtle", '<a> <b> "\\uD800" .'), ("turtle", '<a> <b> "open'), ("turtle", "<a> a <b> ."),
        ("jsonld", "{"), ("jsonld", "[" * 100_000), ("jsonld", "3"), ("jsonld", '{"@id": "a", "@id": "b"}'),
    ],
)  # fmt: skip
def test_file_when_it_is_broken_or_hostile_then_one_clear_sentence(kind: str, text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        KNOWN[kind].read(text, starting_scheme())
    assert str(refused.value.sentence).endswith(".")


def test_yaml_when_much_is_wrong_then_every_problem_is_listed() -> None:
    text = FRAMEWORK.read_text(encoding="utf-8")
    text = text.replace("assignable: false", "assignable: perhaps", 1).replace("  parent: CTX\n", "  parents: CTX\n", 1)
    text = re.sub(r"definition: .*", "definition: [a]", text, count=1)
    reading = ours.read(text)
    told = [str(one) for one in (*reading.problems, *problems(reading.scheme, starting_scheme()))]
    for expected in ("“assignable”", "“parents”", "“definition”", "CTX.PROTEST: It stands at the top", "no definition"):
        assert any(expected in one for one in told), expected


def broken(**fields: Any) -> Callable[[], Scheme]:
    def made() -> Scheme:
        scheme = starting_scheme()
        return scheme.with_entries(replace(scheme.get("INS.BATON"), **fields))  # type: ignore[type-var]

    return made


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (broken(label={"en": "Baton", "ru": "Дубинка"}), "no label in be"),
        (broken(alt={"en": ("Twice", "Twice")}), "stands twice"),
        (broken(hidden={"en": ("Baton",)}, label={"en": "Baton", "ru": "a", "be": "b"}), "stands twice"),
        (broken(parent="PHY"), "another category"),
        (broken(parent="INS.BATON"), "circle"),
        (broken(parent="INS.NONE"), "missing"),
        (broken(applies_to=("moon",)), "moon"),
        (broken(handling=("secret",)), "secret"),
        (broken(use_roles=("analyst",)), "need-to-know codes alone"),
        (broken(replaced_by="INS.STUN"), "not retired"),
        (broken(definition="a\x07b"), "cannot be shown"),
        (broken(definition="a\u202eb"), "cannot be shown"),
        (broken(label={"en": "a\nb", "ru": "a", "be": "b"}), "line break"),
        (broken(colour="red"), "#a1b2c3"),
        (broken(assignable=False), "does not become a category"),
        (lambda: starting_scheme().without("INS.BATON"), "never removed"),
    ],
)
def test_problems_when_a_version_is_unsound_then_told(made: Callable[[], Scheme], told: str) -> None:
    assert any(told in str(one) for one in problems(made(), starting_scheme()))


def test_left_out_when_a_file_names_few_codes_then_the_others_stay() -> None:
    scheme = starting_scheme()
    few = replace(scheme, entries=scheme.entries[:3])
    reading = ours.read(ours.write(few))
    assert laid_over(scheme, reading).by_id().keys() == scheme.by_id().keys()
    assert len(left_out(scheme, reading)) == len(scheme.entries) - 3
