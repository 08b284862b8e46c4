from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from iapb.custody.durable import make_directory
from iapb.custody.keys import FileKeyProvider, KeysMissing


class Command(BaseCommand):
    help = "Make the root key, the checkpoint signing key and the look-up key; what is there stays as it is."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        root = Path(settings.KEY_ROOT)
        make_directory(root)
        root.chmod(0o700)
        try:
            keys = FileKeyProvider.create(root)
        except KeysMissing as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"Keys are ready. Public key of the checkpoints: {keys.public_key().hex()}")
        self.stdout.write("Copy the file kek by hand to where neither database nor backups rest: no backup holds it.")
