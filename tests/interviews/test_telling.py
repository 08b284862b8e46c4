"""Reading an account back and signing it, what was shown to a witness, and parts left out on purpose."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from consent.actions import withdrawals
from evidence.models import ItemFile, Text
from iapb.access import waiting
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from interviews.actions import facts, interviews, joint, reading_back, showings, skips, states
from interviews.actions.interviews import Present
from interviews.actions.joint import Beside
from interviews.actions.reading_back import Reading, Signing, Wanted
from interviews.actions.showings import Shown
from interviews.models import Interview, ReadBack, Showing, Signature, SkipMark, Witness
from interviews.parts import open_of, parts_of, with_something_open
from interviews.record_page import for_page
from interviews.telling import ToldBack, told_back, told_showings
from tests.consenting import make_consent
from tests.disclosures.cases import add_file, add_text
from tests.intake import TODAY, grant, held, make_document, make_interview, make_partner, make_witness
from tests.interviews.test_one_account import SOMEBODY_ELSE
from tests.interviews.test_pages import Browser
from tests.interviews.test_record import HELD_ON, WHOLE, missing_of, planned

pytestmark = pytest.mark.django_db
WORDS = "I saw this face by the gate, I think."


@pytest.fixture
def interview(partner: Person, witness: Witness) -> Interview:
    return make_interview(partner, witness, **WHOLE)


@pytest.fixture
def transcript(interview: Interview, partner: Person) -> Text:
    return add_text(interview, partner, add_file(interview, partner, "transcript", b"what was said"))


@pytest.fixture
def photo(interview: Interview, partner: Person) -> ItemFile:
    return add_file(interview, partner, "photo", b"a gate")


def read(interview: Interview, of: Text | ItemFile, witness: Witness, by: Person, **more: Any) -> ReadBack:
    key = more.pop("key", None)
    usual = {"how": "aloud", "language": "ru", "read_on": HELD_ON, "read_by": "D-07"}
    reading = Reading(witness=witness, of=of, **{**usual, **more})
    return reading_back.read_back(interview=interview, reading=reading, by=by, key=key)


def told_of(interview: Interview, by: Person) -> list[ToldBack]:
    texts, files = Text.objects.visible_to(by), ItemFile.objects.visible_to(by)
    return told_back(interview, texts.filter(item=interview.pk), files.filter(item=interview.pk), by)


def refused_at(field: str | None, call: Any) -> str:
    with pytest.raises(Invalid) as refusal:
        call()
    assert refusal.value.field == field
    return str(refusal.value.sentence)


# ----- reading back


def test_read_back_when_recorded_then_bound_to_the_hash_and_corrections_stand_beside(
    interview: Interview, transcript: Text, witness: Witness, partner: Person
) -> None:
    wanted = (Wanted("It was the evening.", "page 3"), Wanted("Two men, not three."))
    row = read(interview, transcript, witness, partner, corrections=wanted)
    (told,) = told_of(interview, partner)
    assert (told.row.sha256, told.row.text_id) == (transcript.sha256, transcript.pk)
    assert [(one.number, one.where, one.wanted) for one in told.corrections] == [
        (1, "page 3", "It was the evening."), (2, "", "Two men, not three."),
    ]  # fmt: skip
    assert (told.signature, told.later) == (None, None)
    event = Event.objects.get(event="account.read_back")
    assert event.object == str(interview.pk) and row.pk


def test_read_back_when_of_a_file_then_bound_to_its_bytes(
    interview: Interview, witness: Witness, partner: Person
) -> None:
    paper = add_file(interview, partner, "document", b"the statement")
    assert read(interview, paper, witness, partner).sha256 == paper.file.sha256


def test_read_back_when_clicked_twice_then_one(
    interview: Interview, transcript: Text, witness: Witness, partner: Person
) -> None:
    key = uuid4()
    assert len({read(interview, transcript, witness, partner, key=key).pk for _ in range(2)}) == 1
    assert Event.objects.filter(event="account.read_back").count() == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("read_by", {"read_by": " "}),
        ("how", {"how": "shouted"}),
        ("language", {"language": ""}),
        ("interpreter", {"language": "be"}),
        ("read_on", {"read_on": HELD_ON - timedelta(days=1)}),
        ("read_on", {"read_on": TODAY + timedelta(days=1)}),
        ("corrections", {"corrections": (Wanted(" ", "page 3"),)}),
        ("corrections", {"corrections": (Wanted("x"),) * 51}),
        ("place", {"place": "x" * 121}),
    ],
)
def test_read_back_when_something_is_wrong_then_a_sentence_at_its_field(
    interview: Interview, transcript: Text, witness: Witness, partner: Person, field: str, wrong: dict[str, Any]
) -> None:
    refused_at(field, lambda: read(interview, transcript, witness, partner, **wrong))
    assert not ReadBack.objects.visible_to(partner).exists()


def test_read_back_when_a_machine_made_the_text_then_a_person_checks_it_first(
    interview: Interview, transcript: Text, witness: Witness, partner: Person
) -> None:
    source = add_file(interview, partner, "recording_audio", b"sound")
    machine = add_text(interview, partner, source, maker="machine", engine="whisper", engine_version="1")
    assert "machine" in refused_at("of", lambda: read(interview, machine, witness, partner))


def test_read_back_when_the_text_or_the_person_is_of_another_account_then_refused(
    interview: Interview, transcript: Text, witness: Witness, partner: Person
) -> None:
    somebody = make_witness(partner, SOMEBODY_ELSE)
    other = make_interview(partner, somebody)
    refused_at("of", lambda: read(other, transcript, somebody, partner))
    refused_at("witness", lambda: read(interview, transcript, somebody, partner))
    derived = add_file(interview, partner, "document", b"a copy")
    ItemFile.objects.visible_to(partner).filter(pk=derived.pk).update(derived_from=transcript.file.item_file)
    derived.refresh_from_db()
    refused_at("of", lambda: read(interview, derived, witness, partner))
    refused_at("of", lambda: read(interview, add_file(interview, partner, "photo", b"x"), witness, partner))


def test_read_back_when_the_interview_has_not_begun_or_is_locked_then_refused(
    interview: Interview, transcript: Text, witness: Witness, partner: Person
) -> None:
    refused_at(None, lambda: read(planned(partner, witness), transcript, witness, partner))
    row = read(interview, transcript, witness, partner)
    states.move(interview=interview, to="locked", by=partner)
    refused_at(None, lambda: read(interview, transcript, witness, partner))
    refused_at(None, lambda: reading_back.answer(row=row, signing=Signing("refused", TODAY, why="No."), by=partner))
    refused_at(None, lambda: skips.leave_out(interview=interview, section="costs", reason="later", by=partner))


def test_read_back_when_the_witness_withdrew_or_it_is_another_body_then_refused(
    interview: Interview, transcript: Text, witness: Witness, partner: Person
) -> None:
    row = read(interview, transcript, witness, partner)
    guest = make_partner("Guest")
    set_actor(partner.pk)
    grant(witness.collection, guest)
    set_actor(guest.pk)
    with pytest.raises(Refused):
        read(interview, transcript, witness, guest)
    with pytest.raises(Refused):
        reading_back.answer(row=row, signing=Signing("refused", TODAY, why="No."), by=guest)
    set_actor(partner.pk)
    make_consent(witness, partner)
    withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=partner)
    with pytest.raises(Invalid):
        read(interview, transcript, witness, partner)


# ----- signing


@pytest.mark.parametrize(
    ("field", "signing"),
    [
        ("outcome", Signing("perhaps", HELD_ON)),
        ("why", Signing("refused", HELD_ON)),
        ("why", Signing("could_not", HELD_ON, why=" ")),
        ("scan", Signing("at_end", HELD_ON)),
        ("signed_on", Signing("refused", HELD_ON - timedelta(days=1), why="Afraid.")),
        ("signed_on", Signing("refused", TODAY + timedelta(days=1), why="Afraid.")),
    ],
)
def test_sign_when_something_is_missing_then_a_sentence_at_its_field(
    interview: Interview, transcript: Text, witness: Witness, partner: Person, field: str, signing: Signing
) -> None:
    row = read(interview, transcript, witness, partner)
    refused_at(field, lambda: reading_back.answer(row=row, signing=signing, by=partner))
    assert not Signature.objects.visible_to(partner).exists()


def test_sign_when_the_paper_is_shown_then_kept_and_a_later_answer_counts_beside_it(
    interview: Interview, transcript: Text, witness: Witness, partner: Person
) -> None:
    row = read(interview, transcript, witness, partner)
    reading_back.answer(row=row, signing=Signing("refused", HELD_ON, why="Wanted to sleep on it."), by=partner)
    paper = add_file(interview, partner, "scan", b"signed")
    reading_back.answer(row=row, signing=Signing("each_page", HELD_ON, "office", scan=paper), by=partner)
    (told,) = told_of(interview, partner)
    assert [one.outcome for one in told.signatures] == ["each_page", "refused"]
    assert told.signature and told.signature.is_signed
    assert Event.objects.filter(event="account.signature_answered").count() == 2


def test_sign_when_the_paper_is_of_another_interview_or_a_recording_then_refused(
    interview: Interview, transcript: Text, witness: Witness, partner: Person
) -> None:
    row = read(interview, transcript, witness, partner)
    elsewhere = add_file(make_interview(partner, witness), partner, "scan", b"signed")
    sound = add_file(interview, partner, "recording_audio", b"sound")
    for scan in (elsewhere, sound):
        said = Signing("at_end", TODAY, scan=scan)
        refused_at("scan", lambda said=said: reading_back.answer(row=row, signing=said, by=partner))


def test_signed_state_when_the_text_is_corrected_later_then_it_is_told_and_a_machine_corrects_nothing(
    interview: Interview, transcript: Text, witness: Witness, partner: Person
) -> None:
    row = read(interview, transcript, witness, partner)
    paper = add_file(interview, partner, "scan", b"signed")
    reading_back.answer(row=row, signing=Signing("at_end", HELD_ON, scan=paper), by=partner)
    source = add_file(interview, partner, "transcript", b"corrected")
    add_text(interview, partner, source, maker="machine", engine="whisper", engine_version="2")
    add_text(interview, partner, source, kind="translation", source=transcript, language="en")
    assert told_of(interview, partner)[0].later is None
    assert not for_page(partner).get(pk=interview.pk).corrected_since
    corrected = add_text(interview, partner, source)
    assert told_of(interview, partner)[0].later == corrected.created_at
    assert for_page(partner).get(pk=interview.pk).corrected_since
    client = Browser(partner)
    assert "what was signed is an earlier state" in client.get(f"/interviews/{interview.pk}/record/").content.decode()
    assert transcript.sha256 in client.get(f"/interviews/{interview.pk}/read-back/").content.decode()
    # Read back once more: what was said before stays, and the newest word is of the newest state.
    read(interview, corrected, witness, partner)
    assert not for_page(partner).get(pk=interview.pk).corrected_since


def test_signed_state_when_a_newer_file_comes_then_told_but_not_for_the_signed_paper(
    interview: Interview, witness: Witness, partner: Person
) -> None:
    statement = add_file(interview, partner, "scan", b"the statement")
    row = read(interview, statement, witness, partner)
    paper = add_file(interview, partner, "scan", b"signed")
    reading_back.answer(row=row, signing=Signing("at_end", HELD_ON, scan=paper), by=partner)
    assert told_of(interview, partner)[0].later is None
    newer = add_file(interview, partner, "scan", b"another statement")
    assert told_of(interview, partner)[0].later == newer.added_at


# ----- before the lock (G9, G10)


def test_lock_when_given_in_writing_then_read_back_and_answered_first(partner: Person, witness: Witness) -> None:
    written = make_interview(partner, witness, **{**WHOLE, "mode": "written"})
    paper = add_file(written, partner, "document", b"the statement")
    assert ["given in writing" in one for one in missing_of(written, partner)] == [True]
    row = read(written, paper, witness, partner)
    assert ["given in writing" in one for one in missing_of(written, partner)] == [True]
    reading_back.answer(row=row, signing=Signing("refused", HELD_ON, why="Afraid for a brother."), by=partner)
    assert missing_of(written, partner) == []
    assert states.move(interview=written, to="locked", by=partner).state == "locked"


def test_lock_when_interpreted_then_the_note_of_confidentiality_is_asked_for(
    interview: Interview, transcript: Text, witness: Witness, partner: Person
) -> None:
    read(interview, transcript, witness, partner, language="be", interpreter="I-02")
    assert ["interpreter of the reading back" in one for one in missing_of(interview, partner)] == [True]
    present = (Present("interpreter", "I-02", bound_on=HELD_ON),)
    interviews.change_interview(interview=interview, held=held(**WHOLE), present=present, by=partner)
    assert missing_of(interview, partner) == []


# ----- pictures and persons shown (G7)


def shown(witness: Witness, **more: Any) -> Shown:
    usual = {"manner": "one", "shown_on": HELD_ON, "shown_by": "D-07", "outcome": "none", "words": WORDS}
    return Shown(witness=witness, **{**usual, **more})


def test_show_when_nobody_was_known_then_that_is_on_record_too(
    interview: Interview, witness: Witness, partner: Person, photo: ItemFile
) -> None:
    showings.show(interview=interview, shown=shown(witness, pictures=(photo,)), by=partner)
    (told,) = told_showings(interview, partner)
    assert (told.row.outcome, told.row.words) == ("none", WORDS)
    assert [(one.number, one.file, one.chosen) for one in told.pictures] == [(1, photo, False)]
    assert len(told.weak) == 6
    assert Event.objects.filter(event="picture.shown").count() == 1


def test_show_when_done_with_care_then_little_is_left_to_ask(
    interview: Interview, witness: Witness, partner: Person, photo: ItemFile
) -> None:
    other = add_file(interview, partner, "photo", b"another gate")
    careful = shown(
        witness, manner="in_turn", pictures=(other, photo), chosen=photo, outcome="picture", knew_answer=False,
        told_may_be_absent=True, look_alikes=True, apart=True, said_before="Do you know anybody?", sureness="fairly",
        why_shown="The prosecutor asked in writing.",
    )  # fmt: skip
    showings.show(interview=interview, shown=careful, by=partner)
    (told,) = told_showings(interview, partner)
    assert [(one.number, one.chosen) for one in told.pictures] == [(1, False), (2, True)]
    assert [str(one) for one in told.weak] == ["A line-up that no authority held."]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("words", {"words": " "}),
        ("shown_by", {"shown_by": ""}),
        ("shown_on", {"shown_on": TODAY + timedelta(days=1)}),
        ("pictures", {"pictures": ()}),
        ("manner", {"manner": "person"}),
        ("why_shown", {"manner": "together"}),
        ("pictures", {"manner": "together", "why_shown": "The prosecutor asked."}),
        ("outcome", {"outcome": "person"}),
        ("outcome", {"outcome": "surely"}),
        ("chosen", {"outcome": "picture"}),
        ("look_alikes", {"look_alikes": True}),
        ("outcome", {"manner": "person", "pictures": (), "outcome": "picture"}),
    ],
)
def test_show_when_it_cannot_be_then_a_sentence_at_its_field(
    interview: Interview, witness: Witness, partner: Person, photo: ItemFile, field: str, wrong: dict[str, Any]
) -> None:
    said = shown(witness, **{"pictures": (photo,), **wrong})
    refused_at(field, lambda: showings.show(interview=interview, shown=said, by=partner))
    assert not Showing.objects.visible_to(partner).exists()


def test_show_when_the_chosen_one_was_not_shown_or_one_is_no_photograph_then_refused(
    interview: Interview, witness: Witness, partner: Person, photo: ItemFile
) -> None:
    other, scan = (add_file(interview, partner, role, b"x") for role in ("photo", "scan"))
    chosen = shown(witness, pictures=(photo,), chosen=other, outcome="picture")
    refused_at("chosen", lambda: showings.show(interview=interview, shown=chosen, by=partner))
    refused_at(
        "pictures", lambda: showings.show(interview=interview, shown=shown(witness, pictures=(scan,)), by=partner)
    )


def test_picture_when_its_item_is_not_the_readers_then_only_its_place_is_told(
    interview: Interview, witness: Witness, partner: Person
) -> None:
    stranger = make_partner("Stranger")
    theirs = make_document(stranger, make_witness(stranger, SOMEBODY_ELSE))
    foreign = add_file(theirs, stranger, "photo", b"theirs")
    set_actor(partner.pk)
    assert str(foreign.pk) not in Browser(partner).get(f"/interviews/{interview.pk}/pictures/").content.decode()
    showings.show(interview=interview, shown=shown(witness, pictures=(foreign,)), by=partner)
    page = Browser(partner).get(f"/interviews/{interview.pk}/pictures/").content.decode()
    assert "a picture you were not given" in page
    assert theirs.reference not in page and str(foreign.file_id) not in page


# ----- parts left out (G5)


def open_parts(interview: Interview, by: Person) -> set[str]:
    return {part.section for part in parts_of(for_page(by).get(pk=interview.pk)) if part.is_open}


def test_parts_when_told_or_left_out_for_good_then_not_open_and_later_is(
    interview: Interview, transcript: Text, witness: Witness, partner: Person, photo: ItemFile
) -> None:
    assert open_parts(interview, partner) == {
        "risk", "present", "welfare", "costs", "things", "pictures", "read_back",
    }  # fmt: skip
    for section, reason in (
        ("present", "not_applicable"), ("welfare", "refused"), ("costs", "not_asked"), ("things", "later"),
    ):  # fmt: skip
        skips.leave_out(interview=interview, section=section, reason=reason, by=partner)
    low = {"assessed_on": TODAY, "level": "low", "valid_to": None, "raised_since_consent": False}
    facts.assess_risk(witness=witness, by=partner, **low)
    showings.show(interview=interview, shown=shown(witness, pictures=(photo,)), by=partner)
    row = read(interview, transcript, witness, partner)
    assert open_parts(interview, partner) == {"things", "read_back"}
    reading_back.answer(row=row, signing=Signing("refused", HELD_ON, why="Afraid."), by=partner)
    skips.leave_out(interview=interview, section="things", reason="not_applicable", by=partner)
    assert open_parts(interview, partner) == set()
    skips.leave_out(interview=interview, section="things", reason="later", by=partner)
    assert open_parts(interview, partner) == {"things"}
    assert SkipMark.objects.visible_to(partner).filter(section="things").count() == 3


def test_parts_when_another_was_heard_too_then_open_until_each_is_told(
    interview: Interview, witness: Witness, partner: Person
) -> None:
    sister = make_witness(partner, SOMEBODY_ELSE)
    assert "heard" not in open_parts(interview, partner)
    joint.hear_together(interview=interview, witness=sister, beside=Beside("She does not speak alone."), by=partner)
    assert {"prior_accounts", "heard", "risk", "read_back"} <= open_parts(interview, partner)
    told = Beside("She does not speak alone.", "none_identified", 30, prior_accounts="none_known")
    joint.hear_together(interview=interview, witness=sister, beside=told, by=partner)
    assert not {"prior_accounts", "heard"} & open_parts(interview, partner)


def test_leave_out_when_the_standard_asks_for_it_then_written_down_and_still_missing(
    partner: Person, witness: Witness
) -> None:
    bare = make_interview(partner, witness, **{**WHOLE, "prior_accounts": "not_asked"})
    skips.leave_out(interview=bare, section="prior_accounts", reason="refused", note="Did not want to say.", by=partner)
    assert "prior_accounts" not in open_parts(bare, partner)
    assert len(missing_of(bare, partner)) == 1
    with pytest.raises(Invalid):
        states.move(interview=bare, to="locked", by=partner)


def test_leave_out_when_the_same_is_said_again_then_one_mark(interview: Interview, partner: Person) -> None:
    said = {"interview": interview, "section": "costs", "reason": "not_asked", "by": partner}
    assert skips.leave_out(**said).pk == skips.leave_out(**said).pk
    refused_at("reason", lambda: skips.leave_out(**{**said, "reason": "busy"}))
    refused_at("section", lambda: skips.leave_out(**{**said, "section": "weather"}))


def test_lock_when_parts_are_open_that_no_standard_asks_for_then_possible(
    interview: Interview, partner: Person
) -> None:
    assert open_parts(interview, partner)
    assert states.move(interview=interview, to="locked", by=partner).state == "locked"


def test_home_when_parts_are_open_then_named_and_gone_when_they_are_not(
    interview: Interview, witness: Witness, partner: Person
) -> None:
    planned(partner, witness)
    found = with_something_open(Interview.objects.visible_to(partner).filter(pk=interview.pk))
    assert [str(one) for one in open_of(found.get())][:2] == ["Risk assessment", "Who led it and who was there"]
    (entry,) = waiting.for_person(partner)["Records with something open"]
    assert (entry.title, "and 4 more" in str(entry.detail)) == (interview.reference, True)
    for section in SkipMark.Section.values:
        skips.leave_out(interview=interview, section=section, reason="not_applicable", by=partner)
    assert "Records with something open" not in waiting.for_person(partner)
    skips.leave_out(interview=interview, section="costs", reason="later", by=partner)
    (entry,) = waiting.for_person(partner)["Records with something open"]
    assert str(entry.detail) == "Open: Costs repaid."


# ----- pages and scripts


def pages_of(interview: Interview, row: UUID) -> list[str]:
    at = f"/interviews/{interview.pk}"
    return [f"{at}/record/", f"{at}/read-back/", f"{at}/pictures/", f"{at}/left-out/", f"/read-backs/{row}/sign/"]


def test_pages_when_walked_by_the_partner_then_everything_is_told(
    interview: Interview, transcript: Text, witness: Witness, partner: Person, photo: ItemFile
) -> None:
    client = Browser(partner)
    at = f"/interviews/{interview.pk}"
    sent = {
        "witness": witness.pk, "of": f"text-{transcript.pk}", "how": "aloud", "language": "ru", "read_by": "D-07",
        "read_on": "2024-05-02", "where_1": "page 3", "wanted_1": "It was the evening.", "key": uuid4(),
    }  # fmt: skip
    answer = client.post(f"{at}/read-back/", sent)
    row = ReadBack.objects.visible_to(partner).get()
    assert (answer.status_code, answer["Location"]) == (302, f"/read-backs/{row.pk}/sign/")
    paper = add_file(interview, partner, "scan", b"signed")
    signed = {"outcome": "at_end", "signed_on": "2024-05-02", "key": uuid4()}
    wrong = client.post(f"/read-backs/{row.pk}/sign/", signed)
    assert wrong.status_code == 422 and "or say why there is none" in wrong.content.decode()
    assert client.post(f"/read-backs/{row.pk}/sign/", {**signed, "scan": paper.pk}).status_code == 302
    pictured = {
        "witness": witness.pk, "manner": "one", "shown_on": "2024-05-02", "shown_by": "D-07", "picture_1": photo.pk,
        "outcome": "picture", "chosen": "1", "words": WORDS, "key": uuid4(),
    }  # fmt: skip
    assert client.post(f"{at}/pictures/", {**pictured, "words": ""}).status_code == 422
    assert client.post(f"{at}/pictures/", pictured).status_code == 302
    assert client.get(f"{at}/left-out/?part=costs").context["form"]["section"].value() == "costs"
    assert client.post(f"{at}/left-out/", {"section": "costs", "reason": "refused"}).status_code == 302
    for url in pages_of(interview, row.pk):
        assert client.get(url).status_code == 200, url
    page = client.get(f"{at}/read-back/").content.decode()
    assert "It was the evening." in page and "Signed at the end" in page
    assert "they pointed to it" in client.get(f"{at}/pictures/").content.decode()
    assert "did not want to answer" in client.get(f"{at}/record/").content.decode()


def test_pages_when_stranger_or_guest_asks_then_absent_or_only_read(
    interview: Interview, transcript: Text, witness: Witness, partner: Person
) -> None:
    row = read(interview, transcript, witness, partner)
    stranger = make_partner("Stranger")
    for url in pages_of(interview, row.pk):
        assert Browser(stranger).get(url).status_code == 404, url
        assert Browser(stranger).post(url).status_code in (404, 405), url
    set_actor(partner.pk)
    grant(witness.collection, stranger)
    page = Browser(stranger).get(f"/interviews/{interview.pk}/read-back/").content.decode()
    assert "Recorded" not in page and '<form method="post" class="card' not in page
    assert Browser(stranger).post(f"/interviews/{interview.pk}/read-back/", {}).status_code == 403


def test_api_when_written_by_script_then_the_same_rules(
    interview: Interview, transcript: Text, witness: Witness, partner: Person, photo: ItemFile
) -> None:
    client: Client = Browser(partner)
    json = {"content_type": "application/json"}
    at = f"/api/interviews/{interview.pk}"
    said = {
        "witness": str(witness.pk), "text": str(transcript.pk), "how": "aloud", "language": "ru",
        "read_on": "2024-05-02", "read_by": "D-07", "corrections": [{"wanted": "It was the evening."}],
    }  # fmt: skip
    assert client.post(f"{at}/read-backs/", {**said, "file": str(photo.pk)}, **json).status_code == 400
    made = client.post(f"{at}/read-backs/", said, **json)
    assert made.status_code == 201, made.content
    signing = f"/api/read-backs/{made.json()['id']}/signatures/"
    assert client.post(signing, {"outcome": "refused", "signed_on": "2024-05-02"}, **json).status_code == 400
    answered = {"outcome": "refused", "signed_on": "2024-05-02", "why": "Afraid."}
    assert client.post(signing, answered, **json).status_code == 201
    pictured = {
        "witness": str(witness.pk), "manner": "one", "shown_on": "2024-05-02", "shown_by": "D-07", "words": WORDS,
        "pictures": [str(photo.pk)], "outcome": "none",
    }  # fmt: skip
    assert client.post(f"{at}/showings/", pictured, **json).status_code == 201
    assert client.post(f"{at}/showings/", {**pictured, "pictures": [str(uuid4())]}, **json).status_code == 404
    assert client.post(f"{at}/left-out/", {"section": "costs", "reason": "later"}, **json).status_code == 201
    assert [one["wanted"] for one in client.get(f"{at}/read-backs/").json()["corrections"]] == ["It was the evening."]
    assert len(client.get(f"{at}/showings/").json()["pictures"]) == 1
    assert [one["reason"] for one in client.get(f"{at}/left-out/").json()] == ["later"]
    assert len(client.get(signing).json()) == 1
    assert date.fromisoformat(client.get(signing).json()[0]["signed_on"]) == HELD_ON
