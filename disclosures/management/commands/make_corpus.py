"""Fills a demonstration with a fictional corpus of the real one's shape, for measurements."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.corpus import archives, leaving, making

WORDS = 12_000


class Command(BaseCommand):
    help = (
        "Add a fictional corpus to the demonstration case; --scale 1 is 2,775 interviews of 12,000 words. Only as "
        "owner (IAPB_DATABASE=owner). Its files have no bytes in the vault, so checks of fixity find them missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 2,775 interviews and what goes with them")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another corpus; the same one only once")
        parser.add_argument("--words", type=int, default=WORDS, help="of an account, on average")

    def handle(self, *, scale: float, seed: int, words: int, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Only with IAPB_DEMONSTRATION=yes: a corpus never stands among real material.")
        if settings.DATABASE_ROLE != "owner":
            raise CommandError("Run it with IAPB_DATABASE=owner: no page and no worker may write these rows.")
        if not making.installed():
            raise CommandError("Load the demonstration case first: manage.py load_demonstration.")
        shape = making.Shape(max(1, round(making.INTERVIEWS * scale)), words)
        made = making.make(shape, seed)
        try:
            leaving.make()
            archives.make(shape.share(making.ARCHIVED), making.first_partner())
        except leaving.NotDone as why:
            raise CommandError(f"The corpus is there, but not all that is done with it: {why}") from None
        making.count_rows_anew()
        self.stdout.write(", ".join(f"{number:,} {kind}" for kind, number in made.items()))
