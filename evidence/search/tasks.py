"""Indexing: asked for when a layer is made, done by the worker with the rights of who made it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from evidence.models import Text
from evidence.search.passages import passages_of
from evidence.signals import text_aligned, text_ready
from evidence.tasks.about import texts_named
from iapb import jobs
from iapb.access.rights import Actor
from iapb.accounts.models import Person

SEARCH = _("Search")


def listen() -> None:
    text_ready.connect(ask_for_index, dispatch_uid="search.ask_for_index")
    # Until then nobody knew which words of the original a translated word stands beside.
    text_aligned.connect(ask_for_index, dispatch_uid="search.ask_for_index")


def ask_for_index(sender: Any, text_id: UUID, by: Person, **more: Any) -> None:
    """In the transaction that makes the text, so that there is none without its place in the search."""
    jobs.ask("index_text", text_id, by=by)


@jobs.handler("index_text", label=_("Make a text searchable"), about=texts_named)
def index_text(job: jobs.Claimed) -> None:
    with job.completing() as actor:
        index(job.object, actor)


def index(text_id: UUID, actor: Actor) -> int:
    """Replaces the passages of the original that `text_id` is, or is a translation of. Gives their number."""
    text = Text.objects.visible_to(actor).filter(pk=text_id).first()
    if text is None:
        raise jobs.CannotRun(_("The text is not there any more, or not for the person who asked."))
    while text.source_id:
        text = Text.objects.visible_to(actor).get(pk=text.source_id)
    # Two layers made at once must not overwrite each other's words: the later waits, and reads both.
    Text.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=text.pk)
    rows = passages_of(text, actor)
    with connection.cursor() as cursor:
        cursor.execute("select search_replace(%s, %s::jsonb)", [text.pk, json.dumps(rows)])
    return len(rows)
