"""The job of proposals, from the kept text to the erased row: asked for, done, refused, withdrawn, erased."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from consent.actions import proofs, records, withdrawals
from disclosures.demonstration.render import papers
from evidence.coding import actions
from evidence.coding.models import Suggestion
from evidence.models import Item, Text
from iapb import jobs
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from iapb.ledger.models import Event
from interviews.models import Interview, Witness
from tests.cast import make_person
from tests.coding.cases import give_set, name_on
from tests.consenting import make_consent, make_form, taking, yes
from tests.evidence.test_erasure import asked, carried_out
from tests.intake import TODAY, make_interview, make_witness

pytestmark = pytest.mark.django_db
ACCOUNT = (
    "Меня били дубинкой по спине.\n\nВоды не давали двое суток.\n\n"
    "Допрашивал следователь Вымыслов 11 августа 2020 года."
)
NEWER = "Начало переписано.\n\n" + ACCOUNT + "\n\nМатрасов не выдали."
CODES = ["CON.FOOD", "PHY.INSTR"]


def everything() -> list[Suggestion]:
    return list(Suggestion.objects.unscoped("a test reads").order_by("start", "value"))


def values(kind: str = "code") -> list[str]:
    return sorted({one.value for one in everything() if one.kind == kind})


def asked_for() -> list[Job]:
    return list(Job.objects.filter(kind="propose_codes").order_by("created_at"))


def sent(send: Any, work: Any, words: str = ACCOUNT) -> None:
    send(words.encode(), "account.txt", role="transcript", language="ru")
    work()


@pytest.fixture
def analyst(partner: Person, interview: Interview) -> Person:
    """Who was given a set with the interview, and is named on it."""
    person = make_person("Anna", "analyst")
    item = Item.objects.unscoped("a test gives it").get(pk=interview.pk)
    give_set(item, partner, person)
    name_on(item, person)
    set_actor(partner.pk)
    return person


def acting(person: Person) -> Person:
    forget(person)
    set_actor(person.pk)
    return person


def decide(person: Person, value: str, decision: Callable[..., Suggestion]) -> Suggestion:
    one = Suggestion.objects.visible_to(acting(person)).get(value=value)
    return decision(suggestion=one, by=person)


def test_job_when_a_transcript_is_kept_then_its_proposals_stand(machines_agreed: None, send: Any, work: Any) -> None:
    sent(send, work)
    (job,) = asked_for()
    assert (job.state, values(), values("date")) == ("done", CODES, ["2020-08-11"])
    assert values("official") == ["Вымыслов"]
    assert {one.state for one in everything()} == {"proposed"}
    made = Event.objects.get(event="suggestions.made", object=str(job.object))
    assert json.loads(bytes(made.detail.detail))["number"] == len(everything())


def test_job_when_the_witness_has_not_agreed_to_machines_then_nobody_asks(send: Any, work: Any) -> None:
    sent(send, work)
    assert not asked_for() and not everything()


def test_job_when_consent_is_taken_back_before_it_runs_then_it_says_so_and_keeps_nothing(
    machines_agreed: None, send: Any, work: Any, witness: Witness, partner: Person
) -> None:
    send(ACCOUNT.encode(), "account.txt", role="transcript", language="ru")
    while job := Job.objects.open().exclude(kind="propose_codes").order_by("created_at").first():
        assert run(job.pk)
        acting(partner)
    acting(partner)
    withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=partner)
    (job,) = asked_for()
    assert run(job.pk)
    job.refresh_from_db()
    assert job.state == "cannot_run" and "not agreed that machines" in str(job.error)
    assert not everything()


def test_job_when_done_again_then_nothing_is_doubled(
    machines_agreed: None, send: Any, work: Any, partner: Person
) -> None:
    sent(send, work)
    before = {one.pk for one in everything()}
    jobs.ask("propose_codes", asked_for()[0].object, by=acting(partner))
    work()
    assert [one.state for one in asked_for()] == ["done", "done"]
    assert {one.pk for one in everything()} == before


def test_job_when_a_newer_layer_is_kept_then_what_was_refused_is_not_proposed_again(
    machines_agreed: None, send: Any, work: Any, analyst: Person, partner: Person
) -> None:
    sent(send, work)
    decide(analyst, "PHY.INSTR", actions.refuse_suggestion)
    acting(partner)
    sent(send, work, NEWER)
    newer = Text.objects.unscoped("a test reads").latest("created_at")
    again = [one.value for one in everything() if one.text_id == newer.pk and one.kind == "code"]
    assert sorted(again) == ["CON.BED", "CON.FOOD"]


@pytest.fixture
def agreed_on_paper(partner: Person, witness: Witness, interview: Interview) -> None:
    """With a proof whose bytes are really in the vault: an erasure keeps it under another key."""
    receipt = proofs.receive_proof(witness=witness.pk, stream=[papers.ruling()], name="signed.jpg", by=partner)
    proof = proofs.find(receipt.id, acting(partner))
    form = make_form()
    answers = [yes("store_analyse"), yes("machine_process")]
    records.record_consent(witness=witness, taking=taking(form), answers=answers, proof=proof, by=acting(partner))


def words_left() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(string_agg(t::text, ' '), '') from coding_suggestion t")
        return str(cursor.fetchone()[0])


def test_erasure_when_confirmed_then_no_word_is_left_of_what_was_proposed_or_refused(
    agreed_on_paper: None, send: Any, work: Any, analyst: Person, partner: Person, witness: Witness
) -> None:
    """The one item that is another witness's keeps its own."""
    sent(send, work)
    decide(analyst, "PHY.INSTR", actions.refuse_suggestion)
    decide(analyst, "CON.FOOD", actions.accept_suggestion)
    decide(analyst, "Вымыслов", actions.accept_suggestion)
    other = other_account(send, work, acting(partner))
    withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=acting(partner))
    waiting = [one.state for one in everything() if one.item_id != other]
    assert sorted(waiting) == ["accepted", "accepted", "refused"]
    assert "Вымыслов" in words_left()
    officer, counsel = make_person("Dora", "data_protection_officer"), make_person("Lena", "legal_approver")
    assert carried_out(asked(witness, officer), counsel).state == "done"
    acting(partner)
    erased = [one for one in everything() if one.item_id != other]
    assert sorted(one.state for one in erased) == ["accepted", "accepted", "refused"]
    assert {(one.exact, one.prefix, one.suffix, one.cue, one.text_sha256) for one in erased} == {("",) * 5}
    assert sorted(one.value for one in erased) == ["-", *CODES]
    assert [one.exact for one in everything() if one.item_id == other and one.kind == "official"] == ["майор Небылов"]
    assert "Вымыслов" not in words_left() and "спине" not in words_left()


def other_account(send: Any, work: Any, partner: Person) -> UUID:
    witness = make_witness(partner)
    interview = make_interview(partner, witness)
    make_consent(witness, partner, yes("store_analyse"), yes("machine_process"))
    send("Рядом был майор Небылов.".encode(), "b.txt", role="transcript", language="ru", item=interview.pk)
    work()
    return interview.pk
