"""Our own YAML, the shape of the data file: everything but the bytes of pictures, which it names by their hash."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.formats.base import Reading, Unreadable, must_fit
from evidence.coding.framework.scheme import LANGUAGES, Entry, Scheme

# Key of the file -> field of an entry, for lists and for texts.
_LISTS = {"applies_to": "applies_to", "handling": "handling", "maps": "maps", "examples": "examples",
          "use_roles": "use_roles", "split_into": "split_into"}  # fmt: skip
_TEXTS = {"definition": "definition", "include": "include", "exclude": "exclude", "colour": "colour"}
_LABELS = {"alt_labels": "alt", "hidden_labels": "hidden"}
_KEYS = {"code", "parent", "assignable", "label", "valid_to", "replaced_by", "picture", *_LISTS, *_TEXTS, *_LABELS}
_SCHEME_KEYS = {"id", "version", "labels", "single_choice_facets", "rules"}


class _Loader(yaml.SafeLoader):
    """Neither aliases, which could unfold without end, nor a key twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise Unreadable(_("References (&, *) are not used in a framework."))
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        made = super().construct_mapping(node, deep)
        if len(made) < len(node.value):
            raise Unreadable(_("Line %(line)s: something is said twice.") % {"line": node.start_mark.line + 1})
        return made


def read(text: str) -> Reading:
    must_fit(text)
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Unreadable(
            _("This is not YAML: line %(line)s.") % {"line": mark.line + 1} if mark else _("This is not YAML.")
        ) from error
    except (RecursionError, ValueError) as error:
        raise Unreadable(_("This is not YAML.")) from error
    return _Reader(data).reading


class _Reader:
    def __init__(self, data: Any) -> None:
        if not isinstance(data, dict) or not isinstance(data.get("scheme"), dict):
            raise Unreadable(_("It needs the two parts “scheme” and “codes”."))
        if not isinstance(data.get("codes"), list):
            raise Unreadable(_("“codes” is a list."))
        head = data["scheme"]
        self.reading = Reading(Scheme("", ""))
        self.code = ""
        self._only(data, {"scheme", "codes"})
        self._only(head, _SCHEME_KEYS)
        entries = [entry for row in data["codes"] if (entry := self._entry(row)) is not None]
        self.code = ""
        self.reading.scheme = Scheme(
            self._text(head, "id"),
            self._text(head, "version"),
            self._list(head, "rules"),
            self._list(head, "single_choice_facets"),
            tuple(entries),
        )

    def _entry(self, row: Any) -> Entry | None:
        self.code = str(row.get("code", "")) if isinstance(row, dict) else ""
        if not self.code:
            self.reading.problem(_("An entry of “codes” has no id."))
            return None
        self._only(row, _KEYS)
        picture = row.get("picture") or {}
        if not isinstance(picture, dict):
            self.reading.problem(_("“%(key)s” is not written as expected.") % {"key": "picture"}, self.code)
            picture = {}
        return Entry(
            code=self._text(row, "code"),
            parent=self._text(row, "parent") or None,
            assignable=self._yes(row, "assignable"),
            label=self._labels(row),
            picture=self._text(picture, "sha256"),
            picture_alt=self._text(picture, "alt"),
            retired=self._day(row, "valid_to"),
            replaced_by=self._text(row, "replaced_by") or None,
            **{name: self._list(row, key) for key, name in _LISTS.items()},
            **{name: self._text(row, key) for key, name in _TEXTS.items()},
            **{name: self._words(row, key) for key, name in _LABELS.items()},
        )

    def _only(self, row: Mapping[Any, Any], allowed: Iterable[str]) -> None:
        for key in row:
            if key not in set(allowed):
                self.reading.problem(_("“%(key)s” is unknown.") % {"key": key}, self.code)

    def _wrong(self, key: str) -> None:
        self.reading.problem(_("“%(key)s” is not written as expected.") % {"key": key}, self.code)

    def _text(self, row: Mapping[str, Any], key: str) -> str:
        value = row.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._wrong(key)
            return ""
        return value

    def _yes(self, row: Mapping[str, Any], key: str) -> bool:
        if not isinstance(row.get(key), bool):
            self._wrong(key)
        return bool(row.get(key))

    def _list(self, row: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = row.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._wrong(key)
            return ()
        return tuple(value)

    def _labels(self, row: Mapping[str, Any]) -> dict[str, str]:
        value = row.get("label")
        if not isinstance(value, dict) or not all(isinstance(one, str) for pair in value.items() for one in pair):
            self._wrong("label")
            return {}
        return value

    def _words(self, row: Mapping[str, Any], key: str) -> dict[str, tuple[str, ...]]:
        value = row.get(key) or {}
        if not isinstance(value, dict):
            self._wrong(key)
            return {}
        return {str(language): words for language in value if (words := self._list(value, language))}

    def _day(self, row: Mapping[str, Any], key: str) -> date | None:
        value = row.get(key)
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self._wrong(key)
            return None


def write(scheme: Scheme) -> str:
    """The same version gives the same bytes: its hash seals it."""
    lines = [
        f"# Coding framework {scheme.id}, version {scheme.version}. An id keeps its meaning for ever.",
        "scheme:",
        f"  id: {scheme.id}",
        f"  version: {_quoted(scheme.version)}",
        f"  labels: [{', '.join(LANGUAGES)}]",
        f"  single_choice_facets: [{', '.join(map(_bare, scheme.single_choice))}]",
        "  rules:" if scheme.rules else "  rules: []",
        *(f"    - {_quoted(rule)}" for rule in scheme.rules),
        "codes:",
    ]
    for entry in scheme.entries:
        lines += _lines(entry)
    return "\n".join(lines) + "\n"


def _lines(entry: Entry) -> Iterator[str]:
    yield f"- code: {_bare(entry.code)}"
    yield f"  parent: {_bare(entry.parent) if entry.parent else 'null'}"
    yield f"  assignable: {'true' if entry.assignable else 'false'}"
    yield f"  label: {_flow(entry.label, _quoted)}"
    for key, name in _LABELS.items():
        if held := getattr(entry, name):
            yield f"  {key}: {_flow(held, _quoted_list)}"
    for key, name in _TEXTS.items():
        if (held := getattr(entry, name)) or key == "definition":
            yield f"  {key}: {_quoted(held)}"
    for key, name in _LISTS.items():
        held = getattr(entry, name)
        if held or key == "applies_to":
            yield (
                f"  {key}: [{', '.join(map(_bare, held))}]"
                if key not in ("maps", "examples")
                else f"  {key}: {_quoted_list(held)}"
            )
    if entry.picture:
        yield f"  picture: {{sha256: {_quoted(entry.picture)}, alt: {_quoted(entry.picture_alt)}}}"
    if entry.retired:
        yield f"  valid_to: {_quoted(entry.retired.isoformat())}"
    if entry.replaced_by:
        yield f"  replaced_by: {_bare(entry.replaced_by)}"


def _bare(word: str) -> str:
    """Without quotes, but for what YAML takes for yes or no."""
    return _quoted(word) if word.lower() in ("no", "yes", "on", "off", "true", "false", "null") else word


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _quoted_list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _flow(held: Mapping[str, Any], form: Callable[[Any], str]) -> str:
    return "{" + ", ".join(f"{language}: {form(held[language])}" for language in LANGUAGES if language in held) + "}"


def losses(scheme: Scheme) -> list[Any]:
    """What the file names and does not hold."""
    if any(entry.picture for entry in scheme.entries):
        return [_("Pictures are named by their hash and in words: another house needs them by hand.")]
    return []
