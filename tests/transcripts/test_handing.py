"""From the first word to the checked layer: states, the second person, what is frozen."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evidence.actions import texts
from evidence.models import Item, ItemFile, Segment, Text
from evidence.transcripts import access, actions, checks, frozen, marks
from evidence.transcripts.models import Clash, Work, WorkChange, WorkSegment
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.ledger.models import Event
from interviews.models import Witness
from tests.cast import make_body, make_person
from tests.transcripts.conftest import acts, new, put, rows, says, type_in, words

pytestmark = pytest.mark.django_db


def told(event: str, thing: object) -> dict[str, object]:
    return json.loads(bytes(Event.objects.get(event=event, object=str(thing)).detail.detail))


def now(work: Work, by: Person) -> Work:
    return Work.objects.visible_to(acts(by)).select_related("layer").get(pk=work.pk)


# ----- handing in


def test_hand_in_when_whole_then_a_frozen_layer_of_a_person(
    typed: Work, recording: ItemFile, partner: Person, witness: Witness
) -> None:
    text = actions.hand_in(work=typed.pk, by=acts(partner))
    acts(partner)
    text = Text.objects.visible_to(partner).select_related("file").get(pk=text.pk)
    assert (text.kind, text.maker, text.language, text.checked_at) == ("transcript", "human", "ru", None)
    segments = Segment.objects.visible_to(partner).filter(text=text).order_by("number")
    assert [(one.content, one.speaker, one.start_ms, one.end_ms) for one in segments] == [
        ("Где вы были?", "Q", 0, 2000),
        ("Нас задержали [?возле] метро. [???]", "A", 2000, 6000),
    ]
    with custody.read(text.file) as pieces:
        sealed = json.loads(b"".join(pieces))
    assert [one["text"] for one in sealed["segments"]] == [one.content for one in segments]
    made = told("text.made", text.pk)
    assert (made["parent"], made["maker"], made["sha256"]) == (str(recording.file_id), "human", text.sha256)
    assert told("transcript.handed_in", typed.pk)["text"] == str(text.pk)
    assert (now(typed, partner).state, now(typed, partner).layer) == ("handed_in", text)


def test_hand_in_when_the_name_was_learnt_meanwhile_then_it_is_not_frozen(
    typed: Work, partner: Person, witness: Witness
) -> None:
    """Rows of before the name was known; what is frozen asks anew."""
    row = rows(typed, partner)[0]
    WorkSegment.objects.visible_to(partner).filter(pk=row.pk).update(content="Роман Стрижневский пришёл.")
    text = actions.hand_in(work=typed.pk, by=acts(partner))
    acts(partner)
    assert Segment.objects.visible_to(partner).filter(text=text).first().content == f"{witness.code} пришёл."


def test_hand_in_when_nothing_was_changed_then_no_second_layer(
    item: Item, recording: ItemFile, handed_in: Work, partner: Person, colleague: Person
) -> None:
    actions.take_back(work=handed_in, by=acts(partner))
    assert actions.hand_in(work=handed_in.pk, by=acts(partner)).pk == handed_in.layer_id
    acts(partner)
    assert Text.objects.visible_to(partner).filter(item=item).count() == 1


def test_hand_in_when_only_a_speaker_was_corrected_then_a_new_layer(handed_in: Work, partner: Person) -> None:
    actions.take_back(work=handed_in, by=acts(partner))
    type_in(handed_in, partner, put(rows(handed_in, partner)[0], speaker="Interviewer"))
    second = actions.hand_in(work=handed_in.pk, by=acts(partner))
    acts(partner)
    assert second.pk != handed_in.layer_id and Text.objects.visible_to(partner).count() == 2


def test_hand_in_when_a_machine_draft_is_confirmed_unchanged_then_a_persons_layer(
    item: Item, recording: ItemFile, draft: Text, partner: Person
) -> None:
    work = actions.begin_transcript(item=item, recording=recording, began_from=draft, language="ru", by=acts(partner))
    text = actions.hand_in(work=work.pk, by=acts(partner))
    assert text.pk != draft.pk and (text.maker, text.engine) == ("human", "")
    acts(partner)
    assert not Segment.objects.visible_to(partner).filter(text=text).exclude(doubt="").exists()


def test_hand_in_when_clicked_twice_then_one_layer(handed_in: Work, partner: Person) -> None:
    with says(Invalid, "stay as they are"):
        actions.hand_in(work=handed_in.pk, by=acts(partner))
    acts(partner)
    assert Text.objects.visible_to(partner).count() == 1


@pytest.mark.parametrize(("texts_", "starts", "sentence"), [
    (["", " \n"], [0, 1000], "Nothing is typed"),
    (["a", "b"], [5000, 1000], "begins earlier"),
])  # fmt: skip
def test_hand_in_when_not_whole_then_a_sentence_and_nothing_frozen(
    work: Work, partner: Person, texts_: list[str], starts: list[int], sentence: str
) -> None:
    [row] = rows(work, partner)
    type_in(work, partner, put(row, texts_[0], start_ms=starts[0]), new(texts_[1], row, start_ms=starts[1]))
    with says(Invalid, sentence):
        actions.hand_in(work=work.pk, by=acts(partner))
    acts(partner)
    assert now(work, partner).state == "typing" and not Text.objects.visible_to(partner).exists()


def test_hand_in_when_by_another_then_absent_refused_or_told(typed: Work, partner: Person, colleague: Person) -> None:
    with says(Invalid, partner.name):
        actions.hand_in(work=typed.pk, by=acts(colleague))
    stranger = make_person("Stranger", "partner", body=make_body(f"Elsewhere {uuid4()}"))
    with pytest.raises(Work.DoesNotExist):
        actions.hand_in(work=typed.pk, by=acts(stranger))


def test_hand_in_when_something_is_typed_meanwhile_then_nothing_is_frozen(
    typed: Work, partner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the sealing of the bytes and the row: a second window."""
    receive = custody.receive

    def slow(stream: object, **said: object) -> object:
        acts(partner)
        first = rows(typed, partner)[0]
        WorkSegment.objects.visible_to(partner).filter(pk=first.pk).update(content="Позже")
        return receive(stream, **said)

    monkeypatch.setattr(custody, "receive", slow)
    with says(Invalid, "while this was handed in"):
        actions.hand_in(work=typed.pk, by=acts(partner))
    acts(partner)
    assert now(typed, partner).state == "typing" and not Text.objects.visible_to(partner).exists()


def test_findings_when_asked_then_counted_in_sentences(typed: Work, partner: Person) -> None:
    first, second = rows(typed, partner)
    type_in(typed, partner, new("", second), new("и [?начал", second), new("без времени [?]", second))
    found = checks.findings(typed, rows(typed, partner), acts(partner))
    assert [(str(one.sentence), one.blocks, [number for number, _pk in one.where]) for one in found] == [
        ("1 segment is empty. It is left out.", False, [5]),
        ("2 segments have no time, so they cannot be heard by a click.", False, [3, 4]),
        ("1 uncertain place is marked.", False, [2]),
        ("1 inaudible place is marked.", False, [2]),
        ("2 marks are begun and not ended, or hold nothing.", False, [3, 4]),
    ]


@pytest.mark.parametrize(("text", "counted"), [
    ("без меток", (0, 0, 0)),
    ("[?слово] и [?два слова] [???]", (2, 1, 0)),
    ("[???][???] [?] [? ] [?не закрыто", (0, 2, 3)),
    ("[x] [1] [?да?]", (1, 0, 0)),
])  # fmt: skip
def test_marks_when_counted_then_as_documented(text: str, counted: tuple[int, int, int]) -> None:
    found = marks.count(text)
    assert (found.uncertain, found.inaudible, found.broken) == counted


# ----- the second person


def test_accept_when_by_a_second_person_then_the_layer_is_checked_and_the_copy_goes(
    handed_in: Work, partner: Person, colleague: Person
) -> None:
    actions.accept(work=handed_in, by=acts(colleague))
    done = now(handed_in, colleague)
    assert (done.state, done.checked_by) == ("checked", colleague)
    assert done.layer.checked_by == colleague and done.layer.checked_at
    assert told("transcript.checked", handed_in.pk)["text"] == str(done.layer_id)
    assert Event.objects.filter(event="text.checked", object=str(done.layer_id)).count() == 1
    for model in (WorkSegment, WorkChange, Clash):
        assert not model.objects.visible_to(colleague).filter(work=handed_in).exists()


def test_accept_when_by_who_typed_then_refused_by_the_action_and_by_the_database(
    handed_in: Work, partner: Person
) -> None:
    with says(Invalid, "typed in this yourself"):
        actions.accept(work=handed_in, by=acts(partner))
    with pytest.raises(IntegrityError, match="work_checked_by_another"), transaction.atomic():
        Work.objects.visible_to(partner).filter(pk=handed_in.pk).update(state="checked", checked_by=partner)


def test_accept_when_it_was_once_in_their_hands_then_refused(work: Work, partner: Person, colleague: Person) -> None:
    """Handed on and back: both have typed, so a third person checks."""
    actions.hand_over(work=work, to=colleague.pk, by=acts(partner))
    actions.hand_over(work=work, to=partner.pk, by=acts(colleague))
    type_in(work, partner, put(rows(work, partner)[0], "слова"))
    actions.hand_in(work=work.pk, by=acts(partner))
    with says(Invalid, "typed in this yourself"):
        actions.accept(work=work, by=acts(colleague))
    third = make_person("Third", "partner", body=partner.body)
    assert actions.accept(work=work, by=acts(third)).state == "checked"


def test_check_when_by_the_older_button_then_a_persons_text_is_refused(handed_in: Work, partner: Person) -> None:
    """Else who typed would check themselves at another address."""
    text = Text.objects.visible_to(acts(partner)).get(pk=handed_in.layer_id)
    with says(Invalid, "second person"):
        texts.mark_checked(text=text, by=partner)


def test_send_back_when_commented_then_the_typist_mends_and_hands_in_anew(
    handed_in: Work, partner: Person, colleague: Person, witness: Witness
) -> None:
    row = rows(handed_in, colleague)[1]
    actions.remark(segment=row.pk, text="Здесь «около», говорит Роман Стрижневский", by=acts(colleague))
    actions.send_back(work=handed_in, comment="Стрижневский говорит иначе.", by=acts(colleague))
    back = now(handed_in, partner)
    assert (back.state, back.comment, back.sent_back_by) == ("sent_back", f"{witness.code} говорит иначе.", colleague)
    row = rows(back, partner)[1]
    assert row.remark == f"Здесь «около», говорит {witness.code}"
    type_in(back, partner, put(row, "Нас задержали около метро."))
    first = back.layer_id
    second = actions.hand_in(work=back.pk, by=acts(partner))
    again = now(back, partner)
    assert second.pk != first and (again.state, again.comment) == ("handed_in", "")
    assert not any(one.remark for one in rows(back, partner))
    actions.accept(work=again, by=acts(colleague))
    old, new_ = (Text.objects.visible_to(colleague).get(pk=pk) for pk in (first, second.pk))
    assert (old.checked_at, new_.checked_by) == (None, colleague), "what was sent back is never checked"


def test_send_back_when_nothing_is_said_then_asked_for(handed_in: Work, colleague: Person) -> None:
    with says(Invalid, "what is to be changed"):
        actions.send_back(work=handed_in, comment="  ", by=acts(colleague))


@pytest.mark.parametrize("answer", ["accept", "send_back", "remark"])
def test_answer_when_not_handed_in_or_by_another_body_then_refused(
    typed: Work, partner: Person, colleague: Person, answer: str
) -> None:
    said = {
        "accept": lambda by: actions.accept(work=typed, by=by),
        "send_back": lambda by: actions.send_back(work=typed, comment="нет", by=by),
        "remark": lambda by: actions.remark(segment=rows(typed, partner)[0].pk, text="нет", by=acts(by)),
    }[answer]
    with says(Invalid, "does not wait"):
        said(acts(colleague))
    analyst = make_person("Anna", "analyst", body=make_body(f"Secretariat {uuid4()}"))
    with pytest.raises((Refused, Work.DoesNotExist, WorkSegment.DoesNotExist)):
        said(acts(analyst))


# ----- from hand to hand


def test_take_back_when_nobody_has_answered_then_typing_goes_on(handed_in: Work, partner: Person) -> None:
    actions.take_back(work=handed_in, by=acts(partner))
    assert now(handed_in, partner).state == "typing"
    assert Event.objects.filter(event="transcript.taken_back", object=str(handed_in.pk)).count() == 1


def test_take_back_when_checked_then_refused(handed_in: Work, partner: Person, colleague: Person) -> None:
    actions.accept(work=handed_in, by=acts(colleague))
    with says(Invalid, "cannot become"):
        actions.take_back(work=handed_in, by=acts(partner))


def test_hand_over_when_to_a_colleague_then_theirs_and_told(work: Work, partner: Person, colleague: Person) -> None:
    actions.hand_over(work=work, to=colleague.pk, by=acts(partner))
    given = now(work, colleague)
    assert (given.holder, given.typists) == (colleague, [partner.pk, colleague.pk])
    assert told("transcript.handed_over", work.pk)["to"] == str(colleague.pk)


def test_hand_over_when_to_somebody_else_then_refused(work: Work, partner: Person) -> None:
    for stranger in (make_person("Elsewhere", "partner"), make_person("Auditor", "auditor", body=partner.body)):
        with says(Invalid, "colleague of your body"):
            actions.hand_over(work=work, to=stranger.pk, by=acts(partner))


def test_take_over_when_left_lying_then_theirs_else_refused(work: Work, partner: Person, colleague: Person) -> None:
    with says(Invalid, "two weeks"):
        actions.take_over(work=work, by=acts(colleague))
    long_ago = timezone.now() - access.LEFT_LYING - timedelta(hours=1)
    Work.objects.visible_to(colleague).filter(pk=work.pk).update(touched_at=long_ago)
    actions.take_over(work=work, by=acts(colleague))
    assert now(work, colleague).holder == colleague
    assert actions.take_over(work=work, by=acts(colleague)).holder == colleague
    assert Event.objects.filter(event="transcript.taken_over", object=str(work.pk)).count() == 1


def test_take_over_when_the_account_is_closed_then_at_once(work: Work, partner: Person, colleague: Person) -> None:
    Person.objects.filter(pk=partner.pk).update(state="suspended")
    assert actions.take_over(work=work, by=acts(colleague)).holder == colleague


def test_give_up_when_done_then_words_go_layers_stay_and_others_may_begin(
    handed_in: Work, item: Item, recording: ItemFile, partner: Person, colleague: Person
) -> None:
    actions.take_back(work=handed_in, by=acts(partner))
    actions.give_up(work=handed_in, by=acts(partner))
    assert not rows(handed_in, partner) and Text.objects.visible_to(partner).filter(pk=handed_in.layer_id).exists()
    anew = actions.begin_transcript(item=item, recording=recording, by=acts(colleague))
    assert anew.pk != handed_in.pk


def test_states_when_walked_then_only_what_the_table_allows(handed_in: Work, partner: Person) -> None:
    from evidence.transcripts.actions.states import move

    assert set(Work.TRANSITIONS) == set(Work.State) == set(Work.EVENTS)
    for before in Work.State:
        for after in set(Work.State) - set(Work.TRANSITIONS[before]):
            checked_by = make_person("Checker", "partner", body=partner.body) if before == "checked" else None
            Work.objects.visible_to(acts(partner)).filter(pk=handed_in.pk).update(state=before, checked_by=checked_by)
            with says(Invalid, "cannot become"):
                move(handed_in, after, by=partner)


def test_freeze_when_rows_stand_in_another_order_of_keys_then_as_they_stand_on_the_page(
    typed: Work, partner: Person
) -> None:
    [first, _second] = rows(typed, partner)
    type_in(typed, partner, new("между", first, start_ms=1500))
    found = frozen.freeze(typed, frozen.rows_of(typed, acts(partner)), ())
    assert [one.text for one in found.layer.segments] == words(typed, partner)
