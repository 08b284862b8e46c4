"""Proposals for a text: asked for when an original is kept, made by the worker with the rights of who kept it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evidence import machines
from evidence.coding import actions
from evidence.coding.spans import joined
from evidence.coding.suggesting import proposals, rows
from evidence.models import Segment, Text
from evidence.signals import text_ready
from evidence.tasks.about import texts_named
from iapb import jobs
from iapb.access.errors import Invalid
from iapb.accounts.models import Person

ASKS = ("interviewer", "интервьюер", "інтэрв'юер", "вопрос", "пытанне", "q")


def listen() -> None:
    text_ready.connect(ask_for_proposals, dispatch_uid="coding.ask_for_proposals")


def ask_for_proposals(sender: Any, text_id: UUID, by: Person, **more: Any) -> None:
    text = Text.objects.visible_to(by).select_related("item").filter(pk=text_id).first()
    if text:
        actions.ask_for_proposals(text, by)


@jobs.handler("propose_codes", label=_("Propose codes, dates and names"), about=texts_named)
def propose_codes(job: jobs.Claimed) -> None:
    with job.transaction() as actor:
        text, segments = _read(job.object, actor)
        day = machines.day_of(text.item, actor) or text.created_at.date()
        register = rows.register(actor)
    words = joined(segments)
    base = segments[0].start if segments else 0
    found = proposals.propose(" " * base + words, day, register, _interviewer(segments))
    with job.completing() as actor:
        text, _segments = _read(job.object, actor)
        actions.propose(text=text, proposals=found, by=actor)


def _read(pk: UUID, actor: Person) -> tuple[Text, list[Segment]]:
    text = Text.objects.visible_to(actor).select_related("item").filter(pk=pk).first()
    if text is None:
        raise jobs.CannotRun(_("The text is not there any more, or not for the person who asked."))
    try:
        machines.require(text.item, actor)
    except Invalid as refusal:
        raise jobs.CannotRun(refusal.sentence) from refusal
    return text, list(Segment.objects.visible_to(actor).filter(text=text).order_by("number"))


def _interviewer(segments: list[Segment]) -> list[tuple[int, int]] | None:
    """The turns of who asks, where the layer says who speaks; otherwise the rules tell by the dashes."""
    if not any(one.speaker for one in segments):
        return None
    asking = [one for one in segments if one.speaker.casefold().startswith(ASKS)]
    return [(one.start, one.start + len(one.content)) for one in asking]
