"""A partner who types, a colleague who checks, an interview with a recording."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from evidence.actions import files
from evidence.actions.files import Sent
from evidence.layers import Made, build
from evidence.models import Item, ItemFile, Text
from evidence.transcripts import actions, hiding
from evidence.transcripts.actions import Put
from evidence.transcripts.models import Work, WorkSegment
from iapb.access.errors import Invalid, Refused
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody.keys import FileKeyProvider
from iapb.custody.models import StoredFile
from iapb.language.base import Segment as Spoken
from interviews.models import Interview, Witness
from tests.cast import make_person
from tests.coding.conftest import browse, database  # noqa: F401
from tests.intake import make_interview, make_partner, make_witness


@pytest.fixture(autouse=True, scope="session")
def made_keys(directories: None) -> FileKeyProvider:
    return FileKeyProvider.create(Path(settings.KEY_ROOT))


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    hiding._kept.clear()


def acts(person: Person) -> Person:
    forget(person)
    set_actor(person.pk)
    return person


@pytest.fixture
def partner(db: None) -> Person:
    return acts(make_partner())


@pytest.fixture
def colleague(partner: Person) -> Person:
    return make_person("Colleague", "partner", body=partner.body)


@pytest.fixture
def witness(partner: Person) -> Witness:
    return make_witness(partner)


@pytest.fixture
def interview(partner: Person, witness: Witness) -> Interview:
    return make_interview(partner, witness)


@pytest.fixture
def item(interview: Interview, partner: Person) -> Item:
    return Item.objects.visible_to(partner).get(pk=interview.pk)


def add_recording(item: Item, by: Person) -> ItemFile:
    sent = Sent(name="a.wav", role="recording_audio", language="ru")
    received = files.receive_file(item=item.pk, stream=[b"RIFF0000WAVEfmt "], sent=sent, by=by)
    acts(by)
    return received.item_file


@pytest.fixture
def recording(item: Item, partner: Person) -> ItemFile:
    return add_recording(item, partner)


def add_layer(
    item: Item, segments: list[Spoken], derived_from: ItemFile, by: Person, source: Text | None = None, **made: Any
) -> Text:
    """As a job leaves it: sealed, on its item, with its working copy."""
    from evidence.actions import texts

    usual = {"kind": "transcript", "maker": "human", "language": "ru"}
    layer = build(Made(segments=segments, **{**usual, **made}), ())
    kept: list[Text] = []

    def within(stored: StoredFile) -> None:
        kept.append(
            texts.add_layer(item=item, layer=layer, stored=stored, derived_from=derived_from, source=source, by=by)
        )

    custody.receive(
        [layer.sealed], subjects=[item.subject], media_type="application/json", name="", by=by, kind="derivative",
        within=within,
    )  # fmt: skip
    acts(by)
    return kept[0]


MACHINE = {"maker": "machine", "engine": "an engine", "engine_version": "1"}
DRAFT = [
    Spoken("Где вы были?", "Q", 0, 2000, "ru"),
    Spoken("Нас задержали возле метро.", "A", 2000, 6000, "ru", doubt="unsure"),
    Spoken("Потым нас павезлі.", "A", 6000, 9000, "be"),
]


@pytest.fixture
def draft(item: Item, recording: ItemFile, partner: Person) -> Text:
    return add_layer(item, DRAFT, recording, partner, **MACHINE)


@pytest.fixture
def work(item: Item, recording: ItemFile, partner: Person) -> Work:
    """Begun on an empty page."""
    return actions.begin_transcript(item=item, recording=recording, language="ru", by=acts(partner))


def rows(work: Work, by: Person, *, gone: bool = False) -> list[WorkSegment]:
    return list(WorkSegment.objects.visible_to(acts(by)).filter(work=work, gone=gone).order_by("place", "pk"))


def words(work: Work, by: Person) -> list[str]:
    return [row.content for row in rows(work, by)]


def put(row: WorkSegment, text: str | None = None, **changed: Any) -> Put:
    """As the page sends it: the row as it stands, but for what was changed."""
    now = {
        "id": row.pk, "version": row.version, "text": row.content, "speaker": row.speaker, "start_ms": row.start_ms,
        "end_ms": row.end_ms, "gone": row.gone, "sources": tuple(row.sources),
    }  # fmt: skip
    return Put(**{**now, **({} if text is None else {"text": text}), **changed})


def new(text: str, after: WorkSegment | None, **more: Any) -> Put:
    return Put(id=more.pop("id", uuid4()), version=0, text=text, after=after.pk if after else None, **more)


def type_in(work: Work, by: Person, *puts: Put, key: Any = None, **more: Any) -> actions.Changed:
    return actions.change(work=work.pk, key=key or uuid4(), puts=puts, by=acts(by), **more)


@pytest.fixture
def typed(work: Work, partner: Person) -> Work:
    """Two segments, whole enough to be handed in."""
    [first] = rows(work, partner)
    type_in(
        work, partner, put(first, "Где вы были?", speaker="Q", end_ms=2000),
        new("Нас задержали [?возле] метро. [???]", first, speaker="A", start_ms=2000, end_ms=6000),
        speakers=["Q", "A"],
    )  # fmt: skip
    return work


@pytest.fixture
def handed_in(typed: Work, partner: Person) -> Work:
    actions.hand_in(work=typed.pk, by=acts(partner))
    acts(partner)
    return Work.objects.visible_to(partner).get(pk=typed.pk)


@contextmanager
def says(kind: type[Invalid | Refused], words: str) -> Iterator[None]:
    """Refused with a sentence in which these words stand."""
    with pytest.raises(kind) as caught:
        yield
    assert words in str(caught.value.sentence)
