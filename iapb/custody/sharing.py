"""Joint material: the file's key wrapped by the key of each subject, also of one who is named later."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from iapb.custody import keys
from iapb.custody.models import StoredFile, WrappedKey


def share(file: StoredFile, *, owner: UUID, subjects: Iterable[UUID]) -> None:
    """`owner` can open it now. Sharing twice is sharing once. The sidecar follows with the next check of fixity.

    Raises KeyDestroyed once the key of one of them is gone.
    """
    wanted = set(subjects) - {owner}
    if not wanted:
        return
    held = {one.subject: bytes(one.wrapped) for one in file.wrapped_keys.all()}
    new = wanted - set(held)
    if not new:
        return
    provider, context = keys.provider(), keys.file_context(file.kind, file.pk)
    file_key = provider.unwrap(owner, held[owner], context)
    WrappedKey.objects.bulk_create(
        WrappedKey(file=file, subject=one, wrapped=provider.wrap(one, file_key, context)) for one in sorted(new)
    )
