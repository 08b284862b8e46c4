"""Archives that arrive in pieces: begun, sent on, taken back. Files of items arrive by the same protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.actions.uploads import EMPTY, Listed
from evidence.importing import archives
from evidence.importing.models import Archive
from evidence.models import Collection
from evidence.waiting import UPLOAD_COLUMNS, of_upload
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, rights_of
from iapb.access.transaction import actor_transaction
from iapb.access.waiting import Rows, Waiting
from iapb.accounts.models import Person
from iapb.custody import arriving, keys, pieces
from iapb.custody.claims import Claim
from iapb.custody.keeping import Receipt
from iapb.custody.models import Upload
from iapb.custody.pieces import Coming
from iapb.custody.sending import Sending

# What `Upload.about` is called outside.
ABOUT = "collection"
NO_COLLECTION = _("Choose the collection that the older material belongs to.")


@dataclass(frozen=True)
class Sent:
    name: str
    client_key: str | None = None
    expected_sha256: str | None = None


@dataclass(frozen=True)
class Received:
    receipt: Receipt
    archive: Archive


@dataclass
class _ToImports:
    """What custody asks the room above (arriving.Receiver)."""

    by: Person
    made: UUID | None = None

    def admit(self, upload: Upload) -> object:
        try:
            return archives.admitted(upload.about, self.by)
        except Collection.DoesNotExist:
            raise Upload.DoesNotExist from None

    def sending(self, upload: Upload, said: dict[str, Any], start: Callable[[int], bytes]) -> Sending:
        self.made = UUID(said["archive"])
        words = archives.words_for(self.made, upload.about, said["name"], self.by)
        return Sending.of(**words, **said["expected"], expected_size=upload.size)


def begin(*, sent: Sent, size: int, collection: UUID | None, metadata: str = "", by: Person) -> Upload:
    """Outside any transaction. The same client key again gives the same upload."""
    if size == 0:
        raise Invalid(EMPTY, "file")
    with actor_transaction(by):
        where = archives.checked(sent.name, size, collection, by)
    pk = uuid4()
    keys.provider().new_subject_key(pk)
    try:
        upload, ours = _begun(pk, where.pk, sent, size, metadata, by)
    except (Invalid, Refused):
        keys.provider().destroy(pk)
        raise
    if not ours:
        keys.provider().destroy(pk)  # the first sending's key stands
    return upload


def receive_piece(
    *, upload: UUID, coming: Coming, stream: Callable[[Claim], Iterable[bytes]], by: Person
) -> Received | int:
    """Outside any transaction. What was received of the whole archive, or how far it has come."""
    receiver = _ToImports(by)
    ended = pieces.append(upload, coming, stream, by=by, receiver=receiver)
    if isinstance(ended, int):
        return ended
    with actor_transaction(by):
        received = Received(ended, archives.of_file(ended.id, by))
    if receiver.made not in (None, received.archive.pk):
        keys.provider().destroy(receiver.made)  # it had come in one stream meanwhile
    return received


def settled(*, upload: UUID, by: Person) -> tuple[Upload, dict[str, Any]]:
    """As it stands, and what was said of it while it arrives. Raises DoesNotExist for whoever may not fill it."""
    receiver = _ToImports(by)
    with actor_transaction(by):
        receiver.admit(arriving.own(upload, by))
    found = pieces.settled(upload, by=by, receiver=receiver)
    with actor_transaction(by):
        return found, arriving.still_said(found)


def receipt_of(*, upload: Upload, by: Person) -> Received | None:
    """Of an upload that became an archive."""
    with actor_transaction(by):
        receipt = arriving.receipt_of(upload)
        return Received(receipt, archives.of_file(receipt.id, by)) if receipt else None


def take_back(*, upload: UUID, by: Person) -> None:
    with actor_transaction(by):
        found = arriving.own(upload, by)
        _ToImports(by).admit(found)
    subjects = _subjects(found, by)
    arriving.take_back(upload, by=by)
    for subject in subjects:
        keys.provider().destroy(subject)


def unfinished(*, by: Person) -> list[Listed]:
    """In the sender's transaction: those into collections one may still fill, newest first."""
    mine = arriving.unfinished(by).filter(about__in=_fillable(by))
    return [Listed(one, arriving.still_said(one).get("name", "")) for one in mine]


def waiting_for(person: Person) -> Iterator[Rows]:
    if Right.BRING_IN not in rights_of(person):
        return
    found = arriving.left_lying(person).filter(about__in=_fillable(person))
    yield Rows(found, ("pk", *UPLOAD_COLUMNS), _waits)


def _waits(upload: UUID, *told: str) -> Waiting:
    return of_upload(_("An older archive"), reverse("imports"), *told)


def _fillable(by: Person) -> Any:
    """Looked for within the statement that it narrows: what waits of all rooms is read in one."""
    seen = Collection.objects.visible_to(by)
    if Right.REGISTER in rights_of(by):
        seen = seen.filter(body=by.body_id, body__isnull=False)
    return seen.values("pk")


def _begun(pk: UUID, collection: UUID, sent: Sent, size: int, metadata: str, by: Person) -> tuple[Upload, bool]:
    """And whether it is under the key that was made for it: not where it was begun before."""
    said = {
        "archive": str(pk),
        "name": sent.name,
        "expected": {"client_key": sent.client_key, "expected_sha256": sent.expected_sha256},
        "metadata": metadata,
    }
    words = archives.words_for(pk, collection, sent.name, by)
    Sending.of(**words, **said["expected"])  # type: ignore[arg-type]

    def once() -> tuple[Upload, bool]:
        with actor_transaction(by):
            upload = arriving.begin(
                about=collection, subjects=[pk], size=size, said=said, client_key=sent.client_key, by=by
            )
            return upload, upload.wrapped_keys.filter(subject=pk).exists()

    try:
        return once()
    except IntegrityError:
        # Two at once under one key: the other one has made it.
        return once()


def _subjects(upload: Upload, by: Person) -> list[UUID]:
    with actor_transaction(by):
        return [one.subject for one in arriving.own(upload.pk, by).wrapped_keys.all()]
