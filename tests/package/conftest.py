from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.package import cases


@pytest.fixture(scope="session")
def archive() -> bytes:
    return cases.packed(cases.example())[1]


@pytest.fixture(scope="session")
def pristine(archive: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cases.unpack(archive, tmp_path_factory.mktemp("pristine"))


@pytest.fixture
def folder(pristine: Path, tmp_path: Path) -> Path:
    """A copy of the opened package, to be damaged."""
    return Path(shutil.copytree(pristine, tmp_path / cases.NUMBER))
