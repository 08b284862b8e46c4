"""A desk with a case on it: one witness whose account may go to a prosecutor, and the people of the secretariat."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pyrage
from django.db import connection
from django.utils import timezone

from consent.facts import Purpose
from consent.models import (
    Agreement,
    Channel,
    ConsentForm,
    ConsentGrant,
    ConsentRecord,
    Recipient,
    TransferBasis,
)
from disclosures.actions import approval, requests, selection
from disclosures.models import Disclosure, Request
from evidence.models import Collection, CollectionGroupGrant, CollectionPersonGrant, Item, ItemFile, Text
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody.models import StoredFile
from interviews.models import Interview, MaterialFacts, RiskAssessment, Witness, WitnessDocument, WitnessStatus
from tests.cast import make_body, make_person, make_team
from tests.coding.cases import permission, tomorrow

ALL_MATERIAL = ["account", "recording_audio", "recording_video", "documents"]
FORM_TEXT = "What may happen with your account, purpose by purpose."


def today() -> date:
    return timezone.localdate()


def ago(days: int) -> date:
    return today() - timedelta(days=days)


@dataclass
class Desk:
    officer: Person
    second: Person  # another officer
    legal: Person
    safety: Person
    both: Person  # holds both roles of approval
    partner: Person
    stranger: Person  # at the desk by role, but given no evidence
    analyst: Person
    dpo: Person
    collection: Collection
    prosecutor: Recipient
    lawyer: Recipient
    witness: Witness
    interview: Interview
    record: ConsentRecord
    request: Request
    more: dict[str, Any] = field(default_factory=dict)

    def acts(self, person: Person) -> Person:
        forget(person)
        set_actor(person.pk)
        return person

    def begun(self, request: Request | None = None) -> Disclosure:
        officer = self.acts(self.officer)
        return requests.begin(request or self.request, by=officer)

    def selected(self, *items: Item) -> Disclosure:
        disclosure = self.begun()
        selection.add_items(disclosure, items or [self.interview], by=self.officer)
        return self.again(disclosure)

    def submitted(self, *items: Item) -> Disclosure:
        return approval.submit(self.selected(*items), by=self.officer)

    def approve(self, disclosure: Disclosure, capacity: str, by: Person) -> Any:
        self.acts(by)
        seen = self.again(disclosure).manifest_sha256
        return approval.approve(disclosure, capacity=capacity, manifest_sha256=seen, by=by)

    def approved(self, *items: Item) -> Disclosure:
        disclosure = self.submitted(*items)
        self.approve(disclosure, "legal", self.legal)
        self.approve(disclosure, "safety", self.safety)
        return self.again(disclosure)

    def again(self, disclosure: Disclosure) -> Disclosure:
        return Disclosure.objects.unscoped("a test reads").select_related("request__recipient").get(pk=disclosure.pk)

    def consent_event(self) -> None:
        """Something about the witness's consent happened: the epoch rises, as every action of consent makes it."""
        self.acts(self.partner)
        Witness.objects.unscoped("a test changes it").filter(pk=self.witness.pk).update(
            consent_epoch=Witness.objects.unscoped("a test reads").get(pk=self.witness.pk).consent_epoch + 1
        )

    def withdraw(self) -> None:
        self.consent_event()
        ConsentRecord.objects.unscoped("a test changes it").filter(pk=self.record.pk).update(
            withdrawn_at=timezone.now()
        )

    def interview_of(self, witness: Witness) -> Interview:
        self.acts(self.partner)
        interview = make_interview(witness, self.partner)
        self.acts(self.officer)
        return interview


def make_desk() -> Desk:
    body = make_body(f"Body {uuid4()}")
    partner = make_person("Pavel", "partner", body=body)
    officer, second = make_person("Olga", "disclosure_officer"), make_person("Otto", "disclosure_officer")
    legal, safety = make_person("Lena", "legal_approver"), make_person("Sam", "safety_approver")
    both = make_person("Bo", "legal_approver", "safety_approver")
    collection = make_collection(partner)
    team = make_team(f"Secretariat {uuid4()}", officer, second, legal, safety, both)
    give(collection, team, partner)
    set_actor(partner.pk)
    witness = make_witness(collection, partner)
    interview = make_interview(witness, partner)
    set_actor(officer.pk)
    prosecutor = make_recipient(officer, "national_prosecutor", state="LT")
    lawyer = make_recipient(officer, "lawyer_third_party", state="DE")
    set_actor(partner.pk)
    record = make_consent(witness, partner)
    desk = Desk(
        officer=officer, second=second, legal=legal, safety=safety, both=both, partner=partner,
        stranger=make_person("Stan", "safety_approver"), analyst=make_person("Anna", "analyst"),
        dpo=make_person("Dora", "data_protection_officer"), collection=collection, prosecutor=prosecutor,
        lawyer=lawyer, witness=witness, interview=interview, record=record, request=Request(),
    )  # fmt: skip
    desk.acts(officer)
    desk.request = make_request(prosecutor, officer)
    return desk


def make_collection(owner: Person) -> Collection:
    set_actor(owner.pk)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
    collection = Collection(id=uuid4(), name=f"Collection {uuid4()}", body=owner.body)
    CollectionPersonGrant.objects.create(
        content_object=collection, user=owner, permission=permission("collection"), granted_by=owner,
        expires_at=tomorrow(),
    )  # fmt: skip
    collection.save(force_insert=True)
    return collection


def give(collection: Collection, team: Any, by: Person) -> None:
    CollectionGroupGrant.objects.create(
        content_object=collection, group=team.group, permission=permission("collection"), granted_by=by,
        expires_at=tomorrow(),
    )  # fmt: skip


def make_witness(collection: Collection, by: Person) -> Witness:
    witness = Witness(
        code=f"W-{secrets.randbelow(90000) + 10000}", collection=collection, name_sealed=b"sealed", registered_by=by
    )
    witness.save(force_insert=True)
    WitnessStatus(
        witness=witness, status="reachable", status_on=ago(3), circumstances_changed=False,
        open_rights_request=False, stated_by=by,
    ).save(force_insert=True)  # fmt: skip
    RiskAssessment(
        witness=witness, assessed_on=ago(20), level="low", raised_since_consent=False, stated_by=by
    ).save(force_insert=True)  # fmt: skip
    return witness


def make_interview(witness: Witness, by: Person) -> Interview:
    interview = Interview(
        reference=f"IAPB-I-{uuid4().hex[:8].upper()}", kind="interview", collection=witness.collection,
        subject=witness.pk, created_by=by, held_on=ago(60), language="ru", place_kind="office", mode="in_person",
        age_at_interview=41,
    )  # fmt: skip
    interview.save(force_insert=True)
    transcript = add_file(interview, by, "transcript", b"what was said")
    add_file(interview, by, "recording_audio", b"how it sounded")
    add_text(interview, by, transcript)
    state_material(interview, by)
    return interview


def make_document(witness: Witness, by: Person, **fields: Any) -> WitnessDocument:
    document = WitnessDocument(
        reference=f"IAPB-D-{uuid4().hex[:8].upper()}", kind="witness_document", collection=witness.collection,
        subject=witness.pk, created_by=by, document_kind="court", title="Ruling", **fields,
    )  # fmt: skip
    document.save(force_insert=True)
    add_file(document, by, "scan", b"a scan")
    state_material(document, by)
    return document


def add_file(item: Item, by: Person, role: str, content: bytes) -> ItemFile:
    stored = StoredFile(
        kind="original", state="ready", size=len(content), media_type="application/octet-stream", received_by=by,
        sha256=hashlib.sha256(content + item.pk.bytes).hexdigest(), receipt_event=uuid4(),
    )  # fmt: skip
    stored.save(force_insert=True)
    found = ItemFile(item=item, file=stored, role=role, collection=item.collection, closed=item.closed, added_by=by)
    found.save(force_insert=True)
    return found


def add_text(item: Item, by: Person, of: ItemFile, **fields: Any) -> Text:
    layer = add_file(item, by, "text_layer", uuid4().bytes)
    text = Text(
        **{"kind": "transcript", "language": "ru", "maker": "human", **fields}, item=item, file=layer.file,
        sha256=uuid4().hex * 2, created_by=by, collection=item.collection, closed=item.closed,
    )  # fmt: skip
    text.save(force_insert=True)
    return text


def state_material(item: Item, by: Person, **fields: Any) -> None:
    stated = {
        "contains": [], "nothing_else": False, "carries_name": True, "others": "none", "restricted_art18": False,
        "sgbv": False, **fields,
    }  # fmt: skip
    MaterialFacts(item_id=item.pk, stated_by=by, **stated).save(force_insert=True)


def make_recipient(by: Person, recipient_class: str, *, state: str, **fields: Any) -> Recipient:
    recipient = Recipient(
        **{
            "name": f"Recipient {uuid4()}", "in_eea": True, "blocked": False, "state_blocked": False,
            "needs_names": True, "accepts_caveats": True, "key_checked_how": "read out by telephone",
            "age_public_key": str(pyrage.x25519.Identity.generate().to_public()), "key_enrolled_by": by,
            "key_enrolled_at": timezone.now(), "code": secrets.token_hex(3).upper(), **fields,
        },
        recipient_class=recipient_class, state=state, created_by=by,
    )  # fmt: skip
    recipient.save(force_insert=True)
    Agreement(
        recipient=recipient, title="Agreement", terms="Used only in the case named.", valid_from=ago(90), recorded_by=by
    ).save(force_insert=True)
    proposed_by = make_person("Petra")
    Channel(
        recipient=recipient, description="Portal", proposed_by=proposed_by, approved_by=by, approved_on=ago(30)
    ).save(force_insert=True)
    return recipient


def add_transfer_basis(recipient: Recipient, by: Person, **fields: Any) -> TransferBasis:
    basis = TransferBasis(
        **{"ground": "art_49_1_e", "instrument": "Memo 4", "assessed_on": ago(10), "valid_to": today(), **fields},
        recipient=recipient, approved_by=by,
    )  # fmt: skip
    basis.save(force_insert=True)
    return basis


def make_form(by: Person, purposes: list[str] | None = None) -> ConsentForm:
    form = ConsentForm(
        version=uuid4().hex[:8], language="ru", text=FORM_TEXT, notice_version="1", valid_from=ago(900),
        sha256=hashlib.sha256(FORM_TEXT.encode()).hexdigest(), approved_by=by,
        purposes=purposes or [str(purpose) for purpose in Purpose],
    )  # fmt: skip
    form.save(force_insert=True)
    return form


def make_consent(witness: Witness, by: Person, **fields: Any) -> ConsentRecord:
    """Yes to prosecutors, by name, with everything; nothing else asked but whether one may ask again."""
    form = make_form(by)
    proof = StoredFile(
        kind="original", state="ready", size=9, media_type="image/png", received_by=by, receipt_event=uuid4()
    )
    proof.save(force_insert=True)
    record = ConsentRecord(
        **{"mode": "wet_signature", "capacity": "self", "given_on": ago(60), "proof": proof, **fields},
        witness=witness, form=form, form_sha256=form.sha256, language="ru", taken_by="D-07", recorded_by=by,
    )  # fmt: skip
    record.save(force_insert=True)
    grant(record, Purpose.NATIONAL_PROSECUTION)
    grant(record, Purpose.RECONTACT)
    return record


def grant(record: ConsentRecord, purpose: str, **fields: Any) -> ConsentGrant:
    given = ConsentGrant(
        **{"answer": "yes", "identity": "identified", "material": ALL_MATERIAL, "onward_sharing": False, **fields},
        record=record, purpose=purpose,
    )  # fmt: skip
    given.save(force_insert=True)
    return given


def make_request(recipient: Recipient, by: Person, **fields: Any) -> Request:
    return requests.receive(
        recipient=recipient,
        by=by,
        **{
            "received_on": ago(9), "deadline": today() + timedelta(days=12), "basis": "Pre-trial investigation",
            "questions": "Who was in command in the yard?", "their_reference": "TIR-1", "court_order": False,
            "deconfliction": "", **fields,
        },
    )  # fmt: skip
