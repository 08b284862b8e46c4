"""What machines propose: made, accepted, changed, refused; never again when refused; need-to-know; not by itself."""

from __future__ import annotations

import pytest
from django.db import connection

from evidence import machines
from evidence.coding import actions
from evidence.coding.models import Suggestion, Tag
from evidence.coding.suggesting.base import Proposal
from evidence.coding.suggesting.proposals import VERSION
from evidence.coding.views import suggestions as views
from evidence.models import Item
from iapb.access.errors import Invalid, Refused
from iapb.ledger.models import Event
from tests.cast import signed_in
from tests.coding.cases import ORIGINAL, Case, code, make_case, make_text, name_on, where

pytestmark = pytest.mark.django_db
BEATEN = "избивали задержанных дубинками"


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr(machines, "_guards", [])  # as if the witness had agreed; without, see below
    return make_case()


def proposal(words: str = BEATEN, value: str = "PHY.INSTR", contents: list[str] = ORIGINAL) -> Proposal:
    return Proposal("code", *where(contents, words), value, "lexicon", words)


def made(case: Case, *proposals: Proposal, text: object = None) -> int:
    return actions.propose(text=text or case.original, proposals=proposals or [proposal()], by=case.analyst)


def only(case: Case) -> Suggestion:
    return Suggestion.objects.visible_to(case.analyst).get()


def test_propose_when_done_then_there_is_no_tag_and_an_event_stands(case: Case) -> None:
    assert made(case) == 1
    one = only(case)
    assert (one.exact, one.code.code, one.state, one.engine) == (BEATEN, "PHY.INSTR", "proposed", "own rules")
    assert not Tag.objects.visible_to(case.analyst).exists()
    assert Event.objects.filter(event="suggestions.made", object=str(case.original.pk)).count() == 1


def test_propose_when_the_witness_has_not_agreed_to_machines_then_refused() -> None:
    case = make_case()
    with pytest.raises(Invalid):
        made(case)
    assert not Suggestion.objects.visible_to(case.analyst).exists()


def test_propose_when_asked_twice_then_there_is_one(case: Case) -> None:
    assert (made(case), made(case)) == (1, 0)


def test_accept_when_a_code_then_it_is_the_persons_own_confirmed_tag(case: Case) -> None:
    made(case)
    one = actions.accept_suggestion(suggestion=only(case), by=case.analyst)
    assert one.tag is not None
    assert (one.state, one.tag.author, one.tag.state, one.tag.exact) == ("accepted", case.analyst, "confirmed", BEATEN)
    assert Event.objects.filter(event="suggestion.accepted", object=str(one.pk)).exists()


def test_accept_when_decided_already_then_refused_with_a_sentence(case: Case) -> None:
    made(case)
    one = actions.refuse_suggestion(suggestion=only(case), by=case.analyst)
    with pytest.raises(Invalid):
        actions.accept_suggestion(suggestion=one, by=case.acts_as(case.colleague))


def test_change_when_another_code_then_the_tag_has_it(case: Case) -> None:
    made(case)
    one = actions.change_suggestion(suggestion=only(case), code=code("PHY.BEAT"), by=case.analyst)
    assert one.tag is not None
    assert (one.state, one.code.code, one.tag.code.code) == ("changed", "PHY.INSTR", "PHY.BEAT")


def test_refuse_when_proposed_again_then_it_stays_refused(case: Case) -> None:
    made(case)
    actions.refuse_suggestion(suggestion=only(case), by=case.analyst)
    assert made(case) == 0
    assert only(case).state == "refused"


def test_refuse_when_a_newer_layer_has_the_same_words_then_not_proposed_again(case: Case) -> None:
    made(case)
    actions.refuse_suggestion(suggestion=only(case), by=case.analyst)
    contents = ["Новое начало.", *ORIGINAL]
    case.acts_as(case.partner)
    newer = make_text(case.item, case.partner, contents, languages=["ru", "ru", "ru", "be"])
    case.acts_as(case.analyst)
    assert made(case, proposal(contents=contents), text=newer) == 0
    elsewhere = proposal("задержали возле метро", "DUE.ARBITR", contents)
    assert made(case, elsewhere, text=newer) == 1


def test_refuse_when_newer_rules_take_more_words_then_not_proposed_again(case: Case) -> None:
    """On the same layer, and on one that follows it."""
    made(case)
    actions.refuse_suggestion(suggestion=only(case), by=case.analyst)
    wider = "Сотрудники ОМОНа избивали задержанных дубинками"
    assert made(case, proposal(wider)) == 0
    contents = ["Новое начало.", *ORIGINAL]
    case.acts_as(case.partner)
    newer = make_text(case.item, case.partner, contents, languages=["ru", "ru", "ru", "be"])
    case.acts_as(case.analyst)
    assert made(case, proposal(wider, contents=contents), text=newer) == 0
    assert made(case, proposal("не давалі вады", "PHY.INSTR", contents), text=newer) == 1


def test_propose_when_newer_rules_take_other_words_of_what_was_accepted_then_not_twice(case: Case) -> None:
    made(case)
    actions.accept_suggestion(suggestion=only(case), by=case.analyst)
    assert made(case, proposal("ОМОНа избивали задержанных")) == 0
    assert made(case, proposal("ОМОНа избивали задержанных", "PHY.BEAT")) == 1


def test_restricted_code_when_not_named_then_unseen_and_unaccepted(case: Case) -> None:
    made(case, proposal(value="SGB.GENITAL"))
    assert not Suggestion.objects.visible_to(case.analyst).exists()
    hidden = Suggestion.objects.unscoped("a test reads").get()
    with pytest.raises(Suggestion.DoesNotExist):
        actions.accept_suggestion(suggestion=hidden, by=case.analyst)
    name_on(case.item, case.analyst)
    assert actions.accept_suggestion(suggestion=hidden, by=case.analyst).tag is not None


def test_accept_when_a_partner_or_stranger_then_not(case: Case) -> None:
    made(case)
    one = only(case)
    with pytest.raises(Refused):
        actions.accept_suggestion(suggestion=one, by=case.acts_as(case.partner))
    with pytest.raises(Suggestion.DoesNotExist):
        actions.accept_suggestion(suggestion=one, by=case.acts_as(case.stranger))


def test_second_wall_when_a_stranger_reads_past_the_door_then_nothing(case: Case) -> None:
    made(case)
    case.acts_as(case.stranger)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from coding_suggestion")
        assert cursor.fetchone() == (0,)


def test_withdrawal_when_undecided_then_the_proposal_goes(case: Case) -> None:
    from django.utils import timezone

    made(case)
    case.acts_as(case.partner)
    Item.objects.unscoped("a test withdraws").filter(pk=case.item.pk).update(withdrawn_at=timezone.now())
    assert not Suggestion.objects.unscoped("a test reads").exists()


def test_page_when_reviewed_then_each_decision_is_carried_out_and_counted(case: Case) -> None:
    made(case, proposal(), proposal("задержали возле метро", "PHY.INSTR"))
    first, second = Suggestion.objects.visible_to(case.analyst)
    client = signed_in(case.analyst)
    shown = client.get("/coding/suggestions/PHY.INSTR/").content.decode()
    assert BEATEN in shown and f"own rules {VERSION}" in shown
    client.post("/coding/suggestions/PHY.INSTR/", {f"on-{first.pk}": "accept", f"on-{second.pk}": "refuse"})
    case.acts_as(case.analyst)
    assert {one.state for one in Suggestion.objects.visible_to(case.analyst)} == {"accepted", "refused"}
    assert "50 %" in client.get("/coding/suggestions/precision/").content.decode()
    assert "PHY.INSTR" not in client.get("/coding/suggestions/").content.decode()


def test_api_when_accepted_then_the_tag_is_told(case: Case) -> None:
    made(case)
    client = signed_in(case.analyst)
    found = client.get(f"/api/items/{case.item.pk}/suggestions/").json()
    assert [one["exact"] for one in found] == [BEATEN]
    told = client.post(f"/api/suggestions/{found[0]['id']}/", {"decision": "accept"}, content_type="application/json")
    assert told.status_code == 200 and told.json()["placed"]["code"] == "PHY.INSTR"


def test_page_when_others_were_quicker_or_pages_were_left_open_then_nothing_is_lost(case: Case) -> None:
    made(case, proposal(), proposal("задержали возле метро", "PHY.INSTR"))
    first, second = Suggestion.objects.visible_to(case.analyst)
    actions.refuse_suggestion(suggestion=first, by=case.analyst)
    client = signed_in(case.analyst)
    sent = {f"on-{first.pk}": "accept", f"on-{second.pk}": "accept", "on-nothing": "accept", "page": "1"}
    answer = client.post("/coding/suggestions/PHY.INSTR/", sent, follow=True).content.decode()
    assert "1 proposal decided." in answer and "Somebody has decided on this proposal already" in answer
    case.acts_as(case.analyst)
    states = dict(Suggestion.objects.visible_to(case.analyst).values_list("pk", "state"))
    assert states == {first.pk: "refused", second.pk: "accepted"}


def test_page_when_more_wait_than_one_page_holds_then_the_others_can_be_turned_to(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE", 1)
    made(case, proposal(), proposal("задержали возле метро", "PHY.INSTR"))
    client = signed_in(case.analyst)
    one = client.get("/coding/suggestions/PHY.INSTR/").content.decode()
    other = client.get("/coding/suggestions/PHY.INSTR/?page=2").content.decode()
    assert "Page 1 of 2" in one and 'href="?order=texts&amp;page=2"' in one and "Page 2 of 2" in other


def test_page_when_ordered_by_words_or_of_one_language_then_so_shown_and_kept_after_sending(case: Case) -> None:
    made(case, proposal(), proposal("Акрэсціна", "PHY.INSTR"), proposal("задержали возле метро", "PHY.INSTR"))
    client = signed_in(case.analyst)
    ordered = client.get("/coding/suggestions/PHY.INSTR/?order=words").context["rows"]
    assert [one.cue for one, _shown in ordered] == sorted((one.cue for one, _shown in ordered), key=str.lower)
    of_be = client.get("/coding/suggestions/PHY.INSTR/?order=words&language=be")
    assert [one.exact for one, _shown in of_be.context["rows"]] == ["Акрэсціна"]
    unknown = client.get("/coding/suggestions/PHY.INSTR/?order=evil&language=xx")
    assert (unknown.context["order"], len(unknown.context["rows"])) == ("texts", 3)
    sent = client.post("/coding/suggestions/PHY.INSTR/?order=words&language=be", {"page": "1"})
    assert sent["Location"] == "/coding/suggestions/PHY.INSTR/?order=words&language=be&page=1"
