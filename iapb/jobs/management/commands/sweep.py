from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connection

from iapb.jobs.sweeper import EVERY_SECONDS, do_duties, sweep

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Ring again for every job that is due and was lost; clear up what ran out. Runs until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")

    def handle(self, **options: Any) -> None:
        if options["once"]:
            do_duties(all_of_them=True)
            self.stdout.write(f"{sweep()} jobs were rung for")
            return
        while True:
            try:
                sweep()
                do_duties()
            except Error:
                # The database is away; what is due stays due.
                log.warning("the sweeper cannot reach the database")
                connection.close()
            time.sleep(EVERY_SECONDS)
