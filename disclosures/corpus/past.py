"""What went out before the house was: a few disclosures, of which the first took along as much as the largest did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from consent.models import Recipient
from disclosures.corpus.copying import copy_rows, new_id
from disclosures.models import PastDisclosure, PastEntry
from iapb.accounts.models import Person
from interviews.models import Interview

BEFORE = 3


def make(
    held: Sequence[Interview], most: int, recipient: Recipient, officer: Person, random: Random, now: datetime
) -> None:
    """`most`: entries of the first one; each later one took half as many along."""
    for number in range(BEFORE):
        past = PastDisclosure(
            id=new_id(random), recipient=recipient, disclosed_on=(now - timedelta(days=700 - number)).date(),
            to="Registry", how="encrypted drive", brought_by=officer, brought_at=now,
        )  # fmt: skip
        copy_rows(PastDisclosure, [past])
        taken = held[: max(1, most >> number)]
        copy_rows(PastEntry, (PastEntry(id=new_id(random), disclosure=past, item_id=one.pk) for one in taken))
