"""What every row asks that is appended to a record: the right, the body, a standing consent, a record not locked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evidence.access import require_not_withdrawn, require_own
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from interviews.heard import Record
from interviews.models import Interview, Witness

State = Interview.State
BEGUN = (State.IN_PROGRESS, State.STOPPED, State.COMPLETED)


def open_record(interview: Interview, by: Person) -> Interview:
    """Locks the interview. Within a transaction."""
    require(by, Right.REGISTER)
    require_own(interview.collection_id, by)
    require_not_withdrawn(interview.subject, by)
    locked = Interview.objects.visible_to(by).select_for_update(of=("self",)).get(pk=interview.pk)
    if locked.state == State.LOCKED:
        raise Invalid(_("The record of this interview is locked; nothing is added to it."))
    return locked


def require_begun(interview: Interview) -> None:
    if interview.state not in BEGUN:
        raise Invalid(_("The interview has not begun yet, so nothing of it can be told here."))


def require_heard(interview: Interview, witness: Witness, by: Person) -> None:
    if witness.pk not in {one.subject for one in Record.of(interview, by).people}:
        raise Invalid(_("Choose one of those who were heard in this interview."), "witness")
