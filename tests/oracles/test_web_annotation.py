"""The Web Annotation model: sound documents, and the same broken in one place at a time."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests.oracles.web_annotation import CONTEXT, MEDIA, violations

LAYER = "ab" * 32
TAG = {"type": "TextualBody", "value": "PHY.BEAT", "purpose": "tagging", "format": "text/plain"}
NOTE = {"type": "TextualBody", "value": "Second blow.", "purpose": "commenting", "language": "en"}
#: A letter outside the basic plane counts once, as does each combining mark.
QUOTE = "і 😀 би\u0301ли"
SPAN = {
    "type": "SpecificResource",
    "source": "https://iapb.example/texts/7",
    "state": {"type": "TimeState", "cached": f"urn:sha256:{LAYER}"},
    "selector": [
        {"type": "TextPositionSelector", "start": 10, "end": 10 + len(QUOTE)},
        {"type": "TextQuoteSelector", "exact": QUOTE, "prefix": "Меня ", "suffix": "."},
    ],
}
ANNOTATION = {
    "@context": CONTEXT,
    "id": "urn:uuid:0f1c2d3e-0000-4000-8000-000000000001",
    "type": "Annotation",
    "motivation": "tagging",
    "creator": {"id": "urn:uuid:0f1c2d3e-0000-4000-8000-000000000009", "type": "Person"},
    "created": "2026-05-01T10:00:00Z",
    "body": [TAG, NOTE],
    "target": SPAN,
}
SECOND = {key: value for key, value in ANNOTATION.items() if key != "@context"} | {
    "id": "urn:uuid:0f1c2d3e-0000-4000-8000-000000000002"
}
PAGE = {"id": "https://iapb.example/sets/1/1", "type": "AnnotationPage", "startIndex": 0, "items": [SECOND]}
COLLECTION = {
    "@context": CONTEXT,
    "id": "https://iapb.example/sets/1",
    "type": "AnnotationCollection",
    "label": "Tags",
    "total": 1,
    "first": PAGE,
}


def fragment(value: str, grammar: str = MEDIA) -> dict:
    selector = {"type": "FragmentSelector", "conformsTo": grammar, "value": value}
    return ANNOTATION | {"target": {"source": "https://iapb.example/files/3", "selector": selector}}


PDF_QUOTE = ANNOTATION | {
    "target": SPAN
    | {
        "selector": {
            "type": "FragmentSelector",
            "conformsTo": "http://tools.ietf.org/rfc/rfc3778",
            "value": "page=3",
            "refinedBy": SPAN["selector"][1],
        }
    }
}
GOOD = {
    "annotation": ANNOTATION,
    "collection": COLLECTION,
    "page": {"@context": [CONTEXT], "partOf": COLLECTION["id"], **PAGE},
    "empty": {key: value for key, value in COLLECTION.items() if key != "first"} | {"total": 0},
    "further context": ANNOTATION | {"@context": [CONTEXT, {"layer": "https://iapb.example/layer"}], "layer": "x"},
    "code as resource": ANNOTATION
    | {"body": {"type": "SpecificResource", "source": "https://codes.example/PHY.BEAT", "purpose": "tagging"}},
    "several targets": ANNOTATION | {"target": [SPAN, "https://iapb.example/files/3"]},
    "layer in the source": ANNOTATION
    | {"target": {"source": f"https://iapb.example/layers/{LAYER}", "selector": SPAN["selector"]}},
    "time": fragment("t=12.5,20"),
    "time to the end": fragment("t=12"),
    "time from the start": fragment("t=,20"),
    "time in npt": fragment("t=npt:10,20"),
    "area": fragment("xywh=160,120,320,240"),
    "area in percent": fragment("xywh=percent:25,25,50,75"),
    "area for a while": fragment("t=10,20&xywh=pixel:0,0,5,5"),
    "page of a pdf": PDF_QUOTE,
}
DROP = object()
# Where in the annotation, what stands there instead, and a word of what must be said.
BREAKS = [
    (["@context"], DROP, "@context"),
    (["@context"], "https://schema.org", "@context"),
    (["id"], DROP, ".id"),
    (["id"], "7", ".id"),
    (["id"], "urn:x y", ".id"),
    (["type"], "Note", ".type"),
    (["layer"], "x", "no such key"),
    (["target", "offset"], 3, "no such key"),
    (["motivation"], DROP, "motivation"),
    (["motivation"], "coding", "motivation"),
    (["created"], DROP, "created"),
    (["created"], "2026-05-01", "created"),
    (["created"], "2026-05-01T10:00:00", "created"),
    (["modified"], "yesterday", "modified"),
    (["creator"], DROP, "creator"),
    (["creator"], "Anna", "creator"),
    (["creator"], {"type": "Person"}, "creator"),
    (["body"], DROP, "purpose tagging"),
    (["body"], [NOTE], "purpose tagging"),
    (["body", 0, "purpose"], "coding", "purpose"),
    (["body", 0, "value"], DROP, ".value"),
    (["body", 0, "value"], " ", ".value"),
    (["body", 0, "type"], "SpecificResource", ".source"),
    (["body", 1], "a note", "neither"),
    (["bodyValue"], "PHY.BEAT", "bodyValue"),
    (["target"], DROP, "target"),
    (["target"], "here", "no address"),
    (["target", "source"], DROP, ".source"),
    (["target", "source"], ["https://a.example/1", "https://a.example/2"], ".source"),
    (["target", "selector"], DROP, ".selector"),
    (["target", "selector", 1], DROP, "not one of each"),
    (["target", "selector", 0], DROP, "not one of each"),
    (["target", "selector", 0, "type"], "TextSelector", ".type"),
    (["target", "selector", 0, "start"], "10", "two counts"),
    (["target", "selector", 0, "start"], -1, "two counts"),
    (["target", "selector", 0, "start"], 10.0, "two counts"),
    (["target", "selector", 0, "end"], DROP, "two counts"),
    (["target", "selector", 0, "end"], 10, "nothing"),
    (["target", "selector", 0, "end"], 9, "nothing"),
    # UTF-16 units instead of code points: the smiling face would be two.
    (["target", "selector", 0, "end"], 10 + len(QUOTE.encode("utf-16-le")) // 2, "code points"),
    (["target", "selector", 1, "exact"], DROP, ".exact"),
    (["target", "selector", 1, "exact"], "", ".exact"),
    (["target", "selector", 1, "prefix"], "x" * 33, ".prefix"),
    (["target", "selector", 1, "suffix"], None, ".suffix"),
    (["target", "state"], DROP, "SHA-256"),
    (["target", "state", "cached"], "urn:sha256:abc", "SHA-256"),
    (["target", "state", "type"], DROP, "no state"),
    (["target", "state", "cached"], DROP, "TimeState"),
    (["target", "state", "sourceDate"], "May", "sourceDate"),
    (["target", "state", "sourceDateStart"], "2026-05-01T10:00:00Z", "range"),
]
FRAGMENTS = [
    "t=20,12.5",
    "t=5,5",
    "t=",
    "12.5,20",
    "t=a,b",
    "t=0:12,0:20s",
    "xywh=1,2,3",
    "xywh=1,2,0,4",
    "xywh=-1,2,3,4",
    "xywh=1.5,2,3,4",
    "xywh=percent:60,0,50,10",
    "xywh=em:1,2,3,4",
    "t=1,2&t=3,4",
    "page=3",
]


def changed(document: dict, path: list, value: object) -> dict:
    document = deepcopy(document)
    place = document
    for step in path[:-1]:
        place = place[step]
    if value is DROP:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


@pytest.mark.parametrize("name", GOOD)
def test_document_when_sound_then_nothing_is_said(name: str) -> None:
    assert violations(GOOD[name]) == []


@pytest.mark.parametrize(("path", "value", "word"), BREAKS)
def test_annotation_when_broken_in_one_place_then_said_there(path: list, value: object, word: str) -> None:
    said = violations(changed(ANNOTATION, path, value))
    assert said and any(word in line for line in said), said


@pytest.mark.parametrize("value", FRAGMENTS)
def test_fragment_when_against_its_grammar_then_said(value: str) -> None:
    assert [line for line in violations(fragment(value)) if ".value" in line]


@pytest.mark.parametrize(
    ("value", "grammar"), [("t=1,2", "http://example.org/own"), ("page=0", "http://tools.ietf.org/rfc/rfc3778")]
)
def test_fragment_when_of_another_grammar_then_said(value: str, grammar: str) -> None:
    assert violations(fragment(value, grammar))


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        (["total"], "1", ".total"),
        (["total"], -1, ".total"),
        (["total"], 2, "only page"),
        (["first"], DROP, ".first"),
        (["first"], "there", ".first"),
        (["first", "type"], "Page", ".type"),
        (["first", "id"], DROP, ".id"),
        (["first", "items"], DROP, ".items"),
        (["first", "startIndex"], None, ".startIndex"),
        (["first", "next"], "later", ".next"),
        (["first", "items", 0, "target"], DROP, "items[0].target"),
        (["first", "items"], [SECOND, SECOND], "twice"),
        (["label"], "", ".label"),
    ],
)
def test_collection_when_broken_in_one_place_then_said_there(path: list, value: object, word: str) -> None:
    assert any(word in line for line in violations(changed(COLLECTION, path, value)))


def test_page_when_by_itself_without_its_collection_then_said() -> None:
    assert any("partOf" in line for line in violations({"@context": CONTEXT, **PAGE}))


@pytest.mark.parametrize("document", [None, [], "x", {}, {"@context": CONTEXT}])
def test_document_when_something_else_then_said(document: object) -> None:
    assert violations(document)
