"""The way out in real Chromium: build, hand over, receipt; every page checked for accessibility."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage
import pytest
from playwright.sync_api import Page, expect

from evidence.models import ItemFile
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.ledger import proofs
from tests.browser import check_accessibility
from tests.disclosures.conftest import browse, in_database  # noqa: F401
from tests.packages import cases
from tests.packages.cases import Packed
from tests.server import Server

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("TEST_PICTURES")


@pytest.fixture
def packed(server: Server) -> Packed:
    return in_database(cases.make_packed)


@pytest.fixture
def sealer(packed: Packed) -> Iterator[None]:
    with cases.sealing():
        yield


def look(page: Page, name: str) -> None:
    check_accessibility(page)
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def job_of(packed: Packed) -> Job:
    return in_database(lambda: Job.objects.get(object=packed.disclosure.pk))


def test_story_when_approved_then_built_handed_over_and_confirmed(
    packed: Packed,
    sealer: None,
    server: Server,
    browse: Callable[[Person], Page],  # noqa: F811
) -> None:
    page = browse(packed.officer)
    page.goto(f"{server.url}/packages/")
    look(page, "packages_empty")
    page.goto(f"{server.url}/disclosures/{packed.disclosure.pk}/")
    page.get_by_role("button", name="Build the package").click()
    expect(page.get_by_role("status").filter(has_text="Waiting")).to_be_visible()
    look(page, "desk_building")
    job = job_of(packed)
    in_database(lambda: cases.run(job))
    # The part about the package renews itself.
    page.get_by_role("link", name="Open package").click(timeout=15_000)
    expect(page.get_by_text("Nothing has left.")).to_be_visible()
    look(page, "package")

    page.get_by_role("link", name="Hand it over").click()
    look(page, "hand_over")
    page.get_by_role("button", name="Get the download link").click()
    expect(page.get_by_text("This field is required.").first).to_be_visible()
    page.get_by_label("Which way it goes").select_option(label="Portal")
    page.get_by_label("Who receives it").fill("Duty prosecutor")
    page.get_by_role("button", name="Get the download link").click()
    look(page, "hand_over_link")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the sealed package").click()
    name, path = download.value.suggested_filename, download.value.path()
    assert name.startswith("IAPB-P-") and name.endswith(".zip.age")
    assert pyrage.decrypt(path.read_bytes(), [packed.identity]).startswith(b"PK")

    page.get_by_role("link", name="Package IAPB-P-").first.click()
    expect(page.get_by_text("Handed over", exact=True)).to_be_visible()
    look(page, "package_delivered")
    page.get_by_label("SHA-256 of the file they received").fill("00")
    page.get_by_label("Who confirmed it").fill("Duty prosecutor")
    page.get_by_role("button", name="Record the receipt").click()
    expect(page.get_by_text("they hold something else")).to_be_visible()
    look(page, "package_wrong_receipt")
    page.get_by_label("SHA-256 of the file they received").fill(in_database(lambda: packed.package().sealed.sha256))
    page.get_by_role("button", name="Record the receipt").click()
    page.get_by_role("button", name="Close it").click()
    look(page, "package_closed")
    page.goto(f"{server.url}/packages/")
    expect(page.get_by_text("Duty prosecutor")).to_be_visible()
    look(page, "packages")


def test_hand_over_when_withdrawn_after_the_link_then_nothing_comes_and_the_page_says_why(
    packed: Packed,
    sealer: None,
    server: Server,
    browse: Callable[[Person], Page],  # noqa: F811
) -> None:
    in_database(lambda: cases.run(packed.ask()))
    package = in_database(packed.package)
    page = browse(packed.officer)
    page.goto(f"{server.url}/packages/{package.pk}/hand-over/")
    page.get_by_label("Which way it goes").select_option(label="Portal")
    page.get_by_label("Who receives it").fill("Duty prosecutor")
    page.get_by_role("button", name="Get the download link").click()
    in_database(lambda: (cases.withdraw(packed.desk), True)[1])
    with page.expect_navigation():
        page.get_by_role("link", name="Download the sealed package").click()
    expect(page.get_by_text("Not found.")).to_be_visible()
    page.goto(f"{server.url}/packages/{package.pk}/")
    expect(page.get_by_text("Recalled. Nothing of it leaves.")).to_be_visible()
    expect(page.get_by_text("nothing left: the link was not used")).to_be_visible()
    look(page, "package_recalled")
    page.goto(f"{server.url}/packages/{package.pk}/hand-over/")
    expect(page.get_by_text("This was recalled.")).to_be_visible()


def test_receipt_of_a_file_when_printed_then_all_that_proves_it_and_no_name(
    packed: Packed,
    sealer: None,
    server: Server,
    browse: Callable[[Person], Page],  # noqa: F811
) -> None:
    def receipt() -> ItemFile:
        with cases.acting(partner):
            rows = ItemFile.objects.visible_to(partner).filter(item=packed.interview.pk, role="recording_audio")
            return rows.select_related("file").get()

    partner = packed.desk.partner
    linked = in_database(receipt)
    in_database(lambda: proofs.wait_signed(linked.file.receipt_event, 20))
    told = in_database(lambda: proofs.receipt(linked.file.receipt_event))
    page = browse(partner)
    page.goto(f"{server.url}/files/{linked.file_id}/receipt/")
    expect(page.locator("main")).to_contain_text(partner.name)
    look(page, "receipt")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")
    page.emulate_media(media="print")
    sheet = page.locator("body").inner_text()
    # The root stands in the third line of the checkpoint; the leaf is hashed by whoever checks.
    leaf = in_database(lambda: proofs.proof_for(linked.file.receipt_event)).leaf.decode()
    proof = [str(told["position"]), leaf.replace(",", ""), *told["path"], *told["checkpoint"].splitlines()[:3]]
    file = [str(linked.file_id), str(linked.file.size), linked.file.sha256, str(linked.file.receipt_event)]
    assert [one for one in file + proof if one not in sheet.replace("\xa0", "").replace(",", "")] == []
    assert partner.name not in sheet
    assert not page.get_by_role("button").all()
    look(page, "receipt_on_paper")
