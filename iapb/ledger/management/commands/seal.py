"""The sealer process (IAPB_DATABASE=sealer)."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, connection

from iapb.ledger import actions, sealer
from iapb.ledger.errors import LedgerError
from iapb.ledger.memory import Memory


class Command(BaseCommand):
    help = "Number events into the tree at least every two seconds and sign checkpoints."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="seal what is committed, sign, and end")
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between two passes")

    def handle(self, **options: Any) -> None:
        try:
            if options["once"]:
                _once()
            else:
                _forever(options["interval"])
        except LedgerError as error:
            # Another history than the one signed before: going on would hide it.
            raise CommandError(f"The sealer stopped: {error}.") from None


def _once() -> None:
    if not sealer.take_lock():
        actions.request_checkpoint()  # a sealer runs already and does it
        return
    memory = Memory.of_settings()
    sealer.recover(memory)
    sealer.seal_all(sweep=True)
    sealer.follow(memory)
    sealer.sign(memory)


def _forever(interval: float) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        try:
            sealer.Sealer(Memory.of_settings(), stop.is_set, interval=interval).run()
        except (OperationalError, InterfaceError):
            # The database went away; the lock went with the connection.
            connection.close()
            stop.wait(1.0)
