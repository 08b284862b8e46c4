"""docs/states.md from the transition tables themselves, so that the picture cannot lie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Model
from django.utils import translation

PAGE = Path(settings.BASE_DIR) / "docs" / "states.md"
HEAD = """# States and steps

Written by `manage.py write_states` from the tables in the models; a test fails when this page differs.
What must be true before a step is checked by the actions, and again by the database where a name stands there.
"""


class Command(BaseCommand):
    help = "Write docs/states.md from the transition tables."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether the page is up to date")

    def handle(self, *, check: bool, **options: Any) -> None:
        text = page()
        if check:
            if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
                raise SystemExit("docs/states.md differs from the code: run manage.py write_states")
            return
        PAGE.write_text(text, encoding="utf-8")


def page() -> str:
    with translation.override("en"):
        return HEAD + "".join(f"\n{_part(model)}" for model in machines())


def machines() -> list[type[Model]]:
    found = [model for model in apps.get_models() if isinstance(getattr(model, "TRANSITIONS", None), dict)]
    return sorted(found, key=lambda model: model._meta.label)


def _part(model: type[Model]) -> str:
    labels = dict(model.State.choices)  # type: ignore[attr-defined]
    lines = [f"## {str(model._meta.verbose_name).capitalize()} (`{model._meta.label}`)", "", "```mermaid"]
    lines += [
        "stateDiagram-v2",
        *_diagram(model, labels),
        "```",
        "",
        "| state | read as | may become |",
        "|---|---|---|",
    ]
    for state, following in model.TRANSITIONS.items():  # type: ignore[attr-defined]
        names = ", ".join(f"`{one}`" for one in _in_order(following, labels)) or "—"
        lines.append(f"| `{state}` | {labels[state]} | {names} |")
    return "\n".join(lines) + "\n"


def _diagram(model: type[Model], labels: dict[str, Any]) -> Iterator[str]:
    transitions = model.TRANSITIONS  # type: ignore[attr-defined]
    reached = {one for following in transitions.values() for one in following}
    for state in transitions:
        if state not in reached:
            yield f"    [*] --> {state}"
        for one in _in_order(transitions[state], labels):
            yield f"    {state} --> {one}"
        if not transitions[state]:
            yield f"    {state} --> [*]"


def _in_order(states: Any, labels: dict[str, Any]) -> list[str]:
    place = {state: number for number, state in enumerate(labels)}
    return [str(state) for state in sorted(states, key=lambda state: place[state])]
