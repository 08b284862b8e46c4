"""Work of the desk that takes long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from disclosures.actions import packages
from disclosures.models import Disclosure
from iapb import jobs
from iapb.accounts.models import Person
from iapb.jobs.claims import Claimed


def _desks(disclosures: Sequence[UUID], by: Person) -> Mapping[UUID, jobs.Thing]:
    found = Disclosure.objects.visible_to(by).filter(pk__in=disclosures).select_related("request")
    return {one.pk: jobs.Thing(one.request.reference, reverse("desk", args=[one.pk])) for one in found}


@jobs.handler(packages.KIND, label=_("Build a package"), about=_desks)
def build_package(job: Claimed) -> None:
    packages.build_package(job)
