"""What stands on the page of engines. It says nothing of anybody's material."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from iapb.language import engines, installing, models
from iapb.language.base import ABILITIES, NAMES, EngineState
from iapb.language.models import Model


@dataclass(frozen=True)
class Row:
    state: EngineState
    model: Model | None

    @property
    def languages(self) -> list[Any]:
        """The model's own, where it serves more than the row is about, stand with the model."""
        return [NAMES[one] for one in self.state.languages if one in NAMES]


@dataclass(frozen=True)
class Line:
    """One ability, and what serves it in each language of `NAMES`: nothing where it is not asked of that language."""

    label: Any
    states: list[EngineState | None]


@dataclass(frozen=True)
class Idle:
    """A model that rests there and is not used: it failed, was never checked, or another one is preferred."""

    model: Model
    why: Any


def rows() -> list[Row]:
    return [Row(state, state.model) for state in engines.available()]


def at_a_glance(shown: list[Row]) -> list[Line]:
    """Abilities by languages: which engine serves which, and what is missing."""
    return [
        Line(label, [_serving(shown, ability, language) for language in NAMES]) for ability, label in ABILITIES.items()
    ]


def _serving(shown: list[Row], ability: str, language: str) -> EngineState | None:
    for row in shown:
        if row.state.ability.startswith(ability):
            # "translate ru-en" is about the language that is read; without one the engine says which it knows.
            named = row.state.ability.removeprefix(ability).strip().split("-")[0]
            if language == named or (not named and language in row.state.languages):
                return row.state
    return None


def idle(shown: list[Row]) -> Iterator[Idle]:
    used = {row.model.name for row in shown if row.model}
    for model in models.everything(Path(settings.MODEL_ROOT)):
        if model.name not in used:
            yield Idle(model, installing.why_not(model))
