"""The pages of the framework: read by coders, changed by reviewers, and quick with four hundred codes."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.coding.framework import actions
from evidence.coding.framework.formats import ours, refi, skos
from evidence.coding.framework.formats.base import Reading
from evidence.coding.models import CodePicture, FrameworkVersion
from iapb.accounts.models import Person
from tests.cast import make_person, signed_in
from tests.coding.framing import WHIP, acts, draft_by, full_scheme, hash_of, held, png, reviewer, starting_scheme

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 15


@pytest.fixture
def by() -> Person:
    return reviewer()


@pytest.fixture
def draft(by: Person) -> FrameworkVersion:
    return draft_by(by)


@pytest.fixture
def client(by: Person) -> Client:
    return signed_in(by)


def of(draft: FrameworkVersion, code: str, verb: str = "") -> str:
    pk = draft.codes.get(code=code).pk
    return reverse("framework_code_do", args=[pk, verb]) if verb else reverse("framework_code", args=[pk])


def sent(**fields: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), **fields}


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def as_shown(answer: HttpResponse) -> dict[str, Any]:
    """The form as the browser would send it back."""
    form = answer.context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) not in (None, False, [])} | {
        name: "\n".join(form[name].value()) for name in form.fields if isinstance(form[name].value(), tuple)
        and name not in ("applies_to", "handling", "use_roles")
    }  # fmt: skip


def test_reading_when_an_analyst_comes_then_the_current_version_and_no_draft(draft: FrameworkVersion) -> None:
    client = signed_in(make_person("Anna", "analyst"))
    page = words(client.get(reverse("frameworks")))
    assert "0.1" in page and "0.2" not in page
    current = FrameworkVersion.objects.get(current=True)
    tree = words(client.get(reverse("framework", args=[current.pk])))
    assert "Baton" in tree and tree.count('class="scheme-line') == 168
    assert "Fewer than" not in words(client.get(of(current, "INS.BATON")))
    assert client.get(reverse("framework", args=[draft.pk])).status_code == 404
    assert client.get(of(draft, "INS.BATON")).status_code == 404
    assert client.get(reverse("framework_export", args=[draft.pk, "yaml"])).status_code == 404


def test_change_when_one_field_differs_then_only_it(client: Client, draft: FrameworkVersion) -> None:
    shown = client.get(of(draft, "INS.BATON"))
    assert "Fewer than 10 tags carry it." in words(shown)
    before = held(draft)
    unchanged = client.post(of(draft, "INS.BATON", "change"), as_shown(shown))
    assert unchanged.status_code == 302 and held(draft) == before
    form = as_shown(client.get(of(draft, "INS.BATON"))) | {"definition": "Rubber\r\nor wood.", "key": str(uuid4())}
    answer = client.post(of(draft, "INS.BATON", "change"), form)
    assert answer.status_code == 422 and "every one of them is still right" in words(answer)
    client.post(of(draft, "INS.BATON", "change"), form | {"same_meaning": "on"})
    assert held(draft).get("INS.BATON") == replace(before.get("INS.BATON"), definition="Rubber\nor wood.")  # type: ignore[type-var]


def test_add_when_something_is_wrong_then_the_field_says_so(client: Client, draft: FrameworkVersion) -> None:
    url = reverse("framework_add", args=[draft.pk])
    assert 'value="INS."' in words(client.get(f"{url}?under=INS"))
    form = sent(code="INS.BATON", parent="INS", assignable="on", label_en="Whip", label_ru="Плеть", label_be="Бізун",
                definition="A lash.", applies_to=["interview"])  # fmt: skip
    answer = client.post(url, form)
    assert answer.status_code == 422 and "used once, for ever" in words(answer)
    assert client.post(url, form | {"code": "INS.WHIP"}).status_code == 302
    assert held(draft).get("INS.WHIP")


@pytest.mark.parametrize(
    ("verb", "fields", "left"),
    [
        ("move", {"direction": "up"}, "moved"),
        ("place", {"parent": "INS", "after": "INS.BATON"}, "moved"),
        ("retire", {"into": "INS.GRENADE"}, "retired"),
        ("merge", {"codes": ["INS.GRENADE", "INS.WATER"]}, "merged"),
        ("split", {"code_1": "INS.GAS_CS", "label_1_en": "Tear gas", "label_1_ru": "Слезоточивый газ",
                   "label_1_be": "Слёзатачывы газ", "definition_1": "CS.", "code_2": "INS.GAS_OC",
                   "label_2_en": "Pepper spray", "label_2_ru": "Перцовый газ", "label_2_be": "Перцавы газ",
                   "definition_2": "OC."}, "parted"),
    ],
)  # fmt: skip
def test_deed_when_done_by_its_page_then_done_and_told(
    verb: str, fields: dict[str, Any], left: str, client: Client, draft: FrameworkVersion
) -> None:
    page = client.get(of(draft, "INS.GAS", verb), follow=True)
    assert page.status_code == 200 and "Fewer than 10 tags carry it." in words(page)
    answer = client.post(of(draft, "INS.GAS", verb), sent(**fields), follow=True)
    assert answer.status_code == 200
    assert draft.changes.get().kind == left
    assert "INS.GAS" in words(client.get(reverse("framework_changes", args=[draft.pk])))


def test_move_when_a_script_asks_then_the_tree_alone_and_a_refusal_in_it(
    client: Client, draft: FrameworkVersion
) -> None:
    head = {"HX-Request": "true", "HX-Target": "scheme-tree"}
    url = of(draft, "INS.BATON", "move")
    moved = client.post(url, sent(direction="down"), headers=head)
    assert moved.status_code == 200 and "<html" not in words(moved) and "data-tree" in words(moved)
    client.post(url, sent(direction="up"), headers=head)
    stuck = client.post(url, sent(direction="up"), headers=head)
    assert stuck.status_code == 422 and "It is the first." in words(stuck) and "data-tree" in words(stuck)


def test_place_when_a_script_drags_then_before_a_sibling_or_under_it_and_a_refusal_in_the_tree(
    client: Client, draft: FrameworkVersion
) -> None:
    head = {"HX-Request": "true", "HX-Target": "scheme-tree"}
    url = of(draft, "INS.GAS", "place")
    moved = client.post(url, sent(parent="INS", before="INS.BATON"), headers=head)
    assert moved.status_code == 200 and "<html" not in words(moved) and "data-tree" in words(moved)
    assert held(draft).children("INS")[:2] == ["INS.GAS", "INS.BATON"]
    assert client.post(url, sent(parent="INS.BATON", before=""), headers=head).status_code == 200
    assert held(draft).children("INS.BATON") == ["INS.GAS"]
    assert [step.kind for step in draft.changes.order_by("number")] == ["moved", "moved"]
    for parent in ("PHY", "INS.GAS", "INS.NONE"):
        refused = client.post(url, sent(parent=parent), headers=head)
        assert refused.status_code == 422 and "It cannot stand there." in words(refused), parent
    analyst = signed_in(make_person("Anna", "analyst"))
    assert analyst.post(url, sent(parent="INS"), headers=head).status_code == 403


def test_picture_when_put_then_served_as_we_wrote_it(client: Client, draft: FrameworkVersion) -> None:
    url = of(draft, "INS.BATON", "picture")
    data = "data:image/png;base64," + b64encode(png()).decode()
    assert "Choose a picture" in words(client.post(url, sent(alt="A baton", origin="drawn by hand")))
    assert client.post(url, sent(picture="x", alt="A baton", origin="drawn by hand")).status_code == 422
    assert client.post(url, sent(picture=data, alt="A baton", origin="drawn by hand")).status_code == 302
    picture = CodePicture.objects.get()
    page = words(client.get(of(draft, "INS.BATON")))
    address = reverse("code_picture", args=[picture.sha256])
    assert address in page and 'alt="A baton"' in page
    answer = client.get(address)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer.content == bytes(picture.png)
    assert client.get(reverse("code_picture", args=["0" * 64])).status_code == 404
    client.post(of(draft, "INS.BATON", "remove-picture"), sent())
    assert held(draft).get("INS.BATON").picture == ""  # type: ignore[union-attr]


def test_publishing_when_clicked_through_then_it_waits_for_the_second_person(
    client: Client, draft: FrameworkVersion, by: Person
) -> None:
    def step(who: Client, name: str, **fields: Any) -> HttpResponse:
        return who.post(reverse("framework_step", args=[draft.pk, name]), fields, follow=True)

    actions.add_code(draft=draft, entry=WHIP, by=acts(by))
    assert "Publish exactly this" not in words(step(client, "propose"))
    assert "0.2" not in words(client.get("/"))
    second = signed_in(reviewer("Second"))
    assert reverse("framework_changes", args=[draft.pk]) in words(second.get("/"))
    page = words(second.get(reverse("framework_changes", args=[draft.pk])))
    assert "Publish exactly this" in page and hash_of(draft) in page and "Whip" in page
    assert step(client, "publish", hash=hash_of(draft)).status_code == 403
    assert step(second, "publish", hash=hash_of(draft)).status_code == 200
    assert FrameworkVersion.objects.get(current=True).pk == draft.pk
    codes = {one["code"]: one for one in second.get(reverse("api_codes")).json()}
    assert codes["INS.WHIP"]["label"] == "Whip"


@pytest.mark.parametrize(
    ("kind", "read"),
    [("yaml", ours.read), ("turtle", skos.from_turtle), ("jsonld", skos.from_jsonld),
     ("refi", lambda text: refi.read(text, starting_scheme()))],
)  # fmt: skip
def test_export_when_asked_for_then_a_file_that_reads_back(kind: str, read: Any, client: Client) -> None:
    current = FrameworkVersion.objects.get(current=True)
    answer = client.get(reverse("framework_export", args=[current.pk, kind]))
    assert answer["Content-Disposition"].startswith('attachment; filename="iapb-by-0.1.')
    assert len(read(words(answer)).scheme.entries) == 168
    assert client.get(reverse("framework_export", args=[current.pk, "word"])).status_code == 404
    assert "Holds everything." in words(client.get(reverse("framework_files", args=[current.pk])))


def test_import_when_tried_then_everything_is_listed_and_nothing_done(client: Client, draft: FrameworkVersion) -> None:
    url = reverse("framework_import", args=[draft.pk])
    before = held(draft)
    bad = (
        ours.write(before)
        .replace("applies_to: [interview", "applies_to: [moon", 1)
        .replace("parent: INS", "parent: ", 1)
    )
    page = words(client.post(url, sent(kind="yaml", text=bad, do="try")))
    assert "moon" in page and "It stands at the top" in page and "Bring it in" not in page
    text = ours.write(replace(full_scheme(), version="0.2"))
    page = words(client.post(url, sent(kind="yaml", text=text, do="try")))
    assert "No problem was found." in page and "Words of published codes would change" in page
    assert held(draft) == before
    refused = client.post(url, sent(kind="yaml", text=text, do="bring-in"))
    assert refused.status_code == 422 and "tick that their meaning stays" in words(refused)
    done = client.post(url, sent(kind="yaml", text=text, do="bring-in", same_meaning="on"))
    assert done.status_code == 302 and held(draft).entries == full_scheme().entries
    wrong = client.post(url, sent(kind="refi", text="<!DOCTYPE a>", do="try"))
    assert wrong.status_code == 422 and "no DOCTYPE" in words(wrong)


def test_pages_when_there_are_four_hundred_codes_then_few_statements(
    client: Client, draft: FrameworkVersion, by: Person
) -> None:
    many = held(draft).with_entries(
        *(replace(WHIP, code=f"INS.N{n}", label=dict.fromkeys(("en", "ru", "be"), f"n {n}")) for n in range(240))
    )
    actions.bring_in(draft=draft, reading=Reading(many), same_meaning=True, by=acts(by))
    for url in (
        reverse("frameworks"), reverse("framework", args=[draft.pk]), of(draft, "INS.N7"),
        of(draft, "INS.N7", "retire"),
        of(draft, "INS.N7", "merge"), reverse("framework_changes", args=[draft.pk]),
        reverse("framework_add", args=[draft.pk]), reverse("framework_files", args=[draft.pk]),
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        assert len(asked) <= MOST_STATEMENTS, (url, len(asked))
