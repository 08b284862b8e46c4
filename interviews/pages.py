"""What the page of a witness shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.access import own_collections, require_own
from evidence.sections import Step
from iapb.access.errors import allowed
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person
from interviews.actions.one_account import may_go_on
from interviews.actions.training import newest_guides
from interviews.models import (
    Certificate,
    Interview,
    JointWitness,
    RiskAssessment,
    Witness,
    WitnessDocument,
    WitnessStatus,
)
from interviews.sections import of_witness

# An assessment without an end holds as long as the decision lets it.
RISK_HOLDS = timedelta(days=182)
SHOWN = 200


def witness(witness: Witness, actor: Person) -> dict[str, Any]:
    rights = rights_of(actor)
    own = allowed(require_own, witness.collection_id, actor)
    status, risk = _newest(WitnessStatus, witness, actor), _newest(RiskAssessment, witness, actor)
    beside = JointWitness.objects.visible_to(actor).filter(witness=witness).values("interview")
    told = Interview.objects.visible_to(actor).filter(Q(subject=witness.pk) | Q(pk__in=beside))
    held = list(told.order_by("-held_on")[:SHOWN])
    given = WitnessDocument.objects.visible_to(actor).filter(subject=witness.pk).order_by("-created_at")[:SHOWN]
    added = of_witness.of(witness, actor)
    missing = [
        *_waits(witness, actor),
        *added.steps,
        *_missing_facts(witness, status, risk),
        *_missing_interview(witness, held),
    ]
    return {
        "witness": witness,
        "status": status,
        "risk": risk,
        "interviews": held,
        "documents": list(given),
        "sections": added.sections,
        "steps": missing if own else [],
        "may_change": own and Right.REGISTER in rights,
        "may_read_identity": own and Right.IDENTITY in rights,
    }


def _waits(witness: Witness, actor: Person) -> Iterator[Step]:
    if not may_go_on(witness.pk, actor):
        text = _(
            "Wait before you take an account: every registration is looked at first. "
            "You will see here when you can go on."
        )
        yield Step(text, "")


def _missing_facts(witness: Witness, status: WitnessStatus | None, risk: RiskAssessment | None) -> Iterator[Step]:
    """The facts a decision will ask for and that nobody has stated."""
    where = reverse("status", args=[witness.pk])
    if status is None or status.status == WitnessStatus.Status.UNKNOWN:
        yield Step(_("The status of the witness is unknown: state it."), where)
    elif status.circumstances_changed is None or status.open_rights_request is None:
        yield Step(_("Changed circumstances or an open rights request are unknown: state them."), where)
    where = reverse("risk", args=[witness.pk])
    if risk is None:
        yield Step(_("No risk assessment yet: record it."), where)
    elif (risk.valid_to or risk.assessed_on + RISK_HOLDS) < timezone.localdate():
        yield Step(_("The risk assessment is out of date: assess anew."), where)


def _missing_interview(witness: Witness, held: list[Interview]) -> Iterator[Step]:
    if not held:
        yield Step(_("No interview yet: enter it."), reverse("new_interview", args=[witness.pk]))


def _newest(model: Any, witness: Witness, actor: Person) -> Any:
    return model.objects.visible_to(actor).filter(witness=witness).select_related("stated_by").first()


def interviewers(actor: Person) -> dict[str, Any]:
    """Trainings by interviewer, and the version in force of every guide with who has read it."""
    held: dict[str, list[Certificate]] = {}
    own = own_collections(actor)
    for one in Certificate.objects.visible_to(actor).filter(collection__in=own):
        held.setdefault(one.interviewer, []).append(one)
    guides = [guide for collection in own[:1] for guide in newest_guides(collection, actor)]
    return {"held": sorted(held.items()), "guides": guides, "today": timezone.localdate()}
