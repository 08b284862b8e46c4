"""Questions to partners follow their words to a newer text where that is sure, and stay and say so where it is not."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evidence.coding import actions
from evidence.coding.models import Question, QuestionMessage
from evidence.models import Item, Text
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.ledger.models import Event
from tests.cast import make_person, signed_in
from tests.coding.cases import LANGUAGES, ORIGINAL, Case, give_set, make_case, make_text, name_on, where
from tests.coding.test_api import Script
from tests.coding.test_carrying import CORRECTED
from tests.coding.test_talk_pages import statements
from tests.coding.twice import make_twice

pytestmark = pytest.mark.django_db
BEATEN, DENIED = "избивали задержанных дубинками", "збівалі затрыманых"
HEARD = "Сотрудники ОМОНа избивали задержанных дубинками."
OTHERWISE = [ORIGINAL[0], ORIGINAL[1].replace("задержанных дубинками", "всех дубинками"), ORIGINAL[2]]


@pytest.fixture
def case() -> Case:
    return make_case()


def ask(case: Case, words: str, text: Text | None = None, by: Person | None = None) -> Question:
    start, end = where(ORIGINAL, words)
    asked_of = text or case.original
    asked_of.item = case.item
    who = case.acts_as(by or case.analyst)
    return actions.ask_partner(text=asked_of, start=start, end=end, words="Who is meant?", by=who)


def correct(case: Case, contents: list[str] = CORRECTED) -> Text:
    languages = LANGUAGES if len(contents) == len(LANGUAGES) else ["ru"] * len(contents)
    return make_text(case.item, case.acts_as(case.partner), contents, languages=languages)


def follow(case: Case, by: Person | None = None) -> tuple[int, int]:
    return actions.follow_questions(item=case.item, by=case.acts_as(by or case.partner))


def found(case: Case, question: Question) -> Question:
    one: Question = Question.objects.visible_to(case.acts_as(case.analyst)).get(pk=question.pk)
    return one


def place(question: Question) -> tuple[object, int, int]:
    return question.stands_in, question.stands_from, question.stands_to


def events(question: Question) -> list[tuple[str, str | None]]:
    rows = Event.objects.filter(object=str(question.pk), event__in=["question.moved", "question.stayed"])
    return list(rows.order_by("at", "id").values_list("event", "actor"))


def test_question_when_its_place_is_sure_then_it_stands_there_and_keeps_what_was_asked_about(case: Case) -> None:
    question, newer = ask(case, BEATEN), correct(case)
    assert follow(case) == (1, 0)
    moved = found(case, question)
    assert place(moved) == (newer.pk, *where(CORRECTED, BEATEN)) and moved.has_moved
    assert (moved.text_id, moved.start, moved.end, moved.exact) == (case.original.pk, *where(ORIGINAL, BEATEN), BEATEN)
    assert (moved.why, moved.doubt_text_id, moved.now_segment.number) == ("same", None, 1)
    assert events(question) == [("question.moved", str(case.partner.pk))]
    assert follow(case) == (0, 0) and len(events(question)) == 1


def test_question_when_its_place_is_not_sure_then_it_stays_and_says_so(case: Case) -> None:
    question, newer = ask(case, DENIED), correct(case)
    assert follow(case) == (0, 1)
    stays = found(case, question)
    assert place(stays) == (case.original.pk, *where(ORIGINAL, DENIED)) and not stays.has_moved
    assert (stays.doubt_text_id, stays.why) == (newer.pk, "denial")
    assert events(question) == [("question.stayed", str(case.partner.pk))]
    assert follow(case) == (0, 0) and len(events(question)) == 1


def test_question_when_its_sentence_is_lost_and_another_is_like_it_then_never_there(case: Case) -> None:
    said = ["Что было потом?", "Нас били дубинками по ногам.", "А потом?", "Нас били дубинками по ногам."]
    text = correct(case, said)
    text.item = case.item
    start, end = where(said, said[1])
    case.acts_as(case.analyst)
    question = actions.ask_partner(text=text, start=start, end=end, words="By whom?", by=case.analyst)
    correct(case, [said[0], "Не помню.", said[2], said[3]])
    assert follow(case) == (0, 1)
    assert found(case, question).stands_in == text.pk


def test_question_when_a_still_newer_text_comes_then_from_where_it_stands_and_a_doubt_ends(case: Case) -> None:
    sure, doubted = ask(case, BEATEN), ask(case, DENIED)
    correct(case)
    assert follow(case) == (1, 1)
    newest = correct(case, ORIGINAL)
    assert follow(case) == (2, 0)
    for question, words in ((sure, BEATEN), (doubted, DENIED)):
        one = found(case, question)
        assert place(one) == (newest.pk, *where(ORIGINAL, words)) and one.doubt_text_id is None


def test_question_when_the_newer_text_is_overtaken_by_the_older_one_then_doubted_no_more(case: Case) -> None:
    question = ask(case, DENIED)
    newer = correct(case)
    assert follow(case) == (0, 1)
    Text.objects.unscoped("a test").filter(pk=newer.pk).update(maker="machine", engine="x", engine_version="1")
    follow(case)
    one = found(case, question)
    assert (one.doubt_text_id, one.why, one.has_moved) == (None, "", False)


@pytest.mark.parametrize("state", ["settled", "taken_back"])
def test_question_when_it_is_over_then_a_closed_one_follows_and_one_taken_back_does_not(case: Case, state: str) -> None:
    question = ask(case, BEATEN)
    if state == "settled":
        actions.settle_question(question=question, by=case.analyst)
    else:
        actions.strike_message(message=QuestionMessage.objects.visible_to(case.analyst).get(), by=case.analyst)
    newer = correct(case)
    assert follow(case) == ((1, 0) if state == "settled" else (0, 0))
    assert (found(case, question).now_text_id == newer.pk) is (state == "settled")


def test_question_when_another_recording_is_brought_then_it_stays_without_a_doubt(case: Case) -> None:
    question = ask(case, BEATEN)
    correct(case, ["Совсем другой разговор о другом дне.", "Мы ехали на автобусе домой.", "І больш нічога."])
    assert follow(case) == (0, 0)
    one = found(case, question)
    assert (one.stands_in, one.doubt_text_id) == (case.original.pk, None)


def test_question_when_who_brings_the_text_may_not_see_it_then_it_follows_all_the_same(case: Case) -> None:
    """Nobody reads it on the way: a colleague of the body who is not named, on an item of special handling."""
    name_on(case.item, case.analyst)
    question = ask(case, BEATEN)
    other = make_person("Olga", "partner")
    give_set(case.item, case.partner, other)
    newer = correct(case)
    case.acts_as(other)
    assert Item.objects.visible_to(other).filter(pk=case.item.pk).exists()
    assert not Question.objects.visible_to(other).exists()
    assert follow(case, other) == (1, 0)
    assert found(case, question).now_text_id == newer.pk


def test_question_when_the_text_is_coded_twice_then_it_follows_though_tags_wait() -> None:
    twice = make_twice()
    case = twice.case
    twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.handed_in()
    twice.second()
    question, newer = ask(case, BEATEN, by=twice.anna), correct(case)
    assert actions.carry_tags(item=case.item, by=case.acts_as(case.partner)) == (0, 0)
    assert follow(case) == (1, 0)
    assert found(case, question).now_text_id == newer.pk
    assert not Question.objects.visible_to(case.acts_as(twice.berta)).exists()


def test_question_when_asked_on_a_text_that_was_overtaken_then_a_job_is_asked_for(case: Case) -> None:
    correct(case)
    ask(case, BEATEN)
    assert Job.objects.filter(kind="carry_tags", object=case.original.pk).exists()


def test_database_when_a_place_is_not_whole_then_refused(case: Case) -> None:
    question = ask(case, BEATEN)
    rows = Question.objects.visible_to(case.analyst).filter(pk=question.pk)
    whole = {"now_text": case.original, "now_segment": question.segment, "now_start": 1, "now_end": 2, "why": "same"}
    for change, name in (
        ({**whole, "now_end": 1}, "question_stands_in_a_whole_place"),
        ({**whole, "now_segment": None}, "question_stands_in_a_whole_place"),
        ({**whole, "why": ""}, "question_says_why_it_moved_or_stayed"),
        ({"why": "same"}, "question_says_why_it_moved_or_stayed"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**change)
    assert rows.update(**whole) == 1


def test_database_when_the_text_is_of_another_item_then_the_question_stays(case: Case) -> None:
    from evidence.coding.actions.following import _set
    from evidence.coding.following import questions_standing

    question = ask(case, BEATEN)
    other = make_case()
    [standing] = questions_standing(case.item.pk)
    segment = other.segments()[0]
    _set(standing, other.original.pk, "same", segment.pk, 0, 3)
    assert found(case, question).now_text_id is None


# ----- what is shown


def page(case: Case, person: Person, name: str, *args: object) -> str:
    client = signed_in(case.acts_as(person))
    case.acts_as(person)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_page_when_it_has_moved_then_the_body_reads_both_and_nothing_of_the_analysis(case: Case) -> None:
    question = ask(case, HEARD)
    correct(case, OTHERWISE)
    assert follow(case) == (1, 0)
    shown = page(case, case.partner, "question", question.pk)
    assert shown.index(f"<mark>{HEARD}</mark>") < shown.index("<mark>Сотрудники ОМОНа избивали всех дубинками.</mark>")
    assert statements(signed_in(case.acts_as(case.partner)), "question", question.pk) <= 15
    assert "As it was asked about" in shown and "As it now reads" in shown and "not sure" not in shown
    assert "Anna" not in shown


def test_page_when_it_has_not_moved_then_one_passage_and_that_a_newer_text_is_there(case: Case) -> None:
    question = ask(case, DENIED)
    shown = page(case, case.partner, "question", question.pk)
    assert "As it now reads" not in shown and "A newer text" not in shown
    correct(case)
    follow(case)
    shown = page(case, case.partner, "question", question.pk)
    assert shown.count("<mark>") == 1 and "A newer text of this is there" in shown
    assert reverse("item", args=[case.item.pk]) in shown


def test_talk_when_it_has_moved_or_stayed_then_linked_to_where_it_stands(case: Case) -> None:
    moved, stays = ask(case, HEARD), ask(case, DENIED)
    newer = correct(case, [OTHERWISE[0], OTHERWISE[1], CORRECTED[2]])
    assert follow(case) == (1, 1)
    shown = page(case, case.analyst, "talk", case.item.pk)
    start, end = where(OTHERWISE, "Сотрудники ОМОНа избивали всех дубинками.")
    assert f'data-asked="{newer.pk}:{start}-{end}"' in shown
    assert "In the newer text:" in shown and "“Сотрудники ОМОНа избивали всех дубинками.”" in shown
    start, end = where(ORIGINAL, DENIED)
    link = f"{reverse('workbench', args=[case.item.pk])}?text={case.original.pk}&amp;in={case.original.pk}"
    assert f"{link}&amp;at={start}-{end}" in shown and f'data-asked="{case.original.pk}:{start}-{end}"' in shown
    assert shown.count("It stays with an older text") == 1 and "came or went" in shown
    assert moved.pk != stays.pk


def test_api_when_it_has_moved_or_stayed_then_each_side_is_told_as_on_its_page(case: Case) -> None:
    moved, stays = ask(case, HEARD), ask(case, DENIED)
    newer = correct(case, [OTHERWISE[0], OTHERWISE[1], CORRECTED[2]])
    follow(case)
    anna, pavel = Script(case.analyst), Script(case.partner)
    told = anna.get("api_asked_question", moved.pk).json()
    now = "Сотрудники ОМОНа избивали всех дубинками."
    start, end = where(OTHERWISE, now)
    assert told["now"] == {"text": str(newer.pk), "start": start, "end": end, "exact": now}
    assert told["asked_about"]["exact"] == HEARD and told["doubt"] is None
    told = anna.get("api_asked_question", stays.pk).json()
    assert (told["now"], told["doubt"]) == (None, {"text": str(newer.pk), "why": "denial"})
    told = pavel.get("api_question", moved.pk).json()
    for passage, words in ((told["passage"], HEARD), (told["now"], now)):
        assert [one["words"] for line in passage["lines"] for one in line["pieces"] if one["asked"]] == [words]
    assert not told["doubt"]
    told = pavel.get("api_question", stays.pk).json()
    assert told["now"] is None and told["doubt"] and "denial" not in str(told)


def test_question_when_withdrawn_then_it_follows_and_nobody_reads_it(case: Case) -> None:
    question = ask(case, BEATEN)
    correct(case)
    Item.objects.unscoped("a test withdraws").filter(pk=case.item.pk).update(withdrawn_at=timezone.now())
    assert follow(case) == (1, 0)
    assert not Question.objects.visible_to(case.acts_as(case.partner)).exists()
    assert Script(case.partner).get("api_question", question.pk).status_code == 404
