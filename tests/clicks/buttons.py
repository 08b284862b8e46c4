"""Every form that is sent by a button: who sends it, to which address, with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pyrage
from django.utils import timezone

from consent.actions import erasures, terms
from disclosures.actions import past, past_recalls
from evidence.actions import case_sets, readings
from evidence.engines import again
from evidence.models import CollectionGroupGrant
from iapb.access import grant
from iapb.accounts.models import Person, Team
from interviews.actions import joint, reading_back, things, training
from tests.cast import make_body, make_person
from tests.clicks.stage import Stage, acts, day, in_days
from tests.consenting import TEXT, make_proof
from tests.disclosures.cases import add_file, add_transfer_basis, make_document, make_witness
from tests.intake import let_go, make_pair
from tests.intake import make_witness as make_heard


@dataclass(frozen=True)
class Click:
    by: Person
    address: dict[str, Any] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)


Make = Callable[[Stage], Click]
BUTTONS: dict[str, Make] = {}


def button(name: str) -> Callable[[Make], Make]:
    def put(make: Make) -> Make:
        BUTTONS[name] = make
        return make

    return put


def plain(who: str, of: str, /, *names: str, **sent: Any) -> None:
    """Buttons with the id of a thing in the address and nothing that is made anew for each click."""
    for name in names:

        def make(stage: Stage) -> Click:
            thing = getattr(stage, of) if of else None
            return Click(getattr(stage, who), {"pk": thing.pk} if thing else {}, dict(sent))

        BUTTONS[name] = make


# ----- partners

plain("partner", "archive", "examine_archive", "bring_in_archive", "give_away_archive")

NAME = {
    "language_1": "ru", "family_1": "Стрижневский", "given_1": "Роман", "patronymic_1": "Олегович",
    "language_2": "be", "language_3": "en", "birth_date": "1986-03-14", "sex": "male", "languages": ["ru"],
}  # fmt: skip
INTERVIEW = {
    "state": "completed", "held_on": "2024-05-02", "language": "ru", "mode": "in_person", "place_kind": "office",
    "account_type": "full_account", "vulnerability": "not_assessed", "prior_accounts": "none_known",
    "interviewers": "D-07, D-08",
}  # fmt: skip
TOLD = {"whole": "whole", "channel": "telephone", "happened_on": day()}
REASON = {"reason": "to call the witness back today"}

plain("partner", "witness", "status", status="detained", status_on=day(), circumstances_changed="yes")
plain("partner", "witness", "risk", assessed_on=day(), level="low", raised_since_consent="no")
plain("partner", "witness", "identity", **REASON)
plain("partner", "consented", "withdraw_consent", "pause_consent", **TOLD)
plain("partner", "consented", "invalidate_consent", happened_on=day(), reason="The witness was pressed.")
plain("partner", "interview", "change_interview", **{**INTERVIEW, "title": "Another title"})
plain("partner", "document", "change_document", document_kind="court", title="Another title")
plain(
    "partner",
    "interview",
    "contents",
    contains_known="none",
    nothing_else="yes",
    carries_name="yes",
    others="none",
    sgbv="no",
    restricted_art18="no",
)
plain("partner", "named_person", "person_name", reason="to tell two people apart")
plain("partner", "draft", "discard_draft")


@button("new_witness")
def new_witness(stage: Stage) -> Click:
    return Click(stage.partner, {}, {**NAME, "key": uuid4()})


THING = {"description": "A notebook", "necessity": "It would be burnt", "received_on": day(), "taken_by": "D-07"}
CERTIFICATE = {"interviewer": "D-07", "kind": "child", "issued_on": "2024-01-02", "valid_to": "2027-01-02"}
GUIDE = {"kind": "guide", "title": "How we ask", "language": "ru", "text": "Ask openly."}
plain("partner", "", "new_certificate", **CERTIFICATE)


@button("new_guide")
def new_guide(stage: Stage) -> Click:
    return Click(stage.partner, {}, {**GUIDE, "key": uuid4()})


@button("guide")
def guide(stage: Stage) -> Click:
    issued = training.issue_guide(**GUIDE, by=acts(stage.partner))
    return Click(stage.partner, {"pk": issued.pk}, {"interviewer": "D-07", "read_on": day()})


@button("new_thing")
def new_thing(stage: Stage) -> Click:
    return Click(stage.partner, {"pk": stage.interview.pk}, {**THING, "key": uuid4()})


def taken(stage: Stage) -> Any:
    said = things.Taken("A notebook", "It would be burnt", timezone.localdate(), "D-07")
    return things.take(interview=stage.interview, taken=said, by=acts(stage.partner))


@button("thing")
def thing(stage: Stage) -> Click:
    sent = {"kind": "sealed", "seal": "S-1", "happened_on": day(), "key": uuid4()}
    return Click(stage.partner, {"pk": taken(stage).pk}, sent)


READ_BACK = {"how": "aloud", "language": "ru", "read_by": "D-07", "read_on": day()}
SHOWN = {"manner": "person", "shown_on": day(), "shown_by": "D-07", "outcome": "none", "words": "I know nobody."}
plain("partner", "interview", "leave_out", section="costs", reason="not_asked")


def statement(stage: Stage) -> Any:
    interview = stage.interview
    return add_file(interview, acts(stage.partner), "document", b"a statement")


@button("read_back")
def read_back(stage: Stage) -> Click:
    sent = {**READ_BACK, "witness": stage.witness.pk, "of": f"file-{statement(stage).pk}", "key": uuid4()}
    return Click(stage.partner, {"pk": stage.interview.pk}, sent)


@button("sign_read_back")
def sign_read_back(stage: Stage) -> Click:
    reading = reading_back.Reading(stage.witness, statement(stage), "self", "ru", timezone.localdate())
    row = reading_back.read_back(interview=stage.interview, reading=reading, by=acts(stage.partner))
    sent = {"outcome": "refused", "signed_on": day(), "why": "They fear for a brother.", "key": uuid4()}
    return Click(stage.partner, {"pk": row.pk}, sent)


@button("pictures_shown")
def pictures_shown(stage: Stage) -> Click:
    sent = {**SHOWN, "witness": stage.witness.pk, "key": uuid4()}
    return Click(stage.partner, {"pk": stage.interview.pk}, sent)


@button("photograph_thing")
def photograph_thing(stage: Stage) -> Click:
    photo = add_file(stage.interview, acts(stage.partner), "photo", b"a photograph")
    return Click(stage.partner, {"pk": taken(stage).pk}, {"photo": photo.pk})


@button("correct_identity")
def correct_identity(stage: Stage) -> Click:
    sent = {**NAME, "given_1": "Раман", "reason": "The passport spells it so.", "key": uuid4()}
    return Click(stage.partner, {"pk": stage.witness.pk}, sent)


@button("new_interview")
def new_interview(stage: Stage) -> Click:
    return Click(stage.partner, {"pk": stage.witness.pk}, {**INTERVIEW, "key": uuid4()})


BESIDE = {"reason": "They are mother and child.", "vulnerability": "not_assessed", "prior_accounts": "not_asked"}


def together(stage: Stage) -> Any:
    beside = joint.Beside("They are mother and child.")
    other = make_heard(acts(stage.partner))
    return joint.hear_together(interview=stage.interview, witness=other, beside=beside, by=acts(stage.partner))


@button("hear_together")
def hear_together(stage: Stage) -> Click:
    other = make_heard(acts(stage.partner))
    return Click(stage.partner, {"pk": stage.interview.pk}, {**BESIDE, "code": other.code})


@button("heard_together")
def heard_together(stage: Stage) -> Click:
    return Click(stage.partner, {"pk": together(stage).pk}, {**BESIDE, "age_at_interview": 34})


@button("take_off_interview")
def take_off_interview(stage: Stage) -> Click:
    return Click(stage.partner, {"pk": together(stage).pk})


@button("move_interview")
def move_interview(stage: Stage) -> Click:
    proposed = stage.proposed
    let_go(stage.partner)
    return Click(stage.partner, {"pk": proposed.pk}, {"to": "screened"})


@button("release_registrations")
def release_registrations(stage: Stage) -> Click:
    assert stage.witness
    return Click(stage.desk.officer)


def pair_of(stage: Stage) -> Any:
    return make_pair(stage.desk.officer)


@button("perhaps_same")
def perhaps_same(stage: Stage) -> Click:
    sent = {"answer": "different", "reason": "Both bodies were asked."}
    return Click(stage.desk.officer, {"pk": pair_of(stage).pk}, sent)


@button("new_document")
def new_document(stage: Stage) -> Click:
    return Click(stage.partner, {"pk": stage.witness.pk}, {"document_kind": "court", "title": "Ruling", "key": uuid4()})


@button("new_person")
def new_person(stage: Stage) -> Click:
    sent = {"kind": "co_detainee", "name": "Janka Kupryn", "how": "shared a cell", "key": uuid4()}
    return Click(stage.partner, {"pk": stage.interview.pk}, sent)


@button("save_draft")
def save_draft(stage: Stage) -> Click:
    return Click(stage.partner, {"form": "witness", "subject": uuid4()}, NAME)


@button("new_consent")
def new_consent(stage: Stage) -> Click:
    witness, form = stage.witness, stage.form
    sent = {f"answer_{purpose}": "no" for purpose in form.purposes} | {
        "form": form.pk, "given_on": "2024-05-01", "language": "ru", "mode": "wet_signature", "capacity": "self",
        "taken_by": "D-07", "identity": "pseudonymous", "material": ["account"], "key": uuid4(),
        "answer_store_analyse": "yes", "proof": make_proof(witness, acts(stage.partner)).pk,
    }  # fmt: skip
    return Click(stage.partner, {"pk": witness.pk}, sent)


@button("narrow_consent")
def narrow_consent(stage: Stage) -> Click:
    sent = {
        "answer_store_analyse": "yes", "identity_store_analyse": "pseudonymous",
        "answer_national_prosecution": "no", "identity_national_prosecution": "pseudonymous",
        "channel": "telephone", "happened_on": day(), "note": "",
    }  # fmt: skip
    return Click(stage.partner, {"pk": stage.consented.pk}, sent)


@button("change_role")
def change_role(stage: Stage) -> Click:
    return Click(stage.partner, {"file": stage.file().file_id}, {"role": "transcript", "language": "ru"})


@button("run_again")
def run_again(stage: Stage) -> Click:
    file = stage.file().file_id
    stage.end_jobs()
    return Click(stage.partner, {"file": file})


@button("transcribe")
def transcribe(stage: Stage) -> Click:
    assert stage.machines_agreed
    return Click(stage.partner, {"file": stage.audio.file_id})


@button("original")
def original(stage: Stage) -> Click:
    return Click(stage.partner, {"file": stage.file().file_id}, {"reason": "to compare the copies"})


@button("begin_work")
def begin_work(stage: Stage) -> Click:
    audio = stage.audio
    sent = {"kind": "transcript", "transcript-recording": audio.pk, "transcript-language": "ru"}
    return Click(stage.partner, {"pk": stage.interview.pk}, sent)


plain("partner", "typed", "hand_in_work")
plain("partner", "handed_in", "take_back_work")
plain("partner", "work", "give_up_work")
plain("colleague", "handed_in", "accept_work")
plain("colleague", "handed_in", "send_back_work", comment="One answer is missing.")
plain("colleague", "left_lying", "take_over_work")


@button("hand_over_work")
def hand_over_work(stage: Stage) -> Click:
    return Click(stage.partner, {"pk": stage.work.pk}, {"to": stage.colleague.pk})


@button("check_text")
def check_text(stage: Stage) -> Click:
    return Click(stage.case.partner, {"pk": stage.machine_text.pk})


@button("translate")
def translate(stage: Stage) -> Click:
    text = stage.text
    assert stage.machines_agreed
    return Click(stage.partner, {"pk": text.pk})


@button("read_again")
def read_again(stage: Stage) -> Click:
    assert stage.old_draft
    (group,) = again.groups(acts(stage.partner))
    return Click(stage.partner, {}, {"group": group.key, "confirmed": "on", "expected": "1"})


# ----- the desk


def desk(name: str, who: str, make: Callable[[Any], Any], /, **sent: Any) -> None:
    """The address is the id of what `make` gives."""

    def click(stage: Stage) -> Click:
        thing = make(stage.desk)
        more = {key: value(stage.desk) if callable(value) else value for key, value in sent.items()}
        return Click(getattr(stage.desk, who), {"pk": thing.pk}, more)

    BUTTONS[name] = click


def of_prosecutor(model: str) -> Callable[[Any], Any]:
    from django.apps import apps

    def found(d: Any) -> Any:
        return apps.get_model("consent", model).objects.unscoped("a test looks").get(recipient=d.prosecutor)

    return found


def unapproved_channel(d: Any) -> Any:
    return terms.propose_channel(d.prosecutor, description="Second portal", by=d.acts(d.officer))


def with_one_that_may_not_go(d: Any) -> Any:
    d.acts(d.partner)
    return d.selected(d.interview, make_document(make_witness(d.collection, d.partner), d.partner))


REQUEST = {"received_on": day(-1), "basis": "Investigation", "questions": "Who?", "court_order": "no"}
KEY = str(pyrage.x25519.Identity.generate().to_public())
desk("correct_request", "officer", lambda d: d.request, **{**REQUEST, "questions": "Who else?"})
desk("court_order", "officer", lambda d: d.request, court_order="yes")
desk("refuse_request", "officer", lambda d: d.request, why="Not competent.")
desk("begin_disclosure", "officer", lambda d: d.request)
desk("add_entries", "officer", lambda d: d.begun(), item=lambda d: [d.interview.pk])
desk("remove_entries", "officer", lambda d: d.selected(), item=lambda d: [d.interview.pk])
desk("keep_what_may_go", "officer", with_one_that_may_not_go)
desk("screen_disclosure", "officer", lambda d: d.selected())
desk("submit_disclosure", "officer", lambda d: d.selected(), note="Answers question 1.")
desk("take_back_disclosure", "officer", lambda d: d.submitted())
desk("give_up_disclosure", "officer", lambda d: d.selected(), why="They no longer need it.")
desk("send_back_disclosure", "safety", lambda d: d.submitted(), why="The scan shows an address.")
desk("correct_recipient", "officer", lambda d: d.prosecutor, name="Court of Kaunas", state="LT")
desk(
    "recipient_facts", "officer", lambda d: d.prosecutor, in_eea="yes", blocked="no", state_blocked="no",
    needs_names="no", accepts_caveats="yes", block_reason="",
)  # fmt: skip
desk("enrol_key", "officer", lambda d: d.prosecutor, key=KEY, checked_how="read out by telephone")
desk(
    "record_agreement", "officer", lambda d: d.prosecutor, title="Memorandum", terms="No passing on.",
    valid_from=day(-3), key=lambda d: uuid4(),
)  # fmt: skip
desk("propose_channel", "officer", lambda d: d.prosecutor, description="Portal", key=lambda d: uuid4())
desk(
    "record_transfer_basis", "legal", lambda d: d.prosecutor, ground="art_49_1_e", instrument="Memo 4",
    assessed_on=day(-3), valid_to=day(30), key=lambda d: uuid4(), risk_text="None seen.",
)  # fmt: skip
desk("end_agreement", "officer", of_prosecutor("Agreement"))
desk("approve_channel", "safety", unapproved_channel)
desk("end_channel", "officer", of_prosecutor("Channel"))
desk("end_transfer_basis", "legal", lambda d: add_transfer_basis(d.prosecutor, d.acts(d.legal)))
desk("consent_form", "dpo", lambda d: d.record.form, valid_to=day(30))


@button("take_over")
def take_over(stage: Stage) -> Click:
    from disclosures.actions import approval

    d = stage.desk
    approval.give_up(d.selected(), why="They no longer need it.", by=d.officer)
    return Click(d.officer, {"pk": d.begun().pk})


@button("new_request")
def new_request(stage: Stage) -> Click:
    return Click(stage.desk.officer, {}, {**REQUEST, "recipient": stage.desk.lawyer.pk, "key": uuid4()})


@button("new_recipient")
def new_recipient(stage: Stage) -> Click:
    sent = {"name": "Court of Vilnius", "recipient_class": "national_prosecutor", "state": "LT", "code": "vil"}
    return Click(stage.desk.officer, {}, {**sent, "key": uuid4()})


@button("approve_disclosure")
def approve_disclosure(stage: Stage) -> Click:
    disclosure = stage.desk.submitted()
    sent = {"manifest_sha256": disclosure.manifest_sha256, "note": "Read all of it; the basis is sound."}
    return Click(stage.desk.legal, {"pk": disclosure.pk, "capacity": "legal"}, sent)


@button("new_confirmation")
def new_confirmation(stage: Stage) -> Click:
    d = stage.desk
    proof = add_file(d.interview, d.acts(d.partner), "consent_proof", b"yes, to them")
    kind = "witness_for_recipient"
    sent = {"kind": kind, "confirmed_on": day(), "reason": "By telephone.", "key": uuid4(), "proof": proof.pk}
    return Click(d.officer, {"pk": d.request.pk, "witness": d.witness.pk, "kind": kind}, sent)


@button("new_consent_form")
def new_consent_form(stage: Stage) -> Click:
    sent = {
        "version": "77", "language": "ru", "notice_version": "3", "valid_from": day(), "valid_to": "",
        "purposes": ["store_analyse"], "text": TEXT,
    }  # fmt: skip
    return Click(stage.desk.dpo, {}, sent)


@button("open_reading")
def open_reading(stage: Stage) -> Click:
    return Click(stage.desk.dpo, {}, {"name": stage.desk.witness.code, "reason": "A request for erasure of 3 May."})


@button("end_reading")
def end_reading(stage: Stage) -> Click:
    d = stage.desk
    reading = readings.open_for_a_reason(
        name=d.witness.code, reason="A request for erasure of 3 May.", by=d.acts(d.dpo)
    )
    return Click(d.dpo, {"pk": reading.pk})


def witness_being_read(d: Any) -> Any:
    readings.open_for_a_reason(name=d.witness.code, reason="A request for erasure of 3 May.", by=d.acts(d.dpo))
    return d.witness


def unconsented_being_read(d: Any) -> Any:
    d.acts(d.partner)
    witness = make_witness(d.collection, d.partner)
    readings.open_for_a_reason(name=witness.code, reason="A request for erasure of 3 May.", by=d.acts(d.dpo))
    return witness


def erasure_of(d: Any) -> Any:
    return erasures.ask(witness=unconsented_being_read(d), by=d.dpo, **DECISION)


for name in ("withdraw_for_witness", "pause_for_witness"):
    desk(name, "dpo", witness_being_read, **TOLD)
DECISION = {"decision": "The witness asked for it and no court needs the account."}
desk("ask_erasure", "dpo", unconsented_being_read, **DECISION)
desk("confirm_erasure", "legal", erasure_of)
desk("drop_erasure", "legal", erasure_of)


# ----- administrators


@button("new_denial")
def new_denial(stage: Stage) -> Click:
    sent = {"person": stage.otto.pk, "name": stage.witness.code, "reason": "knows the witness"}
    return Click(stage.admin, {}, sent)


plain("admin", "invited", "new_link", "withdraw_link")
plain("admin", "otto", "suspend_person", reason="telephone stolen")
plain("admin", "otto", "deactivate_person")
plain("admin", "otto", "ask_recovery")
plain("admin", "asked_recovery", "confirm_recovery", "withdraw_recovery")
plain("admin", "assignment", "confirm_role", "end_role")
plain("admin", "role_to_renew", "decline_renewal")
plain("admin", "role", "renew_role", until=day(600))
plain("admin", "team", "team", name="Blue of another name")
plain("admin", "collection", "collection", name="Another name")
plain("admin", "case_set", "case_set", name="Another name", purpose="another purpose")
plain("admin", "denial", "end_denial")
plain("admin", "", "new_body", name="A new body")
plain("admin", "", "new_team", name="A new team")
plain("admin", "", "new_case_set", name="A new set", purpose="to work on it")


@button("reactivate_person")
def reactivate_person(stage: Stage) -> Click:
    Person.objects.filter(pk=stage.otto.pk).update(state="suspended")
    return Click(stage.admin, {"pk": stage.otto.pk})


@button("move_to_body")
def move_to_body(stage: Stage) -> Click:
    return Click(stage.admin, {"pk": stage.otto.pk}, {"body": make_body("East").pk})


@button("grant_role")
def grant_role(stage: Stage) -> Click:
    return Click(stage.admin, {"pk": stage.otto.pk}, {"role": "auditor", "until": day(30)})


@button("add_to_team")
def add_to_team(stage: Stage) -> Click:
    team = stage.team
    newcomer = make_person("Nina", "analyst")
    return Click(stage.admin, {"pk": newcomer.pk}, {"team": team.pk})


@button("invite_person")
def invite_person(stage: Stage) -> Click:
    sent = {
        "name": "Ines", "email": "ines@example.org", "body": make_body("West").pk, "roles": ["analyst"],
        "until": day(30), "language": "en",
    }  # fmt: skip
    return Click(stage.admin, {}, sent)


@button("body")
def body(stage: Stage) -> Click:
    return Click(stage.admin, {"pk": make_body("South").pk}, {"name": "South of another name"})


@button("add_member")
def add_member(stage: Stage) -> Click:
    team: Team = stage.team
    return Click(stage.admin, {"pk": team.pk}, {"person": make_person("Nina", "analyst").pk})


@button("end_membership")
def end_membership(stage: Stage) -> Click:
    return Click(stage.admin, {"pk": stage.team.memberships.get().pk})


@button("new_collection")
def new_collection(stage: Stage) -> Click:
    sent = {"name": "Interviews of West", "body": make_body("West").pk, "until": day(30)}
    return Click(stage.admin, {}, sent)


@button("give_collection")
def give_collection(stage: Stage) -> Click:
    return Click(stage.admin, {"pk": stage.collection.pk}, {"to": f"person:{stage.otto.pk}", "until": day(30)})


@button("give_case_set")
def give_case_set(stage: Stage) -> Click:
    return Click(stage.admin, {"pk": stage.case_set.pk}, {"to": f"person:{stage.otto.pk}", "until": day(30)})


def filled(stage: Stage, put: bool) -> Click:
    """An analyst who was given the set puts in what they see, or takes it out."""
    case, case_set = stage.case, stage.case_set
    acts(stage.admin)
    grant.give(case_set, to=case.analyst, until=in_days(30), by=stage.admin)
    if not put:
        case_sets.add_witness(case_set, case.item.subject, acts(case.analyst))
    return Click(case.analyst, {"pk": case_set.pk}, {"reference": case.item.reference, "whole": "witness"})


@button("case_set_contents")
def case_set_contents(stage: Stage) -> Click:
    return filled(stage, put=True)


@button("take_out_of_case_set")
def take_out_of_case_set(stage: Stage) -> Click:
    return filled(stage, put=False)


TOLD_THEM = {"ground": "withdrawn", "asks": "destroy", "how": "By letter", "asked_on": day(), "key": lambda d: uuid4()}
THEY_SAID = {"answer": "destroyed", "signer": "Registry", "answered_on": day(), "key": lambda d: uuid4()}


def earlier(d: Any) -> Any:
    by = d.acts(d.officer)
    return past.take_over(recipient=d.prosecutor, disclosed_on=timezone.localdate(), by=by, key=uuid4())


def earlier_and_told(d: Any) -> Any:
    made = earlier(d)
    said = {"ground": "withdrawn", "asks": "destroy", "how": "By letter", "asked_on": timezone.localdate()}
    past_recalls.recall(made, **said, by=d.officer)
    return made


desk("recall_past", "officer", earlier, **TOLD_THEM)
desk("answer_past_recall", "officer", earlier_and_told, **THEY_SAID)


@button("revoke_grant")
def revoke_grant(stage: Stage) -> Click:
    row = CollectionGroupGrant.objects.get(content_object=stage.collection.pk)
    return Click(stage.admin, {"slug": "collection-group", "pk": row.pk})


# ----- everybody's own

plain("otto", "", "choose_language", language="ru")
plain("otto", "", "care", ask=["torture"], veil="all", limit="90")
plain("otto", "", "make_token", label="another script", until=day(9))
plain("otto", "token", "revoke_token")
plain("otto", "stopped_job", "jobs:retry")


@button("jobs:retry_all")
def retry_all(stage: Stage) -> Click:
    return Click(stage.stopped_job.asked_by)


@button("end_other_sessions")
def end_other_sessions(stage: Stage) -> Click:
    from tests.cast import signed_in

    signed_in(stage.otto)
    return Click(stage.otto)


@button("end_session")
def end_session(stage: Stage) -> Click:
    from allauth.usersessions.models import UserSession

    from tests.cast import signed_in

    key = signed_in(stage.otto).session.session_key
    return Click(stage.otto, {"pk": UserSession.objects.get(session_key=key).pk})


# They put theirs with the others.
from tests.clicks import of_care, of_coding, of_quality, of_talk  # noqa: E402, F401
