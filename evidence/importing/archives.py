"""Archives that were sent: received, looked through, brought in, given away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.importing.destination import collection_for
from evidence.importing.manifest import Manifest
from evidence.importing.models import Archive
from evidence.importing.places import MOST_BYTES
from evidence.importing.report import Report
from evidence.models import Collection
from iapb import jobs
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody import keys
from iapb.custody.models import StoredFile
from iapb.ledger import record
from iapb.sentences import keep

EXAMINE, BRING_IN = "examine_archive", "bring_in_archive"
ENDINGS = (".zip", ".xlsx", ".csv", ".qdpx")
_TOO_LARGE = _("An archive has at most 1 GiB. Make several of it; recordings go on the pages of their interviews.")
_GIVEN_AWAY = _("The key of this archive was destroyed, so it cannot be opened any more. Send it again.")


def receive(
    *,
    stream: Iterable[bytes],
    name: str,
    by: Person,
    collection: UUID | None = None,
    client_key: str | None = None,
    expected_sha256: str | None = None,
    expected_size: int | None = None,
) -> Archive:
    """Outside any transaction. Sealed under a key of its own, and looked through at once."""
    with actor_transaction(by):
        where = checked(name, expected_size or 0, collection, by)
    pk = uuid4()
    keys.provider().new_subject_key(pk)
    said = {"client_key": client_key, "expected_sha256": expected_sha256, "expected_size": expected_size}
    try:
        receipt = custody.receive(_no_more_than(stream), **words_for(pk, where.pk, name, by), **said)
    except (Invalid, Refused):
        keys.provider().destroy(pk)
        raise
    with actor_transaction(by):
        archive = of_file(receipt.id, by)
    if receipt.again:
        keys.provider().destroy(pk)  # the first sending's key stands
    return archive


def checked(name: str, size: int, collection: UUID | None, by: Person) -> Collection:
    """Before the first byte: who, into which collection, and whether it could be an archive at all."""
    require(by, Right.BRING_IN)
    where = collection_for(by, collection)
    if not name.lower().endswith(ENDINGS):
        raise Invalid(_("Send a ZIP, or one table: XLSX, CSV, or a QDPX project."), "file")
    if size > MOST_BYTES:
        raise Invalid(_TOO_LARGE, "file")
    return where


def words_for(pk: UUID, collection: UUID, name: str, by: Person) -> dict[str, Any]:
    """What custody is told of an archive, however it arrives."""

    def within(file: StoredFile) -> None:
        where = admitted(collection, by)
        Archive(id=pk, collection=where, sent_by=by, file=file).save(force_insert=True)
        detail = {"file": str(file.pk), "collection": str(where.pk)}
        record("archive.sent", actor=by.pk, object=pk, detail=detail)
        jobs.ask(EXAMINE, pk, by=by, collection=where.pk)

    return {"subjects": [pk], "media_type": "application/octet-stream", "name": name, "by": by, "within": within}


def admitted(collection: UUID, by: Person) -> Collection:
    """Asked again while bytes flow, so the account is read anew. Raises DoesNotExist where it is not theirs to fill."""
    by.refresh_from_db(fields=["state", "is_active", "expires_at", "body"])
    require(by, Right.BRING_IN)
    try:
        where = collection_for(by, collection)
    except Invalid:
        raise Collection.DoesNotExist from None
    if where.pk != collection:
        raise Collection.DoesNotExist
    return where


def of_file(file: UUID, by: Person) -> Archive:
    archive: Archive = Archive.objects.visible_to(by).select_related("file").get(file=file)
    return archive


@transaction.atomic
def ask(kind: str, *, archive: Archive, by: Person) -> None:
    """To look through it anew, or to bring it in. What is under way is asked for once."""
    require(by, Right.BRING_IN)
    locked = Archive.objects.visible_to(by).select_for_update(of=("self",)).get(pk=archive.pk)
    if locked.given_away_at:
        raise Invalid(_GIVEN_AWAY)
    if any(job.is_open for job in jobs.of([locked.pk]).get(locked.pk, [])):
        return
    if kind == BRING_IN and not locked.examined_at:
        raise Invalid(_("It must be looked through before it is brought in."))
    if kind == BRING_IN and not locked.read:
        raise Invalid(_("There is no table in it that could be brought in."))
    jobs.ask(kind, locked.pk, by=by, collection=locked.collection_id)


@transaction.atomic
def give_away(*, archive: Archive, by: Person) -> None:
    """What was brought in has keys of its own; the copy that was sent is not needed any more."""
    require(by, Right.BRING_IN)
    locked = Archive.objects.visible_to(by).select_for_update(of=("self",)).get(pk=archive.pk)
    if locked.given_away_at:
        return
    if any(job.is_open for job in jobs.of([locked.pk]).get(locked.pk, [])):
        raise Invalid(_("It is being worked on. Wait until that is done."))
    locked.given_away_at = timezone.now()
    locked.save(update_fields=["given_away_at"])
    record("archive.given_away", actor=by.pk, object=locked.pk, detail={"file": str(locked.file_id)})
    transaction.on_commit(lambda: keys.provider().destroy(locked.pk))


def examined(archive: Archive, manifest: Manifest, *, by: Person) -> None:
    """In the transaction that completes the job."""
    archive.examined_at, archive.read = timezone.now(), dict(manifest.read)
    archive.problems = [[one.table, one.row, one.column, keep(one.sentence), one.refuses] for one in manifest.problems]
    archive.save(update_fields=["examined_at", "read", "problems"])
    detail = {"problems": len(archive.problems), "read": archive.read}
    record("archive.examined", actor=by.pk, object=archive.pk, detail=detail)


def unopened(archive: Archive, sentence: Any, *, by: Person) -> None:
    archive.examined_at, archive.read = timezone.now(), {}
    archive.problems = [["", None, "", keep(sentence), True]]
    archive.save(update_fields=["examined_at", "read", "problems"])
    record("archive.examined", actor=by.pk, object=archive.pk, detail={"problems": 1, "read": {}})


def brought(archive: Archive, report: Report) -> None:
    archive.run_id = report.run
    archive.lines = [[one.table, one.row, one.outcome, list(one.columns), keep(one.sentence)] for one in report.lines]
    archive.save(update_fields=["run", "lines"])


def _no_more_than(stream: Iterable[bytes]) -> Iterable[bytes]:
    size = 0
    for piece in stream:
        size += len(piece)
        if size > MOST_BYTES:
            raise Invalid(_TOO_LARGE, "file")
        yield piece
