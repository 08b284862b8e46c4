"""The timeline of one witness: dated facts of every account the reader sees, what lies between, what does not fit."""

from evidence.coding.timeline.entries import Entry, Support
from evidence.coding.timeline.periods import Gap, Overlap, gaps, overlaps
from evidence.coding.timeline.reading import Timeline, timeline_of

__all__ = ["Entry", "Gap", "Overlap", "Support", "Timeline", "gaps", "overlaps", "timeline_of"]
