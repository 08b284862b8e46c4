from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from iapb.accounts.models import Person
from iapb.custody import actions, keys, tickets
from iapb.custody.models import StoredFile
from tests.cast import make_body, make_person


@pytest.fixture(autouse=True, scope="session")
def made_keys(directories: None) -> keys.FileKeyProvider:
    return keys.FileKeyProvider(Path(settings.KEY_ROOT))


@pytest.fixture
def partner(db: None) -> Person:
    return make_person("Partner", "partner", body=make_body(f"Body {uuid4()}"))


@pytest.fixture
def other_partner(db: None) -> Person:
    return make_person("Other partner", "partner", body=make_body(f"Body {uuid4()}"))


@pytest.fixture
def subject(made_keys: keys.FileKeyProvider) -> UUID:
    subject = uuid4()
    made_keys.new_subject_key(subject)
    return subject


@pytest.fixture
def send(partner: Person, subject: UUID) -> Callable[..., StoredFile]:
    """Receives bytes as the partner would and gives the row."""

    def receive(content: bytes = b"testimony", **announced: object) -> StoredFile:
        announced = {
            "subjects": [subject], "media_type": "audio/mpeg", "name": "a name.mp3", "by": partner, **announced,
        }  # fmt: skip
        receipt = actions.receive([content], **announced)  # type: ignore[arg-type]
        return stored(receipt.id)

    return receive


def stored(file: UUID) -> StoredFile:
    return StoredFile.objects.unscoped("the test looks at the row").get(pk=file)


@pytest.fixture
def guard() -> Iterator[set[tuple[UUID, UUID]]]:
    """The pairs of file and person that may read."""
    allowed: set[tuple[UUID, UUID]] = set()

    def ask(file: UUID, person: Person) -> bool:
        return (file, person.pk) in allowed

    tickets.register_guard(ask)
    yield allowed
    tickets._guards.remove(ask)
