"""The way of an interview that is planned here. What must be true before a step, checked in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.access import require_own
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.actions import one_account
from interviews.days import not_in_future
from interviews.heard import Record
from interviews.missing import Missing, before_completed, before_locked, second_full, unaccompanied, untrained
from interviews.models import Interview, RiskAssessment

State = Interview.State
# Raises Invalid with what is missing. Consent adds its own from above.
Guard = Callable[[Interview, Person], None]
_guards: dict[str, list[Guard]] = {}


def register_guard(state: str, guard: Guard) -> None:
    if guard not in _guards.setdefault(state, []):
        _guards[state].append(guard)


def move(*, interview: Interview, to: str, by: Person) -> Interview:
    require(by, Right.REGISTER)
    require_own(interview.collection_id, by)
    if to not in State.values:
        raise Invalid(_("Choose one of the next steps offered."))
    with transaction.atomic():
        locked = Interview.objects.visible_to(by).select_for_update(of=("self",)).get(pk=interview.pk)
        if locked.state == to:
            return locked
        if to not in locked.TRANSITIONS[locked.state]:
            now, then = locked.get_state_display(), State(to).label
            raise Invalid(
                _("The interview is “%(now)s”; it cannot become “%(then)s” next.") % {"now": now, "then": then}
            )
        for guard in _guards.get(to, []):
            guard(locked, by)
        before, locked.state = locked.state, to
        locked.save(update_fields=["state"])
        record("interview.moved", actor=by.pk, object=locked.pk, detail={"from": str(before), "to": str(to)})
    return locked


def next_states(interview: Interview) -> list[tuple[str, Any]]:
    """In the order of the way, an end by the witness last; for buttons."""
    after = [state for state in State if state in interview.TRANSITIONS[interview.state]]
    return [(state, state.label) for state in sorted(after, key=lambda state: state == State.STOPPED)]


def _earlier_accounts_asked(interview: Interview, by: Person) -> None:
    if any(one.prior_accounts == Interview.PriorAccounts.NOT_ASKED for one in Record.of(interview, by).people):
        raise Invalid(_("Ask first who else has taken an account, and write the answer down with the interview."))


def _vulnerability_and_risk_assessed(interview: Interview, by: Person) -> None:
    people = Record.of(interview, by).people
    if any(one.vulnerability == Interview.Vulnerability.NOT_ASSESSED for one in people):
        raise Invalid(_("Assess first whether the person is vulnerable, and write it down with the interview."))
    subjects = {one.subject for one in people}
    risks = RiskAssessment.objects.visible_to(by).filter(witness__in=subjects)
    holds = risks.filter(Q(valid_to=None) | Q(valid_to__gte=timezone.localdate()))
    if set(holds.values_list("witness", flat=True)) != subjects:
        raise Invalid(_("A risk assessment that still holds is missing. Record it on the page of the witness."))


def _one_full_account(interview: Interview, by: Person) -> None:
    _nothing_of(second_full(Record.of(interview, by), by))


def _may_go_on(interview: Interview, by: Person) -> None:
    if not one_account.may_all_go_on({one.subject for one in Record.of(interview, by).people}, by):
        raise Invalid(
            _(
                "Wait: every registration is looked at before an account is taken. "
                "The page of the witness says when you can go on."
            )
        )


def _trained(interview: Interview, by: Person) -> None:
    _nothing_of(untrained(Record.of(interview, by), by))


def _accompanied(interview: Interview, by: Person) -> None:
    _nothing_of(unaccompanied(Record.of(interview, by)))


def _further_account_agreed(interview: Interview, by: Person) -> None:
    if interview.account_type == Interview.AccountType.FOLLOW_UP and not interview.follow_up_approver:
        raise Invalid(_("A further account needs somebody who agrees to it and does not lead it. Name them by code."))


def _written_down(interview: Interview, by: Person) -> None:
    _nothing_of(before_completed(interview))


def _whole(interview: Interview, by: Person) -> None:
    _nothing_of(before_locked(Record.of(interview, by), by))


def _nothing_of(missing: Iterable[Missing]) -> None:
    if sentences := [str(one.text) for one in missing]:
        raise Invalid(" ".join(sentences))


def _day_has_come(interview: Interview, by: Person) -> None:
    not_in_future(interview.held_on, "held_on")


register_guard(State.SCREENED, _earlier_accounts_asked)
register_guard(State.SCREENED, _may_go_on)
register_guard(State.SCREENED, _one_full_account)
register_guard(State.RISK_ASSESSED, _vulnerability_and_risk_assessed)
register_guard(State.CONSENT_TAKEN, _trained)
register_guard(State.SCHEDULED, _further_account_agreed)
register_guard(State.IN_PROGRESS, _day_has_come)
register_guard(State.IN_PROGRESS, _may_go_on)
register_guard(State.IN_PROGRESS, _trained)
register_guard(State.IN_PROGRESS, _accompanied)
register_guard(State.COMPLETED, _written_down)
register_guard(State.LOCKED, _whole)
