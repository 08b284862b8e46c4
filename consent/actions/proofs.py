"""The signed form, the recording or the message that shows that consent was given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from consent.access import require_may_record
from consent.models import ConsentRecord
from evidence.sniffing import UNKNOWN, media_type_of, peek
from iapb import jobs
from iapb.access.errors import Invalid
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody.models import StoredFile
from iapb.ledger import record
from interviews.models import Witness


def receive_proof(
    *,
    witness: UUID,
    stream: Iterable[bytes],
    name: str,
    by: Person,
    expected_sha256: str | None = None,
    expected_size: int | None = None,
    client_key: str | None = None,
) -> custody.Receipt:
    """Outside any transaction. Raises Witness.DoesNotExist for whoever may not see the witness."""
    with actor_transaction(by):
        found = Witness.objects.visible_to(by).get(pk=witness)
        require_may_record(found, by)
    head = peek(stream)
    return custody.receive(
        head.stream,
        **words_for(witness, head.start, by),
        name=name,
        by=by,
        expected_sha256=expected_sha256,
        expected_size=expected_size,
        client_key=client_key,
    )


def words_for(witness: UUID, start: bytes, by: Person) -> dict[str, Any]:
    """What custody is told of a proof, however it arrived."""
    media_type = media_type_of(start)
    if start and media_type == UNKNOWN:
        raise Invalid(
            _("This cannot be told to be a picture, a document or a recording. Scan the signed form again."), "proof"
        )

    def within(file: StoredFile) -> None:
        require_may_record(Witness.objects.visible_to(by).get(pk=witness), by)
        record("consent.proof_received", actor=by.pk, object=witness, detail={"file": str(file.pk)})
        jobs.ask("screen_proof", file.pk, by=by)

    return {"subjects": [witness], "media_type": media_type, "within": within}


def checked(proof: StoredFile | None, witness: Witness, by: Person) -> StoredFile:
    """Raises Invalid with what to do unless the file proves this witness's consent."""
    if proof is None:
        raise Invalid(
            _(
                "The proof is missing, so this does not count as consent. Add the scan of the signed form, "
                "the recording or the message. What you typed is kept as a draft until then."
            ),
            "proof",
        )
    if not proof.wrapped_keys.filter(subject=witness.pk).exists():
        raise Invalid(_("This file belongs to another witness. Add the proof of this one."), "proof")
    if proof.state in (StoredFile.State.REJECTED, StoredFile.State.FAILED) or proof.damaged_at:
        raise Invalid(_("This file cannot be trusted: it was rejected or is damaged. Add the proof again."), "proof")
    return proof


def find(pk: UUID | str | None, by: Person) -> StoredFile | None:
    """A proof that this person has sent, or that stands on a record they see."""
    if not pk:
        return None
    files = StoredFile.objects.unscoped("a proof, narrowed to its sender or to a visible record in the next step")
    file = files.filter(pk=pk).first()
    if file is None or file.received_by_id == by.pk:
        return file
    return file if ConsentRecord.objects.visible_to(by).filter(proof=file).exists() else None


def may_read(file: UUID, person: Person) -> bool:
    """For the content host: the proof of a consent one sees."""
    return ConsentRecord.objects.visible_to(person).filter(proof=file).exists()
