"""Creating an interview and stating how it was held."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from evidence.access import require_not_withdrawn, require_own
from evidence.actions.items import next_reference
from evidence.models import Item
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.days import in_order, no_longer_than, not_in_future
from interviews.models import Interview, Presence, PriorAccount, Witness
from interviews.sending import id_of

State = Interview.State
# States in which an interview may be entered: still planned, or held before it was registered here.
ENTERED_AS = (State.PROPOSED, State.COMPLETED, State.STOPPED)
HELD = (State.IN_PROGRESS, State.STOPPED, State.COMPLETED, State.LOCKED)
_LONG_TEXTS = ("prior_accounts_note", "vulnerability_note", "welfare_note")
_MOST_EARLIER_ACCOUNTS = 20
_MOST_PRESENT = 20


@dataclass(frozen=True)
class EarlierAccount:
    """What the witness told somebody else before."""

    organisation: str
    when: str = ""
    kind: str = ""
    recorded: bool | None = None
    copy_held: bool | None = None


@dataclass(frozen=True)
class Present:
    """Somebody beside the witness and the interviewers."""

    role: str
    code: str = ""
    all_the_time: bool | None = None
    bound_on: date | None = None
    relation: str = ""  # of a guardian
    no_conflict: bool | None = None


@dataclass(frozen=True)
class Held:
    """How an interview was held or is planned. None is unknown."""

    held_on: date
    language: str
    place_kind: str
    mode: str
    title: str = ""
    ended_on: date | None = None
    started_at: time | None = None
    minutes: int | None = None
    country: str = ""
    account_type: str = Interview.AccountType.FULL_ACCOUNT
    follow_up_reason: str = ""
    interviewers: tuple[str, ...] = ()
    interpreter: str = ""
    others_present: tuple[str, ...] = ()
    breaks: int | None = None
    vulnerability: str = Interview.Vulnerability.NOT_ASSESSED
    vulnerability_note: str = ""
    welfare_note: str = ""
    prior_accounts: str = Interview.PriorAccounts.NOT_ASKED
    prior_accounts_note: str = ""
    age_at_interview: int | None = None
    asked_again_as_adult_on: date | None = None
    follow_up_approver: str = ""
    expenses: str = ""
    unknown: tuple[str, ...] = ()

    def fields(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def create_interview(
    *,
    witness: Witness,
    held: Held,
    earlier_accounts: tuple[EarlierAccount, ...] = (),
    present: tuple[Present, ...] = (),
    state: str = State.COMPLETED,
    by: Person,
    key: UUID | None = None,
) -> Interview:
    """`key` names this sending: a second click creates nothing twice."""
    require(by, Right.REGISTER)
    require_own(witness.collection_id, by)
    require_not_withdrawn(witness.pk, by)
    if state not in ENTERED_AS:
        raise Invalid(_("Say whether the interview is planned, was held, or was stopped."), "state")
    check(held, state, earlier_accounts)
    _check_present(present)
    pk = id_of(key, by)
    try:
        return _created_before(pk, by) or _create(pk, witness, held, (earlier_accounts, present), state, by)
    except IntegrityError:
        if (known := _created_before(pk, by)) is None:
            raise
        return known


def change_interview(
    *,
    interview: Interview,
    held: Held,
    earlier_accounts: tuple[EarlierAccount, ...] | None = None,
    present: tuple[Present, ...] | None = None,
    by: Person,
) -> Interview:
    """A list that is None stays as it is."""
    require(by, Right.REGISTER)
    require_own(interview.collection_id, by)
    with transaction.atomic():
        locked = Interview.objects.visible_to(by).select_for_update(of=("self",)).get(pk=interview.pk)
        if locked.state == State.LOCKED:
            raise Invalid(_("The record of this interview is locked; nothing in it is changed."))
        check(held, locked.state, earlier_accounts or ())
        _check_present(present or ())
        new = held.fields()
        changed = sorted(name for name, value in new.items() if getattr(locked, name) != value)
        for name in changed:
            setattr(locked, name, new[name])
        if earlier_accounts is not None and _replace_earlier(locked, earlier_accounts, by):
            changed.append("earlier_accounts")
        if present is not None and _replace_present(locked, present, by):
            changed.append("present")
        if changed:
            locked.save(update_fields=[name for name in changed if name in new])
            record("interview.changed", actor=by.pk, object=locked.pk, detail={"fields": changed})
    return locked


@transaction.atomic
def _create(
    pk: UUID,
    witness: Witness,
    held: Held,
    lists: tuple[tuple[EarlierAccount, ...], tuple[Present, ...]],
    state: str,
    by: Person,
) -> Interview:
    interview = Interview(
        id=pk,
        reference=next_reference(Item.Kind.INTERVIEW),
        kind=Item.Kind.INTERVIEW,
        collection_id=witness.collection_id,
        closed=True,
        subject=witness.pk,
        created_by=by,
        state=state,
        **held.fields(),
    )
    interview.save(force_insert=(Model,))
    _replace_earlier(interview, lists[0], by)
    _replace_present(interview, lists[1], by)
    detail = {"reference": interview.reference, "subject": str(witness.pk), "state": str(state)}
    record("interview.created", actor=by.pk, object=interview.pk, detail=detail)
    return interview


def _created_before(pk: UUID, by: Person) -> Interview | None:
    return Interview.objects.visible_to(by).filter(pk=pk, created_by=by).first()


def _replace_earlier(interview: Interview, accounts: tuple[EarlierAccount, ...], by: Person) -> bool:
    rows = PriorAccount.objects.visible_to(by).filter(interview=interview)
    names = ("organisation", "when", "kind", "recorded", "copy_held")
    now = {tuple(getattr(row, name) for name in names) for row in rows}
    if now == {tuple(asdict(account).values()) for account in accounts}:
        return False
    rows.delete()
    PriorAccount.objects.bulk_create(PriorAccount(interview=interview, **asdict(account)) for account in accounts)
    return True


def _replace_present(interview: Interview, present: tuple[Present, ...], by: Person) -> bool:
    rows = Presence.objects.visible_to(by).filter(interview=interview)
    names = list(Present.__dataclass_fields__)
    now = sorted(str(tuple(getattr(row, name) for name in names)) for row in rows)
    if now == sorted(str(tuple(asdict(one).values())) for one in present):
        return False
    rows.delete()
    Presence.objects.bulk_create(Presence(interview=interview, **asdict(one)) for one in present)
    return True


def _check_present(present: tuple[Present, ...]) -> None:
    if len(present) > _MOST_PRESENT:
        raise Invalid(_("List at most twenty people who were present."), "present")
    for one in present:
        if one.role not in Presence.Role.values:
            raise Invalid(_("Say in which role somebody was present."), "present")
        if one.role == Presence.Role.INTERPRETER and not one.code.strip():
            raise Invalid(_("An interpreter is named by code."), "present")
        guardian = one.role == Presence.Role.GUARDIAN
        if (one.relation or one.no_conflict is not None) and not guardian:
            raise Invalid(
                _("Only of a guardian it is said what makes them one and whether a conflict was seen."), "present"
            )
        if one.relation and one.relation not in Presence.Relation.values:
            raise Invalid(_("Choose one of the answers offered."), "present")
        no_longer_than(one.code, 20, "present")
        not_in_future(one.bound_on, "present")


def check(held: Held, state: str, earlier: tuple[EarlierAccount, ...]) -> None:
    if state in HELD:
        not_in_future(held.held_on, "held_on")
        not_in_future(held.ended_on, "ended_on")
    not_in_future(held.asked_again_as_adult_on, "asked_again_as_adult_on")
    in_order(held.held_on, held.ended_on, "ended_on")
    no_longer_than(held.title, 200, "title")
    for name in _LONG_TEXTS:
        no_longer_than(getattr(held, name), 5000, name)
    for code in held.interviewers:
        no_longer_than(code, 20, "interviewers")
    no_longer_than(held.interpreter, 20, "interpreter")
    for role in held.others_present:
        no_longer_than(role, 60, "others_present")
    no_longer_than(held.follow_up_approver, 20, "follow_up_approver")
    no_longer_than(held.expenses, 200, "expenses")
    if held.follow_up_approver and held.follow_up_approver in held.interviewers:
        raise Invalid(_("Who agrees to a further account does not lead it. Name somebody else."), "follow_up_approver")
    _check_choices(held)
    _check_earlier(held, earlier)


def _check_choices(held: Held) -> None:
    for name in ("place_kind", "mode", "account_type", "follow_up_reason", "vulnerability", "prior_accounts"):
        value = getattr(held, name)
        choices = dict(Interview._meta.get_field(name).choices or ())
        if value not in choices and not (name == "follow_up_reason" and value == ""):
            raise Invalid(_("Choose one of the answers offered."), name)
    if not set(held.unknown) <= set(Interview.Unknown.values):
        raise Invalid(_("Choose one of the answers offered."), "unknown")
    if held.account_type == Interview.AccountType.FOLLOW_UP and not held.follow_up_reason:
        raise Invalid(
            _("Say why a further account is taken: one full account per person is the rule."), "follow_up_reason"
        )
    if held.age_at_interview is not None and not 0 <= held.age_at_interview <= 120:
        raise Invalid(_("The age must lie between 0 and 120."), "age_at_interview")
    if held.minutes is not None and not 0 < held.minutes <= 24 * 60:
        raise Invalid(_("The length must lie between 1 and 1440 minutes."), "minutes")
    if not 2 <= len(held.language) <= 8:
        raise Invalid(_("Choose the main language of the interview."), "language")


def _check_earlier(held: Held, earlier: tuple[EarlierAccount, ...]) -> None:
    if len(earlier) > _MOST_EARLIER_ACCOUNTS:
        raise Invalid(_("List at most twenty earlier accounts."), "prior_accounts")
    if earlier and held.prior_accounts != Interview.PriorAccounts.SOME:
        raise Invalid(
            _("Earlier accounts are listed, but the answer says there are none. Change one."), "prior_accounts"
        )
    for account in earlier:
        if not account.organisation.strip():
            raise Invalid(_("Say to whom the earlier account was given."), "prior_accounts")
        no_longer_than(account.organisation, 200, "prior_accounts")
        no_longer_than(account.when, 60, "prior_accounts")
        no_longer_than(account.kind, 60, "prior_accounts")
