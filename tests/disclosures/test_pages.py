"""Pages of the desk without scripts: what they show, refuse, keep, and how often they ask the database."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pyrage
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent.models import Agreement, Channel, Confirmation, Recipient
from disclosures.models import Approval, Disclosure, Entry, Request
from interviews.models import WitnessStatus
from tests.cast import signed_in
from tests.disclosures.cases import Desk, add_file, add_text, ago, make_document, make_request, make_witness, today

pytestmark = pytest.mark.django_db
WHY = "a test looks"


@pytest.fixture(autouse=True)
def fresh_code(monkeypatch: pytest.MonkeyPatch) -> None:
    from iapb.accounts import fresh

    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)


class Browser:
    """One person's browser; the actor is set anew by each request and by `desk.acts` between them."""

    def __init__(self, desk: Desk, who: str) -> None:
        self.desk, self.person = desk, getattr(desk, who)
        self.client: Client = signed_in(self.person)

    def get(self, name: str, /, *args: Any, query: str = "", status: int = 200) -> str:
        answer = self.client.get(reverse(name, args=args) + query)
        assert answer.status_code == status, answer.content.decode()[:2000]
        self.desk.acts(self.person)
        return answer.content.decode()

    def post(self, name: str, /, *args: Any, status: int = 302, follow: bool = False, **sent: Any) -> str:
        answer = self.client.post(reverse(name, args=args), sent, follow=follow)
        assert answer.status_code == (200 if follow else status), answer.content.decode()[:2000]
        self.desk.acts(self.person)
        return answer.content.decode()


@pytest.fixture
def officer(desk: Desk) -> Browser:
    return Browser(desk, "officer")


REQUEST = {"received_on": ago(1), "basis": "Investigation", "questions": "Who?", "court_order": "no"}


def test_request_when_recorded_then_the_purpose_is_derived_and_shown(desk: Desk, officer: Browser) -> None:
    key = uuid4()
    sent = {**REQUEST, "recipient": desk.lawyer.pk, "key": key}
    for _click in range(2):
        officer.post("new_request", **sent)
    found = Request.objects.unscoped(WHY).get(recipient=desk.lawyer)
    assert (found.pk, found.purpose) == (key, "lawyer_third_party")
    assert "Give it to lawyers in the cases of others" in officer.get("request", found.pk)


def test_request_when_days_are_wrong_then_said_beside_the_field(desk: Desk, officer: Browser) -> None:
    sent = {**REQUEST, "recipient": desk.lawyer.pk, "key": uuid4()}
    page = officer.post("new_request", status=422, **{**sent, "received_on": "2099-01-01"})
    assert "cannot have been received in the future" in page
    page = officer.post("new_request", status=422, **{**sent, "deadline": ago(30)})
    assert "deadline lies before" in page
    assert Request.objects.unscoped(WHY).filter(recipient=desk.lawyer).count() == 0


def test_request_when_refused_then_the_selection_ends_with_it(desk: Desk, officer: Browser) -> None:
    disclosure = desk.selected()
    officer.post("refuse_request", desk.request.pk, status=422, why=" ")
    officer.post("refuse_request", desk.request.pk, why="Not competent.")
    assert desk.again(disclosure).state == "refused"
    assert "Not competent." in officer.get("request", desk.request.pk)
    officer.post("begin_disclosure", desk.request.pk, status=422)


def test_court_order_when_stated_then_only_the_protection_officer_takes_it_back(desk: Desk, officer: Browser) -> None:
    officer.post("court_order", desk.request.pk, court_order="yes")
    officer.post("court_order", desk.request.pk, court_order="no", status=403)
    dpo = Browser(desk, "dpo")
    assert "relies on a court order" in dpo.get("home")
    dpo.post("court_order", desk.request.pk, court_order="no")
    assert Request.objects.unscoped(WHY).get(pk=desk.request.pk).court_order is False


def test_begin_when_clicked_twice_then_one_selection(desk: Desk, officer: Browser) -> None:
    for _click in range(2):
        officer.post("begin_disclosure", desk.request.pk)
    assert Disclosure.objects.unscoped(WHY).filter(request=desk.request).count() == 1


def test_find_when_named_by_code_then_decided_before_it_is_added(desk: Desk, officer: Browser) -> None:
    desk.acts(desk.partner)
    other = make_document(make_witness(desk.collection, desk.partner), desk.partner)
    disclosure = desk.begun()
    page = officer.post(
        "find_entries", disclosure.pk, status=200, named=f"{desk.witness.code}, {other.reference} W-99999"
    )
    assert desk.interview.reference in page
    assert "W-99999" in page and "can see nothing under this name" in page
    assert "There is no consent record" in page
    offered = [desk.interview.pk, other.pk]
    officer.post("add_entries", disclosure.pk, which="may_go", offered=offered)
    found = Entry.objects.unscoped(WHY).filter(disclosure=disclosure)
    assert set(found.values_list("item_id", flat=True)) == {desk.interview.pk}
    officer.post("add_entries", disclosure.pk, item=[other.pk])
    assert found.filter(item=other).get().outcome == "DENY"


def test_find_when_nothing_is_asked_then_says_what_to_do(desk: Desk, officer: Browser) -> None:
    page = officer.post("find_entries", desk.begun().pk, status=422)
    assert "Say what to look for" in page


def test_add_when_the_item_is_not_visible_then_nothing_is_added(desk: Desk, officer: Browser) -> None:
    disclosure = desk.begun()
    page = officer.post("add_entries", disclosure.pk, item=[uuid4(), "x"], follow=True)
    assert "tick what you want to add first" in page
    assert not Entry.objects.unscoped(WHY).filter(disclosure=disclosure).exists()


def test_desk_when_an_entry_may_not_go_then_word_colour_sentence_and_where_to_clear_it(
    desk: Desk, officer: Browser
) -> None:
    desk.acts(desk.partner)
    WitnessStatus(
        witness=desk.witness, status="detained", status_on=ago(2), circumstances_changed=None,
        open_rights_request=False, stated_by=desk.partner,
    ).save(force_insert=True)  # fmt: skip
    disclosure = desk.selected()
    page = officer.get("desk", disclosure.pk)

    assert "desk-DENY" in page and "Must not go" in page
    assert "Whether the circumstances of the witness have changed is not known. Record it." in page
    assert reverse("witness", args=[desk.witness.pk]) in page
    lift = reverse("new_confirmation", args=[desk.request.pk, desk.witness.pk, "protection_review"])
    assert lift in page
    assert "3 entries may not go" in page and "disabled" in page
    assert officer.get("desk", disclosure.pk, query="?decision=DENY&page=x").count("desk-family-head") == 1
    assert officer.get("desk", disclosure.pk, query="?decision=ALLOW").count("desk-family-head") == 1


def test_desk_when_a_text_is_of_a_machine_then_labelled(desk: Desk, officer: Browser) -> None:
    desk.acts(desk.partner)
    source = desk.interview.texts.unscoped(WHY).get()
    add_text(
        desk.interview, desk.partner, None, maker="machine", kind="translation", language="en", engine="opus",
        engine_version="1", source=source,
    )  # fmt: skip
    disclosure = desk.submitted()
    assert "Machine text, not checked" in officer.get("desk", disclosure.pk)
    assert "machine text nobody checked" in Browser(desk, "legal").get("review_disclosure", disclosure.pk)


def test_desk_when_a_lawyer_asks_then_consent_was_never_widened_and_says_so(desk: Desk, officer: Browser) -> None:
    desk.acts(desk.officer)
    request = make_request(desk.lawyer, desk.officer)
    officer.post("begin_disclosure", request.pk)
    disclosure = Disclosure.objects.unscoped(WHY).get(request=request)
    officer.post("add_entries", disclosure.pk, item=[desk.interview.pk])
    page = officer.get("desk", disclosure.pk)
    assert "There is no answer on record about giving it to lawyers in cases of others." in page
    assert "once the question has been asked and answered with yes" in page
    officer.post("submit_disclosure", disclosure.pk, status=422, note="")


def test_story_when_everyone_does_their_part_then_approved(desk: Desk, officer: Browser) -> None:
    officer.post("begin_disclosure", desk.request.pk)
    disclosure = Disclosure.objects.unscoped(WHY).get(request=desk.request)
    officer.post("add_entries", disclosure.pk, item=[desk.interview.pk])
    officer.post("submit_disclosure", disclosure.pk, note="Answers question 1.")
    officer.post("submit_disclosure", disclosure.pk, note="", status=422)
    digest = desk.again(disclosure).manifest_sha256

    legal, safety = Browser(desk, "legal"), Browser(desk, "safety")
    assert "to approve: Legal" in legal.get("home")
    page = legal.get("review_disclosure", disclosure.pk)
    assert digest in page and "Answers question 1." in page and desk.witness.code in page
    assert reverse("reading", args=[desk.interview.pk]) in page
    sent = {"manifest_sha256": digest, "note": "Read all of it; the basis is sound."}
    legal.get("approve_disclosure", disclosure.pk, "legal", query=f"?seen={digest}")
    legal.post("approve_disclosure", disclosure.pk, "legal", status=422, **{**sent, "note": ""})
    legal.post("approve_disclosure", disclosure.pk, "legal", **sent)
    page = legal.post("approve_disclosure", disclosure.pk, "legal", status=422, **sent)
    assert "You have approved this already" in page
    legal.post("approve_disclosure", disclosure.pk, "safety", status=403, **sent)

    page = safety.get("review_disclosure", disclosure.pk)
    assert "the basis is sound" not in page and "shown once both have decided" in page
    safety.post("approve_disclosure", disclosure.pk, "safety", **{**sent, "note": "No risk seen."})
    assert "the basis is sound" in safety.get("review_disclosure", disclosure.pk)
    assert desk.again(disclosure).state == "approved"
    assert "have the package built" in officer.get("home")
    page = officer.get("disclosures")
    assert desk.request.reference in page


def test_approve_when_one_prepared_it_then_403_with_the_sentence(desk: Desk, officer: Browser) -> None:
    disclosure = desk.submitted()
    digest = disclosure.manifest_sha256
    page = officer.post("approve_disclosure", disclosure.pk, "legal", status=403, manifest_sha256=digest, note="mine")
    assert "does not allow you" in page
    assert not Approval.objects.unscoped(WHY).exists()


def test_approve_when_consent_was_withdrawn_then_refused_and_what_was_done_stays(desk: Desk) -> None:
    disclosure = desk.submitted()
    desk.approve(disclosure, "legal", desk.legal)
    desk.withdraw()
    page = Browser(desk, "safety").post(
        "approve_disclosure", disclosure.pk, "safety", status=422,
        manifest_sha256=disclosure.manifest_sha256, note="No risk.",
    )  # fmt: skip
    assert "The consent of a witness has changed" in page
    assert desk.again(disclosure).state == "returned"
    page = Browser(desk, "officer").get("desk", disclosure.pk)
    assert "It came back." in page and "void" in page
    assert "The consent of a witness has changed" in Browser(desk, "officer").get("home")


def test_build_when_consent_was_withdrawn_then_refused_and_what_was_done_stays(desk: Desk, officer: Browser) -> None:
    """The refusal reaches the reader through the middleware, which otherwise rolls back what a refused request did."""
    disclosure = desk.approved()
    desk.withdraw()
    assert "The consent of a witness has changed" in officer.post("build_package", disclosure.pk, status=422)
    assert desk.again(disclosure).state == "returned"


def test_send_back_when_approver_says_why_then_the_officer_reads_it(desk: Desk, officer: Browser) -> None:
    disclosure = desk.submitted()
    safety = Browser(desk, "safety")
    safety.post("send_back_disclosure", disclosure.pk, status=422, why="")
    safety.post("send_back_disclosure", disclosure.pk, why="The scan shows an address.")
    assert "The scan shows an address." in officer.get("desk", disclosure.pk)
    safety.post("send_back_disclosure", disclosure.pk, status=422, why="again")


def test_take_back_and_give_up_when_clicked_then_done_once(desk: Desk, officer: Browser) -> None:
    disclosure = desk.submitted()
    officer.post("take_back_disclosure", disclosure.pk)
    officer.post("take_back_disclosure", disclosure.pk, status=422)
    officer.post("give_up_disclosure", disclosure.pk, status=422, why="")
    officer.post("give_up_disclosure", disclosure.pk, why="They no longer need it.")
    officer.post("give_up_disclosure", disclosure.pk, status=422, why="again")
    assert "They no longer need it." in officer.get("desk", disclosure.pk)
    officer.post("begin_disclosure", desk.request.pk)
    second = Disclosure.objects.unscoped(WHY).get(request=desk.request, version=2)
    assert "Take over what version 1 held" in officer.get("desk", second.pk)
    for _click in range(2):
        officer.post("take_over", second.pk)
    assert Entry.objects.unscoped(WHY).filter(disclosure=second).count() == 3


def test_remove_keep_and_screen_when_clicked_then_done(desk: Desk, officer: Browser) -> None:
    desk.acts(desk.partner)
    other = make_document(make_witness(desk.collection, desk.partner), desk.partner)
    disclosure = desk.selected(desk.interview, other)
    entries = Entry.objects.unscoped(WHY).filter(disclosure=disclosure)
    officer.post("keep_what_may_go", disclosure.pk)
    assert not entries.filter(item=other).exists()
    officer.post("screen_disclosure", disclosure.pk)
    officer.post("remove_entries", disclosure.pk, item=[desk.interview.pk])
    assert not entries.exists()


def test_confirmation_when_recorded_twice_then_once_and_with_its_proof(desk: Desk, officer: Browser) -> None:
    desk.acts(desk.partner)
    proof = add_file(desk.interview, desk.partner, "consent_proof", b"yes, to them")
    args = (desk.request.pk, desk.witness.pk, "witness_for_recipient")
    assert desk.witness.code in officer.get("new_confirmation", *args)
    sent = {"kind": "witness_for_recipient", "confirmed_on": today(), "reason": "By telephone.", "key": uuid4()}
    page = officer.post("new_confirmation", *args, status=422, **sent)
    assert "Choose the file that shows" in page
    for _click in range(2):
        officer.post("new_confirmation", *args, **sent, proof=proof.pk)
    assert Confirmation.objects.unscoped(WHY).count() == 1
    page = Browser(desk, "legal").get("new_confirmation", *args)
    assert "not in your role" in page
    assert '<form method="post" class="card' not in page


def test_recipient_when_recorded_step_by_step_then_nothing_is_missing(desk: Desk, officer: Browser) -> None:
    officer.post(
        "new_recipient", name="Court of Vilnius", recipient_class="national_prosecutor", state="LT", code="vil",
        key=uuid4(),
    )  # fmt: skip
    found = Recipient.objects.unscoped(WHY).get(name="Court of Vilnius")
    page = officer.get("recipient", found.pk)
    for part in ("Not known yet", "No key enrolled", "No agreement in force", "No channel approved"):
        assert part in page
    officer.post(
        "recipient_facts", found.pk, in_eea="yes", blocked="no", state_blocked="no", needs_names="yes",
        accepts_caveats="yes", block_reason="",
    )  # fmt: skip
    page = officer.post("enrol_key", found.pk, status=422, key="age1nonsense", checked_how="by telephone")
    assert "This is no age public key" in page
    officer.post(
        "enrol_key", found.pk, key=str(pyrage.x25519.Identity.generate().to_public()), checked_how="by telephone"
    )
    agreement = {"title": "Memorandum", "terms": "No passing on.", "valid_from": ago(3), "key": uuid4()}
    for _click in range(2):
        officer.post("record_agreement", found.pk, **agreement)
    assert Agreement.objects.unscoped(WHY).filter(recipient=found).count() == 1
    officer.post("propose_channel", found.pk, description="Portal", key=uuid4())
    channel = Channel.objects.unscoped(WHY).get(recipient=found)
    officer.post("approve_channel", channel.pk, status=403)
    safety = Browser(desk, "safety")
    safety.post("approve_channel", channel.pk)
    safety.post("approve_channel", channel.pk, status=422)
    assert "Everything that concerns the recipient is in order." in officer.get("recipient", found.pk)
    assert "Court of Vilnius" in officer.get("recipients")


def pages_of(desk: Desk, disclosure: Disclosure) -> list[str]:
    pk = disclosure.pk
    return [
        reverse("requests"), reverse("disclosures"), reverse("recipients"),
        reverse("request", args=[desk.request.pk]), reverse("recipient", args=[desk.prosecutor.pk]),
        reverse("desk", args=[pk]), reverse("review_disclosure", args=[pk]),
        reverse("new_confirmation", args=[desk.request.pk, desk.witness.pk, "safety_review"]),
        reverse("approve_disclosure", args=[pk, "legal"]),
    ]  # fmt: skip


ACTS = (
    "add_entries", "remove_entries", "keep_what_may_go", "screen_disclosure", "submit_disclosure",
    "take_back_disclosure", "give_up_disclosure", "send_back_disclosure",
)  # fmt: skip


@pytest.mark.parametrize("who", ["partner", "analyst"])
def test_pages_when_the_role_is_another_then_403(desk: Desk, who: str) -> None:
    disclosure = desk.selected()
    client = Browser(desk, who).client
    for url in pages_of(desk, disclosure):
        answer = client.get(url)
        assert answer.status_code == 403, url
        assert desk.prosecutor.name not in answer.content.decode()
    for name in ACTS:
        assert client.post(reverse(name, args=[disclosure.pk])).status_code == 403


@pytest.mark.parametrize("who", ["legal", "dpo"])
def test_acts_of_the_officer_when_another_does_them_then_403(desk: Desk, who: str) -> None:
    disclosure = desk.selected()
    client = Browser(desk, who).client
    for name in ACTS[:-1]:
        assert client.post(reverse(name, args=[disclosure.pk])).status_code == 403
    assert desk.again(disclosure).state == "scoped"


def test_pages_when_the_id_is_nothing_then_404(desk: Desk, officer: Browser) -> None:
    for name in ("request", "recipient", "desk", "review_disclosure", "find_entries"):
        officer.get(name, uuid4(), status=404)
    officer.get("new_confirmation", desk.request.pk, uuid4(), "safety_review", status=404)
    officer.get("approve_disclosure", desk.begun().pk, "king", status=404)


def test_pages_when_there_are_more_rows_then_no_more_queries(desk: Desk, officer: Browser) -> None:
    disclosure = desk.selected()
    urls = pages_of(desk, disclosure)

    def counts() -> dict[str, int]:
        found = {}
        for url in urls:
            officer.client.get(url)  # caches of templates and content types
            with CaptureQueriesContext(connection) as told:
                assert officer.client.get(url).status_code == 200, url
            found[url] = len(told)
        return found

    before = counts()
    desk.acts(desk.partner)
    items = []
    for _ in range(6):
        witness = make_witness(desk.collection, desk.partner)
        items += [make_document(witness, desk.partner), make_document(witness, desk.partner)]
    desk.acts(desk.officer)
    for _ in range(4):
        make_request(desk.prosecutor, desk.officer)
    from disclosures.actions import selection

    selection.add_items(disclosure, items, by=desk.officer)
    after = counts()
    grown = {url: (before[url], after[url]) for url in urls if after[url] > before[url] + 2}
    print(after)
    assert grown == {}
