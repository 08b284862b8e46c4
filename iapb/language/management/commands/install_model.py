from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from iapb.language import models


class Command(BaseCommand):
    help = "Install a model folder (with its card.json, see docs/models.md) into MODEL_ROOT."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, **options: Any) -> None:
        source: Path = options["path"].resolve()
        try:
            model = models.read(source)
        except models.BadModel as problem:
            raise CommandError(f"{source.name}: {problem.sentence}") from None
        target = settings.MODEL_ROOT / source.name
        if target.exists():
            raise CommandError(f"{source.name} is installed already; remove {target} first.")
        settings.MODEL_ROOT.mkdir(parents=True, exist_ok=True)
        # Under another name until it is whole: a worker may look at any moment.
        half = settings.MODEL_ROOT / f".{source.name}.part"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(source, half, copy_function=shutil.copyfile)
        half.rename(target)
        into = f" to {model.into}" if model.into else ""
        self.stdout.write(f"Installed: {model.ability} {', '.join(model.languages)}{into}, version {model.version}.")
