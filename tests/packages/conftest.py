from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.packages import cases
from tests.packages.cases import Packed


@pytest.fixture
def packed(committing: str) -> Packed:
    return cases.make_packed()


@pytest.fixture
def sealer(packed: Packed) -> Iterator[None]:
    with cases.sealing():
        yield


@pytest.fixture
def built(packed: Packed, sealer: None) -> Packed:
    cases.run(packed.ask())
    assert packed.package() is not None
    return packed
