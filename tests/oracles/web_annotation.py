"""The W3C Web Annotation Data Model (JSON-LD), and what we promise of our own annotations (standards.md 7.2).

`violations(document)` takes a collection, a page or one annotation, and returns one line per breach, each with the
place in the document and what is wrong there. Breaches of the Model and of our promises are told alike; ours are:

* an annotation says who made it and when (with a zone), why (`motivation`), and has at least one body that tags;
* a span of text is held twice, by position and by quote; end is exclusive, both count Unicode code points, so the
  quote is as long as the position says; prefix and suffix are 32 code points at most; nothing is empty;
* the target of a span names the layer it was made on by its SHA-256 (in `source` or in a `state`);
* a part of a recording, a picture or a PDF is a FragmentSelector that names its grammar, and its value obeys it.

Written as a walk over plain dicts: JSON-LD that says the same in another shape (`@id`, expanded IRIs) is refused,
since the Model asks for exactly the shape of its context.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MOTIVATIONS = {
    "assessing",
    "bookmarking",
    "classifying",
    "commenting",
    "describing",
    "editing",
    "highlighting",
    "identifying",
    "linking",
    "moderating",
    "questioning",
    "replying",
    "tagging",
}
# Every key the context defines. Another one says nothing to a reader of JSON-LD, unless a further context is given.
KEYS = set(
    re.findall(
        r"\w+",
        """
        id type body target source selector state scope styleClass stylesheet rights conformsTo cached canonical via
        creator created generator generated modified motivation purpose audience bodyValue exact prefix suffix start
        end startSelector endSelector refinedBy renderedVia sourceDate sourceDateStart sourceDateEnd textDirection
        processingLanguage value format language label name nickname email email_sha1 homepage accessibility items
        partOf first last next prev startIndex total
        """,
    )
)
MEDIA = "http://www.w3.org/TR/media-frags/"
PDF = {"http://tools.ietf.org/rfc/rfc3778", "http://tools.ietf.org/rfc/rfc8118"}
DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
SECONDS = r"(\d+(?:\.\d+)?)"
TIME = re.compile(rf"t=(?:npt:)?(?:{SECONDS}(?:,{SECONDS})?|,{SECONDS})")
AREA = re.compile(r"xywh=(?:(pixel|percent):)?(\d+),(\d+),(\d+),(\d+)")
PAGE = re.compile(r"page=([1-9]\d*)")
AROUND = 32
Found = Iterator[str]


def violations(document: dict) -> list[str]:
    """Every breach, in the order of the document."""
    if not isinstance(document, dict):
        return ["$: is no object"]
    return [*_context(document), *_node(document, "$")]


def _node(document: dict, at: str) -> Found:
    kinds = {"AnnotationCollection": _collection, "AnnotationPage": _page, "Annotation": _annotation}
    kind = next((kinds[one] for one in _listed(document.get("type")) if one in kinds), None)
    if kind is None:
        yield f"{at}.type: {document.get('type')!r} is no annotation, page or collection"
        return
    yield from kind(document, at)


def _context(document: dict) -> Found:
    contexts = _listed(document.get("@context"))
    if CONTEXT not in contexts:
        yield f"$.@context: does not name {CONTEXT}"
    if contexts == [CONTEXT]:
        yield from _keys(document, "$")


def _keys(value: object, at: str) -> Found:
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _keys(one, f"{at}[{number}]")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in KEYS and not (key == "@context" and at == "$"):
                yield f"{at}.{key}: the context knows no such key"
            yield from _keys(inner, f"{at}.{key}")


def _collection(document: dict, at: str) -> Found:
    yield from _identity(document, at)
    if "label" in document and not (isinstance(document["label"], str | list) and document["label"]):
        yield f"{at}.label: is empty"
    total = document.get("total")
    if total is not None and not _count(total):
        yield f"{at}.total: {total!r} is no count"
    if total and "first" not in document:
        yield f"{at}.first: {total} annotations, and no first page"
    for key in ("first", "last"):
        if key in document:
            yield from _linked(document[key], f"{at}.{key}", _page)
    first = document.get("first")
    if isinstance(first, dict) and "next" not in first and _count(total) and total != len(_listed(first.get("items"))):
        yield f"{at}.total: {total}, but its only page holds {len(_listed(first.get('items')))}"


def _page(document: dict, at: str) -> Found:
    yield from _identity(document, at)
    if "AnnotationPage" not in _listed(document.get("type")):
        yield f"{at}.type: is no AnnotationPage"
    if not isinstance(document.get("items"), list):
        yield f"{at}.items: is no list"
        return
    if "startIndex" in document and not _count(document["startIndex"]):
        yield f"{at}.startIndex: {document['startIndex']!r} is no count"
    for key in ("partOf", "next", "prev"):
        if key in document and not _iri(_id_of(document[key])):
            yield f"{at}.{key}: leads nowhere"
    if at == "$" and "partOf" not in document:
        yield f"{at}.partOf: a page by itself names its collection"
    seen: set[str] = set()
    for number, item in enumerate(document["items"]):
        yield from _linked(item, f"{at}.items[{number}]", _annotation)
        if _id_of(item) in seen:
            yield f"{at}.items[{number}].id: stands twice"
        seen.add(_id_of(item))


def _annotation(document: dict, at: str) -> Found:
    yield from _identity(document, at)
    if "Annotation" not in _listed(document.get("type")):
        yield f"{at}.type: is no Annotation"
    yield from _agent(document.get("creator"), f"{at}.creator")
    if not _moment(document.get("created")):
        yield f"{at}.created: {document.get('created')!r} is no moment with a zone"
    for key in ("modified", "generated"):
        if key in document and not _moment(document[key]):
            yield f"{at}.{key}: {document[key]!r} is no moment with a zone"
    motivations = _listed(document.get("motivation"))
    for one in motivations or [None]:
        if one not in MOTIVATIONS:
            yield f"{at}.motivation: {one!r} is not in the list"
    if "bodyValue" in document:
        yield f"{at}.bodyValue: says no purpose; use body"
    bodies = _listed(document.get("body"))
    for number, body in enumerate(bodies):
        yield from _body(body, f"{at}.body[{number}]")
    if not any(isinstance(body, dict) and "tagging" in _listed(body.get("purpose")) for body in bodies):
        yield f"{at}.body: none has the purpose tagging"
    targets = _listed(document.get("target"))
    if not targets:
        yield f"{at}.target: is missing"
    for number, target in enumerate(targets):
        yield from _target(target, f"{at}.target[{number}]")


def _body(body: object, at: str) -> Found:
    if not isinstance(body, dict):
        if not _iri(body):
            yield f"{at}: {body!r} is neither a resource nor its address"
        return
    kinds = _listed(body.get("type"))
    for one in _listed(body.get("purpose")):
        if one not in MOTIVATIONS:
            yield f"{at}.purpose: {one!r} is not in the list"
    if "TextualBody" in kinds:
        if not isinstance(body.get("value"), str) or not body["value"].strip():
            yield f"{at}.value: is no text"
        if "source" in body or "selector" in body:
            yield f"{at}: a TextualBody has no source and no selector"
    elif "purpose" in body and not _iri(_id_of(body.get("source"))):
        yield f"{at}.source: a purpose belongs to a TextualBody or to a resource with a source"
    elif "purpose" not in body and not _iri(body.get("id")):
        yield f"{at}.id: is no address"


def _target(target: object, at: str) -> Found:
    if not isinstance(target, dict):
        if not _iri(target):
            yield f"{at}: {target!r} is no address"
        return
    if "selector" not in target and "source" not in target:
        if not _iri(target.get("id")):
            yield f"{at}.id: is no address"
        return
    if not _iri(_id_of(target.get("source"))):
        yield f"{at}.source: {target.get('source')!r} is not one address"
    for number, state in enumerate(_listed(target.get("state"))):
        yield from _state(state, f"{at}.state[{number}]")
    selectors = _listed(target.get("selector"))
    if not selectors:
        yield f"{at}.selector: is missing"
    for number, selector in enumerate(selectors):
        yield from _selector(selector, f"{at}.selector[{number}]")
    yield from _spans(target, at)


def _spans(target: dict, at: str) -> Found:
    """Text is held by position and quote together, side by side or one refining another, and names its layer."""
    every = list(_every(_listed(target.get("selector"))))
    positions = [one for one in every if one.get("type") == "TextPositionSelector"]
    quotes = [one for one in every if one.get("type") == "TextQuoteSelector"]
    if not positions and not quotes:
        return
    paged = any(PAGE.fullmatch(str(one.get("value"))) for one in every)
    if len(quotes) != 1 or (len(positions) != 1 and not (paged and not positions)):
        yield f"{at}.selector: {len(positions)} positions and {len(quotes)} quotes, not one of each"
    elif positions and _whole(positions[0]) and isinstance(quotes[0].get("exact"), str):
        length = positions[0]["end"] - positions[0]["start"]
        if length != len(quotes[0]["exact"]):
            yield f"{at}.selector: {length} code points by position, {len(quotes[0]['exact'])} by quote"
        if positions[0]["start"] == 0 and quotes[0].get("prefix"):
            yield f"{at}.selector: starts at 0, and has a prefix"
    if not DIGEST.search(json.dumps([target.get("source"), target.get("state")])):
        yield f"{at}: does not name its layer by SHA-256"


def _every(selectors: list) -> Iterator[dict]:
    for one in selectors:
        if isinstance(one, dict):
            yield one
            yield from _every(_listed(one.get("refinedBy")))


def _selector(selector: object, at: str) -> Found:
    if not isinstance(selector, dict):
        yield f"{at}: {selector!r} is no selector"
        return
    kind = selector.get("type")
    if kind not in SELECTORS:
        yield f"{at}.type: {kind!r} is no selector we write"
        return
    yield from SELECTORS[kind](selector, at)
    for number, finer in enumerate(_listed(selector.get("refinedBy"))):
        yield from _selector(finer, f"{at}.refinedBy[{number}]")


def _position(selector: dict, at: str) -> Found:
    if not _whole(selector):
        yield f"{at}: start {selector.get('start')!r} and end {selector.get('end')!r} are not two counts"
    elif selector["start"] >= selector["end"]:
        yield f"{at}: from {selector['start']} to {selector['end']} there is nothing"


def _quote(selector: dict, at: str) -> Found:
    if not isinstance(selector.get("exact"), str) or not selector["exact"]:
        yield f"{at}.exact: is no text"
    for key in ("prefix", "suffix"):
        text = selector.get(key, "")
        if not isinstance(text, str) or len(text) > AROUND:
            yield f"{at}.{key}: is no text of {AROUND} code points at most"


def _fragment(selector: dict, at: str) -> Found:
    value, grammar = selector.get("value"), selector.get("conformsTo")
    if not isinstance(value, str):
        yield f"{at}.value: is no text"
    elif grammar == MEDIA:
        parts = value.split("&")
        if len({part.split("=")[0] for part in parts}) != len(parts):
            yield f"{at}.value: {value!r} says the same dimension twice"
        yield from (f"{at}.value: {part!r} is no media fragment" for part in parts if not _medial(part))
    elif grammar in PDF:
        if not PAGE.fullmatch(value):
            yield f"{at}.value: {value!r} is no page"
    else:
        yield f"{at}.conformsTo: {grammar!r} is no grammar we write"


def _medial(part: str) -> bool:
    if found := TIME.fullmatch(part):
        start, end, only_end = found.groups()
        return float(start or 0) < float(end or only_end or "inf")
    if found := AREA.fullmatch(part):
        unit, (x, y, width, height) = found[1], map(int, found.groups()[1:])
        inside = unit != "percent" or (x + width <= 100 and y + height <= 100)
        return bool(width and height and inside)
    return False


SELECTORS: dict[str, Callable[[dict, str], Found]] = {
    "TextPositionSelector": _position,
    "TextQuoteSelector": _quote,
    "FragmentSelector": _fragment,
}


def _state(state: object, at: str) -> Found:
    if isinstance(state, str) and _iri(state):
        return
    if not isinstance(state, dict) or not _listed(state.get("type")):
        yield f"{at}: {state!r} is no state"
        return
    if "TimeState" in _listed(state["type"]):
        dates = [key for key in ("sourceDate", "sourceDateStart", "sourceDateEnd") if key in state]
        yield from (f"{at}.{key}: is no moment with a zone" for key in dates if not _moment(state[key]))
        if ("sourceDateStart" in state) != ("sourceDateEnd" in state) or len(dates) == 3:
            yield f"{at}: a range has a start and an end, and no single date beside it"
        if not dates and "cached" not in state:
            yield f"{at}: a TimeState has a date or a cached copy"
        if "cached" in state and not all(_iri(one) for one in _listed(state["cached"])):
            yield f"{at}.cached: is no address"
    if "HttpRequestState" in _listed(state["type"]) and not isinstance(state.get("value"), str):
        yield f"{at}.value: an HttpRequestState has the headers"


def _agent(agent: object, at: str) -> Found:
    agents = _listed(agent)
    if not agents:
        yield f"{at}: is missing"
    for one in agents:
        if not (_iri(one) or (isinstance(one, dict) and (_iri(one.get("id")) or one.get("name")))):
            yield f"{at}: {one!r} is nobody"


def _identity(document: dict, at: str) -> Found:
    if not _iri(document.get("id")):
        yield f"{at}.id: {document.get('id')!r} is no address"


def _linked(value: object, at: str, kind: Callable[[dict, str], Found]) -> Found:
    """Another document by its address, or embedded whole."""
    if isinstance(value, dict):
        yield from kind(value, at)
    elif not _iri(value):
        yield f"{at}: {value!r} is no address"


def _listed(value: object) -> list:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _id_of(value: object) -> object:
    return value.get("id") if isinstance(value, dict) else value


def _iri(value: object) -> bool:
    if not isinstance(value, str) or re.search(r"[\s<>\"{}|\\^`]", value):
        return False
    parts = urlsplit(value)
    return bool(parts.scheme and (parts.netloc or parts.path))


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _whole(selector: dict) -> bool:
    return _count(selector.get("start")) and _count(selector.get("end"))


def _moment(value: object) -> bool:
    if not isinstance(value, str) or "T" not in value:
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
