"""What waits for the data protection officer, and what they have open for a reason. Codes only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Erasure
from evidence.models import Reading
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Waiting
from iapb.accounts.models import Person
from interviews.models import Witness

# A month for a request (article 12), thirty days for what was withdrawn (standards 5.3).
DECIDED_WITHIN = timedelta(days=30)
WHY: dict[str, Any] = {
    "rights_request": _("a rights request is open"),
    "withdrawn": _("consent was withdrawn: decide what is erased and what is kept restricted"),
    "paused": _("consent rests"),
}


@dataclass(frozen=True)
class ToDecide:
    witness: UUID
    code: str
    why: Any
    since: datetime
    due: datetime | None

    @property
    def overdue(self) -> bool:
        return self.due is not None and self.due < timezone.now()


@dataclass(frozen=True)
class Open:
    reading: Reading
    code: str


def to_decide() -> list[ToDecide]:
    with connection.cursor() as cursor:
        cursor.execute("select witness, code, why, since from consent_rights_to_decide()")
        rows = cursor.fetchall()
    return [
        ToDecide(witness, code, WHY[why], since, None if why == "paused" else since + DECIDED_WITHIN)
        for witness, code, why, since in rows
    ]


def open_readings(by: Person) -> list[Open]:
    mine = list(Reading.objects.filter(person=by, ended_at=None, expires_at__gt=timezone.now()))
    codes = Witness.objects.visible_to(by).in_bulk([one.subject for one in mine])
    return [Open(one, codes[one.subject].code) for one in mine if one.subject in codes]


def open_erasures(by: Person) -> list[Erasure]:
    found = Erasure.objects.visible_to(by).filter(done_at=None, dropped_at=None)
    return list(found.select_related("asked_by", "confirmed_by"))


def second_person(person: Person) -> Iterator[Waiting]:
    if not rights_of(person) & {Right.DECIDE_RIGHTS, Right.APPROVE_LEGAL}:
        return
    for one in open_erasures(person):
        if one.is_open and one.asked_by_id != person.pk:
            url = reverse("erasure", args=[one.pk])
            yield Waiting(_("To confirm"), one.code, _("an erasure waits for a second person"), url, urgent=True)


def waiting(person: Person) -> Iterator[Waiting]:
    if Right.DECIDE_RIGHTS not in rights_of(person):
        return
    for one in to_decide()[:50]:
        yield Waiting(_("To decide"), one.code, one.why, reverse("rights_desk"), one.due, one.overdue)
