"""Every button of the house is pressed with hostile words in every field that takes words."""

from __future__ import annotations

import html
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from consent.models import ConsentForm
from evidence.actions import case_sets, collections
from evidence.models import CaseSet, Collection
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Body, Person, Team
from iapb.jobs.models import Job, State
from interviews.models import Witness
from tests.cast import make_body, signed_in
from tests.clicks.buttons import BUTTONS, Click
from tests.clicks.stage import Stage, acts, in_days
from tests.consenting import make_consent, make_form, yes
from tests.xss.words import Words

# Those that name or describe what other pages show. All hundred and more take several times as long.
WHOLE = bool(os.environ.get("IAPB_XSS_WHOLE"))
NAMING = {
    "new_witness", "status", "new_interview", "change_document", "new_person", "new_thing", "new_guide",
    "new_certificate", "withdraw_consent", "new_fact", "official_from_tag", "register_add", "register_add_name",
    "new_request", "new_recipient", "record_agreement", "submit_disclosure", "give_up_disclosure", "new_consent_form",
    "new_body", "new_case_set", "new_collection", "invite_person", "make_token",
}  # fmt: skip
# They end what the others show, or take no words.
LEFT_OUT = {"end_other_sessions", "end_session", "choose_language", "jobs:retry", "jobs:retry_all"}
# Not words but the names of things that must be known, or that are parsed.
_KNOWN = {
    "code", "reference", "version", "notice_version", "language", "key", "client_key", "manifest_sha256", "state",
    "email", "when_start", "when_0", "languages", "seal", "proof", "tag", "item", "to", "until", "csrfmiddlewaretoken",
}  # fmt: skip
_TAG = re.compile(r"<(input|textarea)\b([^>]*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_WRONG = re.compile(r'id="id_([\w-]+)_error"')
_TRIES = 4
# What the whole form would not take, one field after the other may: these first.
_FIRST = ("label", "title", "name", "family_1", "summary", "post")
# What every stage calls its own, in a house where each name may be there once.
_TAKEN = ("North", "South", "East", "West", "Blue")


@dataclass
class Pressed:
    name: str
    person: str  # whose browser it is
    cookie: str
    numbers: set[int] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)  # addresses at which to look first


def press_all(words: Words) -> tuple[list[Pressed], list[str]]:
    """What was pressed, and the buttons that would not take any hostile word."""
    pressed, refused = [], []
    for name in sorted(set(BUTTONS) - LEFT_OUT if WHOLE else NAMING):
        try:
            done = _staged(name, words)
        except (Invalid, Refused, IntegrityError) as reason:
            words.forget(name)
            refused.append(f"{name} could not be staged: {getattr(reason, 'sentence', reason)}")
            continue
        if done.numbers:
            pressed.append(done)
        else:
            refused.append(name)
    return pressed, refused


def _staged(name: str, words: Words) -> Pressed:
    with _committed():
        done = _press(name, BUTTONS[name](_Stage()), words)
        # Of no worker: what is to be looked at is what was typed.
        Job.objects.open().update(state=State.DONE, finished_at=timezone.now(), lease_until=None)
        for model in (Body, Team):
            model.objects.filter(name__in=_TAKEN).update(name=Concat("name", Value(f" {uuid4()}")))
    return done


class _Stage(Stage):
    """Many of them in one database: each has forms of its own."""

    @cached_property
    def form(self) -> ConsentForm:
        return make_form(uuid4().hex[:8])

    @cached_property
    def consented(self) -> Witness:
        witness, form = self.witness, self.form
        self.record = make_consent(witness, acts(self.partner), form=form)
        return witness

    @cached_property
    def collection(self) -> Collection:
        named = {"name": f"Interviews {uuid4()}", "body": make_body(f"Body {uuid4()}")}
        return collections.create(**named, until=in_days(90), by=acts(self.admin))

    @cached_property
    def case_set(self) -> CaseSet:
        return case_sets.create(name=f"Case {uuid4()}", purpose="to work on it", by=acts(self.admin))

    @cached_property
    def machines_agreed(self) -> Witness:
        witness, form, _interview = self.witness, self.form, self.interview
        make_consent(witness, acts(self.partner), yes("store_analyse"), yes("machine_process"), form=form)
        return witness


@contextmanager
def _committed() -> Iterator[None]:
    """Committed in the end. The views' own transactions lie within it, as they do in a test that commits nothing."""
    frame = transaction.atomic()
    frame._from_testcase = True
    with frame:
        yield
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def cookie_of(client: Client, person: Person) -> str:
    """Of a browser in which a code was entered, and stays fresh for the length of the test."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() + 7200}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _press(name: str, click: Click, words: Words) -> Pressed:
    client = signed_in(acts(click.by))
    done = Pressed(name, str(click.by.pk), cookie_of(client, click.by))
    address = reverse(name, kwargs=click.address or None)
    form = client.get(address)
    if form.status_code == 200 and form["Content-Type"].startswith("text/html"):
        done.pages.append(address)
    rooms = _rooms(form.content.decode() if done.pages else "")
    rooms |= {key: rooms.get(key, 200) for key, value in click.sent.items() if _is_words(key, value, rooms)}
    rooms = {key: room for key, room in rooms.items() if key not in _KNOWN}
    alone = sorted(rooms, key=lambda key: (key not in _FIRST, key not in click.sent))
    for _try in range(_TRIES):
        answer = _post(client, done, click, address, rooms, words)
        if answer is None:
            return done
        wrong = _wrong(answer) & set(rooms)
        # Where the page does not say which, what the button needs stays as it is.
        rooms = {key: room for key, room in rooms.items() if key not in (wrong or set(click.sent))}
        if not rooms:
            break
    for key in alone:
        if _post(client, done, click, address, {key: 200}, words) is None:
            break
    return done


def _post(
    client: Client, done: Pressed, click: Click, address: str, rooms: dict[str, int], words: Words
) -> HttpResponse | None:
    """None where it was taken, with the numbers and the page it led to in `done`."""
    name = done.name
    sent = {key: words.hostile(f"{name}: {key}", room) for key, room in rooms.items()}
    point = transaction.savepoint()
    acts(click.by)
    answer = client.post(address, {**click.sent, **{key: value for key, value in sent.items() if value}})
    if any(sent.values()) and answer.status_code in (200, 302) and not _wrong(answer):
        transaction.savepoint_commit(point)
        done.numbers = {number for number, place in words.places.items() if place.startswith(f"{name}: ")}
        done.pages.insert(0, answer.headers.get("Location") or address)
        return None
    transaction.savepoint_rollback(point)
    words.forget(name)
    return answer


def _wrong(answer: HttpResponse) -> set[str]:
    text = answer.content.decode(errors="replace") if not answer.streaming else ""
    return set(_WRONG.findall(text)) if answer.status_code in (200, 422) else set()


def _is_words(key: str, value: Any, rooms: dict[str, int]) -> bool:
    if key in rooms:
        return True
    return isinstance(value, str) and (" " in value or key in ("name", "label", "title", "post", "text"))


def _rooms(page: str) -> dict[str, int]:
    """The fields for words of a form as it was served, and how many letters each takes."""
    found = {}
    main = page.partition("<main")[2]
    for kind, inside in _TAG.findall(main):
        has = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(inside)}
        typed = kind == "textarea" or has.get("type", "text") in ("text", "search")
        if typed and has.get("name") and "readonly" not in has and "disabled" not in has:
            found[has["name"]] = int(has.get("maxlength") or 2000)
    return found


def route_of(path: str) -> str:
    try:
        return str(resolve(path.partition("?")[0]).view_name)
    except Resolver404:
        return ""
