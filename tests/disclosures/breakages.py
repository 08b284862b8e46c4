"""One-line breakages of the desk for `bin/drill sabotage`, each with the test that must notice."""

from __future__ import annotations

from tests.drills.breakages import Breakage

_GATES = "disclosures/actions/gates.py"
_ACCESS = "disclosures/access.py"
_WALLS = "disclosures/migrations/0002_walls.py"
_TESTS = "tests/disclosures"

BREAKAGES = [
    Breakage(
        "a risen consent epoch is not compared",
        _GATES,
        "    if epochs != manifest.recorded_epochs(disclosure.manifest):",
        "    if False:",
        f"{_TESTS}/test_approval.py::test_approve_when_consent_changed_then_taken_back_and_void",
    ),
    Breakage(
        "the decision is not asked again at the gate",
        _GATES,
        '    return Closed("decision_changed", len(stopped)) if stopped else None',
        "    return None",
        f"{_TESTS}/test_approval.py::test_approve_when_recipient_was_blocked_then_taken_back",
    ),
    Breakage(
        "an approver who lost the role still counts",
        _GATES,
        "        if not approval.by.is_current() or needed not in rights_of(approval.by):",
        "        if False:",
        f"{_TESTS}/test_approval.py::test_gate_when_approver_lost_the_role_then_taken_back",
    ),
    Breakage(
        "what the gate found is rolled back with the refusal",
        _GATES,
        "    stays = True",
        "    stays = False",
        f"{_TESTS}/test_api.py::test_approve_when_withdrawn_then_400_and_what_was_done_stays",
    ),
    Breakage(
        "who had a hand in it may approve",
        _ACCESS,
        "    if disclosure.prepared_by_id == by.pk or by.pk in disclosure.preparers:",
        "    if disclosure.prepared_by_id == by.pk:",
        f"{_TESTS}/test_approval.py::test_approve_when_one_had_a_hand_in_it_then_refused",
    ),
    Breakage(
        "the database releases with one approval",
        _WALLS,
        "disclosures_holds_role(by_id, capacity)) < 2 then",
        "disclosures_holds_role(by_id, capacity)) < 1 then",
        f"{_TESTS}/test_walls.py::test_release_when_one_approval_then_refused_and_with_two_allowed",
    ),
    Breakage(
        "the database lets a frozen selection change",
        _WALLS,
        "        if current_state not in ('scoped', 'returned') then\n            perform disclosures_refuse('frozen",
        "        if false then\n            perform disclosures_refuse('frozen",
        f"{_TESTS}/test_walls.py::test_entry_when_selection_is_frozen_then_neither_changed_nor_moved",
    ),
    Breakage(
        "the desk's tables stand open",
        _WALLS,
        '        *(wall(f"disclosures_{table}") for table in TABLES),',
        "",
        f"{_TESTS}/test_selection.py::test_read_when_not_of_the_desk_then_nothing",
    ),
    Breakage(
        "a code the actor may not read does not protect",
        "consent/gathering/items.py",
        "    if row.restricted or row.pk in rows.specially_coded:",
        "    if row.restricted:",
        "tests/consent/test_gathering.py",
    ),
    Breakage(
        "a pause is not read",
        "consent/gathering/persons.py",
        "        paused=record.pk in rows.paused,",
        "        paused=False,",
        "tests/consent/test_gathering.py::test_consent_when_paused_then_denied_until_it_goes_on",
    ),
    Breakage(
        "a confirmation counts after the consent changed",
        "consent/gathering/persons.py",
        "            current = witness is not None and row.consent_epoch == witness.consent_epoch",
        "            current = witness is not None",
        "tests/consent/test_gathering.py::test_hold_when_confirmed_for_this_recipient_and_epoch_then_lifted",
    ),
]
