"""What the database's refusals and the ledger's events mean, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.coding.models import FACT_KINDS
from iapb.access import constraints
from iapb.ledger import words

EVENTS: dict[str, Any] = {
    "vocabulary.loaded": _("A vocabulary was loaded"),
    "framework.draft_started": _("A draft of the coding framework was begun"),
    "framework.changed": _("A draft of the coding framework was changed"),
    "framework.undone": _("A step in a draft of the coding framework was taken back"),
    "framework.proposed": _("A draft of the coding framework was handed to a second person"),
    "framework.sent_back": _("A draft of the coding framework was sent back"),
    "framework.published": _("A version of the coding framework was published"),
    "framework.discarded": _("A draft of the coding framework was discarded"),
    "register.entry_added": _("An entry was added to a register"),
    "register.name_added": _("A spelling was added to a register"),
    "official.created": _("An official was entered from a tag"),
    "tag.placed": _("A tag was placed"),
    "coding.kept_as_text": _("A coding of an older archive was kept as text"),
    "tag.retracted": _("A tag was taken back"),
    "tag.recoded": _("A tag of a retired code was coded anew"),
    "tag.recoding_undone": _("Coding a tag anew was undone"),
    "work.given": _("A text was given to be coded"),
    "work.claimed": _("Somebody took a text to code"),
    "work.handed_over": _("Coding was handed over"),
    "work.offered": _("Coding was offered to a colleague"),
    "work.offer_withdrawn": _("An offer of coding was taken back"),
    "work.offer_declined": _("An offer of coding was declined"),
    "work.put_back": _("Coding was put back for somebody else"),
    "work.handed_in": _("Coding was handed in"),
    "work.taken_back": _("Coding was taken back from somebody"),
    "comparison.asked": _("A text was drawn for a second coding"),
    "comparison.opened": _("Two codings can be compared"),
    "comparison.closed": _("The differences between two codings are settled"),
    "difference.settled": _("A difference between two coders was settled"),
    "difference.reopened": _("A difference between two coders was opened again"),
    "rule.questioned": _("A rule of coding was questioned"),
    "rule.decided": _("A rule of coding was decided"),
    "agreement.exported": _("Figures of agreement were taken along"),
    "tag.noted": _("A note was written beside a tag"),
    "tag.note_taken_back": _("A note beside a tag was taken back"),
    "note.written": _("A note was written"),
    "note.taken_back": _("A note was taken back"),
    "mention.read": _("Somebody who was called by a note has read it"),
    "question.asked": _("The partner was asked about a passage"),
    "question.asked_on": _("The partner was asked more about a passage"),
    "question.answered": _("The partner answered a question about a passage"),
    "question.settled": _("A question to the partner was closed"),
    "question.taken_back": _("A question to the partner was taken back"),
    "question.moved": _("A question to the partner followed its words to a newer text"),
    "question.stayed": _("A question to the partner stayed with the older text"),
    "question.message_struck": _("Something said in a question was struck out"),
    "tags.exported": _("The tags of an item were exported"),
    "timeline.exported": _("The timeline of a witness was taken along"),
    "corroboration.judged": _("Somebody judged whether two accounts tell of one event"),
    "tag.moved": _("A tag was carried over to a newer text"),
    "tag.orphaned": _("A tag waits for its place in a newer text"),
    "tag.move_seen": _("A tag that moved with other words was looked at"),
    "incident.stated": _("An incident was stated"),
    "incident.changed": _("An incident was changed"),
    "incident.taken_back": _("An incident was taken back"),
    "act.stated": _("An act was added to an incident"),
    "act.changed": _("An act was changed"),
    "act.taken_back": _("An act was taken back"),
    "involvement.stated": _("Somebody's involvement was stated"),
    "involvement.changed": _("Somebody's involvement was changed"),
    "involvement.taken_back": _("Somebody's involvement was taken back"),
    "detention.stated": _("A time in detention was stated"),
    "detention.changed": _("A time in detention was changed"),
    "detention.taken_back": _("A time in detention was taken back"),
    "departure.stated": _("A departure was stated"),
    "departure.changed": _("A departure was changed"),
    "departure.taken_back": _("A departure was taken back"),
    "harm.stated": _("A harm was stated"),
    "harm.changed": _("A harm was changed"),
    "harm.taken_back": _("A harm was taken back"),
    "intervention.stated": _("An intervention was stated"),
    "intervention.changed": _("An intervention was changed"),
    "intervention.taken_back": _("An intervention was taken back"),
    "suggestions.made": _("A machine proposed codes, dates and names"),
    "suggestion.accepted": _("A proposal of a machine was accepted"),
    "suggestion.changed": _("A proposal of a machine was accepted with changes"),
    "suggestion.refused": _("A proposal of a machine was refused"),
    "support.added": _("Words were added to a fact as support"),
    "support.removed": _("Words were taken away from a fact"),
}

RETRACTION = _("Something taken back needs the person and the time.")
DATE = _("A date needs both ends in the right order, or none.")
TWICE = _("This was sent already.")
DECISION = _("A decision needs the person and the time.")
BEFORE_START = _("The end of the selection is before its start.")

OF_TAGS: dict[str, Any] = {
    "tag_ends_after_start": BEFORE_START,
    "tag_has_one_target": _("A tag stands on words, or on a part of one file."),
    "tag_time_is_a_stretch": _("The end is before the start."),
    "tag_box_lies_on_its_page": _("The part lies outside the picture."),
    "tag_pages_count_from_one": _("There is no such page."),
    "tag_once_on_part": _("You have put this code on this part already."),
    "legacy_coding_ends_after_start": BEFORE_START,
    "tag_sent_once": TWICE,
    "tag_note_sent_once": TWICE,
    "tag_once_on_span": _("You have put this code on these words already."),
    "support_is_for_one_fact": _("A tag supports one fact at a time."),
    "detention_ends_after_start": _("The end is before the start."),
    "involvement_names_somebody": _("Say who: an official, a State body, or a kind of body."),
    "act_happened_at_least_once": _("It happened once at least."),
    "tag_retraction_is_whole": RETRACTION,
    "tag_recoded_is_history": _("A tag that was coded anew stays as history."),
}

# What people say to each other.
OF_TALK: dict[str, Any] = {
    "note_is_about_one_thing": _("A note is about one thing."),
    "note_names_a_whole_passage": BEFORE_START,
    "mentioned_once_in_a_note": TWICE,
    "question_sent_once": TWICE,
    "question_ends_after_start": BEFORE_START,
    "question_stands_in_a_whole_place": _("Where a question stands now needs a text and a place in it."),
    "question_says_why_it_moved_or_stayed": _("A question that moved or stayed says why."),
    "question_end_is_whole": _("What is over needs the person and the time."),
    "question_message_sent_once": TWICE,
    "one_talk_draft_per_form": TWICE,
}

# Tags that follow a newer text.
OF_CARRYING: dict[str, Any] = {
    "tag_moves_on_once": _("This tag has moved on already."),
    "tag_moves_from_another": _("A tag moves on from another one."),
    "tag_carried_once_to_a_text": _("This tag was judged against that text already."),
    "carrying_moved_names_the_tag": _("What has moved names the tag on the newer text."),
    "carrying_dropped_says_why": _("Say why the tag is taken back."),
    "carrying_decision_is_whole": DECISION,
}

OF_CORROBORATION: dict[str, Any] = {
    "judgement_is_of_two_accounts": _("Two accounts are judged, not one."),
    "judgement_is_of_one_fact_each": _("Of each account one fact is judged."),
    "judgement_says_why": _("Say in a few words why."),
    "judgement_sent_once": TWICE,
    "judgement_stands_once": _("You judged this at the same moment in another window. Reload the page."),
}

OF_SUGGESTIONS: dict[str, Any] = {
    "suggestion_ends_after_start": BEFORE_START,
    "suggestion_once": TWICE,
    "suggestion_decision_is_whole": DECISION,
    "suggestion_of_a_code_names_it": _("A proposal of a code names the code, and no other does."),
    "accepted_code_is_a_tag": _("An accepted code is a tag of the person who accepted it."),
    "refused_suggestion_has_no_tag": _("What was refused has no tag."),
}

OF_FRAMEWORK: dict[str, Any] = {
    "framework_version_is_sealed": _("A published version never changes. Begin a new draft."),
    "code_picture_is_kept": _("A picture stays as it came: older versions show it."),
    "framework_version_once": _("There is a version of this name already."),
    "one_current_framework": _("Another version became current at the same moment. Look again."),
    "one_open_framework_draft": _("A draft is open already. One at a time: publish or discard it first."),
    "current_framework_is_published": _("Only a published version is coded with."),
    "framework_draft_is_not_sealed": _("Only a published version is sealed."),
    "framework_published_by_another": _("A second person publishes a version."),
    "framework_change_once": _("Somebody made a step at the same moment. Try again."),
    "framework_change_sent_once": TWICE,
    "framework_undoing_is_whole": RETRACTION,
}

# Work, comparisons, settlements and rules.
OF_QUALITY: dict[str, Any] = {
    "text_coded_first_by_one": _("This text is given to somebody already."),
    "work_has_a_coder": _("Say who codes it."),
    "work_end_is_whole": _("What is over needs the time it ended."),
    "work_offer_is_whole": _("What is offered is offered to somebody."),
    "work_offered_to_another": _("Offer it to somebody else."),
    "second_coding_names_the_first": _("A second coding belongs to a first one."),
    "work_draw_is_whole": _("A draw and the place in it go together."),
    "place_drawn_once": _("This place of the draw is taken."),
    "one_open_draw": _("One draw is open at a time."),
    "draw_gives_no_more_than_it_has": _("This draw has no place left."),
    "comparison_settled_is_whole": _("What is settled needs the person and the time."),
    "comparison_has_two_sides": _("A coding is compared with another one."),
    "settlement_sent_once": TWICE,
    "settlement_undone_is_whole": RETRACTION,
    "tag_settled_once": _("This difference is settled already. Reload the page."),
    "tag_once_in_settlement": TWICE,
    "rule_question_sent_once": TWICE,
    "rule_decision_is_whole": DECISION,
    "rule_decided_by_another": _("Somebody else decides what you have proposed."),
}


def of_facts() -> Iterator[tuple[str, Any]]:
    for model in FACT_KINDS.values():
        yield f"{model}_retraction_is_whole", RETRACTION
        yield f"{model}_sent_once", TWICE
        yield f"tag_supports_{model}_once", _("This tag supports the fact already.")
    dated = ("incident_when", "act_when", "detention_began", "detention_ended", "departure_when", "intervention_when")
    for name in dated:
        yield f"{name}_is_a_date", DATE


def of_registers() -> Iterator[tuple[str, Any]]:
    for name in ("country", "place", "body", "facility", "provision", "official", "term"):
        yield f"one_label_per_language_{name}", _("The entry has a name in this language already.")


def register() -> None:
    of_work = {**OF_TAGS, **OF_TALK, **OF_CARRYING, **OF_CORROBORATION, **OF_SUGGESTIONS}
    known = {**of_work, **OF_FRAMEWORK, **OF_QUALITY}
    constraints.register({**known, **dict(of_facts()), **dict(of_registers())})
    words.register(EVENTS)
