from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from iapb.access.waiting import Waiting
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.jobs.tables import rows

SHOWN = 20


def for_person(person: Person) -> Iterator[Waiting]:
    """What a person asked for and what stopped: it waits for them to read why."""
    for row in rows(Job.objects.filter(asked_by=person).stopped()[:SHOWN], person):
        about = f" · {row.about.reference}" if row.about else ""
        yield Waiting(
            group=_("What failed"),
            title=f"{row.job.label}{about}: {row.job.get_state_display()}",
            detail=row.job.error,
            url=(row.about and row.about.url) or f"{reverse('jobs:list')}?state=stopped",
        )
