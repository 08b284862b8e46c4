"""Letting registrations go on, and deciding whether two of them are one person (docs/decisions/one-account.md).

Nothing is compared while a body registers: the secretariat's own act compares. So neither
the answer nor its time can tell a body whether anybody else knows the person.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.days import no_longer_than
from interviews.models import Clearance, PerhapsSame, Witness

Answer = PerhapsSame.Answer
_SHORTEST_REASON = 5


@dataclass(frozen=True)
class Released:
    let_go: int
    waiting: int
    to_decide: int


def ask(witness: Witness) -> Clearance:
    """With every registration, in its transaction."""
    return Clearance.objects.create(witness=witness, collection_id=witness.collection_id)


def ask_again(witness: Witness, by: Person) -> None:
    """The name was corrected: whoever it may be is looked for anew, and an account waits for that."""
    Clearance.objects.visible_to(by).filter(witness=witness).update(looked_at=None, released_at=None)


def may_go_on(witness: UUID, by: Person) -> bool:
    return may_all_go_on({witness}, by)


def may_all_go_on(witnesses: Collection[UUID | None], by: Person) -> bool:
    let_go = Clearance.objects.visible_to(by).filter(witness__in=witnesses, released_at__isnull=False)
    return let_go.count() == len(witnesses)


@transaction.atomic
def release_waiting(*, by: Person) -> Released:
    """Compares what was not compared yet, then lets go, body by body in the order of registration.

    A body whose next registration is undecided waits with all that follow: otherwise a later one that
    went first would tell that something is about the earlier one.
    """
    require(by, Right.ONE_ACCOUNT)
    if Clearance.objects.visible_to(by).filter(looked_at=None).exists():
        with connection.cursor() as cursor:
            cursor.execute("select interviews_look_for_same()")
            (found,) = cursor.fetchone()
        record("one_account.looked", actor=by.pk, object=by.pk, detail={"found": found})
    waiting = list(Clearance.objects.visible_to(by).filter(released_at=None).select_for_update(of=("self",)))
    free = _free(waiting, by)
    now = timezone.now()
    Clearance.objects.visible_to(by).filter(pk__in=free).update(released_at=now)
    for witness in free:
        record("registration.released", actor=by.pk, object=witness, detail={})
    to_decide = PerhapsSame.objects.visible_to(by).filter(answer=Answer.OPEN).count()
    return Released(len(free), len(waiting) - len(free), to_decide)


@transaction.atomic
def decide(*, pair: PerhapsSame, answer: str, reason: str, goes_on: UUID | None = None, by: Person) -> PerhapsSame:
    """`goes_on` is the witness whose body takes the account, when both are one person."""
    require(by, Right.ONE_ACCOUNT)
    _check(pair, answer, reason, goes_on)
    locked = PerhapsSame.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pair.pk)
    said = {"answer": answer, "goes_on": goes_on, "reason": reason.strip()}
    if locked.answer != Answer.OPEN:
        if {name: getattr(locked, name) for name in said} == said:
            return locked
        raise Invalid(_("This was decided already."))
    for name, value in {**said, "decided_by": by, "decided_at": timezone.now()}.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*said, "decided_by", "decided_at"])
    if goes_on is not None:
        stays = locked.other if goes_on == locked.one else locked.one
        Clearance.objects.visible_to(by).filter(witness=stays).update(released_at=None)
    detail = {"codes": [locked.one_code, locked.other_code], "answer": str(answer), "reason": said["reason"]}
    detail["goes_on"] = str(goes_on) if goes_on else None
    record("one_account.decided", actor=by.pk, object=locked.pk, detail=detail)
    return locked


def _free(waiting: list[Clearance], by: Person) -> list[UUID]:
    pairs = PerhapsSame.objects.visible_to(by).exclude(answer=Answer.DIFFERENT)
    undecided: set[UUID] = set()
    left_to_others: set[UUID] = set()
    for pair in pairs:
        both = {pair.one, pair.other}
        if pair.answer == Answer.OPEN:
            undecided |= both
        else:
            left_to_others |= both - {pair.goes_on}
    free: list[UUID] = []
    stopped: set[UUID] = set()
    for one in waiting:
        if one.pk in left_to_others or one.collection_id in stopped:
            continue
        if one.pk in undecided or one.looked_at is None:
            stopped.add(one.collection_id)
        else:
            free.append(one.pk)
    return free


def _check(pair: PerhapsSame, answer: str, reason: str, goes_on: UUID | None) -> None:
    if answer not in (Answer.SAME, Answer.DIFFERENT):
        raise Invalid(_("Say whether they are the same person."), "answer")
    if (answer == Answer.SAME) != (goes_on is not None) or goes_on not in (None, pair.one, pair.other):
        raise Invalid(_("For the same person choose which body goes on; for different people choose none."), "goes_on")
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Invalid(_("Say in a few words, without names, how you know. The ledger keeps it."), "reason")
    no_longer_than(reason, 2000, "reason")
