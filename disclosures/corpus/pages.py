"""Every page a person can reach: its address with the heaviest thing it may be about, and as whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from consent.models import Agreement, Channel, ConsentForm, ConsentRecord, Erasure, Recipient, TransferBasis
from disclosures.corpus.files import WRAPPED
from disclosures.models import Disclosure, Package, PastDisclosure, Request
from evidence.coding.models import (
    Code,
    CodePicture,
    Comparison,
    FactSupport,
    FrameworkVersion,
    Incident,
    Question,
    RuleQuestion,
    Suggestion,
    Tag,
    Work,
)
from evidence.coding.recoding_shown import waiting_by_code
from evidence.importing.models import Archive
from evidence.models import CaseSet, Collection, Derivative, Facility, Item, ItemFile, Reading, Text
from evidence.transcripts.models import Work as Transcript
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

# Nouns that stand second in an address.
OF_TWO = (
    ["framework", "codes"], ["framework", "pictures"], ["coding", "anew"], ["coding", "suggestions"],
    ["coding", "work"], ["coding", "questions"],
)  # fmt: skip
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_MADE_UP = {"<uuid": str(UUID(int=0)), "<int": "0"}
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
    "api/uploads/<uuid:pk>/": "how far a sending has come: asked by HEAD, while it goes on",
    "api/imports/uploads/<uuid:pk>/": "the same of an older archive",
    "account/second-factor/": "leads on for whoever has one",
    "confirm/": "leads on to the page that asks for the code",
    "items/<uuid:pk>/annotations/": "a file",
    "ledger/export/": "a file of the whole ledger, streamed",
    "ledger/events/<uuid:pk>/tlog-proof/": "a file",
    "receipts/verify_receipt.py": "a file",
    "framework/<uuid:pk>/files/<slug:kind>/": "a file",
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
            # What they can be narrowed by: a page of its own without script, a part of the first one with it.
            yield Page("search/", role, "/search/", (("words", "police"), ("counting", "1")))


def _admits(rule: str, role: str) -> bool:
    return rule == SIGNED_IN or rule in RIGHTS_OF[role]


def made_up(route: str) -> str:
    """An address of this form about nothing at all."""
    return "/" + PARAMETER.sub(lambda one: _MADE_UP.get(one[0].split(":")[0], "none"), route)


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
        of_two = parts[0] in ("ledger", "rights") or parts[:2] in OF_TWO
        noun = f"{parts[0]} {parts[1]}" if of_two else parts[0]
        if parameter == "verb":
            return "retire"
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
            noun = next((one for one in ("recordings", "pages", "waveform") if one in parts), "files")
        if parameter in ("one", "other"):
            noun = f"{noun} {parameter}"
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


def _with_most(model: Any, rows: str, **only: Any) -> Callable[[Person], Any]:
    """Of those that are seen the one with the most of these."""
    return lambda person: _first(
        model.objects.visible_to(person).filter(**only).annotate(n=Count(rows)).order_by("-n", "pk")
    )


def _of_most_tags(model: Any, **only: Any) -> Callable[[Person], Any]:
    """About the account with the most tags."""
    return lambda person: _first(
        model.objects.visible_to(person).filter(**only).annotate(n=Count("item__tags")).order_by("-n", "pk")
    )


def _own_typing(person: Person) -> Any:
    return _with_most(Transcript, "segments", holder=person, state=Transcript.State.TYPING)(person)


def _coding(person: Person) -> Any:
    """What the person codes; else what somebody does."""
    going_on = _of_most_tags(Work, state=Work.State.OPEN)(person)
    return _of_most_tags(Work, coder=person, state=Work.State.OPEN)(person) or going_on


def _most_proposed(person: Person) -> Any:
    waiting = Suggestion.objects.visible_to(person).filter(state=Suggestion.State.PROPOSED).order_by()
    codes = waiting.values_list("code__code").annotate(n=Count("pk")).order_by("-n", "code__code")
    return next((code for code, _number in codes), None)


def _waveform(person: Person) -> Any:
    """Of a recording whose bytes lie in the vault: those of the corpus do not."""
    seen = Derivative.objects.visible_to(person).filter(kind=Derivative.Kind.WAVEFORM)
    kept = seen.exclude(item_file__file__wrapped_keys__wrapped=WRAPPED)
    return kept.order_by("made_at").values_list("parent__file", flat=True).first()


FINDERS: dict[str, Callable[[Person], Any]] = {
    "people": _any(Person, "-created_at"),
    "framework": _any(FrameworkVersion, current=True),
    "framework codes": _any(Code, "position", framework__current=True, assignable=True),
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
    "waveform": _waveform,
    "framework pictures": lambda person: CodePicture.objects.values_list("sha256", flat=True).first(),
    "coding anew": lambda person: next((one.code.code for one in waiting_by_code(person)), None),
    "coding suggestions": _most_proposed,
    "coding work": _coding,
    "work": _coding,
    "works": _own_typing,
    "comparisons": _of_most_tags(Comparison, state=Comparison.State.TO_SETTLE),
    "rules": _seen(RuleQuestion, state=RuleQuestion.State.OPEN),
    "questions": _with_most(Question, "messages"),
    "coding questions": _with_most(Question, "messages"),
    "imports": _seen(Archive, "-file__size"),
    "texts": lambda person: _first(Text.objects.visible_to(person).filter(item=_longest(person)).order_by("source")),
    "registers": lambda person: _first(Facility.objects.order_by("pk")),
    "incidents": _seen(Incident),
    "facts": _seen(Incident),
    # Of two accounts, whether they meet or not.
    "corroboration one": _seen(Incident, "item"),
    "corroboration other": _seen(Incident, "-item"),
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
    "earlier-disclosures": _with_most(PastDisclosure, "entries"),
    "packages": lambda person: _first(Package.objects.visible_to(person).annotate(n=Count("items")).order_by("-n")),
    "erasures": _seen(Erasure, "-asked_at", done_at=None, dropped_at=None),
    "rights readings": lambda person: _first(_open_readings(person)),
    "rights witnesses": lambda person: _open_readings(person).values_list("subject", flat=True).first(),
}
