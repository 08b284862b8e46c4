"""One-line breakages of packages for `bin/drill sabotage`, each with the test that must notice."""

from __future__ import annotations

from tests.drills.breakages import Breakage

_PACKAGES = "disclosures/actions/packages.py"
_HANDOVERS = "disclosures/actions/handovers.py"
_BUILDING = "tests/packages/test_building.py"
_HANDING = "tests/packages/test_handover.py"

BREAKAGES = [
    Breakage(
        "packages: a download is not decided again",
        _HANDOVERS,
        '        with gates.gate(package.disclosure, "download", by=person, '
        "ready=lambda row: check_may_hand_over(row, person)):\n            return True",
        "        if package.disclosure:\n            return True",
        f"{_HANDING}::test_download_when_the_news_was_lost_then_the_gate_itself_stops_it_and_recalls",
    ),
    Breakage(
        "packages: any way to the recipient will do",
        _HANDOVERS,
        "        if not channels_of(package, by).filter(pk=channel.pk).exists():",
        "        if False:",
        f"{_HANDING}::test_hand_over_when_the_way_is_not_approved_then_refused",
    ),
    Breakage(
        "packages: any hash confirms the receipt",
        _HANDOVERS,
        "    if sha256 != package.sealed.sha256:",
        "    if False:",
        f"{_HANDING}::test_receipt_when_exactly_this_file_then_confirmed_and_closed",
    ),
    Breakage(
        "packages: numbers leave a gap",
        _PACKAGES,
        "        first_position=plan.after + 1,",
        "        first_position=plan.after + 2,",
        f"{_BUILDING}::test_build_when_asked_twice_then_one_package_with_numbers_without_a_gap",
    ),
]
