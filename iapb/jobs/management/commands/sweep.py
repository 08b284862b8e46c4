from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connection

from iapb.jobs.sweeper import EVERY_SECONDS, SESSIONS_EVERY_SECONDS, clear_sessions, sweep

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Ring again for every job that is due and was lost; clear sessions that ran out. Runs until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")

    def handle(self, **options: Any) -> None:
        if options["once"]:
            clear_sessions()
            self.stdout.write(f"{sweep()} jobs were rung for")
            return
        cleared = -SESSIONS_EVERY_SECONDS
        while True:
            try:
                sweep()
                if time.monotonic() - cleared > SESSIONS_EVERY_SECONDS:
                    clear_sessions()
                    cleared = time.monotonic()
            except Error:
                # The database is away; what is due stays due.
                log.warning("the sweeper cannot reach the database")
                connection.close()
            time.sleep(EVERY_SECONDS)
