"""What the database's refusals and the ledger's events mean, in sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from iapb.access import constraints
from iapb.ledger import words

EVENTS: dict[str, Any] = {
    "vocabulary.loaded": _("A vocabulary was loaded"),
    "register.entry_added": _("An entry was added to a register"),
    "register.name_added": _("A spelling was added to a register"),
    "official.created": _("An official was entered from a tag"),
    "tag.placed": _("A tag was placed"),
    "coding.kept_as_text": _("A coding of an older archive was kept as text"),
    "tag.retracted": _("A tag was taken back"),
    "incident.stated": _("An incident was stated"),
    "incident.changed": _("An incident was changed"),
    "incident.taken_back": _("An incident was taken back"),
    "act.stated": _("An act was added to an incident"),
    "act.taken_back": _("An act was taken back"),
    "involvement.stated": _("Somebody's involvement was stated"),
    "involvement.taken_back": _("Somebody's involvement was taken back"),
    "detention.stated": _("A time in detention was stated"),
    "detention.taken_back": _("A time in detention was taken back"),
    "departure.stated": _("A departure was stated"),
    "departure.taken_back": _("A departure was taken back"),
    "support.added": _("Words were added to a fact as support"),
    "support.removed": _("Words were taken away from a fact"),
}


def register() -> None:
    retraction = _("Something taken back needs the person and the time.")
    date = _("A date needs both ends in the right order, or none.")
    twice = _("This was sent already.")
    sentences = {
        "tag_ends_after_start": _("The end of the selection is before its start."),
        "legacy_coding_ends_after_start": _("The end of the selection is before its start."),
        "tag_sent_once": twice,
        "tag_once_on_span": _("You have put this code on these words already."),
        "support_is_for_one_fact": _("A tag supports one fact at a time."),
        "detention_ends_after_start": _("The end is before the start."),
        "involvement_names_somebody": _("Say who: an official, a State body, or a kind of body."),
        "act_happened_at_least_once": _("It happened once at least."),
        "tag_retraction_is_whole": retraction,
    }
    for model in ("incident", "act", "involvement", "detention", "departure"):
        sentences[f"{model}_retraction_is_whole"] = retraction
        sentences[f"{model}_sent_once"] = twice
        sentences[f"tag_supports_{model}_once"] = _("This tag supports the fact already.")
    for register_name in ("country", "place", "body", "facility", "provision", "official", "term"):
        sentences[f"one_label_per_language_{register_name}"] = _("The entry has a name in this language already.")
    for name in ("incident_when", "act_when", "detention_began", "detention_ended", "departure_when"):
        sentences[f"{name}_is_a_date"] = date
    constraints.register(sentences)
    words.register(EVENTS)
