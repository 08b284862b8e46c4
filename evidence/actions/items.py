"""What is done with items as such, whatever extends them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from evidence.models import Item, JointSubject
from iapb.accounts.models import Person
from iapb.ledger import record

_SEQUENCES = {
    Item.Kind.INTERVIEW: ("evidence_reference_interview", "I"),
    Item.Kind.WITNESS_DOCUMENT: ("evidence_reference_document", "D"),
}


def next_reference(kind: str) -> str:
    """For people: IAPB-I-02775. Numbers may be skipped, never used twice."""
    sequence, letter = _SEQUENCES.get(Item.Kind(kind), ("evidence_reference_other", "O"))
    with connection.cursor() as cursor:
        cursor.execute("select nextval(%s)", [sequence])
        return f"IAPB-{letter}-{cursor.fetchone()[0]:05}"


@transaction.atomic
def hide_withdrawn(*, subject: UUID, by: Person) -> int:
    """At once hidden from readers and searches (evidence.visibility). Gives how many items changed."""
    return _mark(subject, by, "item.hidden", withdrawn_at=timezone.now())


@transaction.atomic
def show_again(*, subject: UUID, by: Person) -> int:
    """The witness agreed anew to the keeping of the account."""
    return _mark(subject, by, "item.shown_again", withdrawn_at=None)


def _mark(subject: UUID, by: Person, event: str, **change: Any) -> int:
    items = Item.objects.unscoped("withdrawal reaches every item of the witness, restricted or denied ones too")
    joint = JointSubject.objects.unscoped("withdrawal reaches joint items too")
    now_hidden = change["withdrawn_at"] is not None
    joint.filter(subject=subject, hidden_at__isnull=now_hidden).update(hidden_at=change["withdrawn_at"])
    together = list(joint.filter(subject=subject).values_list("item", flat=True))
    theirs = items.filter(Q(subject=subject) | Q(pk__within=together))
    if not now_hidden:
        # Joint material is shown again once nobody's withdrawal stands.
        theirs = theirs.filter(~Exists(joint.filter(item=OuterRef("pk"), hidden_at__isnull=False)))
    found = theirs.filter(withdrawn_at__isnull=now_hidden).select_for_update(of=("self",))
    changed = list(found.values_list("pk", flat=True))
    items.filter(pk__within=changed).update(**change)
    for pk in changed:
        record(event, actor=by.pk, object=pk, detail={"subject": str(subject)})
    return len(changed)
