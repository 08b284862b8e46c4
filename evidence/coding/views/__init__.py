from evidence.coding.views import (
    carrying,
    corroboration,
    facts,
    parts,
    quality,
    quality_compare,
    quality_figures,
    questions,
    suggestions,
    talk,
    timeline,
    workbench,
)

__all__ = [
    "carrying",
    "corroboration",
    "facts",
    "parts",
    "quality",
    "quality_compare",
    "quality_figures",
    "questions",
    "suggestions",
    "talk",
    "timeline",
    "workbench",
]
