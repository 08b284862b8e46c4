"""Coding as work, and the second coding that is blind: each wall alone, and everything that could tell."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from evidence.coding import actions
from evidence.coding.actions.quality_draws import _next_place
from evidence.coding.models import (
    Act,
    Comparison,
    Draw,
    FactSupport,
    Harm,
    Incident,
    Intervention,
    LegacyCoding,
    Tag,
    Work,
)
from evidence.models import Place
from evidence.search.query import parse
from evidence.search.results import search
from evidence.search.tasks import index
from iapb.access import waiting
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from tests.cast import make_person, signed_in
from tests.coding.cases import ORIGINAL, code, name_on, where
from tests.coding.twice import Twice, make_twice

pytestmark = pytest.mark.django_db
BEATEN, WATER = "избивали задержанных дубинками", "не давалі вады"


@pytest.fixture
def twice() -> Twice:
    return make_twice()


# ----- work: given, taken, handed over, taken back


def test_give_when_a_reviewer_gives_then_it_waits_for_the_coder_and_is_told(twice: Twice) -> None:
    work = twice.given()
    assert (work.coder, work.state, work.kind, work.holders) == (twice.anna, "open", "first", [twice.anna.pk])
    assert Event.objects.filter(event="work.given", object=str(work.pk)).count() == 1
    assert twice.given() == work
    groups = waiting.for_person(twice.acts(twice.anna))
    assert [entry.title for entry in groups["Coding given to you"]] == [twice.case.item.reference]


def test_give_when_given_to_another_already_then_invalid(twice: Twice) -> None:
    twice.given()
    with pytest.raises(Invalid):
        actions.give_work(text=twice.case.original, to=twice.cyril, by=twice.acts(twice.rita))


@pytest.mark.parametrize("who", ["stranger", "partner"])
def test_give_when_the_person_does_not_see_or_does_not_code_then_invalid(twice: Twice, who: str) -> None:
    with pytest.raises(Invalid):
        twice.case.original.item = twice.case.item
        actions.give_work(text=twice.case.original, to=getattr(twice.case, who), by=twice.acts(twice.rita))


def test_give_when_an_analyst_gives_then_refused(twice: Twice) -> None:
    with pytest.raises(Refused):
        actions.give_work(text=twice.case.original, to=twice.anna, by=twice.acts(twice.cyril))


def test_give_when_it_is_a_translation_then_invalid(twice: Twice) -> None:
    twice.case.translation.item = twice.case.item
    with pytest.raises(Invalid):
        actions.give_work(text=twice.case.translation, to=twice.anna, by=twice.acts(twice.rita))


def test_take_when_nobody_codes_the_text_then_mine_and_then_nobody_elses(twice: Twice) -> None:
    twice.case.original.item = twice.case.item
    mine = actions.take_text(text=twice.case.original, by=twice.acts(twice.anna))
    assert actions.take_text(text=twice.case.original, by=twice.anna) == mine
    with pytest.raises(Invalid) as refused:
        actions.take_text(text=twice.case.original, by=twice.acts(twice.cyril))
    assert "Anna" not in str(refused.value.sentence)


def test_claim_when_it_waits_for_whoever_takes_it_then_one_gets_it(twice: Twice) -> None:
    twice.case.original.item = twice.case.item
    work = actions.give_work(text=twice.case.original, to=None, by=twice.acts(twice.rita))
    claimed = actions.claim_work(work=work, by=twice.acts(twice.anna))
    assert claimed.coder == twice.anna and actions.claim_work(work=work, by=twice.anna) == claimed
    assert not Work.objects.visible_to(twice.acts(twice.cyril)).exists()


def test_hand_over_when_a_reviewer_does_then_the_other_goes_on_and_both_are_known(twice: Twice) -> None:
    work, first = twice.given(), twice.place(twice.anna, BEATEN, "PHY.BEAT")
    with pytest.raises(Refused):
        actions.hand_over_work(work=work, to=twice.cyril, reason="a holiday", by=twice.acts(twice.anna))
    actions.hand_over_work(work=work, to=twice.cyril, reason="a holiday", by=twice.acts(twice.rita))
    assert not Work.objects.visible_to(twice.acts(twice.anna)).exists()
    work = Work.objects.visible_to(twice.acts(twice.cyril)).get()
    assert work.holders == [twice.anna.pk, twice.cyril.pk] and first in Tag.objects.visible_to(twice.cyril)
    with pytest.raises(Invalid):
        actions.hand_over_work(work=work, to=twice.berta, reason="", by=twice.acts(twice.rita))


def test_hand_over_when_it_is_anothers_then_absent(twice: Twice) -> None:
    work = twice.given()
    with pytest.raises(Work.DoesNotExist):
        actions.hand_over_work(work=work, to=twice.cyril, reason="why not", by=twice.acts(twice.cyril))


def test_take_back_when_a_reviewer_does_then_the_text_is_free_again(twice: Twice) -> None:
    work = twice.given()
    actions.take_back_work(work=work, reason="ill", by=twice.rita)
    assert actions.take_back_work(work=work, reason="ill", by=twice.rita).state == "taken_back"
    assert actions.give_work(text=twice.case.original, to=twice.cyril, by=twice.rita).coder == twice.cyril
    with pytest.raises(Refused):
        actions.take_back_work(work=work, reason="mine", by=twice.acts(twice.cyril))


# ----- the draw


def test_draw_when_thirty_are_handed_in_then_three_and_recomputed_from_the_seed_alone(twice: Twice) -> None:
    Draw.objects.all().delete()
    places = [_next_place() for _ in range(30)]
    assert len({draw.pk for draw, _ in places}) == 3
    assert sum(place == draw.drawn_place for draw, place in places) == 3
    for draw in Draw.objects.all():
        assert (draw.taken, draw.open) == (10, False) and len(draw.seed) == 32
        assert draw.drawn_place == int(hashlib.sha256(f"{draw.seed}:place".encode()).hexdigest(), 16) % 10


def test_hand_in_when_drawn_then_the_whole_waits_for_a_second_and_tells_nothing_of_the_first(twice: Twice) -> None:
    first = twice.handed_in()
    assert (first.state, first.place, first.draw.drawn_place) == ("handed_in", 0, 0)
    assert actions.hand_in_work(work=first, by=twice.anna).state == "handed_in"
    second = Work.objects.visible_to(twice.acts(twice.berta)).get()
    assert (second.kind, second.state, second.passages, second.given_by, second.blind) == (
        "second", "waiting", [], None, True,
    )  # fmt: skip
    for person in (twice.anna, twice.cyril):
        rows = Work.objects.visible_to(twice.acts(person)).filter(kind="second")
        assert rows.exists() == (person == twice.cyril)
    comparison = Comparison.objects.visible_to(twice.acts(twice.rita)).get()
    assert (comparison.basis, comparison.state) == ("drawn", "blind")


def test_hand_in_when_not_drawn_and_no_such_code_then_done() -> None:
    twice = make_twice(drawn=False)
    twice.given()
    twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.handed_in()
    assert not Comparison.objects.visible_to(twice.acts(twice.rita)).exists()


@pytest.mark.parametrize("name", ["KIL.CUSTODY", "LNK.ORDER", "SGB.THREAT"])
def test_hand_in_when_a_code_is_always_coded_twice_then_its_passage_and_one_beside_it(name: str) -> None:
    twice = make_twice(drawn=False)
    for person in (twice.anna, twice.berta, twice.rita):
        name_on(twice.case.item, person)
    twice.given()
    twice.place(twice.anna, BEATEN, name)
    twice.place(twice.anna, "дубинками", name)
    twice.handed_in()
    comparison = Comparison.objects.visible_to(twice.acts(twice.rita)).select_related("second").get()
    numbers = [segment.pk for segment in twice.case.segments()]
    assert comparison.basis == "codes"
    # One with the code, one drawn beside it, so that to be asked for a passage tells nothing.
    assert len(comparison.second.passages) == 2 and numbers[1] in comparison.second.passages


def test_hand_in_when_the_code_is_need_to_know_then_the_second_is_for_people_named_alone() -> None:
    twice = make_twice(drawn=False)
    name_on(twice.case.item, twice.anna)
    twice.given()
    twice.place(twice.anna, BEATEN, "SGB.THREAT")
    twice.handed_in()
    for person in (twice.berta, twice.cyril, twice.rita):
        assert not Work.objects.visible_to(twice.acts(person)).filter(kind="second").exists()
        assert not Comparison.objects.visible_to(person).exists()
    name_on(twice.case.item, twice.berta)
    assert twice.second().coder == twice.berta


def test_claim_when_the_person_had_to_do_with_the_text_then_one_sentence_for_all(twice: Twice) -> None:
    twice.given()
    twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.place(twice.cyril, WATER, "CON.FOOD")
    twice.handed_in()
    waiting_ = Work.objects.visible_to(twice.acts(twice.roman)).get(kind="second")
    said = set()
    for person in (twice.cyril, twice.rita):
        with pytest.raises(Invalid) as refused:
            actions.claim_work(work=waiting_, by=twice.acts(person))
        said.add(str(refused.value.sentence))
    assert len(said) == 1
    with pytest.raises(Work.DoesNotExist):
        actions.claim_work(work=waiting_, by=twice.acts(twice.anna))


# ----- blindness


@pytest.fixture
def blind(twice: Twice) -> Twice:
    """The first has handed in and stated facts; the second codes, and has placed one tag."""
    twice.given()
    tag = twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.place_of_incident = Place.objects.first()  # type: ignore[attr-defined]
    fields = {"context": code("CTX.ARREST"), "place": twice.place_of_incident}  # type: ignore[attr-defined]
    incident = actions.state_incident(item=twice.case.item, fields=fields, tags=[tag], by=twice.anna)
    actions.add_act(incident=incident, fields={"code": code("PHY.BEAT")}, tags=[], by=twice.anna)
    actions.add_harm(incident=incident, fields={"code": code("HRM.SOFT")}, tags=[], by=twice.anna)
    actions.add_intervention(incident=incident, fields={"form": "lawyer"}, tags=[], by=twice.anna)
    twice.handed_in()
    twice.open_work = twice.second()  # type: ignore[attr-defined]
    twice.place(twice.berta, WATER, "CON.FOOD")
    return twice


CODED = (Tag, Incident, Act, FactSupport, Harm, Intervention)


def seen(person: Person, twice: Twice, reads: Callable[[object], object]) -> list[int]:
    twice.acts(person)
    return [reads(model).filter(item=twice.case.item).count() for model in CODED]  # type: ignore[attr-defined]


@pytest.mark.parametrize("wall", ["door", "policy"])
def test_blind_when_open_then_each_sees_their_own_and_others_the_first_alone(blind: Twice, wall: str) -> None:
    def reads(model: object) -> object:
        if wall == "door":
            return model.objects.visible_to(person)  # type: ignore[attr-defined]
        return model.objects.unscoped("the policy alone")  # type: ignore[attr-defined]

    for person, expected in (
        (blind.anna, [1, 1, 1, 1, 1, 1]),
        (blind.berta, [1, 0, 0, 0, 0, 0]),
        (blind.cyril, [1, 1, 1, 1, 1, 1]),
        (blind.rita, [1, 1, 1, 1, 1, 1]),
    ):
        assert seen(person, blind, reads) == expected, person.name
    blind.acts(blind.berta)
    assert Tag.objects.visible_to(blind.berta).get().author == blind.berta


def test_blind_when_the_policies_let_through_then_the_door_alone_keeps_apart(blind: Twice) -> None:
    """The policies ask who acts, the door for whom it is opened: so each is tried with the other standing open."""
    for reader, lets_through in ((blind.berta, blind.cyril), (blind.anna, blind.berta)):
        blind.acts(reader)
        assert Tag.objects.visible_to(reader).count() == 1
        set_actor(lets_through.pk)
        assert Tag.objects.unscoped("what the policies let through").count() == 1
        assert not Tag.objects.visible_to(reader).exists()
        assert not Incident.objects.visible_to(blind.berta).exists()


def test_blind_when_open_then_pages_and_the_api_tell_neither_of_the_other(blind: Twice) -> None:
    item = blind.case.item.pk
    for person, own, other in (
        (blind.berta, "CON.FOOD", "PHY.BEAT"),
        (blind.anna, "PHY.BEAT", "CON.FOOD"),
        (blind.cyril, "PHY.BEAT", "CON.FOOD"),
    ):
        client = signed_in(blind.acts(person))
        tags = client.get(reverse("api_tags", args=[item])).json()
        assert [tag["code"] for tag in tags] == [own]
        bench = client.get(reverse("workbench", args=[item])).content.decode()
        assert f'"code": "{own}"' in bench and f'"code": "{other}"' not in bench
    client = signed_in(blind.acts(blind.berta))
    assert client.get(reverse("api_incidents", args=[item])).json() == []
    facts = client.get(reverse("facts", args=[item])).content.decode()
    assert "Apprehension" not in facts
    for name in ("coding_work", "coding", "home", "rule_log"):
        assert "Anna" not in client.get(reverse(name)).content.decode(), name
    piece = client.get(reverse("work_piece", args=[blind.open_work.pk])).content.decode()  # type: ignore[attr-defined]
    assert "Anna" not in piece and "Rita" not in piece and "second coding" not in piece


def test_blind_when_open_then_search_counts_for_neither_what_the_other_did(blind: Twice) -> None:
    assert index(blind.case.original.pk, blind.acts(blind.case.partner)) == 1
    for person, own, other in (
        (blind.berta, "CON.FOOD", "PHY.BEAT"),
        (blind.anna, "PHY.BEAT", "CON.FOOD"),
        (blind.cyril, "PHY.BEAT", "CON.FOOD"),
    ):
        found = search(parse(""), {"language": "ru"}, blind.acts(person))
        assert {one.value for one in found.facets["code"]} == {own}, person.name
        assert {tag.code.code for passage in found.passages for tag in passage.tags} == {own}
        assert search(parse(""), {"codes": [own]}, person).total == 1
        assert search(parse(""), {"codes": [other]}, person).total == 0
    for person, number in ((blind.anna, 1), (blind.berta, 0)):
        assert search(parse(""), {"place": blind.place_of_incident}, blind.acts(person)).total == number  # type: ignore[attr-defined]


def test_blind_when_an_older_archive_had_codes_then_unseen_too(blind: Twice) -> None:
    case = blind.case
    start, end = where(ORIGINAL, BEATEN)
    for person in (blind.anna, blind.berta):
        name_on(case.item, person)
    blind.acts(case.partner)
    LegacyCoding(
        item=case.item, text=case.original, start=start, end=end, exact=BEATEN, code="OLD", brought_by=case.partner,
        closed=True, collection=case.collection,
    ).save(force_insert=True)  # fmt: skip
    assert LegacyCoding.objects.visible_to(blind.acts(blind.anna)).exists()
    assert not LegacyCoding.objects.visible_to(blind.acts(blind.berta)).exists()
    assert not LegacyCoding.objects.unscoped("the policy alone").exists()


def test_blind_when_handed_in_then_over_for_everybody(blind: Twice) -> None:
    blind.compared(blind.open_work)  # type: ignore[attr-defined]
    for person in (blind.anna, blind.berta, blind.cyril, blind.rita):
        assert Tag.objects.visible_to(blind.acts(person)).count() == 2
    assert Work.objects.visible_to(blind.acts(blind.rita)).filter(blind=True).count() == 0


def test_blind_when_a_first_coder_reviews_then_their_own_comparison_is_absent_until_settled(twice: Twice) -> None:
    twice.case.original.item = twice.case.item
    work = actions.take_text(text=twice.case.original, by=twice.acts(twice.roman))
    actions.hand_in_work(work=work, by=twice.roman)
    assert not Comparison.objects.visible_to(twice.acts(twice.roman)).exists()
    assert not Comparison.objects.unscoped("the policy alone").exists()
    assert list(Work.objects.visible_to(twice.roman)) == [work]
    second = twice.second()
    comparison = twice.compared(second)
    assert not Comparison.objects.visible_to(twice.acts(twice.roman)).exists()
    with pytest.raises(Refused):
        actions.close_comparison(comparison=comparison, by=twice.roman)
    actions.close_comparison(comparison=comparison, by=twice.acts(twice.rita))
    assert Comparison.objects.visible_to(twice.acts(twice.roman)).exists()


def test_second_when_tags_stand_then_not_handed_over_and_taken_back_it_waits_anew(blind: Twice) -> None:
    work = blind.open_work  # type: ignore[attr-defined]
    with pytest.raises(Invalid):
        actions.hand_over_work(work=work, to=blind.roman, reason="a holiday", by=blind.acts(blind.rita))
    work = Work.objects.visible_to(blind.acts(blind.rita)).get(pk=work.pk)
    actions.take_back_work(work=work, reason="left the team", by=blind.rita)
    again = Work.objects.visible_to(blind.acts(blind.roman)).get(state="waiting")
    assert again.blind and Comparison.objects.visible_to(blind.acts(blind.rita)).get().second_id == again.pk
    # What the former second coder did stays hidden, and they stay blind: the next one must be as free as they were.
    assert Tag.objects.visible_to(blind.acts(blind.cyril)).count() == 1
    assert Tag.objects.visible_to(blind.acts(blind.berta)).count() == 1
    with pytest.raises((Invalid, Work.DoesNotExist)):
        actions.claim_work(work=again, by=blind.berta)
    claimed = actions.claim_work(work=again, by=blind.acts(blind.roman))
    assert not Tag.objects.visible_to(blind.roman).exists()
    actions.hand_in_work(work=claimed, by=blind.roman)
    assert Tag.objects.visible_to(blind.acts(blind.anna)).count() == 2


def test_hand_in_when_somebody_elses_then_absent_or_refused(blind: Twice) -> None:
    for person in (blind.cyril, blind.rita):
        with pytest.raises((Refused, Work.DoesNotExist)):
            actions.hand_in_work(work=blind.open_work, by=blind.acts(person))  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("select coding_end_blindness(%s)", [blind.open_work.pk])  # type: ignore[attr-defined]
        assert cursor.fetchone() == (None,)


# ----- the database refuses

IMPOSSIBLE = {
    "work_has_a_coder": "update coding_work set coder_id = null where id = %s",
    "work_end_is_whole": "update coding_work set ended_at = now() where id = %s",
    "second_coding_names_the_first": "update coding_work set blind = true where id = %s",
    "work_draw_is_whole": "update coding_work set place = 3 where id = %s",
    "text_coded_first_by_one": "insert into coding_work select (jsonb_populate_record(w, jsonb_build_object("
    "'id', gen_random_uuid()))).* from coding_work w where id = %s",
}


@pytest.mark.parametrize("constraint", IMPOSSIBLE)
def test_database_when_work_is_impossible_then_refuses(twice: Twice, constraint: str) -> None:
    work = twice.given()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(IMPOSSIBLE[constraint], [work.pk])


def test_work_when_a_stranger_or_nobody_then_absent_by_the_policy_too(twice: Twice) -> None:
    twice.given()
    twice.acts(twice.case.stranger)
    assert not Work.objects.visible_to(twice.case.stranger).exists()
    assert not Work.objects.unscoped("the policy alone").exists()


def test_pages_when_opened_then_few_queries(blind: Twice, django_assert_max_num_queries: Callable) -> None:
    client = signed_in(blind.acts(blind.rita))
    for name in ("home", "coding_work", "comparisons", "agreement", "rule_log"):
        with django_assert_max_num_queries(17):  # fifteen, and the frame of the transaction within the test's
            assert client.get(reverse(name)).status_code == 200, name


def test_pages_when_a_stranger_or_another_role_asks_then_absent_or_refused(blind: Twice) -> None:
    comparison = Comparison.objects.visible_to(blind.acts(blind.rita)).get()
    reviewer = make_person("Foreign", "reviewer")
    client = signed_in(blind.acts(reviewer))
    assert client.get(reverse("compare", args=[comparison.pk])).status_code == 404
    assert client.get(reverse("give_coding", args=[blind.case.item.pk])).status_code == 404
    client = signed_in(blind.acts(blind.cyril))
    for name in ("comparisons", "agreement"):
        assert client.get(reverse(name)).status_code == 403
    client = signed_in(blind.acts(blind.case.partner))
    assert client.get(reverse("coding_work")).status_code == 403


def test_erasure_when_the_layer_is_emptied_then_reasons_go_too(twice: Twice, as_owner: psycopg.Connection) -> None:
    work = twice.given()
    actions.hand_over_work(work=work, to=twice.cyril, reason="knows the witness", by=twice.acts(twice.rita))
    with connection.cursor() as cursor:
        cursor.execute("update evidence_text set sha256 = '' where id = %s", [twice.case.original.pk])
    assert Work.objects.visible_to(twice.acts(twice.cyril)).get(pk=work.pk).reason == ""
