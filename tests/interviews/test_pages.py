"""Pages of partners, in a browser without scripts: what they show, refuse, and how often they ask the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody import keys
from interviews.actions import drafts
from interviews.models import Draft, Interview, Witness, WitnessDocument
from tests.cast import make_person, signed_in
from tests.consenting import make_consent, make_form, make_proof
from tests.intake import TODAY, grant, make_document, make_interview, make_partner, make_witness

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(partner: Person) -> Client:
    return Browser(partner)


class Browser(Client):
    """A partner's browser; the test goes on acting as the partner after each answer."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person
        self.cookies = signed_in(person).cookies

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        set_actor(self.person.pk)
        return answer


NAME = {
    "language_1": "ru", "family_1": "Стрижневский", "given_1": "Роман", "patronymic_1": "Олегович",
    "language_2": "be", "language_3": "en", "birth_date": "1986-03-14", "sex": "male", "languages": ["ru", "be"],
}  # fmt: skip


def test_register_page_when_sent_then_code_shown_and_name_nowhere(browser: Client, partner: Person) -> None:
    answer = browser.post("/witnesses/new/", {**NAME, "key": uuid4()}, follow=True)
    witness = Witness.objects.unscoped("a test looks").get()
    page = answer.content.decode()
    assert witness.code in page
    assert "Стрижневский" not in page
    assert f"/witnesses/{witness.pk}/" in answer.redirect_chain[-1][0]


def test_register_page_when_clicked_twice_then_one_witness(browser: Client) -> None:
    sent = {**NAME, "key": uuid4()}
    for _click in range(2):
        assert browser.post("/witnesses/new/", sent).status_code == 302
    assert Witness.objects.unscoped("a test looks").count() == 1


def test_register_page_when_name_is_too_long_then_sentence_beside_the_field(browser: Client) -> None:
    answer = browser.post("/witnesses/new/", {**NAME, "family_1": "С" * 10_000})
    assert answer.status_code == 422
    assert "too long" in answer.content.decode()
    assert answer.context["form"].errors["family_1"]


def test_register_page_when_heard_before_then_asked_once(browser: Client, partner: Person) -> None:
    set_actor(partner.pk)
    known = make_witness(partner)
    key = uuid4()
    asked = browser.post("/witnesses/new/", {**NAME, "key": key})
    assert asked.status_code == 422
    assert known.code in asked.content.decode()
    assert browser.post("/witnesses/new/", {**NAME, "key": key, "another_person": "on"}).status_code == 302


def test_identity_page_when_opened_then_only_a_reason_is_asked_for(
    browser: Client, witness: Witness, fresh_code: None
) -> None:
    page = browser.get(f"/witnesses/{witness.pk}/identity/").content.decode()
    assert "Стрижневский" not in page
    answer = browser.post(f"/witnesses/{witness.pk}/identity/", {"reason": "renewal of consent"})
    assert "Стрижневский" in answer.content.decode()
    assert answer.headers["Cache-Control"] and "no-store" in answer.headers["Cache-Control"]


def test_identity_page_when_code_is_stale_then_asked_for_first(browser: Client, witness: Witness) -> None:
    answer = browser.get(f"/witnesses/{witness.pk}/identity/")
    assert answer.status_code == 302
    assert "/confirm/code/" in answer.headers["Location"]


@pytest.fixture
def fresh_code(monkeypatch: pytest.MonkeyPatch) -> None:
    from iapb.accounts import fresh

    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)


def pages_of(witness: Witness, interview: Interview, document: WitnessDocument) -> list[str]:
    return [
        "/witnesses/",
        "/interviews/",
        "/documents/",
        f"/witnesses/{witness.pk}/",
        f"/witnesses/{witness.pk}/status/",
        f"/witnesses/{witness.pk}/risk/",
        f"/witnesses/{witness.pk}/interviews/new/",
        f"/witnesses/{witness.pk}/documents/new/",
        f"/witnesses/{witness.pk}/consent/",
        f"/witnesses/{witness.pk}/consent/new/",
        f"/witnesses/{witness.pk}/consent/narrow/",
        f"/witnesses/{witness.pk}/consent/withdraw/",
        f"/witnesses/{witness.pk}/consent/invalidate/",
        f"/interviews/{interview.pk}/change/",
        f"/documents/{document.pk}/change/",
        f"/items/{interview.pk}/",
        f"/items/{interview.pk}/progress/",
        f"/items/{interview.pk}/contents/",
        f"/items/{interview.pk}/persons/new/",
        f"/items/{document.pk}/",
        "/witnesses/new/",
        "/consent-forms/",
        "/",
    ]


def test_pages_when_stranger_asks_then_absent_and_nothing_told(partner: Person, witness: Witness) -> None:
    interview, document = make_interview(partner, witness), make_document(partner, witness)
    make_consent(witness, partner)
    stranger = make_partner("Stranger")
    browser = Browser(stranger)
    for url in pages_of(witness, interview, document):
        answer = browser.get(url)
        page = answer.content.decode()
        assert witness.code not in page, url
        assert interview.reference not in page, url
        if str(witness.pk) in url or str(interview.pk) in url or str(document.pk) in url:
            assert answer.status_code == 404, url


def test_pages_when_own_partner_asks_then_all_open(browser: Client, partner: Person, witness: Witness) -> None:
    interview, document = make_interview(partner, witness), make_document(partner, witness)
    make_consent(witness, partner)
    for url in pages_of(witness, interview, document):
        assert browser.get(url).status_code == 200, url


def test_pages_when_other_body_was_given_it_then_read_but_not_changed(partner: Person, witness: Witness) -> None:
    guest = make_partner("Guest")
    set_actor(partner.pk)
    grant(witness.collection, guest)
    browser = Browser(guest)
    assert browser.get(f"/witnesses/{witness.pk}/").status_code == 200
    sent = {"status": "dead", "status_on": TODAY.isoformat()}
    assert browser.post(f"/witnesses/{witness.pk}/status/", sent).status_code == 403


def test_status_page_when_sent_then_recorded(browser: Client, partner: Person, witness: Witness) -> None:
    sent = {"status": "detained", "status_on": TODAY.isoformat(), "circumstances_changed": "yes"}
    assert browser.post(f"/witnesses/{witness.pk}/status/", sent).status_code == 302
    assert "Detained" in browser.get(f"/witnesses/{witness.pk}/").content.decode()


def test_status_page_when_day_is_in_the_future_then_sentence(browser: Client, witness: Witness) -> None:
    sent = {"status": "detained", "status_on": (TODAY + timedelta(days=1)).isoformat()}
    answer = browser.post(f"/witnesses/{witness.pk}/status/", sent)
    assert answer.status_code == 422
    assert "future" in answer.content.decode()


def test_interview_page_when_sent_then_item_says_what_is_missing(browser: Client, witness: Witness) -> None:
    sent = {
        "state": "completed", "held_on": "2024-05-02", "language": "ru", "mode": "in_person",
        "place_kind": "office", "account_type": "full_account", "vulnerability": "not_assessed",
        "prior_accounts": "none_known", "interviewers": "D-07, D-08", "key": uuid4(),
    }  # fmt: skip
    answer = browser.post(f"/witnesses/{witness.pk}/interviews/new/", sent, follow=True)
    page = answer.content.decode()
    assert "No files yet" in page
    assert "No consent recorded yet" in page
    assert Interview.objects.unscoped("a test looks").get().interviewers == ["D-07", "D-08"]


def test_draft_when_kept_then_comes_back_sealed_and_goes_when_sent(browser: Client, partner: Person) -> None:
    key = uuid4()
    answer = browser.post(f"/drafts/witness/{key}/", {**NAME, "given_1": "Ром"})
    assert answer.json()["saved"]
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(d)::text from interviews_draft d")
        assert "Стрижневский" not in cursor.fetchone()[0]
    page = browser.get("/witnesses/new/").content.decode()
    assert "Стрижневский" in page
    assert str(key) in page
    assert browser.post("/witnesses/new/", {**NAME, "key": key}).status_code == 302
    assert not Draft.objects.unscoped("a test looks").exists()


def test_draft_when_a_colleague_opens_the_form_then_theirs_is_empty(browser: Client, partner: Person) -> None:
    browser.post(f"/drafts/witness/{uuid4()}/", NAME)
    colleague = make_person("Colleague", "partner", body=partner.body)
    assert "Стрижневский" not in Browser(colleague).get("/witnesses/new/").content.decode()


def test_draft_when_under_a_witness_of_another_body_then_as_under_an_id_of_nobody(
    browser: Client, partner: Person
) -> None:
    stranger = make_partner("Stranger")
    theirs = make_witness(stranger)
    for form, answer in (("witness", 200), ("consent", 404), ("interview", 404)):
        for subject in (theirs.pk, uuid4()):
            assert browser.post(f"/drafts/{form}/{subject}/", {"a": "b"}).status_code == answer


def test_draft_when_discarded_under_a_witness_of_another_body_then_their_key_stays(
    browser: Client, partner: Person
) -> None:
    theirs = make_witness(make_partner("Stranger"))
    browser.post(f"/drafts/witness/{theirs.pk}/", NAME)
    draft = Draft.objects.unscoped("a test looks").get()
    assert browser.post(f"/drafts/{draft.pk}/discard/").status_code == 302
    assert not keys.provider().is_destroyed(theirs.pk)


def test_draft_when_stopped_between_its_key_and_its_row_then_nobody_reads_it_and_it_can_go_again(
    browser: Client, partner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a machine that stops in the middle: what was promised to be gone is gone, and the page still opens."""
    key = uuid4()
    browser.post(f"/drafts/witness/{key}/", NAME)
    draft = Draft.objects.unscoped("a test looks").get()
    with monkeypatch.context() as stopping, pytest.raises(KeyboardInterrupt):
        stopping.setattr(Draft, "delete", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
        drafts.discard(draft=draft, by=partner)
    assert keys.provider().is_destroyed(drafts.key_of("witness", key, partner))
    page = browser.get("/witnesses/new/")
    assert page.status_code == 200 and "Стрижневский" not in page.content.decode()
    kept = browser.post(f"/drafts/witness/{key}/", NAME)
    assert kept.status_code == 400 and "Open the form anew" in kept.json()["detail"]
    assert browser.post(f"/drafts/{draft.pk}/discard/").status_code == 302
    assert not Draft.objects.unscoped("a test looks").exists()


def test_draft_when_discarded_then_nothing_is_left_for_after_the_commit(
    browser: Client, partner: Person, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    key = uuid4()
    browser.post(f"/drafts/witness/{key}/", NAME)
    draft = Draft.objects.unscoped("a test looks").get()
    with django_capture_on_commit_callbacks(execute=False) as left_for_later:
        drafts.discard(draft=draft, by=partner)
    assert left_for_later == []
    assert keys.provider().is_destroyed(drafts.key_of("witness", key, partner))


def consent_sent(form: Any, **fields: Any) -> dict[str, Any]:
    answers = dict.fromkeys((f"answer_{purpose}" for purpose in form.purposes), "no")
    usual = {
        "form": form.pk, "given_on": "2024-05-01", "language": "ru", "mode": "wet_signature", "capacity": "self",
        "taken_by": "D-07", "identity": "pseudonymous", "material": ["account"], "key": uuid4(),
    }  # fmt: skip
    return {**usual, **answers, "answer_store_analyse": "yes", **fields}


def test_consent_page_when_proof_is_missing_then_says_what_to_do(browser: Client, witness: Witness) -> None:
    answer = browser.post(f"/witnesses/{witness.pk}/consent/new/", consent_sent(make_form()))
    assert answer.status_code == 422
    assert "proof is missing" in answer.content.decode()


def test_consent_page_when_sent_with_proof_then_in_force(browser: Client, partner: Person, witness: Witness) -> None:
    set_actor(partner.pk)
    proof = make_proof(witness, partner)
    sent = consent_sent(make_form(), proof=proof.pk)
    answer = browser.post(f"/witnesses/{witness.pk}/consent/new/", sent, follow=True)
    assert "In force" in answer.content.decode()


def test_withdraw_page_when_sent_then_witness_page_says_so(browser: Client, partner: Person, witness: Witness) -> None:
    make_consent(witness, partner)
    sent = {"whole": "whole", "channel": "telephone", "happened_on": TODAY.isoformat()}
    assert browser.post(f"/witnesses/{witness.pk}/consent/withdraw/", sent).status_code == 302
    assert "withdrew consent" in browser.get(f"/witnesses/{witness.pk}/").content.decode()


def test_narrow_page_when_less_then_recorded(browser: Client, partner: Person, witness: Witness) -> None:
    make_consent(witness, partner)
    page = browser.get(f"/witnesses/{witness.pk}/consent/narrow/")
    sent = {field.html_name: field.value() for field in page.context["form"] if not isinstance(field.value(), bool)}
    sent |= {"answer_national_prosecution": "no", "channel": "telephone", "happened_on": TODAY.isoformat(), "note": ""}
    assert browser.post(f"/witnesses/{witness.pk}/consent/narrow/", sent).status_code == 302
    assert "Narrowed" in browser.get(f"/witnesses/{witness.pk}/consent/").content.decode()


def test_home_when_things_are_missing_then_they_wait(browser: Client, partner: Person, witness: Witness) -> None:
    interview = make_interview(partner, witness)
    page = browser.get("/").content.decode()
    assert "Witnesses without consent" in page
    assert "Interviews without a transcript" in page
    assert interview.reference in page


@pytest.mark.parametrize("url", ["/witnesses/", "/interviews/", "/documents/", "/"])
def test_lists_when_there_are_more_rows_then_no_more_queries(browser: Client, partner: Person, url: str) -> None:
    def fill(number: int) -> None:
        set_actor(partner.pk)
        for _row in range(number):
            witness = make_witness(partner)
            make_interview(partner, witness)
            make_document(partner, witness)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(url).status_code == 200
        return len(caught)

    fill(2)
    few = queries()
    fill(6)
    assert queries() == few


def test_list_when_filtered_then_only_what_fits(browser: Client, partner: Person, witness: Witness) -> None:
    other = make_witness(partner, languages=["en"])
    page = browser.post("/witnesses/", {"language": "en"}).content.decode()
    assert other.code in page
    assert witness.code not in page
    assert "Nobody fits" in browser.post("/witnesses/", {"q": "W-00000"}).content.decode()


@pytest.mark.parametrize("url", ["/interviews/", "/documents/"])
def test_items_when_found_by_witness_or_number_then_only_those(
    browser: Client, partner: Person, witness: Witness, url: str
) -> None:
    make = make_interview if url == "/interviews/" else make_document
    mine, other = make(partner, witness), make(partner, make_witness(partner))
    for words in (witness.code, mine.reference):
        page = browser.post(url, {"q": words}).content.decode()
        assert mine.reference in page
        assert other.reference not in page
    assert other.reference in browser.post(url, {"missing": "files"}).content.decode()


def test_move_button_when_pressed_then_guard_speaks(browser: Client, partner: Person, witness: Witness) -> None:
    from interviews.actions import interviews
    from tests.intake import held

    planned = interviews.create_interview(witness=witness, held=held(), state="proposed", by=partner)
    answer = browser.post(f"/interviews/{planned.pk}/move/", {"to": "screened"})
    assert answer.status_code == 422
    assert "who else has taken an account" in answer.content.decode()


def test_pages_when_full_then_few_queries(browser: Client, partner: Person, witness: Witness) -> None:
    interview, document = make_interview(partner, witness), make_document(partner, witness)
    make_consent(witness, partner)
    browser.get("/")
    counted = {}
    for url in pages_of(witness, interview, document):
        with CaptureQueriesContext(connection) as caught:
            browser.get(url)
        counted[url] = len(caught)
    # Who asks, and what they were given, takes fourteen of them on any page; one is the test's own.
    assert max(counted.values()) <= 15 + 10, counted
