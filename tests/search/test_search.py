"""Finding passages again: by any inflection in three languages, by what was coded, by what was stated."""

from __future__ import annotations

import json
import random
import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from evidence.coding import actions
from evidence.dates import FuzzyDate
from evidence.models import CollectionPersonGrant, Denial, Facility, Item, ItemPersonGrant, Place, StateBody, Text
from evidence.search import facets
from evidence.search.query import parse
from evidence.search.results import Results, search
from evidence.search.tasks import index
from iapb.access.rights import RIGHTS_OF, Right, rights_of
from iapb.accounts.models import Person
from tests.cast import make_person
from tests.coding.cases import (
    LANGUAGES,
    ORIGINAL,
    TRANSLATION,
    Case,
    code,
    link,
    make_case,
    make_item,
    make_text,
    name_on,
    permission,
    where,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    case = make_case()
    assert index(case.translation.pk, case.analyst) == 1
    return case


def find(person: Person, words: str = "", **filters: object) -> Results:
    return search(parse(words), filters, person)


def marked(results: Results) -> set[str]:
    return {
        chunk.text
        for found in results.passages
        for line in [*found.original, *found.translation]
        for chunk in line.chunks
        if chunk.hit
    }


WORDS = [
    ("избивать", {"избивали"}),
    ("задержанный", {"задержанных"}),
    ("дубинка", {"дубинками"}),
    ("ДУБИНКОЙ", {"дубинками"}),
    ("студэнт", {"студэнтаў"}),
    ("затрыманы", {"затрыманых"}),
    ("вада", {"вады"}),
    ("baton", {"batons"}),
    ("beating", {"beating", "beat"}),
    ("student", {"students"}),
    ("Пушкинская", {"Пушкинская"}),
    ('"избивали задержанных"', {"избивали", "задержанных"}),
    ("«gave no water»", {"gave", "no", "water"}),
    ("задерж*", {"задержали", "задержанных"}),
    ("вода дубинка", None),
    ("дубинка -батон", {"дубинками"}),
    ("11", {"11"}),
]


@pytest.mark.parametrize(("words", "hits"), WORDS)
def test_words_when_inflected_otherwise_then_found_and_marked(case: Case, words: str, hits: set[str] | None) -> None:
    results = find(case.analyst, words)
    if hits is None:
        assert results.total == 0
        return
    assert (results.total, results.witnesses) == (1, 1)
    assert hits <= marked(results)
    assert results.passages[0].item.pk == case.item.pk
    assert [line.segment.content for line in results.passages[0].translation] == TRANSLATION


@pytest.mark.parametrize("words", ['"избивать задержанных"', '"задержанных избивали"', "пытка", "дубинка -студэнт"])
def test_words_when_they_do_not_answer_then_nothing(case: Case, words: str) -> None:
    assert find(case.analyst, words).total == 0


@pytest.mark.parametrize(
    "words", ["", "!!!", "-дубинка", '""', "'; drop table x; --", "a' | 'b", "\\", "*", "(((", "😢"]
)
def test_words_when_nothing_can_be_asked_then_no_error(case: Case, words: str) -> None:
    find(case.analyst, words)


def test_marks_when_a_page_is_shown_then_no_dictionary_is_asked(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Belarusian word takes half a millisecond in the dictionary, and a page shows thousands."""
    query = parse("студэнт вада")
    monkeypatch.setattr("iapb.language.words.lemmas_of", None)
    assert marked(search(query, {}, case.analyst)) == {"студэнтаў", "вады"}


def test_link_when_found_then_at_the_line_that_answers(case: Case) -> None:
    found = find(case.analyst, "студэнт").passages[0]
    assert found.at.segment.number == 2
    layer = "\n".join(ORIGINAL)
    start, end = map(int, found.span.split("-"))
    assert layer[start:end] == ORIGINAL[2]


@pytest.fixture
def coded(case: Case) -> Case:
    """The beating tagged on the original; an incident at the metro on 11 August stated from it."""
    start, end = where(ORIGINAL, "избивали задержанных дубинками")
    tag = actions.place_tag(text=case.original, code=code("PHY.INSTR"), start=start, end=end, by=case.analyst)
    incident = actions.state_incident(
        item=case.item,
        fields={
            "context": code("CTX.ARREST"),
            "when": FuzzyDate.parse("2020-08-11"),
            "place": Place.objects.get(key="minsk-pushkinskaya"),
            "facility": Facility.objects.get(key="tsip-minsk"),
        },
        by=case.analyst,
    )
    act = actions.add_act(incident=incident, fields={"code": code("PHY.INSTR")}, tags=[tag], by=case.analyst)
    official = actions.create_official_from_tag(tag=tag, label="Commander at the metro", by=case.analyst)
    actions.add_involvement(
        incident=incident,
        fields={"act": act, "official": official, "body": StateBody.objects.get(key="guvd-minsk")},
        tags=[tag],
        by=case.analyst,
    )
    case.official = official  # type: ignore[attr-defined]
    return case


FILTERS = [
    ({"codes": ["PHY.INSTR"]}, 1),
    ({"codes": ["PHY"]}, 1),
    ({"codes": ["PHY.BEAT"]}, 0),
    ({"codes": ["PH"]}, 0),
    ({"facility": "tsip-minsk"}, 1),
    ({"facility": "ivs-minsk"}, 0),
    ({"place": "minsk-pushkinskaya"}, 1),
    ({"place": "BY-HM"}, 1),
    ({"place": "BY"}, 1),
    ({"place": "homel"}, 0),
    ({"since": date(2020, 8, 9), "until": date(2020, 8, 12)}, 1),
    ({"since": date(2020, 8, 12)}, 0),
    ({"until": date(2020, 8, 10)}, 0),
    ({"body": "guvd-minsk"}, 1),
    ({"body": "mvd"}, 0),
    ({"language": "ru"}, 1),
    ({"language": "be"}, 0),
    ({"codes": ["PHY.INSTR"], "facility": "tsip-minsk", "since": date(2020, 8, 1)}, 1),
    ({"codes": ["PHY.INSTR"], "facility": "ivs-minsk"}, 0),
]


@pytest.mark.parametrize(("filters", "number"), FILTERS)
def test_filter_when_given_then_only_what_answers(coded: Case, filters: dict[str, object], number: int) -> None:
    registers = {"facility": Facility, "place": Place, "body": StateBody}
    wanted = {
        name: registers[name].objects.get(key=value) if name in registers else value for name, value in filters.items()
    }
    assert find(coded.analyst, "", **wanted).total == number
    assert find(coded.analyst, "water", **wanted).total == number


def test_filter_when_an_official_then_found(coded: Case) -> None:
    assert find(coded.analyst, official=coded.official).total == 1
    assert find(coded.analyst, official=uuid4()).total == 0


def test_filter_when_the_fact_was_taken_back_then_no_more(coded: Case) -> None:
    from evidence.coding.models import Incident

    incident = Incident.objects.visible_to(coded.analyst).get()
    actions.take_back_fact(fact=incident, by=coded.analyst)
    assert find(coded.analyst, facility=Facility.objects.get(key="tsip-minsk")).total == 0


@pytest.mark.parametrize("kind", ["harm", "intervention"])
def test_filter_when_only_a_harm_or_an_intervention_rests_on_the_words_then_found_by_its_incident(
    case: Case, kind: str
) -> None:
    start, end = where(ORIGINAL, "не давалі вады")
    tag = actions.place_tag(text=case.original, code=code("HRM.CHRONIC"), start=start, end=end, by=case.analyst)
    facility = Facility.objects.get(key="tsip-minsk")
    fields = {"context": code("CTX.ARREST"), "facility": facility}
    incident = actions.state_incident(item=case.item, fields=fields, by=case.analyst)
    assert find(case.analyst, facility=facility).total == 0
    add, of_kind = {
        "harm": (actions.add_harm, {"code": code("HRM.CHRONIC")}),
        "intervention": (actions.add_intervention, {"form": "medical"}),
    }[kind]
    made = add(incident=incident, fields=of_kind, tags=[tag], by=case.analyst)
    results = find(case.analyst, facility=facility)
    assert results.total == 1
    assert {value.label for value in results.facets["facility"]} == {facility.local_label}
    actions.take_back_fact(fact=made, by=case.analyst)
    assert find(case.analyst, facility=facility).total == 0


def test_filter_when_the_harm_is_need_to_know_then_found_for_people_named_alone(case: Case) -> None:
    name_on(case.item, case.analyst)
    start, end = where(ORIGINAL, "не давалі вады")
    tag = actions.place_tag(text=case.original, code=code("HRM.CHRONIC"), start=start, end=end, by=case.analyst)
    facility = Facility.objects.get(key="tsip-minsk")
    fields = {"context": code("CTX.ARREST"), "facility": facility}
    incident = actions.state_incident(item=case.item, fields=fields, by=case.analyst)
    actions.add_harm(incident=incident, fields={"code": code("HRM.REPRO")}, tags=[tag], by=case.analyst)
    assert find(case.analyst, facility=facility).total == 1
    assert find(case.acts_as(case.colleague), facility=facility).total == 0


def test_facets_when_found_then_counted_by_passage(coded: Case) -> None:
    results = find(coded.analyst, "вада")
    counted = {name: {v.label: v.number for v in values} for name, values in results.facets.items()}
    assert counted["code"] == {"Beating with an object": 1}
    assert [*counted["facility"].values()] == [*counted["place"].values()] == [1]
    assert counted["official"] == {"Commander at the metro": 1}
    assert counted["language"] == {"ru": 1}
    assert [(tag.code.code, tag.exact) for tag in results.passages[0].tags] == [
        ("PHY.INSTR", "избивали задержанных дубинками")
    ]


def test_facet_when_an_upper_app_registers_one_then_counted_and_narrowing(coded: Case) -> None:
    def values(items: list[UUID], actor: Person) -> dict[UUID, list[tuple[str, str]]]:
        return {item: [("f", "woman")] for item in items}

    facets.register(facets.Facet("sex_of_a_test", "Sex", values))
    try:
        shown = find(coded.analyst, "вада").more_facets
        assert [(facet.name, [(v.label, v.number) for v in found]) for facet, found in shown] == [
            ("sex_of_a_test", [("woman", 1)])
        ]
        assert find(coded.analyst, "вада", sex_of_a_test="f").total == 1
        assert find(coded.analyst, "вада", sex_of_a_test="m").total == 0
    finally:
        facets._facets.pop("sex_of_a_test")


# ----- invisible equals absent


def nothing(results: Results) -> bool:
    return not (results.total or results.witnesses or results.passages or any(results.facets.values()))


def test_search_when_a_stranger_then_as_if_it_were_not_there(coded: Case) -> None:
    coded.acts_as(coded.stranger)
    assert nothing(find(coded.stranger, "вада"))
    assert nothing(find(coded.stranger, codes=["PHY.INSTR"]))
    assert nothing(find(coded.stranger, official=coded.official))
    assert nothing(find(coded.stranger, ""))


def test_search_when_the_role_does_not_search_then_nothing(coded: Case) -> None:
    coded.acts_as(coded.partner)
    assert nothing(find(coded.partner, "вада"))


def test_search_when_nobody_acts_then_nothing(coded: Case) -> None:
    from iapb.access.transaction import set_actor

    set_actor(None)
    assert nothing(find(coded.analyst, "вада"))


def test_search_when_the_item_is_restricted_then_only_for_people_named(coded: Case) -> None:
    Item.objects.unscoped("a test marks the item").filter(pk=coded.item.pk).update(restricted=True)
    coded.acts_as(coded.analyst)
    assert nothing(find(coded.analyst, "вада"))
    name_on(coded.item, coded.analyst)
    assert find(coded.analyst, "вада").total == 1


def test_search_when_denied_then_denial_beats_grant(coded: Case) -> None:
    denial = {"person": coded.analyst, "reason": "conflict", "denied_by": coded.partner}
    for on in ({"item": coded.item}, {"subject": coded.item.subject}):
        denied = Denial.objects.create(**denial, **on)
        coded.acts_as(coded.analyst)
        assert nothing(find(coded.analyst, "вада"))
        denied.ended_at = timezone.now() + timedelta(seconds=1)
        denied.save()
    coded.acts_as(coded.analyst)
    assert find(coded.analyst, "вада").total == 1


def test_search_when_the_grant_expired_then_nothing(coded: Case) -> None:
    from evidence.models import CaseSetGroupGrant

    CaseSetGroupGrant.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    coded.acts_as(coded.analyst)
    assert nothing(find(coded.analyst, "вада"))


def test_search_when_a_code_is_need_to_know_then_neither_filter_nor_facet_tells(coded: Case) -> None:
    name_on(coded.item, coded.analyst)
    start, end = where(ORIGINAL, "не давалі вады")
    actions.place_tag(text=coded.original, code=code("SGB.THREAT"), start=start, end=end, by=coded.analyst)
    assert find(coded.analyst, codes=["SGB"]).total == 1
    coded.acts_as(coded.colleague)
    results = find(coded.colleague, "вада")
    assert {v.value for v in results.facets["code"]} == {"PHY.INSTR"}
    assert find(coded.colleague, codes=["SGB"]).total == 0


def test_search_when_another_item_matches_then_only_the_own_is_counted(coded: Case) -> None:
    other = make_case()
    other.acts_as(other.analyst)
    index(other.original.pk, other.analyst)
    coded.acts_as(coded.analyst)
    assert (find(coded.analyst, "вада").total, find(coded.analyst, "вада").witnesses) == (1, 1)
    ItemPersonGrant.objects.create(
        content_object=other.item, user=coded.analyst, permission=_item_permission(), granted_by=coded.partner,
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    coded.acts_as(coded.analyst)
    assert (find(coded.analyst, "вада").total, find(coded.analyst, "вада").witnesses) == (2, 2)


def _item_permission() -> object:
    return permission("item")


def test_second_wall_then_it_gathers_no_whole_table_first() -> None:
    """As `in (select …)` it read every item, text and segment for each statement of whoever was given a case set."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, qual from pg_policies where tablename ~ '^(evidence|coding|interviews|consent)_'"
        )
        walls = dict(cursor.fetchall())
    assert len(walls) > 30
    whole = re.compile(r"IN \( ?SELECT \w+\.\w+\s+FROM (evidence|coding|interviews|consent)_")
    assert [table for table, qual in walls.items() if whole.search(qual)] == []


@pytest.mark.parametrize(
    "statement",
    [
        "select * from search_passage",
        "delete from search_passage",
        "select * from search_passagespan",
        "insert into search_passage default values",
    ],
)
def test_index_when_the_web_role_touches_it_then_refused(case: Case, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_index_when_the_text_is_not_the_actors_then_refused(case: Case) -> None:
    case.acts_as(case.stranger)
    with pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute("select search_replace(%s, '[]')", [case.original.pk])


def test_index_when_made_again_then_replaced_and_without_translation_too(case: Case) -> None:
    assert index(case.original.pk, case.analyst) == 1
    assert find(case.analyst, "вада").total == 1


def test_index_when_the_text_is_long_then_cut_into_passages_of_one_answer_or_more(case: Case) -> None:
    item = make_item(case.collection, case.acts_as(case.partner))
    answer = "Нас держали в камере и не давали воды. " * 12
    text = make_text(item, case.partner, [answer] * 9, languages=["ru"] * 9)
    assert index(text.pk, case.partner) == 5
    translated = make_text(item, case.partner, ["They held us in a cell. " * 12] * 9, languages=["en"] * 9, source=text)
    link(text, translated, item)
    index(translated.pk, case.partner)
    analyst = make_person("Second", "analyst")
    ItemPersonGrant.objects.create(
        content_object=item, user=analyst, permission=_item_permission(), granted_by=case.partner,
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    case.acts_as(analyst)
    results = find(analyst, "камера cell")
    assert (results.total, results.witnesses) == (5, 1)
    assert [len(found.original) for found in results.passages] == [2, 2, 2, 2, 1]
    assert all(len(found.translation) == len(found.original) for found in results.passages)


def test_rights_when_the_roles_change_then_the_function_knows() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = 'search_passages'")
        source = cursor.fetchone()[0]
    (searchers,) = re.findall(r"iapb_actor_has_role\(([^)]*)\)", source)
    for role, rights in RIGHTS_OF.items():
        assert (f"'{role}'" in searchers) == (Right.SEARCH in rights), role


def test_page_when_results_grow_then_the_number_of_queries_does_not(
    coded: Case, django_assert_max_num_queries: object
) -> None:
    for _ in range(3):
        item = make_item(coded.collection, coded.acts_as(coded.partner))
        text = make_text(item, coded.partner, ORIGINAL, languages=LANGUAGES)
        index(text.pk, coded.partner)
        ItemPersonGrant.objects.create(
            content_object=item, user=coded.analyst, permission=_item_permission(), granted_by=coded.partner,
            expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
    coded.acts_as(coded.analyst)
    assert Text.objects.visible_to(coded.analyst).count() == 5
    with django_assert_max_num_queries(12):
        assert find(coded.analyst, "вада").total == 4


@pytest.mark.parametrize("seed", range(3))
def test_door_and_function_when_grants_are_drawn_at_random_then_agree(case: Case, seed: int) -> None:
    """The function repeats the door's rule in SQL; here both are asked about the same people and items."""
    chance = random.Random(seed)
    items = [case.item]
    for _ in range(7):
        item = make_item(case.collection, case.acts_as(case.partner))
        text = make_text(item, case.partner, ORIGINAL, languages=LANGUAGES)
        index(text.pk, case.partner)
        items.append(item)
    people = [make_person(f"Person {n}", *roles) for n, roles in enumerate(ROLES)]
    for person in people:
        _give_at_random(case, items, person, chance)
    for item in items:
        changes = {
            "restricted": chance.random() < 0.3,
            "withdrawn_at": timezone.now() if chance.random() < 0.3 else None,
        }
        Item.objects.unscoped("a test marks items").filter(pk=item.pk).update(**changes)
    for person in people:
        case.acts_as(person)
        with connection.cursor() as cursor:
            cursor.execute("select search_passages('', '{}', '{}', 100, 0, true, false)->'items'")
            found = set(json.loads(cursor.fetchone()[0]))
        searches = Right.SEARCH in rights_of(person)
        # What consent was withdrawn for is found by nobody, whoever may still open it.
        open_to_them = Item.objects.visible_to(person).filter(withdrawn_at=None)
        seen = {str(pk) for pk in open_to_them.values_list("pk", flat=True)} if searches else set()
        assert found == seen, person.name


ROLES = (
    ["analyst"], ["reviewer"], ["disclosure_officer"], ["legal_approver"], ["safety_approver"], ["partner"],
    ["data_protection_officer"], ["account_administrator"], ["auditor"], ["analyst", "data_protection_officer"], [],
)  # fmt: skip


def _give_at_random(case: Case, items: list[Item], person: Person, chance: random.Random) -> None:
    for item in items:
        if chance.random() < 0.5:
            days = chance.choice([-1, 1, 1, 1])
            ItemPersonGrant.objects.create(
                content_object=item, user=person, permission=_item_permission(), granted_by=case.partner,
                expires_at=timezone.now() + timedelta(days=days),
            )  # fmt: skip
        if chance.random() < 0.2:
            on = chance.choice([{"item": item}, {"subject": item.subject}])
            Denial.objects.create(person=person, reason="drawn", denied_by=case.partner, **on)
    if chance.random() < 0.3:
        CollectionPersonGrant.objects.create(
            content_object=case.collection, user=person, permission=permission("collection"),
            granted_by=case.partner, expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
