"""An approved disclosure whose files really lie in the vault, and the two processes a package needs."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pyrage
from django.db import transaction
from django.utils import timezone

from consent.models import Channel, Recipient
from disclosures.actions import packages
from disclosures.models import Disclosure, Package
from evidence import layers
from evidence.models import Item, ItemFile, Text
from iapb.access.transaction import actor_transaction, set_actor
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody import keys
from iapb.custody.models import StoredFile
from iapb.jobs import runner
from iapb.jobs.models import Job
from iapb.language.base import Segment
from interviews.models import Interview, Witness, WitnessDocument
from tests.conftest import ROOT, urls_for
from tests.disclosures import cases
from tests.disclosures.cases import Desk
from tests.ledger.conftest import acting_as

SPOKEN = "Во дворе приказы отдавал человек в чёрной форме."
RENDERED = "In the yard a man in a black uniform gave the orders."
SCAN, SOUND = b"%PDF-1.7 a ruling", b"RIFF the voice" * 4000


@dataclass
class Packed:
    desk: Desk
    disclosure: Disclosure
    identity: pyrage.x25519.Identity
    channel: Any
    interview: Interview
    document: WitnessDocument

    @property
    def officer(self) -> Person:
        return self.desk.officer

    def again(self) -> Disclosure:
        rows = Disclosure.objects.unscoped("a test reads").select_related("request__recipient")
        return rows.get(pk=self.disclosure.pk)

    def package(self) -> Package | None:
        rows = Package.objects.unscoped("a test reads").select_related("disclosure__request__recipient", "sealed")
        with acting(self.officer):
            return rows.filter(disclosure=self.disclosure).first()

    def state(self) -> str:
        with acting(self.officer):
            return self.again().state

    def ask(self) -> Job:
        with acting(self.officer):
            packages.ask_to_build(self.again(), by=self.officer)
        return Job.objects.get(kind=packages.KIND, object=self.disclosure.pk)

    def opened(self, into: Path) -> Path:
        """What the recipient has after age and unzip."""
        package = self.package()
        assert package is not None
        sealed = b"".join(custody.read(package.sealed))
        with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [self.identity]))) as archive:
            archive.extractall(into)
        return into / package.reference


@contextmanager
def acting(person: Person) -> Iterator[Person]:
    with actor_transaction(person) as actor:
        yield actor


def run(job: Job) -> Job:
    """As the worker's process does it, under its role."""
    with acting_as("worker"):
        runner.run(job.pk)
    job.refresh_from_db()
    return job


@contextmanager
def sealing() -> Iterator[None]:
    from django.conf import settings

    environment = {**os.environ, **urls_for(settings.DATABASES["default"]["NAME"]), "IAPB_DATABASE": "sealer"}
    words = [sys.executable, "manage.py", "seal", "--interval", "0.1"]
    process = subprocess.Popen(words, cwd=ROOT, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def make_packed(prepare: Callable[[Desk], None] | None = None) -> Packed:
    identity = pyrage.x25519.Identity.generate()
    with transaction.atomic():
        desk = cases.make_desk()
        Recipient.objects.unscoped("a test sets it").filter(pk=desk.prosecutor.pk).update(
            age_public_key=str(identity.to_public())
        )
        keys.provider().new_subject_key(desk.witness.pk)
    interview, document = real_interview(desk), real_document(desk)
    with acting(desk.officer):
        if prepare:
            prepare(desk)
        disclosure = desk.submitted(interview, document)
    approve(desk, disclosure)
    with acting(desk.officer):
        channel = Channel.objects.visible_to(desk.officer).get(recipient=desk.prosecutor)
    return Packed(desk, disclosure, identity, channel, interview, document)


def approve(desk: Desk, disclosure: Disclosure) -> None:
    for capacity, person in (("legal", desk.legal), ("safety", desk.safety)):
        with transaction.atomic():
            desk.approve(disclosure, capacity, person)


def real_interview(desk: Desk) -> Interview:
    with transaction.atomic():
        set_actor(desk.partner.pk)
        interview = Interview(
            reference=f"IAPB-I-{uuid4().hex[:8].upper()}", kind="interview", collection=desk.collection,
            subject=desk.witness.pk, created_by=desk.partner, held_on=cases.ago(60), language="ru",
            place_kind="office", mode="in_person", age_at_interview=41,
        )  # fmt: skip
        interview.save(force_insert=True)
        cases.state_material(interview, desk.partner)
    add(interview, desk, SOUND, "recording_audio", "audio/wav")
    transcript = add(interview, desk, SPOKEN.encode(), "transcript", "text/plain")
    text = add_text(interview, desk, SPOKEN, "transcript", "ru", derived_from=transcript)
    add_text(interview, desk, RENDERED, "translation", "en", source=text, machine=True)
    return interview


def real_document(desk: Desk) -> WitnessDocument:
    with transaction.atomic():
        set_actor(desk.partner.pk)
        document = WitnessDocument(
            reference=f"IAPB-D-{uuid4().hex[:8].upper()}", kind="witness_document", collection=desk.collection,
            subject=desk.witness.pk, created_by=desk.partner, document_kind="court", title="Ruling",
        )  # fmt: skip
        document.save(force_insert=True)
        cases.state_material(document, desk.partner)
    add(document, desk, SCAN, "scan", "application/pdf")
    return document


def add(item: Item, desk: Desk, content: bytes, role: str, media_type: str, kind: str = "original") -> ItemFile:
    made: list[ItemFile] = []

    def within(file: StoredFile) -> None:
        linked = ItemFile(
            item=item, file=file, role=role, collection=desk.collection, closed=True, added_by=desk.partner,
            language="ru" if role == "transcript" else "",
        )  # fmt: skip
        linked.save(force_insert=True)
        made.append(linked)

    custody.receive(
        [content], subjects=[desk.witness.pk], media_type=media_type, name="Roman S.wav", by=desk.partner, kind=kind,
        within=within,
    )  # fmt: skip
    StoredFile.objects.unscoped("a test: screened").filter(pk=made[0].file_id).update(state="ready")
    return made[0]


def add_text(
    item: Item, desk: Desk, words: str, kind: str, language: str, *, derived_from: ItemFile | None = None,
    source: Text | None = None, machine: bool = False,
) -> Text:  # fmt: skip
    made = layers.Made(
        kind, "machine" if machine else "human", [Segment(words)], language, *(("opus", "1.2") if machine else ())
    )
    layer = layers.build(made, ())
    linked = add(item, desk, layer.sealed, "text_layer", "application/json", "derivative")
    with acting(desk.partner):
        text = Text(
            kind=kind, language=language, maker=made.maker, engine=made.engine, engine_version=made.engine_version,
            source=source, item=item, file=linked.file, sha256=layer.sha256, created_by=desk.partner,
            collection=desk.collection, closed=True, created_at=timezone.now(),
        )  # fmt: skip
        text.save(force_insert=True)
        return text


def withdraw(desk: Desk) -> None:
    """As the consent's own action does: the epoch rises, and the news goes up."""
    from consent.signals import consent_changed

    with acting(desk.partner):
        desk.withdraw()
        consent_changed.send(sender=Witness, witness_id=desk.witness.pk)


def verified(folder: Path, *, isolated: bool = False) -> subprocess.CompletedProcess[str]:
    """`isolated`: a Python without any package, as at a stranger's desk."""
    words = [sys.executable, *(["-I", "-S"] if isolated else []), str(folder / "verify.py")]
    return subprocess.run(words, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})


def ids_of(desk: Desk) -> set[UUID]:
    return {desk.witness.pk}
