"""Reads a table inside the box. Argument: csv, xlsx or qdpx. Prints JSON.

{"tables": {name: {"columns": […], "rows": [[number, [cell, …]], …]}}} or {"error": "encoding" | "broken"}.
A cell is a text, or null where a formula stands. The one table of a CSV file has the name "".
"""

import csv
import io
import json
import sys
import zipfile
from datetime import datetime, timedelta
from xml.etree import ElementTree

INPUT = "/work/input"
LONGEST_CELL = 20_000
MOST_ROWS = 500_000
MOST_COLUMNS = 200
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Built-in formats of days and times (ECMA-376, 18.8.30).
DAYS = {*range(14, 23), 45, 46, 47}
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day has no zone


class Broken(Exception):
    pass


def table(records: list[tuple[int, list[str | None]]]) -> dict:
    records = [(number, cells) for number, cells in records if any(cell is None or cell.strip() for cell in cells)]
    if not records:
        return {"columns": [], "rows": []}
    (_first, columns), *rows = records
    return {"columns": [(cell or "").strip() for cell in columns], "rows": rows}


def read_csv() -> dict:
    with open(INPUT, "rb") as source:
        text = source.read().decode("utf-8-sig")
    if "\x00" in text:
        raise Broken
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records = [(number, [cell[:LONGEST_CELL] for cell in cells]) for number, cells in enumerate(reader, 1)]
    if len(records) > MOST_ROWS:
        raise Broken
    return {"": table(records)}


def read_xlsx() -> dict:
    with zipfile.ZipFile(INPUT) as book:
        shared = strings(book)
        days = day_styles(book)
        where = {one.get("Id"): one.get("Target") for one in parse(book, "xl/_rels/workbook.xml.rels")}
        found = {}
        for sheet in parse(book, "xl/workbook.xml").iter(f"{MAIN}sheet"):
            target = where[sheet.get(RELATION)].removeprefix("/xl/")
            found[sheet.get("name")] = table(list(records_of(book, f"xl/{target}", shared, days)))
    return found


def parse(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    content = book.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Broken
    return ElementTree.fromstring(content)  # noqa: S314 - inside the box, and without entities


def strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    return [words(entry) for entry in parse(book, "xl/sharedStrings.xml").iter(f"{MAIN}si")]


def words(entry: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in entry.iter(f"{MAIN}t"))


def day_styles(book: zipfile.ZipFile) -> set[int]:
    if "xl/styles.xml" not in book.namelist():
        return set()
    root = parse(book, "xl/styles.xml")
    own = {
        int(one.get("numFmtId", 0))
        for one in root.iter(f"{MAIN}numFmt")
        if set("yd") & set(one.get("formatCode", "").lower())
    }
    formats = root.find(f"{MAIN}cellXfs")
    used = [int(one.get("numFmtId", 0)) for one in formats] if formats is not None else []
    return {number for number, used_format in enumerate(used) if used_format in DAYS | own}


def records_of(book: zipfile.ZipFile, name: str, shared: list[str], days: set[int]):
    for ordinal, row in enumerate(parse(book, name).iter(f"{MAIN}row"), 1):
        if ordinal > MOST_ROWS:
            raise Broken
        cells: list[str | None] = []
        for cell in row.iter(f"{MAIN}c"):
            at = column_of(cell.get("r") or "")
            at = len(cells) if at is None else at
            if at >= MOST_COLUMNS:
                raise Broken
            cells += [""] * (at + 1 - len(cells))
            cells[at] = value(cell, shared, days)
        yield int(row.get("r") or ordinal), cells


def column_of(reference: str) -> int | None:
    letters = reference.rstrip("0123456789")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1 if letters else None


def value(cell: ElementTree.Element, shared: list[str], days: set[int]) -> str | None:
    if cell.find(f"{MAIN}f") is not None:
        return None
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return words(cell)[:LONGEST_CELL]
    held = cell.findtext(f"{MAIN}v") or ""
    if kind == "s":
        return shared[int(held)][:LONGEST_CELL]
    if kind == "b":
        return "yes" if held == "1" else "no"
    if kind == "n" and held:
        number = float(held)
        if int(cell.get("s") or 0) in days:
            return (EPOCH + timedelta(days=number)).date().isoformat()
        return str(int(number)) if number.is_integer() else held
    return held[:LONGEST_CELL]


def read_qdpx() -> dict:
    """Codings of the plain texts of a REFI-QDA project, in the columns of the template."""
    with zipfile.ZipFile(INPUT) as project:
        root = parse(project, "project.qde")
        space = root.tag[: root.tag.index("}") + 1] if root.tag.startswith("{") else ""
        names = {one.get("guid"): one.get("name") or "" for one in root.iter(f"{space}Code")}
        rows = [["id", "source", "start", "exact", "code"]]
        for source in root.iter(f"{space}TextSource"):
            rows += codings_of(project, source, names, space)
            if len(rows) > MOST_ROWS:
                raise Broken
    return {"codings": table(list(enumerate(rows, 1)))}


def codings_of(project: zipfile.ZipFile, source: ElementTree.Element, names: dict, space: str):
    content = plain_text(project, source, space)
    for selection in source.iter(f"{space}PlainTextSelection"):
        start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
        if not 0 <= start < end <= len(content):
            raise Broken
        for coding in selection.iter(f"{space}CodeRef"):
            target = coding.get("targetGUID")
            cells = [f"{selection.get('guid')}|{target}", source.get("name") or "", str(start)]
            yield [*cells, content[start:end][:LONGEST_CELL], names[target][:LONGEST_CELL]]


def plain_text(project: zipfile.ZipFile, source: ElementTree.Element, space: str) -> str:
    """Positions count code points of the text as it lies in the project, without a byte order mark."""
    held = source.find(f"{space}PlainTextContent")
    if held is not None:
        return held.text or ""
    path = (source.get("plainTextPath") or "").removeprefix("internal://")
    return project.read(f"sources/{path}").decode("utf-8-sig")


def main() -> None:
    try:
        answer = {"tables": {"csv": read_csv, "xlsx": read_xlsx, "qdpx": read_qdpx}[sys.argv[1]]()}
    except UnicodeDecodeError:
        answer = {"error": "encoding"}
    except MemoryError:
        raise
    except Exception:
        answer = {"error": "broken"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


main()
