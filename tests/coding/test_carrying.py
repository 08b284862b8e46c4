"""Tags follow a newer layer: moved once, facts with them; what is doubtful waits for a person."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from evidence.coding import actions
from evidence.coding.models import Carrying, FactSupport, Tag
from evidence.coding.presenters import tags_of
from evidence.coding.succession import succession_of
from evidence.coding.tasks.carrying import ask_to_carry
from evidence.coding.waiting import untagged_or_moved
from evidence.models import Text
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.ledger.models import Event
from tests.cast import signed_in
from tests.coding.cases import LANGUAGES, ORIGINAL, Case, code, make_case, make_text, name_on, where

pytestmark = pytest.mark.django_db
CORRECTED = [
    "Где вы были 11 августа?",
    "Да, нас задержали возле метро «Пушкинская». Сотрудники ОМОНа избивали задержанных дубинками.",
    "Потым нас павезлі на Акрэсціна. Там не збівалі затрыманых студэнтаў 😢 і не давалі вады.",
]


@pytest.fixture
def case() -> Case:
    return make_case()


def place(case: Case, words: str, name: str = "PHY.BEAT", text: Text | None = None, **more: object) -> Tag:
    start, end = where(ORIGINAL, words)
    fields = {"by": case.analyst, **more}
    return actions.place_tag(text=text or case.original, code=code(name), start=start, end=end, **fields)


def correct(case: Case, contents: list[str] = CORRECTED) -> Text:
    case.acts_as(case.partner)
    return make_text(case.item, case.partner, contents, languages=LANGUAGES)


def carry(case: Case) -> tuple[int, int]:
    """As the job does: with the rights of who brought the newer text."""
    case.acts_as(case.partner)
    done = actions.carry_tags(item=case.item, by=case.partner)
    case.acts_as(case.analyst)
    return done


def seen_by(person: Person) -> list[Tag]:
    return list(Tag.objects.visible_to(person).filter(passed_on=False, retracted_at=None))


def waiting(case: Case) -> Carrying:
    return Carrying.objects.visible_to(case.analyst).get(state="orphaned")


def test_carry_when_the_words_stand_then_a_tag_of_the_same_author_goes_on_from_it(case: Case) -> None:
    tag, newer = place(case, "избивали задержанных дубинками"), correct(case)
    assert carry(case) == (1, 0)
    (moved,) = seen_by(case.analyst)
    assert (moved.text, moved.moved_from, moved.author, moved.exact) == (newer, tag, case.analyst, tag.exact)
    layer = "\n".join(CORRECTED)
    assert layer[moved.start : moved.end] == moved.exact and moved.text_sha256 == newer.sha256
    assert moved.prefix == layer[moved.start - 32 : moved.start]
    event = Event.objects.get(event="tag.moved", object=str(moved.pk))
    assert event.actor == str(case.partner.pk)
    tag.refresh_from_db()
    assert (tag.text, tag.passed_on, tag.retracted_at) == (case.original, True, None)


def test_carry_when_run_twice_then_done_once(case: Case) -> None:
    place(case, "избивали"), place(case, "збівалі затрыманых"), correct(case)
    assert carry(case) == (1, 1)
    assert carry(case) == (0, 0)
    assert Tag.objects.visible_to(case.analyst).count() == 3 and Carrying.objects.visible_to(case.analyst).count() == 2


def test_carry_when_a_tag_is_placed_on_the_old_layer_later_then_it_is_asked_for_and_follows(case: Case) -> None:
    correct(case)
    carry(case)
    case.acts_as(case.analyst)
    place(case, "дубинками", "PHY.INSTR")
    assert Job.objects.filter(kind="carry_tags", object=case.original.pk).exists()
    assert carry(case) == (1, 0)


def test_carry_when_its_author_put_the_code_there_already_then_there_is_one(case: Case) -> None:
    place(case, "избивали"), correct(case)
    newer = Text.objects.visible_to(case.partner).order_by("-created_at").first()
    case.acts_as(case.analyst)
    start, end = where(CORRECTED, "избивали")
    there = actions.place_tag(text=newer, code=code("PHY.BEAT"), start=start, end=end, by=case.analyst)
    assert carry(case) == (1, 0)
    assert seen_by(case.analyst) == [there]


def test_carry_when_a_fact_rests_on_the_tag_then_it_rests_on_the_new_one(case: Case) -> None:
    tag = place(case, "избивали")
    fields = {"context": code("CTX.ARREST")}
    incident = actions.state_incident(item=case.item, fields=fields, tags=[tag], by=case.analyst)
    correct(case)
    carry(case)
    supports = FactSupport.objects.visible_to(case.analyst).filter(incident=incident)
    (standing,) = supports.filter(removed_at=None)
    assert standing.tag.moved_from == tag and standing.added_by == case.analyst
    assert supports.count() == 2


def test_carry_when_the_code_is_need_to_know_then_it_follows_and_stays_so(case: Case) -> None:
    name_on(case.item, case.analyst)
    case.acts_as(case.analyst)
    place(case, "избивали", "SGB.RAPE")
    correct(case)
    assert carry(case) == (1, 0)
    (moved,) = seen_by(case.analyst)
    assert moved.restricted
    case.acts_as(case.colleague)
    assert not Tag.objects.visible_to(case.colleague).exists()
    assert not Carrying.objects.visible_to(case.colleague).exists()


def test_carry_when_a_machine_draft_comes_after_a_persons_text_then_nothing_moves(case: Case) -> None:
    place(case, "избивали")
    draft = correct(case)
    Text.objects.unscoped("a test").filter(pk=draft.pk).update(maker="machine", engine="e", engine_version="1")
    assert carry(case) == (0, 0)


def test_carry_when_the_newer_text_is_of_another_recording_then_nothing_moves(case: Case) -> None:
    place(case, "избивали")
    correct(case, ["Совсем другой разговор о погоде.", "Шёл дождь.", "Надвор'е было дрэннае."])
    assert carry(case) == (0, 0)


def test_succession_when_a_translation_is_of_the_newer_original_then_it_takes_over(case: Case) -> None:
    newer = correct(case)
    case.acts_as(case.partner)
    english = ["Where?", "Detained.", "Beaten."]
    translated = make_text(case.item, case.partner, english, languages=["en"] * 3, source=newer)
    succession = succession_of(case.item, case.partner)
    assert succession.heir(case.translation) == translated and succession.heir(case.original) == newer
    assert succession.heir(newer) is None and succession.heir(translated) is None


def test_ask_when_a_layer_is_the_only_one_of_its_kind_then_no_job(case: Case) -> None:
    ask_to_carry(Text, text_id=case.original.pk, by=case.analyst)
    assert not Job.objects.filter(kind="carry_tags").exists()


def test_wait_when_the_sense_may_turn_then_a_person_sees_it_and_chooses(case: Case) -> None:
    tag, newer = place(case, "збівалі затрыманых"), correct(case)
    assert carry(case) == (0, 1)
    one = waiting(case)
    assert (one.why, one.moved_to, one.text) == ("denial", None, newer) and one.candidates
    assert "1 tag needs its place" in {str(entry.detail) for entry in untagged_or_moved(case.analyst)}
    start, end = where(CORRECTED, "не збівалі затрыманых")
    moved = actions.choose_place(carrying=one, start=start, end=end, by=case.analyst)
    assert (moved.exact, moved.moved_from) == ("не збівалі затрыманых", tag)
    assert actions.choose_place(carrying=one, start=start, end=end, by=case.analyst) == moved
    one.refresh_from_db()
    assert (one.state, one.decided_by, one.moved_to) == ("moved", case.analyst, moved)
    assert "A newer text came" not in {str(entry.group) for entry in untagged_or_moved(case.analyst)}


def test_wait_when_a_still_newer_text_comes_then_it_is_judged_against_that_alone(case: Case) -> None:
    place(case, "збівалі затрыманых"), correct(case)
    carry(case)
    correct(case, [*CORRECTED[:2], ORIGINAL[2]])
    assert carry(case) == (1, 0)
    assert set(Carrying.objects.visible_to(case.analyst).values_list("state", flat=True)) == {"overtaken", "moved"}


def test_drop_when_a_reason_is_given_then_the_tag_is_taken_back_with_it(case: Case) -> None:
    tag = place(case, "збівалі затрыманых")
    correct(case)
    carry(case)
    with pytest.raises(Invalid):
        actions.drop_tag(carrying=waiting(case), reason="", by=case.analyst)
    case.acts_as(case.colleague)
    actions.drop_tag(carrying=waiting(case), reason="otherwise", by=case.colleague)
    tag.refresh_from_db()
    assert tag.retracted_by == case.colleague
    assert Event.objects.filter(event="tag.retracted", object=str(tag.pk), actor=str(case.colleague.pk)).exists()


def test_drop_when_a_fact_rests_on_it_then_refused(case: Case) -> None:
    tag = place(case, "збівалі затрыманых")
    actions.state_incident(item=case.item, fields={"context": code("CTX.ARREST")}, tags=[tag], by=case.analyst)
    correct(case)
    carry(case)
    with pytest.raises(Invalid):
        actions.drop_tag(carrying=waiting(case), reason="gone", by=case.analyst)


def test_choose_when_the_person_may_not_tag_then_refused(case: Case) -> None:
    place(case, "збівалі затрыманых"), correct(case)
    carry(case)
    one = waiting(case)
    case.acts_as(case.partner)
    with pytest.raises(Refused):
        actions.choose_place(carrying=one, start=0, end=3, by=case.partner)


def test_retract_when_the_tag_has_moved_on_then_refused(case: Case) -> None:
    tag = place(case, "избивали")
    correct(case)
    carry(case)
    tag.refresh_from_db()
    with pytest.raises(Invalid):
        actions.retract_tag(tag=tag, by=case.analyst)


def test_tag_when_it_moves_on_twice_or_from_itself_then_the_database_refuses(case: Case) -> None:
    place(case, "избивали"), correct(case)
    carry(case)
    (moved,) = seen_by(case.analyst)
    with pytest.raises(IntegrityError, match="tag_moves_from_another"), transaction.atomic():
        Tag.objects.unscoped("a test").filter(pk=moved.pk).update(moved_from=moved.pk)


def test_carrying_when_a_stranger_asks_then_the_policy_refuses(case: Case) -> None:
    place(case, "избивали"), correct(case)
    carry(case)
    case.acts_as(case.stranger)
    assert not Carrying.objects.unscoped("the second wall alone").exists()
    made = Carrying(state="orphaned", why="gone", tag=Tag(), item=case.item, collection=case.collection)
    made.tag_id = made.text_id = case.original.pk
    made.author = case.stranger
    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        made.save(force_insert=True)


def test_workbench_when_a_tag_moved_then_each_layer_shows_its_own(case: Case) -> None:
    tag, newer = place(case, "избивали"), correct(case)
    carry(case)
    assert {(one.text_id, one.exact) for one in tags_of(case.item, case.analyst)} == {
        (case.original.pk, tag.exact), (newer.pk, tag.exact)}  # fmt: skip
    page = signed_in(case.analyst).get(reverse("coding")).content.decode()
    assert "<td>1</td>" in page


def test_page_when_tags_wait_then_both_texts_are_shown_and_a_candidate_is_taken(case: Case) -> None:
    place(case, "збівалі затрыманых"), correct(case)
    carry(case)
    one, browser = waiting(case), signed_in(case.analyst)
    page = browser.get(reverse("carrying", args=[case.item.pk])).content.decode()
    assert '<mark class="carry-old">збівалі затрыманых</mark>' in page and 'class="carry-new" data-n="1"' in page
    start, end = one.candidates[0]
    answer = browser.post(reverse("choose_place", args=[one.pk]), {"start": start, "end": end})
    assert answer.status_code == 302
    case.acts_as(case.analyst)
    one.refresh_from_db()
    assert one.state == "moved"


def test_page_when_words_were_changed_then_they_are_looked_at(case: Case) -> None:
    place(case, "задержали возле метро «Пушкинская». Сотрудники ОМОНа")
    correct(case, [CORRECTED[0], CORRECTED[1].replace("возле", "около"), CORRECTED[2]])
    assert carry(case) == (1, 0)
    browser = signed_in(case.analyst)
    page = browser.get(reverse("carrying", args=[case.item.pk])).content.decode()
    assert "задержали около метро" in page
    case.acts_as(case.analyst)
    one = Carrying.objects.visible_to(case.analyst).get()
    browser.post(reverse("moved_tag_seen", args=[one.pk]))
    case.acts_as(case.analyst)
    one.refresh_from_db()
    assert one.seen_by == case.analyst


@pytest.mark.parametrize("name", ["choose_place", "drop_tag", "moved_tag_seen"])
def test_page_when_a_stranger_asks_then_as_if_it_never_was(case: Case, name: str) -> None:
    place(case, "збівалі затрыманых"), correct(case)
    carry(case)
    one = waiting(case)
    assert signed_in(case.stranger).post(reverse(name, args=[one.pk])).status_code == 404
