"""Recomputes the ledger and says in words what is wrong with it."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iapb.ledger import checkpoint
from iapb.ledger.damages import Damage
from iapb.ledger.memory import Memory, log_key
from iapb.ledger.verification import Verification

SHOWN = 50


class Command(BaseCommand):
    help = "Recompute leaves, details, positions, tree, checkpoints and signatures; exit 1 if anything is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--key", help="the log's public key as printed, instead of the one at hand")
        parser.add_argument("--patience", type=int, default=60, help="seconds an event may wait for its position")

    def handle(self, **options: Any) -> None:
        key = checkpoint.read_key(options["key"]) if options["key"] else log_key()
        memory = Memory.of_settings()
        work = Verification(key, memory if memory.exists() else None, timedelta(seconds=options["patience"]))
        began = time.perf_counter()
        found = work.run()
        seconds = time.perf_counter() - began
        rate = (work.sealed + work.waiting) / seconds
        self.stdout.write(
            f"{work.sealed} sealed events, {work.waiting} waiting, {work.checkpoints} checkpoints: "
            f"{seconds:.1f} s, {rate:,.0f} events/s"
        )
        if work.memory is None:
            self.stdout.write("The signer's memory was not at hand: NOT compared.")
        if found:
            self._tell(found)
            raise CommandError(f"{len(found)} damages found.", returncode=1)
        self.stdout.write("Nothing is wrong.")

    def _tell(self, found: list[Damage]) -> None:
        told: Counter[type[Damage]] = Counter()
        for damage in found:
            told[type(damage)] += 1
            if told[type(damage)] <= SHOWN:
                self.stdout.write(str(damage))
        for kind, count in told.items():
            if count > SHOWN:
                self.stdout.write(f"… and {count - SHOWN} more of the kind {kind.__name__}.")
