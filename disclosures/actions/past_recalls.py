"""Telling those who received something before the house was that it is taken back, and what they answer."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Recipient
from disclosures.access import check_may_answer_recall
from disclosures.actions.recalls import check_words, kept_answer, told_of
from disclosures.models import PastDisclosure, PastEntry, PastRecall, PastRecallAnswer, Recall
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def recall(
    disclosure: PastDisclosure,
    *,
    ground: str,
    asks: str,
    how: str,
    asked_on: date,
    note: str = "",
    by: Person,
    key: UUID | None = None,
) -> PastRecall:
    """Recorded is that they were told, outside. Whatever is taken back later is to be told anew."""
    require(by, Right.PREPARE)
    row = _found(disclosure, by)
    if known := PastRecall.objects.visible_to(by).filter(pk=key, disclosure=row, by=by).first() if key else None:
        return known
    how, note = how.strip(), note.strip()
    check_words(how, note)
    if asked_on > timezone.localdate():
        raise Invalid(_("They cannot have been asked in the future."), "asked_on")
    if asked_on < row.disclosed_on:
        raise Invalid(_("They cannot have been asked before they received it."), "asked_on")
    made = PastRecall(
        pk=key or uuid4(), disclosure=row, ground=Recall.Ground(ground), asks=Recall.Asks(asks), how=how,
        asked_on=asked_on, note=note, by=by,
    )  # fmt: skip
    made.save(force_insert=True)
    told = told_of(made)
    detail = {**told, "recall": str(made.pk), "how": how}
    record("disclosure.asked_back", actor=by.pk, object=row.pk, detail=detail)
    _tell_items("item.recalled", row, told, by)
    return made


@transaction.atomic
def answer(
    disclosure: PastDisclosure,
    *,
    answer: str,
    signer: str,
    answered_on: date,
    note: str = "",
    by: Person,
    key: UUID | None = None,
) -> PastRecallAnswer:
    """To what they were told last. Sent twice under one key, it is one."""
    row = _found(disclosure, by)
    made = PastRecall.objects.visible_to(by).filter(disclosure=row).last()
    check_may_answer_recall(made, by)
    assert made is not None
    among = PastRecallAnswer.objects.visible_to(by).filter(recall__disclosure=row)
    sent = {"answer": answer, "signer": signer, "answered_on": answered_on, "note": note}
    said, told = kept_answer(among, made, **sent, by=by, key=key)
    if told:
        detail = {**told, "recall": str(made.pk), "signer": said.signer}
        record("disclosure.ask_back_answered", actor=by.pk, object=row.pk, detail=detail)
        _tell_items("item.recall_answered", row, told, by)
    return said


def _found(disclosure: PastDisclosure, by: Person) -> PastDisclosure:
    """Its own row cannot be locked, since nobody may change it: whoever acts for one recipient waits for another."""
    Recipient.objects.visible_to(by).select_for_update(of=("self",)).get(pk=disclosure.recipient_id)
    found: PastDisclosure = PastDisclosure.objects.visible_to(by).get(pk=disclosure.pk)
    return found


def _tell_items(event: str, disclosure: PastDisclosure, told: dict[str, str], by: Person) -> None:
    detail = {**told, "disclosure": str(disclosure.pk), "recipient": str(disclosure.recipient_id)}
    for item in PastEntry.objects.visible_to(by).filter(disclosure=disclosure).values_list("item", flat=True):
        record(event, actor=by.pk, object=item, detail=detail)
