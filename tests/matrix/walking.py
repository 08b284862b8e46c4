"""Every route with every method and every ownership, asked by one actor; what was found wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from iapb.access.rights import Right, rights_of
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.routes import PUBLIC, SIGNED_IN
from tests.matrix import people as cast
from tests.matrix.asking import Browser, Frozen, class_of, fingerprint, parted, text_of
from tests.matrix.payloads import headers_of, payload
from tests.matrix.world import Address, Needle, World, keep_fresh
from tests.oracles import routes

FINDS = ("search", "api_search")
# Every method of every asker with every owner's thing: more than the test run has time for.
WHOLE = bool(os.environ.get("IAPB_MATRIX_WHOLE"))
CONTENT_HOST = urlsplit(settings.CONTENT_URL).netloc


@dataclass(frozen=True)
class Question:
    name: str
    method: str
    ownership: str
    address: Address

    @property
    def path(self) -> str:
        return reverse(self.name, kwargs=dict(self.address) or None)

    def __str__(self) -> str:
        return f"{self.method} {self.name}" + (f" of {self.ownership}" if self.ownership else "")


@dataclass
class Walk:
    world: World
    actor: str
    by_token: bool
    browser: Browser
    frozen: Frozen
    asked: int = 0
    compared: int = 0
    skipped: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    # To the letter what was found to show nothing strange: the same refusal comes a thousand times.
    clean: set[str] = field(default_factory=set)
    # Where a wall was taken down only what is shown counts, not how it is refused.
    only_needles: bool = False
    # Where a wall stands alone: whom the rule of a route turns away is shown no row by either (`judge` holds that).
    beyond_rules: bool = False
    # Where both walls were walked before: what the asker alone decides is asked of another body's thing only.
    brief: bool = False

    def __post_init__(self) -> None:
        self.strange = [n for n in self.world.needles if not knows(self.actor, n)]
        # Search finds nothing of a witness who withdrew, whoever may still open the item.
        self.hidden = [n for n in self.world.needles if n.ownership == routes.WITHDRAWN and n.kind == "words"]
        self.sessions = sessions_of(self.world, self.actor)
        self.rights = rights_in(self.world.people.get(self.actor))

    def everything(self, methods: tuple[str, ...] = routes.METHODS) -> None:
        for name in names():
            row = routes.TABLE[name]
            if (self.by_token and not row.api) or (self.beyond_rules and self.turned_away(name)):
                continue
            # By its token a script is asked everything; by a session the API is the same code behind another door.
            known = row.methods.split() if row.api and not self.by_token else methods
            for method in methods:
                if method in known:
                    self.one(name, method)

    def turned_away(self, name: str) -> bool:
        """By the right that the route names, before its view is called."""
        rule = RULES[name]
        return rule not in (PUBLIC, SIGNED_IN) and Right(rule) not in self.rights

    def owners(self, name: str, method: str) -> tuple[str, ...]:
        """Whose things are asked for: everybody's, wherever the answer may hang on whose it is.

        What the asker and the method alone decide is asked of one owner's thing beside nobody's, or of one of
        both where the route does not answer the method; the next asker and method take the next owner's. So is
        HEAD, which is the view of GET without its words. Every one of them is asked of everybody's where the whole
        product is walked (`bin/drill matrix`).
        """
        every = routes.ownerships(name, method)
        wanted = {self.wanted(Question(name, method, ownership, {})) for ownership in every}
        if len(every) <= 1 or WHOLE or (wanted & {routes.OK, routes.ABSENT} and method != "HEAD"):
            return every
        turn = routes.ACTORS.index(self.actor) + len(name) + routes.METHODS.index(method)
        if self.brief:
            return (routes.OTHER_BODY if routes.OTHER_BODY in every else every[turn % (len(every) - 1)],)
        row = routes.TABLE[name]
        if method in row.methods.split() or (method == "HEAD" and row.reads):
            return every[turn % (len(every) - 1)], every[-1]
        return (every[turn % len(every)],)

    def one(self, name: str, method: str) -> None:
        """The thing nobody ever had is asked for first: whatever does not exist for the actor must answer alike."""
        absent = ""
        if name == "content":
            keep_fresh()
        for ownership in reversed(self.owners(name, method)):
            address = self.address(name, ownership)
            if address is None:
                self.skipped.append(f"{method} {name} of {ownership}: nothing planted")
                continue
            question = Question(name, method, ownership, address)
            answer = self.ask(question)
            if ownership == routes.NOWHERE:
                absent = fingerprint(answer, address)
            elif ownership and absent and not self.told_apart(question):
                self.compare(question, absent, fingerprint(answer, address))

    def told_apart(self, question: Question) -> bool:
        return routes.told_apart(question.name, self.actor, question.ownership, question.method, by_token=self.by_token)

    def wanted(self, question: Question) -> str:
        return routes.expected(question.name, self.actor, question.ownership, question.method, by_token=self.by_token)

    def ask(self, question: Question) -> HttpResponse:
        self.asked += 1
        wanted, data = self.wanted(question), payload(question, self.world, self.actor)
        self.frozen.begin(watched=wanted != routes.OK or routes.TABLE[question.name].adds)
        host = {"host": CONTENT_HOST} if question.name == "content" else {}
        answer = self.browser.ask(
            question.method,
            question.path,
            data,
            **{**self.headers, **host, **headers_of(question, self.world, self.actor)},
        )
        if not self.only_needles:
            self.judge(question, wanted, answer)
        self.search(question, answer)
        return answer

    def judge(self, question: Question, wanted: str, answer: HttpResponse) -> None:
        got = class_of(question.name, answer, wanted)
        if routes.TABLE[question.name].adds and question.ownership == routes.WITHDRAWN:
            self.nothing_added(question, wanted, got)
        elif got != wanted:
            self.report(question, f"expected {wanted}, got {got} ({answer.status_code}{_where(answer)})")
        if wanted == routes.REFUSED and self.turned_away(question.name) and self.frozen.read:
            self.report(question, f"was turned away by its rule and read {self.frozen.read}")
        if wanted != routes.OK and self.frozen.wrote and routes.TABLE[question.name].who is not None:
            self.report(question, f"was answered {got} and wrote to {sorted(self.frozen.wrote)}")

    def nothing_added(self, question: Question, wanted: str, got: str) -> None:
        """Refused with a sentence, as a form or as a right; in no case is anything written."""
        if got != wanted and not (wanted == routes.OK and got == routes.REFUSED):
            self.report(question, f"expected {wanted} or refused, got {got}")
        if question.method not in ("GET", "HEAD") and self.frozen.wrote:
            self.report(question, "added to the item of a witness who withdrew")

    def search(self, question: Question, answer: HttpResponse) -> None:
        text = text_of(answer)
        if text in self.clean and question.name not in FINDS:
            return
        asked = {str(value) for value in question.address.values()}
        if question.name == "content" and question.ownership == routes.OWN:
            asked.add(str(self.world.planted[routes.OWN].recording))  # whoever holds the ticket reads this file
        strange = self.strange + self.hidden if question.name in FINDS else self.strange
        if question.name in routes.DESK and self.actor in (routes.STEWARD, routes.READING_STEWARD):
            # What was selected is part of the desk's paper: references and codes, not the evidence itself.
            strange = [n for n in strange if n.ownership != routes.OWN or n.kind not in ("reference", "witness")]
        shown = [needle for needle in strange if needle.text in text]
        if not shown and strange is self.strange:
            self.clean.add(text)
        for needle in shown:
            if needle.text not in asked:
                self.report(question, f"shows {needle.kind} of {needle.ownership}: {needle.text.strip()!r}")

    def compare(self, question: Question, absent: str, other: str) -> None:
        self.compared += 1
        if self.only_needles:
            return
        if absent != other:
            self.report(question, f"differs from nowhere at {parted(absent, other)}")

    def report(self, question: Question, what: str) -> None:
        self.wrong.append(f"{self.actor}{' by token' if self.by_token else ''}: {question}: {what}")

    def address(self, name: str, ownership: str) -> Address | None:
        kind, row = routes.TABLE[name].names, routes.TABLE[name]
        if not kind:
            return dict(row.fixed)
        mine = self.world.personal.get(self.actor, self.world.personal[routes.PARTNER])
        known = {
            **self.world.addresses.get(kind, {}),
            **mine.get(kind, {}),
            **(self.sessions if kind == "session" else {}),
        }
        return {**known[ownership], **row.fixed} if ownership in known else None


def sessions_of(world: World, actor: str) -> dict[str, Address]:
    """Another browser of the actor's own, and one of somebody else. Made before the walk: it leaves nothing behind."""
    me = world.people.get(actor, world.people[routes.PARTNER])
    other = world.people[routes.STEWARD if actor != routes.STEWARD else routes.PARTNER_B]
    return {
        ownership: {"pk": cast.another_session_of(person)}
        for ownership, person in ((routes.OWN, me), (routes.OTHER_BODY, other))
    }


def rights_in(person: Person | None) -> frozenset[Right]:
    """As in a request of theirs: reasons to read are behind the policies."""
    if person is None:
        return frozenset()
    with actor_transaction(person):
        return rights_of(person)


def _where(answer: HttpResponse) -> str:
    if getattr(answer, "exc_info", None):
        return f" {answer.exc_info[1]!r:.200}"
    return f" to {answer.headers['Location']}" if "Location" in answer.headers else ""


def names() -> list[str]:
    """Every route by its name, once, in the order of the resolver."""
    return list(dict.fromkeys(name for name, _ in every_route() if name in routes.TABLE))


def every_route() -> Iterator[tuple[str, Any]]:
    """Name with its namespace, and pattern."""
    yield from _inside(get_resolver(), "")


def _inside(resolver: Any, space: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _inside(entry, inner)
        else:
            yield f"{space}{entry.name}", entry


def knows(actor: str, needle: Needle) -> bool:
    """Whether this actor may come across the word at all."""
    visible = routes.SEES["item"].get(needle.ownership, set())
    if needle.kind == "identity":
        # Only the body that took the account; on their pages of identity.
        return actor in routes.SEES["witness"].get(needle.ownership, set()) & {routes.PARTNER, routes.PARTNER_B}
    if needle.kind == "official":
        return actor in visible | routes.SEES["register"][routes.OFFICIALS]
    if needle.kind == "desk":
        return actor in routes.SEES["desk"][routes.OWN] | {routes.AUDITOR}
    if needle.kind == "person":
        return actor in {routes.PARTNER_B, routes.ADMIN, routes.AUDITOR}
    if needle.kind == "guide":
        # A body's own paper, whichever of its witnesses it was written beside.
        body = routes.OTHER_BODY if needle.ownership == routes.OTHER_BODY else routes.OWN
        return actor in routes.SEES["guide"][body]
    if needle.kind == "set":
        return actor in visible | {routes.ADMIN, routes.AUDITOR}
    if needle.kind == "witness":
        return actor in routes.SEES["witness"].get(needle.ownership, set()) | {routes.AUDITOR}
    if needle.kind == "reference":
        return actor in visible | {routes.AUDITOR}
    return actor in visible


RULES = {name: entry.callback.access_rule for name, entry in every_route()}


def walk_of(world: World, actor: str, *, by_token: bool = False) -> Walk:
    keep_fresh()
    token = world.tokens.get(actor)
    if by_token:
        browser = Browser(Client(), {"Authorization": f"Token {token}"})
    else:
        browser = cast.come_in(actor, world.people.get(actor), token)
    return Walk(world, actor, by_token, browser, None)  # type: ignore[arg-type]


def judged(walk: Walk) -> None:
    print(f"{walk.actor}: {walk.asked} asked, {walk.compared} compared, {len(walk.skipped)} skipped")
    assert not walk.skipped, "\n".join(walk.skipped)
    assert not walk.wrong, f"{len(walk.wrong)} of {walk.asked}:\n" + "\n".join(walk.wrong)
