"""Looks again and again, while everything dies, for what is there in part: a reader could have seen it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from tests.drills import counting

EVERY_SECONDS = 1.0


class Watch(threading.Thread):
    """A thread of its own, with one statement for each question, so that each sees one moment."""

    def __init__(self, owner: Callable[[], Any], vault: Path, excused: dict[str, set[str]]) -> None:
        super().__init__(daemon=True)
        self._owner, self._vault, self._excused = owner, vault, excused
        self._ends = threading.Event()
        self._found: dict[str, None] = {}
        self._failure = ""
        self.looks = 0
        self.start()

    def run(self) -> None:
        while not self._ends.wait(EVERY_SECONDS):
            self.look()

    def look(self) -> None:
        """Where the database is away nobody reads anything either."""
        try:
            with self._owner() as owner:
                found = counting.in_part(owner, self._vault, self._excused)
        except psycopg.Error:
            return
        except Exception as failure:
            self._failure = f"the watch itself failed: {failure!r:.300}"
            return
        self.looks += 1
        self._found |= dict.fromkeys(found)

    def told(self) -> list[str]:
        found, self._found = [f"there in part: {one}" for one in self._found], {}
        return [*found, self._failure] if self._failure else found

    def stop(self) -> None:
        self._ends.set()
        self.join(30)
