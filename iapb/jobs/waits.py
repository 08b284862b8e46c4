from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from iapb.access.waiting import Waiting
from iapb.accounts.models import Person
from iapb.jobs.models import Job

SHOWN = 20


def for_person(person: Person) -> Iterator[Waiting]:
    """What a person asked for and what stopped: it waits for them to read why. The list of jobs tells what each is
    about; to ask for that here would cost the first page of everybody a query."""
    for job in Job.objects.filter(asked_by=person).stopped()[:SHOWN]:
        yield Waiting(
            group=_("What failed"),
            title=f"{job.label}: {job.get_state_display()}",
            detail=job.error,
            url=f"{reverse('jobs:list')}?state=stopped",
        )
