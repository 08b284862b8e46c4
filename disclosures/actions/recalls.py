"""Asking back what was handed over, and recording what the recipient answers (standards.md 3.2, 5.3)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disclosures.access import check_may_answer_recall, check_may_recall
from disclosures.actions.states import locked, move
from disclosures.models import Disclosure, Handover, Package, PackageItem, PastRecall, Recall, RecallAnswer
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.days import no_longer_than

State = Disclosure.State


@transaction.atomic
def recall(
    package: Package, *, ground: str, asks: str, how: str, asked_on: date, note: str = "", by: Person
) -> Disclosure:
    """From here on nothing of it leaves any more; the request may be answered by a new version.

    Recorded is that the recipient was told: telling them is done outside, by the approved way.
    """
    row = locked(package.disclosure, by=by)
    check_may_recall(row, by)
    how, note = how.strip(), note.strip()
    check_words(how, note)
    _check_asked(package, asked_on, by)
    made = Recall(
        package=package, ground=Recall.Ground(ground), asks=Recall.Asks(asks), how=how, asked_on=asked_on, note=note,
        by=by,
    )  # fmt: skip
    made.save(force_insert=True)
    told = told_of(made)
    record("package.recalled", actor=by.pk, object=package.pk, detail={**told, "recall": str(made.pk), "how": how})
    _tell_items("item.recalled", package, told, by)
    detail = {"package": str(package.pk), "recall": str(made.pk), "ground": str(made.ground)}
    return move(row, State.RECALLED, by=by, detail=detail, returned_because="asked_back", returned_note="")


@transaction.atomic
def answer(
    package: Package,
    *,
    answer: str,
    signer: str,
    answered_on: date,
    note: str = "",
    by: Person,
    key: UUID | None = None,
) -> RecallAnswer:
    """Each answer is kept: a recipient may first acknowledge and later destroy. Sent twice under one key, it is one."""
    locked(package.disclosure, by=by)
    made = Recall.objects.visible_to(by).filter(package=package).first()
    check_may_answer_recall(made, by)
    assert made is not None
    among = RecallAnswer.objects.visible_to(by).filter(recall=made)
    sent = {"answer": answer, "signer": signer, "answered_on": answered_on, "note": note}
    said, told = kept_answer(among, made, **sent, by=by, key=key)
    if told:
        detail = {**told, "recall": str(made.pk), "signer": said.signer}
        record("package.recall_answered", actor=by.pk, object=package.pk, detail=detail)
        _tell_items("item.recall_answered", package, told, by)
    return said


def told_of(made: Recall | PastRecall) -> dict[str, str]:
    """What the ledger says of it beside each item."""
    return {"ground": str(made.ground), "asks": str(made.asks), "asked_on": made.asked_on.isoformat()}


def kept_answer(
    among: Any,
    made: Recall | PastRecall,
    *,
    answer: str,
    signer: str,
    answered_on: date,
    note: str,
    by: Person,
    key: UUID | None,
) -> tuple[Any, dict[str, str]]:
    """A row of `among`, and what the ledger says of it beside each item: nothing where it was sent before."""
    if known := among.filter(pk=key, by=by).first() if key else None:
        return known, {}
    signer, note = signer.strip(), note.strip()
    _check_answer(made, answer, signer, answered_on, note)
    said = among.model(
        pk=key or uuid4(), recall=made, answer=RecallAnswer.Answer(answer), signer=signer, answered_on=answered_on,
        note=note, by=by,
    )  # fmt: skip
    said.save(force_insert=True)
    return said, {"answer": str(said.answer), "answered_on": answered_on.isoformat()}


def check_words(how: str, note: str) -> None:
    if not how:
        raise Invalid(_("Say how the recipient was told."), "how")
    no_longer_than(how, 200, "how")
    no_longer_than(note, 4000, "note")


def _check_asked(package: Package, asked_on: date, by: Person) -> None:
    first = Handover.objects.visible_to(by).filter(package=package, left_at__isnull=False).order_by("left_at").first()
    if asked_on > timezone.localdate():
        raise Invalid(_("They cannot have been asked in the future."), "asked_on")
    if first is None or asked_on < timezone.localdate(first.left_at):
        raise Invalid(_("They cannot have been asked before the package was handed over."), "asked_on")


def _check_answer(made: Recall | PastRecall, answer: str, signer: str, answered_on: date, note: str) -> None:
    if not signer:
        raise Invalid(_("Say who answered."), "signer")
    no_longer_than(signer, 200, "signer")
    no_longer_than(note, 4000, "note")
    if answered_on > timezone.localdate():
        raise Invalid(_("They cannot have answered in the future."), "answered_on")
    if answered_on < made.asked_on:
        raise Invalid(_("They cannot have answered before they were asked."), "answered_on")
    if answer in RecallAnswer.SAYS_WHY and not note:
        raise Invalid(_("Something stays with them: say what, and on what ground."), "note")


def _tell_items(event: str, package: Package, told: dict[str, str], by: Person) -> None:
    detail = {**told, "package": str(package.pk), "recipient": str(package.disclosure.request.recipient_id)}
    for one in PackageItem.objects.visible_to(by).filter(package=package).order_by("first_number"):
        record(event, actor=by.pk, object=one.item_id, detail=detail)
