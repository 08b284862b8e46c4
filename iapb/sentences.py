"""Sentences that are kept now and read later, by people of other languages.

What a worker says of a job is read by the partner who asked, by a colleague, by an operator. So
not the words are kept but the sentence as the catalogues know it, with what stands in it; each
reader gets it in their own language.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, ngettext

LONGEST = 500  # of words that come as they are
_KEPT = '{"say":'


def _filled(sentence: Any, parts: dict[str, Any]) -> str:
    return sentence % {name: _shown(part) for name, part in parts.items()}


def _shown(part: Any) -> Any:
    return ", ".join(map(str, part)) if isinstance(part, list | tuple) else part


_later = lazy(_filled, str)


def fill(sentence: Any, **parts: Any) -> Promise:
    """`_("Page %(page)d")` and what stands in it, not yet in any language. A list is shown with commas.

    With `sentence % parts` the language would be that of whoever happens to run this line.
    """
    return _later(sentence, parts)


def keep(sentence: Any) -> str:
    """As it is stored. A sentence without parts is stored as the catalogues know it."""
    if not isinstance(sentence, Promise):
        words = str(sentence)
        return words if words.startswith(_KEPT) else words[:LONGEST]
    stored = _parted(sentence)
    plain = isinstance(stored, dict) and isinstance(stored["say"], str) and "with" not in stored
    return stored["say"] if plain else json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def read(kept: str) -> str:
    """In the reader's language."""
    if not kept.startswith(_KEPT):
        return gettext(kept) if kept else ""
    return str(_said(json.loads(kept)))


def _parted(sentence: Any) -> Any:
    """What a lazy sentence was made of: it can be taken apart as for pickling."""
    if isinstance(sentence, list | tuple):
        return [_parted(one) for one in sentence]
    if not isinstance(sentence, Promise):
        return sentence if isinstance(sentence, int | float) else str(sentence)
    made_by, *made_of = sentence.__reduce__()[1]
    if made_by is _filled:
        inner, parts = made_of[0]
        return {**_parted(inner), "with": {name: _parted(part) for name, part in parts.items()}}
    if made_by is gettext:
        return {"say": made_of[0][0]}
    if made_by is ngettext:
        counted_by, forms = made_of[1:]
        return {"say": [forms["singular"], forms["plural"], counted_by]}
    if made_by is read:
        kept = made_of[0][0]
        return json.loads(kept) if kept.startswith(_KEPT) else {"say": kept}
    return {"say": str(sentence)}


def _said(stored: Any) -> Any:
    if isinstance(stored, list):
        return [_said(one) for one in stored]
    if not isinstance(stored, dict):
        return stored
    said, parts = stored["say"], {name: _said(part) for name, part in stored.get("with", {}).items()}
    words = gettext(said) if isinstance(said, str) else ngettext(said[0], said[1], parts[said[2]])
    return _filled(words, parts) if "with" in stored else words


_read_later = lazy(read, str)


class SentenceField(models.TextField):
    """Holds what `keep` makes of a sentence, and gives it in the language of whoever looks."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return value and _read_later(value)

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else keep(value)
