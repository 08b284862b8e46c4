"""Everything people do when they code: one function for each."""

from evidence.coding.actions.facts import (
    add_act,
    add_involvement,
    change_incident,
    state_departure,
    state_detention,
    state_incident,
    take_back_fact,
)
from evidence.coding.actions.supports import add_support, create_official_from_tag, remove_support
from evidence.coding.actions.tags import place_tag, retract_tag

__all__ = [
    "add_act",
    "add_involvement",
    "add_support",
    "change_incident",
    "create_official_from_tag",
    "place_tag",
    "remove_support",
    "retract_tag",
    "state_departure",
    "state_detention",
    "state_incident",
    "take_back_fact",
]
