"""Handing over: asked at the click and at every download; told with the first byte, not before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosures.actions import handovers
from disclosures.actions.gates import GateClosed
from disclosures.models import Handover, ReceiptConfirmation
from disclosures.presenters import package as presenter
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from iapb.custody import tickets
from iapb.ledger import words
from iapb.ledger.models import Event
from tests.cast import signed_in
from tests.packages import cases
from tests.packages.cases import Packed, acting

State = cases.Disclosure.State


def hand_over(built: Packed, by: Person | None = None, **sent: object) -> str:
    package = built.package()
    usual = {"channel": built.channel, "to": "Duty prosecutor", "session_key": None, "by": by or built.officer}
    with acting(by or built.officer):
        path = handovers.hand_over(package, **{**usual, **sent})  # type: ignore[arg-type]
    return path.strip("/").split("/")[-1]


def download(secret: str) -> bytes:
    _ticket, file = tickets.redeem(secret)
    try:
        return b"".join(file.read(0, None))
    finally:
        file.close()


@contextmanager
def refused(words: str) -> Iterator[pytest.ExceptionInfo[Invalid]]:
    with pytest.raises(Invalid) as refusal:
        yield refusal
    assert words in str(refusal.value.sentence)


def given(built: Packed) -> list[Handover]:
    with acting(built.officer):
        return list(Handover.objects.unscoped("a test reads").filter(package__disclosure=built.disclosure))


def events(built: Packed, name: str) -> int:
    return Event.objects.filter(event=name).count()


def test_hand_over_when_downloaded_then_told_with_the_first_byte(built: Packed) -> None:
    secret = hand_over(built)
    assert (built.state(), given(built)[0].left_at) == (State.BUILT, None)
    assert download(secret).startswith(b"age-encryption.org/v1")
    assert built.state() == State.DELIVERED
    (handover,) = given(built)
    assert handover.left_at and Event.objects.get(pk=handover.event).event == "package.handed_over"
    assert (events(built, "item.disclosed"), events(built, "request.answered")) == (2, 1)
    download(secret)  # a player or a broken line asks again under the same ticket
    assert events(built, "package.handed_over") == 1


def test_hand_over_when_sent_twice_under_one_key_then_one_hand_over(built: Packed) -> None:
    key = uuid4()
    assert hand_over(built, key=key) != hand_over(built, key=key)
    assert len(given(built)) == 1


def test_download_when_withdrawn_after_the_link_then_nothing_leaves(built: Packed) -> None:
    secret = hand_over(built)
    cases.withdraw(built.desk)
    with pytest.raises(tickets.Gone):
        download(secret)
    assert (built.state(), given(built)[0].left_at) == (State.RECALLED, None)
    assert events(built, "package.handed_over") == 0
    with refused("recalled"):
        hand_over(built)


def test_download_when_the_news_was_lost_then_the_gate_itself_stops_it_and_recalls(built: Packed) -> None:
    secret = hand_over(built)
    with acting(built.desk.partner):
        built.desk.withdraw()  # the epoch rises; nobody told the desk
    with pytest.raises(tickets.Gone):
        download(secret)
    assert (built.state(), events(built, "file.read")) == (State.RECALLED, 0)


def test_hand_over_when_an_approver_has_left_then_refused_and_recalled(built: Packed) -> None:
    with acting(built.desk.legal):
        built.desk.legal.roles.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(GateClosed):
        hand_over(built)
    assert given(built) == []


def test_second_download_when_withdrawn_after_delivery_then_nothing_more_leaves(built: Packed) -> None:
    download(hand_over(built))
    second = hand_over(built)
    cases.withdraw(built.desk)
    with pytest.raises(tickets.Gone):
        download(second)
    assert (built.state(), events(built, "disclosure.stopped")) == (State.DELIVERED, 1)
    package = built.package()
    assert package is not None
    with acting(built.officer):
        shown = presenter.page(package, built.officer)["stopped"]
    assert "consent of a witness has changed" in str(shown["sentence"])


@pytest.mark.parametrize("person", ["legal", "safety", "dpo"])
def test_hand_over_when_not_an_officer_then_refused(built: Packed, person: str) -> None:
    with pytest.raises(Refused):
        hand_over(built, by=getattr(built.desk, person))
    assert given(built) == []


def test_hand_over_when_the_way_is_not_approved_then_refused(built: Packed) -> None:
    with acting(built.officer):
        type(built.channel).objects.unscoped("a test ends it").update(ended_on=timezone.localdate())
    with pytest.raises((Invalid, GateClosed)):
        hand_over(built)


def confirm(built: Packed, **sent: object) -> None:
    package = built.package()
    assert package is not None
    usual = {"sha256": package.sealed.sha256, "signer": "Duty prosecutor", "confirmed_on": timezone.localdate()}
    with acting(built.officer):
        handovers.confirm_receipt(package, **{**usual, **sent}, by=built.officer)  # type: ignore[arg-type]


def test_receipt_when_exactly_this_file_then_confirmed_and_closed(built: Packed) -> None:
    with refused("once the package was handed over"):
        confirm(built)
    download(hand_over(built))
    with refused("something else") as refusal:
        confirm(built, sha256="0" * 64)
    assert refusal.value.field == "sha256"
    with refused("future"):
        confirm(built, confirmed_on=timezone.localdate() + timedelta(days=1))
    with refused("before"):
        confirm(built, confirmed_on=timezone.localdate() - timedelta(days=1))
    confirm(built)
    assert built.state() == State.RECEIPT_CONFIRMED
    with refused("already"):
        confirm(built)
    package = built.package()
    assert package is not None
    for _click in range(2):
        with acting(built.officer):
            handovers.close(package, by=built.officer)
    assert (built.state(), events(built, "disclosure.closed")) == (State.CLOSED, 1)
    with refused("not closed"):
        hand_over(built)
    told = Event.objects.filter(object__in=[str(built.disclosure.pk), str(package.pk), str(built.interview.pk)])
    names = [event.event for event in told.in_order()]
    assert [name for name in names if words.describe(name) == name] == []
    assert [name for name in names if name.startswith(("package.", "item.disclosed"))] == [
        "package.packed",
        "package.handover_prepared",
        "package.handed_over",
        "item.disclosed",
        "package.receipt_confirmed",
    ]


def test_buttons_of_the_receipt_when_pressed_twice_then_once_and_the_page_says_so(built: Packed) -> None:
    download(hand_over(built))
    package = built.package()
    assert package is not None
    browser = signed_in(built.officer)
    sent = {"sha256": package.sealed.sha256, "signer": "Duty prosecutor", "confirmed_on": str(timezone.localdate())}
    first, second = (browser.post(reverse("confirm_receipt", args=[package.pk]), sent) for _press in range(2))
    assert (first.status_code, second.status_code) == (302, 422)
    assert "The receipt was confirmed already." in second.content.decode().split("<main")[1]
    with acting(built.officer):
        assert ReceiptConfirmation.objects.visible_to(built.officer).filter(package=package).count() == 1
    assert (built.state(), events(built, "package.receipt_confirmed")) == (State.RECEIPT_CONFIRMED, 1)
    pressed = [browser.post(reverse("close_disclosure", args=[package.pk])).status_code for _press in range(2)]
    assert (pressed, built.state(), events(built, "disclosure.closed")) == ([302, 302], State.CLOSED, 1)
    late = browser.post(reverse("confirm_receipt", args=[package.pk]), sent)
    assert (late.status_code, events(built, "package.receipt_confirmed")) == (422, 1)
