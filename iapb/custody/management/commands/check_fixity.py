from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import F, Q
from django.utils import timezone

from iapb.custody import fixity
from iapb.custody.models import StoredFile


class Command(BaseCommand):
    help = "Read the stored files again, those longest unread first, and name what does not fit together."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--older-than", type=float, default=7, help="days since a file was last read")
        parser.add_argument("--most", type=int, default=10_000, help="files in this run")

    def handle(self, *, older_than: float, most: int, **options: Any) -> None:
        limit = timezone.now() - timedelta(days=older_than)
        files = StoredFile.objects.unscoped("reading the whole vault again").filter(destroyed_at=None)
        due = files.filter(Q(checked_at=None) | Q(checked_at__lte=limit)).order_by(
            F("checked_at").asc(nulls_first=True)
        )
        checked = list(due[:most])
        damaged = [file for file in checked if not fixity.check_fixity(file).sound]
        found = fixity.sweep()
        for word, ids in (("damaged", [f.pk for f in damaged]), ("missing", found.missing), ("orphan", found.orphans)):
            for one in ids:
                self.stderr.write(f"{word}: {one}")
        self.stdout.write(f"{len(checked)} files read; {found.unfinished} unfinished uploads lie aside.")
        if damaged or found.missing:
            raise CommandError("Files are damaged or missing: restore them from the last good copy.")
