"""Sessions end by themselves, by their owner and by administrators; tokens likewise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iapb.accounts import words
from iapb.accounts.actions import sessions, tokens
from iapb.accounts.errors import Invalid, Refused
from iapb.accounts.models import ApiToken, Person
from tests.accounts.conftest import events, in_days
from tests.cast import make_person, signed_in

pytestmark = pytest.mark.django_db


def rows(person: Person) -> object:
    return UserSession.objects.filter(user=person)


def age(person: Person, **times: timedelta) -> None:
    rows(person).update(**{name: timezone.now() - ago for name, ago in times.items()})


@pytest.mark.parametrize(
    ("times", "open_"),
    [
        ({"last_seen_at": timedelta(minutes=19, seconds=50)}, True),
        ({"last_seen_at": timedelta(minutes=20, seconds=1)}, False),
        ({"created_at": timedelta(hours=9, minutes=59)}, True),
        ({"created_at": timedelta(hours=10, seconds=1)}, False),
    ],
)
def test_session_when_idle_or_old_then_ends(otto: Person, times: dict[str, timedelta], open_: bool) -> None:
    browser = signed_in(otto)
    key = browser.session.session_key
    age(otto, **times)
    answer = browser.get(reverse("my_account"))
    assert answer.status_code == (200 if open_ else 302)
    assert Session.objects.filter(session_key=key).exists() is open_
    assert rows(otto).exists() is open_
    if not open_:
        assert answer["Location"] == "/sign-in/?next=/account/"
        assert len(events("session.ended")) == 1


def test_session_when_used_then_stays_awake_and_a_polling_page_does_not_keep_it(otto: Person) -> None:
    browser = signed_in(otto)
    age(otto, last_seen_at=timedelta(minutes=15))
    browser.get(reverse("home"), headers={"X-Unattended": "yes"})
    assert rows(otto).get().last_seen_at < timezone.now() - timedelta(minutes=14)
    browser.get(reverse("home"))
    assert rows(otto).get().last_seen_at > timezone.now() - timedelta(minutes=1)


def test_session_when_its_row_is_gone_then_dead(otto: Person) -> None:
    browser = signed_in(otto)
    rows(otto).delete()
    assert browser.get(reverse("home")).status_code == 302


def test_session_when_the_cookie_is_taken_to_another_account_then_dead(otto: Person) -> None:
    browser = signed_in(otto)
    rows(otto).update(user=make_person("Vera"))
    assert browser.get(reverse("home")).status_code == 302


def test_end_when_ones_own_then_the_other_browser_is_out(otto: Person) -> None:
    here, there = signed_in(otto), signed_in(otto)
    other = UserSession.objects.get(session_key=there.session.session_key)
    page = here.get(reverse("my_account")).content.decode()
    assert reverse("end_session", args=[other.pk]) in page
    assert here.post(reverse("end_session", args=[other.pk])).status_code == 302
    assert there.get(reverse("home")).status_code == 302 and here.get(reverse("home")).status_code == 200
    assert here.post(reverse("end_session", args=[other.pk])).status_code == 404


def test_end_when_somebody_elses_then_as_if_it_were_not_there(otto: Person) -> None:
    victim = make_person("Vera")
    theirs = signed_in(victim)
    row = rows(victim).get()
    answer = signed_in(otto).post(reverse("end_session", args=[row.pk]))
    absent = signed_in(otto).post(reverse("end_session", args=[row.pk + 1000]))
    assert answer.status_code == absent.status_code == 404
    assert theirs.get(reverse("home")).status_code == 200
    with pytest.raises(Refused):
        sessions.end(session=row, by=otto)


def test_end_others_then_only_this_one_stays(otto: Person) -> None:
    here, *others = (signed_in(otto) for _number in range(3))
    here.post(reverse("end_other_sessions"))
    assert here.get(reverse("home")).status_code == 200
    assert [one.get(reverse("home")).status_code for one in others] == [302, 302]


def test_page_when_the_session_ended_then_a_form_comes_back_to_its_page(otto: Person) -> None:
    here = {"Referer": "http://testserver/account/tokens/new/"}
    sent = Client().post(reverse("revoke_token", args=["00000000-0000-4000-8000-000000000000"]), headers=here)
    assert sent["Location"] == "/sign-in/?next=/account/tokens/new/"
    elsewhere = Client().post(reverse("end_other_sessions"), headers={"Referer": "http://evil.example/x/"})
    assert elsewhere["Location"] == "/sign-in/"
    fragment = Client().get(reverse("my_account"), headers={**here, "HX-Request": "true"})
    assert fragment.status_code == 401 and fragment["HX-Redirect"] == "/sign-in/?next=/account/tokens/new/"


def test_language_when_chosen_then_holds_for_this_person(otto: Person) -> None:
    browser = signed_in(otto)
    for language in ("ru", "be", "en"):
        assert browser.post(reverse("choose_language"), {"language": language}).status_code == 302
        page = browser.get(reverse("my_account"))
        assert page["Content-Language"] == language and f'<html lang="{language}"' in page.content.decode()
    assert browser.post(reverse("choose_language"), {"language": "xx"}).status_code == 422
    assert Client().get("/sign-in/")["Content-Language"] == "en"


def test_token_when_made_then_shown_once_and_works_until_revoked(db: None) -> None:
    otto = make_person("Otto", "auditor")
    token = tokens.make(label="  nightly   script ", until=in_days(30), by=otto)
    row = ApiToken.objects.get()
    assert row.label == "nightly script" and token not in row.token_hash
    header = {"Authorization": f"Token {token}"}
    assert Client().get(reverse("ledger:api_list"), headers=header).status_code == 200
    assert token not in signed_in(otto).get(reverse("my_account")).content.decode()
    with pytest.raises(Refused):
        tokens.revoke(token=row, by=make_person("Vera"))
    assert signed_in(make_person("Vera")).post(reverse("revoke_token", args=[row.pk])).status_code == 404
    assert signed_in(otto).post(reverse("revoke_token", args=[row.pk])).status_code == 302
    assert Client().get(reverse("ledger:api_list"), headers=header).status_code == 401
    with pytest.raises(Invalid):
        tokens.revoke(token=row, by=otto)
    assert {len(events(name)) for name in ("token.made", "token.revoked")} == {1}


def test_token_when_sent_to_a_page_then_counts_for_nothing(adele: Person) -> None:
    header = {"Authorization": f"Token {tokens.make(label='script', until=in_days(30), by=adele)}"}
    for name in ("my_account", "people", "make_token", "invite_person"):
        assert Client().get(reverse(name), headers=header)["Location"].startswith("/sign-in/")
    assert Client().post(reverse("make_token"), {"label": "more"}, headers=header).status_code == 302
    assert ApiToken.objects.count() == 1


def test_token_when_wrong_then_refused(otto: Person) -> None:
    for label, days in ((" ", 1), ("x", -1), ("x", 0), ("x", 367)):
        with pytest.raises(Invalid):
            tokens.make(label=label, until=in_days(days), by=otto)
    with pytest.raises(IntegrityError, match="token_lives_a_year_at_most"), transaction.atomic():
        ApiToken.objects.create(person=otto, label="x", token_hash="x", expires_at=in_days(400))
    for number in range(tokens.MOST):
        tokens.make(label=str(number), until=in_days(365), by=otto)
    with pytest.raises(Invalid):
        tokens.make(label="one too many", until=in_days(1), by=otto)


def test_form_when_it_was_open_too_long_then_a_page_of_the_house_says_so(otto: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["sessionid"] = signed_in(otto).cookies["sessionid"].value
    answer = browser.post(reverse("choose_language"), {"language": "ru"})
    assert answer.status_code == 403 and "open too long" in answer.content.decode()


def test_names_when_the_auditor_looks_then_people_are_found_both_ways(otto: Person) -> None:
    assert words.names_of([str(otto.pk), "accounts:operator", "unknown"])[str(otto.pk)] == "Otto"
    assert words.ids_of(" otto ") == [str(otto.pk)]
