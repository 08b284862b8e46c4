"""Refusals carry the sentence a person will read. They are raised, never returned."""

from typing import Any

from iapb.accounts.errors import Invalid, Refused, allowed

__all__ = ["Invalid", "Refused", "allowed", "told"]


def told(sentence: Any, field: str | None = None) -> dict[str, str | None]:
    """The one shape in which scripts are told of a refusal."""
    return {"detail": str(sentence), "field": field}
