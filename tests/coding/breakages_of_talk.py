"""Breakages of what people say to each other."""

from __future__ import annotations

from tests.drills.breakages import Breakage

TALK = "tests/coding/test_talk.py"
TALK_WALLS = "evidence/coding/migrations/0022_walls_of_talk.py"
FOLLOWING = "evidence/coding/migrations/0025_questions_follow.py"
FOLLOW, API = "tests/coding/test_questions_follow.py", "tests/coding/test_talk_api.py"
OFFERS, STORY = "tests/coding/test_offers_api.py", "tests/coding/test_talk_story.py"
BREAKAGES = [
    Breakage(
        "talk: the door shows a question to another body",
        "evidence/coding/visibility.py",
        'return standing & Q(**{f"{prefix}body__people": scope.actor}) & ~Q(',
        "return standing & ~Q(",
        f"{TALK}::test_question_when_the_policies_let_through_then_the_door_keeps_the_other_body_away",
    ),
    Breakage(
        "talk: the policy shows a question to another body",
        TALK_WALLS,
        "        and body_id = (select body_id from accounts_person where id = iapb_actor())\n",
        "",
        f"{TALK}::test_question_when_another_body_sees_the_item_then_not_the_question[policy]",
    ),
    Breakage(
        "talk: the policy shows questions about what was withdrawn",
        TALK_WALLS,
        "up.id = coding_question.item_id and up.withdrawn_at is null));",
        "up.id = coding_question.item_id));",
        f"{TALK}::test_question_when_consent_is_withdrawn_then_absent_for_both_sides[policy]",
    ),
    Breakage(
        "talk: the door shows a second coder what the first asked",
        "evidence/coding/visibility.py",
        '        return standing & _not_kept_apart(scope, f"{prefix}item", f"{prefix}asker")',
        "        return standing",
        f"{TALK}::test_blind_when_the_policies_let_through_then_the_door_alone_keeps_apart",
    ),
    Breakage(
        "talk: the policy shows a second coder what the first asked",
        TALK_WALLS,
        "            item_id not in (select coding_texts_coded_blind(iapb_actor()))\n"
        "            and (item_id, asker_id) not in (select * from coding_blind_work(iapb_actor())))",
        "            true)",
        f"{TALK}::test_blind_when_open_then_what_each_says_is_kept_from_the_other_and_the_body_is_told_at_once[policy]",
    ),
    Breakage(
        "talk: messages have no policy",
        TALK_WALLS,
        "alter table coding_questionmessage enable row level security;",
        "",
        f"{TALK}::test_policy_when_a_stranger_or_nobody_acts_then_nothing_of_what_is_said",
    ),
    Breakage(
        "talk: calls have no policy",
        TALK_WALLS,
        "alter table coding_mention enable row level security;",
        "",
        f"{TALK}::test_policy_when_a_stranger_or_nobody_acts_then_nothing_of_what_is_said",
    ),
    Breakage(
        "talk: drafts are read by others",
        TALK_WALLS,
        "using (by_id = (select iapb_actor()));",
        "using (iapb_actor() is not null);",
        f"{TALK}::test_draft_when_kept_then_its_writers_alone_and_gone_with_its_words",
    ),
    Breakage(
        "talk: the policy shows notes to partners and the desk",
        TALK_WALLS,
        "using ((select iapb_actor_has_role('analyst', 'reviewer')));",
        "using (true);",
        f"{TALK}::test_note_when_a_partner_or_the_desk_reads_the_item_then_no_note[policy]",
    ),
    Breakage(
        "talk: the door shows notes to partners",
        "evidence/coding/visibility.py",
        "    return coded()(scope) if Right.TAG in scope.rights else Q(pk__in=[])",
        "    return coded()(scope)",
        f"{TALK}::test_note_when_the_policies_let_through_then_the_door_keeps_partners_away",
    ),
    Breakage(
        "talk: notes stay open when their fact becomes need-to-know",
        TALK_WALLS,
        "    execute format('update coding_tagnote set restricted = true where %I = $1 and not restricted', tg_argv[0])\n"
        "        using new.id;\n",
        "",
        f"{TALK}::test_note_when_its_fact_becomes_need_to_know_then_so_does_the_note",
    ),
    Breakage(
        "talk: a name of somebody who does not see it is called",
        "evidence/seeing.py",
        "    people = Person.objects.current().filter(_given(item), pk__in=holding)",
        "    people = Person.objects.current().filter(pk__in=holding)",
        f"{TALK}::test_call_when_the_name_is_of_nobody_who_sees_it_then_one_sentence_for_all[Stranger]",
    ),
    Breakage(
        "talk: a colleague strikes out what another wrote",
        "evidence/coding/actions/questions.py",
        "    if message.author_id != by.pk:",
        "    if False:",
        f"{TALK}::test_strike_when_nobody_has_answered_then_the_question_is_taken_back_and_absent_for_the_body",
    ),
    Breakage(
        "talk: what was said outlives an erasure",
        "consent/migrations/0016_erasure_reaches_talk.py",
        "    update coding_questionmessage set words = ''\n"
        "        where question_id in (select id from coding_question where item_id = any (theirs));\n",
        "",
        "tests/evidence/test_erasure.py::test_erase_when_confirmed_then_no_word_is_left_of_what_was_said_about_the_account",
    ),
    Breakage(
        "talk follows: a doubtful question jumps to the likeliest place",
        "evidence/coding/actions/following.py",
        "beside.outcome(Place(one.start, one.end)), by)",
        "(lambda o: type(o)(o.why, o.moved or (*o.candidates, None)[0]))"
        "(beside.outcome(Place(one.start, one.end))), by)",
        f"{FOLLOW}::test_question_when_its_sentence_is_lost_and_another_is_like_it_then_never_there",
    ),
    Breakage(
        "talk follows: a question goes into the text of another item",
        FOLLOWING,
        " and t.item_id = q.item_id",
        "",
        f"{FOLLOW}::test_database_when_the_text_is_of_another_item_then_the_question_stays",
    ),
    Breakage(
        "talk follows: what was taken back follows as well",
        FOLLOWING,
        " and q.state <> 'taken_back'",
        "",
        f"{FOLLOW}::test_question_when_it_is_over_then_a_closed_one_follows_and_one_taken_back_does_not[taken_back]",
    ),
    Breakage(
        "talk follows: the job moves tags alone",
        "evidence/coding/tasks/carrying.py",
        "        actions.follow_questions(item=text.item, by=actor, prepared=prepared)\n",
        "",
        "tests/coding/test_following_job.py::test_job_when_it_has_run_then_tags_and_questions_stand_in_the_newer_text",
    ),
    Breakage(
        "talk follows: the body does not read what was asked about",
        "evidence/coding/talk_shown.py",
        "    lines = _lines(actor, question.text_id, question.segment.number, question.start, question.end)",
        "    lines = (passage_now(question, actor) or Passage(question.text, [])).lines",
        f"{FOLLOW}::test_page_when_it_has_moved_then_the_body_reads_both_and_nothing_of_the_analysis",
    ),
    Breakage(
        "talk follows: nothing says that a question stayed",
        "templates/coding/talk_question.html",
        "{% if question.doubt_text_id %}",
        "{% if False %}",
        f"{FOLLOW}::test_talk_when_it_has_moved_or_stayed_then_linked_to_where_it_stands",
    ),
    Breakage(
        "talk api: the body is told who asks",
        "evidence/coding/talk_shapes.py",
        '        "author": turn.author.name if of_body else None,',
        '        "author": turn.author.name,',
        f"{API}::test_partner_when_everything_is_read_then_the_passage_and_the_turns_and_nothing_of_the_analysis",
    ),
    Breakage(
        "talk api: the body reads what those who code read",
        "evidence/coding/urls.py",
        'talk_api.AskedQuestion.as_view(), name="api_asked_question", rule=Right.TAG',
        'talk_api.AskedQuestion.as_view(), name="api_asked_question", rule=Right.READ',
        f"{API}::test_verbs_when_the_other_side_or_a_stranger_uses_them_then_refused_or_absent",
    ),
    Breakage(
        "talk api: one reads what others were offered",
        "evidence/coding/offers_api.py",
        "        return found.filter(offered_to=self.request.user)",
        "        return found",
        f"{OFFERS}::test_offer_when_made_and_accepted_then_as_on_the_pages",
    ),
    Breakage(
        "talk in the margin: closed questions are marked unasked",
        "static/js/talk.js",
        "all.filter(({ open }) => open || closedToo)",
        "all",
        f"{STORY}::test_question_when_it_stands_in_the_margin_then_opened_by_key_and_pointer_and_closed_ones_on_demand",
    ),
]
