"""Codes the fictional demonstration case, once its texts are read."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from disclosures.demonstration import story
from disclosures.demonstration.coded import Coder
from evidence.coding.models import Draw

PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    help = "Code the demonstration case as its people would: twice, with a difference to settle and tags to look at."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", type=float, default=60, help="seconds the texts may take to be read")

    def handle(self, *, wait: float, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Only with IAPB_DEMONSTRATION=yes: it is for the fictional case alone.")
        if Draw.objects.exists():
            raise CommandError("Something was coded and handed in here already.")
        coder = Coder(story.tell(timezone.localdate()))
        until = time.monotonic() + wait
        while not coder.ready():
            if time.monotonic() > until:
                self.stdout.write("The texts are not read yet; the case stays without coding.")
                return
            time.sleep(PAUSE_SECONDS)
        coder.code()
        self.stdout.write("The demonstration case is coded.")
