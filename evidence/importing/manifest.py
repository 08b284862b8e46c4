"""An archive of tables and files, read into rows. The tables are parsed in the box; of the files nothing is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from evidence.importing.places import Outside, Place
from evidence.importing.registry import Column, Kind, Row, Wrong, kinds
from evidence.importing.words import PROBLEMS
from iapb.jobs.box import Box, BoxError, Limits

READER = Path(__file__).parent / "inside.py"
BOOK = "manifest.xlsx"
PROJECT = ".qdpx"  # of a coding program, as REFI-QDA writes it
TOTALS = "totals"
CODES = "codes"
_NEEDS = Limits(seconds=300, cpu_seconds=300, output=256 << 20)


@dataclass(frozen=True)
class Problem:
    table: str
    row: int | None
    column: str
    word: Any  # one of `words.PROBLEMS`, or the sentence with which an action would refuse
    refuses: bool = True  # a notice is told, and its row goes through

    @property
    def sentence(self) -> Any:
        """In no language yet."""
        return PROBLEMS.get(str(self.word), self.word)


@dataclass
class Manifest:
    place: Place
    rows: dict[str, list[Row]] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)  # rows in each table, whole or not
    totals: dict[str, int] = field(default_factory=dict)  # as the manifest states them
    codes: dict[str, str] = field(default_factory=dict)  # legacy code → code of the framework
    problems: list[Problem] = field(default_factory=list)
    unread: dict[str, set[str]] = field(default_factory=dict)  # ids of rows that could not be read
    named: dict[str, tuple[str, str]] = field(default_factory=dict)  # path of a file → the row that names it

    def tell(self, table: str, row: int | None, column: str, word: Any, *, refuses: bool = True) -> None:
        self.problems.append(Problem(table, row, column, word, refuses))

    def files(self) -> Iterator[str]:
        """Every file but the tables, as paths with slashes."""
        return (path for path in self.place.files() if not _is_table(path))


def read(place: Place, box: Box) -> Manifest:
    """Everything that can be told of the tables alone; what refers to others is `dry_run`'s."""
    manifest = Manifest(place)
    known = {kind.name: kind for kind in kinds()}
    tables = _tables(manifest, box)
    if not tables and not manifest.problems:
        manifest.tell("", None, "", "no_table")
    for name, table in tables.items():
        if name == TOTALS:
            _read_totals(manifest, table)
        elif name == CODES:
            _read_codes(manifest, table)
        elif name in known:
            _read_rows(manifest, known[name], table)
        else:
            manifest.tell(name[:40], None, "", "unknown_table")
    return manifest


def _is_table(path: str) -> bool:
    return "/" not in path and (path == BOOK or path.endswith((".csv", PROJECT)))


def _tables(manifest: Manifest, box: Box) -> dict[str, Any]:
    found: dict[str, Any] = {}
    tables = sorted(path for path in manifest.place.files() if _is_table(path))
    manifest.place.ahead(tables)
    for path in tables:
        for name, table in _parsed(manifest, path, box).items():
            name = name or PurePosixPath(path).stem
            if name in found:
                manifest.tell(name[:40], None, "", "twice_named")
            found.setdefault(name, table)
    return found


def _parsed(manifest: Manifest, path: str, box: Box) -> dict[str, Any]:
    name = PurePosixPath(path).stem[:40]
    ending = PurePosixPath(path).suffix[1:]
    try:
        with manifest.place.open(path) as content:
            answer = json.loads(Box(box.limits or _NEEDS).python(READER, ending, input=content).stdout)
    except (BoxError, Outside, FileNotFoundError):
        manifest.tell(name, None, "", "unopened")
        return {}
    if error := answer.get("error"):
        manifest.tell(name, None, "", "encoding" if error == "encoding" else "broken")
        return {}
    tables: dict[str, Any] = answer["tables"]
    return tables


def _read_totals(manifest: Manifest, table: Any) -> None:
    names = {kind.name for kind in kinds()}
    for number, cells in table["rows"]:
        name, count = ([*cells, "", ""])[:2]
        if name not in names:
            manifest.tell(TOTALS, number, "kind", "unknown_table")
        elif not (count or "").isascii() or not (count or "").isdecimal():
            manifest.tell(TOTALS, number, "count", "number")
        else:
            manifest.totals[name] = int(count)


def _read_codes(manifest: Manifest, table: Any) -> None:
    """Two columns: the legacy code, and the code of the framework that takes its place."""
    for number, cells in table["rows"]:
        legacy, code = ((cell or "").strip() for cell in [*cells, "", ""][:2])
        if not legacy or not code:
            manifest.tell(CODES, number, "legacy" if not legacy else "code", "required")
        elif manifest.codes.setdefault(legacy, code) != code:
            manifest.tell(CODES, number, "legacy", "id_twice")


def _read_rows(manifest: Manifest, kind: Kind, table: Any) -> None:
    columns = _columns(manifest, kind, table["columns"])
    manifest.read[kind.name] = len(table["rows"])
    manifest.rows[kind.name] = []
    if columns is None:
        return
    seen: set[str] = set()
    for number, cells in table["rows"]:
        row = _row(manifest, kind, columns, number, cells)
        if row is None:
            continue
        if row.id in seen:
            manifest.tell(kind.name, number, kind.id_column, "id_twice")
            continue
        seen.add(row.id)
        manifest.rows[kind.name].append(row)


def _columns(manifest: Manifest, kind: Kind, named: list[str]) -> list[Column | None] | None:
    """The column at each place; None for the whole where a needed one is missing."""
    known = {column.name: column for column in kind.columns}
    for name in dict.fromkeys(named):
        if name and name not in known:
            manifest.tell(kind.name, 1, name[:40], "unknown_column")
        if name and named.count(name) > 1:
            manifest.tell(kind.name, 1, name[:40], "column_twice")
    missing = [column.name for column in kind.columns if column.required and column.name not in named]
    for name in missing:
        manifest.tell(kind.name, 1, name, "missing_column")
    twice = any(name and named.count(name) > 1 for name in named)
    return None if missing or twice else [known.get(name) for name in named]


def _row(manifest: Manifest, kind: Kind, columns: list[Column | None], number: int, cells: list[Any]) -> Row | None:
    before = len(manifest.problems)
    if any(cell is None or cell.strip() for cell in cells[len(columns) :]):
        manifest.tell(kind.name, number, "", "too_many_cells")
    texts = {column.name: cell for column, cell in zip(columns, cells, strict=False) if column}
    values = {}
    for column in kind.columns:
        text = texts.get(column.name, "")
        try:
            if text is None:
                raise Wrong("formula")
            values[column.name] = column.value(text)
        except Wrong as wrong:
            manifest.tell(kind.name, number, column.name, str(wrong))
    if len(manifest.problems) > before:
        manifest.unread.setdefault(kind.name, set()).add((texts.get(kind.id_column) or "").strip())
        return None
    return Row(kind.name, number, values[kind.id_column], values)
