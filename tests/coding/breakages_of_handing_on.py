"""Breakages of work handed on and of tags coded anew."""

from __future__ import annotations

from tests.drills.breakages import Breakage

RECODING = "tests/coding/test_recoding.py"
OFFERS = "tests/coding/test_offers.py"
BREAKAGES = [
    Breakage(
        "coding anew: what somebody codes just now is coded anew by others",
        "evidence/coding/migrations/0017_tags_coded_anew.py",
        "        w.state in ('waiting', 'open')\n",
        "        false\n",
        f"{RECODING}::test_recode_when_somebody_codes_the_text_then_they_alone",
    ),
    Breakage(
        "coding anew: a first coder learns from the queue that there is a second",
        "evidence/coding/migrations/0017_tags_coded_anew.py",
        "    where not who = any(w.holders) and (\n",
        "    where (\n",
        f"{RECODING}::test_recode_when_two_codings_are_made_or_compared_then_nobody_else_and_the_first_coder_learns_nothing",
    ),
    Breakage(
        "coding anew: a decision is coded anew by who settles nothing",
        "evidence/coding/actions/recoding.py",
        "*([State.ADJUDICATED] if Right.SETTLE in rights_of(actor) else [])",
        "State.ADJUDICATED",
        f"{RECODING}::test_recode_when_a_decision_stands_then_by_who_settles_and_it_stays_a_decision",
    ),
    Breakage(
        "coding anew: a need-to-know tag goes under an open code",
        "evidence/coding/actions/recoding.py",
        "    if old.restricted and not code.restricted:",
        "    if False:",
        f"{RECODING}::test_recode_when_need_to_know_then_by_people_named_and_never_opened",
    ),
    Breakage(
        "coding anew: anybody undoes what another coded anew",
        "evidence/coding/actions/recoding.py",
        "    if old.retracted_by_id != by.pk:\n        raise Refused",
        "    if False:\n        raise Refused",
        f"{RECODING}::test_undo_when_by_who_did_it_then_as_before_and_once",
    ),
    Breakage(
        "coding anew: the queue counts tags that one does not see",
        "evidence/coding/actions/recoding.py",
        "    standing = Tag.objects.visible_to(actor).filter(retracted_at=None, passed_on=False, settled=False)",
        '    standing = Tag.objects.unscoped("all").filter(retracted_at=None, passed_on=False, settled=False)',
        f"{RECODING}::test_recode_when_need_to_know_then_by_people_named_and_never_opened",
    ),
    Breakage(
        "coding anew: notes stay beside the older tag",
        "evidence/coding/presenters.py",
        "        line = (tag.pk, *before[tag.pk])\n",
        "        line = (tag.pk,)\n",
        "tests/coding/test_notes_follow.py::test_note_when_the_tag_moves_on_then_beside_both_with_author_and_time_and_one_row",
    ),
    Breakage(
        "coding: why something was too heavy is kept",
        "evidence/coding/actions/quality_offers.py",
        'require_fewer_words(reason) if why == Why.OTHER else ""',
        "require_fewer_words(reason)",
        f"{OFFERS}::test_why_when_too_heavy_then_nothing_of_it_is_kept_or_told",
    ),
    Breakage(
        "coding: anybody who sees it answers an offer",
        "evidence/coding/actions/quality_offers.py",
        "    if work.offered_to_id != by.pk or work.state != State.OFFERED:",
        "    if False:",
        f"{OFFERS}::test_answer_when_somebody_else_was_asked_then_invalid_or_absent",
    ),
    Breakage(
        "coding: anybody learns who may be asked to code a text",
        "evidence/coding/migrations/0019_walls_of_offers.py",
        "where w.id = work and w.coder_id = me.id and i.withdrawn_at is null",
        "where w.id = work and i.withdrawn_at is null",
        f"{OFFERS}::test_colleagues_when_somebody_else_asks_the_database_then_nobody",
    ),
    Breakage(
        "coding: a second coding that was begun is gone on with",
        "evidence/coding/actions/quality_offers.py",
        '    return work.kind == Kind.SECOND and bool(asked("coding_work_begun(%s)", work.pk))',
        "    return False",
        f"{OFFERS}::test_second_when_begun_and_handed_on_then_another_is_begun_in_its_place",
    ),
]
