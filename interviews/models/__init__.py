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
from interviews.models.records import Acknowledgement, Certificate, Guide, JointWitness, Presence
from interviews.models.things import Thing, ThingEvent
from interviews.models.witnesses import Witness

__all__ = [
    "Acknowledgement",
    "Certificate",
    "Clearance",
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
    "RiskAssessment",
    "Thing",
    "ThingEvent",
    "Witness",
    "WitnessDocument",
    "WitnessStatus",
]
