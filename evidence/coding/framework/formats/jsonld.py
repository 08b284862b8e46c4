"""JSON-LD, written and read. Contexts are read only where they stand in the file: nothing is ever fetched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.formats.base import Unreadable, must_fit
from evidence.coding.framework.formats.graph import (
    DCT,
    OURS,
    OWL,
    PREFIXES,
    SKOS,
    TYPE,
    XSD,
    Graph,
    Iri,
    Literal,
    Object,
    Statement,
)

_WORDS = ("prefLabel", "altLabel", "hiddenLabel", "definition", "scopeNote", "example")
_LINKS = ("broader", "inScheme", "topConceptOf", "hasTopConcept", "closeMatch", "exactMatch")
_NAMES = {
    **{name: SKOS + name for name in (*_WORDS, *_LINKS, "notation", "Concept", "ConceptScheme")},
    "isReplacedBy": DCT + "isReplacedBy",
    "isVersionOf": DCT + "isVersionOf",
    "deprecated": OWL + "deprecated",
    "versionInfo": OWL + "versionInfo",
}
DEEPEST = 50


def write(statements: Iterable[Statement]) -> str:
    short = {address: name for name, address in _NAMES.items()}
    context: dict[str, Any] = dict(PREFIXES)
    for name, address in _NAMES.items():
        context[name] = {"@id": address, "@container": "@language"} if name in _WORDS else address
        if name in (*_LINKS, "isReplacedBy", "isVersionOf"):
            context[name] = {"@id": address, "@type": "@id"}
    nodes: dict[Iri, dict[str, Any]] = {}
    for subject, predicate, value in statements:
        node = nodes.setdefault(subject, {"@id": str(subject)})
        if predicate == TYPE:
            node.setdefault("@type", []).append(short.get(str(value), str(value)))
        elif (name := short.get(predicate, "")) in _WORDS and isinstance(value, Literal):
            node.setdefault(name, {}).setdefault(value.language or "@none", []).append(value.value)
        else:
            node.setdefault(name or predicate.replace(OURS, "iapb:"), []).append(_held(value, name))
    for node in nodes.values():
        for key, value in node.items():
            if isinstance(value, list) and len(value) == 1:
                node[key] = value[0]
    return json.dumps({"@context": context, "@graph": list(nodes.values())}, ensure_ascii=False, indent=1) + "\n"


def _held(value: Object, name: str) -> Any:
    if isinstance(value, tuple):
        return {"@list": [_held(one, "") for one in value]}
    if isinstance(value, Iri):
        return str(value) if name else {"@id": str(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype == XSD + "boolean":
        return value.value == "true"
    if value.datatype == XSD + "integer":
        return int(value.value)
    return {"@value": value.value, "@type": value.datatype} if value.datatype else value.value


def read(text: str) -> Graph:
    must_fit(text)
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise Unreadable(_("This is not JSON: line %(line)s.") % {"line": line}) from error
    return Graph(_Reader().statements(data))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise Unreadable(_("Something is said twice in one place of the JSON."))
    return made


class _Reader:
    def __init__(self) -> None:
        self.terms: dict[str, dict[str, Any]] = {}
        self.language = ""
        self.blanks = 0
        self.found: list[Statement] = []

    def statements(self, data: Any) -> list[Statement]:
        for node in data if isinstance(data, list) else [data]:
            if not isinstance(node, dict):
                raise Unreadable(_("This is JSON, and no JSON-LD."))
            self._context(node.get("@context"))
            self._node(node, 0)
        return self.found

    def _context(self, context: Any) -> None:
        for one in context if isinstance(context, list) else [context]:
            if one is None:
                continue
            if not isinstance(one, dict):
                raise Unreadable(
                    _("Its @context lies elsewhere, and nothing is fetched. Put the context itself into the file.")
                )
            self.language = one.get("@language") or self.language
            if isinstance(one.get("@vocab"), str):
                self.terms["@vocab"] = {"@id": one["@vocab"]}
            for term, meant in one.items():
                held = {"@id": meant} if isinstance(meant, str) else meant
                if isinstance(held, dict) and not term.startswith("@"):
                    self.terms[term] = held

    def _expanded(self, name: str, depth: int = 0) -> str:
        meant = self.terms.get(name, {}).get("@id")
        if isinstance(meant, str) and meant != name and depth < 10:
            return self._expanded(meant, depth + 1)
        prefix, colon, local = name.partition(":")
        start = self.terms.get(prefix, {}).get("@id") if colon and not local.startswith("//") else None
        if isinstance(start, str):
            return self._expanded(start, depth + 1) + local if depth < 10 else name
        if not colon and isinstance(vocabulary := self.terms.get("@vocab", {}).get("@id"), str):
            return vocabulary + name
        return name

    def _node(self, node: Mapping[str, Any], depth: int) -> Iri:
        if depth > DEEPEST:
            raise Unreadable(_("It is nested too deeply."))
        subject = Iri(self._expanded(node["@id"])) if isinstance(node.get("@id"), str) else self._blank()
        for key, value in node.items():
            if key in ("@id", "@context"):
                continue
            if key == "@graph":
                for inner in _as_list(value):
                    if isinstance(inner, dict):
                        self._node(inner, depth + 1)
            elif self._expanded(key) in ("@type", TYPE):
                kinds = [one for one in _as_list(value) if isinstance(one, str)]
                self.found += [(subject, TYPE, Iri(self._expanded(kind))) for kind in kinds]
            elif not key.startswith("@"):
                predicate = self._expanded(key)
                self.found += [(subject, predicate, one) for one in self._values(key, value, depth)]
        return subject

    def _blank(self) -> Iri:
        self.blanks += 1
        return Iri(f"_:without-id-{self.blanks}")

    def _values(self, key: str, value: Any, depth: int) -> Iterator[Object]:
        term = self.terms.get(key, {})
        if term.get("@container") == "@language" and isinstance(value, dict) and "@value" not in value:
            for language, texts in value.items():
                spoken = "" if language == "@none" else language.lower()
                yield from (Literal(text, language=spoken) for text in _as_list(texts) if isinstance(text, str))
            return
        if term.get("@container") == "@list":
            yield tuple(self._value(one, term, depth) for one in _as_list(value))
            return
        for one in _as_list(value):
            if one is not None:
                yield self._value(one, term, depth)

    def _value(self, value: Any, term: Mapping[str, Any], depth: int) -> Any:
        if isinstance(value, dict):
            if "@list" in value:
                return tuple(self._value(one, term, depth + 1) for one in _as_list(value["@list"]))
            if "@value" in value:
                return self._literal(value["@value"], value.get("@type", ""), value.get("@language", ""))
            return self._node(value, depth + 1)
        kind = term.get("@type", "")
        if kind in ("@id", "@vocab") and isinstance(value, str):
            return Iri(self._expanded(value))
        spoken = term.get("@language", self.language) if isinstance(value, str) and not kind else ""
        return self._literal(value, kind, spoken or "")

    def _literal(self, value: Any, kind: Any, language: Any) -> Literal:
        if isinstance(value, bool):
            return Literal("true" if value else "false", datatype=XSD + "boolean")
        if isinstance(value, int):
            return Literal(str(value), datatype=XSD + "integer")
        datatype = self._expanded(kind) if isinstance(kind, str) and kind and not kind.startswith("@") else ""
        return Literal(str(value), str(language).lower(), "" if datatype == XSD + "string" else datatype)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
