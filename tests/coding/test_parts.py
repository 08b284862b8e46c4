"""Tags on parts of files: stretches of recordings, pages, boxes on pictures. One target each; a fact may rest on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from evidence.coding import actions
from evidence.coding.actions.parts import Part
from evidence.coding.models import Tag
from evidence.models import Derivative, ItemFile, OfficialName
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from interviews.models import MaterialFacts
from tests.browser import check_accessibility
from tests.cast import signed_in
from tests.coding.cases import Case, code, make_case, make_file
from tests.coding.test_api import Script
from tests.oracles.web_annotation import violations
from tests.server import Server

TIME = Part(from_ms=12_500, until_ms=20_000)
BOX = Part(left=1000, top=2050, width=2500, height=1010)
PAGE = Part(page=3)
BOX_ON_PAGE = Part(page=3, left=0, top=0, width=10_000, height=5000)


def nameless(case: Case) -> None:
    """As the partner states before pictures are shown to those who code."""
    case.acts_as(case.partner)
    MaterialFacts(
        item=case.item, contains=[], nothing_else=True, carries_name=False, others="none", restricted_art18=False,
        sgbv=False, stated_by=case.partner,
    ).save(force_insert=True)  # fmt: skip


@pytest.fixture
def case(db: None) -> Case:
    case = make_case()
    nameless(case)
    return case


@pytest.fixture
def files(case: Case) -> dict[str, ItemFile]:
    made = {
        "sound": make_file(case, "recording_audio", "audio/wav"),
        "picture": make_file(case, "photo", "image/jpeg"),
        "paper": make_file(case, "scan", "application/pdf"),
        "words": make_file(case, "document", "text/plain"),
    }
    case.acts_as(case.analyst)
    return made


def place(case: Case, file: ItemFile, part: Part, **more: Any) -> Tag:
    return actions.place_on_part(file=file, part=part, code=more.pop("code", code("PHY.BEAT")), by=case.analyst, **more)


@pytest.mark.parametrize(
    ("name", "part", "quoted"),
    [
        ("sound", TIME, "0:12–0:20"),
        ("picture", BOX, "picture, a part of it"),
        ("paper", PAGE, "page 3"),
        ("paper", BOX_ON_PAGE, "page 3, a part of it"),
    ],
)
def test_part_when_tagged_then_kept_once_with_its_event(
    case: Case, files: dict[str, ItemFile], name: str, part: Part, quoted: str
) -> None:
    key = uuid4()
    tag = place(case, files[name], part, client_key=key)
    assert place(case, files[name], part, client_key=key) == tag == place(case, files[name], part)
    assert (tag.quoted, tag.exact, tag.text) == (quoted, "", None)
    assert Event.objects.filter(event="tag.placed", object=str(tag.pk)).count() == 1
    with pytest.raises(Invalid):
        place(case, files[name], part, client_key=key, code=code("PHY.INSTR"))


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("sound", Part()),
        ("sound", Part(from_ms=5)),
        ("sound", Part(from_ms=5, until_ms=5)),
        ("sound", BOX),
        ("sound", Part(from_ms=5, until_ms=9, page=1)),
        ("picture", Part()),
        ("picture", TIME),
        ("picture", Part(left=1, top=1)),
        ("picture", Part(left=9000, top=0, width=1001, height=10)),
        ("picture", Part(left=0, top=0, width=0, height=10)),
        ("paper", Part(page=0)),
        ("words", PAGE),
        ("words", TIME),
    ],
)
def test_part_when_there_is_no_such_one_then_invalid(
    case: Case, files: dict[str, ItemFile], name: str, part: Part
) -> None:
    with pytest.raises(Invalid):
        place(case, files[name], part)


def test_part_when_the_picture_may_not_be_seen_then_refused(db: None) -> None:
    case = make_case()
    picture = make_file(case, "photo", "image/jpeg")
    case.acts_as(case.analyst)
    with pytest.raises(Refused):
        place(case, picture, BOX)


def test_part_when_the_code_is_need_to_know_or_the_role_does_not_code_then_refused(
    case: Case, files: dict[str, ItemFile]
) -> None:
    with pytest.raises(Refused):
        place(case, files["sound"], TIME, code=code("SGB.THREAT"))
    case.acts_as(case.partner)
    with pytest.raises(Refused):
        actions.place_on_part(file=files["sound"], part=TIME, code=code("PHY.BEAT"), by=case.partner)


IMPOSSIBLE = {
    "tag_has_one_target": "update coding_tag set page = 1 where id = %s",
    "tag_time_is_a_stretch": "update coding_tag set until_ms = from_ms where id = %s",
    "tag_once_on_part": "insert into coding_tag select (jsonb_populate_record(t, jsonb_build_object("
    "'id', gen_random_uuid(), 'client_key', gen_random_uuid()))).* from coding_tag t where id = %s",
}


@pytest.mark.parametrize("constraint", IMPOSSIBLE)
def test_database_when_a_part_is_impossible_then_refuses(
    case: Case, files: dict[str, ItemFile], constraint: str
) -> None:
    tag = place(case, files["sound"], TIME)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(IMPOSSIBLE[constraint], [tag.pk])


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("tag_box_lies_on_its_page", '"left" = 7501'),
        ("tag_box_lies_on_its_page", "width = 0"),
        ("tag_box_lies_on_its_page", "height = null"),
        ("tag_pages_count_from_one", "page = 0"),
        ("tag_has_one_target", "from_ms = 1, until_ms = 2"),
        ("tag_has_one_target", "exact = 'words'"),
        ("tag_has_one_target", "file_id = null"),
        ("tag_has_one_target", '"left" = null, top = null, width = null, height = null'),
    ],
)
def test_database_when_a_box_is_impossible_then_refuses(
    case: Case, files: dict[str, ItemFile], constraint: str, change: str
) -> None:
    tag = place(case, files["picture"], BOX)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update coding_tag set {change} where id = %s", [tag.pk])


def test_page_when_a_part_is_tagged_and_taken_back_then_shown_and_gone(case: Case, files: dict[str, ItemFile]) -> None:
    client, address = signed_in(case.analyst), reverse("tag_part", args=[files["sound"].file_id])
    shown = reverse("view_file", args=[files["sound"].file_id])
    sent = {"code": str(code("PHY.BEAT").pk), "from_ms": "1:02:03", "until_ms": "1:02:04,5"}
    assert client.get(address).status_code == 200
    assert client.post(address, sent).headers["Location"] == shown
    html = client.get(shown).content.decode()
    assert "Beating with hands or feet" in html and "1:02:03–1:02:04" in html
    for wrong in ({"from_ms": "soon"}, {"until_ms": "0:01"}, {"code": ""}):
        assert client.post(address, {**sent, **wrong}).status_code == 422
    case.acts_as(case.analyst)
    tag = Tag.objects.visible_to(case.analyst).get(file=files["sound"])
    assert signed_in(case.colleague).post(reverse("take_back_tag", args=[tag.pk])).status_code == 403
    assert client.post(reverse("take_back_tag", args=[tag.pk])).status_code == 302
    assert "1:02:03" not in client.get(shown).content.decode()
    assert signed_in(case.stranger).get(address).status_code == 404
    assert signed_in(case.partner).get(address).status_code == 403


def test_fact_when_it_rests_on_a_part_then_says_which(case: Case, files: dict[str, ItemFile]) -> None:
    tag = place(case, files["picture"], BOX)
    actions.state_incident(item=case.item, fields={"context": code("CTX.ARREST")}, tags=[tag], by=case.analyst)
    official = actions.create_official_from_tag(tag=tag, label="Commander N", by=case.analyst)
    assert OfficialName.objects.visible_to(case.analyst).filter(entry=official).count() == 1
    html = signed_in(case.analyst).get(reverse("facts", args=[case.item.pk])).content.decode()
    assert "picture, a part of it" in html
    html = signed_in(case.analyst).get(reverse("workbench", args=[case.item.pk])).content.decode()
    assert str(tag.pk) in html


def test_api_when_a_part_is_sent_then_told_and_exported_as_fragments(case: Case, files: dict[str, ItemFile]) -> None:
    script = Script(case.analyst)
    for name, part in (
        ("sound", {"from_ms": 12_500, "until_ms": 20_000}),
        ("picture", {"left": 1050, "top": 2000, "width": 2500, "height": 1010}),
        ("paper", {"page": 3}),
        ("paper", {"page": 4, "left": 0, "top": 0, "width": 10_000, "height": 5000}),
    ):
        made = script.post("api_parts", files[name].file_id, code="PHY.BEAT", **part)
        assert made.status_code == 201, made.json()
    assert made.json()["box"] == [0, 0, 10_000, 5000] and made.json()["text"] is None
    assert script.post("api_parts", files["paper"].file_id, code="PHY.BEAT").status_code == 400
    assert Script(case.stranger).post("api_parts", files["paper"].file_id, code="PHY.BEAT", page=1).status_code == 404
    told = json.loads(script.get("api_annotations", case.item.pk).content)
    assert violations(told) == []
    selectors = [one["target"]["selector"] for one in told["first"]["items"]]
    values = {one["value"]: one.get("refinedBy", {}).get("value") for one in selectors}
    assert values == {
        "t=12.5,20": None, "xywh=percent:10,20,26,11": None, "page=3": None, "page=4": "xywh=percent:0,0,100,50",
    }  # fmt: skip


@pytest.mark.browser
def test_box_when_drawn_on_the_picture_then_tagged_there(
    server: Server, browse: Callable[[Person], Page], database: Callable[[Callable[[], Any]], Any]
) -> None:
    def make() -> tuple[Case, ItemFile]:
        with transaction.atomic():
            case = make_case()
            nameless(case)
            photo, copy = make_file(case, "photo", "image/jpeg"), make_file(case, "derivative", "image/webp")
            Derivative.objects.create(
                item_file=copy, parent=photo, kind="picture", tool="a tool", tool_version="1", width=100, height=100,
                collection=case.collection, closed=True,
            )  # fmt: skip
        return case, photo

    case, photo = database(make)
    page = browse(case.analyst)
    mark = {"url": f"{server.url}/static/img/mark.svg"}
    page.route("**/copies/**", lambda route: route.fulfill(json=mark))
    page.goto(f"{server.url}/files/{photo.file_id}/view/")
    expect(page.locator("[data-picture]")).to_be_visible()
    check_accessibility(page)
    box = page.locator(".viewer-sheet").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.3, steps=4)
    page.mouse.up()
    expect(page.locator(".part-new")).to_be_visible()
    page.get_by_label("Code").select_option(label="Baton")
    page.get_by_role("button", name="Tag this part").click()
    expect(page.locator(".part-list strong")).to_have_text("Baton")
    expect(page.locator(".part-box")).to_have_count(1)
    check_accessibility(page)

    def read() -> Tag:
        with actor_transaction(case.analyst):
            return Tag.objects.visible_to(case.analyst).get()

    tag = database(read)
    assert abs(tag.left - 2000) < 100 and abs(tag.width - 3000) < 100 and abs(tag.height - 2000) < 200

    # In the workbench the part is chosen like words are, and an incident that is stated then rests on it.
    page.goto(f"{server.url}/items/{case.item.pk}/work/")
    expect(page.locator("[data-workbench][data-ready='yes']")).to_be_visible()
    page.get_by_role("button", name="Baton picture, a part of it").click()
    expect(page.locator("[data-current-code]")).to_have_text("Baton")
    check_accessibility(page)
    page.get_by_role("link", name="Incident", exact=True).click()
    page.get_by_label("Context").select_option(label="Apprehension")
    page.get_by_role("button", name="State the incident").click()
    expect(page.locator(".supports .quote")).to_contain_text("picture, a part of it")
    page.get_by_role("link", name="Look: Baton").click()
    expect(page.locator(".part-chosen")).to_be_visible()
