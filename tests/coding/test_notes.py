"""Notes beside tags: written once, taken back by whoever wrote them, seen with the tag, gone with its quote."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from evidence.coding import actions
from evidence.coding.models import LONGEST_NOTE, Note, Tag
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import set_actor
from iapb.ledger.models import Event
from tests.coding.cases import ORIGINAL, Case, code, make_case, name_on, where
from tests.coding.test_api import Script

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


@pytest.fixture
def tag(case: Case) -> Tag:
    start, end = where(ORIGINAL, "дубинками")
    return actions.place_tag(text=case.original, code=code("INS.BATON"), start=start, end=end, by=case.analyst)


def test_note_when_written_then_kept_with_author_and_event_without_its_words(case: Case, tag: Tag) -> None:
    note = actions.add_note(tag=tag, words="  Compare the second account. ", by=case.analyst)
    assert (note.words, note.author, note.item_id) == ("Compare the second account.", case.analyst, case.item.pk)
    event = Event.objects.get(event="tag.noted", object=str(note.pk))
    assert event.actor == str(case.analyst.pk) and "Compare" not in str(event.detail.__dict__)


def test_note_when_sent_again_with_its_key_then_one(case: Case, tag: Tag) -> None:
    key = uuid4()
    notes = [actions.add_note(tag=tag, words="Once.", client_key=key, by=case.analyst) for _ in range(2)]
    assert notes[0] == notes[1] and Event.objects.filter(event="tag.noted").count() == 1
    other = actions.place_tag(text=case.original, code=code("PHY.BEAT"), start=0, end=3, by=case.analyst)
    with pytest.raises(Invalid):
        actions.add_note(tag=other, words="Once.", client_key=key, by=case.analyst)


@pytest.mark.parametrize("words", ["", " \n ", "x" * (LONGEST_NOTE + 1)])
def test_note_when_empty_or_too_long_then_invalid(case: Case, tag: Tag, words: str) -> None:
    with pytest.raises(Invalid):
        actions.add_note(tag=tag, words=words, by=case.analyst)


def test_note_when_the_tag_was_taken_back_then_invalid(case: Case, tag: Tag) -> None:
    actions.retract_tag(tag=tag, by=case.analyst)
    tag.refresh_from_db()
    with pytest.raises(Invalid):
        actions.add_note(tag=tag, words="Too late.", by=case.analyst)


def test_note_when_taken_back_then_on_record_once_and_only_by_its_author(case: Case, tag: Tag) -> None:
    note = actions.add_note(tag=tag, words="Wrong.", by=case.analyst)
    case.acts_as(case.colleague)
    with pytest.raises(Refused):
        actions.take_back_note(note=note, by=case.colleague)
    case.acts_as(case.analyst)
    for _ in range(2):
        assert actions.take_back_note(note=note, by=case.analyst).retracted_at
    assert Event.objects.filter(event="tag.note_taken_back").count() == 1


def test_note_when_the_role_does_not_code_then_refused(case: Case, tag: Tag) -> None:
    note = actions.add_note(tag=tag, words="Ours.", by=case.analyst)
    case.acts_as(case.partner)
    with pytest.raises(Refused):
        actions.add_note(tag=tag, words="Theirs.", by=case.partner)
    with pytest.raises(Refused):
        actions.take_back_note(note=note, by=case.partner)


def test_note_when_the_tag_is_need_to_know_then_so_is_the_note(case: Case) -> None:
    name_on(case.item, case.analyst)
    tag = actions.place_tag(text=case.original, code=code("SGB.THREAT"), start=0, end=3, by=case.analyst)
    note = actions.add_note(tag=tag, words="Who heard it?", by=case.analyst)
    case.acts_as(case.colleague)
    assert note.restricted and not Note.objects.visible_to(case.colleague).exists()


def test_policy_when_a_stranger_or_nobody_acts_then_no_note(case: Case, tag: Tag) -> None:
    actions.add_note(tag=tag, words="Ours.", by=case.analyst)
    for actor in (case.stranger.pk, None):
        set_actor(actor)
        assert not Note.objects.unscoped("the policy alone").exists()


def test_erasure_when_the_quote_is_emptied_then_the_note_is(case: Case, tag: Tag) -> None:
    actions.add_note(tag=tag, words="Named the brother.", by=case.analyst)
    Tag.objects.visible_to(case.analyst).filter(pk=tag.pk).update(state="adjudicated")
    assert Note.objects.visible_to(case.analyst).get().words
    Tag.objects.visible_to(case.analyst).filter(pk=tag.pk).update(exact="", prefix="", suffix="")
    assert Note.objects.visible_to(case.analyst).get().words == ""


def test_database_when_a_note_is_sent_twice_then_refuses(case: Case, tag: Tag) -> None:
    note = actions.add_note(tag=tag, words="Once.", by=case.analyst)
    doubled = (
        "insert into coding_tagnote select (jsonb_populate_record(n, jsonb_build_object('id', gen_random_uuid()))).*"
        " from coding_tagnote n where id = %s"
    )
    with pytest.raises(IntegrityError, match="tag_note_sent_once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(doubled, [note.pk])


def test_api_when_noted_and_taken_back_then_shown_with_the_tag(case: Case, tag: Tag) -> None:
    script = Script(case.analyst)
    sent = {"words": "Compare.", "client_key": str(uuid4())}
    made = script.post("api_tag_notes", tag.pk, **sent)
    assert made.status_code == 201 and script.post("api_tag_notes", tag.pk, **sent).json() == made.json()
    (shown,) = Script(case.colleague).get("api_tags", case.item.pk).json()
    assert [(note["words"], note["mine"]) for note in shown["notes"]] == [("Compare.", False)]
    assert Script(case.colleague).post("api_retract_note", made.json()["id"]).status_code == 403
    assert Script(case.stranger).post("api_tag_notes", tag.pk, words="x").status_code == 404
    assert Script(case.stranger).post("api_retract_note", made.json()["id"]).status_code == 404
    assert script.post("api_tag_notes", tag.pk, words=" ").status_code == 400
    assert script.post("api_retract_note", made.json()["id"]).json()["retracted"]
    assert script.get("api_tags", case.item.pk).json()[0]["notes"] == []


def test_tags_when_asked_again_then_told_only_if_something_changed(case: Case, tag: Tag) -> None:
    script = Script(case.analyst)
    first = script.get("api_tags", case.item.pk)

    def again() -> int:
        url = f"/api/items/{case.item.pk}/tags/"
        return script.client.get(url, headers={**script.headers, "If-None-Match": first.headers["ETag"]}).status_code

    assert again() == 304
    note = script.post("api_tag_notes", tag.pk, words="New.").json()["id"]
    assert again() == 200
    script.post("api_retract_note", note)
    assert again() == 304
    script.post("api_retract", tag.pk)
    assert again() == 200
