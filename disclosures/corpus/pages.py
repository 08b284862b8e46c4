"""Every page a person can reach: its address with the heaviest thing it may be about, and as whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from consent.models import Agreement, Channel, ConsentForm, ConsentRecord, Erasure, Recipient, TransferBasis
from disclosures.models import Disclosure, Package, Request
from evidence.coding.models import FactSupport, Incident, Tag
from evidence.models import CaseSet, Collection, Facility, Item, ItemFile, Reading, Text
from iapb.access.rights import RIGHTS_OF
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Body, Person, Role, RoleAssignment, Team
from iapb.ledger.models import Event
from iapb.routes import PUBLIC, SIGNED_IN, patterns
from interviews.models import (
    Guide,
    Interview,
    JointWitness,
    NamedPerson,
    PerhapsSame,
    ReadBack,
    Thing,
    Witness,
    WitnessDocument,
)

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What each role comes for differs most on the pages that everybody has.
EVERYBODY = (
    Role.PARTNER, Role.ANALYST, Role.DISCLOSURE_OFFICER, Role.LEGAL_APPROVER, Role.SAFETY_APPROVER,
    Role.DATA_PROTECTION_OFFICER, Role.ACCOUNT_ADMINISTRATOR, Role.AUDITOR, Role.REVIEWER, Role.CARER,
)  # fmt: skip
# Reached by a secret that is used once, or no page at all: bytes, or a sign-out.
NOT_PAGES = {
    "invitation/<str:token>/": "opened once, by who holds its secret",
    "content/<str:secret>/": "bytes of a file on the content host",
    "sign-out/": "ends the session that asks",
    "registers/": "leads on to the first register",
    "files/<uuid:file>/original/": "leads to bytes on the content host",
    "files/<uuid:file>/copies/<slug:kind>/<int:number>/": "leads to bytes on the content host",
    "consents/<uuid:pk>/proof/": "leads to bytes on the content host",
    "account/second-factor/": "leads on for whoever has one",
    "confirm/": "leads on to the page that asks for the code",
    "ledger/export/": "a file of the whole ledger, streamed",
    "ledger/events/<uuid:pk>/tlog-proof/": "a file",
    "receipts/verify_receipt.py": "a file",
}


@dataclass(frozen=True)
class Page:
    route: str
    role: str
    address: str | None  # None: the case has nothing that this page is about
    form: tuple[tuple[str, str], ...] = ()  # of a POST that only reads

    def __str__(self) -> str:
        sent = f" ({', '.join(name for name, _value in self.form)})" if self.form else ""
        return f"{'POST ' if self.form else ''}/{self.route}{sent} as {self.role}"


def of_role(role: str, person: Person) -> Iterator[Page]:
    """The GET routes this role's rule admits, each with an id that this person sees."""
    with actor_transaction(person):
        found = _Found(person)
        for route, pattern in patterns():
            rule = pattern.callback.access_rule
            if route in NOT_PAGES or rule == PUBLIC or not _admits(rule, role):
                continue
            yield Page(route, role, _address(route, found))
        if "search/" in {route for route, pattern in patterns() if _admits(pattern.callback.access_rule, role)}:
            for words in ("камера", '"о камере" -вада', "police"):  # the first and the last answer with nine hundred
                yield Page("search/", role, "/search/", (("words", words),))
            # Without script the passages and what they can be narrowed by come in one answer.
            yield Page("search/", role, "/search/", (("words", "police"), ("counting", "1")))


def _admits(rule: str, role: str) -> bool:
    return rule == SIGNED_IN or rule in RIGHTS_OF[role]


def _address(route: str, found: _Found) -> str | None:
    parts = route.removeprefix("api/").split("/")
    address = route
    for parameter in PARAMETER.findall(route):
        value = found.value(parts, parameter)
        if value is None:
            return None
        address = re.sub(rf"<(?:\w+:)?{parameter}>", str(value), address)
    return f"/{address}"


class _Found:
    """Ids by the noun that stands first in an address, asked for once."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._known: dict[str, Any] = {}

    def value(self, parts: list[str], parameter: str) -> Any:
        noun = parts[0] if parts[0] not in ("ledger", "rights") else f"{parts[0]} {parts[1]}"
        if parameter == "slug":
            return "facilities"
        if parameter == "name":
            return "totals"
        if parameter == "capacity":
            return "legal"
        if parameter == "kind":
            return {"incidents": "act", "requests": "safety_review", "facts": "incident"}.get(noun, "incident")
        if parameter == "number":
            return 1
        if parameter == "file":
            noun = next((one for one in ("recordings", "pages") if one in parts), "files")
        if parameter in ("witness", "item"):
            noun = {"witness": "witnesses", "item": "items"}[parameter]
        if noun not in self._known:
            find = FINDERS.get(noun)
            self._known[noun] = find(self._person) if find else None
        return self._known[noun]


def _first(queryset: Any) -> Any:
    return queryset.values_list("pk", flat=True).first()


def _seen(model: Any, *order: str, **only: Any) -> Callable[[Person], Any]:
    return lambda person: _first(model.objects.visible_to(person).filter(**only).order_by(*order, "pk"))


def _any(model: Any, *order: str, **only: Any) -> Callable[[Person], Any]:
    return lambda person: _first(model.objects.filter(**only).order_by(*order, "pk"))


def _longest(person: Person) -> Any:
    """The interview with the longest transcript."""
    segments = Text.objects.visible_to(person).filter(kind="transcript").annotate(n=Count("segments"))
    return segments.order_by("-n").values_list("item_id", flat=True).first()


def _largest(person: Person) -> Any:
    """The disclosure with the most entries."""
    return _first(Disclosure.objects.visible_to(person).annotate(n=Count("entries")).order_by("-n"))


def _open_readings(person: Person) -> Any:
    return Reading.objects.filter(person=person, ended_at=None).order_by("-opened_at", "pk")


def _file(role: str) -> Callable[[Person], Any]:
    def find(person: Person) -> Any:
        files = ItemFile.objects.visible_to(person).filter(role=role, item=_longest(person))
        return files.values_list("file_id", flat=True).first()

    return find


FINDERS: dict[str, Callable[[Person], Any]] = {
    "people": _any(Person, "-created_at"),
    "roles": _any(RoleAssignment, "-granted_at"),
    "bodies": _any(Body, "name"),
    "teams": _any(Team, "name"),
    "ledger events": _any(Event, "-at"),
    "ledger objects": lambda person: Event.objects.order_by("-at").values_list("object", flat=True).first(),
    "collections": lambda person: _first(Collection.objects.unscoped("names are the administrator's").order_by("name")),
    "case-sets": lambda person: _first(CaseSet.objects.unscoped("names are the administrator's").order_by("name")),
    "items": _longest,
    "files": _file("recording_audio"),
    "recordings": _file("recording_audio"),
    "pages": lambda person: (
        ItemFile.objects.visible_to(person).filter(role="scan").order_by("pk").values_list("file_id", flat=True).first()
    ),
    "texts": lambda person: _first(Text.objects.visible_to(person).filter(item=_longest(person)).order_by("source")),
    "registers": lambda person: _first(Facility.objects.order_by("pk")),
    "incidents": _seen(Incident),
    "facts": _seen(Incident),
    "supports": _seen(FactSupport),
    "tags": _seen(Tag),
    "witnesses": lambda person: (
        Item.objects.visible_to(person).filter(pk=_longest(person)).values_list("subject", flat=True).first()
        or _first(Witness.objects.visible_to(person).order_by("code"))
    ),
    "interviews": _seen(Interview, "-created_at"),
    "things": _seen(Thing, "-added_at"),
    "interviewers": _seen(Guide, "-issued_at"),
    "guides": _seen(Guide, "-issued_at"),
    "read-backs": _seen(ReadBack, "-recorded_at"),
    "heard-together": _seen(JointWitness, "-interview__created_at"),
    "one-account": _seen(PerhapsSame, "-found_at"),
    "documents": _seen(WitnessDocument, "-created_at"),
    "persons": _seen(NamedPerson, "pseudonym"),
    "consents": _seen(ConsentRecord, "-recorded_at"),
    "consent-forms": _any(ConsentForm, "version", "language"),
    "recipients": _seen(Recipient, "code"),
    "agreements": _seen(Agreement),
    "channels": _seen(Channel),
    "transfer-bases": _seen(TransferBasis),
    "requests": _seen(Request, "reference"),
    "disclosures": _largest,
    "packages": lambda person: _first(Package.objects.visible_to(person).annotate(n=Count("items")).order_by("-n")),
    "erasures": _seen(Erasure, "-asked_at", done_at=None, dropped_at=None),
    "rights readings": lambda person: _first(_open_readings(person)),
    "rights witnesses": lambda person: _open_readings(person).values_list("subject", flat=True).first(),
}
