"""Names of database constraints, in sentences.

The database's own text is never shown: its DETAIL prints the values of the row.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError

_sentences: dict[str, Any] = {}


def register(sentences: dict[str, Any]) -> None:
    _sentences.update(sentences)


def sentence_of(error: IntegrityError) -> Any | None:
    diagnostics = getattr(error.__cause__, "diag", None)
    return _sentences.get(getattr(diagnostics, "constraint_name", None) or "")
