"""Adds what is missing of the framework and the registers. Run twice, it changes nothing."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from evidence.coding.frameworks import load_framework
from evidence.vocabularies import load_glossary, load_registers
from iapb.access.errors import Invalid
from iapb.ledger import record


class Command(BaseCommand):
    help = "Load the coding framework and the registers from the project's data files."

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        try:
            added = {"codes": load_framework(partial(apps.get_model, "coding"))}
        except Invalid as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        added |= load_registers(partial(apps.get_model, "evidence"))
        added |= load_glossary(partial(apps.get_model, "evidence"))
        if any(added.values()):
            record("vocabulary.loaded", actor="system", object="vocabularies", detail=added)
        for what, number in added.items():
            self.stdout.write(f"{what}: {number} added")
