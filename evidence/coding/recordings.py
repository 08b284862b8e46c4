"""Which recordings a person may hear: those of the items they may see."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evidence.models import Derivative, ItemFile
from iapb.accounts.models import Person
from iapb.custody.models import StoredFile

NOT_YET = _("The copy to listen to is not there yet. It is made after the upload; its state stands on the item's page.")
ROLES = (ItemFile.Role.RECORDING_AUDIO, ItemFile.Role.RECORDING_VIDEO)
SEEN = (ItemFile.Role.PHOTO, ItemFile.Role.SCAN, ItemFile.Role.DOCUMENT)


def may_be_heard(file: UUID, person: Person) -> bool:
    """Asked by the content host at every request for a piece of the file."""
    return ItemFile.objects.visible_to(person).filter(file=file, role__in=ROLES).exists()


def copy_to_hear(recording: ItemFile, person: Person) -> StoredFile | None:
    """Made here of the recording; the recording itself is never played as it came."""
    copies = Derivative.objects.visible_to(person).filter(parent=recording, kind=Derivative.Kind.SOUND)
    copy = copies.select_related("item_file__file").first()
    return copy.item_file.file if copy else None
