"""Sentences for events. The rooms above tell what their events mean; the ledger knows no room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

Names = Callable[[Iterable[str]], Mapping[str, Any]]
Ids = Callable[[str], Iterable[Any]]

_sentences: dict[str, Any] = {}
_names: list[Names] = []
_ids: list[Ids] = []


def register(sentences: Mapping[str, Any]) -> None:
    """{"consent.given": _("Consent was recorded")}; called in AppConfig.ready."""
    _sentences.update(sentences)


def register_names(names: Names) -> None:
    """`names(ids)` gives words for those ids it knows, as the auditor may read them: a person, a reference."""
    if names not in _names:
        _names.append(names)


def register_ids(ids: Ids) -> None:
    """`ids(text)` gives the ids of what people call by that text: a witness's code, a reference."""
    if ids not in _ids:
        _ids.append(ids)


def ids_of(text: str) -> set[str]:
    """The text itself, which may be an id, and every id it stands for."""
    return {text, *(str(id) for ids in _ids for id in ids(text))}


def known_events() -> list[tuple[str, str]]:
    return sorted(((name, str(sentence)) for name, sentence in _sentences.items()), key=lambda pair: pair[1])


def describe(event: str) -> Any:
    """The sentence for an event's name; the name itself where no room has given one."""
    return _sentences.get(event, event)


def names_of(ids: Iterable[str]) -> dict[str, Any]:
    """Words for opaque ids; an id that no room knows is left out."""
    wanted = set(ids)
    found: dict[str, Any] = {"service:sealer": _("the sealer"), "ledger:clock": _("the clock")}
    for names in _names:
        found.update(names(wanted - found.keys()))
    return {key: value for key, value in found.items() if key in wanted}


register(
    {
        "ledger.detail_erased": _("The detail of an event was erased"),
        "ledger.exported": _("The ledger was exported"),
        "ledger.clock_jumped": _("The clock of the database jumped"),
    }
)
