"""Loads the fictional demonstration case into an empty installation on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from disclosures.demonstration import story
from disclosures.demonstration.loading import Loader
from iapb.accounts.models import Person
from iapb.local.cluster import write_secret


class Command(BaseCommand):
    help = "Load the fictional demonstration case and write demo-accounts.json (mode 600)."

    def handle(self, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Only with IAPB_DEMONSTRATION=yes: its accounts have known passwords.")
        if "localhost" not in settings.PUBLIC_URL:
            raise CommandError("Only on loopback: the demonstration's accounts must not be reachable from outside.")
        if Person.objects.exists():
            raise CommandError("There are people in this installation already; the case goes into an empty one only.")
        home = Path(settings.IAPB_HOME)
        accounts = Loader(story.tell(timezone.localdate()), home).load()
        lines = [account.line() for account in accounts]
        write_secret(home / "demo-accounts.json", json.dumps(lines, indent=1, ensure_ascii=False))
        self.stdout.write(f"{len(lines)} accounts in {home / 'demo-accounts.json'}")
