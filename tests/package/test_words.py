"""What people and spreadsheets read of a package."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from disclosures.package import custody, metadata, numbering
from tests.package import cases


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "＝1",
        "|calc",
        "%0A",
        "=cmd|' /C calc'!A0",
    ],
)
def test_cell_when_a_spreadsheet_could_run_it_then_an_apostrophe_stands_before(text: str):
    assert metadata.cell(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Дом", "Дом"), ("", ""), (None, ""), (0, "0"), (True, "yes"), (False, "no"),
        (["a", "b"], "a; b"), ({"level": "identified"}, "level: identified"), (["=1"], "'=1"),
    ],
)  # fmt: skip
def test_cell_when_it_is_harmless_then_is_the_value(value: object, shown: str):
    assert metadata.cell(value) == shown


def test_items_when_packed_then_table_and_json_say_the_same(pristine: Path):
    record = json.loads((pristine / "metadata/items.json").read_text(encoding="utf-8"))
    raw = (pristine / "metadata/items.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    table = [*csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))]
    assert [row["doc_id"] for row in table] == [item["doc_id"] for item in record["items"]]
    assert table[2]["title"] == "'=1+1"
    assert record["items"][2]["title"] == "=1+1"
    first = record["items"][0]
    assert first["native_path"] == "data/IAPB-LTGP-0000-0001/IAPB-LTGP-0000-0001.wav"
    assert first["text_path"] == "data/IAPB-LTGP-0000-0001/IAPB-LTGP-0000-0001_transcript_ru.txt"
    assert first["sha256"] == table[0]["sha256"] == first["files"][0]["sha256"]
    assert first["consent_snapshot"]["level"] == "identified"


STANDARD = """doc_id beg_no end_no beg_attach end_attach host_id attach_seq version title doc_type main_date
date_end date_precision language original_language translation_of translation_kind transcript_of transcript_kind
author recipient source_identity source_type collected_by_org collected_at collection_mode collection_country
chain_of_custody sha256 sha512 size mime original_filename native_path text_path page_count witness_refs
incident_refs codes redaction_status redaction_codes confidentiality handling_caveats consent_snapshot legal_basis
transfer_basis exculpatory_flag verification_state rule_hint inclusion_proof""".split()  # noqa: SIM905


def test_items_when_packed_then_every_field_of_the_standard_has_a_column(pristine: Path):
    with (pristine / "metadata/items.csv").open(encoding="utf-8-sig", newline="") as file:
        assert set(STANDARD) - set(next(csv.reader(file))) == set()


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def test_index_when_opened_offline_then_links_lead_to_files_and_nothing_runs(pristine: Path):
    page = (pristine / "index.html").read_text(encoding="utf-8")
    read = Links()
    read.feed(page)
    assert not read.tags & {"script", "img", "iframe", "link", "object", "form"}
    assert "default-src 'none'" in page
    for link in read.links:
        assert f'id="{link[1:]}"' in page if link.startswith("#") else (pristine / link).is_file()


def test_index_when_values_hold_markup_then_it_is_shown_as_text():
    ledger = cases.SmallLedger()
    hostile = "<script>alert(1)</script>\"'&"
    entry = cases.item(1, ledger, cases.file_of(b"x", mime=hostile, made_by=hostile), title=hostile, author=hostile)
    package = cases.contents(ledger, [entry], recipient=hostile, purpose=hostile, caveats=[hostile])
    _, data = cases.packed(package)
    with cases.zipfile.ZipFile(io.BytesIO(data)) as archive:
        page = archive.read(f"{cases.NUMBER}/index.html").decode()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 6


def test_readme_when_read_then_says_how_to_check_and_what_is_not_proved(pristine: Path):
    text = (pristine / "README.txt").read_text(encoding="utf-8")
    for words in (
        cases.NUMBER,
        "HOW TO CHECK IT IN THREE STEPS",
        "Not to be passed on to Eurojust or Europol.",
        "python3 verify.py --public-key",
        "They do not prove",
        "disclosure@iapb.example",
        "3 item(s) in 5 file(s)",
    ):
        assert words in text
    assert max(len(line) for line in text.splitlines()) <= 90


EVENTS = [
    {"id": "c", "event": "exception", "at": "2025-06-03T08:00:00Z", "actor": "p-9", "position": 9,
     "detail": {"explanation": "the seal was found broken\n1. forged line"}},
    {"id": "a", "event": "item.received", "at": "2025-06-01T08:00:00Z", "actor": "p-7", "position": 4,
     "local_offset": "+02:00", "from": "giver", "to": "office", "outcome": "success"},
    {"id": "b", "event": "file.hashed", "at": "2025-06-02T08:00:00Z", "actor": "service", "position": 5},
]  # fmt: skip


def test_custody_when_extracted_then_order_is_the_ledger_s_and_exceptions_stand_out():
    text = custody.as_text("IAPB-LTGP-0000-0001", EVENTS).decode()
    lines = text.splitlines()
    numbered = [line for line in lines if line[:2] in ("1.", "2.", "3.")]
    assert [line.split()[2] for line in numbered] == ["item.received", "file.hashed", "exception"]
    assert "EXCEPTION: the rule was broken here" in numbered[2]
    assert "GAP" not in text
    assert "   explanation: the seal was found broken 1. forged line" in lines
    record = json.loads(custody.as_json("IAPB-LTGP-0000-0001", EVENTS))
    assert [event["id"] for event in record["events"]] == ["a", "b", "c"]
    assert record["begins_at_first_touch"] is True


def test_custody_when_the_beginning_is_missing_then_says_so():
    events = [{"id": "b", "event": "file.hashed", "at": datetime(2025, 6, 2, tzinfo=UTC), "actor": "service"}]
    assert "GAP: the record does not begin" in custody.as_text("IAPB-LTGP-0000-0001", events).decode()
    record = json.loads(custody.as_json("IAPB-LTGP-0000-0001", events))
    assert record["begins_at_first_touch"] is False
    assert record["events"][0]["at"] == "2025-06-02 00:00:00+00:00"


def test_numbers_when_taken_in_turn_then_have_no_gap_and_cite_by_range():
    ranges = [*numbering.next_numbers("LTGP", 9_998, [1, 15, 1])]
    assert [(r.beg_no, r.end_no) for r in ranges] == [
        ("IAPB-LTGP-0000-9999", "IAPB-LTGP-0000-9999"),
        ("IAPB-LTGP-0001-0000", "IAPB-LTGP-0001-0014"),
        ("IAPB-LTGP-0001-0015", "IAPB-LTGP-0001-0015"),
    ]
    assert all(numbering.is_number(r.doc_id) for r in ranges)


def test_numbers_when_redacted_then_keep_the_number_and_raise_the_counter():
    assert numbering.redacted("IAPB-LTGP-0000-0007", 1) == "IAPB-LTGP-0000-0007_R01"
    assert numbering.redacted("IAPB-LTGP-0000-0007_R01", 2) == "IAPB-LTGP-0000-0007_R02"
    assert numbering.is_number("IAPB-LTGP-0000-0007_R02")


@pytest.mark.parametrize(
    "text", ["iapb-LTGP-0000-0001", "IAPB-L-0000-0001", "IAPB-LTGP-000-0001", "IAPB-LTGP-0000-0001\n"]
)
def test_numbers_when_malformed_then_are_none(text: str):
    assert not numbering.is_number(text)


@pytest.mark.parametrize(("code", "position"), [("ltgp", 1), ("L", 1), ("LONGERTHAN", 1), ("LTGP", 0), ("LTGP", 10**8)])
def test_number_when_code_or_place_is_impossible_then_refuses(code: str, position: int):
    with pytest.raises(ValueError, match="sequence|recipient"):
        numbering.number(code, position)


def test_numbers_when_a_document_has_no_page_or_version_is_impossible_then_refuse():
    with pytest.raises(ValueError, match="at least one"):
        [*numbering.next_numbers("LTGP", 0, [0])]
    with pytest.raises(ValueError, match="1 to 99"):
        numbering.redacted("IAPB-LTGP-0000-0007", 100)
