"""Erasure: two people, one key; what was derived goes, the chain and the proof of consent stay."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.actions import erasures, proofs, records, withdrawals
from consent.models import Erasure
from disclosures.demonstration.render import documents, papers
from evidence.actions import readings
from evidence.coding import actions as coding
from evidence.coding.models import DetentionPeriod, Harm, Intervention, LegacyCoding, Question
from evidence.models import Derivative, Facility, Item, ItemFile, Likeness, Segment, Text
from iapb.access.errors import Invalid, Refused
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody import keys
from iapb.custody.models import StoredFile
from iapb.custody.reading import KeyGone
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from iapb.ledger.models import Event, EventDetail
from interviews.actions import joint, persons, reading_back, showings, skips, witnesses
from interviews.actions.reading_back import Reading, Signing, Wanted
from interviews.actions.showings import Shown
from interviews.models import Correction, Interview, ReadBack, Showing, Signature, SkipMark, Witness
from tests.cast import make_person, signed_in
from tests.coding.cases import code, give_set
from tests.consenting import make_form, taking, yes
from tests.intake import TODAY, make_interview, make_witness

pytestmark = pytest.mark.django_db
DECISION = "The witness asked for it on 3 May; no court and no legal claim needs the account."


def acting(person: Person) -> Person:
    forget(person)
    set_actor(person.pk)
    return person


@pytest.fixture
def officer(db: None) -> Person:
    return make_person("Dora", "data_protection_officer")


@pytest.fixture
def counsel(db: None) -> Person:
    return make_person("Lena", "legal_approver")


def consented(witness: Witness, partner: Person) -> StoredFile:
    """With a proof whose bytes are really in the vault."""
    receipt = proofs.receive_proof(witness=witness.pk, stream=[papers.ruling()], name="signed.jpg", by=partner)
    acting(partner)
    proof = proofs.find(receipt.id, partner)
    form = make_form()
    acting(partner)
    records.record_consent(
        witness=witness, taking=taking(form), answers=[yes("store_analyse")], proof=proof, by=partner
    )
    return proof


@pytest.fixture
def proof(partner: Person, witness: Witness, interview: Interview, send: Any, work: Any) -> StoredFile:
    """The account is in the house as a text, then the consent is withdrawn."""
    kept = consented(witness, partner)
    send(documents.txt("w1.ru.txt"), "account.txt", role="transcript", language="ru")
    work()
    withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=acting(partner))
    return kept


def asked(witness: Witness, officer: Person) -> Erasure:
    acting(officer)
    readings.open_for_a_reason(name=witness.code, reason="Withdrawn, to be decided", by=officer)
    return erasures.ask(witness=witness, decision=DECISION, by=acting(officer))


def carried_out(erasure: Erasure, by: Person) -> Job:
    erasures.confirm(erasure=erasure, by=acting(by))
    job = Job.objects.get(kind="erase_witness", object=erasure.pk)
    assert run(job.pk)
    job.refresh_from_db()
    acting(by)
    return job


def test_erase_when_confirmed_by_another_then_nothing_can_be_read_and_the_chain_stays(
    witness: Witness, interview: Interview, partner: Person, proof: StoredFile, officer: Person, counsel: Person
) -> None:
    acting(partner)
    text = Text.objects.visible_to(partner).get(item=interview)
    originals = list(StoredFile.objects.unscoped("a test reads").filter(wrapped_keys__subject=witness.pk))
    events = Event.objects.filter(object__in=[str(one.pk) for one in originals]).count()
    acting(partner)
    LegacyCoding(
        item_id=interview.pk, text=text, start=0, end=3, exact="Где", code="beaten by Somebody", brought_by=partner,
        collection=interview.collection,
    ).save(force_insert=True)  # fmt: skip
    layer = ItemFile.objects.visible_to(partner).get(file=text.file)
    small = Derivative.objects.create(
        item_file=layer, parent=layer, kind="likeness", tool="a tool", tool_version="1", collection=interview.collection
    )
    Likeness.objects.create(derivative=small, bits="01" * 128, collection=interview.collection)
    erasure = asked(witness, officer)
    assert erasures.ask(witness=witness, decision=DECISION, by=officer).pk == erasure.pk
    assert carried_out(erasure, counsel).state == "done"
    erasure.refresh_from_db()
    assert erasure.done_at is not None and keys.provider().is_destroyed(witness.pk)
    acting(partner)
    for file in StoredFile.objects.unscoped("a test reads").filter(pk__in=[one.pk for one in originals]):
        if file.pk == proof.pk:
            assert b"".join(custody.read(file)) == papers.ruling()
            continue
        assert (file.sha256, file.sha512, file.name_sealed) == (None, None, None)
        with pytest.raises(KeyGone):
            custody.read(file)
        assert not EventDetail.objects.filter(event__object=str(file.pk)).exists()
    assert set(Segment.objects.visible_to(partner).filter(text=text).values_list("content", flat=True)) == {""}
    older = LegacyCoding.objects.unscoped("a test reads").filter(item=interview)
    assert older.values_list("exact", "code").get() == ("", "")
    assert not Likeness.objects.unscoped("a test reads").exists()
    assert Event.objects.filter(object__in=[str(one.pk) for one in originals]).count() == events
    assert Event.objects.filter(event="key.destroyed", object=str(witness.pk)).count() == 1
    again = Witness.objects.visible_to(partner).get(pk=witness.pk)
    assert again.blind_indexes == []
    with pytest.raises(Refused):
        witnesses.read_identity(witness=again, reason="to see what is left", by=partner)


def test_erase_when_the_account_was_read_back_and_pictures_were_shown_then_the_words_go_and_the_rows_stay(
    witness: Witness, interview: Interview, partner: Person, officer: Person, counsel: Person, send: Any, work: Any
) -> None:
    consented(witness, partner)
    send(documents.txt("w1.ru.txt"), "account.txt", role="transcript", language="ru")
    work()
    acting(partner)
    text = Text.objects.visible_to(partner).get(item=interview)
    wanted = (Wanted("It was the evening.", "page 3"),)
    reading = Reading(witness, text, "aloud", "ru", interview.held_on, "D-07", place="Riga", corrections=wanted)
    row = reading_back.read_back(interview=interview, reading=reading, by=partner)
    signing = Signing("refused", interview.held_on, why="Afraid for a brother.")
    reading_back.answer(row=row, signing=signing, by=partner)
    shown = Shown(witness, "person", interview.held_on, "D-07", "none", "I know nobody.", said_before="Well?")
    showings.show(interview=interview, shown=shown, by=partner)
    skips.leave_out(interview=interview, section="costs", reason="refused", note="Did not say.", by=partner)
    withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=acting(partner))
    assert carried_out(asked(witness, officer), counsel).state == "done"
    acting(partner)
    told = [
        ReadBack.objects.unscoped("a test reads").values_list("sha256", "place", "how").get(),
        Correction.objects.unscoped("a test reads").values_list("where", "wanted").get(),
        Signature.objects.unscoped("a test reads").values_list("why", "outcome").get(),
        Showing.objects.unscoped("a test reads").values_list("words", "said_before", "outcome").get(),
        SkipMark.objects.unscoped("a test reads").values_list("note", "reason").get(),
    ]
    assert told == [("-", "", "aloud"), ("", "-"), ("-", "refused"), ("-", "", "none"), ("", "refused")]


def test_erase_when_another_witness_is_in_the_house_then_untouched(
    witness: Witness, partner: Person, proof: StoredFile, officer: Person, counsel: Person,
    send: Callable[..., Any], work: Callable[..., Any],
) -> None:  # fmt: skip
    acting(partner)
    other = make_witness(partner, sex="female")
    account = make_interview(partner, other)
    received = send(documents.txt("w1.ru.txt"), "other.txt", role="transcript", language="ru", item=account.pk)
    work()
    assert carried_out(asked(witness, officer), counsel).state == "done"
    acting(partner)
    file = StoredFile.objects.unscoped("a test reads").get(pk=received.receipt.id)
    assert file.sha256 and b"".join(custody.read(file)) == documents.txt("w1.ru.txt")
    assert Segment.objects.visible_to(partner).filter(text__item=account).exclude(content="").exists()
    assert witnesses.read_identity(witness=other, reason="still there", by=partner).names


def test_erase_when_the_account_is_joint_then_the_file_opens_for_the_other_and_what_was_derived_is_empty(
    witness: Witness, partner: Person, officer: Person, counsel: Person,
    send: Callable[..., Any], work: Callable[..., Any],
) -> None:  # fmt: skip
    consented(witness, partner)
    acting(partner)
    account = make_interview(partner, make_witness(partner, sex="female"))
    beside = joint.Beside("She does not speak without her sister.")
    joint.hear_together(interview=account, witness=witness, beside=beside, by=partner)
    received = send(documents.txt("w1.ru.txt"), "joint.txt", role="transcript", language="ru", item=account.pk)
    work()
    withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=acting(partner))
    job = carried_out(asked(witness, officer), counsel)
    assert job.state == "done", job.error
    acting(partner)
    file = StoredFile.objects.unscoped("a test reads").get(pk=received.receipt.id)
    assert file.sha256
    assert b"".join(custody.read(file)) == documents.txt("w1.ru.txt")
    segments = Segment.objects.unscoped("a test reads").filter(text__item=account)
    assert set(segments.values_list("content", flat=True)) == {""}
    account.refresh_from_db()
    assert account.withdrawn_at is not None
    assert Event.objects.filter(event="key.destroyed", object=str(witness.pk)).count() == 1


def test_confirm_when_the_same_person_or_another_role_then_refused_by_action_and_database(
    witness: Witness, proof: StoredFile, officer: Person
) -> None:
    erasure = asked(witness, officer)
    with pytest.raises(Refused):
        erasures.confirm(erasure=erasure, by=officer)
    with pytest.raises(IntegrityError, match="erasure_confirmed_by_another"), transaction.atomic():
        Erasure.objects.visible_to(officer).filter(pk=erasure.pk).update(
            confirmed_by=officer, confirmed_at=timezone.now()
        )
    for role in ("safety_approver", "disclosure_officer", "analyst", "partner", "account_administrator"):
        other = acting(make_person("Other", role))
        assert not Erasure.objects.visible_to(other).exists()
        assert not Erasure.objects.unscoped("the second wall alone").exists()
        with pytest.raises(Refused):
            erasures.confirm(erasure=erasure, by=other)
    assert not keys.provider().is_destroyed(witness.pk)


def test_erase_when_nobody_confirmed_then_the_database_refuses(
    witness: Witness, proof: StoredFile, officer: Person
) -> None:
    erasure = asked(witness, officer)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from consent_erase(%s)", [erasure.pk])


def test_confirm_when_the_consent_changed_or_it_was_dropped_then_refused(
    witness: Witness, partner: Person, proof: StoredFile, officer: Person, counsel: Person
) -> None:
    erasure = asked(witness, officer)
    acting(partner)
    form = make_form("9")
    acting(partner)
    records.record_consent(
        witness=witness, taking=taking(form), answers=[yes("store_analyse")], proof=proof, by=partner
    )
    with pytest.raises(Invalid):
        erasures.confirm(erasure=erasure, by=acting(counsel))
    erasures.drop(erasure=erasure, by=counsel)
    with pytest.raises(Invalid):
        erasures.confirm(erasure=erasure, by=counsel)
    # The consent stands again, so there is no ground any more.
    with pytest.raises(Invalid):
        asked(witness, officer)
    assert not keys.provider().is_destroyed(witness.pk)


def fresh(person: Person) -> Client:
    client = signed_in(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def test_pages_when_two_people_decide_then_told_and_asked_for(
    witness: Witness, interview: Interview, proof: StoredFile, officer: Person, counsel: Person
) -> None:
    acting(officer)
    first = fresh(officer)
    url = reverse("ask_erasure", args=[witness.pk])
    assert first.get(url).status_code == 403 or first.get(url).status_code == 404
    readings.open_for_a_reason(name=witness.code, reason="Withdrawn, to be decided", by=acting(officer))
    assert first.get(url).status_code == 200
    assert first.post(url, {"decision": "short"}).status_code == 422
    assert first.post(url, {"decision": DECISION}).status_code == 302
    erasure = Erasure.objects.visible_to(acting(officer)).get()
    page = reverse("erasure", args=[erasure.pk])
    assert "another person must confirm" in first.get(page).content.decode()
    assert first.post(reverse("confirm_erasure", args=[erasure.pk])).status_code == 403
    second = fresh(acting(counsel))
    assert "waits for a second person" in second.get("/").content.decode()
    shown = second.get(page).content.decode()
    assert witness.code in shown and interview.reference not in shown
    stale = signed_in(counsel)
    assert stale.post(reverse("confirm_erasure", args=[erasure.pk])).url.startswith("/confirm/code/")
    assert second.post(reverse("confirm_erasure", args=[erasure.pk])).status_code == 302
    assert second.post(reverse("confirm_erasure", args=[erasure.pk])).status_code == 422
    assert second.post(reverse("drop_erasure", args=[erasure.pk])).status_code == 422
    acting(counsel)
    assert Job.objects.filter(kind="erase_witness", object=erasure.pk, asked_by=counsel).count() == 1
    assert fresh(acting(make_person("Sam", "safety_approver"))).get(page).status_code == 404


def test_erase_when_confirmed_then_no_word_is_left_of_what_was_said_about_the_account(
    witness: Witness, interview: Interview, partner: Person, proof: StoredFile, officer: Person, counsel: Person
) -> None:
    items = Item.objects.unscoped("a test opens and withdraws again").filter(pk=interview.pk)
    acting(partner)
    items.update(withdrawn_at=None)
    analyst = make_person("Anna", "analyst")
    give_set(items.get(), partner, analyst)
    text = Text.objects.visible_to(acting(partner)).select_related("item").get(item=interview)
    acting(analyst)
    question = coding.ask_partner(text=text, start=0, end=3, words="Said of the account?", by=analyst)
    coding.note_on_passage(text=text, start=0, end=3, words="Said among us.", by=analyst)
    coding.note_on_item(item=text.item, words="Said of the whole.", by=analyst)
    coding.keep_draft(form="comment", about=text.item_id, fields={"words": "Said and not sent"}, by=analyst)
    coding.answer_question(question=question, words="Said by the partner.", by=acting(partner))
    items.update(withdrawn_at=timezone.now())
    assert carried_out(asked(witness, officer), counsel).state == "done"
    acting(partner)
    items.update(withdrawn_at=None)
    acting(analyst)
    with connection.cursor() as cursor:
        for table in ("coding_question", "coding_questionmessage", "coding_tagnote", "coding_talkdraft"):
            cursor.execute(f"select count(*), coalesce(string_agg(t::text, ' '), '') from {table} t")
            number, left = cursor.fetchone()
            assert "Said" not in left and number == {"coding_talkdraft": 0, "coding_question": 1}.get(table, 2)
    assert Question.objects.visible_to(analyst).get().exact == ""


def test_erase_when_confirmed_then_no_word_is_left_beside_harms_and_interventions(
    witness: Witness, interview: Interview, partner: Person, proof: StoredFile, officer: Person, counsel: Person
) -> None:
    items = Item.objects.unscoped("a test opens and withdraws again").filter(pk=interview.pk)
    acting(partner)
    items.update(withdrawn_at=None)
    analyst = acting(make_analyst_of(items.get(), partner))
    incident = coding.state_incident(item=items.get(), fields={"context": code("CTX.ARREST")}, by=analyst)
    harm = {"code": code("HRM.FRACT"), "documented": "medical", "document": "Said by the clinic"}
    coding.add_harm(incident=incident, fields=harm, by=analyst)
    complaint = {"form": "complaint", "party": "Said to the prosecutor", "result": "Said nothing"}
    coding.add_intervention(incident=incident, fields=complaint, by=analyst)
    acting(partner)
    cellmate = persons.add_person(item=items.get(), kind="co_detainee", name="Said by the witness", how="", by=partner)
    held = {"facility": Facility.objects.all()[0], "cell": "15", "seen_with": [cellmate.pk]}
    coding.state_detention(item=items.get(), fields=held, by=acting(analyst))
    items.update(withdrawn_at=timezone.now())
    assert carried_out(asked(witness, officer), counsel).state == "done"
    acting(partner)
    items.update(withdrawn_at=None)
    acting(analyst)
    assert Harm.objects.visible_to(analyst).get().document == ""
    left = Intervention.objects.visible_to(analyst).get()
    assert (left.party, left.result, left.form) == ("", "", "complaint")
    period = DetentionPeriod.objects.visible_to(analyst).get()
    assert (period.cell, period.seen_with) == ("", [])


def make_analyst_of(item: Item, partner: Person) -> Person:
    analyst = make_person("Anna", "analyst")
    give_set(item, partner, analyst)
    return analyst
