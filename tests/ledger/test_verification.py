"""Whatever a superuser does behind the walls is found, and told in words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from iapb.ledger import damages, leaf, tree, verification
from iapb.ledger.memory import Memory, log_key
from iapb.ledger.models import Event, Position
from tests.conftest import urls_for
from tests.ledger.conftest import Ledger, walls_down

ROOT = Path(__file__).resolve().parents[2]
EVENT = "(select event_id from ledger_position where position = 7)"


@pytest.fixture
def sealed(ledger: Ledger) -> Ledger:
    """300 events under two checkpoints, then three that no checkpoint covers yet."""
    ledger.write(200)
    ledger.seal()
    ledger.write(100)
    ledger.seal()
    ledger.write(3)
    ledger.seal(sign=False)
    return ledger


def kinds(ledger: Ledger, **options: Any) -> set[type[damages.Damage]]:
    return {type(damage) for damage in ledger.damages(**options)}


def test_verify_when_nothing_was_done_then_nothing_found(sealed: Ledger) -> None:
    assert sealed.damages() == []


def test_verify_when_ledger_is_empty_then_nothing_found(ledger: Ledger) -> None:
    assert ledger.damages() == []


def test_verify_when_ledger_is_longer_than_one_reading_then_all_is_read(
    sealed: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "CHUNK", 7)
    sealed.write(20)
    work = verification.Verification(log_key(), Memory.of_settings())
    assert work.run() == []
    assert (work.sealed, work.waiting, work.checkpoints) == (303, 20, 2)


DEEDS = {
    "an actor changed": (f"update ledger_event set actor = 'x' where id = {EVENT}", {damages.ColumnsDiffer}),
    "dated back": (f"update ledger_event set at = at - interval '30 days' where id = {EVENT}", {damages.ColumnsDiffer}),
    "leaf garbled": (f"update ledger_event set leaf = 'x' where id = {EVENT}", {damages.LeafUnreadable}),
    "an event deleted": (f"delete from ledger_event where id = {EVENT}", {damages.EventMissing}),
    "a position deleted": ("delete from ledger_position where position = 7", {damages.PositionsMissing}),
    "the tail deleted": ("delete from ledger_position where position > 250", {damages.TreeTooShort}),
    "a detail changed": (
        f"update ledger_eventdetail set detail = '{{}}' where event_id = {EVENT}",
        {damages.DetailDiffers},
    ),
    "a salt shortened": (f"update ledger_eventdetail set salt = '' where event_id = {EVENT}", {damages.DetailDiffers}),
    "a detail deleted": (f"delete from ledger_eventdetail where event_id = {EVENT}", {damages.DetailMissing}),
    "a leaf hash changed": (
        "update ledger_position set leaf_hash = sha256('x') where position = 7",
        {damages.LeafHashDiffers},
    ),
    "a checkpoint deleted": ("delete from ledger_checkpoint where size = 200", {damages.CheckpointMissing}),
    "a checkpoint's text changed": (
        "update ledger_checkpoint set text = replace(text, '200', '201') where size = 200",
        {damages.CheckpointDiffers},
    ),
    "a checkpoint's size changed": (
        "update ledger_checkpoint set size = 199 where size = 200",
        {damages.CheckpointDiffers},
    ),
    "the head moved": ("update ledger_head set size = 304", {damages.HeadDiffers}),
    "a node changed": ("update ledger_subtree set hash = sha256('x')", {damages.NodeDiffers}),
    "a node deleted": ("delete from ledger_subtree", {damages.NodeDiffers}),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_verify_when_superuser_changed_a_row_then_found(sealed: Ledger, deed: str) -> None:
    statement, expected = DEEDS[deed]
    table = statement.split()[1 if statement.startswith("update") else 2]
    with walls_down(table) as one:
        assert one.execute(statement).rowcount > 0
    assert kinds(sealed) >= expected


def swap_events(one: psycopg.Connection) -> None:
    first, second = (
        one.execute("select event_id, leaf_hash from ledger_position where position = %s", [n]).fetchone()
        for n in (7, 8)
    )
    one.execute("delete from ledger_position where position in (7, 8)")
    for position, row in ((7, second), (8, first)):
        one.execute("insert into ledger_position (position, event_id, leaf_hash) values (%s, %s, %s)", [position, *row])


def rewrite_event(one: psycopg.Connection) -> None:
    """Thorough: the row, its leaf and the hash in its position, all in agreement."""
    row = Event.objects.get(position__position=7)
    row.at -= timedelta(days=30)
    data = row.to_leaf().to_bytes()
    one.execute("update ledger_event set at = %s, leaf = %s where id = %s", [row.at, data, row.id])
    one.execute("update ledger_position set leaf_hash = %s where position = 7", [tree.leaf_hash(data)])


def remove_event(one: psycopg.Connection) -> None:
    """Thorough: everything of the event goes and the later ones move up."""
    event = Position.objects.get(position=7).event_id
    one.execute("delete from ledger_position where position = 7")
    for table, column in (("ledger_eventdetail", "event_id"), ("ledger_event", "id")):
        one.execute(f"delete from {table} where {column} = %s", [event])
    for position in range(8, 303):
        one.execute("update ledger_position set position = %s where position = %s", [position - 1, position])


def mend_tree(one: psycopg.Connection) -> None:
    """The head and the stored nodes, recomputed to fit what was done."""
    edge, nodes = tree.RightEdge(), []
    for (hashed,) in one.execute("select leaf_hash from ledger_position order by position").fetchall():
        nodes += [made for made in edge.append(hashed) if made[0] == 8]
    one.execute("update ledger_head set size = %s, edge = %s", [edge.size, edge.to_bytes()])
    for level, index, node in nodes:
        one.execute("update ledger_subtree set hash = %s where level = %s and index = %s", [node, level, index])


@pytest.mark.parametrize("deed", [swap_events, rewrite_event, remove_event])
def test_verify_when_superuser_is_thorough_then_checkpoints_and_memory_tell(
    sealed: Ledger, deed: Callable[[psycopg.Connection], None]
) -> None:
    with walls_down("ledger_event", "ledger_eventdetail", "ledger_position", "ledger_head", "ledger_subtree") as one:
        deed(one)
        mend_tree(one)
    found = kinds(sealed)
    assert damages.RootDiffers in found
    assert found <= {damages.RootDiffers, damages.HistoryDiffers, damages.DatedBack, damages.TreeTooShort}


def test_verify_when_last_events_were_rewritten_before_any_checkpoint_then_memory_tells(sealed: Ledger) -> None:
    with walls_down("ledger_event", "ledger_position", "ledger_head", "ledger_subtree") as one:
        row = Event.objects.get(position__position=302)
        row.actor = "another"
        data = row.to_leaf().to_bytes()
        one.execute("update ledger_event set actor = %s, leaf = %s where id = %s", [row.actor, data, row.id])
        one.execute("update ledger_position set leaf_hash = %s where position = 302", [tree.leaf_hash(data)])
        mend_tree(one)
    assert kinds(sealed) == {damages.HistoryDiffers}


def insert_dated_back(one: psycopg.Connection) -> None:
    told = leaf.canonical({})
    salt = leaf.new_salt()
    row = Event(event="a.b", actor="me", object="x", commit=leaf.commit(salt, told))
    row.at = Event.objects.order_by("at").first().at - timedelta(days=30)
    one.execute(
        "insert into ledger_event (id, event, at, actor, object, commit, leaf, xact)"
        " select %s, %s, %s, %s, %s, %s, %s, max(xact) + 1 from ledger_event",
        [row.id, row.event, row.at, row.actor, row.object, row.commit, row.to_leaf().to_bytes()],
    )
    one.execute("insert into ledger_eventdetail values (%s, %s, %s)", [row.id, salt, told])


def test_verify_when_superuser_inserts_an_event_of_last_month_then_found(sealed: Ledger) -> None:
    with walls_down("ledger_event") as one:
        insert_dated_back(one)
    assert kinds(sealed) == {damages.NeverSealed}
    sealed.seal(sweep=True)
    assert kinds(sealed) == {damages.DatedBack}


def test_verify_when_an_event_waits_too_long_then_found(sealed: Ledger) -> None:
    sealed.write(2)
    assert sealed.damages() == []
    assert kinds(sealed, patience=timedelta(0)) == {damages.NeverSealed}


def test_verify_when_waiting_event_was_changed_then_found(sealed: Ledger) -> None:
    (event,) = sealed.write(1)
    with walls_down("ledger_event") as one:
        one.execute("update ledger_event set object = 'other' where id = %s", [event.id])
    assert sealed.damages() == [damages.ColumnsDiffer(event.id, "object")]


def test_verify_when_signed_by_another_key_then_found(sealed: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    from iapb.custody.keys import FileKeyProvider

    monkeypatch.setattr(settings, "KEY_ROOT", Path(settings.KEY_ROOT).with_name("other"))
    FileKeyProvider.create(settings.KEY_ROOT)
    assert kinds(sealed) == {damages.CheckpointDiffers}


def command(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        **urls_for(settings.DATABASES["default"]["NAME"]),
    }
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**environment, "IAPB_DATABASE": "sealer"} if words[0] == "seal" else environment,
        capture_output=True,
        text=True,
    )


def test_commands_when_run_by_hand_then_seal_and_tell_in_words(ledger: Ledger) -> None:
    ledger.write(20)
    assert command("seal", "--once").returncode == 0
    well = command("verify_ledger")
    assert (well.returncode, well.stdout.splitlines()[-1]) == (0, "Nothing is wrong.")
    assert well.stdout.startswith("20 sealed events, 0 waiting, 1 checkpoints:")
    with walls_down("ledger_event") as one:
        one.execute(f"delete from ledger_event where id = {EVENT}")
    ill = command("verify_ledger")
    assert ill.returncode == 1
    assert "Position 7: the event that was sealed here is gone." in ill.stdout
    assert "1 damages found." in ill.stderr


def test_verify_command_when_memory_is_elsewhere_then_says_it_was_not_compared(ledger: Ledger) -> None:
    ledger.write(2)
    ledger.seal()
    ledger.forget()
    done = command("verify_ledger")
    assert done.returncode == 0 and "NOT compared" in done.stdout
