"""What is on record about the items themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from consent.facts import ItemFacts, ItemKind, Material, OtherPerson
from consent.gathering.persons import Age, PersonRows, open_rights_request
from consent.models import Confirmation
from evidence import joint
from evidence.models import Item, ItemFile
from interviews.models import Interview, JointWitness, MaterialFacts, Mention, NamedPerson, WitnessDocument

KINDS = {
    Item.Kind.INTERVIEW: ItemKind.CLOSED_SOURCE,
    Item.Kind.WITNESS_DOCUMENT: ItemKind.CLOSED_SOURCE,
    Item.Kind.OPEN_SOURCE: ItemKind.OPEN_SOURCE,
    Item.Kind.ANALYTIC: ItemKind.ANALYTIC,
}
# States in which a file has not been cleared, and those in which it cannot be trusted.
UNCLEARED = {"receiving", "received", "quarantined"}
BROKEN = {"rejected", "failed"}
SPECIAL_HANDLING = ("sgbv", "restricted")


@dataclass
class ItemRows:
    rows: dict[UUID, Item]
    facts: dict[UUID, MaterialFacts]
    interviews: dict[UUID, Interview]
    first_of: dict[UUID, Interview]  # by witness
    heard: dict[UUID, list[UUID]]  # every witness of the item, its own first
    beside: dict[tuple[UUID, UUID], JointWitness]  # by interview and witness
    given_with: dict[UUID, UUID | None]  # document → its interview
    files: dict[UUID, list[ItemFile]] = field(default_factory=dict)
    mentions: dict[UUID, list[NamedPerson]] = field(default_factory=dict)
    specially_coded: set[UUID] = field(default_factory=set)

    @classmethod
    def load(cls, wanted: Collection[UUID], actor: Any) -> ItemRows:
        ids = list(wanted)
        items = Item.objects.visible_to(actor).in_bulk(ids)
        visible = list(items)
        heard = joint.subjects_of(items.values(), actor)
        subjects = list({subject for several in heard.values() for subject in several})
        together = _beside([item.pk for item in items.values() if item.joint], actor)
        interviews = Interview.objects.visible_to(actor).filter(
            Q(subject__within=subjects) | Q(pk__within=[pk for pk, _subject in together])
        )
        interviews = list(interviews.order_by("held_on", "pk"))
        documents = WitnessDocument.objects.visible_to(actor).filter(pk__within=visible)
        rows = cls(
            rows=items,
            facts=MaterialFacts.objects.visible_to(actor).in_bulk(visible),
            interviews={interview.pk: interview for interview in interviews},
            first_of={interview.subject: interview for interview in reversed(interviews)},
            heard=heard,
            beside=together,
            given_with=dict(documents.values_list("pk", "given_with_id")),
        )
        for item_file in ItemFile.objects.visible_to(actor).filter(item__within=visible).select_related("file"):
            rows.files.setdefault(item_file.item_id, []).append(item_file)
        for mention in Mention.objects.visible_to(actor).filter(item__within=visible).select_related("person"):
            rows.mentions.setdefault(mention.item_id, []).append(mention.person)
        rows.specially_coded = _specially_coded(visible)
        return rows

    def subjects(self) -> set[UUID]:
        return {subject for several in self.heard.values() for subject in several}

    def age(self, row: Item, subject: UUID) -> Age | None:
        """A document takes the age from the interview it was given with, or else from the witness's first."""
        if subject != row.subject:
            return self._age_beside(row, subject)
        interview = self.interviews.get(self.given_with.get(row.pk) or row.pk) or self.first_of.get(row.subject)
        if interview is None:
            return None
        return Age(interview.age_at_interview, interview.held_on, interview.asked_again_as_adult_on)

    def _age_beside(self, row: Item, subject: UUID) -> Age | None:
        interview, one = self.interviews.get(row.pk), self.beside.get((row.pk, subject))
        if interview is None or one is None:
            return None
        return Age(one.age_at_interview, interview.held_on, one.asked_again_as_adult_on)


def item_facts(rows: ItemRows, row: Item, material: Material, persons: PersonRows) -> ItemFacts:
    stated = rows.facts.get(row.pk)
    kind = Confirmation.Kind
    heard = rows.heard[row.pk]
    return ItemFacts(
        item=row.pk,
        kind=KINDS[row.kind],
        material=material,
        support_record=False,  # psychosocial records are no items at all
        integrity_ok=_intact(rows.files.get(row.pk, [])),
        quarantined=_quarantined(rows.files.get(row.pk, [])),
        restricted_art18=stated.restricted_art18 if stated else None,
        open_rights_request=_any([open_rights_request(persons, subject) for subject in heard]),
        sgbv_or_restricted_code=_special(rows, row, stated),
        sgbv_confirmed_on=_earliest([persons.confirmed_on(subject, kind.WITNESS_SGBV) for subject in heard]),
        sgbv_focal_point_signed=bool(
            _earliest([persons.confirmed_on(subject, kind.SGBV_FOCAL_POINT) for subject in heard])
        ),
        contains=_contains(stated),
        nothing_else=stated.nothing_else if stated else None,
        carries_name=stated.carries_name if stated else None,
        others=_others(stated, rows.mentions.get(row.pk, [])),
    )


def _beside(joint_items: list[UUID], actor: Any) -> dict[tuple[UUID, UUID], JointWitness]:
    if not joint_items:
        return {}
    rows = JointWitness.objects.visible_to(actor).filter(interview__within=joint_items)
    return {(one.interview_id, one.witness_id): one for one in rows}


def _any(answers: list[bool | None]) -> bool | None:
    """Of several witnesses: one yes is a yes, and one unknown is unknown."""
    return True if True in answers else (None if None in answers else False)


def _earliest(days: list[date | None]) -> date | None:
    """The first of several confirmations; none where one witness's is missing."""
    known = [day for day in days if day is not None]
    return min(known) if days and len(known) == len(days) else None


def _intact(files: list[ItemFile]) -> bool | None:
    """A damaged or refused file fails the whole item: a family is never sent in part."""
    if not files:
        return None
    return not any(entry.file.damaged_at or entry.file.state in BROKEN for entry in files)


def _quarantined(files: list[ItemFile]) -> bool | None:
    return any(entry.file.state in UNCLEARED for entry in files) if files else None


def _special(rows: ItemRows, row: Item, stated: MaterialFacts | None) -> bool | None:
    if row.restricted or row.pk in rows.specially_coded:
        return True
    return stated.sgbv if stated else None


def _contains(stated: MaterialFacts | None) -> frozenset[Material] | None:
    if stated is None or stated.contains is None:
        return None
    return frozenset(Material(value) for value in stated.contains)


def _others(stated: MaterialFacts | None, named: list[NamedPerson]) -> tuple[OtherPerson, ...] | None:
    """People listed count even where the partner has not said that the list is whole."""
    if stated is None or stated.others == MaterialFacts.Others.UNKNOWN:
        return None
    return tuple(
        OtherPerson(
            person=person.pk,
            alleged_official=person.kind == NamedPerson.Kind.OFFICIAL,
            # A named person becomes a witness before they can grant anything themselves.
            own_grant_for_purpose=False,
        )
        for person in named
    )


def _specially_coded(items: list[UUID]) -> set[UUID]:
    """Items that carry a code of special handling, whoever placed it and whoever may read it.

    Not through the actor's eyes, nor through the policies: a code hidden from them protects the witness all the same,
    also one that a second coder has placed and nobody else sees yet (docs/decisions/second-coding.md).
    """
    with connection.cursor() as cursor:
        cursor.execute("select coding_specially_coded(%s::uuid[], %s)", [list(items), list(SPECIAL_HANDLING)])
        return {item for (item,) in cursor.fetchall()}
