from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from iapb.language import installing, models


class Command(BaseCommand):
    help = "Compare every installed model with its card and ask it the known sentences again."

    def handle(self, **options: Any) -> None:
        failed = []
        for model in models.everything(settings.MODEL_ROOT):
            checked = installing.check(model)
            told = "in use" if checked.in_use else f"not in use. {installing.why_not(checked)}"
            self.stdout.write(f"{checked.name} {checked.version}: {told}")
            if not checked.in_use:
                failed.append(checked.name)
        if failed:
            raise CommandError(f"not in use: {', '.join(failed)}")
