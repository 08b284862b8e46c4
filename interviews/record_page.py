"""The record of one interview as a page: how it was held, what is missing, and what may come next."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from evidence.access import require_own
from iapb.access.errors import allowed
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person
from interviews.actions.states import next_states
from interviews.heard import Record, heard_before
from interviews.item_parts import with_code
from interviews.missing import Missing, before_completed, before_locked
from interviews.models import Interview, PriorAccount
from interviews.parts import newest_marks, parts_of, with_parts
from interviews.progress import progress
from interviews.telling import corrected_since, unbound_interpreter

State = Interview.State
_ENDED = (State.COMPLETED, State.STOPPED)
_MOST = 50  # of what is missing: of hundreds of things to photograph nobody reads all at once


def for_page(actor: Person) -> Any:
    """Interviews with what their record page asks, in one statement."""
    found = with_parts(with_code(Interview, actor))
    return found.annotate(
        heard_before=heard_before(actor),
        corrected_since=corrected_since(),
        unbound_interpreter=unbound_interpreter(),
        marks=newest_marks(),
    )


def record(interview: Interview, actor: Person) -> dict[str, Any]:
    """For the body that took the account also what is missing and the next steps. Found through `for_page`."""
    own = allowed(require_own, interview.collection_id, actor) and Right.REGISTER in rights_of(actor)
    whole = Record.of(interview, actor)
    may_change = own and interview.state != State.LOCKED
    parts = parts_of(interview)
    missing = list(islice(_missing(whole, actor), _MOST + 1)) if may_change else []
    return {
        "interview": interview,
        "record": whole,
        "earlier_accounts": _earlier(interview, actor),
        "unknown": [Interview.Unknown(one).label for one in interview.unknown],
        "missing": missing[:_MOST],
        "more_missing": len(missing) > _MOST,
        "ended": interview.state in _ENDED,
        "next_states": next_states(interview) if own else [],
        "may_change": may_change,
        "own": own,
        "progress": progress(interview, actor),
        "parts": parts,
        "open": sum(part.is_open for part in parts),
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
