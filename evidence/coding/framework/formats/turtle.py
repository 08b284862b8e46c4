"""Turtle, written and read. Reading fetches nothing and runs nothing: it turns characters into statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urljoin

from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.formats.base import Unreadable, must_fit
from evidence.coding.framework.formats.graph import PREFIXES, RDF, TYPE, XSD, Graph, Iri, Literal, Object, Statement

_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MEANT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TOKENS = re.compile(
    r"""(?P<space>[\s]+|\#[^\n\r]*)
    |(?P<long>\"{3}(?:[^"\\]|\\.|\"(?!\"\"))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3})
    |(?P<short>"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<iri><[^<>"{}|^`\x00-\x20]*>)
    |(?P<directive>@prefix\b|@base\b)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<number>[+-]?(?:[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+\.?[eE][+-]?[0-9]+|[0-9]+))
    |(?P<blank>_:[^\s.;,\[\]()<>"'\#]+(?:\.[^\s.;,\[\]()<>"'\#]+)*)
    |(?P<name>(?:[^\W\d_][\w\-]*(?:\.[\w\-]+)*)?:(?:(?:[\w:\-%]|\\[_~.\-!$&'()*+,;=/?\#@%])
        (?:(?:[\w:\-%]|\.(?=[\w:\-%.\\])|\\[_~.\-!$&'()*+,;=/?\#@%]))*)?)
    |(?P<word>[A-Za-z]+)
    |(?P<mark>\^\^|[.;,\[\]()])""",
    re.VERBOSE | re.DOTALL,
)
DEEPEST = 100


def write(statements: Iterable[Statement]) -> str:
    lines = [f"@prefix {prefix}: <{address}> ." for prefix, address in PREFIXES.items()]
    for subject, own in groupby(statements, key=lambda one: one[0]):
        lines.append(f"\n{_term(subject)}")
        parts = []
        for predicate, same in groupby(own, key=lambda one: one[1]):
            values = ", ".join(_term(value) for _subject, _predicate, value in same)
            parts.append(f"    {'a' if predicate == TYPE else _iri(predicate)} {values}")
        lines.append(" ;\n".join(parts) + " .")
    return "\n".join(lines) + "\n"


def _term(value: Object) -> str:
    if isinstance(value, tuple):
        return f"( {' '.join(_term(one) for one in value)} )"
    if isinstance(value, Iri):
        return _iri(value)
    text = '"' + "".join(_ESCAPED.get(letter, letter) for letter in value.value) + '"'
    if value.language:
        return f"{text}@{value.language}"
    return f"{text}^^{_iri(value.datatype)}" if value.datatype else text


def _iri(address: str) -> str:
    for prefix, start in PREFIXES.items():
        if address.startswith(start) and _LOCAL.fullmatch(address[len(start) :]):
            return f"{prefix}:{address[len(start) :]}"
    escaped = (f"\\u{ord(one):04X}" if one in '<>"{}|^`\\' or one <= " " else one for one in address)
    return f"<{''.join(escaped)}>"


def read(text: str) -> Graph:
    must_fit(text)
    return Graph(_Reader(text).statements())


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.prefixes, self.base, self.blanks = text, dict[str, str](), "", 0
        self.found: list[Statement] = []
        self.tokens = self._tokens()
        self.kind, self.value, self.at = next(self.tokens)

    def statements(self) -> list[Statement]:
        while self.kind != "end":
            if self.kind == "directive" or (self.kind == "word" and self.value.upper() in ("PREFIX", "BASE")):
                self._directive()
                continue
            bare = self.kind == "mark" and self.value == "["
            subject = self._object(0)
            if not isinstance(subject, Iri):
                self._refuse()
            if not (bare and self.value == "."):
                self._predicates(subject, 0)
            self._take(".")
        return self.found

    def _tokens(self) -> Iterator[tuple[str, str, int]]:
        at = 0
        while at < len(self.text):
            match = _TOKENS.match(self.text, at)
            if match is None or match.end() == at:
                self.at = at
                self._refuse()
            if match.lastgroup != "space":
                yield str(match.lastgroup), match[0], at
            at = match.end()
        yield "end", "", at

    def _refuse(self) -> Any:
        line = self.text.count("\n", 0, self.at) + 1
        raise Unreadable(_("This is not Turtle: line %(line)s.") % {"line": line})

    def _next(self) -> str:
        value = self.value
        self.kind, self.value, self.at = next(self.tokens, ("end", "", len(self.text)))
        return value

    def _take(self, mark: str) -> None:
        if self.kind != "mark" or self.value != mark:
            self._refuse()
        self._next()

    def _directive(self) -> None:
        dotted = self.kind == "directive"
        word = self._next().lstrip("@").upper()
        if word == "PREFIX":
            if self.kind != "name" or not self.value.endswith(":"):
                self._refuse()
            prefix = self._next()[:-1]
            self.prefixes[prefix] = self._address()
        else:
            self.base = self._address()
        if dotted:
            self._take(".")

    def _address(self) -> str:
        if self.kind != "iri":
            self._refuse()
        return self._resolved(self._next())

    def _resolved(self, written: str) -> str:
        address = self._unescaped(written[1:-1])
        return urljoin(self.base, address) if self.base and ":" not in address.split("/")[0] else address

    def _predicates(self, subject: Iri, depth: int) -> None:
        while True:
            if self.kind == "word" and self.value == "a":
                self._next()
                predicate = TYPE
            else:
                named = self._object(depth)
                if not isinstance(named, Iri):
                    self._refuse()
                predicate = str(named)
            self.found.append((subject, predicate, self._object(depth)))
            while self.kind == "mark" and self.value == ",":
                self._next()
                self.found.append((subject, predicate, self._object(depth)))
            if not (self.kind == "mark" and self.value == ";"):
                return
            while self.kind == "mark" and self.value == ";":
                self._next()
            if self.kind == "mark" and self.value in (".", "]"):
                return

    def _object(self, depth: int) -> Any:
        if depth > DEEPEST:
            self._refuse()
        if self.kind == "iri":
            return Iri(self._resolved(self._next()))
        if self.kind == "name":
            return self._named()
        if self.kind == "blank":
            return Iri(self._next())
        if self.kind in ("long", "short"):
            return self._literal()
        if self.kind == "number":
            number = self._next()
            kind = "integer" if re.fullmatch(r"[+-]?\d+", number) else "double" if "e" in number.lower() else "decimal"
            return Literal(number, datatype=XSD + kind)
        if self.kind == "word" and self.value in ("true", "false"):
            return Literal(self._next(), datatype=XSD + "boolean")
        if self.kind == "mark" and self.value == "[":
            return self._nested(depth)
        if self.kind == "mark" and self.value == "(":
            return self._list(depth)
        return self._refuse()

    def _named(self) -> Iri:
        prefix, _colon, local = self.value.partition(":")
        if prefix not in self.prefixes:
            self._refuse()
        self._next()
        return Iri(self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))

    def _nested(self, depth: int) -> Iri:
        self._take("[")
        self.blanks += 1
        blank = Iri(f"_:in-brackets-{self.blanks}")
        if not (self.kind == "mark" and self.value == "]"):
            self._predicates(blank, depth + 1)
        self._take("]")
        return blank

    def _list(self, depth: int) -> tuple[Any, ...] | Iri:
        self._take("(")
        held = []
        while not (self.kind == "mark" and self.value == ")"):
            held.append(self._object(depth + 1))
        self._next()
        return tuple(held) if held else Iri(RDF + "nil")

    def _literal(self) -> Literal:
        quotes = 3 if self.kind == "long" else 1
        value = self._unescaped(self._next()[quotes:-quotes])
        if self.kind == "language":
            return Literal(value, language=self._next()[1:].lower())
        if self.kind == "mark" and self.value == "^^":
            self._next()
            kind = self._object(0)
            return Literal(value, datatype="" if kind == XSD + "string" else str(kind))
        return Literal(value)

    def _unescaped(self, written: str) -> str:
        def meant(match: re.Match[str]) -> str:
            if match[1]:
                number = int(match[1][1:], 16)
                return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else self._refuse()
            return _MEANT.get(match[2]) or self._refuse()

        return re.sub(r"\\(?:(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})|(.))", meant, written, flags=re.DOTALL)
