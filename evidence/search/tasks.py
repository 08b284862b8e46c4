"""Indexing: asked for when a layer is made, done by the worker with the rights of who made it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from evidence.coding.anchoring import lay_beside
from evidence.coding.succession import succession_of
from evidence.models import Text
from evidence.search.passages import passages_of
from evidence.search.standing import Kept, family_of, heirs_of, overshadowed, standing_of, to_compare
from evidence.signals import text_aligned, text_checked, text_ready
from evidence.tasks.about import texts_named
from iapb import jobs
from iapb.access.rights import Actor
from iapb.accounts.models import Person

SEARCH = _("Search")


def listen() -> None:
    text_ready.connect(ask_for_index, dispatch_uid="search.ask_for_index")
    # Until then nobody knew which words of the original a translated word stands beside.
    text_aligned.connect(ask_for_index, dispatch_uid="search.ask_for_index")
    text_checked.connect(ask_after_check, dispatch_uid="search.ask_after_check")


def ask_for_index(sender: Any, text_id: UUID, by: Person, **more: Any) -> None:
    """In the transaction that makes the text, so that there is none without its place in the search."""
    jobs.ask("index_text", text_id, by=by)


def ask_after_check(sender: Any, text_id: UUID, by: Person, **more: Any) -> None:
    """A text that was checked may take over from another of its kind; where it is alone nothing changes."""
    text = Text.objects.visible_to(by).get(pk=text_id)
    alike = Text.objects.visible_to(by).filter(item=text.item_id, kind=text.kind, language=text.language)
    if alike.exclude(pk=text_id).exists():
        jobs.ask("index_text", text_id, by=by)


@jobs.handler("index_text", label=_("Make a text searchable"), about=texts_named)
def index_text(job: jobs.Claimed) -> None:
    with job.transaction() as actor:
        pairs = to_compare(job.object, actor)
    # Outside any transaction: two hours of testimony take seconds, and people go on coding meanwhile.
    kept = {names: lay_beside(old, new).kept for names, old, new in pairs}
    with job.completing() as actor:
        index(job.object, actor, kept)
        # Only once the newer one is found: until then the older one answers.
        for older in _older(job.object, actor, kept):
            jobs.ask("index_text", older.pk, by=actor)


def index(text_id: UUID, actor: Actor, kept: Kept | None = None) -> int:
    """Replaces the passages of the original that `text_id` is, or is a translation of. Gives their number.

    `kept`: how much is left of older originals, if that was asked before.
    """
    if kept is None:
        kept = {names: lay_beside(old, new).kept for names, old, new in to_compare(text_id, actor)}
    text = Text.objects.visible_to(actor).filter(pk=text_id).first()
    if text is None:
        raise jobs.CannotRun(_("The text is not there any more, or not for the person who asked."))
    root = succession_of(text.item_id, actor).root(text)
    # Two layers made at once must not overwrite each other's words: the later waits, and reads both.
    Text.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=root.pk)
    succession = succession_of(text.item_id, actor)
    family = family_of(root, succession, actor)
    rows = passages_of(family, standing_of(family, succession, heirs_of(succession, root, kept), actor))
    with connection.cursor() as cursor:
        cursor.execute("select search_replace(%s, %s::jsonb)", [root.pk, json.dumps(rows)])
    return len(rows)


def _older(text_id: UUID, actor: Actor, kept: Kept) -> list[Text]:
    text = Text.objects.visible_to(actor).get(pk=text_id)
    return overshadowed(succession_of(text.item_id, actor), text, kept)
