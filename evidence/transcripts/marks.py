"""How a person writes down what was not heard for certain: plain text, the same in every language.

[?слово]  heard so, but not for certain
[???]     somebody speaks, and the words cannot be made out
"""

from __future__ import annotations

import re
from dataclasses import dataclass

INAUDIBLE = "[???]"
_INAUDIBLE = re.compile(r"\[\?\?\?\]")
_UNCERTAIN = re.compile(r"\[\?(?!\?\?\])[^\[\]]*[^\[\]?\s][^\[\]]*\]")
_BEGUN = re.compile(r"\[\?")


@dataclass(frozen=True)
class Marks:
    uncertain: int
    inaudible: int
    broken: int  # begun and not ended, or with nothing in them


def count(text: str) -> Marks:
    uncertain, inaudible = len(_UNCERTAIN.findall(text)), len(_INAUDIBLE.findall(text))
    return Marks(uncertain, inaudible, len(_BEGUN.findall(text)) - uncertain - inaudible)
