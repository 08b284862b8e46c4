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
from interviews.models.witnesses import Witness

__all__ = [
    "Draft",
    "EarlierMaterialFacts",
    "Interview",
    "MaterialFacts",
    "Mention",
    "NamedPerson",
    "PriorAccount",
    "RiskAssessment",
    "Witness",
    "WitnessDocument",
    "WitnessStatus",
]
