"""What is typed is kept: once, under the version it was made on, without the witness's name."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from evidence.models import Item, ItemFile, Text
from evidence.transcripts import actions
from evidence.transcripts.actions import typing
from evidence.transcripts.models import Clash, Work, WorkChange, WorkSegment
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from interviews.models import Witness
from tests.cast import make_person
from tests.intake import make_partner
from tests.transcripts.conftest import acts, new, put, rows, says, type_in, words

pytestmark = pytest.mark.django_db


def test_begin_when_from_nothing_then_one_empty_row_and_an_event(work: Work, partner: Person) -> None:
    [row] = rows(work, partner)
    assert (row.content, row.start_ms, row.version) == ("", 0, 1)
    assert (work.state, work.holder, work.typists) == ("typing", partner, [partner.pk])
    assert Event.objects.filter(event="transcript.begun", object=str(work.pk)).count() == 1


def test_begin_when_from_a_machine_draft_then_its_rows_with_their_doubts(
    item: Item, recording: ItemFile, draft: Text, partner: Person
) -> None:
    work = actions.begin_transcript(item=item, recording=recording, began_from=draft, by=acts(partner))
    found = rows(work, partner)
    assert [(row.content, row.speaker, row.start_ms, row.end_ms, row.doubt) for row in found] == [
        ("Где вы были?", "Q", 0, 2000, ""),
        ("Нас задержали возле метро.", "A", 2000, 6000, "unsure"),
        ("Потым нас павезлі.", "A", 6000, 9000, ""),
    ]
    assert work.speakers == ["Q", "A"]
    type_in(work, partner, put(found[1], "Нас задержали возле метро!"))
    assert rows(work, partner)[1].doubt == ""


def test_begin_when_twice_then_one_and_a_colleague_learns_who_has_it(
    item: Item, recording: ItemFile, work: Work, partner: Person, colleague: Person
) -> None:
    assert actions.begin_transcript(item=item, recording=recording, by=acts(partner)).pk == work.pk
    with says(Invalid, partner.name):
        actions.begin_transcript(item=item, recording=recording, by=acts(colleague))
    assert Work.objects.visible_to(colleague).count() == 1


def test_begin_when_another_bodys_then_absent_or_refused(item: Item, recording: ItemFile, partner: Person) -> None:
    stranger = acts(make_partner("Stranger"))
    assert not Item.objects.visible_to(stranger).filter(pk=item.pk).exists()
    with says(Refused, "another body"):
        actions.begin_transcript(item=item, recording=recording, by=stranger)
    nobody = make_person("Nobody", "auditor", body=partner.body)
    with pytest.raises(Refused):
        actions.begin_transcript(item=item, recording=recording, by=acts(nobody))
    with says(Invalid, "no body"):
        actions.begin_transcript(item=item, recording=recording, by=acts(make_person("Alone", "analyst")))


def test_change_when_sent_then_kept_and_the_version_rises(work: Work, partner: Person) -> None:
    [row] = rows(work, partner)
    changed = type_in(work, partner, put(row, "Где вы были?"))
    assert not changed.beside and changed.segments[0].version == 2
    assert words(work, partner) == ["Где вы были?"]


def test_change_when_sent_again_after_a_lost_answer_then_once(work: Work, partner: Person) -> None:
    [row] = rows(work, partner)
    key, second = uuid4(), uuid4()
    sent = (put(row, "Где"), new("вы были?", row, id=second))
    first = type_in(work, partner, *sent, key=key)
    again = type_in(work, partner, *sent, key=key)
    assert {one.pk: one.version for one in first.segments} == {one.pk: one.version for one in again.segments}
    assert not again.beside and words(work, partner) == ["Где", "вы были?"]
    assert WorkChange.objects.visible_to(partner).filter(work=work).count() == 1


def test_change_when_two_windows_clash_then_both_texts_are_kept_until_one_is_chosen(
    work: Work, partner: Person
) -> None:
    [row] = rows(work, partner)
    type_in(work, partner, put(row, "из первого окна"))
    key = uuid4()
    beside = type_in(work, partner, put(row, "из второго окна"), key=key)
    assert beside.beside and [one.content for one in beside.segments] == ["из первого окна"]
    [clash] = beside.clashes
    assert clash.content == "из второго окна"
    # The answer was lost and the change is sent again: one clash, and again it says so.
    assert type_in(work, partner, put(row, "из второго окна"), key=key).beside
    assert Clash.objects.visible_to(partner).count() == 1
    with says(Invalid, "typed twice"):
        actions.hand_in(work=work.pk, by=acts(partner))
    acts(partner)
    actions.settle(clash=clash.pk, keep=typing.OTHER, by=partner)
    assert words(work, partner) == ["из второго окна"]
    actions.settle(clash=clash.pk, keep=typing.BOTH, by=partner)
    assert words(work, partner) == ["из второго окна"], "a choice is made once"


@pytest.mark.parametrize(("keep", "left"), [("current", "первое"), ("other", "второе"), ("both", "первое\nвторое")])
def test_settle_when_chosen_then_that_stays(work: Work, partner: Person, keep: str, left: str) -> None:
    [row] = rows(work, partner)
    type_in(work, partner, put(row, "первое"))
    [clash] = type_in(work, partner, put(row, "второе")).clashes
    changed = actions.settle(clash=clash.pk, keep=keep, by=acts(partner))
    assert changed.clashes == [] and words(work, partner) == [left]


def test_change_when_both_windows_did_the_same_then_nothing_to_choose(work: Work, partner: Person) -> None:
    [row] = rows(work, partner)
    type_in(work, partner, put(row, "одно и то же"))
    assert not type_in(work, partner, put(row, "одно и то же")).beside
    assert rows(work, partner)[0].version == 2


def test_change_when_a_split_is_too_old_then_all_its_words_stand_beside(work: Work, partner: Person) -> None:
    [row] = rows(work, partner)
    type_in(work, partner, put(row, "новее"))
    beside = type_in(work, partner, put(row, "левая часть"), new("правая часть", row))
    assert [one.content for one in beside.clashes] == ["левая часть\nправая часть"]
    assert words(work, partner) == ["новее"], "nothing of it was applied"


def test_change_when_it_rests_on_what_never_came_then_its_words_are_kept(typed: Work, partner: Person) -> None:
    beside = type_in(typed, partner, put(rows(typed, partner)[0], "слова", id=uuid4()))
    assert beside.beside and [one.content for one in beside.clashes] == ["слова"]


def test_change_when_new_rows_come_between_then_in_order(work: Work, partner: Person) -> None:
    [first] = rows(work, partner)
    type_in(work, partner, put(first, "1"), new("4", first))
    for text in ("3", "2"):
        type_in(work, partner, new(text, first))
    type_in(work, partner, new("0", None))
    assert words(work, partner) == ["0", "1", "2", "3", "4"]


def test_change_when_no_room_is_left_between_then_all_are_set_apart(work: Work, partner: Person) -> None:
    [first] = rows(work, partner)
    type_in(work, partner, put(first, "first"), new("last", first))
    for number in range(45):
        type_in(work, partner, new(str(number), first))
    assert words(work, partner) == ["first", *(str(n) for n in reversed(range(45))), "last"]


def test_change_when_joined_then_the_row_is_kept_for_undo(typed: Work, partner: Person) -> None:
    first, second = rows(typed, partner)
    joined = f"{first.content} {second.content}"
    type_in(typed, partner, put(first, joined), put(second, gone=True))
    assert words(typed, partner) == [joined]
    [gone] = rows(typed, partner, gone=True)
    type_in(typed, partner, put(rows(typed, partner)[0], first.content), put(gone, gone=False))
    assert words(typed, partner) == [first.content, second.content]


def test_change_when_it_holds_the_witnesss_name_then_the_code_rests_in_every_column(
    work: Work, partner: Person, witness: Witness
) -> None:
    [row] = rows(work, partner)
    changed = type_in(
        work,
        partner,
        put(row, "Меня зовут Роман Стрижневский.", speaker="Стрижневский"),
        speakers=["Стрижневский", "Q"],
    )
    assert changed.segments[0].content == f"Меня зовут {witness.code}."
    assert (changed.segments[0].speaker, changed.work.speakers) == (witness.code, [witness.code, "Q"])
    [clash] = type_in(work, partner, put(row, "Стрижневского увезли")).clashes
    assert clash.content == f"{witness.code} увезли"
    with connection.cursor() as cursor:
        for table in ("transcripts_work", "transcripts_worksegment", "transcripts_clash"):
            cursor.execute(f"select string_agg(t::text, ' ') from {table} t")
            assert "Стрижневск" not in cursor.fetchone()[0]


def test_change_when_many_are_sent_then_the_name_is_looked_at_once(
    work: Work, partner: Person, witness: Witness, django_capture_on_commit_callbacks: object
) -> None:
    used = Event.objects.filter(event="identity.used", object=str(witness.pk))
    before = used.count()
    for text in ("раз", "два", "три"):
        with django_capture_on_commit_callbacks(execute=True):
            type_in(work, partner, put(rows(work, partner)[0], text))
    assert used.count() == before + 1


def test_change_when_times_cross_then_the_end_goes_and_nothing_is_held_up(work: Work, partner: Person) -> None:
    [row] = rows(work, partner)
    changed = type_in(work, partner, put(row, "слово", start_ms=5000, end_ms=1000))
    assert (changed.segments[0].start_ms, changed.segments[0].end_ms) == (5000, None)


def test_change_when_it_holds_odd_signs_then_as_in_a_layer(work: Work, partner: Person) -> None:
    [row] = rows(work, partner)
    decomposed = "и\u0306од е\u0308лка \U0001f622 a\r\nb\x00"
    assert type_in(work, partner, put(row, decomposed)).segments[0].content == "йод ёлка \U0001f622 a\nb"


def test_change_when_by_a_colleague_then_told_who_has_it(work: Work, partner: Person, colleague: Person) -> None:
    [row] = rows(work, partner)
    with says(Invalid, partner.name):
        type_in(work, colleague, put(row, "чужое"))


def test_change_when_by_another_body_then_absent(work: Work, partner: Person) -> None:
    [row] = rows(work, partner)
    stranger = make_partner("Stranger")
    with pytest.raises(Work.DoesNotExist):
        type_in(work, stranger, put(row, "чужое"))


def test_change_when_handed_over_meanwhile_then_kept_beside_for_the_new_one(
    work: Work, partner: Person, colleague: Person
) -> None:
    [row] = rows(work, partner)
    actions.hand_over(work=work, to=colleague.pk, by=acts(partner))
    beside = type_in(work, partner, put(row, "ещё не отправленное"))
    assert beside.beside
    [clash] = Clash.objects.visible_to(acts(colleague)).all()
    assert (clash.content, clash.by) == ("ещё не отправленное", partner)
    actions.settle(clash=clash.pk, keep=typing.OTHER, by=colleague)
    assert words(work, colleague) == ["ещё не отправленное"]


def test_change_when_consent_was_withdrawn_then_nothing_is_added(work: Work, partner: Person) -> None:
    [row] = rows(work, partner)
    Item.objects.unscoped("a test withdraws").filter(pk=work.item_id).update(withdrawn_at=timezone.now())
    with says(Invalid, "withdrawn"):
        type_in(work, partner, put(row, "поздно"))


def test_change_when_too_long_then_a_sentence(work: Work, partner: Person) -> None:
    [row] = rows(work, partner)
    with says(Invalid, "too long"):
        type_in(work, partner, put(row, "о" * 20_001))


def test_wall_when_the_door_stands_open_then_another_body_reads_no_row(typed: Work, partner: Person) -> None:
    [first, second] = rows(typed, partner)
    type_in(typed, partner, put(first, "a"), key=uuid4())
    type_in(typed, partner, put(first, "b"), key=uuid4())
    acts(make_partner("Stranger"))
    for model in (Work, WorkSegment, WorkChange, Clash):
        assert not model.objects.unscoped("the second wall alone").exists(), model
    acts(partner)
    for model in (Work, WorkSegment, WorkChange, Clash):
        assert model.objects.unscoped("the second wall alone").exists(), model


def test_work_when_a_second_is_written_past_the_action_then_the_database_refuses(work: Work, partner: Person) -> None:
    from django.db import IntegrityError

    twin = Work(
        item_id=work.item_id, kind="transcript", language="ru", file_id=work.file_id, holder=partner, body=work.body,
        collection_id=work.collection_id,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="one_open_work_per_recording"), transaction.atomic():
        twin.save(force_insert=True)
