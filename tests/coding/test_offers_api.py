"""Offers of coding for scripts: asked for, accepted, declined, taken back; and who may do none of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from evidence.coding.models import Work
from iapb.ledger.models import Event
from tests.coding.test_api import Script
from tests.coding.test_offers import second, twice  # noqa: F401  (fixtures)
from tests.coding.twice import Twice

pytestmark = pytest.mark.django_db


def offer(twice: Twice, **more: str) -> tuple[str, Any]:  # noqa: F811
    work = twice.given()
    sent = {"to": str(twice.cyril.pk), "why": "heavy", **more}
    return str(work.pk), Script(twice.anna).post("api_offer_coding", work.pk, **sent)


def listed(script: Script, show: str = "to_me") -> list[str]:
    told = script.client.get(f"/api/coding/offers/?show={show}", headers=script.headers).json()
    return [one["id"] for one in told["results"]]


def test_offer_when_made_and_accepted_then_as_on_the_pages(twice: Twice) -> None:  # noqa: F811
    anna, cyril = Script(twice.anna), Script(twice.cyril)
    work = twice.given()
    people = {one["name"]: one["id"] for one in anna.get("api_colleagues", work.pk).json()}
    assert people["Cyril"] == str(twice.cyril.pk) and "Rita" not in people and twice.case.partner.name not in people
    made = anna.post("api_offer_coding", work.pk, to=people["Cyril"], why="heavy", reason="I cannot any more")
    assert made.status_code == 200, made.json()
    told = made.json()
    assert (told["state"], told["offered_to"], told["asks_me"], told["reason"]) == ("offered", "Cyril", False, "")
    assert anna.post("api_offer_coding", work.pk, to=people["Cyril"], why="heavy").json() == told
    assert (listed(anna), listed(anna, "mine")) == ([], [told["id"]])
    assert (listed(cyril), listed(cyril, "mine")) == ([told["id"]], [])
    [mine] = cyril.get("api_coding_work").json()["results"]
    assert (mine["asks_me"], mine["offered_to"], mine["coder"], mine["mine"]) == (True, None, "Anna", False)
    held = cyril.post("api_accept_offer", work.pk).json()
    assert (held["state"], held["mine"], held["coder"]) == ("open", True, "Cyril")
    assert cyril.post("api_accept_offer", work.pk).json() == held
    assert listed(cyril) == [] and anna.get("api_work_piece", work.pk).status_code == 404
    assert Event.objects.filter(event="work.handed_over", object=told["id"]).count() == 1


def test_offer_when_too_heavy_then_that_is_told_to_nobody(twice: Twice) -> None:  # noqa: F811
    pk, made = offer(twice, reason="I cannot any more")
    read = made.content + Script(twice.cyril).get("api_work_piece", pk).content
    assert b"cannot" not in read and b"heavy" not in read
    told = str(Event.objects.get(event="work.offered", object=pk).detail.__dict__)
    assert "cannot" not in told and "heavy" not in told


def test_offer_when_for_another_reason_then_the_colleague_reads_it(twice: Twice) -> None:  # noqa: F811
    pk, made = offer(twice, why="other", reason="on leave")
    assert made.json()["reason"] == "on leave"
    assert Script(twice.cyril).get("api_work_piece", pk).json()["reason"] == "on leave"


def test_offer_when_declined_or_taken_back_then_it_stays_with_its_coder(twice: Twice) -> None:  # noqa: F811
    pk, _made = offer(twice)
    anna, cyril = Script(twice.anna), Script(twice.cyril)
    assert cyril.post("api_decline_offer", pk).status_code == 204
    assert cyril.get("api_work_piece", pk).status_code == 404
    assert anna.get("api_work_piece", pk).json()["state"] == "open"
    assert anna.post("api_offer_coding", pk, to=str(twice.cyril.pk), why="heavy").status_code == 200
    kept = anna.post("api_withdraw_offer", pk).json()
    assert (kept["state"], kept["offered_to"]) == ("open", None)
    assert cyril.post("api_accept_offer", pk).status_code == 404
    assert listed(cyril) == []


def test_work_when_put_back_then_it_waits_for_whoever_takes_it(twice: Twice) -> None:  # noqa: F811
    pk, _made = offer(twice)
    assert Script(twice.cyril).post("api_put_back_coding", pk).status_code == 403
    assert Script(twice.anna).post("api_put_back_coding", pk).status_code == 204
    assert Work.objects.visible_to(twice.acts(twice.rita)).get(pk=pk).state == "waiting"


def test_second_coding_when_handed_on_then_another_one_is_held(twice: Twice, second: Work) -> None:  # noqa: F811
    berta, cyril = Script(twice.berta), Script(twice.cyril)
    made = berta.post("api_offer_coding", second.pk, to=str(twice.cyril.pk), why="heavy")
    assert made.status_code == 200, made.json()
    held = cyril.post("api_accept_offer", second.pk).json()
    assert held["id"] != str(second.pk) and held["mine"] and held["kind"] is None
    assert cyril.get("api_tags", twice.case.item.pk).json() == []


@pytest.mark.parametrize("who", ["cyril", "roman", "rita"])
def test_offer_when_by_somebody_who_does_not_code_it_then_refused_or_absent(twice: Twice, who: str) -> None:  # noqa: F811
    work, script = twice.given(), Script(getattr(twice, who))
    status = 404 if who == "cyril" else 403
    told = script.get("api_colleagues", work.pk)
    assert told.status_code == 404 if who == "cyril" else told.json() == []
    for name in ("api_offer_coding", "api_withdraw_offer", "api_put_back_coding"):
        answer = script.post(name, work.pk, to=str(twice.cyril.pk), why="heavy")
        assert answer.status_code == status, (name, answer.content)
    assert Work.objects.visible_to(twice.acts(twice.anna)).get(pk=work.pk).state == "open"


def test_offer_when_not_asked_then_neither_accepted_nor_declined(twice: Twice) -> None:  # noqa: F811
    pk, _made = offer(twice)
    for name in ("api_accept_offer", "api_decline_offer"):
        assert Script(twice.rita).post(name, pk).status_code == 400
        assert Script(twice.berta).post(name, pk).status_code == 404
        assert Script(twice.case.partner).post(name, pk).status_code == 403
    assert Work.objects.visible_to(twice.acts(twice.anna)).get(pk=pk).offered_to_id == twice.cyril.pk


def test_offer_when_to_somebody_who_may_not_be_asked_then_the_field_is_named(twice: Twice) -> None:  # noqa: F811
    work, anna = twice.given(), Script(twice.anna)
    for to in (twice.case.stranger.pk, twice.case.partner.pk, twice.anna.pk, uuid4()):
        answer = anna.post("api_offer_coding", work.pk, to=str(to), why="heavy")
        assert (answer.status_code, answer.json()["field"]) == (400, "to"), to
    assert anna.post("api_offer_coding", work.pk, to=str(twice.cyril.pk), why="bored").status_code == 400
