"""Reading anew with a newer engine: drafts of an older one are selected, counted, confirmed.

The new layer stands beside the old one and nothing is overwritten: tags, checks and packages
point into the old. What the engine in use has made already is not asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence import machines
from evidence.access import own_collections
from evidence.models import Item, ItemFile, Text
from iapb import jobs
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.language import models, speech, translate
from iapb.language.models import TRANSCRIBE, TRANSLATE, Model

AT_ONCE = 1000  # texts in one confirmation: it is one transaction


@dataclass(frozen=True)
class Work:
    """One job that would be asked for."""

    kind: str
    object: UUID
    item: UUID
    collection: UUID


@dataclass
class Group:
    """Drafts of one kind and language that one version of one engine made, and what would read them now."""

    kind: str  # of Text
    language: str  # of what was read
    engine: str
    engine_version: str
    now: Model
    works: list[Work] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Names the group on the page. A hash, since the names of models are an operator's own."""
        told = "\0".join((self.kind, self.language, self.engine, self.engine_version))
        return sha256(told.encode()).hexdigest()[:16]

    @property
    def number(self) -> int:
        return len(self.works)

    @property
    def label(self) -> Any:
        return Text.Kind(self.kind).label


@dataclass(frozen=True)
class Asked:
    jobs: int
    refused: int  # where the witness did not agree to machines


def groups(by: Person) -> list[Group]:
    """Of the person's own body. Four queries, whatever their number."""
    own = own_collections(by)
    drafts = Text.objects.visible_to(by).filter(
        collection__in=own, maker=Text.Maker.MACHINE, kind__in=(Text.Kind.TRANSCRIPT, Text.Kind.TRANSLATION)
    )
    drafts = drafts.filter(item__withdrawn_at=None).select_related("source", "file__item_file__derived_from")
    found: dict[tuple[str, ...], Group] = {}
    made: dict[tuple[UUID, str], set[tuple[str, str]]] = {}
    rows = [(text, *_read_from(text)) for text in drafts.order_by("created_at")]
    for text, work, _language in rows:
        made.setdefault((work.object, work.kind), set()).add((text.engine, text.engine_version))
    in_use, asked = _InUse(), _asked_for([work.object for _text, work, _language in rows])
    for text, work, language in rows:
        model = in_use.of(work.kind, language)
        if (
            model is None
            or (work.object, work.kind) in asked
            or in_use.name(work.kind, model) in made[work.object, work.kind]
        ):
            continue
        names = (text.kind, language, text.engine, text.engine_version)
        group = found.setdefault(names, Group(*names, model))
        if work not in group.works:
            group.works.append(work)
    return sorted(found.values(), key=lambda group: (group.kind, group.language, group.engine, group.engine_version))


@transaction.atomic
def ask(*, chosen: Sequence[Group], expected: int | None, by: Person) -> Asked:
    """All jobs in one transaction, or none. `chosen` comes from `groups(by)` of this request."""
    require(by, Right.UPLOAD)
    works = list(dict.fromkeys(work for group in chosen for work in group.works))
    if expected != sum(group.number for group in chosen):
        raise Invalid(_("The number has changed since you looked: nothing was asked for. Look at it again."))
    if len(works) > AT_ONCE:
        raise Invalid(_("Those are too many at once. Choose fewer rows."))
    asked = refused = 0
    for work in _agreed(works, by):
        if work is None:
            refused += 1
            continue
        jobs.ask(work.kind, work.object, by=by, collection=work.collection)
        asked += 1
    return Asked(asked, refused)


def _agreed(works: Sequence[Work], by: Person) -> Iterator[Work | None]:
    """None for each that a machine may not read."""
    items = {item.pk: item for item in Item.objects.visible_to(by).filter(pk__in={work.item for work in works})}
    for work in works:
        try:
            machines.require(items[work.item], by)
            yield work
        except (Invalid, Refused):
            yield None


def _asked_for(objects: Sequence[UUID]) -> set[tuple[UUID, str]]:
    """What is being read anew already."""
    return {(job.object, job.kind) for of_one in jobs.of(objects).values() for job in of_one if job.is_open}


def _read_from(text: Text) -> tuple[Work, str]:
    """What the draft was made of, as a job names it, and its language."""
    if text.kind == Text.Kind.TRANSLATION:
        assert text.source
        return Work(TRANSLATE, text.source_id, text.item_id, text.collection_id), text.source.language
    made_of: ItemFile = text.file.item_file.derived_from
    return Work(TRANSCRIBE, made_of.file_id, text.item_id, text.collection_id), text.language


class _InUse:
    """The models in use, looked up once each."""

    def __init__(self) -> None:
        self._root = Path(settings.MODEL_ROOT)
        self._known: dict[tuple[str, str], Model | None] = {}

    def of(self, kind: str, language: str) -> Model | None:
        if (kind, language) not in self._known:
            into = translate.INTO if kind == TRANSLATE else ""
            self._known[kind, language] = models.find(self._root, kind, language, into)
        return self._known[kind, language]

    @staticmethod
    def name(kind: str, model: Model) -> tuple[str, str]:
        """As the layers it makes carry it."""
        engine = translate.ENGINE if kind == TRANSLATE else speech.ENGINE
        return f"{engine} {model.name}"[:80], model.version[:80]
