from __future__ import annotations

import pytest

from tests.disclosures.cases import Desk, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()
