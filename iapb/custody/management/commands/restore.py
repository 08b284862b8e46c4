from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iapb.custody.copies import CannotBackUp, House
from iapb.custody.restore import restore


class Command(BaseCommand):
    help = "Restore a backup into an empty house (make_roles first, no migrate) and compare it with what was saved."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--keys-from", type=Path, required=True)
        parser.add_argument("--identity", type=Path, required=True, help="file with the age identity of the dump")
        parser.add_argument("--keys-identity", type=Path, required=True, help="file with the age identity of the keys")
        parser.add_argument("--kek", type=Path, required=True, help="the root key that was carried by hand")
        parser.add_argument("--stamp", help="which backup; the newest whole one by default")

    def handle(self, directory: Path, **options: Any) -> None:
        try:
            report = restore(
                House.of_settings(),
                directory.absolute(),
                keys_directory=options["keys_from"].absolute(),
                identity=options["identity"],
                keys_identity=options["keys_identity"],
                kek=options["kek"],
                say=self.stdout.write,
                stamp=options["stamp"],
            )
        except CannotBackUp as refusal:
            raise CommandError(str(refusal)) from None
        for difference in report.differences:
            self.stderr.write(difference)
        if not report.same:
            raise CommandError(f"Restored, but {len(report.differences)} things differ from what was saved.")
        self.stdout.write(
            f"Restored and equal: {len(report.summary.tables)} tables, {report.files_read} files opened and hashed, "
            f"{report.files_erased} erased before. Rebuild what was left out: {', '.join(report.summary.left_out)}."
        )
