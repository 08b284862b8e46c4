"""Whoever approves reads what leaves, and takes no original home (docs/decisions/approvers-and-originals.md)."""

from __future__ import annotations

import pytest

from iapb.access.rights import RIGHTS_OF, Right
from iapb.accounts.models import Role


@pytest.mark.parametrize("role", [Role.LEGAL_APPROVER, Role.SAFETY_APPROVER])
def test_rights_when_approving_then_reading_but_no_originals_and_no_preparing(role: str) -> None:
    assert Right.READ in RIGHTS_OF[role]
    assert not RIGHTS_OF[role] & {Right.ORIGINAL, Right.PREPARE, Right.IDENTITY}


def test_rights_when_originals_are_downloaded_then_by_partners_and_officers_alone() -> None:
    may = {role for role, rights in RIGHTS_OF.items() if Right.ORIGINAL in rights}
    assert may == {Role.PARTNER, Role.DISCLOSURE_OFFICER}
