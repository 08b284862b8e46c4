"""One request and what it answered: frozen database, class of the answer, fingerprint."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpResponse
from django.http.cookie import SimpleCookie
from django.middleware import csrf
from django.template import Template
from django.test import Client
from django.test.utils import _TestState

from iapb.custody.keys import FileKeyProvider
from tests.oracles import routes

_TOKEN_FIELD = re.compile(
    r'(name="csrfmiddlewaretoken" value="|data-csrf="|X-CSRFToken[^A-Za-z0-9]+)[A-Za-z0-9]{32,64}'
)
_WRITTEN = "select relname from pg_stat_xact_user_tables where n_tup_ins + n_tup_upd + n_tup_del > 0"
# What Django writes to read, and the setting of the actor; what begins otherwise may write.
_FRAME = (
    "execute asked_", "select set_config(", "set constraints all immediate; select ",
    'SELECT "evidence_reading"."subject"',  # whether a right was given for a reason
)  # fmt: skip
_READING = ("SELECT ", "(SELECT ", *_FRAME)
# How often somebody asked, and their cookie: no thing of anybody's.
_HOUSEKEEPING = {"iapb_cache", "django_session", "usersessions_usersession"}
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DRAWN = re.compile(r"\b(W-\d{5}|P-[0-9A-Z]+|IAPB-[A-Z]-\d{5})\b")
# Against forgery; what these browsers send is not looked at for it (tests/access asks that).
SECRET = "NobodyKnowsThisWordButTheBrowser"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]+(Z|[+-]\d{2}:\d{2})?")
_AGO = re.compile(r"last seen [^<]*")
# Said by the clock, not by the thing asked for.
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\b")


@dataclass
class Frozen:
    """Every request is a transaction of its own that ends as usual and leaves nothing behind.

    The deferred constraints are asked as a commit would ask them. `wrote`: the tables a
    transaction had written to when it asked to be committed; asked for where it should have written nothing.
    """

    wrote: set[str] = field(default_factory=set)
    watched: bool = True
    dirty: bool = True
    # What was asked of the database beside whose request it is and who acts.
    read: list[str] = field(default_factory=list)

    def begin(self, *, watched: bool = True) -> None:
        """What an undone transaction counted goes to the shared counts before the next one counts."""
        self.wrote, self.watched = set(), watched
        if self.dirty and watched:
            with connection.cursor() as cursor:
                cursor.execute("select pg_stat_force_next_flush()")
            self.dirty = False
        self.read = []

    def note(self, execute: Any, words: str, *rest: Any) -> Any:
        """Whatever is not plainly reading may have counted something, also where it was undone."""
        self.dirty |= not words.startswith(_READING)
        if not words.startswith(_FRAME):
            self.read.append(words)
        return execute(words, *rest)


@contextmanager
def frozen() -> Iterator[Frozen]:
    state = Frozen()

    def undo(wrapper: BaseDatabaseWrapper) -> None:
        with wrapper.cursor() as cursor:
            cursor.execute("set constraints all immediate; select pg_current_xact_id_if_assigned() is not null")
            cursor.nextset()
            if cursor.fetchone()[0] and state.watched:
                cursor.execute(_WRITTEN)
                state.wrote |= {table for (table,) in cursor.fetchall()} - _HOUSEKEEPING
        wrapper.run_on_commit = []
        wrapper._rollback()

    connection.ensure_connection()
    logging.disable(logging.CRITICAL)
    destroy, instrumented, drawn = FileKeyProvider.destroy, Template._render, csrf._get_new_csrf_string
    FileKeyProvider.destroy = lambda provider, subject: None  # keys lie beside the database
    Template._render = _TestState.saved_data.template_render  # nobody looks at the contexts
    csrf._get_new_csrf_string = lambda: SECRET  # each form hides its token behind 32 drawn letters
    connection._commit = undo.__get__(connection)  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(state.note):
            yield state
    finally:
        del connection._commit
        FileKeyProvider.destroy, Template._render, csrf._get_new_csrf_string = destroy, instrumented, drawn
        logging.disable(logging.NOTSET)


class Browser:
    """A signed-in browser, or a script with its token, whose cookies stay as they were."""

    def __init__(self, client: Client, headers: Mapping[str, str] | None = None) -> None:
        self.client = client
        self.client.raise_request_exception = False
        self.headers = dict(headers or {})
        # It has been here before: else each page draws it a secret against forgery.
        client.cookies[settings.CSRF_COOKIE_NAME] = SECRET
        self._cookies = client.cookies.output(header="", sep=";")

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> HttpResponse:
        self.client.cookies = SimpleCookie(self._cookies)
        headers = {**self.headers, **headers}
        json = path.startswith("/api/") and method in ("POST", "PUT", "PATCH", "DELETE")
        send = getattr(self.client, method.lower())
        if isinstance(data, bytes):
            return send(path, data, content_type="application/octet-stream", headers=headers)
        if json:
            return send(path, data if data is not None else {}, content_type="application/json", headers=headers)
        if method == "POST":
            return send(path, data or {}, headers=headers)
        return send(path, headers=headers)


def body_of(answer: HttpResponse) -> bytes:
    return answer.getvalue()


def class_of(name: str, answer: HttpResponse, wanted: str) -> str:
    """In the oracle's words; anything it has no word for is named by its status."""
    row, status, place = routes.TABLE[name], answer.status_code, urlsplit(answer.headers.get("Location", "")).path
    if status == 405:
        return routes.METHOD
    if status == 404:
        return routes.ABSENT
    if row.who is not None and (status == 401 or (status == 302 and place == "/sign-in/")):
        # Signing out ends at the sign-in page; that is the deed, when it was allowed.
        return routes.OK if name == "account_logout" and wanted == routes.OK else routes.SIGN_IN
    if status == 302 and place == "/account/second-factor/" and wanted == routes.ENROL:
        return routes.ENROL
    if status == 403:
        return _refusal(row, answer, wanted)
    if status in (200, 201, 202, 204, 206, 302, 303, 400, 409, 422):
        return routes.OK
    # Health may be poor, and an invitation that is over is gone: both say so on a page of their own.
    if (name, status) in (("health", 503), ("accept_invitation", 410)):
        return routes.OK
    return str(status)


def _refusal(row: routes.Row, answer: HttpResponse, wanted: str) -> str:
    """403 counts only with a sentence a person can read."""
    text = body_of(answer).decode()
    if answer.wsgi_request.method == "HEAD":
        return wanted if wanted in (routes.ENROL, routes.REFUSED) else routes.REFUSED
    if row.api and "second factor" in text:
        return routes.ENROL
    sentence = '"detail":' in text if row.api else "<main" in text
    return routes.REFUSED if sentence else "403 without a sentence"


def text_of(answer: HttpResponse) -> str:
    """Everything a stranger would get to read: status line apart, headers, cookies and body."""
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()))
    cookies = "\n".join(sorted(morsel.OutputString() for morsel in answer.cookies.values()))
    return f"{headers}\n{cookies}\n\n{body_of(answer).decode(errors='replace')}"


def fingerprint(answer: HttpResponse, address: Mapping[str, Any]) -> str:
    """The whole answer without what must differ: the id asked for, tokens against forgery, the clock."""
    text = f"{answer.status_code}\n{text_of(answer)}"
    for value in address.values():
        if isinstance(value, int):  # a bare number may stand anywhere
            text = text.replace(f"/{value}/", "/<asked>/")
            continue
        for spelling in {str(value), quote(str(value)), html.escape(str(value))}:
            text = re.sub(rf"(?<![\w-]){re.escape(spelling)}(?![\w-])", "<asked>", text)
    text = re.sub(r"Content-Length: \d+", "Content-Length: <that of the body>", text)
    text = _TOKEN_FIELD.sub(r"\1<token>", text)
    text = re.sub(r"(csrftoken|sessionid|messages|__Host-\w+)=[^;\n]*", r"\1=<cookie>", text)
    text = re.sub(r"expires=[^;\n]*", "expires=<when>", text)
    text = re.sub(r"/sessions/\d+/", "/sessions/<number>/", text)
    return _CLOCK.sub("<clock>", _AGO.sub("<ago>", _MOMENT.sub("<moment>", text)))


def without_drawn(answer: HttpResponse, *things: Any) -> str:
    """What differs between two things that were never there: ids, numbers drawn or counted, what was asked."""
    text = fingerprint(answer, {})
    for thing in things:
        text = text.replace(str(thing), "<named>")
    return _DRAWN.sub("<number>", _UUID.sub("<id>", text))


def parted(first: str, second: str) -> str:
    """Where two answers part, for the report of a failure."""
    for number, (a, b) in enumerate(zip(first.splitlines(), second.splitlines(), strict=False)):
        if a != b:
            return f"line {number}: {a[:160]!r} / {b[:160]!r}"
    return f"length {len(first)} / {len(second)}"
