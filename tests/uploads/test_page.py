"""The sending page in real Chromium: on bad lines, after a closed browser, beside another window, with wrong files."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, expect, sync_playwright

from evidence.models import ItemFile
from iapb.access.transaction import actor_transaction
from tests.browser import ONLY_THIS_MACHINE, check_accessibility
from tests.cast import signed_in
from tests.coding.conftest import in_database
from tests.uploads.conftest import House, Sender, make_sender

pytestmark = pytest.mark.browser
SIZE = 3_000_000
SLOW = 250_000  # bytes a second
LONG = 60_000  # milliseconds
ONE = re.compile(r"/api/uploads/[0-9a-f-]{36}/")


@dataclass
class Windows:
    """The browser of one partner; closing it forgets everything but the account."""

    house: House
    sender: Sender
    browser: Any
    context: BrowserContext | None = None
    debugger: CDPSession | None = None

    @property
    def address(self) -> str:
        return f"{self.house.url}/items/{self.sender.item}/"

    def open(self, *, slow: bool = False, phone: bool = False) -> Page:
        if self.context is None:
            size = {"width": 360, "height": 740} if phone else {"width": 1280, "height": 900}
            self.context = self.browser.new_context(viewport=size, locale="en-GB")
            key = in_database(lambda: signed_in(self.sender.person).cookies[settings.SESSION_COOKIE_NAME].value)
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.house.url}
            self.context.add_cookies([cookie])
        page = self.context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        page.on("console", lambda message: _no_violation(message.text))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(self.address)
        self.debugger = page.context.new_cdp_session(page)
        self.debugger.send("Network.enable")
        if slow:
            self.line()
        return page

    def line(self, *, cut: bool = False) -> None:
        """The network of the page opened last; what is under way breaks when it is cut."""
        conditions = {"offline": cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW}
        assert self.debugger
        self.debugger.send("Network.emulateNetworkConditions", conditions)

    def close(self) -> None:
        assert self.context
        self.context.close()
        self.context = None

    def kept(self) -> list[ItemFile]:
        def read() -> list[ItemFile]:
            with actor_transaction(self.sender.person):
                mine = ItemFile.objects.visible_to(self.sender.person).filter(item=self.sender.item)
                return list(mine.select_related("file").order_by("added_at"))

        found: list[ItemFile] = in_database(read)
        return found


def _no_violation(text: str) -> None:
    assert "Content Security Policy" not in text, text


@pytest.fixture
def windows(house: House) -> Iterator[Windows]:
    sender = make_sender(house)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", ONLY_THIS_MACHINE]
        )
        yield Windows(house, sender, browser)
        browser.close()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return written(tmp_path / "recording-ru.bin", 1)


def written(path: Path, seed: int, size: int = SIZE, like: Path | None = None, same: int = 0) -> Path:
    """Bytes of its own; the first `same` are those of another file."""
    content = random.Random(seed).randbytes(size)
    path.write_bytes(like.read_bytes()[:same] + content[same:] if like else content)
    return path


def choose(page: Page, *files: Path) -> Locator:
    page.locator("#choose-files").set_input_files(list(files))
    return page.locator("[data-queue] .intake-row")


def press(row: Locator, name: str) -> None:
    row.get_by_role("button", name=name, exact=True).click()


def under_way(row: Locator) -> None:
    """Some of it has gone, not all."""
    expect(row.locator("[data-state]")).to_contain_text(re.compile(r"[1-9]\d?.?%"), timeout=LONG)


def in_the_vault(row: Locator) -> None:
    expect(row.locator("[data-state]")).to_contain_text("In the vault", timeout=LONG)
    expect(row.locator("[data-sha]")).to_have_text(re.compile("^[0-9a-f]{64}$"))


def look(page: Page, name: str) -> None:
    check_accessibility(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} too wide"
    if where := os.environ.get("STORY_PICTURES"):
        page.screenshot(path=Path(where) / f"upload-{name}.png", full_page=True)


def test_line_when_cut_then_it_goes_on_by_itself(windows: Windows, recording: Path) -> None:
    page = windows.open(slow=True)
    row = choose(page, recording)
    press(row, "Send")
    under_way(row)
    windows.line(cut=True)
    expect(row.locator("[data-state]")).to_contain_text("The line broke", timeout=LONG)
    expect(page.locator("[data-live]")).to_contain_text("The line broke")
    look(page, "line-broken")
    windows.line()
    in_the_vault(row)
    look(page, "done")
    assert [one.file.size for one in windows.kept()] == [SIZE]


def test_browser_when_closed_then_listed_and_the_same_file_goes_on(windows: Windows, tmp_path: Path) -> None:
    # Most of a minute on this line: a machine that is slow to close the browser does not let it arrive whole.
    recording = written(tmp_path / "recording-ru.bin", 1, 4 * SIZE)
    page = windows.open(slow=True)
    row = choose(page, recording)
    press(row, "Send")
    under_way(row)
    windows.close()
    page = windows.open(phone=True)
    unfinished = page.locator("[data-unfinished]")
    expect(unfinished).to_contain_text(recording.name)
    look(page, "unfinished-360")
    # Nothing of the file stayed in the browser.
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    row = choose(page, recording)
    expect(row.locator("[data-state]")).to_contain_text("Goes on where it stopped")
    offsets: list[str] = []
    page.on("request", lambda asked: asked.method == "PATCH" and offsets.append(asked.headers["upload-offset"]))
    press(row, "Send")
    in_the_vault(row)
    assert int(offsets[0]) > 0
    expect(unfinished).to_be_hidden()
    look(page, "resumed-360")
    assert [one.file.size for one in windows.kept()] == [4 * SIZE]


def test_server_when_killed_and_started_then_it_goes_on(windows: Windows, recording: Path) -> None:
    page = windows.open(slow=True)
    row = choose(page, recording)
    press(row, "Send")
    under_way(row)
    windows.house.kill()
    expect(row.locator("[data-state]")).to_contain_text("The line broke", timeout=LONG)
    windows.house.start()
    in_the_vault(row)
    assert len(windows.kept()) == 1


def test_windows_when_two_send_the_same_file_then_it_is_there_once(windows: Windows, recording: Path) -> None:
    first, second = windows.open(slow=True), windows.open()
    one, other = choose(first, recording), choose(second, recording)
    press(one, "Send")
    under_way(one)
    press(other, "Send")
    expect(other.locator("[data-state]")).to_contain_text("Another window is sending this file")
    in_the_vault(one)
    expect(other.locator("[data-state]")).to_contain_text("Had arrived before", timeout=LONG)
    assert len(windows.kept()) == 1


def test_file_when_empty_then_said_and_nothing_is_asked(windows: Windows, tmp_path: Path) -> None:
    page = windows.open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    row = choose(page, written(tmp_path / "nothing.txt", 1, 0))
    press(row, "Send")
    expect(row.locator("[data-state]")).to_contain_text("0 bytes")
    assert "POST" not in asked


def test_hash_when_not_the_same_here_and_there_then_said_aloud(windows: Windows, recording: Path) -> None:
    """Larger files are compared at the end; a smaller one is refused by the vault itself."""
    page = windows.open()

    def other_hash(route: Any) -> None:
        answer = route.fetch()
        told = answer.json()
        if told.get("receipt"):
            told["receipt"]["sha256"] = "0" * 64
        route.fulfill(response=answer, json=told)

    page.route(
        re.compile(r"/api/uploads/[0-9a-f-]{36}/"),
        lambda r: other_hash(r) if r.request.method == "GET" else r.continue_(),
    )
    row = choose(page, recording)
    press(row, "Send")
    expect(row.locator("[data-state]")).to_contain_text("Do not delete it", timeout=LONG)
    expect(page.locator("[data-live]")).to_contain_text("Do not delete it")
    look(page, "differs")


def test_file_when_it_changed_on_its_way_then_the_vault_refuses_it(windows: Windows, recording: Path) -> None:
    page = windows.open()

    def changed(route: Any) -> None:
        body = bytearray(route.request.post_data_buffer)
        body[-1] ^= 1
        route.continue_(post_data=bytes(body))

    page.route(
        re.compile(r"/api/uploads/[0-9a-f-]{36}/"),
        lambda r: changed(r) if r.request.method == "PATCH" else r.continue_(),
    )
    row = choose(page, written(recording.with_name("small.bin"), 5, 40_000))
    press(row, "Send")
    expect(row.locator("[data-state]")).to_contain_text("arrived changed", timeout=LONG)
    assert windows.kept() == []
    page.unroute_all()
    press(row, "Go on")
    in_the_vault(row)


def test_file_when_of_the_same_name_and_size_but_another_then_a_new_one(windows: Windows, recording: Path) -> None:
    written(recording, 1, 4 * SIZE)
    page = windows.open(slow=True)
    row = choose(page, recording)
    press(row, "Send")
    under_way(row)
    windows.close()
    written(recording, 2, 4 * SIZE)
    page = windows.open()
    expect(page.locator("[data-unfinished]")).to_contain_text(recording.name)
    row = choose(page, recording)
    expect(row.locator("[data-state]")).to_contain_text("begins differently")
    press(row, "Send")
    in_the_vault(row)
    # The unfinished one is given up by hand.
    page.locator("[data-unfinished]").get_by_role("button", name=f"Give up: {recording.name}").click()
    expect(page.locator("[data-unfinished]")).to_be_hidden()
    assert len(windows.kept()) == 1


def test_file_when_only_its_beginning_is_the_same_then_both_are_kept(windows: Windows, recording: Path) -> None:
    page = windows.open()
    folder = recording.with_name("another")
    folder.mkdir()
    other = written(folder / recording.name, 3, like=recording, same=1_500_000)
    for number, file in enumerate((recording, other)):
        row = choose(page, file).nth(number)
        press(row, "Send")
        in_the_vault(row)
    assert len({one.file.sha256 for one in windows.kept()}) == 2


def test_sending_when_paused_and_role_corrected_then_both_count(windows: Windows, recording: Path) -> None:
    page = windows.open(slow=True)
    row = choose(page, recording)
    row.get_by_label("Note").fill("from the first of two tapes")
    row.get_by_label("How it came to us").select_option("handed_media")
    press(row, "Send")
    under_way(row)
    row.get_by_role("button", name="Pause").focus()
    page.keyboard.press("Enter")
    expect(row.locator("[data-state]")).to_contain_text("Paused")
    expect(row.get_by_role("button", name="Go on")).to_be_focused()
    row.get_by_label("Role").select_option("recording_video")
    look(page, "paused")
    page.keyboard.press("Tab")
    press(row, "Go on")
    in_the_vault(row)
    expect(page.locator("#item-progress")).to_contain_text("from the first of two tapes")
    [kept] = windows.kept()
    assert (kept.role, kept.note, kept.acquisition) == (
        "recording_video", "from the first of two tapes", "handed_media",
    )  # fmt: skip


def test_sending_when_given_up_then_nothing_is_left(windows: Windows, recording: Path) -> None:
    page = windows.open(slow=True)
    row = choose(page, recording)
    press(row, "Send")
    under_way(row)
    press(row, "Give up")
    expect(row).to_have_count(0)
    page.reload()
    expect(page.locator("[data-unfinished]")).to_be_hidden()
    assert windows.kept() == []


def test_many_when_sent_on_a_phone_then_overall_progress_receipts_and_twins(
    windows: Windows, recording: Path, house: House
) -> None:
    twin = written(recording.with_name("twin.bin"), 7, 50_000)
    page = windows.open(slow=True, phone=True)
    rows = choose(page, recording, twin)
    look(page, "chosen-360")
    page.get_by_role("button", name="Send all").click()
    expect(page.locator("[data-overall-state]")).to_contain_text("%")
    look(page, "overall-360")
    for number in range(2):
        in_the_vault(rows.nth(number))
    again = choose(page, twin).nth(2)
    press(again, "Send")
    expect(again.locator("[data-state]")).to_contain_text("Had arrived before")
    # Of another body the same bytes are told to nobody.
    mine = windows.sender
    stranger = in_database(lambda: make_sender(house, "Stranger"))
    windows.close()
    windows.sender = stranger
    page = windows.open(phone=True)
    row = choose(page, twin)
    press(row, "Send")
    in_the_vault(row)
    expect(row.locator("[data-twice]")).to_be_hidden()
    windows.close()
    windows.sender = mine


def test_many_when_sent_then_the_whole_counts_what_waits_for_its_turn(windows: Windows, recording: Path) -> None:
    page = windows.open(slow=True)
    rows = choose(page, recording, written(recording.with_name("second.bin"), 8))
    page.get_by_role("button", name="Send all").click()
    under_way(rows.nth(0))
    whole, bar = page.locator("[data-overall-state]"), page.locator("[data-overall-bar]")
    expect(whole).to_contain_text("0 of 2 files")
    assert bar.evaluate("bar => bar.value") <= 0.5
    in_the_vault(rows.nth(0))
    expect(whole).to_contain_text("1 of 2 files")
    assert 0.5 <= bar.evaluate("bar => bar.value") < 1
    page.get_by_role("button", name="Pause all").click()
    expect(rows.nth(1).locator("[data-state]")).to_contain_text("Paused")
    press(rows.nth(1), "Go on")
    # What had been sent before the pause may all have come.
    expect(rows.nth(1).locator("[data-state]")).to_contain_text(re.compile("In the vault|Had arrived"), timeout=LONG)
    expect(page.locator("[data-overall]")).to_be_hidden()
    assert len(windows.kept()) == 2


def test_files_and_a_folder_when_dropped_then_each_file_is_there(windows: Windows, tmp_path: Path) -> None:
    """As the machine's own file manager drops them."""
    folder = tmp_path / "recordings"
    (folder / "second tape").mkdir(parents=True)
    dropped = [written(tmp_path / "alone.bin", 1, 500), written(folder / "first.bin", 2, 600)]
    written(folder / "second tape" / "third.bin", 3, 700)
    page = windows.open()
    box = page.locator(".intake-drop").bounding_box()
    assert box and windows.debugger
    paths = [str(dropped[0]), str(folder)]
    where = {"x": box["x"] + 40, "y": box["y"] + 20}
    data = {"items": [], "files": paths, "dragOperationsMask": 1}
    rows = page.locator("[data-queue] .intake-row")
    told = False
    for _attempt in range(5):  # what is let go before the browser has heard that the page takes it is not dropped
        for kind in ("dragEnter", "dragOver", "dragOver", "drop"):
            windows.debugger.send("Input.dispatchDragEvent", {"type": kind, **where, "data": data})
            page.wait_for_timeout(300)
            told = told or page.locator(".intake-drop.over").is_visible()
        page.wait_for_timeout(2000)
        if rows.count():
            break
    assert told, "the page did not say that it takes them"
    expect(rows.locator("[data-name]")).to_have_text(["alone.bin", "first.bin", "third.bin"])
    page.get_by_role("button", name="Send all").click()
    for number in range(3):
        in_the_vault(rows.nth(number))
    assert sorted(one.file.size for one in windows.kept()) == [500, 600, 700]


def test_receipt_when_kept_then_the_page_checks_it_without_sending_the_file(
    windows: Windows, recording: Path, tmp_path: Path
) -> None:
    page = windows.open()
    row = choose(page, recording)
    press(row, "Send")
    in_the_vault(row)
    with page.expect_download() as download:
        row.get_by_role("link", name="JSON").click()
    kept = tmp_path / "receipt.json"
    download.value.save_as(kept)
    page.goto(f"{windows.house.url}/receipts/check/")
    bodies: list[int] = []
    page.on("request", lambda asked: bodies.append(len(asked.post_data_buffer or b"")))
    page.get_by_label("Choose the JSON file of the receipt").set_input_files(kept)
    page.get_by_label("Choose your own file").set_input_files(recording)
    expect(page.get_by_label("SHA-256 of the file you have")).to_have_value(re.compile("^[0-9a-f]{64}$"))
    look(page, "check-receipt")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#checked")).to_contain_text("The file you have is the one that was received.")
    expect(page.locator("#checked-head")).to_be_focused()
    look(page, "checked-receipt")
    assert max(bodies) < 20_000
    page.set_viewport_size({"width": 360, "height": 740})
    look(page, "checked-receipt-360")
