"""Entries of registers in the words of a text: officials and what people have entered, in every spelling; what the
proposals are called on the page; and that accepted ones fill in the form of a fact."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from evidence import machines
from evidence.coding import actions
from evidence.coding.models import Suggestion, Tag
from evidence.coding.suggesting import rows
from evidence.coding.suggesting.base import Proposal
from evidence.coding.suggesting.bodies import find_bodies, find_places
from evidence.coding.suggesting.proposals import Register, propose
from evidence.coding.suggesting.spellings import find_named
from evidence.models import Facility, Official, OfficialName, StateBody
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from tests.cast import signed_in
from tests.coding.cases import ORIGINAL, Case, code, make_case, where
from tests.coding.test_api import Script

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr(machines, "_guards", [])
    return make_case()


SPELLED = {
    "one": ["Дробнецкий", "Драбнецкі", "Drabnetski"],
    "other": ["Сотрудники ОМОНа", "Начальник Смены", "Commander N"],
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Майор Дробнецкий стоял рядом.", ["Дробнецкий"]),
        ("Я видел Дробнецкого и потом говорил с Дробнецким.", ["Дробнецкого", "Дробнецким"]),
        ("Загадаў Драбнецкі, так сказалі пра Драбнецкага.", ["Драбнецкі", "Драбнецкага"]),
        ("It was Drabnetski who stood there, and Drabnetski's men.", ["Drabnetski", "Drabnetski's"]),
        ("Дробный дождь, дробление камня.", []),
        ("Сотрудники ОМОНа били нас. Начальник смены молчал.", []),
    ],
)
def test_official_when_spelled_as_in_the_register_then_found_in_every_case(text: str, words: list[str]) -> None:
    found = find_named("official", text, SPELLED)
    assert [one.cue for one in found] == words
    assert {one.value for one in found} <= {"one"}


def test_official_when_two_are_spelled_alike_then_both_are_told() -> None:
    (found,) = find_named("official", "Это был Дробнецкий.", {"a": ["Дробнецкий"], "b": ["Дробнецкий"]})
    assert (found.value, found.others) == ("a", ("b",))


def test_official_when_in_the_register_and_beside_a_rank_then_proposed_once() -> None:
    empty = rows.Facilities([])
    register = Register(empty, {}, {}, {"one": ["Дробнецкий"]})
    found = propose("Допрашивал майор Дробнецкий.", date(2021, 1, 1), register)
    assert [(one.kind, one.value, one.because) for one in found if one.kind == "official"] == [
        ("official", "one", "register")
    ]


def test_places_and_bodies_when_written_in_latin_letters_then_found() -> None:
    (place,) = find_places("They took us to Hrodna at night.", {"hrodna": ["Гродно", "Hrodna"]})
    (body,) = find_bodies("The Ministry of Internal Affairs answered.", {"x": ["Ministry of Internal Affairs"]})
    assert (place.value, place.cue, body.value) == ("hrodna", "Hrodna", "x")
    assert find_places("A mining town.", {"minsk": ["Minsk"]}) == []


def test_register_when_people_have_added_entries_then_looked_for_too(case: Case) -> None:
    official = an_official(case, "Дробнецкий")
    known = rows.register(case.analyst)
    assert known.officials[str(official.pk)] == ["Дробнецкий"]
    # A body that keeps a text does not read what other bodies' witnesses said of officials.
    assert rows.register(case.acts_as(case.partner)).officials == {}


def an_official(case: Case, label: str) -> Official:
    case.acts_as(case.analyst)
    official = Official(label=label, created_by=case.analyst)
    official.save(force_insert=True)
    OfficialName(entry=official, kind="label", text=label).save(force_insert=True)
    return official


def test_official_when_made_from_words_then_the_text_is_read_for_the_name_again(case: Case) -> None:
    start, end = where(ORIGINAL, "Сотрудники ОМОНа")
    tag = actions.place_tag(text=case.original, code=code("PRP.OMON"), start=start, end=end, by=case.analyst)
    before = Job.objects.filter(kind="propose_codes").count()
    actions.create_official_from_tag(tag=tag, label="Дробнецкий", by=case.analyst)
    asked = Job.objects.filter(kind="propose_codes", object=case.original.pk)
    assert (asked.count(), before) == (1, 0)


def test_coding_when_begun_then_the_text_is_read_with_the_rights_of_who_codes(case: Case) -> None:
    actions.take_text(text=case.original, by=case.analyst)
    assert Job.objects.filter(kind="propose_codes", object=case.original.pk).count() == 1


def test_coding_when_the_witness_did_not_agree_to_machines_then_nothing_is_asked(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    from iapb.access.errors import Invalid

    def no(item: object, by: Person) -> None:
        raise Invalid("no machines")

    monkeypatch.setattr(machines, "_guards", [no])
    actions.take_text(text=case.original, by=case.analyst)
    assert not Job.objects.filter(kind="propose_codes").exists()


def test_official_when_these_words_name_them_already_then_only_the_others_are_proposed(case: Case) -> None:
    start, end = where(ORIGINAL, "Сотрудники")
    tag = actions.place_tag(text=case.original, code=code("PRP.OMON"), start=start, end=end, by=case.analyst)
    official = actions.create_official_from_tag(tag=tag, label="Дробнецкий", by=case.analyst)
    key = str(official.pk)
    every = proposed(
        case, Proposal("official", start, end, key, "register", "Сотрудники"),
        Proposal("official", *where(ORIGINAL, "Акрэсціна"), key, "register", "Акрэсціна"),
    )  # fmt: skip
    assert [one.exact for one in every] == ["Акрэсціна"]


def proposed(case: Case, *more: Proposal) -> list[Suggestion]:
    case.acts_as(case.analyst)
    actions.propose(text=case.original, proposals=more, by=case.analyst)
    return list(Suggestion.objects.visible_to(case.analyst).order_by("start", "kind"))


def a_date(case: Case, value: str = "2020-08-11", words: str = "Пушкинская") -> Proposal:
    return Proposal("date", *where(ORIGINAL, words), value, "as_written", words, (), "exact")


def test_refused_official_when_the_register_knows_the_name_since_then_not_proposed_again(case: Case) -> None:
    place = where(ORIGINAL, "Сотрудники")
    (one,) = proposed(case, Proposal("official", *place, "Сотрудники", "rank_or_post", "майор"))
    actions.refuse_suggestion(suggestion=one, by=case.analyst)
    official = an_official(case, "Сотрудники")
    assert len(proposed(case, Proposal("official", *place, str(official.pk), "register", "Сотрудники"))) == 1


def test_page_when_entries_are_proposed_then_called_as_the_register_calls_them(case: Case) -> None:
    facility, body = Facility.objects.get(key="tsip-minsk"), StateBody.objects.get(key="omon-minsk")
    official = an_official(case, "Дробнецкий")
    at = where(ORIGINAL, "Сотрудники")
    proposed(
        case,
        a_date(case, "2020-08-09/2020-08-11"),
        Proposal("facility", *where(ORIGINAL, "Акрэсціна"), "tsip-minsk", "name", "Акрэсціна", ("ivs-minsk",)),
        Proposal("body", *where(ORIGINAL, "ОМОНа"), "omon-minsk", "register", "ОМОНа"),
        Proposal("official", *at, str(official.pk), "register", "Сотрудники"),
    )
    told = {one["kind"]: one for one in Script(case.analyst).get("api_suggestions", case.item.pk).json()}
    assert told["facility"]["label"] == facility.local_label
    assert told["facility"]["others"] == [Facility.objects.get(key="ivs-minsk").local_label]
    assert told["body"]["label"] == body.local_label
    assert told["official"]["label"] == "Дробнецкий"
    assert "9" in told["date"]["label"] and "11 Aug 2020" in told["date"]["label"]


@pytest.fixture
def tag(case: Case) -> Tag:
    start, end = where(ORIGINAL, "Нас задержали")
    return actions.place_tag(text=case.original, code=code("CTX.ARREST"), start=start, end=end, by=case.analyst)


def opened(case: Case, kind: str, tag: Tag) -> str:
    client = signed_in(case.analyst)
    return client.get(f"{reverse('new_fact', args=[case.item.pk, kind])}?tag={tag.pk}").content.decode()


def test_form_when_opened_from_a_tag_then_rests_on_it_and_takes_what_was_accepted_beside_it(
    case: Case, tag: Tag
) -> None:
    every = proposed(
        case, a_date(case), Proposal("facility", *where(ORIGINAL, "метро"), "tsip-minsk", "name", "метро"),
        Proposal("place", *where(ORIGINAL, "возле"), "minsk", "register", "возле"),
    )  # fmt: skip
    for one in every:
        if one.kind != "place":
            actions.accept_suggestion(suggestion=one, by=case.analyst)
    html = opened(case, "incident", tag)
    assert f'name="tag" value="{tag.pk}"' in html and "Нас задержали" in html
    assert f'<option value="{tag.code_id}" selected>' in html
    assert 'value="2020-08-11"' in html and str(Facility.objects.get(key="tsip-minsk")) in html
    assert "Filled in from proposals" in html
    # What nobody has accepted fills in nothing.
    assert 'name="place_typed" value=' not in html


def test_form_when_two_dates_were_accepted_there_then_a_person_chooses(case: Case, tag: Tag) -> None:
    for one in proposed(case, a_date(case), a_date(case, "2020-08-12", "дубинками")):
        actions.accept_suggestion(suggestion=one, by=case.analyst)
    html = opened(case, "incident", tag)
    assert 'value="2020-08' not in html and "Filled in from proposals" not in html
