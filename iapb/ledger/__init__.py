"""The custody ledger. `record` writes an event with the change it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from iapb.ledger.models import Event


def record(event: str, *, actor: str | UUID, object: str | UUID, detail: dict[str, Any]) -> Event:
    """See `iapb.ledger.actions.record`. Loaded late: models exist only once apps are ready."""
    from iapb.ledger import actions

    return actions.record(event, actor=actor, object=object, detail=detail)
