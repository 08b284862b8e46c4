"""One interview with an original and its translation, and people who may and may not see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.models import Permission
from django.utils import timezone

from evidence.coding.models import Code
from evidence.models import (
    CaseSet,
    CaseSetGroupGrant,
    CaseSetItem,
    Collection,
    CollectionPersonGrant,
    Item,
    ItemFile,
    ItemPersonGrant,
    Segment,
    SegmentSource,
    Text,
)
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody.models import StoredFile
from tests.cast import make_body, make_person, make_team

ORIGINAL = [
    "Где вы были 11 августа?",
    "Нас задержали возле метро «Пушкинская». Сотрудники ОМОНа избивали задержанных дубинками.",
    "Потым нас павезлі на Акрэсціна. Там збівалі затрыманых студэнтаў 😢 і не давалі вады.",
]
TRANSLATION = [
    "Where were you on 11 August?",
    "We were detained near Pushkinskaya metro. Riot police officers were beating the detainees with batons.",
    "Then we were driven to Akrestsina. There they beat the detained students and gave no water.",
]
LANGUAGES = ["ru", "ru", "be"]


@dataclass
class Case:
    analyst: Person
    colleague: Person
    stranger: Person
    partner: Person
    collection: Collection
    item: Item
    original: Text
    translation: Text

    def segments(self, text: Text | None = None) -> list[Segment]:
        return list(Segment.objects.unscoped("a test reads").filter(text=text or self.original).order_by("number"))

    def acts_as(self, person: Person) -> Person:
        forget(person)
        set_actor(person.pk)
        return person


def permission(model: str) -> Permission:
    return Permission.objects.get(codename=f"view_{model}")


def tomorrow() -> object:
    return timezone.now() + timedelta(days=1)


def make_collection(owner: Person) -> Collection:
    from django.db import connection

    set_actor(owner.pk)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
    collection = Collection(id=uuid4(), name=f"Collection {uuid4()}", body=owner.body)
    CollectionPersonGrant.objects.create(
        content_object=collection, user=owner, permission=permission("collection"), granted_by=owner,
        expires_at=tomorrow(),
    )  # fmt: skip
    collection.save(force_insert=True)
    return collection


def make_item(collection: Collection, by: Person, **fields: object) -> Item:
    item = Item(
        reference=f"T-{uuid4().hex[:12]}",
        collection=collection,
        created_by=by,
        **{"kind": "interview", "subject": uuid4(), **fields},
    )
    item.save(force_insert=True)
    return item


def make_text(
    item: Item,
    by: Person,
    contents: list[str],
    *,
    languages: list[str],
    source: Text | None = None,
    times: bool = False,
) -> Text:
    file = StoredFile(
        kind="derivative", state="ready", size=10, media_type="text/plain", received_by=by, receipt_event=uuid4()
    )
    file.save(force_insert=True)
    part = {"collection": item.collection, "closed": item.closed}
    ItemFile(item=item, file=file, role="text_layer", added_by=by, **part).save(force_insert=True)
    text = Text(
        item=item, kind="translation" if source else "transcript", language=languages[0], maker="human",
        source=source, file=file, sha256=uuid4().hex * 2, created_by=by, **part,
    )  # fmt: skip
    text.save(force_insert=True)
    position = 0
    for number, (content, language) in enumerate(zip(contents, languages, strict=True)):
        clock = {"start_ms": number * 4000, "end_ms": number * 4000 + 3500} if times else {}
        Segment(
            text=text, number=number, content=content, start=position, language=language,
            speaker="Q" if number % 2 == 0 else "A", **clock, **part,
        ).save(force_insert=True)  # fmt: skip
        position += len(content) + 1
    return text


def make_file(case: Case, role: str, media_type: str) -> ItemFile:
    """Of the case's item, without bytes in the vault."""
    case.acts_as(case.partner)
    file = StoredFile(
        kind="original", state="ready", size=1, media_type=media_type, received_by=case.partner, receipt_event=uuid4()
    )
    file.save(force_insert=True)
    part = {"collection": case.item.collection, "closed": case.item.closed}
    linked = ItemFile(item=case.item, file=file, role=role, added_by=case.partner, **part)
    linked.save(force_insert=True)
    return linked


def link(original: Text, translation: Text, item: Item) -> None:
    ours = {s.number: s for s in Segment.objects.unscoped("a test reads").filter(text=original)}
    for segment in Segment.objects.unscoped("a test reads").filter(text=translation):
        SegmentSource(
            segment=segment, source=ours[segment.number], collection=item.collection, closed=item.closed
        ).save(force_insert=True)


def make_case(**item_fields: object) -> Case:
    body = make_body(f"Body {uuid4()}")
    partner = make_person("Pavel", "partner", body=body)
    stranger = make_person("Stranger", "analyst")
    analyst, colleague = make_person("Anna", "analyst"), make_person("Reva", "reviewer")
    collection = make_collection(partner)
    item = make_item(collection, partner, **item_fields)
    original = make_text(item, partner, ORIGINAL, languages=LANGUAGES, times=True)
    translation = make_text(item, partner, TRANSLATION, languages=["en"] * 3, source=original)
    link(original, translation, item)
    give_set(item, partner, analyst, colleague)
    case = Case(analyst, colleague, stranger, partner, collection, item, original, translation)
    case.acts_as(analyst)
    return case


def give_set(item: Item, by: Person, *people: Person) -> CaseSet:
    """A case set with the item, given to a team of these people."""
    from django.db import connection

    team = make_team(f"Team {uuid4()}", *people)
    case_set = CaseSet(name=f"Set {uuid4()}", created_by=by)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
    CaseSetGroupGrant.objects.create(
        content_object=case_set, group=team.group, permission=permission("caseset"), granted_by=by,
        expires_at=tomorrow(),
    )  # fmt: skip
    set_actor(people[0].pk)
    case_set.save(force_insert=True)
    CaseSetItem.objects.create(case_set=case_set, item=item, added_by=by)
    return case_set


def name_on(item: Item, person: Person) -> None:
    ItemPersonGrant.objects.create(
        content_object=item, user=person, permission=permission("item"), granted_by=person, expires_at=tomorrow()
    )
    forget(person)


def code(name: str) -> Code:
    return Code.objects.select_related("framework").get(code=name, framework__current=True)


def where(contents: list[str], words: str) -> tuple[int, int]:
    """Code points of `words` in a layer made of `contents`."""
    start = "\n".join(contents).index(words)
    return start, start + len(words)
