"""Numbering, signing, and a signer that remembers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from iapb.ledger import actions, checkpoint, health, leaf, proofs, record, sealer, tree
from iapb.ledger.errors import InTransaction, NotSealed, SignerRefused
from iapb.ledger.memory import Memory, Remembered, log_key
from iapb.ledger.models import Checkpoint, Event, Head, Position, Subtree
from iapb.ledger.nodes import StoredNodes
from iapb.local.cluster import wait_for
from tests.ledger.conftest import ACTOR, Ledger, acting_as, url_of, walls_down

# Transaction numbers are the cluster's: another database's long transaction would hold the horizon back.
pytestmark = pytest.mark.alone


def test_seal_when_events_wait_then_each_has_its_place_in_order_of_time(ledger: Ledger) -> None:
    events = [event for _ in range(3) for event in ledger.write(4)]
    assert ledger.seal() == 12
    placed = Position.objects.order_by("position").values_list("position", "event", "leaf_hash")
    assert [(n, event.id, tree.leaf_hash(event.leaf)) for n, event in enumerate(events)] == [
        (position, event, bytes(hashed)) for position, event, hashed in placed
    ]


def test_seal_when_nothing_waits_then_nothing_changes(ledger: Ledger) -> None:
    ledger.write(3)
    ledger.seal()
    assert ledger.seal() == 0
    assert Checkpoint.objects.count() == 1


def test_seal_when_larger_than_a_batch_then_all(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 7)
    ledger.write(30)
    assert ledger.seal() == 30 and ledger.seal(sweep=True) == 0
    assert ledger.damages() == []


def test_seal_when_a_transaction_is_slow_then_others_go_ahead_and_it_is_not_left_out(ledger: Ledger) -> None:
    with psycopg.connect(url_of("worker")) as slow:
        slow.execute(
            "insert into ledger_event (id, event, actor, object, commit) values (%s, 'a.b', 'me', 'x', %s)",
            [uuid4(), "0" * 64],
        )
        ledger.write(2)
        assert ledger.seal() == 2
        ledger.write(2)
        assert ledger.seal() == 2
        slow.commit()
    assert ledger.seal() == 1
    assert Event.objects.unsealed().count() == 0
    assert Head.objects.get().horizon > Event.objects.order_by("xact").last().xact


def test_seal_when_database_was_restored_into_a_younger_server_then_nothing_left_out(ledger: Ledger) -> None:
    ledger.write(3)
    ledger.seal()
    with walls_down("ledger_head") as one:
        one.execute("update ledger_head set horizon = horizon + 1000000000")
    ledger.write(2)
    assert ledger.seal() == 2
    assert ledger.seal() == 0
    ledger.write(1)
    assert ledger.seal() == 1


def test_seal_when_event_has_an_old_transaction_number_then_found_by_sweep(ledger: Ledger) -> None:
    ledger.write(1)
    ledger.seal()
    (late,) = ledger.write(1)
    with walls_down("ledger_event") as one:
        one.execute("update ledger_event set xact = 3 where id = %s", [late.id])
    assert ledger.seal() == 0
    assert ledger.seal(sweep=True) == 1


def test_nodes_when_tree_has_many_blocks_then_as_in_memory(ledger: Ledger) -> None:
    ledger.write(700)
    ledger.seal()
    hashes = [bytes(row) for row in Position.objects.order_by("position").values_list("leaf_hash", flat=True)]
    whole, stored = tree.Nodes(hashes), StoredNodes()
    assert Subtree.objects.count() == 2
    for size in (1, 255, 256, 257, 511, 512, 513, 700):
        assert tree.root_at(size, stored) == tree.root_at(size, whole)
        for index in {0, size // 2, size - 1}:
            assert tree.inclusion_proof(index, size, stored) == tree.inclusion_proof(index, size, whole)
        assert tree.consistency_proof(size, 700, stored) == tree.consistency_proof(size, 700, whole)


def test_nodes_when_a_proof_is_asked_for_then_two_queries_however_far_apart_its_blocks(ledger: Ledger) -> None:
    ledger.write(700)
    ledger.seal()
    whole = tree.Nodes(
        [bytes(row) for row in Position.objects.order_by("position").values_list("leaf_hash", flat=True)]
    )
    for size, index in ((700, 0), (700, 300), (700, 699), (513, 2), (256, 255)):

        def proof(nodes: tree.Node, size: int = size, index: int = index) -> tuple[bytes, list[bytes]]:
            return tree.root_at(size, nodes), tree.inclusion_proof(index, size, nodes)

        with CaptureQueriesContext(connection) as asked:
            found = StoredNodes().answering(proof)
        assert found == proof(whole)
        assert len(asked) <= 2


def test_sign_when_tree_grew_then_checkpoint_verifies_and_is_kept_by_the_signer(ledger: Ledger) -> None:
    ledger.write(5)
    ledger.seal()
    kept = Checkpoint.objects.get()
    assert checkpoint.verify(kept.text, log_key()) == checkpoint.Head(settings.LEDGER_ORIGIN, 5, bytes(kept.root))
    assert list(Memory.of_settings().signed()) == [kept.text]


def test_follow_when_sealed_events_were_replaced_then_signer_refuses(ledger: Ledger) -> None:
    ledger.write(5)
    ledger.seal()
    edge = tree.RightEdge()
    for number in range(5):
        edge.append(tree.leaf_hash(f"forged {number}".encode()))
    with walls_down("ledger_head", "ledger_position") as one:
        one.execute("update ledger_head set edge = %s", [edge.to_bytes()])
        for number in range(5):
            one.execute(
                "update ledger_position set leaf_hash = %s where position = %s",
                [tree.leaf_hash(f"forged {number}".encode()), number],
            )
    with pytest.raises(SignerRefused):
        ledger.seal()
    ledger.write(3)
    with pytest.raises(SignerRefused):
        ledger.seal()
    assert Checkpoint.objects.count() == 1


def test_follow_when_tree_was_cut_then_signer_refuses(ledger: Ledger) -> None:
    ledger.write(5)
    ledger.seal()
    with walls_down("ledger_head", "ledger_position") as one:
        one.execute("update ledger_head set size = 0, edge = ''")
        one.execute("delete from ledger_position")
    with pytest.raises(SignerRefused):
        ledger.seal()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"origin": "other", "size": 1, "root": "00"}', '{"origin": "x"}'])
def test_recall_when_memory_is_damaged_then_signer_refuses(tmp_path: Path, content: str) -> None:
    memory = Memory(tmp_path, "x")
    (tmp_path / "remembered.json").write_text(content)
    with pytest.raises(SignerRefused):
        memory.recall()


def test_memory_when_line_was_cut_short_by_a_crash_then_others_are_read(ledger: Ledger) -> None:
    ledger.write(1)
    ledger.seal()
    with open(Path(settings.LEDGER_STATE) / "checkpoints.jsonl", "a") as file:
        file.write('"half a no')
    ledger.write(1)
    ledger.seal()
    assert [checkpoint.read_unverified(note).size for note in Memory.of_settings().signed()] == [1, 2]


def test_recover_when_crashed_between_signing_and_writing_then_row_is_made(ledger: Ledger) -> None:
    ledger.write(4)
    ledger.seal()
    with walls_down("ledger_checkpoint") as one:
        one.execute("delete from ledger_checkpoint")
    assert [type(damage).__name__ for damage in ledger.damages()] == ["CheckpointMissing"]
    with acting_as("sealer"):
        sealer.recover(Memory.of_settings())
    assert ledger.damages() == []


def test_memory_when_tree_follows_then_remembers_after_every_pass(ledger: Ledger) -> None:
    ledger.write(3)
    ledger.seal(sign=False)
    head = Head.objects.get()
    root = tree.RightEdge.from_bytes(3, bytes(head.edge)).root()
    assert Memory.of_settings().recall() == Remembered(3, root)


@contextmanager
def running_sealer() -> Iterator[sealer.Sealer]:
    """The real loop, in a thread with a connection of its own."""
    stop = threading.Event()
    loop = sealer.Sealer(Memory.of_settings(), stop.is_set, interval=0.05)
    failed: list[BaseException] = []

    def work() -> None:
        try:
            loop.run()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    with acting_as("sealer"):
        thread = threading.Thread(target=work)
        thread.start()
        wait_for(lambda: health.is_running() or failed, 10, "the sealer")
    try:
        yield loop
    finally:
        stop.set()
        thread.join(10)
    assert not failed, failed


def test_loop_when_running_then_event_is_sealed_and_proof_given_on_demand(ledger: Ledger) -> None:
    with running_sealer() as loop:
        assert health.sealer() == (True, "ready")
        (event,) = ledger.write()
        assert proofs.wait_sealed(event.id, timeout=5) == 0
        proven = proofs.wait_signed(event.id, timeout=5)
        assert proven.proof.verify(proven.leaf, log_key()).size == 1
        loop.checkpoint_every = 1e9
        (later,) = ledger.write()
        proofs.wait_sealed(later.id, timeout=5)
        time.sleep(0.3)
        assert Checkpoint.objects.count() == 1
        assert proofs.wait_signed(later.id, timeout=5).proof.index == 1
    # The lock goes when the server has noticed the end of the connection.
    wait_for(lambda: not health.is_running(), 5, "the end of the sealer's session")
    assert health.sealer() == (False, "not running")
    assert ledger.damages() == []


def test_loop_when_clock_jumps_then_event_tells(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting_as("sealer"):
        loop = sealer.Sealer(Memory.of_settings(), lambda: False)
        loop.once(asked=False)
        steady = time.monotonic
        monkeypatch.setattr(sealer.time, "monotonic", lambda: steady() + 300)
        loop.once(asked=False)
    told = Event.objects.get(event="ledger.clock_jumped")
    assert bytes(told.detail.detail) == b'{"seconds":-300}'


def test_loop_when_key_is_out_of_reach_then_sealing_goes_on(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEY_ROOT", Path(settings.KEY_ROOT) / "elsewhere")
    ledger.write(2)
    with acting_as("sealer"):
        sealer.Sealer(Memory.of_settings(), lambda: False).once(asked=True)
    assert Position.objects.count() == 2 and Checkpoint.objects.count() == 0


def test_wait_when_inside_a_transaction_then_refused_at_once(ledger: Ledger) -> None:
    with transaction.atomic():
        event = record("a.b", actor=ACTOR, object="x", detail={})
        for wait in (proofs.wait_sealed, proofs.wait_signed):
            with pytest.raises(InTransaction):
                wait(event.id)


def test_wait_when_no_sealer_runs_then_says_so(ledger: Ledger) -> None:
    (event,) = ledger.write()
    for wait in (proofs.wait_sealed, proofs.wait_signed):
        with pytest.raises(NotSealed):
            wait(event.id, timeout=0.2)


def test_proofs_when_many_events_then_constant_queries_and_all_verify(
    ledger: Ledger, django_assert_max_num_queries: object
) -> None:
    events = ledger.write(1502)
    ledger.seal()
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        proven = proofs.proofs_for(event.id for event in events)
    key = log_key()
    for event in events:
        one = proven[event.id]
        assert (one.leaf, one.tree_size) == (event.leaf, 1502)
        one.proof.verify(one.leaf, key)
        leaf.check_commit(event.commit, one.salt, one.detail)


def test_proofs_when_one_is_not_covered_then_refused(ledger: Ledger) -> None:
    (first,) = ledger.write()
    ledger.seal()
    (second,) = ledger.write()
    with pytest.raises(NotSealed):
        proofs.proofs_for([first.id, second.id])
    ledger.seal(sign=False)
    with pytest.raises(NotSealed):
        proofs.proofs_for([first.id, second.id])


def test_receipt_when_event_moves_on_then_says_waiting_sealed_signed(ledger: Ledger) -> None:
    ledger.write(2)
    (event,) = ledger.write()
    assert proofs.receipt(event.id) == {"event": str(event.id), "state": "waiting"}
    ledger.seal(sign=False)
    sealed = proofs.receipt(event.id)
    assert (sealed["state"], sealed["position"], sealed["tree_size"], sealed["checkpoint"]) == ("sealed", 2, 3, None)
    path = [bytes.fromhex(step) for step in sealed["path"]]
    tree.verify_inclusion(tree.leaf_hash(event.leaf), 2, 3, path, bytes.fromhex(sealed["root"]))
    ledger.seal()
    signed = proofs.receipt(event.id)
    assert signed["state"] == "signed"
    assert checkpoint.verify(signed["checkpoint"], log_key()).root.hex() == signed["root"]


def test_request_when_heard_then_one_notice(ledger: Ledger) -> None:
    with psycopg.connect(url_of("sealer"), autocommit=True) as listener:
        listener.execute(f"listen {actions.CHANNEL}")
        actions.request_checkpoint()
        assert [note.payload for note in listener.notifies(timeout=2, stop_after=1)] == [""]
