"""On the page of a file: the tags on its parts, and the form for another one."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.coding.actions.parts import RECORDINGS
from evidence.coding.forms import PART_FORMS
from evidence.coding.models import Tag
from evidence.models import ItemFile
from evidence.sections import Section
from evidence.viewing import is_pictured
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person


def on_file(file: ItemFile, actor: Person) -> Iterator[Section]:
    timed = file.role in RECORDINGS
    if not timed and not is_pictured(file):
        return
    found = Tag.objects.visible_to(actor).filter(file=file, retracted_at=None).select_related("code", "author")
    tags = list(found.order_by("from_ms", "page", "top", "left"))
    may_tag = Right.TAG in rights_of(actor)
    if not tags and not may_tag:
        return
    form = PART_FORMS["time" if timed else "place"](actor=actor) if may_tag else None
    yield Section(10, "coding/_parts_section.html", {"parts": tags, "form": form, "timed": timed, "actor": actor})
