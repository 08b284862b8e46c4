"""Production numbers: ``IAPB-<RECIPIENT>-NNNN-NNNN``, gap free and never used twice.

Each page or photograph takes one number, a recording or a native file takes one;
an item is cited by its range and known by the first number of it. The counter
itself is kept by the caller, one sequence a recipient.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SITUATION = "IAPB"
LAST = 99_999_999
NUMBER = re.compile(r"[A-Z]{2,5}-[A-Z0-9]{2,6}-\d{4}-\d{4}(_R\d{2})?")
RECIPIENT = re.compile(r"[A-Z0-9]{2,6}")


@dataclass(frozen=True)
class NumberRange:
    """The numbers of one document, both ends included."""

    beg_no: str
    end_no: str

    @property
    def doc_id(self) -> str:
        return self.beg_no


def is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None


def number(recipient: str, position: int) -> str:
    """The number at a position of the recipient's sequence, which begins with 1."""
    if not RECIPIENT.fullmatch(recipient):
        raise ValueError("a recipient's code has two to six capital letters or digits")
    if not 1 <= position <= LAST:
        raise ValueError("the sequence of this recipient is used up")
    high, low = divmod(position, 10_000)
    return f"{SITUATION}-{recipient}-{high:04d}-{low:04d}"


def next_numbers(recipient: str, after: int, sizes: Iterable[int]) -> Iterator[NumberRange]:
    """Ranges for documents of so many pages each, following the last position used."""
    position = after
    for pages in sizes:
        if pages < 1:
            raise ValueError("a document takes at least one number")
        yield NumberRange(number(recipient, position + 1), number(recipient, position + pages))
        position += pages


def redacted(doc_id: str, version: int) -> str:
    """The same number for the n-th redacted version: ``_R01``, ``_R02`` …"""
    if not 1 <= version <= 99:
        raise ValueError("a redacted version is numbered from 1 to 99")
    return f"{doc_id.split('_')[0]}_R{version:02d}"
