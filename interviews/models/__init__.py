from interviews.models.facts import MaterialFacts, Mention, NamedPerson, RiskAssessment, WitnessStatus
from interviews.models.interviews import Interview, WitnessDocument
from interviews.models.witnesses import Witness

__all__ = [
    "Interview",
    "MaterialFacts",
    "Mention",
    "NamedPerson",
    "RiskAssessment",
    "Witness",
    "WitnessDocument",
    "WitnessStatus",
]
