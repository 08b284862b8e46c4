"""Breakages of the care for readers."""

from __future__ import annotations

from tests.drills.breakages import Breakage

CARE = "tests/care/test_care.py"
BREAKAGES = [
    Breakage(
        "care: the policy shows a person's own wishes to others",
        "iapb/care/migrations/0002_walls.py",
        "alter table care_care enable row level security;",
        "",
        f"{CARE}::test_row_when_anybody_else_asks_then_absent_at_the_door_and_behind_it",
    ),
    Breakage(
        "care: the door shows a person's own wishes to others",
        "iapb/care/models.py",
        "    return Q(person=scope.actor)",
        "    return Q()",
        f"{CARE}::test_row_when_anybody_else_asks_then_absent_at_the_door_and_behind_it",
    ),
    Breakage(
        "care: workers read how long somebody read",
        "iapb/care/migrations/0002_walls.py",
        "revoke all on care_care from iapb_worker;",
        "",
        f"{CARE}::test_row_when_a_worker_reads_then_refused",
    ),
    Breakage(
        "care: what was counted outlives its day",
        "iapb/care/migrations/0002_walls.py",
        "    where day < today\n",
        "    where false\n",
        f"{CARE}::test_keeping_when_the_day_is_over_then_emptied_and_the_wishes_stay",
    ),
    Breakage(
        "care: what an item holds tells of codes one may not see",
        "evidence/coding/heavy.py",
        "standing = Tag.objects.visible_to(person).filter(",
        'standing = Tag.objects.unscoped("broken").filter(',
        "tests/coding/test_care.py::test_themes_when_the_code_is_need_to_know_then_only_for_who_is_named",
    ),
    Breakage(
        "care: nobody is asked before something heavy opens",
        "evidence/coding/views/workbench.py",
        "    if asked := question(request, here, item.reference, heavy.hand_on):",
        "    if asked := None:",
        "tests/coding/test_care.py::test_question_when_the_person_wished_it_then_once_an_item_and_day_and_nobody_is_told",
    ),
    Breakage(
        "care: heavy recordings begin aloud",
        "static/js/player.js",
        '  audio.muted = "muted" in box.dataset;\n',
        "",
        "tests/coding/test_care_story.py::test_sound_when_the_item_is_heavy_then_off_until_the_key_or_the_button",
    ),
]
