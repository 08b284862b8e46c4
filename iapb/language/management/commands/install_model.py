from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from iapb.language import installing, models


class Command(BaseCommand):
    help = (
        "Install a model folder (with its card.json, see docs/models.md) into MODEL_ROOT. "
        "Its files are compared with the card, and it must make sense of known sentences."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, **options: Any) -> None:
        source: Path = options["path"].resolve()
        try:
            model = installing.install(source, settings.MODEL_ROOT)
        except models.BadModel as problem:
            raise CommandError(f"{source.name}: {problem.sentence}") from None
        into = f" to {model.into}" if model.into else ""
        self.stdout.write(f"Installed: {model.ability} {', '.join(model.languages)}{into}, version {model.version}.")
        self.stdout.write(f"SHA-256 of its list of files: {model.sha256}")
        for proof in model.record.proofs if model.record else ():
            self.stdout.write(f"{proof.asked} → {proof.answered}")
