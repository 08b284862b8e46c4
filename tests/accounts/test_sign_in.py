"""Signing in: one sentence for every failure, in comparable time, a few guesses an hour."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from iapb.accounts import guesses, totp
from iapb.accounts.actions import people, second_factor
from iapb.accounts.models import KnownDevice, Person
from tests.accounts.conftest import PASSWORD, again, events, in_days
from tests.cast import make_person

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"
CODE = "/sign-in/code/"


@pytest.fixture
def clara(db: None) -> Person:
    person = make_person("Clara", "analyst")
    person.set_password(PASSWORD)
    person.save()
    person.secret = totp.new_secret()  # type: ignore[attr-defined]
    second_factor.enrol(secret=person.secret, code=totp.code_at(person.secret, totp.counter_at() - 1), by=person)
    return person


def password(browser: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
    return browser.post(SIGN_IN, {"login": email, "password": password, **extra})


def sign_in(browser: Client, person: Person) -> Any:
    assert password(browser, person.email)["Location"] == CODE
    return browser.post(CODE, {"code": totp.code_at(person.secret, totp.counter_at())})


def forget_codes(person: Person) -> None:
    """The next sign-in of a test need not wait for the next code."""
    row = person.authenticator_set.get(type="totp")
    row.data["last_counter"] = 0
    row.save()


def sentence(answer: Any) -> str:
    [error] = answer.context["form"].non_field_errors()
    return error


def test_sign_in_when_password_and_code_are_right_then_home(clara: Person) -> None:
    browser = Client()
    assert sign_in(browser, clara)["Location"] == "/"
    assert browser.get("/").status_code == 200
    assert again(clara).last_login is not None
    [session] = UserSession.objects.filter(user=clara)
    assert session.session_key == browser.session.session_key
    [event] = events("person.signed_in")
    assert event.actor == event.object == str(clara.pk)
    assert not events("person.sign_in_failed")


def test_sign_in_when_only_the_password_is_right_then_nothing_opens(clara: Person) -> None:
    browser = Client()
    password(browser, clara.email)
    assert browser.get("/")["Location"] == SIGN_IN
    answer = browser.post(CODE, {"code": "000000x"})
    assert answer.status_code == 200 and browser.get("/")["Location"] == SIGN_IN
    assert Client().get(CODE)["Location"] == SIGN_IN
    assert [bytes(event.detail.detail) for event in events("person.sign_in_failed")] == [b'{"step":"code"}']


def test_sign_in_when_the_code_was_used_then_refused(clara: Person) -> None:
    code = totp.code_at(clara.secret, totp.counter_at())
    sign_in(Client(), clara)
    browser = Client()
    password(browser, clara.email)
    answer = browser.post(CODE, {"code": code})
    assert "used already" in answer.content.decode()
    assert browser.get("/")["Location"] == SIGN_IN


def test_sign_in_when_it_fails_then_one_sentence_whatever_the_reason(clara: Person) -> None:
    invited = make_person("Ida", state=Person.State.INVITED)
    suspended = make_person("Susi", state=Person.State.SUSPENDED)
    gone = make_person("Gus", state=Person.State.DEACTIVATED)
    over = make_person("Ova", expires_at=in_days(-1))
    for person in (invited, suspended, gone, over):
        person.set_password(PASSWORD)
        person.save()
    answers = [
        password(Client(), clara.email, "wrong wrong wrong wrong"),
        password(Client(), "nobody@example.org"),
        *(password(Client(), person.email) for person in (invited, suspended, gone, over)),
    ]
    assert {sentence(answer) for answer in answers} == {"The e-mail address or the password is not right."}
    assert {answer.status_code for answer in answers} == {200}
    assert len(events("person.sign_in_failed")) == 6
    known = [event.object for event in events("person.sign_in_failed")]
    assert known.count("accounts:nobody") == 1 and known.count(str(clara.pk)) == 1


@pytest.mark.full_work
def test_sign_in_when_the_person_is_unknown_then_takes_as_long(clara: Person) -> None:
    def seconds(email: str) -> float:
        started = time.perf_counter()
        password(Client(), email, "wrong wrong wrong wrong")
        return time.perf_counter() - started

    password(Client(), "warm@example.org")
    known, unknown = [], []
    for number in range(9):  # by turns, so that what else the machine does falls on both
        known.append(seconds(clara.email))
        unknown.append(seconds(f"nobody{number}@example.org"))
    ratio = statistics.median(unknown) / statistics.median(known)
    print(f"known {statistics.median(known) * 1000:.1f} ms, unknown {statistics.median(unknown) * 1000:.1f} ms")
    assert 0.7 < ratio < 1.4


def test_sign_in_when_guessed_ten_times_then_not_even_the_right_password_helps(clara: Person) -> None:
    for _number in range(10):
        password(Client(), clara.email, "wrong wrong wrong wrong")
    for email in (clara.email, clara.email.upper()):
        assert "Too many wrong attempts" in sentence(password(Client(), email))
    # Nothing tells whether the account exists.
    for _number in range(10):
        password(Client(), "nobody@example.org", "wrong wrong wrong wrong")
    assert "Too many wrong attempts" in sentence(password(Client(), "nobody@example.org"))


def test_sign_in_when_a_stranger_guesses_then_the_owner_still_gets_in(clara: Person) -> None:
    owner = Client()
    sign_in(owner, clara)
    assert owner.cookies[guesses.COOKIE]["path"] == "/sign-in/" and owner.cookies[guesses.COOKIE]["httponly"]
    for _number in range(12):
        password(Client(), clara.email, "wrong wrong wrong wrong")
    owner.post("/sign-out/")
    forget_codes(clara)
    assert sign_in(owner, clara)["Location"] == "/"
    # The known browser has its own ten, and no more.
    owner.post("/sign-out/")
    for _number in range(10):
        password(owner, clara.email, "wrong wrong wrong wrong")
    assert "Too many wrong attempts" in sentence(password(owner, clara.email))


def test_sign_in_when_the_cookie_is_somebody_elses_then_it_counts_for_nothing(clara: Person) -> None:
    other = make_person("Olga")
    KnownDevice.objects.create(person=other, token_hash=guesses._hash("hers"))
    for _number in range(10):
        password(Client(), clara.email, "wrong wrong wrong wrong")
    browser = Client()
    browser.cookies[guesses.COOKIE] = "hers"
    assert "Too many wrong attempts" in sentence(password(browser, clara.email))


def test_code_when_guessed_ten_times_then_stopped(clara: Person) -> None:
    browser = Client()
    password(browser, clara.email)
    for _number in range(10):
        browser.post(CODE, {"code": "000000x"})
    answer = browser.post(CODE, {"code": totp.code_at(clara.secret, totp.counter_at())})
    assert "Too many wrong codes" in answer.content.decode()
    assert browser.get("/")["Location"] == SIGN_IN


def test_sign_in_when_one_address_tries_many_accounts_then_stopped(db: None) -> None:
    said = [sentence(password(Client(), f"nobody{number}@example.org", "wrong wrong")) for number in range(60)]
    assert {"The e-mail address or the password is not right."} == set(said)
    answer = password(Client(), "another@example.org", "wrong wrong")
    assert answer.status_code == 429 or "Too many" in sentence(answer)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/account/", "/account/"),
        ("/people/?page=2", "/people/?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("http://127.0.0.1:1/", "/"),
        ("javascript:alert(1)", "/"),
        ("account/", "/"),
    ],
)
def test_next_when_sent_then_only_own_paths_are_followed(clara: Person, wanted: str, reached: str) -> None:
    browser = Client()
    page = browser.get(SIGN_IN, {"next": wanted})
    assert page.status_code == 200
    assert password(browser, clara.email, next=wanted)["Location"] == CODE
    code = totp.code_at(clara.secret, totp.counter_at())
    assert browser.post(CODE, {"code": code})["Location"] == reached


def test_sign_in_when_input_is_strange_then_a_sentence(db: None) -> None:
    for login, secret in (
        ("", ""),
        ("x" * 10_000 + "@example.org", "x"),
        ("no address", PASSWORD),
        ("a\x00@example.org", PASSWORD),
        ("a@example.org", "x" * 10_000),
        ("a@example.org", "\x00" * 20),
        ("ı@example.org", PASSWORD),
    ):
        assert password(Client(raise_request_exception=False), login, secret).status_code == 200


def test_sign_out_then_the_session_is_dead_and_only_by_post(clara: Person) -> None:
    browser = Client()
    sign_in(browser, clara)
    stolen = Client()
    stolen.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert stolen.get("/").status_code == 200
    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/")["Location"] == SIGN_IN
    assert stolen.get("/")["Location"] == SIGN_IN
    assert Client(enforce_csrf_checks=True).post("/sign-out/").status_code == 403


def test_password_when_changed_then_every_session_and_token_ends(clara: Person) -> None:
    browser, other = Client(), Client()
    sign_in(browser, clara)
    forget_codes(clara)
    sign_in(other, clara)
    page = reverse("account_change_password")
    wrong = browser.post(page, {"oldpassword": "wrong", "password1": PASSWORD + "!", "password2": PASSWORD + "!"})
    assert "not your present password" in wrong.content.decode()
    short = browser.post(page, {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    assert "at least 15 characters" in short.content.decode()
    sent = {"oldpassword": PASSWORD, "password1": PASSWORD + "!", "password2": PASSWORD + "!"}
    assert browser.post(page, sent)["Location"] == SIGN_IN
    for one in (browser, other):
        assert one.get("/")["Location"] == SIGN_IN
    assert again(clara).check_password(PASSWORD + "!")
    assert not KnownDevice.objects.filter(person=clara).exists()
    assert len(events("person.password_changed")) == 1


def test_step_up_when_the_code_is_old_then_asked_and_brought_back(clara: Person) -> None:
    browser = Client()
    sign_in(browser, clara)
    make = reverse("make_token")
    assert browser.get(make).status_code == 200  # a code was entered just now
    session = browser.session
    for entry in session["account_authentication_methods"]:
        entry["at"] -= 301
    session.save()
    answer = browser.get(make)
    assert answer["Location"] == f"/confirm/code/?next={make}"
    assert browser.get(reverse("account_reauthenticate"), {"next": make})["Location"].startswith("/confirm/code/")
    wrong = browser.post("/confirm/code/", {"code": "000000x", "next": make})
    assert "wrong or was used already" in wrong.content.decode()
    forget_codes(clara)
    code = totp.code_at(clara.secret, totp.counter_at())
    assert browser.post("/confirm/code/", {"code": code, "next": make})["Location"] == make
    assert browser.get(make).status_code == 200


def test_sign_in_when_suspended_between_password_and_code_then_refused(clara: Person, adele: Person) -> None:
    browser = Client()
    password(browser, clara.email)
    people.suspend(person=clara, reason="in between", by=adele)
    browser.post(CODE, {"code": totp.code_at(clara.secret, totp.counter_at())})
    assert browser.get("/")["Location"] == SIGN_IN
