"""What must be there after a kill, once each: asked of the database and the disk, not of the code that wrote them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from tests.drills.sending import Sending

VAULT = "files that are not in the vault"
# What must not be at any moment, whoever has just died.
AT_ANY_MOMENT = (
    "events without what they tell of", "files whose receipt is not one event", "two files of one sending",
    "copies whose file has not one event", "copies that are not told on their item", "layers that are there twice",
    "layers without one event", "segments that are there twice or not", "uploads received without their file",
)  # fmt: skip
# Each gives rows that must not be; the first column says which.
NEVER = {
    "jobs not done": "select kind || ' ' || state || ' ' || error from jobs_job where state <> 'done'",
    "the same work done twice": "select kind || ' ' || object from jobs_job group by kind, object having count(*) > 1",
    "jobs whose events are not one of each": """
        select j.kind || ' ' || j.id || ' ' || string_agg(coalesce(e.event, '-'), ',') from jobs_job j
        left join ledger_event e on e.object = j.id::text group by j.kind, j.id
        having count(*) filter (where e.event = 'job.asked') <> 1 or count(*) filter (where e.event = 'job.done') <> 1
            or count(*) filter (where e.event like 'job.%') <> 2""",
    "events without what they tell of": """
        select e.event || ' ' || e.object from ledger_event e where
            (e.event in ('file.received', 'file.made')
                and not exists (select from custody_storedfile f where f.id::text = e.object))
            or (e.event = 'text.made' and not exists (select from evidence_text t where t.id::text = e.object))
            or (e.event like 'job.%' and not exists (select from jobs_job j where j.id::text = e.object))""",
    "files whose receipt is not one event": """
        select f.id::text from custody_storedfile f
        left join ledger_event e on e.object = f.id::text and e.event in ('file.received', 'file.made')
        group by f.id, f.receipt_event
        having count(*) <> 1 or min(e.id::text) is distinct from f.receipt_event::text""",
    "files that nothing points to": """
        select f.kind || ' ' || f.id from custody_storedfile f
        where not exists (select from evidence_itemfile i where i.file_id = f.id)
            and not exists (select from consent_consentrecord c where c.proof_id = f.id)
            and not exists (select from disclosures_package p where p.sealed_id = f.id)""",
    "files not ready, not read back, or damaged": """
        select state || ' ' || id from custody_storedfile
        where state <> 'ready' or checked_at is null or damaged_at is not null or sha512 is null""",
    "two files of one sending": """
        select client_key from custody_storedfile where client_key is not null
        group by received_by_id, client_key having count(*) > 1""",
    "copies whose file has not one event": """
        select d.id::text from evidence_derivative d join evidence_itemfile i on i.id = d.item_file_id
        left join ledger_event e on e.object = i.file_id::text and e.event = 'file.made'
        group by d.id having count(e.id) <> 1""",
    "copies that are not told on their item": """
        select item::text from (
            select i.item_id as item, count(*) as copies,
                (select count(*) from ledger_event e
                    where e.event = 'item.copy_made' and e.object = i.item_id::text) as told
            from evidence_derivative d join evidence_itemfile i on i.id = d.item_file_id group by i.item_id
        ) counted where copies <> told""",
    "uploads received without their file": """
        select u.id::text from custody_upload u left join custody_storedfile f on f.id = u.file_id
        where u.state = 'received' and (f.receipt_event is null or f.size <> u.size)""",
    "uploads that did not end": "select state || ' ' || id from custody_upload where state <> 'received'",
    "layers that are there twice": """
        select kind || ' ' || item_id from evidence_text group by item_id, kind having count(*) > 1""",
    "layers without one event": """
        select t.kind || ' ' || t.id from evidence_text t
        left join ledger_event e on e.object = t.id::text and e.event = 'text.made'
        group by t.id, t.kind having count(e.id) <> 1""",
    "segments that are there twice or not": """
        select text_id::text from evidence_segment group by text_id
        having count(*) <> max(number) + 1 or count(distinct number) <> count(*)""",
    "layers of one kind that differ": """
        select kind || ' ' || count(distinct words) from (
            select t.kind, t.id, md5(string_agg(s.content, chr(10) order by s.number)) as words
            from evidence_text t left join evidence_segment s on s.text_id = t.id group by t.kind, t.id
        ) layer group by kind having count(distinct words) > 1""",
    "translations that are not tied to each segment": """
        select t.id::text from evidence_text t join evidence_segment s on s.text_id = t.id
        left join evidence_segmentsource l on l.segment_id = s.id
        where t.kind = 'translation' group by t.id having count(l.id) <> count(distinct s.id)""",
    "originals that are not in the search once": """
        select t.kind || ' ' || t.id || ' ' || count(distinct p.id) from evidence_text t
        left join search_passage p on p.text_id = t.id and p.standing = 0
        where t.source_id is null group by t.id, t.kind
        having count(distinct p.id) = 0 or count(distinct p.start) <> count(distinct p.id)""",
    "texts that nobody was asked to index": """
        select t.id::text from evidence_text t
        where not exists (select from jobs_job j where j.kind = 'index_text' and j.object = t.id)""",
    "translations missing from their original's passages": """
        select t.id::text from evidence_text t
        where t.source_id is not null and not exists (select from search_passagespan s where s.text_id = t.id)""",
    "selections that were asked for and not built": """
        select state || ' ' || id from disclosures_disclosure where state in ('approved', 'building')""",
    "selections built without one package and one event": """
        select d.id::text from disclosures_disclosure d
        left join disclosures_package p on p.disclosure_id = d.id
        left join ledger_event e on e.object = d.id::text and e.event = 'disclosure.built'
        where d.state = 'built' group by d.id having count(distinct p.id) <> 1 or count(e.id) <> 1""",
    "numbers of packages with a gap or twice": """
        select series || ' ' || first_position from (
            select series, first_position,
                coalesce(lag(last_position) over (partition by series order by first_position), 0) as before
            from disclosures_package
        ) numbered where first_position <> before + 1""",
}


@dataclass
class Wanted:
    """What must be there in the end."""

    sent: list[Sending] = field(default_factory=list)
    layers: dict[str, set[str]] = field(default_factory=dict)  # kinds of each item
    packed: list[str] = field(default_factory=list)  # disclosures
    # What the making of the case had left before anything was killed, such as proofs without bytes.
    excused: dict[str, set[str]] = field(default_factory=dict)


def rows_that_must_not_be(owner: psycopg.Connection[Any]) -> dict[str, set[str]]:
    return {what: {row[0] for row in owner.execute(query).fetchall()} for what, query in NEVER.items()}  # type: ignore[call-overload]


def faults(owner: psycopg.Connection[Any], wanted: Wanted, vault: Path) -> list[str]:
    """Sentences; empty when nothing was lost and nothing is there twice."""
    found = []
    for what, rows in rows_that_must_not_be(owner).items():
        if left := rows - wanted.excused.get(what, set()):
            found.append(f"{what}: {len(left)}, such as {min(left)}")
    built = {row[0] for row in owner.execute("select disclosure_id::text from disclosures_package").fetchall()}
    found += [f"a package is missing of {one}" for one in wanted.packed if one not in built]
    missing = not_in_vault(owner, vault) - wanted.excused.get(VAULT, set())
    found += [f"{VAULT}: {len(missing)}"] if missing else []
    return [*found, *_receipts(owner, wanted.sent), *_layers(owner, wanted.layers)]


def in_part(owner: psycopg.Connection[Any], vault: Path, excused: dict[str, set[str]]) -> list[str]:
    """What a reader could see of something that is not whole; asked at any moment."""
    found = []
    for what in AT_ANY_MOMENT:
        rows = {row[0] for row in owner.execute(NEVER[what]).fetchall()} - excused.get(what, set())  # type: ignore[call-overload]
        found += [f"{what}: {row}" for row in sorted(rows)]
    return found + [f"{VAULT}: {pk}" for pk in sorted(not_in_vault(owner, vault) - excused.get(VAULT, set()))]


def not_in_vault(owner: psycopg.Connection[Any], vault: Path) -> set[str]:
    """Files of which one segment at least is not on the disk. Rows first: bytes come before their row."""
    query = """
        select f.id, coalesce(s.number, 0)
        from custody_storedfile f left join custody_filesegment s on s.file_id = f.id"""
    known = owner.execute(query).fetchall()
    there = _segments_on_disk(vault)
    return {str(blob) for blob, number in known if (blob, number) not in there}


def remains(owner: psycopg.Connection[Any], vault: Path) -> int:
    """Sealed bytes of sendings that were cut off before anybody was told of them."""
    known = {row[0] for row in owner.execute("select id from custody_storedfile")}
    return len({blob for blob, _number in _segments_on_disk(vault)} - known)


def _receipts(owner: psycopg.Connection[Any], sent: Iterable[Sending]) -> list[str]:
    found = []
    rows = owner.execute("select client_key, id::text, size, sha256, receipt_event::text from custody_storedfile")
    kept = {row[0]: row[1:] for row in rows.fetchall() if row[0]}
    for sending in sent:
        if sending.receipt is None:
            found.append(f"a file was never acknowledged: {sending.refusal}")
            continue
        told = sending.receipt
        promised = (told["id"], len(sending.content), sending.sha256, told["event"])
        if kept.get(sending.key) != promised:
            found.append(f"a receipt is not honoured: {promised} but {kept.get(sending.key)}")
    return found


def _layers(owner: psycopg.Connection[Any], wanted: dict[str, set[str]]) -> list[str]:
    there: dict[str, set[str]] = {}
    for item, kind in owner.execute("select item_id::text, kind from evidence_text").fetchall():
        there.setdefault(item, set()).add(kind)
    return [
        f"an item has {sorted(there.get(item, set()))} instead of {sorted(kinds)}"
        for item, kinds in wanted.items()
        if there.get(item, set()) != kinds
    ]


def _segments_on_disk(vault: Path) -> set[tuple[UUID, int]]:
    names = (path.name for path in vault.glob("??/??/*-*[0-9]") if not path.name.startswith("."))
    return {(UUID(name[:36]), int(name[37:])) for name in names if name[36:37] == "-"}
