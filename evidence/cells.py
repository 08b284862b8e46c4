"""Cells of a file that a spreadsheet will open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any


def safe(cell: Any) -> Any:
    """No cell that a spreadsheet would run as a formula."""
    words = "" if cell is None else str(cell)
    return f"'{words}" if words.startswith(("=", "+", "-", "@", "\t", "\r")) else words


def written(rows: Iterable[Iterable[Any]]) -> bytes:
    """CSV with a mark of its encoding, which spreadsheets need to read Cyrillic."""
    kept = io.StringIO(newline="")
    csv.writer(kept).writerows([safe(cell) for cell in row] for row in rows)
    return kept.getvalue().encode("utf-8-sig")
