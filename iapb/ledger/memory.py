"""The signer's memory: what it has sealed and signed, in files the database cannot reach.

An administrator of the database can change its tables, but not get another history signed:
the signer signs a tree only when it begins with the tree it remembers. To begin a new
history on purpose (a restore of an older backup), the keeper of the key moves the
directory away by hand; what was signed before then no longer counts.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from iapb.ledger import checkpoint, tree
from iapb.ledger.checkpoint import Head, Key
from iapb.ledger.errors import ConsistencyRefused, SignerRefused


class Signer(Protocol):
    """What settings.LEDGER_SIGNER makes: the Ed25519 key of this log, wherever it lives."""

    def sign(self, message: bytes) -> bytes: ...

    def public_key(self) -> bytes: ...


Consistency = Callable[[int, int], list[bytes]]


@dataclass(frozen=True)
class Remembered:
    size: int
    root: bytes


def signer() -> Signer:
    return import_string(settings.LEDGER_SIGNER)()


def log_key() -> Key:
    """The public key under which this log's checkpoints verify."""
    return Key(settings.LEDGER_ORIGIN, signer().public_key())


class Memory:
    """Not safe for two processes at once: the sealer's lock sees to it that there is one."""

    def __init__(self, directory: Path, origin: str) -> None:
        self.directory = directory
        self.origin = origin
        self._state = directory / "remembered.json"
        self._signed = directory / "checkpoints.jsonl"

    @classmethod
    def of_settings(cls) -> Memory:
        return cls(Path(settings.LEDGER_STATE), settings.LEDGER_ORIGIN)

    def exists(self) -> bool:
        return self._state.exists()

    def recall(self) -> Remembered:
        if not self.exists():
            return Remembered(0, tree.EMPTY_ROOT)
        try:
            state = json.loads(self._state.read_text(encoding="utf-8"))
            if state["origin"] != self.origin:
                raise SignerRefused("the signer's memory is of another log")
            return Remembered(int(state["size"]), bytes.fromhex(state["root"]))
        except (ValueError, KeyError, TypeError):
            raise SignerRefused("the signer's memory cannot be read") from None

    def follow(self, size: int, root: bytes, consistency: Consistency) -> None:
        """Remember a tree that has grown; raise SignerRefused when it is not a continuation."""
        known = self.recall()
        if (known.size, known.root) == (size, root):
            return
        if size < known.size:
            raise SignerRefused(f"the tree has {size} leaves where {known.size} were sealed before")
        try:
            if known.size:
                path = [] if known.size == size else consistency(known.size, size)
                tree.verify_consistency(known.size, size, known.root, root, path)
        except ConsistencyRefused:
            raise SignerRefused(
                f"the tree of {size} leaves does not begin with the {known.size} sealed before"
            ) from None
        self._write({"origin": self.origin, "size": size, "root": root.hex()})

    def sign(self, size: int, root: bytes, consistency: Consistency) -> str:
        """The checkpoint of a tree that continues what is remembered; kept here before it is given out."""
        self.follow(size, root, consistency)
        by = signer()
        note = checkpoint.signed(Head(self.origin, size, root), by.sign, Key(self.origin, by.public_key()))
        with open(self._signed, "a", encoding="utf-8") as file:
            # Begins on a line of its own, even after one that a crash cut short.
            file.write("\n" + json.dumps(note, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return note

    def signed(self) -> Iterator[str]:
        """Every checkpoint ever signed, oldest first."""
        if not self._signed.exists():
            return
        with open(self._signed, encoding="utf-8") as file:
            for line in filter(str.strip, file):
                # A line cut short by a crash was never given out: a note leaves only after it is on disk.
                with contextlib.suppress(json.JSONDecodeError):
                    yield json.loads(line)

    def _write(self, state: dict[str, object]) -> None:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._state.with_suffix(".draft")
        with open(draft, "w", encoding="utf-8") as file:
            json.dump(state, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._state)
        descriptor = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
