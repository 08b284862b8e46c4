from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody.keys import FileKeyProvider
from interviews.models import Witness
from tests.intake import make_partner, make_witness


@pytest.fixture(autouse=True, scope="session")
def made_keys(directories: None) -> FileKeyProvider:
    return FileKeyProvider.create(Path(settings.KEY_ROOT))


@pytest.fixture
def partner(db: None) -> Person:
    partner = make_partner()
    set_actor(partner.pk)
    return partner


@pytest.fixture
def witness(partner: Person) -> Witness:
    return make_witness(partner)
