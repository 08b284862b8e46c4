from interviews.models.drafts import Draft
from interviews.models.facts import (
    EarlierMaterialFacts,
    MaterialFacts,
    Mention,
    NamedPerson,
    RiskAssessment,
    WitnessStatus,
)
from interviews.models.interviews import Interview, PriorAccount, WitnessDocument
from interviews.models.one_account import Clearance, PerhapsSame
from interviews.models.reading_back import Correction, ReadBack, Signature
from interviews.models.records import Acknowledgement, Certificate, Guide, JointWitness, Presence
from interviews.models.showings import Showing, ShownPicture
from interviews.models.skips import SkipMark
from interviews.models.things import Thing, ThingEvent
from interviews.models.witnesses import Witness

__all__ = [
    "Acknowledgement",
    "Certificate",
    "Clearance",
    "Correction",
    "Draft",
    "EarlierMaterialFacts",
    "Guide",
    "Interview",
    "JointWitness",
    "MaterialFacts",
    "Mention",
    "NamedPerson",
    "PerhapsSame",
    "Presence",
    "PriorAccount",
    "ReadBack",
    "RiskAssessment",
    "Showing",
    "ShownPicture",
    "Signature",
    "SkipMark",
    "Thing",
    "ThingEvent",
    "Witness",
    "WitnessDocument",
    "WitnessStatus",
]
