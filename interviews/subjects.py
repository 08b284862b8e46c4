"""What the rooms below are told of witnesses (evidence.subjects): codes, and who led an interview."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, OuterRef, Q, UUIDField
from django.db.models.functions import Cast

from evidence.subjects import Known
from iapb.access.rights import Actor
from interviews.models import Interview, NamedPerson, Witness, WitnessDocument


def codes(subjects: Iterable[UUID], actor: Actor) -> dict[UUID, str]:
    seen = Witness.objects.visible_to(actor).filter(pk__within=list(subjects))
    return dict(seen.values_list("pk", "code"))


def of_code(code: str, actor: Actor) -> UUID | None:
    return Witness.objects.visible_to(actor).filter(code=code).values_list("pk", flat=True).first()


def led(actor: Actor, items: Sequence[UUID] | None = None) -> tuple[Any, Any]:
    """Interviews, and what was given with one."""
    held = Interview.objects.visible_to(actor).exclude(interviewers=[]).order_by()
    given = WitnessDocument.objects.visible_to(actor).filter(given_with__isnull=False).order_by()
    if items is not None:
        given = given.filter(pk__within=items)
        held = held.filter(Q(pk__within=items) | Q(pk__in=given.values("given_with")))
    return held.values_list("pk", "interviewers"), given.values_list("pk", "given_with")


def mentioned(item: UUID, actor: Actor) -> dict[UUID, str]:
    found = NamedPerson.objects.visible_to(actor).filter(mentions__item=item).exclude(kind=NamedPerson.Kind.OFFICIAL)
    return {person.pk: f"{person} ({person.get_kind_display()})" for person in found}


def pseudonyms(column: str, actor: Actor) -> Any:
    found = NamedPerson.objects.visible_to(actor).filter(mentions__item=OuterRef("item"))
    found = found.annotate(among=Cast(OuterRef(column), ArrayField(UUIDField()))).filter(among__contains=[F("pk")])
    return ArraySubquery(found.order_by("pseudonym").values("pseudonym"))


KNOWN = Known(codes, of_code, led, mentioned, pseudonyms, "interviews_one_person")
