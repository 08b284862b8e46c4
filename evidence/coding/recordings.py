"""Which recordings a person may hear: those of the items they may see."""

from __future__ import annotations

from uuid import UUID

from evidence.models import ItemFile
from iapb.accounts.models import Person

ROLES = (ItemFile.Role.RECORDING_AUDIO, ItemFile.Role.RECORDING_VIDEO)


def may_be_heard(file: UUID, person: Person) -> bool:
    """Asked by the content host at every request for a piece of the file."""
    return ItemFile.objects.visible_to(person).filter(file=file, role__in=ROLES).exists()
