"""Breakages of the record of an interview and of one account per person: a line each, and the test that notices."""

from __future__ import annotations

from tests.drills.breakages import Breakage

_ONE, _JOINT, _RECORD = (f"tests/interviews/test_{name}.py" for name in ("one_account", "joint", "record"))
BREAKAGES = [
    Breakage(
        "one account: a body lets its own registration go",
        "interviews/migrations/0009_one_account_walls.py",
        "        and not iapb_actor_has_role('disclosure_officer') then\n",
        "        and false then\n",
        f"{_ONE}::test_clearance_when_a_body_lets_itself_go_then_the_database_refuses",
    ),
    Breakage(
        "one account: a registration after an undecided one goes first",
        "interviews/actions/one_account.py",
        "        if one.pk in left_to_others or one.collection_id in stopped:\n",
        "        if one.pk in left_to_others:\n",
        f"{_ONE}::test_release_when_an_earlier_one_of_the_body_is_undecided_then_later_ones_wait_too",
    ),
    Breakage(
        "joint interviews: the first witness alone is asked",
        "consent/gathering/__init__.py",
        "    heard = items.heard[row.pk]\n    people",
        "    heard = items.heard[row.pk][:1]\n    people",
        f"{_JOINT}::test_decide_when_joint_then_every_witness_is_asked",
    ),
    Breakage(
        "joint interviews: a denial ends at the first witness",
        "evidence/migrations/0014_joint_subjects.py",
        "        from evidence_jointsubject j where j.subject = new.subject;",
        "        from evidence_jointsubject j where false;",
        f"{_JOINT}::test_denial_when_of_one_of_them_then_the_joint_interview_is_closed_and_opens_with_its_end",
    ),
    Breakage(
        "records: a certificate that was made later counts",
        "interviews/missing.py",
        "        issued_on__lte=interview.held_on,\n",
        "",
        f"{_RECORD}::test_missing_when_the_certificate_does_not_fit_then_told",
    ),
]
