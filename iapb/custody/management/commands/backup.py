from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from iapb import environment
from iapb.custody.backup import back_up
from iapb.custody.copies import CannotBackUp, House


class Command(BaseCommand):
    help = "Back up database, sealed files and wrapped keys. The root key is carried by hand and is in no backup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--keys-to", type=Path, required=True, help="another place, best another machine")
        parser.add_argument("--recipient", help="age key of the database dump (else BACKUP_RECIPIENT)")
        parser.add_argument("--keys-recipient", help="age key of the keys (else BACKUP_KEYS_RECIPIENT)")

    def handle(self, directory: Path, **options: Any) -> None:
        try:
            summary = back_up(
                House.of_settings(),
                directory.absolute(),
                keys_directory=options["keys_to"].absolute(),
                recipient=options["recipient"] or environment.secret("BACKUP_RECIPIENT", settings.SECRETS),
                keys_recipient=options["keys_recipient"]
                or environment.secret("BACKUP_KEYS_RECIPIENT", settings.SECRETS),
                say=self.stdout.write,
            )
        except CannotBackUp as refusal:
            raise CommandError(str(refusal)) from None
        rows = sum(summary.tables.values())
        self.stdout.write(f"Backup {summary.at}: {rows} rows of {len(summary.tables)} tables, {summary.files} files.")
