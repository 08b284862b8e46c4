"""Numbers events into the tree and has its heads signed. One process, under its own role.

Every pass takes whatever has become visible and has no position yet, in order of time. It
looks only at transactions not older than the oldest that was open at the pass before (the
horizon): what is older has been seen. So a slow transaction delays its own events alone
and none is ever left out (docs/decisions/order-of-sealing.md).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import DatabaseError, connection, transaction

from iapb.ledger import actions, checkpoint, tree
from iapb.ledger.errors import SignerRefused
from iapb.ledger.memory import Memory
from iapb.ledger.models import Checkpoint, Head, Subtree
from iapb.ledger.nodes import StoredNodes, is_kept

log = logging.getLogger("iapb.ledger")

BATCH = 20_000
LOCK = (1767989346, 1)  # "iapb" in bytes; one sealer a database
CLOCK_JUMP = 5.0  # seconds between the database's clock and a steady one
RETRY = 30.0  # seconds until a checkpoint that could not be signed is tried again
_PENDING = """
select id, leaf from ledger_event e
where xact >= %s and not exists (select 1 from ledger_position p where p.event_id = e.id)
order by at, id limit %s
"""
# As columns: a pass writes hundreds of rows while others wait for the processor.
_NUMBER = """
insert into ledger_position (position, event_id, leaf_hash)
select * from unnest(%s::bigint[], %s::uuid[], %s::bytea[])
"""


def seal(*, sweep: bool = False) -> int:
    """Give positions to what waits; how many got one. `sweep` looks at every event there is."""
    with transaction.atomic(durable=True):
        head = Head.objects.select_for_update().get()
        oldest_open = _oldest_open_transaction()
        # A restored database counts its transactions from anew.
        everything = sweep or oldest_open < head.horizon
        rows = _pending(0 if everything else head.horizon)
        if rows:
            _append(head, rows)
        if len(rows) < BATCH:
            head.horizon = oldest_open
        if rows or len(rows) < BATCH:
            head.save(update_fields=["size", "edge", "horizon"])
    return len(rows)


def seal_all(*, sweep: bool = False) -> int:
    """Everything that was committed when this began."""
    total = 0
    while count := seal(sweep=sweep):
        total += count
        if count < BATCH:
            break
    return total


def _append(head: Head, rows: list[tuple[object, bytes]]) -> None:
    edge = tree.RightEdge.from_bytes(head.size, bytes(head.edge))
    first, hashes = edge.size, [tree.leaf_hash(bytes(leaf)) for _event, leaf in rows]
    subtrees = [
        Subtree(level=level, index=index, hash=node)
        for hashed in hashes
        for level, index, node in edge.append(hashed)
        if is_kept(level)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [list(range(first, edge.size)), [event for event, _leaf in rows], hashes])
    Subtree.objects.bulk_create(subtrees)
    head.size, head.edge = edge.size, edge.to_bytes()


def follow(memory: Memory) -> Head:
    """Let the signer's memory follow the tree; raises SignerRefused when it is another one."""
    head = Head.objects.get()
    memory.follow(head.size, _root(head), _consistency)
    return head


def sign(memory: Memory) -> Checkpoint | None:
    """A checkpoint of the tree as it is, if there is anything that none covers yet."""
    head = Head.objects.get()
    if not head.size or Checkpoint.objects.filter(size__gte=head.size).exists():
        return None
    root = _root(head)
    text = memory.sign(head.size, root, _consistency)
    return Checkpoint.objects.create(size=head.size, root=root, text=text)


def recover(memory: Memory) -> None:
    """Write down a checkpoint that was signed just before a crash and did not reach its table."""
    last = max(((checkpoint.read_unverified(note), note) for note in memory.signed()), key=_size, default=None)
    if last and not Checkpoint.objects.filter(size=last[0].size).exists():
        Checkpoint.objects.create(size=last[0].size, root=last[0].root, text=last[1])


def _size(signed: tuple[checkpoint.Head, str]) -> int:
    return signed[0].size


def _root(head: Head) -> bytes:
    return tree.RightEdge.from_bytes(head.size, bytes(head.edge)).root()


def _consistency(first: int, second: int) -> list[bytes]:
    return tree.consistency_proof(first, second, StoredNodes())


def _oldest_open_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _pending(horizon: int) -> list[tuple[object, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(_PENDING, [horizon, BATCH])
        return list(cursor.fetchall())


def take_lock() -> bool:
    """Whether this connection is now the one sealer."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", LOCK)
        return bool(cursor.fetchone()[0])


@dataclass
class Sealer:
    """The loop. `stopped` is asked between passes."""

    memory: Memory
    stopped: Callable[[], bool]
    interval: float = 0.5
    checkpoint_every: float = 600.0
    sweep_every: float = 3600.0
    _swept: float = field(default=float("-inf"), init=False)
    _signed: float = field(default=float("-inf"), init=False)
    _clock: float | None = field(default=None, init=False)

    def run(self) -> None:
        if not self._wait_for_lock():
            return
        with connection.cursor() as cursor:
            cursor.execute(f"listen {actions.CHANNEL}")
        recover(self.memory)
        while not self.stopped():
            self.once(asked=self._asked())

    def once(self, *, asked: bool) -> None:
        now = time.monotonic()
        sweep = now - self._swept >= self.sweep_every
        self._watch_clock()
        sealed = seal_all(sweep=sweep)
        if sweep:
            self._swept = now
        if sealed or sweep:
            follow(self.memory)
        if asked or now - self._signed >= self.checkpoint_every:
            self._sign(now)

    def _sign(self, now: float) -> None:
        """Sealing goes on without a key; what cannot be signed now is signed later."""
        try:
            sign(self.memory)
        except (SignerRefused, DatabaseError):
            raise
        except Exception as error:  # the key may be elsewhere, and out of reach for many reasons
            log.error("no checkpoint could be signed: %s", type(error).__name__)
            self._signed = now - self.checkpoint_every + RETRY
            return
        self._signed = now

    def _wait_for_lock(self) -> bool:
        while not self.stopped():
            if take_lock():
                return True
            time.sleep(self.interval)
        return False

    def _asked(self) -> bool:
        """Rest until the next pass, or until somebody asks for a checkpoint."""
        with connection.wrap_database_errors:
            return any(True for _ in connection.connection.notifies(timeout=self.interval, stop_after=1))

    def _watch_clock(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select extract(epoch from clock_timestamp())::float8")
            offset = float(cursor.fetchone()[0]) - time.monotonic()
        before, self._clock = self._clock, offset
        if before is not None and abs(offset - before) > CLOCK_JUMP:
            with transaction.atomic(durable=True):
                actions.record(
                    "ledger.clock_jumped",
                    actor="service:sealer",
                    object="ledger:clock",
                    detail={"seconds": round(offset - before)},
                )
