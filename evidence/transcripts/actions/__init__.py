"""Everything that is done with a transcript or a translation in work."""

from evidence.transcripts.actions.beginning import begin_transcript, begin_translation
from evidence.transcripts.actions.checking import accept, remark, send_back
from evidence.transcripts.actions.handing import give_up, hand_in, hand_over, take_back, take_over
from evidence.transcripts.actions.typing import Changed, Put, change, settle

__all__ = [
    "Changed",
    "Put",
    "accept",
    "begin_transcript",
    "begin_translation",
    "change",
    "give_up",
    "hand_in",
    "hand_over",
    "remark",
    "send_back",
    "settle",
    "take_back",
    "take_over",
]
