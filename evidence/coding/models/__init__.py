from evidence.coding.models.facts import (
    FACT_KINDS,
    Act,
    Departure,
    DetentionPeriod,
    Fact,
    FactSupport,
    Incident,
    Involvement,
    Level,
    Sufferer,
)
from evidence.coding.models.framework import Code, FrameworkVersion
from evidence.coding.models.legacy import LegacyCoding
from evidence.coding.models.tags import CONTEXT, Tag

__all__ = [
    "CONTEXT",
    "FACT_KINDS",
    "Act",
    "Code",
    "Departure",
    "DetentionPeriod",
    "Fact",
    "FactSupport",
    "FrameworkVersion",
    "Incident",
    "Involvement",
    "LegacyCoding",
    "Level",
    "Sufferer",
    "Tag",
]
