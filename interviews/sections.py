"""What rooms above add to the page and to the list of witnesses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from evidence.sections import Sections
from iapb.accounts.models import Person

of_witness = Sections()

# A column's cells for the witnesses of one page: (text, tone), by witness.
Cells = Callable[[Iterable[UUID], Person], dict[UUID, tuple[Any, str]]]
columns: list[tuple[Any, Cells]] = []


def register_column(label: Any, cells: Cells) -> None:
    if all(known is not cells for _label, known in columns):
        columns.append((label, cells))
