"""Hypothesis strategies for `consent.facts.Facts`, for comparing a decision with the table.

Plain random facts would nearly always be denied for a dozen reasons at once. So each
example starts releasable (`consent_clean`) and takes 0 to 3 mutations
(`mutations_of_...`), each of which makes one condition of one row true.

- ``facts()``: any kind, joint material, analytic products one level deep;
- ``clean_facts(kind=None)``: nothing stands in the way;
- ``facts_with(mutation, kind=None)``: releasable but for this one mutation;
- ``MUTATIONS``: all of them.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from consent.facts import Facts, ItemKind
from tests.oracles import mutations_of_consent, mutations_of_items, mutations_of_persons
from tests.oracles.consent_clean import clean_facts
from tests.oracles.consent_mutation import Mutation

__all__ = ["MUTATIONS", "Mutation", "clean_facts", "facts", "facts_with", "mutated"]

MUTATIONS: list[Mutation] = [
    *mutations_of_items.MUTATIONS,
    *mutations_of_persons.MUTATIONS,
    *mutations_of_consent.MUTATIONS,
]
#: The rows there are; the three that can lead to REDACT, and the limits (None), more than once.
ROWS: list[int | None] = [*sorted({m.row for m in MUTATIONS if m.row is not None}), 12, 13, 14, 14, None, None]


def _pieces(f: Facts, mutation: Mutation) -> list[int]:
    """Where it can be done: -1 is the item itself, 0 and up its sources."""
    pieces = [-1] if f.item.kind in mutation.kinds else []
    if mutation.reaches in ("item", "person"):
        pieces += [i for i, source in enumerate(f.sources) if source.item.kind in mutation.kinds]
    return pieces


def _for_the_same(f: Facts, other: Facts) -> Facts:
    """All pieces of a product are asked about for one purpose and one recipient."""
    sources = tuple(_for_the_same(source, other) for source in f.sources)
    return replace(f, purpose=other.purpose, recipient=other.recipient, sources=sources)


def mutated(draw: st.DrawFn, f: Facts, mutation: Mutation) -> Facts:
    """The facts with it done once; unchanged where there is nothing it can be done to."""
    pieces = _pieces(f, mutation)
    if not pieces:
        return f
    piece = draw(st.sampled_from(pieces))
    if piece == -1:
        changed = mutation.change(draw, f)
        return _for_the_same(changed, changed)
    sources = list(f.sources)
    sources[piece] = mutation.change(draw, sources[piece])
    return _for_the_same(replace(f, sources=tuple(sources)), sources[piece])


@st.composite
def facts_with(draw: st.DrawFn, mutation: Mutation, kind: ItemKind | None = None) -> Facts:
    if kind is None:
        kind = draw(st.sampled_from(sorted(mutation.kinds)))
    return mutated(draw, draw(clean_facts(kind)), mutation)


@st.composite
def _chosen(draw: st.DrawFn) -> Mutation:
    """By row first: a row with many conditions is not met more often than one with few."""
    row = draw(st.sampled_from(ROWS))
    return draw(st.sampled_from([mutation for mutation in MUTATIONS if mutation.row == row]))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    count = draw(st.sampled_from((0, 1, 1, 1, 2, 2, 3)))
    mutations = [draw(_chosen()) for _ in range(count)]
    f = draw(clean_facts())
    for mutation in mutations:
        f = mutated(draw, f, mutation)
    return f
