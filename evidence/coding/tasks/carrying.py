"""Tags are carried over, and questions follow, when a layer was made, or was checked, that takes over from another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evidence.coding import actions
from evidence.coding.anchoring import lay_beside
from evidence.models import Text
from evidence.signals import text_checked, text_ready
from evidence.tasks.about import texts_named
from iapb import jobs
from iapb.accounts.models import Person

ALLOWED_SECONDS = 15 * 60


def listen() -> None:
    text_ready.connect(ask_to_carry, dispatch_uid="coding.ask_to_carry")
    text_checked.connect(ask_to_carry, dispatch_uid="coding.ask_to_carry")


def ask_to_carry(sender: Any, text_id: UUID, by: Person, **more: Any) -> None:
    """In the transaction that makes the text; nothing to do where it is the item's only one of its kind."""
    text = Text.objects.visible_to(by).get(pk=text_id)
    alike = Text.objects.visible_to(by).filter(item=text.item_id, kind=text.kind, language=text.language)
    if alike.exclude(pk=text_id).exists():
        jobs.ask("carry_tags", text_id, by=by)


@jobs.handler("carry_tags", label=_("Carry tags over to a newer text"), about=texts_named)
def carry_tags(job: jobs.Claimed) -> None:
    job.allow(ALLOWED_SECONDS)
    with job.transaction() as actor:
        text = Text.objects.visible_to(actor).filter(pk=job.object).select_related("item").first()
        if text is None:
            raise jobs.CannotRun(_("The text is not there any more, or not for the person who asked."))
        pairs = actions.prepare(text.item_id, actor)
    # Outside any transaction: two hours of testimony take seconds, and people go on coding meanwhile.
    prepared = {}
    for number, (names, old, new) in enumerate(pairs):
        job.progress(number / (len(pairs) + 1), _("Comparing the texts"))
        prepared[names] = lay_beside(old, new)
    with job.completing() as actor:
        actions.carry_tags(item=text.item, by=actor, prepared=prepared)
        actions.follow_questions(item=text.item, by=actor, prepared=prepared)
