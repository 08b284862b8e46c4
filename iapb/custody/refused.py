"""Bytes that were refused at the door are destroyed after thirty days (docs/decisions/refused-bytes.md)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from iapb.custody.models import StoredFile
from iapb.custody.reading import segments_of, vault
from iapb.ledger import record

# The database holds the same bound (migration 0005): nothing else is destroyed, whoever asks.
KEPT = timedelta(days=30)
HOUSE = "iapb.custody"
_AT_ONCE = 500


def sweep() -> int:
    """Gives how many files were destroyed."""
    refused = StoredFile.objects.unscoped("destroying what was refused long ago, whoever sent it")
    old = refused.filter(state=StoredFile.State.REJECTED, received_at__lte=timezone.now() - KEPT, destroyed_at=None)
    return sum(_destroy(file) for file in old[:_AT_ONCE])


def _destroy(file: StoredFile) -> bool:
    """Bytes before the commit: where that fails, the next round finds the row and finishes."""
    with transaction.atomic(durable=True):
        segments = segments_of(file)
        if not _destroy_rows(file.pk):
            return False
        record("file.destroyed", actor=HOUSE, object=file.pk, detail={"segments": len(segments), "size": file.size})
        vault().discard(file.pk, segments)
    return True


def _destroy_rows(file: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select custody_destroy_refused(%s)", [file])
        return bool(cursor.fetchone()[0])
