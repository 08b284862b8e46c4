"""How far two people code alike (standards.md 11). Pure: no models, no settings, no clock.

Everything is `None` where it is not defined; a page writes "n/a" there, never 1 or 0.
"""

from evidence.coding.agreement.figures import FEWEST, Coded, Coding, Figures, figures
from evidence.coding.agreement.intervals import DRAWS, SEED, Interval, intervals
from evidence.coding.agreement.nominal import Cells, alpha, cells, reading
from evidence.coding.agreement.spans import Match, Span, match, merged, present, touched, trimmed, words
from evidence.coding.agreement.unitised import unitised_alpha

__all__ = [
    "DRAWS",
    "FEWEST",
    "SEED",
    "Cells",
    "Coded",
    "Coding",
    "Figures",
    "Interval",
    "Match",
    "Span",
    "alpha",
    "cells",
    "figures",
    "intervals",
    "match",
    "merged",
    "present",
    "reading",
    "touched",
    "trimmed",
    "unitised_alpha",
    "words",
]
