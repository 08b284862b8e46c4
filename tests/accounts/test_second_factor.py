"""The second factor: one's own only, each code once, recovery codes shown once."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import get_resolver, reverse

from iapb.accounts import totp
from iapb.accounts.actions import second_factor
from iapb.accounts.actions.sessions import SECOND_FACTOR
from iapb.accounts.errors import Invalid
from iapb.accounts.models import Person
from iapb.routes import patterns
from tests.accounts.conftest import events
from tests.cast import make_person, signed_in

pytestmark = pytest.mark.django_db


def enrol(person: Person) -> str:
    secret = totp.new_secret()
    second_factor.enrol(secret=secret, code=totp.code_at(secret, totp.counter_at() - 1), by=person)
    return secret


@pytest.mark.parametrize(
    ("moment", "code"),
    # RFC 6238, appendix B, SHA-1, the last six of eight digits.
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_code_when_computed_then_as_the_standard_says(moment: int, code: str) -> None:
    assert totp.code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", totp.counter_at(moment)) == code


def test_code_when_sent_then_good_within_a_period_and_only_later_ones_after() -> None:
    secret, now = totp.new_secret(), 1_000_000 * totp.PERIOD
    for offset, good in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = totp.code_at(secret, 1_000_000 + offset)
        assert (totp.counter_of(secret, code, after=0, moment=now) is not None) is good
    code = totp.code_at(secret, 1_000_000)
    assert totp.counter_of(secret, f" {code[:3]} {code[3:]} ", after=0, moment=now) == 1_000_000
    assert totp.counter_of(secret, code, after=1_000_000, moment=now) is None
    assert totp.counter_of(secret, "код", after=0, moment=now) is None


def test_consume_when_the_same_code_comes_again_then_refused_as_long_as_it_would_fit(otto: Person) -> None:
    secret = enrol(otto)
    code = totp.code_at(secret, totp.counter_at())
    assert second_factor.consume(person=otto, code=code) is not None
    assert second_factor.consume(person=otto, code=code) is None
    # An earlier code that was never used is no good either once a later one was.
    assert second_factor.consume(person=otto, code=totp.code_at(secret, totp.counter_at() - 1)) is None
    assert second_factor.consume(person=otto, code=totp.code_at(secret, totp.counter_at() + 1)) is not None


def test_consume_when_a_recovery_code_then_once(otto: Person) -> None:
    enrol(otto)
    codes = second_factor.show_codes_once(by=otto)
    assert len(codes) == 10 and second_factor.show_codes_once(by=otto) == []
    assert second_factor.consume(person=otto, code=codes[3]) is not None
    assert second_factor.consume(person=otto, code=codes[3]) is None
    assert second_factor.codes_left(otto) == 9
    second_factor.replace_codes(by=otto)
    assert second_factor.consume(person=otto, code=codes[4]) is None
    assert len(second_factor.show_codes_once(by=otto)) == 10
    assert len(events("second_factor.recovery_code_used")) == 1


def test_enrol_when_wrong_then_nothing_is_enrolled(otto: Person) -> None:
    with pytest.raises(Invalid) as refusal:
        second_factor.enrol(secret=totp.new_secret(), code="000000x", by=otto)
    assert refusal.value.field == "code"
    with pytest.raises(Invalid):
        second_factor.replace_codes(by=otto)
    enrol(otto)
    with pytest.raises(Invalid):
        enrol(otto)
    assert Authenticator.objects.filter(user=otto).count() == 2


def test_secret_when_stored_then_not_readable_from_a_copy(otto: Person) -> None:
    secret = enrol(otto)
    for row in Authenticator.objects.filter(user=otto):
        assert secret not in str(row.data)
        assert not any(code in str(row.data) for code in row.wrap().get_unused_codes()) if row.type != "totp" else True


def test_pages_when_another_is_meant_then_still_ones_own(otto: Person) -> None:
    """No address of the second factor takes a person, and no field sent along changes whose it is."""
    victim = make_person("Vera", "partner")
    hers = enrol(victim)
    for where, pattern in patterns(get_resolver()):
        if any(word in where for word in ("second-factor", "recovery-codes", "confirm/code", "password")):
            assert not pattern.pattern.converters, where
    browser = _without_factor(otto)
    page = browser.get(reverse("second_factor"))
    secret = page.context["secret"].replace(" ", "")
    sent: dict[str, Any] = {
        "code": totp.code_at(secret, totp.counter_at()),
        "user": str(victim.pk),
        "person": str(victim.pk),
        "user_id": str(victim.pk),
        "secret": hers,
    }
    assert browser.post(reverse("second_factor") + f"?user={victim.pk}", sent)["Location"] == reverse("recovery_codes")
    assert Authenticator.objects.filter(user=otto, type="totp").exists()
    assert second_factor.consume(person=victim, code=totp.code_at(hers, totp.counter_at())) is not None
    browser.post(reverse("replace_factor"), {"user": str(victim.pk)})
    assert Authenticator.objects.filter(user=victim, type="totp").exists()


def _without_factor(person: Person) -> Client:
    browser = signed_in(person)
    session = browser.session
    session[SECOND_FACTOR] = False
    session.save()
    return browser


def test_pages_when_no_second_factor_then_every_page_leads_to_enrolment(otto: Person) -> None:
    browser = _without_factor(otto)
    open_ = {"second_factor", "account_logout", "choose_language"}
    marked = set()
    for where, pattern in patterns(get_resolver()):
        if getattr(pattern.callback, "before_second_factor", False):
            marked.add(pattern.name)
        elif pattern.callback.access_rule != "public" and not pattern.pattern.converters:
            answer = browser.get("/" + where)
            if where.startswith("api/"):
                assert answer.status_code == 403, where
            else:
                assert answer["Location"] == reverse("second_factor"), where
    assert marked == open_


def test_page_of_codes_when_opened_again_then_they_are_gone(otto: Person) -> None:
    enrol(otto)
    browser = signed_in(otto)
    assert "shown once, now" in browser.get(reverse("recovery_codes")).content.decode()
    later = browser.get(reverse("recovery_codes")).content.decode()
    assert "cannot be shown again" in later and "10 unused" in later


def test_enrolment_page_when_guessed_then_the_secret_stays_the_same(otto: Person) -> None:
    browser = _without_factor(otto)
    first = browser.get(reverse("second_factor")).context["secret"]
    wrong = browser.post(reverse("second_factor"), {"code": "000 000x"})
    assert wrong.status_code == 422 and wrong.context["secret"] == first
