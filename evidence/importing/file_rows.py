"""Rows that name files: bytes into the vault first, then rows, then the usual screening."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from evidence.actions import files
from evidence.actions.files import ROLES_SENT, Sent
from evidence.importing.registry import Column, Kind, Made, Making, Row
from evidence.models import ItemFile
from evidence.sniffing import peek
from iapb.accounts.models import Person
from iapb.custody import several
from iapb.custody.sending import Sending
from iapb.custody.several import Sealed

_PIECE = 1 << 20


@dataclass(frozen=True)
class _Taken:
    sealed: Sealed
    by: Person

    @property
    def size(self) -> int:
        return self.sealed.size

    def keep(self) -> Made:
        file = several.keep(self.sealed)
        linked = ItemFile.objects.visible_to(self.by).values_list("pk", flat=True).get(file=file)
        return Made(linked, self.sealed.sending.subjects[0])

    def discard(self) -> None:
        several.discard(self.sealed)


def _take(making: Making, role: str = "") -> _Taken:
    owner = making.found("interview" if making["interview"] else "document")
    sent = Sent(
        name=PurePosixPath(making["path"]).name,
        role=role or making["role"],
        language=making["language"],
        acquisition=making["acquisition"] or ItemFile.Acquisition.UNKNOWN,
        note=making["note"],
        client_key=f"import-{making.key}",
        expected_sha256=making["sha256"] or None,
    )
    assert making.open is not None
    with making.open(making["path"]) as content:
        head = peek(pieces(content))
        said = files.words_for(owner.object, owner.subject, head.start, files.checked_words(sent), making.by)
        return _Taken(several.seal(head.stream, Sending.of(**said)), making.by)


def pieces(content: BinaryIO) -> Iterator[bytes]:
    return iter(partial(content.read, _PIECE), b"")


def _check(row: Row, by: Person) -> Iterable[tuple[str, str]]:
    if bool(row.values["interview"]) == bool(row.values["document"]):
        yield "interview", "owner"


_OWNERS = (
    Column("interview", _("Interview"), of="interviews"),
    Column("document", _("Document"), of="documents"),
)
_PATH = Column("path", _("File"), required=True, longest=400, as_="path")
_REST = (
    Column("acquisition", _("how it came to us"), offered=lambda: ItemFile.Acquisition.values),
    Column("note", _("note"), longest=500),
    Column("sha256", "SHA-256", as_="hash"),
)


def _layers(name: str, label: Any, order: int, role: str) -> Kind:
    """Texts of an item: read in the box as everybody's are, once they were screened."""
    return Kind(
        name=name,
        label=label,
        order=order,
        columns=(_PATH, *_OWNERS, Column("language", _("language"), required=True, longest=8), *_REST),
        take=partial(_take, role=role),
        tables=("evidence_itemfile.id",),
        id_column="path",
        path_column="path",
        check=_check,
    )


# What a translation renders comes before it.
TRANSCRIPTS = _layers("transcripts", _("Transcripts"), 80, ItemFile.Role.TRANSCRIPT)
TRANSLATIONS = _layers("translations", _("Translations"), 85, ItemFile.Role.TRANSLATION)
FILES = Kind(
    name="files",
    label=_("Files"),
    order=90,
    columns=(
        _PATH,
        *_OWNERS,
        Column("role", _("Role"), offered=lambda: [str(role) for role in ROLES_SENT]),
        Column("language", _("language"), longest=8),
        *_REST,
    ),
    take=_take,
    tables=("evidence_itemfile.id",),
    id_column="path",
    path_column="path",
    check=_check,
)
