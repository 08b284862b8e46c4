"""Recomputes the whole ledger from its bytes and names every damage.

1. Every leaf is leaf v1 and says what its row says.
2. Every detail is the one the leaf commits to, or its erasure is on record.
3. Positions run from 0 without a gap; each holds the event that was sealed there, none dated back.
4. The tree over them has the roots of all checkpoints, and their signatures fit.
5. The stored nodes and the head are those of the tree.
6. The signer, whose memory is outside the database, remembers the same tree and checkpoints.
7. No event has waited too long for its position.
8. The triggers and rights that keep the tables append-only stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from iapb.ledger import actions, checkpoint, damages, leaf, tree, walls
from iapb.ledger.checkpoint import Key
from iapb.ledger.damages import Damage
from iapb.ledger.errors import CommitRefused, LeafDamaged, LedgerError, ValueRefused
from iapb.ledger.memory import Memory, Remembered
from iapb.ledger.models import Checkpoint, Event, Head, Subtree
from iapb.ledger.nodes import is_kept

# An event may be sealed this much later than events of the same moment: no transaction lasts longer.
LONGEST_TRANSACTION = timedelta(hours=1)
CHUNK = 2000
_COLUMNS = "e.id, e.event, e.at, e.actor, e.object, e.commit, e.leaf, d.salt, d.detail"
_SEALED = f"""
select p.position, p.leaf_hash, {_COLUMNS} from ledger_position p
left join ledger_event e on e.id = p.event_id left join ledger_eventdetail d on d.event_id = e.id
order by p.position
"""  # noqa: S608 - constants only
_WAITING = f"""
select {_COLUMNS} from ledger_event e left join ledger_eventdetail d on d.event_id = e.id
where not exists (select 1 from ledger_position p where p.event_id = e.id) order by e.at
"""  # noqa: S608 - constants only
Row = tuple[UUID, str, datetime, str, str, str, bytes, bytes | None, bytes | None]


@dataclass
class Verification:
    """One pass. `found` holds the damages; `sealed`, `waiting` and `checkpoints` what was looked at."""

    key: Key
    memory: Memory | None
    patience: timedelta = timedelta(seconds=60)
    found: list[Damage] = field(default_factory=list)
    sealed: int = 0
    waiting: int = 0
    checkpoints: int = 0
    _next: int = 0
    _edge: tree.RightEdge = field(default_factory=tree.RightEdge)
    _roots: dict[int, bytes] = field(default_factory=dict)
    _erased: set[str] = field(default_factory=set)

    def run(self) -> list[Damage]:
        # Read first: the signer follows the database, so what it remembers is in the moment below.
        signed = list(self.memory.signed()) if self.memory else []
        remembered = self.memory.recall() if self.memory else Remembered(0, tree.EMPTY_ROOT)
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                # One moment for every step, while the sealer goes on.
                cursor.execute("set transaction isolation level repeatable read, read only")
            notes = list(Checkpoint.objects.order_by("size").values_list("size", "root", "text"))
            self._erased = set(Event.objects.filter(event=actions.DETAIL_ERASED).values_list("object", flat=True))
            self._walk_sealed({size for size, _, _ in notes} | {remembered.size})
            self._check_checkpoints(notes)
            self._check_head()
            self._check_root(remembered.size, remembered.root, damages.HistoryDiffers(remembered.size))
            self._walk_waiting()
            self.found += walls.fallen()
        self._check_signed(signed)
        return self.found

    def _walk_sealed(self, wanted: set[int]) -> None:
        latest = None
        subtrees = _StoredSubtrees(self.found)
        for position, leaf_hash, *row in _rows(_SEALED):
            self._check_gap(position)
            at = row[2]
            if row[0] is None:
                self.found.append(damages.EventMissing(position))
                computed = bytes(leaf_hash)
            else:
                computed = tree.leaf_hash(bytes(row[6]))
                self.check_row(row)
                if computed != leaf_hash:
                    self.found.append(damages.LeafHashDiffers(row[0], position))
                if latest and latest - at > LONGEST_TRANSACTION:
                    self.found.append(damages.DatedBack(row[0], position, int((latest - at).total_seconds())))
                latest = at if latest is None else max(latest, at)
            for level, index, node in self._edge.append(computed):
                if is_kept(level):
                    subtrees.compare(level, index, node)
            self.sealed += 1
            if self._edge.size in wanted:
                self._roots[self._edge.size] = self._edge.root()
        subtrees.compare_count()

    def _check_gap(self, position: int) -> None:
        if position != self._next:
            self.found.append(damages.PositionsMissing(self._next, position - 1))
        self._next = position + 1

    def check_row(self, row: Iterable[Any]) -> None:
        """Steps 1 and 2 for one event."""
        id, event, at, actor, object, commit, data, salt, detail = row
        try:
            same = leaf.Leaf(id, event, at, actor, object, commit).to_bytes() == data
        except ValueRefused:
            same = False
        if not same:
            self.found.append(_difference(id, (event, at, actor, object, commit), bytes(data)))
        if salt is None or detail is None:
            if str(id) not in self._erased:
                self.found.append(damages.DetailMissing(id))
            return
        try:
            leaf.check_commit(commit, bytes(salt), bytes(detail))
        except (CommitRefused, ValueRefused):
            self.found.append(damages.DetailDiffers(id))

    def _check_checkpoints(self, notes: list[tuple[int, bytes, str]]) -> None:
        for size, root, text in notes:
            self.checkpoints += 1
            try:
                head = checkpoint.verify(text, self.key)
            except LedgerError:
                self.found.append(damages.CheckpointDiffers(size))
                continue
            if (head.size, head.root) != (size, bytes(root)):
                self.found.append(damages.CheckpointDiffers(size))
            self._check_root(head.size, head.root, damages.RootDiffers(head.size))

    def _check_root(self, size: int, root: bytes, damage: Damage) -> None:
        if size > self._edge.size:
            self.found.append(damages.TreeTooShort(size, self._edge.size))
        elif size and self._roots.get(size) != root:
            self.found.append(damage)

    def _check_head(self) -> None:
        head = Head.objects.first()
        if head is None or (head.size, bytes(head.edge)) != (self._edge.size, self._edge.to_bytes()):
            self.found.append(damages.HeadDiffers(head.size if head else 0, self._edge.size))

    def _check_signed(self, signed: list[str]) -> None:
        # Asked afterwards: a checkpoint is remembered a moment before its row is written.
        texts = set(Checkpoint.objects.values_list("text", flat=True))
        self.found += [
            damages.CheckpointMissing(checkpoint.read_unverified(note).size) for note in signed if note not in texts
        ]

    def _walk_waiting(self) -> None:
        now = timezone.now()
        for row in _rows(_WAITING):
            self.waiting += 1
            self.check_row(row)
            if now - row[2] > self.patience:
                self.found.append(damages.NeverSealed(row[0], int((now - row[2]).total_seconds())))


class _StoredSubtrees:
    """The kept nodes, read in the order in which appending completes them."""

    def __init__(self, found: list[Damage]) -> None:
        self.found = found
        self._stored = {
            (level, index): bytes(node) for level, index, node in Subtree.objects.values_list("level", "index", "hash")
        }

    def compare(self, level: int, index: int, node: bytes) -> None:
        if self._stored.pop((level, index), None) != node:
            self.found.append(damages.NodeDiffers(level, index))

    def compare_count(self) -> None:
        self.found += [damages.NodeDiffers(level, index) for level, index in self._stored]


def _difference(id: UUID, columns: tuple[Any, ...], data: bytes) -> Damage:
    try:
        told = leaf.read(data)
    except LeafDamaged:
        return damages.LeafUnreadable(id)
    names = ("event", "at", "actor", "object", "commit")
    differ = [name for name, value in zip(names, columns, strict=True) if getattr(told, name) != value]
    return damages.ColumnsDiffer(id, ", ".join(differ or ["id"]))


def read_everything() -> int:
    """Read what a verification reads, and check nothing: the baseline of its measurement."""
    with transaction.atomic():
        return sum(1 for _ in _rows(_SEALED))


def _rows(statement: str) -> Iterator[Any]:
    connection.ensure_connection()
    # The driver's own cursor, since in binary form a row costs half as much to read.
    with connection.wrap_database_errors, connection.connection.cursor(name="ledger_rows") as cursor:
        cursor.execute(statement, binary=True)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows
