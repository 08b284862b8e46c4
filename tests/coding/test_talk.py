"""What analysts and partners say to each other: states, walls, who is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from evidence.coding import actions
from evidence.coding.models import LONGEST_MESSAGE, Incident, Mention, Note, Question, QuestionMessage, Tag, TalkDraft
from evidence.models import Denial, Item, ItemPersonGrant
from evidence.seeing import people_who_see
from iapb.access import waiting
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from tests.cast import make_body, make_person
from tests.coding.cases import ORIGINAL, Case, code, give_set, make_case, name_on, where
from tests.coding.twice import Twice, make_twice

pytestmark = pytest.mark.django_db
BEATEN = "избивали задержанных дубинками"


@pytest.fixture
def case() -> Case:
    return make_case()


def ask(case: Case, words: str = "Who is meant by “they”?", by: Person | None = None, **more: object) -> Question:
    start, end = where(ORIGINAL, BEATEN)
    case.original.item = case.item
    who = case.acts_as(by or case.analyst)
    return actions.ask_partner(text=case.original, start=start, end=end, words=words, by=who, **more)


def answer(case: Case, question: Question, words: str = "The riot police.", **more: object) -> Question:
    return actions.answer_question(question=question, words=words, by=case.acts_as(case.partner), **more)


@contextmanager
def says(words: str) -> Iterator[None]:
    with pytest.raises(Invalid) as caught:
        yield
    assert words in str(caught.value.sentence)


def words_of(question: Question, by: Person) -> list[tuple[str, str]]:
    forget(by)
    set_actor(by.pk)
    turns = QuestionMessage.objects.visible_to(by).filter(question=question)
    return [(turn.side, turn.words) for turn in turns]


def groups(person: Person) -> list[str]:
    forget(person)
    set_actor(person.pk)
    return [str(one.group) for one in waiting.of_rows(person)]


def events(question: Question) -> list[str]:
    return list(Event.objects.filter(object=str(question.pk)).order_by("at", "id").values_list("event", flat=True))


# ----- the question


def test_ask_when_words_are_selected_then_anchored_as_tags_are_and_it_carries_nothing_else(case: Case) -> None:
    question = ask(case, exact=BEATEN)
    start, end = where(ORIGINAL, BEATEN)
    assert (question.start, question.end, question.exact, question.text) == (start, end, BEATEN, case.original)
    assert question.prefix.endswith("ОМОНа ") and question.suffix.startswith(".")
    assert (question.text_sha256, question.segment.number) == (case.original.sha256, 1)
    assert (question.body, question.state) == (case.partner.body, "asked")
    names = {field.name for field in Question._meta.get_fields()}
    assert not names & {"tag", "code", "incident", "act", "note", "case_set", "team", "restricted"}
    event = Event.objects.get(event="question.asked", object=str(question.pk))
    assert event.actor == str(case.analyst.pk) and "meant" not in str(event.detail.__dict__)


def test_ask_when_sent_again_with_its_key_then_one(case: Case) -> None:
    key = uuid4()
    assert ask(case, client_key=key) == ask(case, client_key=key)
    assert Event.objects.filter(event="question.asked").count() == 1


@pytest.mark.parametrize("words", ["", " \n", "x" * (LONGEST_MESSAGE + 1)])
def test_ask_when_empty_or_too_long_then_invalid(case: Case, words: str) -> None:
    with pytest.raises(Invalid):
        ask(case, words)


def test_ask_when_the_words_are_not_those_of_the_text_then_invalid(case: Case) -> None:
    with pytest.raises(Invalid):
        ask(case, exact="other words")


def test_ask_when_no_body_brought_it_then_nobody_to_ask(case: Case) -> None:
    set_actor(case.partner.pk)
    with connection.cursor() as cursor:
        cursor.execute("update evidence_collection set body_id = null where id = %s", [case.collection.pk])
    with says("nobody to ask"):
        ask(case)


def test_ask_when_the_role_does_not_code_then_refused(case: Case) -> None:
    with pytest.raises(Refused):
        ask(case, by=case.partner)


def test_question_when_answered_asked_on_and_closed_then_each_waits_for_the_other(case: Case) -> None:
    question, waits = ask(case), "Questions about your material"
    assert (groups(case.partner), groups(case.analyst)) == ([waits], [])
    question = answer(case, question)
    assert (question.state, groups(case.partner), groups(case.analyst)) == ("answered", [], ["Answers of partners"])
    assert groups(case.colleague) == []
    answer(case, question, "Of the first unit.")
    question = actions.ask_on(question=question, words="Which one?", by=case.acts_as(case.colleague))
    assert (question.state, groups(case.partner), groups(case.analyst)) == (
        "asked",
        ["Questions about your material"],
        [],
    )
    answer(case, question, "The first.")
    actions.settle_question(question=question, by=case.acts_as(case.analyst))
    settled = actions.settle_question(question=question, by=case.analyst)
    assert (settled.state, settled.ended_by, groups(case.analyst)) == ("settled", case.analyst, [])
    assert words_of(question, case.partner) == [
        ("team", "Who is meant by “they”?"), ("body", "The riot police."), ("body", "Of the first unit."),
        ("team", "Which one?"), ("body", "The first."),
    ]  # fmt: skip
    assert events(question) == [
        "question.asked", "question.answered", "question.answered", "question.asked_on", "question.answered",
        "question.settled",
    ]  # fmt: skip


def test_states_when_compared_with_the_table_then_each_has_its_event_and_none_comes_back(case: Case) -> None:
    states, table = set(Question.State), Question.TRANSITIONS
    assert set(table) == states == set(Question.EVENTS)
    over = {state for state in states if not table[state]}
    assert over == states - Question.OPEN_STATES
    assert all(after <= states for after in table.values())


def test_question_when_closed_then_nothing_more_is_said(case: Case) -> None:
    question = actions.settle_question(question=ask(case), by=case.analyst)
    with says("Closed"):
        answer(case, question)
    with says("Closed"):
        actions.ask_on(question=question, words="And?", by=case.acts_as(case.analyst))


def test_answer_when_sent_again_with_its_key_then_one_even_after_it_was_closed(case: Case) -> None:
    question, key = ask(case), uuid4()
    answer(case, question, client_key=key)
    actions.settle_question(question=question, by=case.acts_as(case.analyst))
    answer(case, question, client_key=key)
    assert len(words_of(question, case.partner)) == 2


def test_answer_when_the_asker_has_left_then_it_waits_for_who_sees_it(case: Case) -> None:
    answer(case, ask(case))
    Person.objects.filter(pk=case.analyst.pk).update(state="deactivated")
    assert groups(case.colleague) == ["Answers of partners"]


def test_verbs_when_the_other_side_uses_them_then_refused(case: Case) -> None:
    question = ask(case)
    with pytest.raises(Refused):
        actions.answer_question(question=question, words="I know.", by=case.analyst)
    case.acts_as(case.partner)
    with pytest.raises(Refused):
        actions.ask_on(question=question, words="And?", by=case.partner)
    with pytest.raises(Refused):
        actions.settle_question(question=question, by=case.partner)


def test_strike_when_nobody_has_answered_then_the_question_is_taken_back_and_absent_for_the_body(case: Case) -> None:
    question = ask(case)
    first = QuestionMessage.objects.visible_to(case.analyst).get()
    case.acts_as(case.colleague)
    with pytest.raises(Refused):
        actions.strike_message(message=first, by=case.colleague)
    for _ in range(2):
        actions.strike_message(message=first, by=case.acts_as(case.analyst))
    question = Question.objects.visible_to(case.analyst).get()
    assert (question.state, question.ended_by) == ("taken_back", case.analyst)
    assert events(question) == ["question.asked", "question.taken_back"]
    assert words_of(question, case.partner) == [] and groups(case.partner) == []
    assert not Question.objects.visible_to(case.partner).exists()


def test_strike_when_it_was_answered_then_the_words_alone_and_the_question_stands(case: Case) -> None:
    question = answer(case, ask(case))
    mine = QuestionMessage.objects.visible_to(case.partner).get(side="body")
    actions.strike_message(message=mine, by=case.partner)
    case.acts_as(case.analyst)
    assert Question.objects.visible_to(case.analyst).get().state == "answered"
    assert QuestionMessage.objects.visible_to(case.analyst).get(side="body").struck_at
    first = QuestionMessage.objects.visible_to(case.analyst).get(side="team")
    actions.strike_message(message=first, by=case.analyst)
    assert Question.objects.visible_to(case.analyst).get().state == "answered"
    assert Event.objects.filter(event="question.message_struck").count() == 2 and question.pk


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", EMAIL_HOST="localhost")
def test_mail_when_something_waits_then_says_only_that(
    case: Case, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    elsewhere = make_person("Elsewhere", "partner", body=make_body("Another body of the house"))
    with django_capture_on_commit_callbacks(execute=True):
        question = ask(case)
    with django_capture_on_commit_callbacks(execute=True):
        answer(case, question)
    assert [one.to for one in mail.outbox] == [[case.partner.email], [case.analyst.email]]
    assert elsewhere.email not in str([one.to for one in mail.outbox])
    for one in mail.outbox:
        assert one.subject == "Something waits for you" and case.item.reference not in one.body


# ----- whose question it is


def partner_of(case: Case, name: str) -> Person:
    """Of another body, who was given the same set."""
    person = make_person(name, "partner", body=make_body(f"Body of {name}"))
    give_set(case.item, case.partner, person)
    return person


@pytest.mark.parametrize("wall", ["door", "policy"])
def test_question_when_another_body_sees_the_item_then_not_the_question(case: Case, wall: str) -> None:
    question, other = ask(case), partner_of(case, "Olga")
    case.acts_as(other)
    assert Item.objects.visible_to(other).filter(pk=case.item.pk).exists()
    for model in (Question, QuestionMessage):
        rows = model.objects.visible_to(other) if wall == "door" else model.objects.unscoped("the policy alone")
        assert not rows.exists()
    assert groups(other) == [] and question.pk


def test_question_when_the_policies_let_through_then_the_door_keeps_the_other_body_away(case: Case) -> None:
    ask(case)
    other = partner_of(case, "Olga")
    case.acts_as(other)
    assert Item.objects.visible_to(other).filter(pk=case.item.pk).exists()
    set_actor(case.analyst.pk)
    assert Question.objects.unscoped("what the policies let through").count() == 1
    assert not Question.objects.visible_to(other).exists() and not QuestionMessage.objects.visible_to(other).exists()


@pytest.mark.parametrize("role", ["disclosure_officer", "legal_approver"])
def test_question_when_a_role_neither_codes_nor_answers_then_nothing(case: Case, role: str) -> None:
    ask(case)
    reader = make_person("Reader", role)
    give_set(case.item, case.partner, reader)
    case.acts_as(reader)
    assert Item.objects.visible_to(reader).filter(pk=case.item.pk).exists()
    assert not Question.objects.visible_to(reader).exists()
    assert not Question.objects.unscoped("the policy alone").exists()


@pytest.mark.parametrize("wall", ["door", "policy"])
def test_question_when_consent_is_withdrawn_then_absent_for_both_sides(case: Case, wall: str) -> None:
    question = ask(case)
    set_actor(case.partner.pk)
    Item.objects.unscoped("a test withdraws").filter(pk=case.item.pk).update(withdrawn_at=timezone.now())
    for person in (case.partner, case.analyst, case.colleague):
        case.acts_as(person)
        for model in (Question, QuestionMessage):
            rows = model.objects.visible_to(person) if wall == "door" else model.objects.unscoped("the policy alone")
            assert not rows.exists()
        assert groups(person) == []
    case.acts_as(case.partner)
    assert Item.objects.visible_to(case.partner).filter(pk=case.item.pk).exists(), "the own body still sees the item"
    with pytest.raises(Question.DoesNotExist):
        answer(case, question)


def test_question_when_the_item_is_restricted_then_only_who_is_named_is_told(case: Case) -> None:
    colleague = make_person("Second partner", "partner", body=case.partner.body)
    set_actor(case.partner.pk)
    Item.objects.unscoped("a test restricts").filter(pk=case.item.pk).update(restricted=True)
    case.item.refresh_from_db()
    name_on(case.item, case.analyst)
    name_on(case.item, colleague)
    ask(case)
    assert (groups(case.partner), groups(colleague)) == ([], ["Questions about your material"])
    case.acts_as(case.partner)
    assert not Question.objects.visible_to(case.partner).exists()


def test_question_when_closed_to_a_person_then_absent(case: Case) -> None:
    ask(case)
    Denial.objects.create(person=case.colleague, item=case.item, reason="knows them", denied_by=case.partner)
    case.acts_as(case.colleague)
    assert not Question.objects.visible_to(case.colleague).exists()


def test_policy_when_a_stranger_or_nobody_acts_then_nothing_of_what_is_said(case: Case) -> None:
    answer(case, ask(case))
    actions.note_on_item(item=case.item, words="@Reva, see here.", by=case.acts_as(case.analyst))
    actions.keep_draft(form="comment", about=case.item.pk, fields={"words": "And"}, by=case.analyst)
    for actor in (case.stranger.pk, None):
        set_actor(actor)
        for model in (Question, QuestionMessage, Note, Mention, TalkDraft):
            assert not model.objects.unscoped("the policy alone").exists(), model


def test_database_when_a_row_is_impossible_then_refused(case: Case) -> None:
    question = ask(case)
    for change, name in (
        ({"state": "settled"}, "question_end_is_whole"),
        ({"end": 0, "start": 0}, "question_ends_after_start"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Question.objects.visible_to(case.analyst).filter(pk=question.pk).update(**change)


# ----- blind


@pytest.fixture
def blind() -> Twice:
    """The first coding is handed in, the second open; each has asked and noted something."""
    twice = make_twice()
    twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.case.original.item = twice.case.item
    _talks(twice, twice.anna)
    twice.handed_in()
    twice.second()
    _talks(twice, twice.berta)
    return twice


def _talks(twice: Twice, person: Person) -> None:
    by = twice.acts(person)
    actions.ask_partner(text=twice.case.original, start=0, end=3, words=f"{person.name} asks.", by=by)
    actions.note_on_passage(text=twice.case.original, start=0, end=3, words=f"{person.name} notes @Cyril.", by=by)
    actions.note_on_item(item=twice.case.item, words=f"{person.name} notes.", by=by)


@pytest.mark.parametrize("wall", ["door", "policy"])
def test_blind_when_open_then_what_each_says_is_kept_from_the_other_and_the_body_is_told_at_once(
    blind: Twice, wall: str
) -> None:
    for person, own in ((blind.anna, "Anna"), (blind.berta, "Berta"), (blind.cyril, "Anna"), (blind.rita, "Anna")):
        blind.acts(person)
        numbers = []
        for model in (Question, QuestionMessage, Note, Mention):
            rows = model.objects.visible_to(person) if wall == "door" else model.objects.unscoped("the policy alone")
            numbers.append(rows.count())
        assert numbers == [1, 1, 2, 1], person.name
        assert Question.objects.unscoped("the policy alone").get().asker.name == own
    partner = blind.case.partner
    blind.acts(partner)
    assert Question.objects.visible_to(partner).count() == 2
    assert groups(partner) == ["Questions about your material"] * 2
    assert groups(blind.cyril).count("You were called") == 1


def test_blind_when_the_policies_let_through_then_the_door_alone_keeps_apart(blind: Twice) -> None:
    for reader, lets_through in ((blind.berta, blind.cyril), (blind.anna, blind.berta)):
        blind.acts(reader)
        assert Question.objects.visible_to(reader).count() == 1
        set_actor(lets_through.pk)
        assert Question.objects.unscoped("what the policies let through").count() == 1
        assert not Question.objects.visible_to(reader).exists() and not Note.objects.visible_to(reader).exists()


def test_blind_when_it_is_over_then_who_was_called_meanwhile_finds_it(blind: Twice) -> None:
    from evidence.coding.models import Work

    work = Work.objects.visible_to(blind.acts(blind.berta)).get(coder=blind.berta)
    actions.hand_in_work(work=work, by=blind.berta)
    assert groups(blind.cyril).count("You were called") == 2


# ----- notes on other things than tags


def fact_of(case: Case) -> Incident:
    case.acts_as(case.analyst)
    fields = {"context": code("CTX.ARREST")}
    return actions.state_incident(item=case.item, fields=fields, by=case.analyst)


def test_note_when_on_a_fact_a_passage_or_the_whole_then_one_thing_each_and_an_event(case: Case) -> None:
    fact = fact_of(case)
    case.original.item = case.item
    start, end = where(ORIGINAL, BEATEN)
    on_fact = actions.note_on_fact(fact=fact, words="Which day?", by=case.analyst)
    on_words = actions.note_on_passage(text=case.original, start=start, end=end, words="Two units?", by=case.analyst)
    whole = actions.note_on_item(item=case.item, words="Read again.", by=case.analyst)
    assert (on_fact.incident, on_fact.fact, on_words.exact, on_words.text) == (fact, fact, BEATEN, case.original)
    assert [on_fact.tag, whole.text, whole.incident] == [None, None, None]
    case.acts_as(case.colleague)
    assert Note.objects.visible_to(case.colleague).count() == 3
    assert Event.objects.filter(event="note.written").count() == 3


def test_note_when_sent_again_about_something_else_then_invalid(case: Case) -> None:
    key = uuid4()
    whole = actions.note_on_item(item=case.item, words="Read again.", client_key=key, by=case.analyst)
    assert actions.note_on_item(item=case.item, words="Read again.", client_key=key, by=case.analyst) == whole
    case.original.item = case.item
    with pytest.raises(Invalid):
        actions.note_on_passage(text=case.original, start=0, end=3, words="x", client_key=key, by=case.analyst)


def test_note_when_the_fact_was_taken_back_then_invalid(case: Case) -> None:
    fact = fact_of(case)
    actions.take_back_fact(fact=fact, by=case.analyst)
    fact.refresh_from_db()
    with pytest.raises(Invalid):
        actions.note_on_fact(fact=fact, words="Too late.", by=case.analyst)


def test_note_when_its_fact_becomes_need_to_know_then_so_does_the_note(case: Case) -> None:
    fact = fact_of(case)
    actions.note_on_fact(fact=fact, words="Which day?", by=case.analyst)
    Incident.objects.visible_to(case.analyst).filter(pk=fact.pk).update(restricted=True)
    case.acts_as(case.colleague)
    assert not Note.objects.visible_to(case.colleague).exists()
    name_on(case.item, case.colleague)
    assert Note.objects.visible_to(case.acts_as(case.colleague)).get().restricted


@pytest.mark.parametrize("wall", ["door", "policy"])
def test_note_when_a_partner_or_the_desk_reads_the_item_then_no_note(case: Case, wall: str) -> None:
    actions.note_on_item(item=case.item, words="Is it true?", by=case.analyst)
    officer = make_person("Olga", "disclosure_officer")
    give_set(case.item, case.partner, officer)
    for person in (case.partner, officer):
        case.acts_as(person)
        rows = Note.objects.visible_to(person) if wall == "door" else Note.objects.unscoped("the policy alone")
        assert Item.objects.visible_to(person).exists() and not rows.exists()


def test_note_when_the_policies_let_through_then_the_door_keeps_partners_away(case: Case) -> None:
    actions.note_on_item(item=case.item, words="Is it true?", by=case.analyst)
    case.acts_as(case.partner)
    assert Item.objects.visible_to(case.partner).exists()
    set_actor(case.analyst.pk)
    assert Note.objects.unscoped("what the policies let through").exists()
    assert not Note.objects.visible_to(case.partner).exists()


def test_database_when_a_note_names_two_things_then_refused(case: Case) -> None:
    fact = fact_of(case)
    note = actions.note_on_fact(fact=fact, words="Which day?", by=case.analyst)
    tag = actions.place_tag(text=case.original, code=code("PHY.BEAT"), start=0, end=3, by=case.analyst)
    for change, name in (({"tag": tag}, "note_is_about_one_thing"), ({"start": 0}, "note_names_a_whole_passage")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Note.objects.visible_to(case.analyst).filter(pk=note.pk).update(**change)


# ----- who is called


def test_call_when_somebody_sees_it_then_it_waits_until_they_have_read_it(case: Case) -> None:
    note = actions.note_on_item(item=case.item, words="(@reva) and @Reva: see a@b.org.", by=case.analyst)
    assert groups(case.colleague) == ["You were called"]
    mention = Mention.objects.visible_to(case.acts_as(case.colleague)).get()
    assert (mention.note, mention.person) == (note, case.colleague)
    case.acts_as(case.analyst)
    with pytest.raises(Refused):
        actions.read_mention(mention=mention, by=case.analyst)
    for _ in range(2):
        actions.read_mention(mention=mention, by=case.acts_as(case.colleague))
    assert groups(case.colleague) == [] and Event.objects.filter(event="mention.read").count() == 1


def test_call_when_the_note_is_taken_back_then_it_waits_no_more(case: Case) -> None:
    note = actions.note_on_item(item=case.item, words="@Reva, see here.", by=case.analyst)
    actions.take_back_note(note=note, by=case.analyst)
    assert groups(case.colleague) == []


@pytest.mark.parametrize("name", ["Stranger", "Nobody Atall", "Pavel", "Lena"])
def test_call_when_the_name_is_of_nobody_who_sees_it_then_one_sentence_for_all(case: Case, name: str) -> None:
    """Somebody who does not see it, nobody at all, the partner, a role that does not code."""
    give_set(case.item, case.partner, make_person("Lena", "legal_approver"))
    case.acts_as(case.analyst)
    with pytest.raises(Invalid) as refused:
        actions.note_on_item(item=case.item, words=f"@{name}, see here.", by=case.analyst)
    first = name.split()[0]
    assert str(refused.value.sentence) == (
        f"“@{first}” is nobody who sees this. Choose a name from the list, or write it without @."
    )
    assert not Note.objects.visible_to(case.analyst).exists()


def test_call_when_one_name_begins_another_then_the_longer_and_those_who_share_it(case: Case) -> None:
    longer = [make_person("Reva Novik", "analyst") for _ in range(2)]
    give_set(case.item, case.partner, *longer)
    case.acts_as(case.analyst)
    note = actions.note_on_item(item=case.item, words="@Reva Novik, see here.", by=case.analyst)
    called = set(Mention.objects.visible_to(case.analyst).filter(note=note).values_list("person", flat=True))
    assert called == {one.pk for one in longer}


def test_call_when_the_tag_is_need_to_know_then_only_who_is_named(case: Case) -> None:
    name_on(case.item, case.analyst)
    tag = actions.place_tag(text=case.original, code=code("SGB.THREAT"), start=0, end=3, by=case.acts_as(case.analyst))
    with pytest.raises(Invalid):
        actions.add_note(tag=tag, words="@Reva, see here.", by=case.analyst)
    name_on(case.item, case.colleague)
    case.acts_as(case.analyst)
    actions.add_note(tag=tag, words="@Reva, see here.", by=case.analyst)
    assert groups(case.colleague) == ["You were called"] and Tag.objects.visible_to(case.colleague).exists()


# ----- who sees an item


def test_people_who_see_when_compared_with_the_door_then_the_same(case: Case) -> None:
    partner = case.partner
    late, denied, named = (make_person(name, "analyst") for name in ("Late", "Denied", "Named"))
    give_set(case.item, partner, late, denied)
    ItemPersonGrant.objects.filter(user=late).delete()
    Denial.objects.create(person=denied, subject=case.item.subject, reason="knows them", denied_by=partner)
    name_on(case.item, named)
    gone = make_person("Gone", "analyst", state="deactivated")
    give_set(case.item, partner, late, gone)
    late.memberships.update(ended_at=timezone.now())
    everybody = Person.objects.all()
    for change in ({}, {"restricted": True}, {"restricted": False, "withdrawn_at": timezone.now()}):
        set_actor(partner.pk)
        Item.objects.unscoped("a test changes it").filter(pk=case.item.pk).update(**change)
        case.item.refresh_from_db()
        for right in (Right.TAG, Right.ANSWER):
            found = set(people_who_see(case.item, right))
            by_door = {one for one in everybody if _sees(one, case.item, right)}
            assert found == by_door, (change, right)
    assert {one.name for one in people_who_see(case.item, Right.TAG)} == set()


def _sees(person: Person, item: Item, right: Right) -> bool:
    from iapb.access.rights import rights_of

    forget(person)
    set_actor(person.pk)
    seen = Item.objects.visible_to(person).filter(pk=item.pk, withdrawn_at=None)
    return right in rights_of(person) and seen.exists()


# ----- drafts


def test_draft_when_kept_then_its_writers_alone_and_gone_with_its_words(case: Case) -> None:
    def keep(words: str) -> TalkDraft | None:
        fields = {"words": words, "about": "item", "csrfmiddlewaretoken": "x"}
        return actions.keep_draft(form="comment", about=case.item.pk, fields=fields, by=case.analyst)

    keep("Comp")
    assert keep("Compare").content == {"words": "Compare", "about": "item"}
    case.acts_as(case.colleague)
    assert not TalkDraft.objects.visible_to(case.colleague).exists()
    assert not TalkDraft.objects.unscoped("the policy alone").exists()
    assert keep(" ") is None
    case.acts_as(case.analyst)
    keep("")
    assert not TalkDraft.objects.visible_to(case.analyst).exists()


def test_draft_when_about_nothing_one_sees_or_of_the_other_side_then_not_kept(case: Case) -> None:
    question = ask(case)
    fields = {"words": "The"}
    with pytest.raises(Item.DoesNotExist):
        actions.keep_draft(form="comment", about=uuid4(), fields=fields, by=case.analyst)
    with pytest.raises(Refused):
        actions.keep_draft(form="answer", about=question.pk, fields=fields, by=case.analyst)
    case.acts_as(case.partner)
    assert actions.keep_draft(form="answer", about=question.pk, fields=fields, by=case.partner)
    with pytest.raises(Refused):
        actions.keep_draft(form="comment", about=case.item.pk, fields=fields, by=case.partner)
    case.acts_as(case.stranger)
    with pytest.raises(Item.DoesNotExist):
        actions.keep_draft(form="ask", about=question.pk, fields=fields, by=case.stranger)
