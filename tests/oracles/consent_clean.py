"""Hypothesis strategies for facts that may go: outcome ALLOW, nothing to redact.

The starting points of `consent_strategies`. They use their own, generous dates, so that
they do not lean on the calendar arithmetic they help to check; the exact limits are
approached by the mutations.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from consent.facts import (
    Answer,
    Capacity,
    ConsentFacts,
    Facts,
    GrantFacts,
    Identity,
    ItemFacts,
    ItemKind,
    LifeStatus,
    Material,
    OtherPerson,
    PersonFacts,
    Purpose,
    RecipientFacts,
    RiskFacts,
)

EEA_STATES = ("LT", "PL", "DE", "DK", "CZ")
OTHER_STATES = ("GB", "US", "CH", "UA")
FRESH_CONSENT = 700  # days, safely within 24 months
FRESH_RISK = 170  # days, safely within 6 months

#: Ordinary days, and the awkward ones: month ends and leap days.
days = st.one_of(
    st.dates(date(2024, 6, 1), date(2031, 12, 31)),
    st.sampled_from(
        [
            date(2026, 2, 28),
            date(2028, 2, 28),
            date(2028, 2, 29),
            date(2026, 8, 31),
            date(2027, 3, 31),
            date(2025, 12, 31),
        ]
    ),
)
identified_or_less = st.sampled_from(list(Identity))
materials = st.frozensets(st.sampled_from(list(Material)))


@st.composite
def clean_recipients(draw: st.DrawFn) -> RecipientFacts:
    kind = draw(st.sampled_from(("eea", "eea", "third", "organisation")))
    state = None
    if kind != "organisation":
        state = draw(st.sampled_from(EEA_STATES if kind == "eea" else OTHER_STATES))
    in_eea = {
        "eea": st.just(True),
        "third": st.just(False),
        "organisation": st.sampled_from((True, False, None)),
    }
    return RecipientFacts(
        recipient=draw(st.uuids(version=4)),
        blocked=False,
        state=state,
        state_blocked=False if state else draw(st.sampled_from((False, None))),
        international_organisation=kind == "organisation",
        in_eea=draw(in_eea[kind]),
        transfer_basis_on=True if kind != "eea" else draw(st.booleans()),
        agreement=True,
        channel_approved=True,
        needs_names=draw(st.booleans()),
        accepts_caveats=True,
    )


@st.composite
def clean_risks(draw: st.DrawFn, on: date) -> RiskFacts:
    assessed_on = on - timedelta(days=draw(st.integers(0, FRESH_RISK)))
    raised = draw(st.integers(0, 5)) == 0
    since = draw(st.dates(assessed_on, on))
    return RiskFacts(
        assessed_on=assessed_on,
        valid_to=draw(st.one_of(st.none(), st.dates(on, on + timedelta(days=400)))),
        raised_since_consent=raised,
        safety_reviewed_on=since if raised else draw(st.sampled_from((None, since))),
    )


@st.composite
def clean_grants(draw: st.DrawFn, f: Facts) -> GrantFacts:
    given_on = f.on - timedelta(days=draw(st.integers(0, FRESH_CONSENT)))
    answer = draw(st.sampled_from((Answer.YES, Answer.YES, Answer.YES, Answer.ASK_ME)))
    contact_first = draw(st.integers(0, 4)) == 0
    asked = answer == Answer.ASK_ME or contact_first
    state = f.recipient.state
    allowed: frozenset[str] | None = None
    if state is not None and draw(st.booleans()):
        allowed = frozenset({state}) | draw(st.frozensets(st.sampled_from(EEA_STATES)))
    named = f.item.carries_name or f.recipient.needs_names
    return GrantFacts(
        answer=answer,
        identity=Identity.IDENTIFIED if named else draw(identified_or_less),
        material=draw(materials) | {f.item.material} | (f.item.contains or frozenset()),
        given_on=given_on,
        expires_on=draw(st.one_of(st.none(), st.dates(f.on, f.on + timedelta(days=900)))),
        renewal_due=False,
        contact_first=contact_first,
        onward_sharing=draw(st.sampled_from((True, True, True, False))),
        countries_allowed=allowed,
        countries_denied=draw(st.frozensets(st.sampled_from(OTHER_STATES + EEA_STATES)))
        - ({state} if state else frozenset()),
        withdrawn=False,
        invalidated=False,
        confirmed_for_recipient_on=draw(st.dates(given_on, f.on)) if asked else None,
    )


@st.composite
def clean_consents(draw: st.DrawFn, f: Facts, asked_again: bool) -> ConsentFacts:
    capacities = [Capacity.SELF, Capacity.SUPPORTED]
    if asked_again:
        capacities.append(Capacity.GUARDIAN_WITH_ASSENT)
    return ConsentFacts(
        form_hash_matches=True,
        proof_present=True,
        purposes_on_form=draw(st.frozensets(st.sampled_from(list(Purpose)))) | {f.purpose},
        capacity=draw(st.sampled_from(capacities)),
        withdrawn_in_full=False,
        invalidated_in_full=False,
        grant=draw(clean_grants(f)),
        onward_eurojust_europol=draw(st.sampled_from((Answer.YES,) * 4 + (Answer.NO, Answer.ASK_ME, Answer.NOT_ASKED))),
        recontact=draw(st.sampled_from(list(Answer))),
    )


@st.composite
def clean_persons(draw: st.DrawFn, f: Facts) -> PersonFacts:
    age = draw(st.sampled_from((16, 17, 18, 19, 34, 70)))
    now = age + draw(st.integers(0, 3))
    asked_again = None
    if (age < 18 <= now) or draw(st.integers(0, 5)) == 0:
        asked_again = draw(st.dates(f.on - timedelta(days=900), f.on))
    status = draw(st.sampled_from((LifeStatus.REACHABLE,) * 6 + tuple(LifeStatus)))
    reviewed = None
    if status != LifeStatus.REACHABLE or draw(st.integers(0, 5)) == 0:
        reviewed = draw(st.dates(f.on - timedelta(days=90), f.on))
    return PersonFacts(
        subject=draw(st.uuids(version=4)),
        identified_in_store=True,
        consent=draw(clean_consents(f, asked_again is not None)),
        age_at_interview=age,
        age_now=now if age < 18 else draw(st.sampled_from((now, None))),
        asked_again_as_adult_on=asked_again,
        status=status,
        protection_reviewed_on=reviewed,
        circumstances_changed=False,
        risk=draw(clean_risks(f.on)),
    )


@st.composite
def harmless_others(draw: st.DrawFn) -> tuple[OtherPerson, ...]:
    """People who can be recognised and need no redaction."""
    ways = draw(st.lists(st.sampled_from(((True, False), (False, True), (True, True))), max_size=2))
    return tuple(OtherPerson(draw(st.uuids(version=4)), *way) for way in ways)


@st.composite
def clean_items(draw: st.DrawFn, kind: ItemKind, on: date, may_name: bool) -> ItemFacts:
    sgbv = draw(st.integers(0, 4)) == 0
    confirmed = draw(st.dates(on - timedelta(days=60), on))
    contains = draw(
        st.sampled_from(
            (
                frozenset(),
                frozenset(),
                frozenset({Material.MEDICAL}),
                frozenset({Material.CONTACT_DETAILS, Material.IMAGES_OF_BODY}),
            )
        )
    )
    return ItemFacts(
        item=draw(st.uuids(version=4)),
        kind=kind,
        material=draw(st.sampled_from(list(Material))),
        support_record=False,
        integrity_ok=True,
        quarantined=False,
        restricted_art18=False,
        open_rights_request=False,
        sgbv_or_restricted_code=sgbv,
        sgbv_confirmed_on=confirmed if sgbv else None,
        sgbv_focal_point_signed=sgbv,
        contains=contains,
        nothing_else=draw(st.booleans()),
        carries_name=may_name and draw(st.booleans()),
        others=draw(harmless_others()),
        risk=draw(clean_risks(on)) if kind == ItemKind.OPEN_SOURCE else None,
    )


@st.composite
def clean_entries(draw: st.DrawFn, kind: ItemKind, on: date, purpose: Purpose, recipient: RecipientFacts) -> Facts:
    """One item without sources, for a given day, purpose and recipient."""
    may_name = purpose != Purpose.PUBLIC_ANONYMOUS
    item = draw(clean_items(kind, on, may_name))
    f = Facts(on=on, purpose=purpose, recipient=recipient, item=item)
    if kind != ItemKind.CLOSED_SOURCE:
        return f
    count = draw(st.sampled_from((1, 1, 1, 2, 3)))
    return replace(f, persons=tuple(draw(clean_persons(f)) for _ in range(count)))


@st.composite
def clean_facts(draw: st.DrawFn, kind: ItemKind | None = None) -> Facts:
    """Releasable facts of any kind; closed items are joint in two cases of five."""
    if kind is None:
        kind = draw(st.sampled_from((ItemKind.CLOSED_SOURCE,) * 3 + tuple(ItemKind)))
    on = draw(days)
    purpose = draw(st.sampled_from(list(Purpose)))
    recipient = draw(clean_recipients())
    if purpose == Purpose.PUBLIC_ANONYMOUS:
        recipient = replace(recipient, needs_names=False)
    f = draw(clean_entries(kind, on, purpose, recipient))
    if kind != ItemKind.ANALYTIC:
        return f
    kinds = draw(
        st.lists(
            st.sampled_from((ItemKind.CLOSED_SOURCE, ItemKind.CLOSED_SOURCE, ItemKind.OPEN_SOURCE)),
            min_size=1,
            max_size=3,
        )
    )
    sources = tuple(draw(clean_entries(each, on, purpose, recipient)) for each in kinds)
    return replace(f, sources=sources)
