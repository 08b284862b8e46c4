from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from pyrage import x25519

from iapb.custody.durable import exclusive


class Command(BaseCommand):
    help = "Make an age identity for backups. Run it where backups are opened, not where they are made."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, file: Path, **options: Any) -> None:
        identity = x25519.Identity.generate()
        try:
            exclusive(file, f"{identity}\n".encode())
        except FileExistsError:
            raise CommandError(f"{file} exists and stays as it is.") from None
        self.stdout.write(str(identity.to_public()))
