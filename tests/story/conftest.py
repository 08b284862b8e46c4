"""The whole house for a story: web and content servers, a worker, a sealer, and a browser for each person."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page

from iapb.custody.keys import FileKeyProvider
from iapb.local.cluster import wait_for
from iapb.local.services import ROOT
from tests.server import Server
from tests.story.people import People

BELL = "14"  # a doorbell of its own: another test's worker would take this one's messages


@pytest.fixture(scope="session", autouse=True)
def bell(directories: None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        address = settings.REDIS_URL.rsplit("/", 1)[0] + f"/{BELL}"
        patch.setattr(settings, "REDIS_URL", address)
        patch.setenv("REDIS_URL", address)
        yield


@pytest.fixture
def house(bell: None, server: Server, tmp_path: Path) -> Iterator[Server]:
    FileKeyProvider.create(Path(settings.KEY_ROOT))
    celery = ["-m", "celery", "-A", "iapb", "worker", "--concurrency", "1", "--loglevel", "WARNING"]
    commands = {
        "worker": (celery, "worker"),
        "sweeper": (["manage.py", "sweep"], "worker"),
        "sealer": (["manage.py", "seal", "--interval", "0.2"], "sealer"),
    }
    running = []
    for name, (words, role) in commands.items():
        with open(tmp_path / f"{name}.log", "wb") as log:
            environment = {**server.environment, "IAPB_DATABASE": role, "REDIS_URL": settings.REDIS_URL}
            running.append(
                subprocess.Popen(
                    [sys.executable, *words], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
                )
            )
    try:
        wait_for(lambda: all(one.poll() is None for one in running), 10, "the house")
        yield server
    finally:
        for one in running:
            os.killpg(one.pid, signal.SIGKILL)
            one.wait(20)


@pytest.fixture
def people(house: Server, page: Page, tmp_path: Path) -> People:
    pictures = os.environ.get("STORY_PICTURES")
    return People(house, page, Path(pictures) if pictures else None)
