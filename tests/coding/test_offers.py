"""Coding that is handed on: offered to a colleague who must accept, or put back; and why is kept nowhere."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from evidence.coding import actions
from evidence.coding.actions.quality_offers import colleagues
from evidence.coding.models import Comparison, Tag, Work
from evidence.models import Denial
from iapb.access import waiting
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person, TeamMembership
from iapb.ledger.models import Event
from tests.cast import make_body, make_person, make_team, signed_in
from tests.coding.cases import name_on
from tests.coding.twice import Twice, make_twice

pytestmark = pytest.mark.django_db
BEATEN, WATER = "избивали задержанных дубинками", "не давалі вады"


@pytest.fixture
def twice() -> Twice:
    """Anna and Cyril are colleagues: of one team, and both were given the item."""
    twice = make_twice()
    make_team("Readers", twice.anna, twice.berta, twice.cyril, twice.roman)
    return twice


@pytest.fixture
def second(twice: Twice) -> Work:
    """Berta codes the text a second time and has begun."""
    twice.given()
    twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.handed_in()
    work = twice.second()
    twice.place(twice.berta, WATER, "CON.FOOD")
    return work


def offered(twice: Twice, why: str = "heavy", reason: str = "") -> Work:
    work = twice.given()
    return actions.offer_work(work=work, to=twice.cyril, why=why, reason=reason, by=twice.acts(twice.anna))


def groups(person: Person) -> dict[str, list[str]]:
    return {group: [one.title for one in entries] for group, entries in waiting.for_person(person).items()}


def of(work: Work, person: Person) -> Work:
    found: Work = Work.objects.visible_to(person).get(pk=work.pk)
    return found


# ----- offered, accepted, declined, taken back


def test_offer_when_made_then_it_stays_with_the_giver_until_the_other_accepts(twice: Twice) -> None:
    work = offered(twice)
    reference = twice.case.item.reference
    assert (work.state, work.coder, work.offered_to) == ("offered", twice.anna, twice.cyril)
    assert groups(twice.acts(twice.anna))["Coding given to you"] == [reference]
    assert groups(twice.acts(twice.cyril))["A colleague asks you to take this over"] == [reference]
    with pytest.raises(Invalid):
        actions.hand_in_work(work=work, by=twice.acts(twice.anna))
    tag = twice.place(twice.anna, BEATEN, "PHY.BEAT")
    assert actions.offer_work(work=work, to=twice.cyril, why="heavy", by=twice.acts(twice.anna)) == work

    accepted = actions.accept_offer(work=work, by=twice.acts(twice.cyril))
    assert (accepted.state, accepted.coder, accepted.offered_to) == ("open", twice.cyril, None)
    assert accepted.holders == [twice.anna.pk, twice.cyril.pk]
    assert Tag.objects.visible_to(twice.cyril).get(pk=tag.pk).author == twice.anna
    assert not Work.objects.visible_to(twice.acts(twice.anna)).exists()
    assert actions.accept_offer(work=work, by=twice.acts(twice.cyril)) == accepted
    assert [one.event for one in Event.objects.filter(object=str(work.pk)).order_by("at")] == [
        "work.given", "work.offered", "work.handed_over",
    ]  # fmt: skip


def test_offer_when_declined_or_taken_back_then_as_before(twice: Twice) -> None:
    work = offered(twice, why="other", reason="I am away in May")
    assert of(work, twice.acts(twice.cyril)).reason == "I am away in May"
    declined = actions.decline_offer(work=work, by=twice.cyril)
    assert (declined.state, declined.coder, declined.offered_to, declined.reason) == ("open", twice.anna, None, "")
    assert not Work.objects.visible_to(twice.acts(twice.cyril)).exists()
    actions.offer_work(work=work, to=twice.cyril, why="heavy", by=twice.acts(twice.anna))
    kept = actions.withdraw_offer(work=work, by=twice.anna)
    assert (kept.state, kept.offered_to) == ("open", None)
    assert actions.withdraw_offer(work=work, by=twice.anna) == kept
    for event in ("work.offer_declined", "work.offer_withdrawn"):
        assert Event.objects.filter(event=event, object=str(work.pk)).count() == 1


def test_offer_when_a_reviewer_gives_it_to_somebody_else_then_the_offer_is_over(twice: Twice) -> None:
    work = offered(twice)
    given = actions.hand_over_work(work=work, to=twice.berta, reason="a holiday", by=twice.acts(twice.rita))
    assert (given.state, given.coder, given.offered_to) == ("open", twice.berta, None)
    with pytest.raises(Work.DoesNotExist):
        actions.accept_offer(work=work, by=twice.acts(twice.cyril))


def test_offer_when_a_reviewer_takes_it_back_then_over(twice: Twice) -> None:
    taken = actions.take_back_work(work=offered(twice), reason="ill", by=twice.acts(twice.rita))
    assert (taken.state, taken.offered_to) == ("taken_back", None)


@pytest.mark.parametrize("verb", ["offer_work", "withdraw_offer", "put_back_work"])
def test_hand_on_when_it_is_anothers_then_refused(twice: Twice, verb: str) -> None:
    work = twice.given()
    more = {"to": twice.cyril, "why": "heavy"} if verb == "offer_work" else {}
    with pytest.raises(Refused):
        getattr(actions, verb)(work=work, by=twice.acts(twice.rita), **more)


@pytest.mark.parametrize("verb", ["accept_offer", "decline_offer"])
def test_answer_when_somebody_else_was_asked_then_invalid_or_absent(twice: Twice, verb: str) -> None:
    work = offered(twice)
    with pytest.raises(Invalid):
        getattr(actions, verb)(work=work, by=twice.acts(twice.rita))
    with pytest.raises(Work.DoesNotExist):
        getattr(actions, verb)(work=work, by=twice.acts(twice.berta))


def test_accept_when_the_role_or_the_grant_is_gone_by_then_then_refused(twice: Twice) -> None:
    work = offered(twice)
    Denial.objects.create(item=twice.case.item, person=twice.cyril, reason="a relative", denied_by=twice.case.partner)
    with pytest.raises((Invalid, Work.DoesNotExist)):
        actions.accept_offer(work=work, by=twice.acts(twice.cyril))


# ----- whom one may ask


def test_colleagues_when_asked_for_then_who_codes_and_sees_and_is_known(twice: Twice) -> None:
    work = twice.given()
    stranger = make_person("Given and unknown", "analyst")
    unseeing, carer = make_person("Known and unseeing", "analyst"), make_person("Known carer", "carer")
    make_team("Another", twice.anna, unseeing, carer)
    named = make_person("Named", "analyst")
    name_on(twice.case.item, named)
    name_on(twice.case.item, stranger)
    make_team("Third", twice.anna, named)
    former = make_person("Former", "analyst")
    name_on(twice.case.item, former)
    team = make_team("Left", twice.anna, former)
    TeamMembership.objects.filter(team=team, person=former).update(ended_at=team.created_at.replace(year=2999))
    found = colleagues(work, twice.acts(twice.anna))
    # Rita is of no team of Anna's but the one the case set was given to, as all of them are.
    assert {person.name for person in found} >= {"Cyril", "Berta", "Named"}
    assert not {person.name for person in found} & {
        "Anna",
        "Given and unknown",
        "Known and unseeing",
        "Known carer",
        "Former",
    }
    for person in (stranger, unseeing, carer, former):
        with pytest.raises(Invalid):
            actions.offer_work(work=work, to=person, why="heavy", by=twice.acts(twice.anna))


def test_colleagues_when_of_the_body_denied_or_the_item_is_restricted_then_fewer(twice: Twice) -> None:
    work = twice.given()
    body = make_body("The same")
    for person in (twice.anna, same := make_person("Same body", "reviewer")):
        person.body = body
        person.save(update_fields=["body"])
    name_on(twice.case.item, same)
    name_on(twice.case.item, twice.anna)
    assert same in colleagues(work, twice.acts(twice.anna))
    Denial.objects.create(
        subject=twice.case.item.subject, person=twice.cyril, reason="a relative", denied_by=twice.case.partner
    )
    assert twice.cyril not in colleagues(work, twice.anna)
    type(twice.case.item).objects.unscoped("a test restricts it").filter(pk=twice.case.item.pk).update(restricted=True)
    assert colleagues(work, twice.acts(twice.anna)) == [same]


def test_colleagues_when_somebody_else_asks_the_database_then_nobody(twice: Twice) -> None:
    work = twice.given()
    assert colleagues(work, twice.acts(twice.anna))
    for person in (twice.rita, twice.cyril, twice.case.stranger):
        assert colleagues(work, twice.acts(person)) == []


# ----- a second coding


def test_second_when_offered_to_the_first_coder_then_one_sentence(twice: Twice, second: Work) -> None:
    for person in (twice.anna, twice.rita):
        with pytest.raises(Invalid) as refused:
            actions.offer_work(work=second, to=person, why="heavy", by=twice.acts(twice.berta))
        assert "cannot code this text" in str(refused.value.sentence)


def test_second_when_begun_and_handed_on_then_another_is_begun_in_its_place(twice: Twice, second: Work) -> None:
    actions.offer_work(work=second, to=twice.cyril, why="heavy", by=twice.acts(twice.berta))
    again = actions.accept_offer(work=second, by=twice.acts(twice.cyril))
    assert (again.coder, again.state, again.blind, again.holders) == (twice.cyril, "open", True, [twice.cyril.pk])
    assert of(second, twice.acts(twice.rita)).state == "taken_back"
    assert Comparison.objects.visible_to(twice.rita).get().second_id == again.pk
    # Each of the three sees their own alone: what was begun stays with its author, hidden as before.
    for person, number in ((twice.cyril, 0), (twice.berta, 1), (twice.anna, 1)):
        assert Tag.objects.visible_to(twice.acts(person)).count() == number, person.name
    actions.hand_in_work(work=again, by=twice.acts(twice.cyril))
    assert Comparison.objects.visible_to(twice.acts(twice.rita)).get().state == "to_settle"


def test_second_when_begun_and_put_back_then_another_waits_for_who_was_not_at_it(twice: Twice, second: Work) -> None:
    again = actions.put_back_work(work=second, by=twice.acts(twice.berta))
    assert (again.coder, again.state, again.blind) == (None, "waiting", True)
    assert Comparison.objects.visible_to(twice.acts(twice.rita)).get().second_id == again.pk
    with pytest.raises((Invalid, Work.DoesNotExist)):
        actions.claim_work(work=again, by=twice.acts(twice.berta))
    assert actions.claim_work(work=again, by=twice.acts(twice.cyril)).coder == twice.cyril


def test_comparison_when_somebody_else_lets_it_follow_then_it_stays(twice: Twice, second: Work) -> None:
    other = actions.put_back_work(work=second, by=twice.acts(twice.berta))
    twice.acts(twice.case.stranger)
    with connection.cursor() as cursor:
        cursor.execute("select coding_comparison_follows(%s, %s)", [other.pk, second.pk])
    assert Comparison.objects.visible_to(twice.acts(twice.rita)).get().second_id == other.pk


def test_put_back_when_a_first_coding_then_anybody_takes_it_and_the_tags_stay(twice: Twice) -> None:
    work, tag = twice.given(), twice.place(twice.anna, BEATEN, "PHY.BEAT")
    back = actions.put_back_work(work=work, by=twice.acts(twice.anna))
    assert (back.state, back.coder, back.holders) == ("waiting", None, [twice.anna.pk])
    assert actions.put_back_work(work=work, by=twice.acts(twice.anna)) == back
    assert Event.objects.filter(event="work.put_back").count() == 1
    assert actions.claim_work(work=back, by=twice.acts(twice.cyril)).holders == [twice.anna.pk, twice.cyril.pk]
    assert Tag.objects.visible_to(twice.cyril).get(pk=tag.pk).retracted_at is None
    actions.offer_work(work=work, to=twice.anna, why="heavy", by=twice.acts(twice.cyril))
    assert actions.put_back_work(work=work, by=twice.acts(twice.cyril)).offered_to is None


# ----- why


def test_why_when_too_heavy_then_nothing_of_it_is_kept_or_told(twice: Twice) -> None:
    """The same rows and the same events as with another reason without words: there is nothing to count."""
    work = twice.given()
    rows = []
    for why, reason in (("heavy", "I cannot read this any more"), ("other", "")):
        actions.offer_work(work=work, to=twice.cyril, why=why, reason=reason, by=twice.acts(twice.anna))
        row = of(work, twice.acts(twice.cyril))
        event = Event.objects.filter(event="work.offered").latest("at")
        rows.append((row.reason, row.state, json.loads(bytes(event.detail.detail))))
        page = signed_in(twice.acts(twice.cyril)).get(reverse("work_piece", args=[work.pk])).content.decode()
        assert "heavy for" not in page and "any more" not in page
        actions.decline_offer(work=work, by=twice.acts(twice.cyril))
    assert rows[0] == rows[1]
    assert rows[0][0] == "" and "why" not in rows[0][2] and "reason" not in rows[0][2]


# ----- the walls


def test_offer_when_past_the_door_then_a_stranger_reads_nothing(twice: Twice) -> None:
    offered(twice)
    set_actor(twice.case.stranger.pk)
    assert not Work.objects.unscoped("the policy alone").exists()


IMPOSSIBLE = {
    "work_offer_is_whole": "update coding_work set state = 'open' where id = %s",
    "work_offered_to_another": "update coding_work set offered_to_id = coder_id where id = %s",
    "work_end_is_whole": "update coding_work set ended_at = now() where id = %s",
}


@pytest.mark.parametrize("constraint", IMPOSSIBLE)
def test_database_when_an_offer_is_impossible_then_refuses(twice: Twice, constraint: str) -> None:
    work = offered(twice)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(IMPOSSIBLE[constraint], [work.pk])


# ----- pages


def test_pages_when_pressed_then_the_whole_way(twice: Twice) -> None:
    work = twice.given()
    anna = signed_in(twice.acts(twice.anna))
    page = anna.get(reverse("hand_over_coding", args=[work.pk])).content.decode()
    assert "It is too heavy for me" in page and "Cyril" in page
    assert anna.post(reverse("hand_over_coding", args=[work.pk]), {"to": "", "why": "heavy"}).status_code == 422
    sent = {"to": twice.cyril.pk, "why": "heavy"}
    assert anna.post(reverse("hand_over_coding", args=[work.pk]), sent).status_code == 302
    assert "Offered to Cyril" in anna.get(reverse("work_piece", args=[work.pk])).content.decode()
    cyril = signed_in(twice.acts(twice.cyril))
    asked = cyril.get(reverse("work_piece", args=[work.pk])).content.decode()
    assert "Anna asks you to take this over" in asked
    assert cyril.post(reverse("answer_offer", args=[work.pk]), {"answer": "accept"}).status_code == 302
    assert of(work, twice.acts(twice.cyril)).coder == twice.cyril
    cyril.post(reverse("put_back_coding", args=[work.pk]))
    assert of(work, twice.acts(twice.cyril)).state == "waiting"
