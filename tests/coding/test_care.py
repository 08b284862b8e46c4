"""What an item holds, told before it is opened: by tags a reader may see and by what was stated; and the question."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.urls import reverse

from evidence.coding import actions, heavy
from evidence.coding.models import Code, Tag
from evidence.looking import UNKNOWN, Stated, is_veiled
from iapb.care import actions as care
from iapb.care.themes import Theme, held_by
from iapb.ledger.models import Event
from tests.cast import signed_in
from tests.coding.cases import ORIGINAL, Case, code, make_case, make_file, name_on, where
from tests.coding.twice import make_twice

pytestmark = pytest.mark.django_db
BEATEN = "избивали задержанных дубинками"


@pytest.fixture
def case() -> Case:
    return make_case()


def place(case: Case, name: str, words: str = BEATEN) -> Tag:
    start, end = where(ORIGINAL, words)
    return actions.place_tag(text=case.original, code=code(name), start=start, end=end, by=case.acts_as(case.analyst))


def themes(case: Case, person: object = None) -> tuple[Theme, ...]:
    person = case.acts_as(person or case.analyst)  # type: ignore[arg-type]
    return held_by([case.item.pk], person)[case.item.pk]


# ----- which themes


def test_branches_when_read_then_each_names_codes_of_the_framework() -> None:
    known = set(Code.objects.filter(framework__current=True).values_list("code", flat=True))
    assert set(heavy.branches()) == set(Theme)
    for theme, (codes, _handling) in heavy.branches().items():
        assert codes <= known, theme


@pytest.mark.parametrize(
    ("name", "handling", "expected"),
    [
        ("PHY.BEAT", [], {Theme.TORTURE}),
        ("PHY.SOMETHING_LATER", [], {Theme.TORTURE}),
        ("PHYX.BEAT", [], set()),
        ("KIL.AFTER", [], {Theme.KILLING, Theme.SELF_HARM}),
        ("NEW.CODE", ["sgbv"], {Theme.SEXUAL}),
        ("CTX.ARREST", [], set()),
    ],
)
def test_themes_when_of_a_code_then_by_its_branch_or_its_handling(
    name: str, handling: list[str], expected: set[Theme]
) -> None:
    assert heavy.themes_of(name, handling) == expected


def test_themes_when_tagged_then_told_in_their_order_and_gone_with_the_tag(case: Case) -> None:
    assert themes(case) == ()
    tag = place(case, "PHY.BEAT")
    place(case, "KIL.CUSTODY")
    place(case, "CTX.ARREST")
    assert themes(case) == (Theme.KILLING, Theme.TORTURE)
    actions.retract_tag(tag=tag, by=case.acts_as(case.analyst))
    assert themes(case) == (Theme.KILLING,)
    assert themes(case, case.stranger) == ()


def test_themes_when_the_code_is_need_to_know_then_only_for_who_is_named(case: Case) -> None:
    name_on(case.item, case.analyst)
    place(case, "SGB.THREAT")
    assert themes(case) == (Theme.SEXUAL,)
    assert themes(case, case.colleague) == ()


def test_themes_when_coded_blind_then_nothing_of_the_other_coder(case: Case) -> None:
    twice = make_twice()
    twice.given()
    twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.handed_in()
    twice.second()
    twice.place(twice.berta, "не давалі вады", "KIL.CUSTODY")
    pk = twice.case.item.pk
    told = {p.name: held_by([pk], twice.acts(p))[pk] for p in (twice.anna, twice.berta, twice.cyril)}
    assert told == {"Anna": (Theme.TORTURE,), "Berta": (Theme.KILLING,), "Cyril": (Theme.TORTURE,)}
    page = signed_in(twice.acts(twice.berta)).get(reverse("workbench", args=[pk])).content.decode()
    assert "torture and beatings" not in page


def test_themes_when_on_a_part_of_a_photograph_then_pictures_too(case: Case) -> None:
    photo = make_file(case, "photo", "image/jpeg")
    Tag(
        item=case.item, file=photo, left=1, top=1, width=9, height=9, code=code("PHY.BEAT"), author=case.analyst,
        closed=True, collection=case.collection,
    ).save(force_insert=True)  # fmt: skip
    assert themes(case) == (Theme.TORTURE, Theme.BODIES)


def test_themes_when_of_many_items_then_as_many_queries_as_of_one(
    case: Case, django_assert_max_num_queries: Callable
) -> None:
    person = case.acts_as(case.analyst)
    held_by([case.item.pk], person)
    with django_assert_max_num_queries(2):
        assert len(held_by([case.item.pk, *(uuid4() for _ in range(40))], person)) == 41


# ----- what is hidden


@pytest.mark.parametrize(
    ("role", "graphic", "veil", "held", "hidden"),
    [
        ("photo", None, "house", (), True),
        ("photo", False, "house", (), False),
        ("photo", False, "house", (Theme.TORTURE,), True),
        ("photo", None, "heavy", (), False),
        ("photo", None, "heavy", (Theme.TORTURE,), True),
        ("photo", True, "heavy", (), True),
        ("photo", False, "all", (), True),
        ("scan", None, "house", (), False),
        ("scan", None, "house", (Theme.TORTURE,), False),
        ("scan", None, "house", (Theme.BODIES,), True),
        ("scan", True, "heavy", (), True),
        ("scan", False, "all", (), True),
    ],
)
def test_veil_when_wished_then_more_or_less_is_hidden_and_never_what_is_graphic(
    role: str, graphic: bool | None, veil: str, held: tuple[Theme, ...], hidden: bool
) -> None:
    assert is_veiled(role, Stated(nameless=True, graphic=graphic), veil, held) is hidden
    assert is_veiled("photo", UNKNOWN)


# ----- the question


def test_question_when_the_person_wished_it_then_once_an_item_and_day_and_nobody_is_told(case: Case) -> None:
    place(case, "PHY.BEAT")
    client = signed_in(case.acts_as(case.analyst))
    pages = [reverse("workbench", args=[case.item.pk]), reverse("reading", args=[case.item.pk])]
    assert all("data-workbench" in client.get(page).content.decode() for page in pages)
    client.post(reverse("care"), {"ask": ["torture"], "veil": "house", "limit": ""})
    events = Event.objects.count()
    for page in pages:
        asked = client.get(page).content.decode()
        assert "data-workbench" not in asked and "<li>torture and beatings</li>" in asked and BEATEN not in asked
    onward = client.post(reverse("open_anyway"), {"item": case.item.pk, "next": pages[0]})
    assert (onward.status_code, onward.headers["Location"]) == (302, pages[0])
    assert all("data-workbench" in client.get(page).content.decode() for page in pages)
    assert Event.objects.count() == events
    # A colleague who wished nothing is asked nothing.
    other = signed_in(case.acts_as(case.colleague))
    assert "data-workbench" in other.get(pages[0]).content.decode()


def test_question_when_the_theme_is_another_then_not_asked(case: Case) -> None:
    place(case, "PHY.BEAT")
    care.choose(ask=["killing"], veil="house", limit=None, by=case.acts_as(case.analyst))
    page = signed_in(case.analyst).get(reverse("workbench", args=[case.item.pk])).content.decode()
    assert "data-workbench" in page and "torture and beatings" in page


def test_question_when_the_person_holds_the_coding_then_it_can_be_handed_on(case: Case) -> None:
    place(case, "PHY.BEAT")
    case.original.item = case.item
    work = actions.take_text(text=case.original, by=case.acts_as(case.analyst))
    care.choose(ask=["torture"], veil="house", limit=None, by=case.analyst)
    asked = signed_in(case.analyst).get(reverse("workbench", args=[case.item.pk])).content.decode()
    assert reverse("hand_over_coding", args=[work.pk]) in asked


def test_question_when_answered_with_an_address_elsewhere_then_home(case: Case) -> None:
    client = signed_in(case.acts_as(case.analyst))
    for onward in ("https://example.org/", "//example.org/", "javascript:alert(1)", ""):
        answer = client.post(reverse("open_anyway"), {"item": case.item.pk, "next": onward})
        assert answer.headers["Location"] == "/", onward
    assert client.post(reverse("open_anyway"), {"item": "none"}).status_code == 422


# ----- where it is told


def test_lists_when_opened_then_each_row_says_what_it_holds(
    case: Case, django_assert_max_num_queries: Callable
) -> None:
    place(case, "PHY.BEAT")
    case.original.item = case.item
    actions.take_text(text=case.original, by=case.acts_as(case.analyst))
    client = signed_in(case.analyst)
    # Fifteen, and the two frames of the transaction.
    for name in ("coding", "coding_work"):
        with django_assert_max_num_queries(17):
            assert "torture and beatings" in client.get(reverse(name)).content.decode(), name
    for name in ("item_holds", "workbench", "reading"):
        with django_assert_max_num_queries(17):
            assert "torture and beatings" in client.get(reverse(name, args=[case.item.pk])).content.decode(), name


def test_player_when_the_item_is_heavy_then_it_begins_without_sound(case: Case) -> None:
    make_file(case, "recording_audio", "audio/wav")
    client = signed_in(case.acts_as(case.analyst))
    bench = reverse("workbench", args=[case.item.pk])
    assert "data-muted" not in client.get(bench).content.decode()
    place(case, "PHY.BEAT")
    page = client.get(bench).content.decode()
    assert "data-player data-muted" in page and "Begins without sound" in page
