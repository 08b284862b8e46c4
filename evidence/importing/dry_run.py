"""Every problem of a manifest, told before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from evidence.importing import manifest as manifests
from evidence.importing.destination import collection_for
from evidence.importing.keys import Known
from evidence.importing.manifest import Manifest
from evidence.importing.places import Outside, Place
from evidence.importing.registry import Kind, Row, kinds
from evidence.models import Item
from iapb.access.rights import require
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.jobs.box import Box

_CHECKED_AT_ONCE = 500


def examine(
    place: Place,
    *,
    by: Person,
    box: Box,
    collection: UUID | None = None,
    told: Callable[[float, Any], object] = lambda share, stage: None,
) -> Manifest:
    """Writes nothing. Outside any transaction: the box is at work meanwhile."""
    manifest = manifests.read(place, box)
    with actor_transaction(by):
        must_be_allowed(manifest, by)
        known = Known.of(collection_for(by, collection).pk, by)
    for number, kind in enumerate(every := kinds(), 1):
        told(number / (len(every) + 1), kind.label)
        _totals(manifest, kind)
        rows = manifest.rows.get(kind.name, [])
        _references(manifest, kind, rows, known)
        _items(manifest, kind, rows, known, by)
        _alike(manifest, kind, rows)
        fresh = [row for row in rows if (kind.name, row.id) not in known]
        for start in range(0, len(fresh), _CHECKED_AT_ONCE):
            with actor_transaction(by):
                for row in fresh[start : start + _CHECKED_AT_ONCE]:
                    for column, word in kind.check(row, by):
                        manifest.tell(kind.name, row.number, column, word)
        _notices(manifest, kind, fresh, by)
        if kind.path_column:
            _files(manifest, kind, rows)
    _unnamed(manifest)
    return manifest


def _totals(manifest: Manifest, kind: Kind) -> None:
    stated = manifest.totals.get(kind.name)
    if stated is not None and stated != manifest.read.get(kind.name, 0):
        manifest.tell(kind.name, None, "", "total")


def _items(manifest: Manifest, kind: Kind, rows: list[Row], known: Known, by: Person) -> None:
    """Items of this archive, brought in before, or by the reference of the house."""
    here = {row.id for name in ("interviews", "documents") for row in manifest.rows.get(name, [])}
    for column in (column for column in kind.columns if column.as_ == "item"):
        named = {row.values[column.name] for row in rows} - here
        missing = {name for name in named if name and not known.item(name)}
        with actor_transaction(by):
            found = Item.objects.visible_to(by).filter(reference__in=missing).values_list("reference", flat=True)
            missing -= set(found)
        for row in rows:
            if row.values[column.name] in missing:
                manifest.tell(kind.name, row.number, column.name, "unknown_reference")


def _notices(manifest: Manifest, kind: Kind, rows: list[Row], by: Person) -> None:
    with actor_transaction(by):
        for row, column, word in kind.notices(rows, manifest.codes, by):
            manifest.tell(kind.name, row.number, column, word, refuses=False)


def _references(manifest: Manifest, kind: Kind, rows: list[Row], known: Known) -> None:
    for column in kind.columns:
        if not column.of:
            continue
        there = {row.id for row in manifest.rows.get(column.of, [])}
        for row in rows:
            value = row.values[column.name]
            if value and value not in there and (column.of, value) not in known:
                unread = value in manifest.unread.get(column.of, ())
                manifest.tell(kind.name, row.number, column.name, "of_unread" if unread else "unknown_reference")


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
            size, most = manifest.place.size(path), manifest.place.most_of_one
            if size == 0:
                manifest.tell(kind.name, row.number, kind.path_column, "empty_file")
            elif most and size > most:
                manifest.tell(kind.name, row.number, kind.path_column, "large_file")
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
