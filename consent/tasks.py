from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consent.models import Erasure
from evidence.tasks.screenings import given_up, screen
from iapb import jobs
from iapb.accounts.models import Person
from iapb.custody import keys
from iapb.custody.models import StoredFile, WrappedKey
from iapb.custody.reading import vault
from iapb.jobs.claims import Claimed
from iapb.ledger import record
from iapb.ledger.actions import erase_detail
from iapb.ledger.models import Event


@jobs.handler("screen_proof", label=_("Screen a proof of consent"), stopped=given_up)
def screen_proof(job: Claimed) -> None:
    screen(job)


def _erasures(erasures: Sequence[UUID], by: Person) -> Mapping[UUID, jobs.Thing]:
    found = Erasure.objects.visible_to(by).filter(pk__in=erasures)
    return {one.pk: jobs.Thing(one.code, reverse("erasure", args=[one.pk])) for one in found}


@jobs.handler("erase_witness", label=_("Erase"), about=_erasures)
def erase_witness(job: Claimed) -> None:
    """Safe to run again from any point: proofs kept, then the key gone, then the copies, then done."""
    with job.transaction() as actor:
        erasure = Erasure.objects.visible_to(actor).get(pk=job.object)
        if erasure.confirmed_at is None:
            raise jobs.Failed(_("No second person has confirmed this."))
        kept = [_keep(proof, erasure) for proof in _proofs(erasure.pk)]
    for proof in kept:
        _keep_beside(proof, erasure)
    keys.provider().destroy(erasure.witness_id)
    with job.completing() as actor, connection.cursor() as cursor:
        cursor.execute("select files, joint, own from consent_erase(%s)", [erasure.pk])
        files, joint, own = cursor.fetchone()
        # Their hashes stand there (standards 3.3); the leaves stay and the tree still verifies.
        for event in Event.objects.filter(object__in=[str(file) for file in own], detail__isnull=False):
            erase_detail(event.pk, by=actor.pk, reason=f"erasure {erasure.pk}")
        detail = {"erasure": str(erasure.pk), "files": files, "joint": joint, "proofs_kept": len(kept)}
        record("key.destroyed", actor=actor.pk, object=erasure.witness_id, detail=detail)


def _proofs(erasure: UUID) -> list[StoredFile]:
    with connection.cursor() as cursor:
        cursor.execute("select consent_proofs_of(%s)", [erasure])
        ids = [row[0] for row in cursor.fetchall()]
    return list(StoredFile.objects.unscoped("proof of consent outlives the account").filter(pk__in=ids))


def _keep(proof: StoredFile, erasure: Erasure) -> StoredFile:
    """The proof of consent stays (standards 5.3): its file key is wrapped under a key of the erasure's own."""
    provider, context = keys.provider(), keys.file_context(proof.kind, proof.pk)
    if not proof.wrapped_keys.filter(subject=erasure.pk).exists():
        own = proof.wrapped_keys.get(subject=erasure.witness_id)
        file_key = provider.unwrap(own.subject, bytes(own.wrapped), context)
        provider.new_subject_key(erasure.pk)
        WrappedKey.objects.create(file=proof, subject=erasure.pk, wrapped=provider.wrap(erasure.pk, file_key, context))
    return proof


def _keep_beside(proof: StoredFile, erasure: Erasure) -> None:
    """The same in the sidecar, from which the vault is rebuilt without the database."""
    sidecar = vault().read_sidecar(proof.pk)
    if sidecar is not None:
        wrapped = bytes(proof.wrapped_keys.get(subject=erasure.pk).wrapped)
        vault().write_sidecar(replace(sidecar, wrapped={**sidecar.wrapped, erasure.pk: wrapped}))
