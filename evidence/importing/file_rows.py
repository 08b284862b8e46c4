"""Rows that name files: bytes through the vault's stream, then the usual screening."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from evidence.actions import files
from evidence.actions.files import ROLES_SENT, Sent
from evidence.importing.registry import Column, Kind, Made, Making, Row
from evidence.models import ItemFile
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person

_PIECE = 1 << 20


def _make(making: Making) -> Made:
    item = making.found("interview" if making["interview"] else "document")
    key = f"import-{making.key}"
    with actor_transaction(making.by):
        # A run that was stopped after the bytes were kept; perhaps another person's of the same body.
        mine = ItemFile.objects.visible_to(making.by).select_related("item")
        kept = mine.filter(item=item, file__client_key=key).first()
    if kept is None:
        sent = Sent(
            name=PurePosixPath(making["path"]).name,
            role=making["role"],
            language=making["language"],
            acquisition=making["acquisition"] or ItemFile.Acquisition.UNKNOWN,
            note=making["note"],
            client_key=key,
            expected_sha256=making["sha256"] or None,
        )
        assert making.open is not None
        with making.open(making["path"]) as content:
            kept = files.receive_file(item=item, stream=_pieces(content), sent=sent, by=making.by).item_file
    assert kept.item.subject is not None
    return Made(kept.pk, kept.item.subject)


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    return iter(partial(content.read, _PIECE), b"")


def _check(row: Row, by: Person) -> Iterable[tuple[str, str]]:
    if bool(row.values["interview"]) == bool(row.values["document"]):
        yield "interview", "owner"


FILES = Kind(
    name="files",
    label=_("Files"),
    order=90,
    columns=(
        Column("path", _("File"), required=True, longest=400, as_="path"),
        Column("interview", _("Interview"), of="interviews"),
        Column("document", _("Document"), of="documents"),
        Column("role", _("Role"), offered=lambda: [str(role) for role in ROLES_SENT]),
        Column("language", _("language"), longest=8),
        Column("acquisition", _("how it came to us"), offered=lambda: ItemFile.Acquisition.values),
        Column("note", _("note"), longest=500),
        Column("sha256", "SHA-256", as_="hash"),
    ),
    make=_make,
    table="evidence_itemfile.id",
    id_column="path",
    streams=True,
    check=_check,
)
