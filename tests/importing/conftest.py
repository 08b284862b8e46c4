from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from evidence.importing import actions, dry_run
from evidence.importing.manifest import Manifest
from evidence.importing.places import Folder
from evidence.importing.report import Report
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody.keys import FileKeyProvider
from iapb.jobs.box import Box
from tests.intake import make_partner

WITNESS = {"id": "w1", "family_ru": "Стрижневский", "given_ru": "Роман", "birth_date": "1986-03-14", "languages": "ru"}
INTERVIEW = {
    "id": "i1", "witness": "w1", "held_on": "2021-05-02", "language": "ru", "mode": "in_person", "place_kind": "office",
}  # fmt: skip
DOCUMENT = {"id": "d1", "witness": "w1", "document_kind": "court", "title": "Court ruling", "interview": "i1"}
FILE = {"path": "files/ruling.txt", "document": "d1", "role": "other"}
WHOLE = {"witnesses": [WITNESS], "interviews": [INTERVIEW], "documents": [DOCUMENT], "files": [FILE]}


@pytest.fixture(autouse=True, scope="session")
def made_keys(directories: None) -> FileKeyProvider:
    return FileKeyProvider.create(Path(settings.KEY_ROOT))


@pytest.fixture
def partner(db: None) -> Person:
    partner = make_partner()
    set_actor(partner.pk)
    return partner


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of one witness, one interview, one document and its file."""
    made = tmp_path / "archive"
    (made / "files").mkdir(parents=True)
    (made / "files" / "ruling.txt").write_text("Приговор\n", encoding="utf-8")
    for table, rows in WHOLE.items():
        write(made, table, rows)
    return made


def write(folder: Path, table: str, rows: list[dict[str, Any]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, names)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def examine(partner: Person, folder: Path) -> Callable[[], Manifest]:
    def call(by: Person = partner) -> Manifest:
        try:
            return dry_run.examine(Folder(folder), by=by, box=Box())
        finally:
            set_actor(by.pk)

    return call


@pytest.fixture
def bring(partner: Person, examine: Callable[..., Manifest]) -> Callable[..., Report]:
    def call(by: Person = partner) -> Report:
        try:
            return actions.run(examine(by), by=by)
        finally:
            set_actor(by.pk)

    return call
