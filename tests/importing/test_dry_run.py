"""Every problem of a manifest is told by table, row and column, and nothing is written."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from evidence.importing.manifest import Manifest
from evidence.importing.models import BroughtIn, Run
from iapb.access.errors import Refused
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from interviews.models import Witness
from tests.cast import make_person
from tests.importing.conftest import DOCUMENT, FILE, INTERVIEW, WITNESS, write
from tests.intake import make_witness

pytestmark = pytest.mark.django_db
Examine = Callable[..., Manifest]
# Not tomorrow: the run of all tests may pass midnight.
NEXT_WEEK = (timezone.localdate() + timedelta(days=7)).isoformat()


def told(manifest: Manifest) -> set[tuple[str, int | None, str, str]]:
    return {(one.table, one.row, one.column, one.word) for one in manifest.problems}


def test_whole_archive_when_examined_then_no_problem_and_nothing_written(examine: Examine, partner: Person) -> None:
    before = Event.objects.count()
    assert told(examine()) == set()
    assert not Witness.objects.visible_to(partner).exists()
    assert not BroughtIn.objects.visible_to(partner).exists()
    assert not Run.objects.visible_to(partner).exists()
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("change", "column", "word"),
    [
        ({"birth_date": NEXT_WEEK}, "birth_date", "future"),
        ({"birth_date": "14.03.1986"}, "birth_date", "day"),
        ({"birth_date": "1986-02-30"}, "birth_date", "day"),
        ({"family_ru": "я" * 10_000}, "family_ru", "too_long"),
        ({"family_ru": "=HYPERLINK(1)"}, "family_ru", "formula"),
        ({"languages": "xx"}, "languages", "choice"),
        ({"languages": ""}, "languages", "required"),
        ({"sex": "none of these"}, "sex", "choice"),
        ({"another_person": "perhaps"}, "another_person", "yes_no"),
        ({"id": ""}, "id", "required"),
    ],
)
def test_cell_when_wrong_then_its_row_and_column_are_told(
    examine: Examine, folder: Path, change: dict[str, str], column: str, word: str
) -> None:
    write(folder, "witnesses", [WITNESS, {**WITNESS, "id": "w2", "given_ru": "Иван", **change}])
    assert told(examine()) == {("witnesses", 3, column, word)}


@pytest.mark.parametrize(
    ("table", "rows", "expected"),
    [
        ("witnesses", [WITNESS, {**WITNESS, "given_ru": "Иван"}], ("witnesses", 3, "id", "id_twice")),
        ("interviews", [INTERVIEW, {**INTERVIEW, "id": "i2", "witness": "w9"}],
         ("interviews", 3, "witness", "unknown_reference")),
        ("files", [FILE, {**FILE, "path": "files/none.txt"}], ("files", 3, "path", "no_file")),
        ("files", [FILE, {**FILE, "path": "../outside.txt"}], ("files", 3, "path", "outside")),
        ("files", [FILE, {**FILE, "path": "/etc/hostname"}], ("files", 3, "path", "outside")),
        ("files", [FILE, {**FILE, "path": "..\\outside.txt"}], ("files", 3, "path", "outside")),
        ("files", [FILE, {**FILE, "path": "link.txt"}], ("files", 3, "path", "outside")),
        ("files", [FILE, {**FILE, "path": "files"}], ("files", 3, "path", "outside")),
        ("files", [FILE, {**FILE, "path": "./files//ruling.txt"}], ("files", 3, "path", "id_twice")),
        ("files", [{**FILE, "document": ""}], ("files", 2, "interview", "owner")),
        ("documents", [{**DOCUMENT, "document_kind": "secret"}], ("documents", 2, "document_kind", "choice")),
        ("totals", [{"kind": "documents", "count": "2"}], ("documents", None, "", "total")),
        ("persons", [{"id": "p1"}], ("persons", None, "", "unknown_table")),
        ("witnesses", [{**WITNESS, "nickname": "R"}], ("witnesses", 1, "nickname", "unknown_column")),
    ],
)  # fmt: skip
def test_table_when_wrong_then_told(
    examine: Examine, folder: Path, table: str, rows: list[dict[str, Any]], expected: tuple[Any, ...]
) -> None:
    (folder.parent / "outside.txt").write_text("of others")
    if any(row.get("path") == "link.txt" for row in rows):
        (folder / "link.txt").symlink_to(folder.parent / "outside.txt")
    write(folder, table, rows)
    assert expected in told(examine())


def test_row_when_what_it_belongs_to_is_wrong_itself_then_told_so(examine: Examine, folder: Path) -> None:
    write(folder, "witnesses", [{**WITNESS, "birth_date": "1986"}])
    assert ("interviews", 2, "witness", "of_unread") in told(examine())


def test_missing_column_when_examined_then_told(examine: Examine, folder: Path) -> None:
    write(folder, "witnesses", [{name: value for name, value in WITNESS.items() if name != "languages"}])
    assert ("witnesses", 1, "languages", "missing_column") in told(examine())


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("id,family_ru,languages\nw1,Стрижневский,ru\n".encode("cp1251"), "encoding"),
        (b'id,languages\n"w1,ru\n', "broken"),
        (b"id,languages\nw\x001,ru\n", "broken"),
    ],
)
def test_file_when_no_table_in_utf8_then_told(examine: Examine, folder: Path, content: bytes, word: str) -> None:
    (folder / "witnesses.csv").write_bytes(content)
    assert ("witnesses", None, "", word) in told(examine())


def test_file_when_named_by_no_row_then_told(examine: Examine, folder: Path) -> None:
    (folder / "files" / "forgotten.txt").write_text("words")
    assert told(examine()) == {("files", None, "path", "unnamed_file")}


def test_file_when_empty_then_told(examine: Examine, folder: Path) -> None:
    (folder / "files" / "ruling.txt").write_bytes(b"")
    assert told(examine()) == {("files", 2, "path", "empty_file")}


def test_action_when_it_would_refuse_then_told_before(examine: Examine, folder: Path) -> None:
    write(folder, "interviews", [{**INTERVIEW, "account_type": "follow_up"}])
    (problem,) = examine().problems
    assert (problem.row, problem.column) == (2, "follow_up_reason")
    assert "one full account per person" in problem.sentence


def test_person_when_registered_already_or_twice_in_the_manifest_then_told(
    examine: Examine, folder: Path, partner: Person
) -> None:
    make_witness(partner)
    write(folder, "witnesses", [WITNESS, {**WITNESS, "id": "w2"}])
    assert {("witnesses", 2, "id", "alike"), ("witnesses", 3, "id", "alike")} <= told(examine())
    write(folder, "witnesses", [{**WITNESS, "another_person": "yes"}])
    assert told(examine()) == set()


def test_analyst_when_examining_then_refused(examine: Examine) -> None:
    with pytest.raises(Refused):
        examine(make_person("Analyst", "analyst"))


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData>'
    "</worksheet>"
)
CELL = '<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def book(path: Path, rows: list[list[str]], formula_at: str = "") -> None:
    """A workbook with one sheet, as little of the format as spreadsheets read."""
    lines = []
    for number, cells in enumerate(rows, 1):
        made = ""
        for letter, text in zip("ABCDEFGH", cells, strict=False):
            at = f"{letter}{number}"
            made += f'<c r="{at}"><f>1+1</f><v>2</v></c>' if at == formula_at else CELL.format(at=at, text=text)
        lines.append(f'<row r="{number}">{made}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets><sheet name="witnesses" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        target.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        target.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows="".join(lines)))


def test_workbook_when_read_then_its_sheets_are_tables(examine: Examine, folder: Path) -> None:
    (folder / "witnesses.csv").unlink()
    book(folder / "manifest.xlsx", [list(WITNESS), list(WITNESS.values())])
    manifest = examine()
    assert told(manifest) == set()
    assert manifest.rows["witnesses"][0].values["family_ru"] == "Стрижневский"


def test_workbook_when_a_cell_is_a_formula_then_told(examine: Examine, folder: Path) -> None:
    (folder / "witnesses.csv").unlink()
    book(folder / "manifest.xlsx", [list(WITNESS), list(WITNESS.values())], formula_at="B2")
    assert ("witnesses", 2, "family_ru", "formula") in told(examine())
