"""Notes follow a tag to a newer text: shown beside it too, written once, and unseen by whoever does not see the tag."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evidence.coding import actions
from evidence.coding.models import Carrying, Note, Tag
from evidence.coding.presenters import tags_of
from evidence.models import Text
from iapb.accounts.models import Person
from tests.cast import signed_in
from tests.coding.cases import LANGUAGES, ORIGINAL, Case, code, make_case, make_text, name_on, where
from tests.coding.test_carrying import CORRECTED
from tests.coding.twice import Twice, make_twice

pytestmark = pytest.mark.django_db
BEATEN = "избивали задержанных дубинками"


@pytest.fixture
def case() -> Case:
    return make_case()


def place(case: Case, text: Text, contents: list[str], name: str = "PHY.BEAT") -> Tag:
    start, end = where(contents, BEATEN)
    return actions.place_tag(text=text, code=code(name), start=start, end=end, by=case.acts_as(case.analyst))


def noted(case: Case, tag: Tag, words: str, by: Person | None = None) -> Note:
    return actions.add_note(tag=tag, words=words, by=case.acts_as(by or case.analyst))


def correct(case: Case, contents: list[str] = CORRECTED) -> Text:
    return make_text(case.item, case.acts_as(case.partner), contents, languages=LANGUAGES)


def carry(case: Case) -> None:
    assert actions.carry_tags(item=case.item, by=case.acts_as(case.partner)) == (1, 0)


def shown(case: Case, by: Person | None = None) -> dict[Text, list[Note]]:
    """By the layer a tag stands on, the notes beside it."""
    who = case.acts_as(by or case.analyst)
    return {tag.text: tag.notes_shown for tag in tags_of(case.item, who)}  # type: ignore[attr-defined]


def test_note_when_the_tag_moves_on_then_beside_both_with_author_and_time_and_one_row(case: Case) -> None:
    tag = place(case, case.original, ORIGINAL)
    first = noted(case, tag, "The second blow.")
    newer = correct(case)
    carry(case)
    moved = Tag.objects.visible_to(case.acts_as(case.analyst)).get(text=newer)
    second = noted(case, moved, "Heard again.", case.colleague)
    assert shown(case) == {case.original: [first], newer: [first, second]}
    newest = correct(case)
    carry(case)
    third = shown(case)
    assert third[newest] == [first, second] and third[newer] == [first, second]
    assert [(one.author, one.created_at) for one in third[newest]] == [
        (case.analyst, first.created_at), (case.colleague, second.created_at)
    ]  # fmt: skip
    assert Note.objects.visible_to(case.analyst).count() == 2


def test_note_when_a_person_chose_the_place_then_follows(case: Case) -> None:
    start, end = where(ORIGINAL, "збівалі затрыманых")
    tag = actions.place_tag(text=case.original, code=code("PHY.BEAT"), start=start, end=end, by=case.analyst)
    note = noted(case, tag, "Who denies it?")
    newer = correct(case)
    assert actions.carry_tags(item=case.item, by=case.acts_as(case.partner)) == (0, 1)
    assert shown(case) == {case.original: [note]}
    one = Carrying.objects.visible_to(case.acts_as(case.analyst)).get()
    start, end = where(CORRECTED, "не збівалі затрыманых")
    actions.choose_place(carrying=one, start=start, end=end, by=case.analyst)
    assert shown(case)[newer] == [note]


def test_note_when_the_author_had_tagged_the_newer_text_already_then_beside_that_tag(case: Case) -> None:
    tag = place(case, case.original, ORIGINAL)
    note = noted(case, tag, "The second blow.")
    newer = correct(case)
    there = place(case, newer, CORRECTED)
    carry(case)
    assert there.moved_from is None and shown(case)[newer] == [note]


def test_note_when_taken_back_then_gone_from_both(case: Case) -> None:
    note = noted(case, place(case, case.original, ORIGINAL), "Wrong.")
    newer = correct(case)
    carry(case)
    actions.take_back_note(note=note, by=case.acts_as(case.analyst))
    assert shown(case) == {case.original: [], newer: []}


def test_export_when_a_tag_has_moved_then_each_note_stands_once(case: Case) -> None:
    noted(case, place(case, case.original, ORIGINAL), "The second blow.")
    correct(case)
    carry(case)
    told = actions.export_tags(item=case.item, by=case.acts_as(case.analyst))
    said = [body["value"] for one in told["first"]["items"] for body in one["body"] if body["purpose"] == "commenting"]
    assert said == ["The second blow."]


def test_api_when_asked_then_says_which_note_is_of_an_earlier_tag(case: Case) -> None:
    noted(case, place(case, case.original, ORIGINAL), "The second blow.")
    newer = correct(case)
    carry(case)
    tags = signed_in(case.colleague).get(reverse("api_tags", args=[case.item.pk])).json()
    told = {tag["text"]: [(note["words"], note["author"], note["earlier"]) for note in tag["notes"]] for tag in tags}
    assert told == {
        str(case.original.pk): [("The second blow.", "Anna", False)],
        str(newer.pk): [("The second blow.", "Anna", True)],
    }


def test_note_when_need_to_know_then_it_follows_for_people_named_alone(case: Case) -> None:
    name_on(case.item, case.analyst)
    note = noted(case, place(case, case.original, ORIGINAL, "SGB.THREAT"), "Who heard it?")
    newer = correct(case)
    carry(case)
    assert shown(case)[newer] == [note] and shown(case, case.colleague) == {} == shown(case, case.stranger)


def test_note_when_the_text_is_coded_blind_then_neither_sees_the_others_though_tags_have_moved() -> None:
    twice: Twice = make_twice()
    case = twice.case
    tag = twice.place(twice.anna, BEATEN, "PHY.BEAT")
    note = actions.add_note(tag=tag, words="The second blow.", by=twice.anna)
    twice.given()
    newer = correct(case)
    carry(case)
    twice.handed_in()
    twice.second()
    assert shown(case, twice.berta) == {}
    start, end = where(CORRECTED, BEATEN)
    own = actions.place_tag(text=newer, code=code("PHY.BEAT"), start=start, end=end, by=twice.acts(twice.berta))
    mine = actions.add_note(tag=own, words="As I hear it.", by=twice.berta)
    assert shown(case, twice.berta) == {newer: [mine]}
    assert shown(case, twice.anna) == {case.original: [note], newer: [note]}
    assert shown(case, twice.rita) == {case.original: [note], newer: [note]}
