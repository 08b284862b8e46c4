"""Older archives over bad lines: begun, cut, sent on, received once; nobody else's."""

from __future__ import annotations

import hashlib
import random
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from evidence.importing.models import Archive
from iapb.access.transaction import actor_transaction
from iapb.custody import actions as custody
from iapb.custody import keys
from iapb.custody.models import Upload
from iapb.jobs.models import Job
from tests.coding.conftest import in_database
from tests.importing.test_packed import zip_of
from tests.uploads.conftest import TUS, Sender, said_in_header
from tests.uploads.test_page import LONG, Windows, look, windows  # noqa: F401

ADDRESS = "/api/imports/uploads/"


def begin(sender: Sender, size: int, **said: str) -> Any:
    metadata = said_in_header(**{"name": "archive.zip", **said})
    return sender.ask("POST", ADDRESS, **TUS, **{"Upload-Length": str(size), "Upload-Metadata": metadata})


def archives(sender: Sender) -> list[Archive]:
    with actor_transaction(sender.person):
        return list(Archive.objects.visible_to(sender.person).select_related("file"))


def subject(sender: Sender, address: str) -> Any:
    with actor_transaction(sender.person):
        found = Upload.objects.visible_to(sender.person).get(pk=address.rstrip("/").rsplit("/", 1)[1])
        return found.wrapped_keys.get().subject


def test_archive_when_the_line_is_cut_then_it_goes_on_and_is_looked_through(sender: Sender) -> None:
    content = random.Random(1).randbytes(300_000)
    address = begin(sender, len(content), client_key="archive.key.1").headers["Location"]
    assert sender.patch(address, 0, content[:100_000]).status == 204
    assert begin(sender, len(content), client_key="archive.key.1").headers["Location"] == address
    listed = sender.ask("GET", ADDRESS).json["results"]
    assert [(one["name"], one["offset"], one["address"]) for one in listed] == [("archive.zip", 100_000, address)]
    assert sender.ask("GET", "/api/uploads/").json["count"] == 0
    assert sender.offset(address) == 100_000
    told = sender.patch(address, 100_000, content[100_000:]).json
    assert (told["sha256"], told["again"]) == (hashlib.sha256(content).hexdigest(), False)
    [archive] = archives(sender)
    assert (str(archive.pk), told["page"]) == (told["id"], f"/imports/{archive.pk}/")
    with actor_transaction(sender.person):
        assert b"".join(custody.read(archive.file)) == content
        assert Job.objects.filter(object=archive.pk, kind="examine_archive").exists()
    again = begin(sender, len(content), client_key="archive.key.1").headers["Location"]
    assert sender.ask("GET", again).json["receipt"]["id"] == told["id"]
    assert len(archives(sender)) == 1


def test_archive_when_it_cannot_be_one_then_told_before_a_byte_comes(sender: Sender) -> None:
    for size, said, words in ((9, {"name": "archive.rar"}, "ZIP"), (2 << 30, {}, "1 GiB"), (0, {}, "0 bytes")):
        answer = begin(sender, size, **said)
        assert (answer.status, words in answer.json["detail"]) == (400, True)
    assert sender.ask("GET", ADDRESS).json["count"] == 0


def test_archive_when_taken_back_then_its_key_is_gone(sender: Sender) -> None:
    address = begin(sender, 1000).headers["Location"]
    sender.patch(address, 0, b"a" * 400)
    whose = subject(sender, address)
    assert sender.ask("DELETE", address, **TUS).status == 204
    assert keys.provider().is_destroyed(whose)
    assert sender.ask("HEAD", address, **TUS).status == 410


def test_archive_when_another_asks_or_by_the_other_address_then_absent(sender: Sender, stranger: Sender) -> None:
    address = begin(sender, 1000).headers["Location"]
    nothing = f"{ADDRESS}00000000-0000-4000-8000-000000000000/"
    for method, headers in (("HEAD", TUS), ("GET", {}), ("DELETE", TUS)):
        theirs, absent = (stranger.ask(method, one, **headers) for one in (address, nothing))
        assert (theirs.status, theirs.body) == (absent.status, absent.body) == (404, absent.body)
    assert stranger.patch(address, 0, b"a").status == 404
    as_file = address.replace("/imports/", "/")
    assert sender.ask("HEAD", as_file, **TUS).status == 404
    of_item = sender.begun(1000).replace("/uploads/", "/imports/uploads/")
    assert sender.ask("HEAD", of_item, **TUS).status == 404
    assert sender.patch(of_item, 0, b"a").status == 404
    assert sender.offset(address) == 0


@pytest.mark.browser
def test_page_when_the_line_breaks_then_the_archive_goes_on_by_itself(
    windows: Windows,  # noqa: F811
    tmp_path: Path,
) -> None:
    page = _open(windows)
    windows.line()
    archive = tmp_path / "archive.zip"
    archive.write_bytes(_large_zip(tmp_path))
    page.locator("#archive-file").set_input_files(archive)
    _some_has_gone(page.locator("[data-state]"))
    windows.line(cut=True)
    expect(page.locator("[data-state]")).to_contain_text("The line broke", timeout=LONG)
    windows.line()
    page.wait_for_url("**/imports/*-*/", timeout=2 * LONG)
    [kept] = in_database(lambda: archives(windows.sender))
    assert kept.file.sha256 == hashlib.sha256(archive.read_bytes()).hexdigest()


@pytest.mark.browser
def test_page_when_paused_and_the_browser_is_closed_then_the_archive_goes_on(
    windows: Windows,  # noqa: F811
    tmp_path: Path,
) -> None:
    page = _open(windows)
    windows.line()
    archive = tmp_path / "archive.zip"
    archive.write_bytes(_large_zip(tmp_path))
    page.locator("#archive-file").set_input_files(archive)
    state = page.locator("[data-state]")
    _some_has_gone(state)
    page.get_by_role("button", name="Pause").click()
    expect(state).to_contain_text("Paused")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    look(page, "archive-paused")
    windows.close()
    page = _open(windows, phone=True)
    expect(page.locator("[data-unfinished]")).to_contain_text("archive.zip")
    look(page, "archive-unfinished-360")
    offsets: list[str] = []
    page.on("request", lambda asked: asked.method == "PATCH" and offsets.append(asked.headers["upload-offset"]))
    page.locator("#archive-file").set_input_files(archive)
    page.wait_for_url("**/imports/*-*/", timeout=LONG)
    assert int(offsets[0]) > 0
    [kept] = in_database(lambda: archives(windows.sender))
    assert kept.file.sha256 == hashlib.sha256(archive.read_bytes()).hexdigest()


def _some_has_gone(state: Any) -> None:
    expect(state).to_contain_text(re.compile(r"[1-9]\d?.?%"), timeout=LONG)


def _open(windows: Windows, *, phone: bool = False) -> Any:  # noqa: F811
    page = windows.open(phone=phone)
    page.goto(f"{windows.house.url}/imports/")
    return page


def _large_zip(folder: Path) -> bytes:
    content = folder / "content"
    content.mkdir()
    (content / "recording.bin").write_bytes(random.Random(3).randbytes(12_000_000))
    return zip_of(content)
