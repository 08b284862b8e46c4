"""What machines propose, and what people say to it. Nothing is accepted by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence import machines
from evidence.coding.actions.tags import CARRIER, belonging, must_be_named, place_tag
from evidence.coding.models import Code, FactSupport, Suggestion
from evidence.coding.spans import span_of
from evidence.coding.suggesting.base import Proposal
from evidence.coding.suggesting.proposals import ENGINE, VERSION
from evidence.models import Segment, Text
from iapb import jobs
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record

DECIDED_ALREADY = _("Somebody has decided on this proposal already. Reload the page.")
READ = ("ru", "be", "en", "mixed", "")  # languages that have rules
AROUND = 12  # letters before or after the words that must be the same for it to be the same place


def ask_for_proposals(text: Text, by: Person) -> None:
    """Of an original, where the witness agreed to machines; else nothing is asked for.

    By who keeps a text, and again by who gives or begins the coding of it or makes an official of its words: they may
    see the register of officials, which a body that keeps a text may not.
    """
    if text.source_id is not None or text.language not in READ:
        return
    with suppress(Invalid):
        machines.require(text.item, by)
        jobs.ask("propose_codes", text.pk, by=by)


@transaction.atomic
def propose(*, text: Text, proposals: Sequence[Proposal], by: Person) -> int:
    """Keeps what is new. What anybody refused on the same words, on this layer or an older one, stays refused; where
    newer rules take more or fewer words for a thing that stands proposed or decided on this layer, it is the same."""
    machines.require(text.item, by)
    segments = list(Segment.objects.visible_to(by).filter(text=text).order_by("number"))
    codes = {one.code: one for one in Code.objects.filter(framework__current=True, assignable=True, retired_at=None)}
    known, told = _known(text), _officials_told(text)
    rows = []
    for proposal in proposals:
        code = codes.get(proposal.value) if proposal.kind == Suggestion.Kind.CODE else None
        if proposal.kind == Suggestion.Kind.CODE and (
            code is None or CARRIER.get(text.item.kind) not in code.applies_to
        ):
            continue
        row = _row(text, segments, proposal, code)
        if row and not any(_same(row, one) for one in known.get(_thing(row), ())) and not _is_told(row, told):
            rows.append(row)
    before = _number_of(text)
    Suggestion.objects.unscoped("proposals are kept for whoever may see them").bulk_create(rows, ignore_conflicts=True)
    made = _number_of(text) - before
    if made:
        detail = {"item": str(text.item_id), "text": str(text.pk), "number": made, "engine": ENGINE, "version": VERSION}
        record("suggestions.made", actor=by.pk, object=text.pk, detail=detail)
    return made


@transaction.atomic
def accept_suggestion(*, suggestion: Suggestion, by: Person) -> Suggestion:
    """A proposed code becomes the person's own tag; a date or a name is marked as right."""
    one = _undecided(suggestion, by)
    if one.code:
        one.tag = place_tag(text=one.text, code=one.code, start=one.start, end=one.end, exact=one.exact, by=by)
    return _decided(one, Suggestion.State.ACCEPTED, by)


@transaction.atomic
def change_suggestion(
    *, suggestion: Suggestion, code: Code, by: Person, start: int | None = None, end: int | None = None
) -> Suggestion:
    """Accepted with another code, or on other words of the same layer."""
    one = _undecided(suggestion, by)
    if one.code is None:
        raise Invalid(_("Only a proposed code is changed; a date or a name is accepted or refused."))
    place = (one.start if start is None else start, one.end if end is None else end)
    one.tag = place_tag(text=one.text, code=code, start=place[0], end=place[1], by=by)
    same = code.code == one.code.code and place == (one.start, one.end)
    return _decided(one, Suggestion.State.ACCEPTED if same else Suggestion.State.CHANGED, by)


@transaction.atomic
def refuse_suggestion(*, suggestion: Suggestion, by: Person) -> Suggestion:
    return _decided(_undecided(suggestion, by), Suggestion.State.REFUSED, by)


def decide_suggestions(*, decisions: Iterable[tuple[Suggestion, str]], by: Person) -> tuple[int, list[Any]]:
    """Many at once: "accept" or "refuse" each. Gives how many were decided, and why others were not; one that cannot
    be decided, since somebody else was quicker, takes none of the others with it."""
    one_by_one = {"accept": accept_suggestion, "refuse": refuse_suggestion}
    done, refusals = 0, []
    for suggestion, decision in decisions:
        try:
            one_by_one[decision](suggestion=suggestion, by=by)
            done += 1
        except (Invalid, Refused) as refusal:
            refusals.append(refusal.sentence)
    return done, refusals


def _undecided(suggestion: Suggestion, by: Person) -> Suggestion:
    require(by, Right.TAG)
    mine = Suggestion.objects.visible_to(by).select_related("code__framework", "text", "item")
    one = mine.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if one.code:
        must_be_named(one.code, one.item, by)
    if one.state != Suggestion.State.PROPOSED:
        raise Invalid(DECIDED_ALREADY)
    return one


def _decided(one: Suggestion, state: str, by: Person) -> Suggestion:
    one.state, one.decided_by, one.decided_at = state, by, timezone.now()
    one.save(update_fields=["state", "decided_by", "decided_at", "tag"])
    detail = {"item": str(one.item_id), "kind": one.kind, "engine": one.engine, "version": one.engine_version,
              "code": one.code.code if one.code else None, "tag": str(one.tag_id) if one.tag_id else None}  # fmt: skip
    record(f"suggestion.{state}", actor=by.pk, object=one.pk, detail=detail)
    return one


def _row(text: Text, segments: list[Segment], proposal: Proposal, code: Code | None) -> Suggestion | None:
    near = [
        one
        for one in segments
        if one.start <= proposal.end + 64 and one.start + len(one.content) >= proposal.start - 64
    ]
    try:
        span = span_of(near, proposal.start, proposal.end, None)
    except Invalid:  # words that were emptied since
        return None
    return Suggestion(
        **belonging(text.item, restricted=bool(code and code.restricted)),
        kind=proposal.kind, text=text, text_sha256=text.sha256, segment=span.segment, code=code,
        value=proposal.value[:200], others=list(proposal.others), precision=proposal.precision,
        start=span.start, end=span.end, exact=span.exact, prefix=span.prefix, suffix=span.suffix,
        because=proposal.because, cue=proposal.cue, language=span.segment.language,
        engine=ENGINE, engine_version=VERSION,
    )  # fmt: skip


def _known(text: Text) -> dict[tuple[str, str], list[Suggestion]]:
    """What stands on this layer already, and what was refused anywhere on its item."""
    rows: dict[tuple[str, str], list[Suggestion]] = {}
    every = Suggestion.objects.unscoped("a refusal counts also where the one who asks may not see it")
    for one in every.filter(Q(text=text) | Q(state=Suggestion.State.REFUSED), item=text.item_id):
        rows.setdefault(_thing(one), []).append(one)
    return rows


def _officials_told(text: Text) -> list[tuple[str, int, int]]:
    """Officials that words of this layer name already: the id, and where."""
    every = FactSupport.objects.unscoped("what names somebody already is not proposed, whoever sees it")
    found = every.filter(tag__text=text, official__isnull=False, removed_at=None)
    return [(str(pk), start, end) for pk, start, end in found.values_list("official", "tag__start", "tag__end")]


def _is_told(row: Suggestion, told: list[tuple[str, int, int]]) -> bool:
    return any(row.value == pk and row.start < end and start < row.end for pk, start, end in told)


def _thing(one: Suggestion) -> tuple[str, str]:
    """An official is the same whether named beside a rank or found in the register since."""
    return (one.kind, "" if one.kind == Suggestion.Kind.OFFICIAL else one.value)


def _same(row: Suggestion, known: Suggestion) -> bool:
    """On one layer: words in common. On another: the same words or a part of them, and what stands before or after
    them is the same too."""
    if row.text_id == known.text_id:
        return row.start < known.end and known.start < row.end
    part, whole = sorted((row, known), key=lambda one: len(one.exact))
    at = whole.exact.find(part.exact)
    if at < 0 or not part.exact:
        return False
    before, after = whole.prefix + whole.exact[:at], whole.exact[at + len(part.exact) :] + whole.suffix
    return before[-AROUND:] == part.prefix[-AROUND:] or after[:AROUND] == part.suffix[:AROUND]


def _number_of(text: Text) -> int:
    return Suggestion.objects.unscoped("proposals are counted").filter(text=text).count()
