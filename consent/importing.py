"""Papers of consent from older archives. Each is kept with its scan and counts as not asked (standards.md 5.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext_lazy as _

from consent.actions import proofs, records
from consent.actions.records import Mode, Taking
from consent.models import ConsentForm
from consent.words import Capacity
from evidence.importing.file_rows import pieces
from evidence.importing.registry import Column, Kind, Made, Making, Row
from evidence.sniffing import peek
from iapb.access.errors import Invalid
from iapb.access.rights import Right
from iapb.accounts.models import Person
from iapb.custody import several
from iapb.custody.sending import Sending
from iapb.custody.several import Sealed
from interviews.models import Witness

_NO_FORM = _(
    "This version of the consent form is not known here in this language. "
    "The data protection officer publishes it first, as it was signed."
)


@dataclass(frozen=True)
class _Proven:
    """A paper whose scan lies in the vault."""

    making: Making
    sealed: Sealed

    @property
    def size(self) -> int:
        return self.sealed.size

    def keep(self) -> Made:
        making = self.making
        witness = Witness.objects.visible_to(making.by).get(pk=making.found("witness").object)
        made = records.record_consent(
            witness=witness,
            taking=_taking(making.row),
            answers=(),  # whatever the old archive said: nobody is taken to have allowed anything
            proof=several.keep(self.sealed),
            by=making.by,
            key=making.key,
        )
        return Made(made.pk, witness.pk)

    def discard(self) -> None:
        several.discard(self.sealed)


def _take(making: Making) -> _Proven:
    witness = making.found("witness").object
    assert making.open is not None
    with making.open(making["path"]) as content:
        head = peek(pieces(content))
        sending = Sending.of(
            **proofs.words_for(witness, head.start, making.by),
            name=PurePosixPath(making["path"]).name,
            by=making.by,
            client_key=f"import-{making.key}",
            expected_sha256=making["sha256"] or None,
        )
        return _Proven(making, several.seal(head.stream, sending))


def _taking(row: Row) -> Taking:
    """Raises Invalid where the form is not known."""
    form = ConsentForm.objects.filter(version=row.values["form"], language=row.values["language"]).first()
    if form is None:
        raise Invalid(_NO_FORM, "form")
    return Taking(
        form=form,
        language=row.values["language"],
        mode=Mode.LEGACY_UNKNOWN,
        taken_by=row.values["taken_by"],
        given_on=row.values["given_on"],
        capacity=row.values["capacity"],
    )


def _check(row: Row, by: Person) -> Iterable[tuple[str, Any]]:
    try:
        records.checked(_taking(row), ())
    except Invalid as refusal:
        yield refusal.field or "id", refusal.sentence


CONSENTS = Kind(
    name="consents",
    label=_("Papers of consent"),
    order=40,
    columns=(
        Column("id", _("Legacy id"), required=True),
        Column("witness", _("Witness"), required=True, of="witnesses"),
        Column("form", _("Version of the form"), required=True, longest=20),
        Column("language", _("Language used"), required=True, offered=lambda: ["ru", "be", "en"]),
        Column("given_on", _("Given on"), required=True, as_="past_day"),
        Column("taken_by", _("Taken by, code"), required=True, longest=20),
        Column("capacity", _("Capacity"), required=True, offered=lambda: Capacity.values),
        Column("path", _("Scan of the signed form"), required=True, longest=400, as_="path"),
        Column("sha256", "SHA-256", as_="hash"),
    ),
    take=_take,
    tables=("consent_consentrecord.id",),
    path_column="path",
    rights=(Right.REGISTER, Right.UPLOAD, Right.CONSENT),
    check=_check,
)
