"""Figures of agreement that leave the page are told to the ledger."""

from __future__ import annotations

from django.db import transaction

from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record


@transaction.atomic
def export_agreement(*, rows: int, comparisons: int, by: Person) -> None:
    require(by, Right.SETTLE)
    record("agreement.exported", actor=by.pk, object=by.pk, detail={"rows": rows, "comparisons": comparisons})
