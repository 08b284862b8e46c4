"""How tags follow when a newer layer takes over an older one. Pure: no rows, no pages."""

from evidence.coding.anchoring.outcomes import TO_LOOK_AT, Beside, Outcome, Span, Why, carry, lay_beside
from evidence.coding.anchoring.words import Piece

__all__ = ["TO_LOOK_AT", "Beside", "Outcome", "Piece", "Span", "Why", "carry", "lay_beside"]
