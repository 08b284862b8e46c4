"""Every problem of a manifest, told before anything is written."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from evidence.access import own_collection
from evidence.importing import manifest as manifests
from evidence.importing.keys import Known
from evidence.importing.manifest import Manifest, Outside
from evidence.importing.registry import Kind, Row, kinds
from iapb.access.rights import require
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.jobs.box import Box

_CHECKED_AT_ONCE = 500


def examine(folder: Path, *, by: Person, box: Box) -> Manifest:
    """Writes nothing. Outside any transaction: the box is at work meanwhile."""
    with actor_transaction(by):
        known = Known.of(own_collection(by).pk, by)
    manifest = manifests.read(folder, box)
    with actor_transaction(by):
        must_be_allowed(manifest, by)
    for kind in kinds():
        _totals(manifest, kind)
        rows = manifest.rows.get(kind.name, [])
        _references(manifest, kind, rows, known)
        _alike(manifest, kind, rows)
        fresh = [row for row in rows if (kind.name, row.id) not in known]
        for start in range(0, len(fresh), _CHECKED_AT_ONCE):
            with actor_transaction(by):
                for row in fresh[start : start + _CHECKED_AT_ONCE]:
                    for column, word in kind.check(row, by):
                        manifest.tell(kind.name, row.number, column, word)
        if kind.path_column:
            _files(manifest, kind, rows)
    _unnamed(manifest)
    return manifest


def _totals(manifest: Manifest, kind: Kind) -> None:
    stated = manifest.totals.get(kind.name)
    if stated is not None and stated != manifest.read.get(kind.name, 0):
        manifest.tell(kind.name, None, "", "total")


def _references(manifest: Manifest, kind: Kind, rows: list[Row], known: Known) -> None:
    for column in kind.columns:
        if not column.of:
            continue
        there = {row.id for row in manifest.rows.get(column.of, [])}
        for row in rows:
            value = row.values[column.name]
            if value and value not in there and (column.of, value) not in known:
                manifest.tell(kind.name, row.number, column.name, "unknown_reference")


def _alike(manifest: Manifest, kind: Kind, rows: list[Row]) -> None:
    words = {row.number: kind.alike(row) for row in rows}
    times = Counter(word for word in words.values() if word)
    for number, word in words.items():
        if times[word] > 1:
            manifest.tell(kind.name, number, kind.id_column, "alike")


def _files(manifest: Manifest, kind: Kind, rows: list[Row]) -> None:
    for row in rows:
        path = row.values[kind.path_column]
        try:
            if manifest.size(path) == 0:
                manifest.tell(kind.name, row.number, kind.path_column, "empty_file")
        except Outside:
            manifest.tell(kind.name, row.number, kind.path_column, "outside")
        except FileNotFoundError:
            manifest.tell(kind.name, row.number, kind.path_column, "no_file")
        if manifest.named.setdefault(path, (kind.name, row.id)) != (kind.name, row.id):
            manifest.tell(kind.name, row.number, kind.path_column, "named_twice")


def _unnamed(manifest: Manifest) -> None:
    for path in manifest.files():
        if path not in manifest.named:
            manifest.tell("files", None, "path", "unnamed_file")


def must_be_allowed(manifest: Manifest, by: Person) -> None:
    """Raises Refused unless the person may do by hand what each table asks for."""
    for kind in kinds():
        if kind.name in manifest.read:
            for right in kind.rights:
                require(by, right)
