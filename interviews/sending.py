"""The key of a sending, and the id of what it makes."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from iapb.accounts.models import Person


def id_of(key: UUID | None, by: Person) -> UUID:
    """The same for the same key of the same person; never the key itself, which may be the id of a thing of others."""
    return uuid5(by.pk, str(key)) if key else uuid4()
