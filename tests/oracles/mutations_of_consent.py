"""Mutations of the consent record and the grant: rows 5 to 9, 12, 13, 21, 22 and 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from consent.facts import SENSITIVE, Answer, Facts, GrantFacts, Identity, PersonFacts, Purpose
from tests.oracles.consent_mutation import (
    CLOSED,
    DAY,
    Draw,
    Mutations,
    days_after,
    days_before,
    one_person,
)

MUTATIONS = Mutations()

MUTATIONS.of_person("no consent", 5, "DENY", {"consent": None})
MUTATIONS.of_consent("proof missing", 5, "DENY", {"proof_present": False})
MUTATIONS.of_consent("form hash differs", 5, "DENY", {"form_hash_matches": False})
MUTATIONS.of_consent("withdrawn in full", 6, "DENY", {"withdrawn_in_full": True})
MUTATIONS.of_consent("invalidated in full", 6, "DENY", {"invalidated_in_full": True})
MUTATIONS.of_grant("withdrawn for the purpose", 6, "DENY", {"withdrawn": True})
MUTATIONS.of_grant("invalidated for the purpose", 6, "DENY", {"invalidated": True})
MUTATIONS.of_consent(
    "purpose not on the form",
    7,
    "DENY",
    lambda draw, f, c: {"purposes_on_form": c.purposes_on_form - {f.purpose}},
)
MUTATIONS.of_consent("no answer on record", 7, "DENY", {"grant": None})
MUTATIONS.of_grant("answer no", 7, "DENY", {"answer": Answer.NO})
MUTATIONS.of_grant("not asked", 7, "DENY", {"answer": Answer.NOT_ASKED})
_UNCONFIRMED: dict[str, Any] = {"confirmed_for_recipient_on": None}
MUTATIONS.of_grant("ask me, unconfirmed", 8, "HOLD", {"answer": Answer.ASK_ME, **_UNCONFIRMED})
MUTATIONS.of_grant("contact first, unconfirmed", 8, "HOLD", {"contact_first": True, **_UNCONFIRMED})
MUTATIONS.of_grant(
    "confirmed before it was given",
    8,
    "HOLD",
    lambda draw, f, g: {
        "answer": Answer.ASK_ME,
        "confirmed_for_recipient_on": g.given_on - DAY * draw(st.sampled_from((1, 40))),
    },
)
MUTATIONS.of_grant(
    "confirmed in the future",
    8,
    "HOLD",
    lambda draw, f, g: {"contact_first": True, "confirmed_for_recipient_on": days_after(draw, f)},
)
MUTATIONS.of_grant("renewal due", 9, "HOLD", {"renewal_due": True})
MUTATIONS.of_grant("lapsed", 9, "HOLD", lambda draw, f, g: {"expires_on": days_before(draw, f, 1, 40)})
MUTATIONS.of_grant(
    "older than two years",
    9,
    "HOLD",
    lambda draw, f, g: {"given_on": days_before(draw, f, 732, 1500)},
)
MUTATIONS.of_grant(
    "given in the future",
    9,
    "DENY",
    lambda draw, f, g: {
        "given_on": days_after(draw, f),
        "answer": Answer.YES,
        "contact_first": False,
    },
)
MUTATIONS.of_person("circumstances changed", 9, "HOLD", {"circumstances_changed": True})
MUTATIONS.of_person("circumstances unknown", 9, "DENY", {"circumstances_changed": None})
MUTATIONS.of_item("contents unknown", 12, "DENY", {CLOSED}, contains=None)


def _out_of_scope(nothing_else: bool | None) -> Callable[[Draw, Facts], Facts]:
    def change(draw: Draw, f: Facts) -> Facts:
        part = draw(st.sampled_from(sorted(SENSITIVE - {f.item.material})))
        contains = (f.item.contains or frozenset()) | {part}
        f = replace(f, item=replace(f.item, contains=contains, nothing_else=nothing_else))

        def narrow(p: PersonFacts) -> PersonFacts:
            if p.consent is None or p.consent.grant is None:
                return p
            grant = replace(p.consent.grant, material=p.consent.grant.material - {part})
            return replace(p, consent=replace(p.consent, grant=grant))

        return one_person(draw, f, narrow)

    return change


MUTATIONS.add("sensitive part out of scope", 12, "REDACT", {CLOSED}, "person", _out_of_scope(False))
MUTATIONS.add("nothing but the sensitive part", 12, "DENY", {CLOSED}, "person", _out_of_scope(True))
MUTATIONS.add("unknown what else it holds", 12, "DENY", {CLOSED}, "person", _out_of_scope(None))


def _named(recipient: bool) -> Callable[[Draw, Facts], Facts]:
    def change(draw: Draw, f: Facts) -> Facts:
        if recipient:
            f = replace(f, recipient=replace(f.recipient, needs_names=True))
        else:
            f = replace(f, item=replace(f.item, carries_name=True))
        level = draw(st.sampled_from((Identity.PSEUDONYMOUS, Identity.ANONYMOUS)))

        def narrow(p: PersonFacts) -> PersonFacts:
            if p.consent is None or p.consent.grant is None:
                return p
            grant = replace(p.consent.grant, identity=level)
            return replace(p, consent=replace(p.consent, grant=grant))

        return one_person(draw, f, narrow)

    return change


def _public_name(draw: Draw, f: Facts) -> Facts:
    """A name in an item to be published anonymously, under a grant that says identified."""

    def widen(p: PersonFacts) -> PersonFacts:
        if p.consent is None or p.consent.grant is None:
            return p
        grant = replace(p.consent.grant, identity=Identity.IDENTIFIED)
        on_form = p.consent.purposes_on_form | {Purpose.PUBLIC_ANONYMOUS}
        return replace(p, consent=replace(p.consent, grant=grant, purposes_on_form=on_form))

    return replace(
        f,
        purpose=Purpose.PUBLIC_ANONYMOUS,
        item=replace(f.item, carries_name=True),
        persons=tuple(widen(p) for p in f.persons),
    )


MUTATIONS.of_item("unknown whether it names", 13, "DENY", {CLOSED}, carries_name=None)
MUTATIONS.of_recipient("unknown whether names are needed", 13, "DENY", {CLOSED}, needs_names=None)
MUTATIONS.add("names needed, not granted", 13, "REDACT", {CLOSED}, "person", _named(True))
MUTATIONS.add("name carried, not granted", 13, "REDACT", {CLOSED}, "person", _named(False))
MUTATIONS.add("name in public_anonymous", 13, "REDACT", {CLOSED}, "person", _public_name)


def _caveat(accepts: bool | None, by_grant: bool) -> Callable[[Draw, Facts], Facts]:
    def change(draw: Draw, f: Facts) -> Facts:
        answer = draw(st.sampled_from((Answer.NO, Answer.ASK_ME, Answer.NOT_ASKED)))

        def narrow(p: PersonFacts) -> PersonFacts:
            c = p.consent
            if c is None or c.grant is None:
                return p
            if by_grant or f.purpose == Purpose.ONWARD_EUROJUST_EUROPOL:
                return replace(p, consent=replace(c, grant=replace(c.grant, onward_sharing=False)))
            return replace(p, consent=replace(c, onward_eurojust_europol=answer))

        f = replace(f, recipient=replace(f.recipient, accepts_caveats=accepts))
        return one_person(draw, f, narrow)

    return change


for accepts, outcome in ((True, "ALLOW"), (False, "HOLD"), (None, "DENY")):
    for by_grant in (True, False):
        MUTATIONS.add(
            f"{'no onward sharing' if by_grant else 'not to Eurojust'}, caveat {accepts}",
            21,
            outcome,
            {CLOSED},
            "person",
            _caveat(accepts, by_grant),
        )


def _own_purpose(draw: Draw, f: Facts) -> Facts:
    """The purpose is onward_eurojust_europol itself: no caveat from its own answer."""

    def widen(p: PersonFacts) -> PersonFacts:
        if p.consent is None:
            return p
        on_form = p.consent.purposes_on_form | {Purpose.ONWARD_EUROJUST_EUROPOL}
        answer = draw(st.sampled_from(list(Answer)))
        consent = replace(p.consent, purposes_on_form=on_form, onward_eurojust_europol=answer)
        return replace(p, consent=consent)

    recipient = replace(f.recipient, accepts_caveats=draw(st.sampled_from((True, False, None))))
    persons = tuple(widen(p) for p in f.persons)
    purpose = Purpose.ONWARD_EUROJUST_EUROPOL
    return replace(f, purpose=purpose, recipient=recipient, persons=persons)


MUTATIONS.add("to Eurojust as the purpose", None, "ALLOW HOLD DENY", {CLOSED}, "person", _own_purpose)


def _in_state(state: str | None, new: Callable[[GrantFacts], dict[str, Any]]) -> Any:
    def change(draw: Draw, f: Facts) -> Facts:
        recipient = replace(
            f.recipient,
            state=state,
            state_blocked=False,
            international_organisation=state is None,
            in_eea=state is not None,
            transfer_basis_on=True,
        )

        def narrow(p: PersonFacts) -> PersonFacts:
            c = p.consent
            if c is None or c.grant is None:
                return p
            return replace(p, consent=replace(c, grant=replace(c.grant, **new(c.grant))))

        return one_person(draw, replace(f, recipient=recipient), narrow)

    return change


_STATES: list[tuple[str, str | None, Callable[[GrantFacts], dict[str, Any]]]] = [
    ("country denied", "LT", lambda g: {"countries_denied": g.countries_denied | {"LT"}}),
    ("country not on the list", "LT", lambda g: {"countries_allowed": frozenset({"PL", "DE"})}),
    ("no country on the list", "LT", lambda g: {"countries_allowed": frozenset()}),
    ("organisation, a list of countries", None, lambda g: {"countries_allowed": frozenset({"LT"})}),
    (
        "country both allowed and denied",
        "LT",
        lambda g: {"countries_allowed": frozenset({"LT"}), "countries_denied": frozenset({"LT"})},
    ),
]
for name, state, new in _STATES:
    MUTATIONS.add(name, 0, "DENY", {CLOSED}, "person", _in_state(state, new))


def _material_out(draw: Draw, f: Facts, g: GrantFacts) -> dict[str, Any]:
    return {"material": g.material - {f.item.material}}


MUTATIONS.of_grant("material of the item not granted", 0, "DENY", _material_out)


def _young_grant(draw: Draw, f: Facts, g: GrantFacts) -> dict[str, Any]:
    given_on = f.on.replace(day=min(f.on.day, 28), year=f.on.year - 2)
    given_on += timedelta(days=draw(st.integers(-3, 3)))
    return {"given_on": given_on, "confirmed_for_recipient_on": draw(st.dates(given_on, f.on))}


MUTATIONS.of_grant("about two years old", None, "ALLOW HOLD", _young_grant)
MUTATIONS.of_grant(
    "about to lapse",
    None,
    "ALLOW HOLD",
    lambda draw, f, g: {"expires_on": f.on + DAY * draw(st.integers(-1, 1))},
)
MUTATIONS.of_grant(
    "confirmed about the day it was given, or today",
    None,
    "ALLOW HOLD",
    lambda draw, f, g: {
        "answer": Answer.ASK_ME,
        "confirmed_for_recipient_on": draw(st.sampled_from((g.given_on, f.on))) + DAY * draw(st.integers(-1, 1)),
    },
)
MUTATIONS.of_grant(
    "given about today",
    None,
    "ALLOW HOLD DENY",
    lambda draw, f, g: {"given_on": f.on + DAY * draw(st.integers(-1, 1))},
)
