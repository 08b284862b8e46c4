"""The record of one interview as a page: how it was held, what is missing, and what may come next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evidence.access import require_own
from iapb.access.errors import allowed
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person
from interviews.actions.states import next_states
from interviews.heard import Record
from interviews.missing import Missing, before_completed, before_locked
from interviews.models import Interview, PriorAccount
from interviews.progress import progress

State = Interview.State
_ENDED = (State.COMPLETED, State.STOPPED)


def record(interview: Interview, actor: Person) -> dict[str, Any]:
    """For the body that took the account also what is missing and the next steps."""
    own = allowed(require_own, interview.collection_id, actor) and Right.REGISTER in rights_of(actor)
    whole = Record.of(interview, actor)
    may_change = own and interview.state != State.LOCKED
    return {
        "interview": interview,
        "record": whole,
        "earlier_accounts": _earlier(interview, actor),
        "unknown": [Interview.Unknown(one).label for one in interview.unknown],
        "missing": list(_missing(whole, actor)) if may_change else [],
        "ended": interview.state in _ENDED,
        "next_states": next_states(interview) if own else [],
        "may_change": may_change,
        "own": own,
        "progress": progress(interview, actor),
    }


def _missing(whole: Record, actor: Person) -> Iterable[Missing]:
    """Nothing is missing of what is still to come: each step says then what it asks for."""
    if whole.interview.state in _ENDED:
        return before_locked(whole, actor)
    return before_completed(whole.interview) if whole.interview.state == State.IN_PROGRESS else ()


def _earlier(interview: Interview, actor: Person) -> list[PriorAccount]:
    if interview.prior_accounts != Interview.PriorAccounts.SOME:
        return []
    return list(PriorAccount.objects.visible_to(actor).filter(interview=interview))
