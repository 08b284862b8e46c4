"""What a partner has registered, made by the same actions as on the pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.utils import timezone

from evidence.models import Collection, CollectionGroupGrant
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from interviews.actions import documents, interviews, one_account, witnesses
from interviews.identity import Contact, Identity, PersonName
from interviews.models import Interview, PerhapsSame, Witness, WitnessDocument
from tests.cast import make_body, make_person

TODAY = timezone.localdate()
ROMAN = Identity(
    names=(
        PersonName("ru", "Роман", "Стрижневский", "Олегович"),
        PersonName("be", "Раман", "Стрыжнеўскі", "Алегавіч"),
        PersonName("en", "Raman", "Stryzhneuski"),
    ),
    birth_date=date(1986, 3, 14),
    contact=Contact(email="r@mail.example.org", phone="+370 000 00 107", safe="Signal after 18.00"),
    relatives=("mother, in Minsk",),
)


def make_partner(name: str = "Partner", *roles: str) -> Person:
    """A partner whose body has its collection."""
    person = make_person(name, *(roles or ("partner",)), body=make_body(f"Body of {name} {uuid4()}"))
    give_collection(person)
    return person


@transaction.atomic
def give_collection(person: Person) -> Collection:
    set_actor(person.pk)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
    collection = Collection(id=uuid4(), name=f"Collection {uuid4()}", body=person.body)
    grant(collection, person)
    collection.save(force_insert=True)
    forget(person)
    return collection


def grant(collection: Collection, person: Person, days: int = 30) -> CollectionGroupGrant:
    """To the group of a person's body."""
    forget(person)
    return CollectionGroupGrant.objects.create(
        content_object=collection,
        group=person.body.group,
        permission=Permission.objects.get(codename="view_collection"),
        granted_by=person,
        expires_at=timezone.now() + timedelta(days=days),
    )


def make_witness(by: Person, identity: Identity = ROMAN, **fields: Any) -> Witness:
    return witnesses.register(identity=identity, **{"sex": "male", "languages": ["ru"], "by": by, **fields})


def let_go(by: Person) -> None:
    """Everything that waits may go on, by the secretariat's own act; then `by` acts again."""
    secretariat = make_person("Secretariat", "disclosure_officer", body=make_body(f"Secretariat {uuid4()}"))
    set_actor(secretariat.pk)
    one_account.release_waiting(by=secretariat)
    set_actor(by.pk)


def make_pair(by: Person) -> PerhapsSame:
    """Two codes that may be one person, as the comparison writes them down."""
    set_actor(by.pk)
    one, other = sorted((uuid4(), uuid4()))
    return PerhapsSame.objects.create(
        one=one,
        other=other,
        one_code="W-10001",
        other_code="W-10002",
        one_body=make_body(f"One {uuid4()}"),
        other_body=make_body(f"Other {uuid4()}"),
        year_fits=True,
    )


def held(**fields: Any) -> interviews.Held:
    usual = {"held_on": date(2024, 5, 2), "language": "ru", "place_kind": "office", "mode": "in_person"}
    return interviews.Held(**{**usual, **fields})


def make_interview(by: Person, witness: Witness | None = None, **fields: Any) -> Interview:
    return interviews.create_interview(witness=witness or make_witness(by), held=held(**fields), by=by)


def make_document(by: Person, witness: Witness, **fields: Any) -> WitnessDocument:
    usual = {"document_kind": "court", "title": "Court ruling, August 2020"}
    return documents.create_document(witness=witness, by=by, **{**usual, **fields})
