"""``index.html``: the package as a person reads it, without a connection or a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from disclosures.package.contents import PackageContents

HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Package {number}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }}
body {{ color: #1a1a1a; background: #fff }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #bbb }}
th[scope=row] {{ width: 14rem; font-weight: 600 }}
section {{ margin-top: 2.5rem }}
.caveat {{ border-left: .4rem solid #8a3b00; padding: .3rem .8rem; background: #fff4e8 }}
code {{ overflow-wrap: anywhere }}
</style>
</head>
<body>
<main>
<h1>Package {number}</h1>
"""
FOOT = "</main>\n</body>\n</html>\n"

LABELS = {
    "end_no": "Last number",
    "doc_type": "Kind",
    "version": "Version",
    "main_date": "Date",
    "date_end": "Until",
    "date_precision": "How exact the date is",
    "language": "Language",
    "original_language": "Original language",
    "translation_of": "Translation of",
    "translation_kind": "Kind of translation",
    "transcript_of": "Transcript of",
    "transcript_kind": "Kind of transcript",
    "author": "Author",
    "recipient": "Addressed to",
    "source_type": "Kind of source",
    "source_identity": "Source",
    "witness_refs": "Persons, by code",
    "collected_by_org": "Collected by",
    "collected_at": "Collected on",
    "collection_mode": "How it was collected",
    "collection_country": "Collected in",
    "host_id": "Attached to",
    "verification_state": "Verification",
    "exculpatory_flag": "May speak for an accused person",
    "redaction_status": "Redaction",
    "redaction_codes": "Redaction codes",
    "confidentiality": "Confidentiality",
    "consent_snapshot": "Consent at release",
    "legal_basis": "Legal basis",
    "transfer_basis": "Transfer basis",
}  # fmt: skip


def page(contents: PackageContents, rows: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(parts(contents, rows)).encode()


def parts(contents: PackageContents, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield HEAD.format(number=escape(contents.number))
    yield f"<p>For {escape(contents.recipient)}, {contents.day.isoformat()}. "
    yield f"Purpose: {escape(contents.purpose)}. "
    yield 'Read <a href="README.txt">README.txt</a> first: it says how to check this package.</p>\n'
    for caveat in contents.caveats:
        yield f'<p class="caveat">{escape(caveat)}</p>\n'
    yield "<h2>Items</h2>\n<table>\n<thead><tr><th scope=col>Number</th>"
    yield "<th scope=col>Title</th><th scope=col>Kind</th><th scope=col>Date</th>"
    yield "<th scope=col>Language</th></tr></thead>\n<tbody>\n"
    for row in rows:
        yield line_of_list(row)
    yield "</tbody>\n</table>\n"
    for row in rows:
        yield from section(row)
    yield FOOT


def line_of_list(row: Mapping[str, Any]) -> str:
    cells = (row["title"], row["doc_type"], row["main_date"], row["language"])
    shown = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
    return f"<tr><td>{link('#' + row['doc_id'], row['doc_id'])}</td>{shown}</tr>\n"


def section(row: Mapping[str, Any]) -> Iterator[str]:
    doc_id = escape(row["doc_id"])
    yield f'<section id="{doc_id}">\n<h2>{doc_id}: {escape(row["title"])}</h2>\n'
    for caveat in row["handling_caveats"]:
        yield f'<p class="caveat">{escape(caveat)}</p>\n'
    yield "<table>\n"
    for name, label in LABELS.items():
        if value := words(row[name]):
            yield f"<tr><th scope=row>{label}</th><td>{escape(value)}</td></tr>\n"
    yield f"<tr><th scope=row>Custody</th><td>{link(row['chain_of_custody'])}</td></tr>\n"
    yield f"<tr><th scope=row>Proof</th><td>{link(row['inclusion_proof'])}</td></tr>\n"
    yield "</table>\n<h3>Files</h3>\n<ul>\n"
    for file in row["files"]:
        yield file_line(file)
    yield "</ul>\n</section>\n"


def file_line(file: Mapping[str, Any]) -> str:
    facts = [file["role"].replace("_", " "), file["mime"], f"{file['size']:,} bytes"]
    facts += [file["language"]] if file["language"] else []
    if file["made_by"]:
        checked = f"checked by {file['checked_by']}" if file["checked_by"] else "not checked by a person"
        facts.append(f"made by {file['made_by']}, {checked}")
    about = escape("; ".join(facts))
    return f"<li>{link(file['path'])}<br>{about}<br>SHA-256 <code>{file['sha256']}</code></li>\n"


def words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {part}" for name, part in value.items())
    return "; ".join(value) if isinstance(value, list) else str(value or "")


def link(target: str, label: str = "") -> str:
    return f'<a href="{escape(quote(target, safe="/#"))}">{escape(label or target)}</a>'
