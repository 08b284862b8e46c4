"""What the page of an item shows: its files, its layers, the work on them, what upper rooms add."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from evidence import sections, viewing
from evidence.access import require_own
from evidence.actions.files import same_bytes_as
from evidence.forms.files import LANGUAGES, ROLES
from evidence.models import Item, ItemFile, Segment, Text
from evidence.screening.effects import holds
from evidence.sniffing import best_of
from iapb import jobs
from iapb.access.errors import allowed
from iapb.access.rights import Right, rights_of
from iapb.accounts.models import Person
from iapb.custody.models import StoredFile

# In the order in which they need each other.
UPLOAD_SCRIPTS = ("vendor/tus.min.js", *(f"js/{name}.js" for name in ("measures", "hashing", "carry", "upload")))


@dataclass
class FileShown:
    file: ItemFile
    findings: list[Any]
    same_as: list[ItemFile]
    jobs: list[Any]
    derived: list[ItemFile] = field(default_factory=list)

    @property
    def may_be_screened(self) -> bool:
        """Where nothing runs: it may have been the machine, or signatures that are newer now."""
        return self.file.file.state == StoredFile.State.FAILED and not any(job.is_open for job in self.jobs)

    @property
    def kept_sealed(self) -> bool:
        """Something was found that holds it back; otherwise screening itself did not end well."""
        return self.file.file.state == StoredFile.State.FAILED and holds(self.file.findings)

    @property
    def kind(self) -> str:
        return best_of(self.file.file.media_type, self.file.seen_type)

    @property
    def antivirus(self) -> str:
        asked = self.file.antivirus != ItemFile.Antivirus.NOT_ASKED
        return str(self.file.get_antivirus_display()) if asked else ""

    @property
    def stopped(self) -> list[Any]:
        return [job for job in self.jobs if job.has_stopped]


@dataclass
class TextShown:
    text: Text
    jobs: list[Any]
    may_translate: bool
    doubtful: int = 0  # segments a person should listen to first


def item(item: Item, actor: Person) -> dict[str, Any]:
    rights = rights_of(actor)
    own = allowed(require_own, item.collection_id, actor)
    work = progress(item, actor)
    added = sections.of_item.of(item, actor)
    return {
        **work,
        "sections": added.sections,
        "steps": added.steps if own else [],
        "may_upload": own and Right.UPLOAD in rights and not item.withdrawn_at,
        "may_code": Right.TAG in rights,
        "acquisitions": ItemFile.Acquisition.choices,
        "upload_scripts": UPLOAD_SCRIPTS,
        "nobody": UUID(int=0),
    }


def progress(item: Item, actor: Person) -> dict[str, Any]:
    """The part that is asked for again while anything is being worked on."""
    files = list(ItemFile.objects.visible_to(actor).filter(item=item).select_related("file", "added_by"))
    texts = list(Text.objects.visible_to(actor).filter(item=item).select_related("created_by", "source"))
    work = jobs.of([item.pk, *(one.file_id for one in files), *(text.pk for text in texts)])
    shown = _files(files, work, actor)
    own = allowed(require_own, item.collection_id, actor)
    may = own and Right.UPLOAD in rights_of(actor)
    at_hand, small = viewing.copies_at_hand([one.file.pk for one in shown], actor)
    doubtful = _doubtful(texts, actor)
    layers = [
        TextShown(text, work.get(text.pk, []), may and _may_translate(text, texts), doubtful.get(text.pk, 0))
        for text in texts
    ]
    return {
        "item": item,
        "files": shown,
        "at_hand": at_hand,
        "small": small,
        "texts": layers,
        "file_steps": _missing_files(item, shown, texts) if may and not item.withdrawn_at else [],
        "busy": any(job.is_open for of_one in work.values() for job in of_one),
        "may_change": own and Right.REGISTER in rights_of(actor),
        "may_read_original": Right.ORIGINAL in rights_of(actor),
        "roles": ROLES,
        "languages": LANGUAGES,
    }


def _doubtful(texts: list[Text], actor: Person) -> dict[UUID, int]:
    drafts = [text.pk for text in texts if text.maker == Text.Maker.MACHINE]
    if not drafts:
        return {}
    segments = Segment.objects.visible_to(actor).filter(text__in=drafts).exclude(doubt="").order_by()
    return dict(segments.values_list("text").annotate(Count("pk")))


def _files(files: list[ItemFile], work: dict[UUID, list[Any]], actor: Person) -> list[FileShown]:
    sent = [one for one in files if one.derived_from_id is None and one.role != ItemFile.Role.TEXT_LAYER]
    same = same_bytes_as(sent, actor)
    shown = []
    for one in sent:
        findings = [ItemFile.Finding(finding).label for finding in one.findings]
        derived = [other for other in files if other.derived_from_id == one.pk]
        shown.append(FileShown(one, findings, same.get(one.pk, []), work.get(one.file_id, []), derived))
    return shown


def _may_translate(text: Text, texts: list[Text]) -> bool:
    """From Russian and Belarusian into English, where no machine has done so yet."""
    if text.language not in ("ru", "be", "mixed") or text.kind == Text.Kind.TRANSLATION:
        return False
    return not any(one.source_id == text.pk and one.maker == Text.Maker.MACHINE for one in texts)


def _missing_files(item: Item, files: list[FileShown], texts: list[Text]) -> list[Any]:
    """What is missing next among files and texts, in a sentence."""
    if not files:
        return [_("No files yet: add them.")]
    if item.kind != Item.Kind.INTERVIEW:
        return []
    if not any(text.kind == Text.Kind.TRANSCRIPT for text in texts):
        if any(one.file.role == ItemFile.Role.TRANSCRIPT for one in files):
            return []
        return [_("No transcript yet: add it, or have the recording transcribed.")]
    in_english = any(text.language == "en" for text in texts)
    translated = any(one.file.role == ItemFile.Role.TRANSLATION for one in files)
    return [] if in_english or translated else [_("No English text yet: add the translation.")]
