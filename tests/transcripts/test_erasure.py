"""Erased with the witness: what was being typed of an account goes as well."""

from __future__ import annotations

import pytest
from django.db import connection

from consent.actions import withdrawals
from evidence.models import Item
from evidence.transcripts import actions
from evidence.transcripts.models import Work
from iapb.accounts.models import Person
from interviews.models import Witness
from tests.cast import make_person
from tests.evidence.test_erasure import asked, carried_out, consented
from tests.intake import TODAY
from tests.transcripts.conftest import acts, put, rows, type_in

pytestmark = pytest.mark.django_db
TABLES = ("transcripts_work", "transcripts_worksegment", "transcripts_clash", "transcripts_workchange")


def everything(by: Person) -> str:
    acts(by)
    with connection.cursor() as cursor:
        found = []
        for table in TABLES:
            cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
            found.append(cursor.fetchone()[0])
    return " ".join(found)


def test_erase_when_confirmed_then_no_word_is_left_of_what_was_typed(
    typed: Work, item: Item, witness: Witness, partner: Person, colleague: Person
) -> None:
    consented(witness, acts(partner))
    first = rows(typed, partner)[0]
    type_in(typed, partner, put(first, "новые слова"))
    type_in(typed, partner, put(first, "слова другого окна"))
    clash = type_in(typed, partner, put(first, "слова третьего окна")).clashes[0]
    for one in rows(typed, partner)[0].clashes.visible_to(partner).filter(settled_at=None):
        actions.settle(clash=one.pk, keep="current", by=acts(partner))
    assert clash.content in everything(partner)
    actions.hand_in(work=typed.pk, by=acts(partner))
    actions.send_back(work=typed, comment="комментарий о словах", by=acts(colleague))
    withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=acts(partner))
    assert all(one in everything(partner) for one in ("новые слова", "комментарий", "Q"))
    officer, counsel = make_person("Dora", "data_protection_officer"), make_person("Lena", "legal_approver")
    assert carried_out(asked(witness, officer), counsel).state == "done"
    left = everything(partner)
    assert "слова" not in left and "комментарий" not in left and "задержали" not in left
    work = Work.objects.visible_to(partner).get(pk=typed.pk)
    assert (work.speakers, work.comment) == ([], "")
