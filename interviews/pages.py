"""What the page of a witness shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.access import require_own
from evidence.models import Item
from evidence.sections import Section, Step
from iapb.access.errors import allowed
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person
from interviews.actions.facts import CONTENTS
from interviews.actions.states import next_states
from interviews.models import (
    Interview,
    MaterialFacts,
    NamedPerson,
    PriorAccount,
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
    held = Interview.objects.visible_to(actor).filter(subject=witness.pk)
    given = WitnessDocument.objects.visible_to(actor).filter(subject=witness.pk)
    return {
        "witness": witness,
        "status": _newest(WitnessStatus, witness, actor),
        "risk": _newest(RiskAssessment, witness, actor),
        "interviews": held.order_by("-held_on")[:SHOWN],
        "documents": given.order_by("-created_at")[:SHOWN],
        "sections": of_witness.of(witness, actor),
        "steps": of_witness.steps(witness, actor) if own else [],
        "may_change": own and Right.REGISTER in rights,
        "may_read_identity": own and Right.IDENTITY in rights,
    }


def missing_facts(witness: Witness, actor: Person) -> Iterator[Step]:
    """The facts a decision will ask for and that nobody has stated."""
    status = _newest(WitnessStatus, witness, actor)
    where = reverse("status", args=[witness.pk])
    if status is None or status.status == WitnessStatus.Status.UNKNOWN:
        yield Step(_("The status of the witness is unknown: state it."), where)
    elif status.circumstances_changed is None or status.open_rights_request is None:
        yield Step(_("Changed circumstances or an open rights request are unknown: state them."), where)
    yield from _missing_risk(witness, actor)
    if not Interview.objects.visible_to(actor).filter(subject=witness.pk).exists():
        yield Step(_("No interview yet: enter it."), reverse("new_interview", args=[witness.pk]))


def _missing_risk(witness: Witness, actor: Person) -> Iterator[Step]:
    risk = _newest(RiskAssessment, witness, actor)
    where = reverse("risk", args=[witness.pk])
    if risk is None:
        yield Step(_("No risk assessment yet: record it."), where)
    elif (risk.valid_to or risk.assessed_on + RISK_HOLDS) < timezone.localdate():
        yield Step(_("The risk assessment is out of date: assess anew."), where)


def _newest(model: Any, witness: Witness, actor: Person) -> Any:
    return model.objects.visible_to(actor).filter(witness=witness).select_related("stated_by").first()


def language_of(item: Item, actor: Person) -> str:
    """The declared language of an interview."""
    found = Interview.objects.visible_to(actor).filter(pk=item.pk).values_list("language", flat=True).first()
    return found or ""


def item_sections(item: Item, actor: Person) -> Iterator[Section]:
    """How the interview was held or what the document is, and what is stated of its contents."""
    own = allowed(require_own, item.collection_id, actor) and Right.REGISTER in rights_of(actor)
    witness = Witness.objects.visible_to(actor).filter(pk=item.subject).first() if item.subject else None
    here: dict[str, Any] = {"item": item, "witness": witness, "may_change": own}
    if item.kind == Item.Kind.INTERVIEW:
        here["interview"] = Interview.objects.visible_to(actor).filter(pk=item.pk).first()
        here["next_states"] = next_states(here["interview"]) if here["interview"] else []
        here["earlier_accounts"] = list(PriorAccount.objects.visible_to(actor).filter(interview=item.pk))
        yield Section(10, "interviews/_interview_section.html", here)
    elif item.kind == Item.Kind.WITNESS_DOCUMENT:
        documents = WitnessDocument.objects.visible_to(actor).select_related("given_with")
        here["document"] = documents.filter(pk=item.pk).first()
        yield Section(10, "interviews/_document_section.html", here)
    if item.subject:
        stated = MaterialFacts.objects.visible_to(actor).filter(item=item.pk).first()
        people = NamedPerson.objects.visible_to(actor).filter(mentions__item=item.pk)
        contents = [CONTENTS.get(one, one) for one in stated.contains or []] if stated else []
        shown = {"item": item, "stated": stated, "contents": contents, "people": people, "may_change": own}
        yield Section(20, "interviews/_contents_section.html", shown)


def missing_of_item(item: Item, actor: Person) -> Iterator[Step]:
    if item.subject and not MaterialFacts.objects.visible_to(actor).filter(item=item.pk).exists():
        yield Step(
            _("What it contains and who else can be recognised is unknown: state it."),
            reverse("contents", args=[item.pk]),
        )
