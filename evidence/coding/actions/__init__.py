"""Everything people do when they code: one function for each."""

from evidence.coding.actions.carrying import carry_tags, choose_place, drop_tag, look_at_moved, prepare
from evidence.coding.actions.corroboration import judge_pair
from evidence.coding.actions.exporting import export_tags, export_timeline
from evidence.coding.actions.facts import (
    add_act,
    add_harm,
    add_intervention,
    add_involvement,
    change_fact,
    state_departure,
    state_detention,
    state_incident,
    take_back_fact,
)
from evidence.coding.actions.following import follow_questions
from evidence.coding.actions.notes import (
    add_note,
    note_on_fact,
    note_on_item,
    note_on_passage,
    read_mention,
    take_back_note,
)
from evidence.coding.actions.parts import place_on_part
from evidence.coding.actions.quality import (
    claim_work,
    give_work,
    hand_in_work,
    hand_over_work,
    take_back_work,
    take_text,
)
from evidence.coding.actions.quality_figures import export_agreement
from evidence.coding.actions.quality_offers import (
    accept_offer,
    decline_offer,
    offer_work,
    put_back_work,
    withdraw_offer,
)
from evidence.coding.actions.quality_rules import ask_about_rule, decide_rule
from evidence.coding.actions.quality_settling import Other, close_comparison, settle_difference, undo_settlement
from evidence.coding.actions.questions import (
    answer_question,
    ask_on,
    ask_partner,
    settle_question,
    strike_message,
)
from evidence.coding.actions.recoding import recode_tag, undo_recoding
from evidence.coding.actions.suggestions import (
    accept_suggestion,
    ask_for_proposals,
    change_suggestion,
    decide_suggestions,
    propose,
    refuse_suggestion,
)
from evidence.coding.actions.supports import add_support, create_official_from_tag, remove_support
from evidence.coding.actions.tags import place_tag, retract_tag
from evidence.coding.actions.talk_drafts import forget_draft, keep_draft

__all__ = [
    "Other",
    "accept_offer",
    "accept_suggestion",
    "add_act",
    "add_harm",
    "add_intervention",
    "add_involvement",
    "add_note",
    "add_support",
    "answer_question",
    "ask_about_rule",
    "ask_for_proposals",
    "ask_on",
    "ask_partner",
    "carry_tags",
    "change_fact",
    "change_suggestion",
    "choose_place",
    "claim_work",
    "close_comparison",
    "create_official_from_tag",
    "decide_rule",
    "decide_suggestions",
    "decline_offer",
    "drop_tag",
    "export_agreement",
    "export_tags",
    "export_timeline",
    "follow_questions",
    "forget_draft",
    "give_work",
    "hand_in_work",
    "hand_over_work",
    "judge_pair",
    "keep_draft",
    "look_at_moved",
    "note_on_fact",
    "note_on_item",
    "note_on_passage",
    "offer_work",
    "place_on_part",
    "place_tag",
    "prepare",
    "propose",
    "put_back_work",
    "read_mention",
    "recode_tag",
    "refuse_suggestion",
    "remove_support",
    "retract_tag",
    "settle_difference",
    "settle_question",
    "state_departure",
    "state_detention",
    "state_incident",
    "strike_message",
    "take_back_fact",
    "take_back_note",
    "take_back_work",
    "take_text",
    "undo_recoding",
    "undo_settlement",
    "withdraw_offer",
]
