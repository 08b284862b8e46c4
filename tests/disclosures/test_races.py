"""A few rounds of the drill; the full count is `bin/drill races`."""

from __future__ import annotations

from tests.conftest import urls_for
from tests.drills.races import play


def test_release_when_consent_is_withdrawn_meanwhile_then_never(committing: str) -> None:
    tally = play(4, owner_url=urls_for(committing)["DATABASE_OWNER_URL"])

    print(tally.line(4))
    assert tally.violations == []
    assert tally.happened["withdrawals"] == 8
    assert tally.happened["approvals"] > 0
