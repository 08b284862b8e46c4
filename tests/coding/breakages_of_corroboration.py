"""Breakages of the timeline and of possible corroboration."""

from __future__ import annotations

from tests.drills.breakages import Breakage

CORROBORATION = "tests/coding/test_corroboration.py"
BREAKAGES = [
    Breakage(
        "corroboration: who sees one of two accounts reads what was judged",
        "evidence/coding/visibility.py",
        '    return one & coded("other_item", "other_restricted", "by")(scope)',
        "    return one",
        f"{CORROBORATION}::test_door_when_the_policies_let_through_then_it_alone_keeps_them_away",
    ),
    Breakage(
        "corroboration: the wall round judgements asks for one account alone",
        "evidence/coding/migrations/0020_judgements.py",
        "        or exists (select from evidence_item up where up.id = coding_judgement.other_item_id)));",
        "        or true));",
        f"{CORROBORATION}::test_policies_when_somebody_sees_one_account_only_then_they_alone_refuse",
    ),
    Breakage(
        "corroboration: the wall shows a second coder what was judged",
        "evidence/coding/migrations/0020_judgements.py",
        "        item_id not in (select coding_texts_coded_blind(iapb_actor()))\n        and other_item_id not in",
        "        true or other_item_id not in",
        f"{CORROBORATION}::test_blind_when_a_text_is_coded_a_second_time_then_judgements_on_it_are_kept_apart",
    ),
    Breakage(
        "corroboration: one witness corroborates themselves",
        "evidence/coding/corroboration/statement.py",
        "one.item < other.item and not one.persons && other.subjects",
        "one.item < other.item",
        f"{CORROBORATION}::test_pair_when_of_one_witness_in_one_account_or_two_then_none",
    ),
    Breakage(
        "corroboration: two codes of one person count as two witnesses",
        "interviews/migrations/0015_one_person_without_reading_every_item.py",
        "where p.answer = 'same' and (",
        "where false and (",
        f"{CORROBORATION}::test_pair_when_the_two_codes_are_one_person_then_none",
    ),
    Breakage(
        "corroboration: a judgement outlives the change of what it was about",
        "evidence/coding/corroboration/statement.py",
        "where u.stood = md5(m.one_stands || m.other_stands) and u.at >= coalesce(m.moved, u.at)",
        "where u.at >= coalesce(m.moved, u.at)",
        f"{CORROBORATION}::test_pair_when_a_fact_changes_after_it_was_judged_then_proposed_again",
    ),
    Breakage(
        "corroboration: something else is judged than was seen",
        "evidence/coding/actions/corroboration.py",
        "    if pair.stands != seen:",
        "    if False:",
        f"{CORROBORATION}::test_judge_when_no_right_no_reason_or_no_verdict_then_not",
    ),
    Breakage(
        "corroboration: what was told by others counts as seen",
        "evidence/coding/corroboration/statement.py",
        "bool_or(a.knowledge in ('told_by_victim', 'told_by_other'))",
        "bool_or(false)",
        f"{CORROBORATION}::test_flag_when_a_witness_was_told_of_it_then_flagged[told_by_victim]",
    ),
    Breakage(
        "corroboration: judgements stay open when a fact becomes need-to-know",
        "evidence/coding/migrations/0020_judgements.py",
        "    where not other_restricted and new.id in (other_incident_id, other_detention_id);",
        "    where false;",
        f"{CORROBORATION}::test_judgement_when_a_fact_becomes_need_to_know_then_so_does_it[incident]",
    ),
    Breakage(
        "corroboration: why people judged outlives an erasure",
        "consent/migrations/0015_erasure_reaches_judgements.py",
        "where item_id = any (subject_items) or other_item_id = any (subject_items)",
        "where false",
        f"{CORROBORATION}::test_erasure_when_a_witness_is_erased_then_why_people_judged_goes",
    ),
    Breakage(
        "timeline: it is taken along without an event",
        "evidence/coding/actions/exporting.py",
        '    record("timeline.exported", actor=by.pk, object=subject, detail=detail)\n',
        "",
        "tests/coding/test_timeline.py::test_export_when_made_then_a_row_a_fact_and_an_event_without_words",
    ),
    Breakage(
        "timeline: a partner reads the names of officials",
        "templates/coding/timeline_people.html",
        "{% if register_open and person.fact.official %}",
        "{% if person.fact.official %}",
        "tests/coding/test_timeline.py::test_timeline_when_a_partner_reads_then_their_own_witness_without_officials_or_export",
    ),
    Breakage(
        "timeline: an estimated date makes a contradiction",
        "evidence/coding/timeline/periods.py",
        "    return when.known and when.precision != Precision.ESTIMATED",
        "    return when.known",
        "tests/coding/test_timeline_rules.py::test_overlap_when_days_are_sure_then_sure_and_of_a_month_or_an_estimate_perhaps",
    ),
]
