"""Interviews and the documents given with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from disclosures.corpus.copying import copy_rows, new_id
from disclosures.corpus.files import Files
from disclosures.corpus.pool import Stretch
from evidence.actions.items import next_reference
from evidence.models import Item, ItemFile
from iapb.ledger import record
from interviews.models import Interview, MaterialFacts, Mention, NamedPerson, Witness, WitnessDocument

UNSTATED = 0.1


def make(accounts: Sequence[tuple[Witness, list[Stretch]]], random: Random, now: datetime) -> list[Interview]:
    made = [_interview(witness, stretches, random, now) for witness, stretches in accounts]
    copy_rows(Item, made)
    copy_rows(Interview, made)
    files = Files(random, now)
    for one in made:
        record("interview.created", actor=one.created_by_id, object=one.pk, detail={"reference": one.reference})
        recording = files.of_item(
            one, ItemFile.Role.RECORDING_AUDIO, "audio/mpeg", random.randint(10, 60) * 1_000_000, one.language
        )
        files.copies_of(one, recording, sound=("audio/webm", 9_000_000), waveform=("application/json", 8_000))
    files.copy()
    _persons(made, random, now)
    _contents(made, random, now)
    return made


def documents(interviews: Sequence[Interview], count: int, random: Random, now: datetime) -> list[WitnessDocument]:
    made = [_document(random.choice(interviews), number, random, now) for number in range(count)]
    copy_rows(Item, made)
    copy_rows(WitnessDocument, made)
    files = Files(random, now)
    for one in made:
        scan = files.of_item(one, ItemFile.Role.SCAN, "image/png", random.randint(100, 900) * 1000, "ru")
        picture, small, looks = ("image/webp", 300_000), ("image/webp", 9_000), ("application/json", 90)
        files.copies_of(one, scan, picture=picture, thumbnail=small, likeness=looks)
    files.copy()
    _contents(made, random, now)
    return made


def _interview(witness: Witness, stretches: list[Stretch], random: Random, now: datetime) -> Interview:
    held = min(witness.registered_at, now) - timedelta(days=random.randint(0, 60))
    pk = new_id(random)
    return Interview(
        id=pk,
        item_ptr_id=pk,
        reference=next_reference(Item.Kind.INTERVIEW),
        kind=Item.Kind.INTERVIEW,
        collection_id=witness.collection_id,
        subject=witness.pk,
        created_by=witness.registered_by,
        created_at=now - timedelta(minutes=random.randint(1, 500_000)),
        state=Interview.State.COMPLETED,
        title="Account of an arrest and of detention",
        held_on=held.date(),
        minutes=random.randint(40, 300),
        language=stretches[0].language,
        place_kind="office",
        country="LT",
        mode="in_person",
        interviewers=["D-07"],
        vulnerability="none_identified",
        prior_accounts="none_known",
        age_at_interview=random.randint(19, 70),
    )


def _document(given_with: Interview, number: int, random: Random, now: datetime) -> WitnessDocument:
    pk = new_id(random)
    return WitnessDocument(
        id=pk,
        item_ptr_id=pk,
        reference=next_reference(Item.Kind.WITNESS_DOCUMENT),
        kind=Item.Kind.WITNESS_DOCUMENT,
        collection_id=given_with.collection_id,
        subject=given_with.subject,
        created_by=given_with.created_by,
        created_at=now - timedelta(minutes=random.randint(1, 500_000)),
        given_with=given_with,
        document_kind=random.choice(("court", "court", "medical", "official", "photo")),
        title=f"Paper {number + 1} of the file",
    )


def _persons(interviews: Sequence[Interview], random: Random, now: datetime) -> None:
    """One other in each account, known by a pseudonym and by how they appear."""
    taken = set(NamedPerson.objects.unscoped("pseudonyms are unique").values_list("pseudonym", flat=True))
    free = [name for number in range(10_000, 100_000) if (name := f"P-{number}") not in taken]
    people = [
        NamedPerson(
            id=new_id(random),
            collection_id=interview.collection_id,
            pseudonym=pseudonym,
            kind=random.choice(("co_detainee", "relative", "victim", "helper")),
            how="shared the cell for some days",
            added_by=interview.created_by,
            added_at=now,
        )
        for interview, pseudonym in zip(interviews, random.sample(free, len(interviews)), strict=True)
    ]
    copy_rows(NamedPerson, people)
    pairs = zip(interviews, people, strict=True)
    copy_rows(Mention, (Mention(id=new_id(random), item_id=item.pk, person=person) for item, person in pairs))


def _contents(items: Sequence[Item], random: Random, now: datetime) -> None:
    stated = [item for item in items if random.random() > UNSTATED]
    copy_rows(
        MaterialFacts,
        (
            MaterialFacts(
                item_id=item.pk, contains=[], nothing_else=True, carries_name=False, others="none",
                restricted_art18=False, sgbv=False, stated_by=item.created_by, stated_at=now,
            )
            for item in stated
        ),
    )  # fmt: skip
