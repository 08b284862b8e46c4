"""Work of the desk that takes long."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from disclosures.actions import packages
from iapb import jobs
from iapb.jobs.claims import Claimed


def _desk(disclosure: UUID) -> str:
    return reverse("desk", args=[disclosure])


@jobs.handler(packages.KIND, label=_("Build a package"), link=_desk)
def build_package(job: Claimed) -> None:
    packages.build_package(job)
