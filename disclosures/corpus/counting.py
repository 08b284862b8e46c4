"""What a page asks the database, counted in this process as the web role."""

from __future__ import annotations

from dataclasses import dataclass, field

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.corpus import pages
from disclosures.corpus.pages import Page
from iapb.accounts.actions.sessions import SECOND_FACTOR
from iapb.accounts.models import Person, RoleAssignment

# Frames of the transaction: they ask nothing.
FRAMES = ("BEGIN", "COMMIT")
NO_PAGE = 405


@dataclass
class Counted:
    """Queries of every page that answered, and the statuses of routes that never did."""

    queries: dict[Page, int] = field(default_factory=dict)
    statements: dict[Page, list[str]] = field(default_factory=dict)
    unreached: dict[str, set[int]] = field(default_factory=dict)
    about_nothing: set[str] = field(default_factory=set)  # routes of pages for which no role saw an id
    only_sent_to: set[str] = field(default_factory=set)  # routes that answer no GET: no pages


def session_of(person: Person) -> str:
    """The session that a whole sign-in leaves behind."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[SECOND_FACTOR] = True
    # A code entered just now: pages that want one open.
    request = HttpRequest()
    request.session = session
    record_authentication(request, person, "mfa", type="totp")
    session.save(must_create=True)
    assert session.session_key
    UserSession.objects.create(user=person, session_key=session.session_key, ip="127.0.0.1", user_agent="bench")
    return session.session_key


def people() -> dict[str, Person]:
    """Of each role the first who can sign in."""
    held = RoleAssignment.objects.in_force().exclude(person__password="!").select_related("person")
    found: dict[str, Person] = {}
    for one in held.order_by("-person__email"):
        found[one.role] = one.person
    return found


def count_all(only: str | None = None) -> Counted:
    """Each route once, by the first role that reaches it; the pages of everybody as each role."""
    counted = Counted()
    staff = people()
    reached: set[tuple[str, bool]] = set()
    tried: set[str] = set()
    for role in pages.EVERYBODY:
        client = Client(raise_request_exception=False, HTTP_HOST=settings.PUBLIC_URL.split("//")[1])
        client.cookies[settings.SESSION_COOKIE_NAME] = session_of(staff[role])
        for page in list(pages.of_role(role, staff[role])):
            everybodys = page.address in ("/", "/jobs/") or bool(page.form)
            if only not in (None, page.address):
                continue
            if page.address is None:
                _without_address(client, page.route, counted)
                continue
            if everybodys or (page.route, False) not in reached:
                _count(client, page, counted)
            if page in counted.queries:
                reached.add((page.route, bool(page.form)))
            tried.add(page.route)
    for route, posted in reached:
        if not posted:
            counted.unreached.pop(route, None)
    counted.about_nothing -= tried
    return counted


def _without_address(client: Client, route: str, counted: Counted) -> None:
    """A route that answers no GET is no page. It says so whatever its address is about."""
    if route in counted.about_nothing | counted.only_sent_to:
        return
    answer = client.get(pages.made_up(route))
    (counted.only_sent_to if answer.status_code == NO_PAGE else counted.about_nothing).add(route)


def _count(client: Client, page: Page, counted: Counted) -> None:
    status = _ask(client, page)
    if status == NO_PAGE:
        counted.only_sent_to.add(page.route)
        return
    if status != 200:
        counted.unreached.setdefault(page.route, set()).add(status)
        return
    with CaptureQueriesContext(connection) as captured:
        _ask(client, page)
    statements = [one["sql"] for one in captured.captured_queries if one["sql"] not in FRAMES]
    counted.queries[page] = len(statements)
    counted.statements[page] = statements


def _ask(client: Client, page: Page) -> int:
    assert page.address
    asked = client.post(page.address, dict(page.form)) if page.form else client.get(page.address)
    if asked.streaming:
        list(asked.streaming_content)
    return int(asked.status_code)
