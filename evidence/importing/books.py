"""The tables to fill in as one workbook: a sheet each, the meaning of a column where its cells are selected.

Written by hand, as it is read (inside.py): a few files of XML in a ZIP, for which no library is needed. Every cell is
text, so that no spreadsheet makes another day of a day or rounds a telephone number.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from evidence.importing.templating import Explained, Table

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_LAST_ROW = 1_048_576
# As spreadsheets take them: a prompt, its head, and a list that is offered.
_PROMPT, _TITLE, _LIST = 255, 32, 255
_STYLES = f"""{_HEAD}<styleSheet xmlns="{_MAIN}">
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFDCE6F2"/></patternFill></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="0" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/>
<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>
</cellXfs>
</styleSheet>"""
_TEXT, _COLUMN, _NEEDED = 1, 2, 3  # of cellXfs


def as_book(tables: Sequence[Table]) -> bytes:
    kept = io.BytesIO()
    numbered = list(enumerate(tables, 1))
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", _types(len(tables)))
        target.writestr("_rels/.rels", _relations([("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml")]))
        target.writestr("xl/workbook.xml", _workbook(tables))
        sheets = [
            (f"rId{number}", f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml") for number, _one in numbered
        ]
        styles = (f"rId{len(tables) + 1}", f"{_OFFICE}/styles", "styles.xml")
        target.writestr("xl/_rels/workbook.xml.rels", _relations([*sheets, styles]))
        target.writestr("xl/styles.xml", _STYLES)
        for number, table in numbered:
            target.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(table.columns))
    return kept.getvalue()


def _types(sheets: int) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in range(1, sheets + 1)]
    told = "".join(f'<Override PartName="{name}" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts)
    usual = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{usual}{told}</Types>'


def _relations(found: Sequence[tuple[str, str, str]]) -> str:
    told = "".join(f'<Relationship Id="{one}" Type="{kind}" Target="{target}"/>' for one, kind, target in found)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _workbook(tables: Sequence[Table]) -> str:
    told = "".join(
        f'<sheet name={quoteattr(table.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, table in enumerate(tables, 1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{told}</sheets></workbook>'


def _sheet(columns: Sequence[Explained]) -> str:
    placed = [(letters(place), column) for place, column in enumerate(columns)]
    cells = "".join(_head(letter, one) for letter, one in placed)
    asked = "".join(_asked(letter, one) for letter, one in placed)
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{len(columns)}" width="22" style="{_TEXT}" customWidth="1"/></cols>'
        f'<sheetData><row r="1">{cells}</row></sheetData>'
        f'<dataValidations count="{len(placed)}">{asked}</dataValidations></worksheet>'
    )


def _head(letter: str, column: Explained) -> str:
    look = _NEEDED if column.required else _COLUMN
    return f'<c r="{letter}1" s="{look}" t="inlineStr"><is><t>{escape(column.name)}</t></is></c>'


def _asked(letter: str, column: Explained) -> str:
    """What a spreadsheet shows where a cell is selected. A value of its own is let in: the dry run tells of it."""
    prompt = "\n".join(str(one) for one in (column.label, column.form, ", ".join(column.offered)) if one)
    chosen = ",".join(column.offered)
    offers = bool(chosen) and len(chosen) <= _LIST and column.one_of
    kind = 'type="list" ' if offers else ""
    formula = f'<formula1>"{escape(chosen)}"</formula1>' if offers else ""
    return (
        f'<dataValidation {kind}allowBlank="1" showInputMessage="1" promptTitle={quoteattr(column.name[:_TITLE])}'
        f' prompt={quoteattr(_cut(prompt), {chr(10): "&#10;"})} sqref="{letter}2:{letter}{_LAST_ROW}">{formula}'
        "</dataValidation>"
    )


def _cut(text: str) -> str:
    return text if len(text) <= _PROMPT else f"{text[: _PROMPT - 2]} …"


def letters(place: int) -> str:
    """A, B … Z, AA: as a spreadsheet calls its columns."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found
