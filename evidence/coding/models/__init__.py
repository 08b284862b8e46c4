from evidence.coding.models.carrying import Carrying
from evidence.coding.models.facts import (
    FACT_KINDS,
    Act,
    Departure,
    DetentionPeriod,
    Fact,
    FactSupport,
    Harm,
    Incident,
    Intervention,
    Involvement,
    Level,
    Sufferer,
)
from evidence.coding.models.framework import (
    Code,
    CodeNow,
    CodePicture,
    FrameworkChange,
    FrameworkVersion,
    label_column,
)
from evidence.coding.models.judgements import Judgement
from evidence.coding.models.legacy import LegacyCoding
from evidence.coding.models.notes import FACTS, LONGEST_NOTE, Mention, Note
from evidence.coding.models.quality import (
    Comparison,
    Draw,
    RuleQuestion,
    SettledTag,
    Settlement,
    Work,
)
from evidence.coding.models.questions import LONGEST_MESSAGE, Question, QuestionMessage, TalkDraft
from evidence.coding.models.suggestions import Suggestion
from evidence.coding.models.tags import CONTEXT, WHOLE, Tag, clock

__all__ = [
    "Act",
    "CONTEXT",
    "Carrying",
    "Code",
    "CodeNow",
    "CodePicture",
    "Comparison",
    "Departure",
    "DetentionPeriod",
    "Draw",
    "FACTS",
    "FACT_KINDS",
    "Fact",
    "FactSupport",
    "FrameworkChange",
    "FrameworkVersion",
    "Harm",
    "Incident",
    "Intervention",
    "Involvement",
    "Judgement",
    "LONGEST_MESSAGE",
    "LONGEST_NOTE",
    "LegacyCoding",
    "Level",
    "Mention",
    "Note",
    "Question",
    "QuestionMessage",
    "RuleQuestion",
    "SettledTag",
    "Settlement",
    "Sufferer",
    "Suggestion",
    "Tag",
    "TalkDraft",
    "WHOLE",
    "Work",
    "clock",
    "label_column",
]
