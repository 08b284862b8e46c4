"""The shapes of the demonstration case: plain values that a loader enters through the actions.

Keys (``"w1"``, ``"w1.court"``) name things inside the story only; the database gives its
own ids and codes. Days are already computed for the day on which the story is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from consent.facts import Answer, Capacity, Identity, LifeStatus, Material, Purpose


@dataclass(frozen=True)
class Body:
    key: str
    name: str
    kind: str  # partner, secretariat or care
    country: str  # ISO 3166 alpha-2


@dataclass(frozen=True)
class Team:
    key: str
    name: str
    body: str


@dataclass(frozen=True)
class Member:
    role: str
    name: str
    email: str
    body: str
    teams: tuple[str, ...] = ()
    interviewer_code: str = ""
    language: str = "en"  # of the pages


@dataclass(frozen=True)
class Name:
    """One person in the spelling of one language."""

    language: str
    given: str
    family: str
    patronymic: str = ""

    @property
    def full(self) -> str:
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)


@dataclass(frozen=True)
class WitnessStory:
    key: str
    body: str
    language: str
    languages: tuple[str, ...]
    names: tuple[Name, ...]  # the first is the one the witness uses
    sex: str  # as stated: female, male
    born: date
    citizenship: str
    country_now: str
    email: str
    phone: str
    safe_contact: str
    relatives: tuple[str, ...]


@dataclass(frozen=True)
class PriorAccount:
    organisation: str
    on: str  # as precisely as the witness remembers
    kind: str
    recorded: bool | None
    copy_held: bool


@dataclass(frozen=True)
class OtherPersonStory:
    """Someone else who can be recognised; ``how`` is what the item says of them."""

    name: str
    how: str
    kind: str  # co_detainee, relative, victim, helper, official, other
    own_consent: bool = False

    @property
    def official(self) -> bool:
        return self.kind == "official"


@dataclass(frozen=True)
class ItemFactsStory:
    contains: frozenset[Material] | None
    nothing_else: bool | None
    carries_name: bool | None
    others: tuple[OtherPersonStory, ...] | None
    restricted: bool = False
    open_rights_request: bool = False


@dataclass(frozen=True)
class Upload:
    """A file that goes with an item; ``render.render(story, upload)`` gives its bytes."""

    key: str
    kind: str  # audio, transcript, translation, scan, photograph
    filename: str
    media_type: str
    language: str
    acquisition: str
    note: str = ""


@dataclass(frozen=True)
class DocumentStory:
    """A paper or picture that a witness handed over: an item of its own."""

    key: str
    title: str
    doc_type: str  # court, medical, official, photo, video, other
    on: date
    material: Material
    facts: ItemFactsStory
    upload: Upload


@dataclass(frozen=True)
class InterviewStory:
    key: str
    witness: str
    title: str
    on: date
    started: str  # local time, HH:MM
    minutes: int
    place_kind: str  # office, home, shelter, remote, other
    country: str
    mode: str  # in_person, video_call, voice_call, written
    account_type: str
    interviewers: tuple[str, ...]  # codes, never names
    interpreter: str
    others_present: tuple[str, ...]
    breaks: int
    welfare_note: str
    vulnerability: str
    vulnerability_note: str
    prior_accounts: tuple[PriorAccount, ...]  # empty: none known, asked
    follow_up_reason: str
    facts: ItemFactsStory
    uploads: tuple[Upload, ...]
    documents: tuple[DocumentStory, ...]


@dataclass(frozen=True)
class GrantStory:
    purpose: Purpose
    answer: Answer
    identity: Identity
    material: frozenset[Material]
    onward_sharing: bool
    contact_first: bool = False
    conditions: str = ""


@dataclass(frozen=True)
class ConsentStory:
    witness: str
    form_version: str
    language: str
    mode: str
    on: date
    at: str  # local time, HH:MM, before the interview begins
    place_kind: str
    taken_by: str  # interviewer code
    capacity: Capacity
    read_aloud: bool
    copy_given: bool
    pressure_check: bool
    questions_noted: str
    expires_on: date
    grants: tuple[GrantStory, ...]
    proof: Upload


@dataclass(frozen=True)
class ConsentFormStory:
    version: str
    languages: tuple[str, ...]
    purposes: tuple[Purpose, ...]
    notice_version: str
    valid_from: date
    approved_by: str


@dataclass(frozen=True)
class RiskStory:
    on: date
    level: str  # low, medium, high
    valid_to: date
    raised_since_consent: bool
    owner: str
    reasons: str


@dataclass(frozen=True)
class WitnessFactsStory:
    witness: str
    age_at_interview: int
    status: LifeStatus
    status_on: date
    circumstances_changed: bool
    circumstances_note: str
    risk: RiskStory


@dataclass(frozen=True)
class TagExample:
    """``quote`` stands exactly once in the original text of the interview."""

    interview: str
    code: str
    quote: str


@dataclass(frozen=True)
class OfficialStory:
    names: tuple[Name, ...]
    rank: str
    state_body: str  # gazetteer id
    identification: str
    quote: str  # the tag it is created from


@dataclass(frozen=True)
class ActStory:
    code: str
    instrument: str  # code, empty where none
    times: int | None
    knowledge_basis: str
    actor_body: str  # gazetteer id
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class HarmStory:
    code: str
    documented: str
    document: str
    quote: str


@dataclass(frozen=True)
class InterventionStory:
    form: str
    when: str  # as a person types it
    party: str
    outcome: str
    result: str
    code: str  # of the tag it rests on
    quote: str


@dataclass(frozen=True)
class IncidentStory:
    interview: str
    title: str
    context: str
    start: date
    end: date
    precision: str
    place: str
    facility: str
    certainty: str
    summary: str
    acts: tuple[ActStory, ...]
    harm: HarmStory
    intervention: InterventionStory
    official: OfficialStory
    official_degree: str
    official_confidence: str


@dataclass(frozen=True)
class AgreementStory:
    reference: str
    signed_on: date
    valid_to: date
    terms: tuple[str, ...]


@dataclass(frozen=True)
class RecipientStory:
    key: str
    name: str
    contact: str
    email: str
    kind: str  # class of recipient
    purpose: Purpose
    state: str  # ISO 3166 alpha-2
    in_eea: bool
    blocked: bool
    state_blocked: bool
    channel: str
    channel_approved: bool
    needs_names: bool
    accepts_caveats: bool
    agreement: AgreementStory


@dataclass(frozen=True)
class RequestStory:
    key: str
    recipient: str
    reference: str
    received_on: date
    deadline: date
    legal_basis: str
    questions: tuple[str, ...]
    witnesses: tuple[str, ...]  # whose material it touches


@dataclass(frozen=True)
class CaseSetStory:
    name: str
    purpose: str
    witnesses: tuple[str, ...]
    team: str


@dataclass(frozen=True)
class Story:
    today: date
    bodies: tuple[Body, ...]
    teams: tuple[Team, ...]
    members: tuple[Member, ...]
    form: ConsentFormStory
    witnesses: tuple[WitnessStory, ...]
    consents: tuple[ConsentStory, ...]
    facts: tuple[WitnessFactsStory, ...]
    interviews: tuple[InterviewStory, ...]
    case_set: CaseSetStory
    tags: tuple[TagExample, ...]
    incident: IncidentStory
    recipients: tuple[RecipientStory, ...]
    requests: tuple[RequestStory, ...]

    def witness(self, key: str) -> WitnessStory:
        return next(one for one in self.witnesses if one.key == key)

    def interview(self, witness: str) -> InterviewStory:
        return next(one for one in self.interviews if one.witness == witness)

    def consent(self, witness: str) -> ConsentStory:
        return next(one for one in self.consents if one.witness == witness)

    def uploads(self) -> tuple[Upload, ...]:
        """Every file of the case, consent proofs included, in the order they are sent."""
        proofs = tuple(one.proof for one in self.consents)
        taken = ((*one.uploads, *(document.upload for document in one.documents)) for one in self.interviews)
        return proofs + tuple(upload for group in taken for upload in group)
