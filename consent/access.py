"""Who may record or change consent."""

from __future__ import annotations

from evidence.access import require_own
from iapb.access.rights import Right, require, rights_of
from iapb.accounts.models import Person
from interviews.models import Witness


def require_may_record(witness: Witness, by: Person) -> None:
    require(by, Right.CONSENT)
    require_own(witness.collection_id, by)


def require_may_withdraw(witness: Witness, by: Person) -> None:
    """Withdrawing must be as easy as giving: the data protection officer may write it down as well."""
    if Right.DECIDE_RIGHTS not in rights_of(by):
        require_may_record(witness, by)
