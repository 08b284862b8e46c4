"""Kinds of rows a manifest may hold. Upper rooms register theirs when they are ready."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.utils import timezone

from iapb.access.rights import Right

if TYPE_CHECKING:
    from iapb.accounts.models import Person

LONGEST_ID = 200
_PARTS = re.compile(r"[;\n]")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Wrong(ValueError):
    """A cell that cannot be taken as it stands; carries the name of the problem."""


@dataclass(frozen=True)
class Column:
    """One column. `of` names the kind of row whose id it holds; `offered` gives the values it may have."""

    name: str
    label: Any
    required: bool = False
    longest: int = 200
    as_: str = "text"  # text, quote, day, past_day, number, yes_no, list, hash, path, item
    offered: Callable[[], Iterable[str]] | None = None
    of: str = ""

    def value(self, text: str) -> Any:
        """Raises Wrong."""
        if not text.strip():
            if self.required:
                raise Wrong("required")
            return _EMPTY.get(self.as_, "")
        if self.as_ == "quote":  # words of others, taken as they are
            return _quote(self, text)
        text = text.strip()
        if text.startswith(("=", "@")):
            raise Wrong("formula")
        if len(text) > self.longest:
            raise Wrong("too_long")
        return _READERS[self.as_](self, text)


@dataclass(frozen=True)
class Row:
    """A row whose every cell could be read. `number` is the one a spreadsheet shows."""

    kind: str
    number: int
    id: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Made:
    object: UUID
    subject: UUID  # under whose key the row is kept


class Taken(Protocol):
    """Bytes that lie in the vault and of which nobody was told yet."""

    size: int

    def keep(self) -> Made:
        """In the transaction of the rows: links them, and so acknowledges them."""
        ...

    def discard(self) -> None: ...


@dataclass
class Making:
    """What a kind is given to make a row's thing. `key` is the same at every run."""

    row: Row
    by: Person
    key: UUID
    found: Callable[[str], Made]  # column name → what the row of that id became
    open: Callable[[str], Any] | None = None  # path → binary file, for rows that name files
    codes: dict[str, str] = field(default_factory=dict)  # legacy code → code of the framework

    def __getitem__(self, column: str) -> Any:
        return self.row.values[column]


@dataclass(frozen=True)
class Kind:
    """`make` runs in the transaction of its chunk. Where bytes flow, `take` runs before it, outside any."""

    name: str  # of the table: witnesses.csv, or the sheet
    label: Any
    order: int
    columns: tuple[Column, ...]
    tables: tuple[str, ...]  # where what it makes is counted, each as table.column
    make: Callable[[Making], Made] | None = None
    take: Callable[[Making], Taken] | None = None
    id_column: str = "id"
    path_column: str = ""  # of a file that comes with the row
    rights: tuple[Right, ...] = (Right.REGISTER, Right.UPLOAD)  # all of them are needed
    check: Callable[[Row, Person], Iterable[tuple[str, Any]]] = field(default=lambda row, by: ())  # column, problem
    # Of all rows at once, with the mapping of legacy codes: what is told and stops no row.
    notices: Callable[[Iterable[Row], dict[str, str], Person], Iterable[tuple[Row, str, str]]] = field(
        default=lambda rows, codes, by: ()
    )
    alike: Callable[[Row], str] = field(default=lambda row: "")  # rows that give the same words are told of


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        known = _kinds.get(kind.name)
        if known and known is not kind:
            raise ValueError(f"two kinds of rows are called {kind.name}")
        _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """In the order in which they are brought in: what others refer to comes first."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def _day(column: Column, text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise Wrong("day")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong("day") from None


def _past_day(column: Column, text: str) -> date:
    day = _day(column, text)
    if day > timezone.localdate():
        raise Wrong("future")
    return day


def _number(column: Column, text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise Wrong("number")
    return int(text)


def _text(column: Column, text: str) -> str:
    if column.offered is not None and text not in column.offered():
        raise Wrong("choice")
    return text


def _quote(column: Column, text: str) -> str:
    if len(text) > column.longest:
        raise Wrong("too_long")
    return text.replace("\r\n", "\n")


def _list(column: Column, text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in _PARTS.split(text) if part.strip())
    return tuple(_text(column, part) for part in parts)


def _yes_no(column: Column, text: str) -> bool:
    if text.lower() not in ("yes", "no"):
        raise Wrong("yes_no")
    return text.lower() == "yes"


def _path(column: Column, text: str) -> str:
    """With slashes and without detours, so that one file has one name."""
    return PurePosixPath(text.replace("\\", "/")).as_posix()


def _hash(column: Column, text: str) -> str:
    if not _SHA256.fullmatch(text.lower()):
        raise Wrong("hash")
    return text.lower()


_EMPTY: dict[str, Any] = {"day": None, "past_day": None, "number": None, "yes_no": None, "list": ()}
_READERS: dict[str, Callable[[Column, str], Any]] = {
    "text": _text,
    "item": _text,
    "day": _day,
    "past_day": _past_day,
    "number": _number,
    "list": _list,
    "yes_no": _yes_no,
    "hash": _hash,
    "path": _path,
}
