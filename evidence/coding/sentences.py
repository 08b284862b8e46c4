"""What the database's refusals mean, in sentences."""

from django.utils.translation import gettext_lazy as _

from iapb.access import constraints


def register() -> None:
    retraction = _("Something taken back needs the person and the time.")
    date = _("A date needs both ends in the right order, or none.")
    twice = _("This was sent already.")
    sentences = {
        "tag_ends_after_start": _("The end of the selection is before its start."),
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
    for name in ("incident_when", "act_when", "detention_began", "detention_ended", "departure_when"):
        sentences[f"{name}_is_a_date"] = date
    constraints.register(sentences)
