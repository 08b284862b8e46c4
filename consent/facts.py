"""What the consent decision is made from.

Plain values only: nothing here reads the database, so that the decision can be
tested against a table written by someone who never saw it. The rows cited are
those of the decision table "may item X go to recipient R for purpose P now?".

``None`` always means *unknown*. An unknown fact is never read in favour of a
release: the row that needs it denies and asks for it by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID


class Purpose(StrEnum):
    STORE_ANALYSE = "store_analyse"
    SHARE_PARTNER = "share_partner"
    MACHINE_PROCESS = "machine_process"
    ICC_OTP = "icc_otp"
    NATIONAL_PROSECUTION = "national_prosecution"
    UN_MECHANISM = "un_mechanism"
    ONWARD_EUROJUST_EUROPOL = "onward_eurojust_europol"
    LAWYER_OWN_CASE = "lawyer_own_case"
    LAWYER_THIRD_PARTY = "lawyer_third_party"
    CSOS_ACADEMIA = "csos_academia"
    PUBLIC_ANONYMOUS = "public_anonymous"
    PUBLIC_IDENTIFIED = "public_identified"
    RECONTACT = "recontact"
    CONTACT_BY_RECIPIENT = "contact_by_recipient"
    MHPSS_REFERRAL = "mhpss_referral"
    SUCCESSOR_ARCHIVE = "successor_archive"


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    ASK_ME = "ask_me"
    NOT_ASKED = "not_asked"


class Identity(StrEnum):
    """How far the witness lets themselves be known, widest first."""

    IDENTIFIED = "identified"
    PSEUDONYMOUS = "pseudonymous"
    ANONYMOUS = "anonymous"


class Material(StrEnum):
    ACCOUNT = "account"
    RECORDING_AUDIO = "recording_audio"
    RECORDING_VIDEO = "recording_video"
    DOCUMENTS = "documents"
    IMAGES_OF_BODY = "images_of_body"
    MEDICAL = "medical"
    CONTACT_DETAILS = "contact_details"


#: Contents that need a scope of their own (row 12).
SENSITIVE = frozenset({Material.IMAGES_OF_BODY, Material.MEDICAL, Material.CONTACT_DETAILS})


class ItemKind(StrEnum):
    CLOSED_SOURCE = "closed_source"
    OPEN_SOURCE = "open_source"
    ANALYTIC = "analytic"


class Capacity(StrEnum):
    SELF = "self"
    GUARDIAN_WITH_ASSENT = "guardian_with_assent"
    SUPPORTED = "supported"


class LifeStatus(StrEnum):
    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"
    DETAINED = "detained"
    MISSING = "missing"
    DEAD = "dead"


@dataclass(frozen=True)
class GrantFacts:
    """The answer to the one purpose asked, as it stands today."""

    answer: Answer
    identity: Identity
    material: frozenset[Material]
    given_on: date
    expires_on: date | None  # last day on which it holds; None: the form sets no date
    renewal_due: bool
    contact_first: bool  # the witness wants to be asked before each use
    onward_sharing: bool  # False: the recipient may not pass it on
    countries_allowed: frozenset[str] | None  # ISO 3166 alpha-2; None: no allow list
    countries_denied: frozenset[str]
    withdrawn: bool  # for this purpose
    invalidated: bool  # for this purpose
    confirmed_for_recipient_on: date | None  # row 8: dated confirmation naming the recipient


@dataclass(frozen=True)
class ConsentFacts:
    """The record in force: which form, with which proof."""

    form_hash_matches: bool
    proof_present: bool
    purposes_on_form: frozenset[Purpose]
    capacity: Capacity
    withdrawn_in_full: bool
    invalidated_in_full: bool
    grant: GrantFacts | None  # None: the purpose has no answer on record
    onward_eurojust_europol: Answer  # the answer to that purpose, not_asked included
    recontact: Answer  # decides only whether a renewal may be offered (row 7)
    paused: bool = False  # in full or for the purpose asked: the witness wants it to rest


@dataclass(frozen=True)
class RiskFacts:
    assessed_on: date
    valid_to: date | None
    raised_since_consent: bool | None
    safety_reviewed_on: date | None  # row 15: review for this recipient after the assessment aged


@dataclass(frozen=True)
class PersonFacts:
    """The source person of closed material; joint material has several."""

    subject: UUID
    identified_in_store: bool
    consent: ConsentFacts | None
    age_at_interview: int | None
    age_now: int | None
    asked_again_as_adult_on: date | None  # row 10
    status: LifeStatus | None
    protection_reviewed_on: date | None  # row 20: protection officer, for this recipient
    circumstances_changed: bool | None
    risk: RiskFacts | None


@dataclass(frozen=True)
class OtherPerson:
    """Someone else who can be recognised in the item (row 14)."""

    person: UUID
    alleged_official: bool
    own_grant_for_purpose: bool


@dataclass(frozen=True)
class RecipientFacts:
    recipient: UUID
    blocked: bool | None
    state: str | None  # ISO 3166 alpha-2; None for an international organisation
    state_blocked: bool | None  # Belarus, Russia, or a sanctions or security hold
    international_organisation: bool
    in_eea: bool | None  # Union bodies count as inside
    transfer_basis_on: bool  # a transfer basis is on file and in force on the day
    agreement: bool
    channel_approved: bool
    needs_names: bool | None
    accepts_caveats: bool | None


@dataclass(frozen=True)
class ItemFacts:
    item: UUID
    kind: ItemKind
    material: Material  # what the item itself is: account, recording, documents …
    support_record: bool  # psychosocial care (row 2)
    integrity_ok: bool | None
    quarantined: bool | None
    restricted_art18: bool | None
    open_rights_request: bool | None
    sgbv_or_restricted_code: bool | None
    sgbv_confirmed_on: date | None  # row 11: fresh confirmation for this very request
    sgbv_focal_point_signed: bool
    contains: frozenset[Material] | None  # which of SENSITIVE it carries
    nothing_else: bool | None  # it is nothing but that sensitive content
    carries_name: bool | None  # the witness can be known by name from the item itself
    others: tuple[OtherPerson, ...] | None
    risk: RiskFacts | None = None  # open source only: assessment of the collection


@dataclass(frozen=True)
class Facts:
    """Everything `decide` may look at, for one item, recipient, purpose and day."""

    on: date
    purpose: Purpose
    recipient: RecipientFacts
    item: ItemFacts
    persons: tuple[PersonFacts, ...] = ()
    sources: tuple[Facts, ...] = field(default=())  # analytic products: every source they quote
