"""Refusals carry the sentence a person will read. They are raised, never returned.

Defined in the lowest room that refuses anything; the rooms above import them from `iapb.access.errors`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Refused(Exception):
    """The actor may know of the thing but may not do this: 403 with the sentence."""

    def __init__(self, sentence: Any) -> None:
        super().__init__("refused")
        self.sentence = sentence


class Invalid(Exception):
    """The input or the state does not allow it: shown beside the form, 400 in the API."""

    def __init__(self, sentence: Any, field: str | None = None) -> None:
        super().__init__("invalid")
        self.sentence = sentence
        self.field = field


def allowed(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """The boolean twin of a check, for buttons: derived, never written twice."""
    try:
        check(*args, **kwargs)
    except Refused:
        return False
    return True
