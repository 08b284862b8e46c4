"""What was read back and what was shown, as their pages tell it, and whether what was signed still stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from evidence.models import ItemFile, Text
from iapb.accounts.models import Person
from interviews.models import Correction, Interview, Presence, ReadBack, Showing, ShownPicture, Signature, Witness

# What another person wrote or checked; a machine's newer draft corrects nothing.
BY_A_PERSON = Q(maker=Text.Maker.HUMAN) | Q(checked_at__isnull=False)


@dataclass(frozen=True)
class ToldBack:
    row: ReadBack
    code: str  # of the witness; empty where the reader does not see them
    corrections: list[Correction]
    signatures: list[Signature]  # the newest first
    later: datetime | None  # since when another state of it is there

    @property
    def signature(self) -> Signature | None:
        return self.signatures[0] if self.signatures else None


def told_back(interview: Interview, texts: Iterable[Text], files: Iterable[ItemFile], actor: Person) -> list[ToldBack]:
    """The newest first. `texts` and `files` are all of the interview's that the actor sees."""
    rows = ReadBack.objects.visible_to(actor).filter(interview=interview)
    found = list(rows.select_related("text", "file", "recorded_by"))
    if not found:
        return []
    corrections: dict[UUID, list[Correction]] = defaultdict(list)
    for one in Correction.objects.visible_to(actor).filter(interview=interview):
        corrections[one.read_back_id].append(one)
    signatures: dict[UUID, list[Signature]] = defaultdict(list)
    signed = Signature.objects.visible_to(actor).filter(interview=interview).select_related("scan", "recorded_by")
    for answer in signed:
        signatures[answer.read_back_id].append(answer)
    papers = {answer.scan_id for answers in signatures.values() for answer in answers}
    texts = [one for one in texts if one.maker == Text.Maker.HUMAN or one.checked_at is not None]
    files = [one for one in files if one.derived_from_id is None and one.pk not in papers]
    codes = _codes(found, actor)
    return [
        ToldBack(row, codes.get(row.witness_id, ""), corrections[row.pk], signatures[row.pk], _later(row, texts, files))
        for row in found
    ]


def _later(row: ReadBack, texts: Iterable[Text], files: Iterable[ItemFile]) -> datetime | None:
    if row.text_id:
        came = [
            one.created_at
            for one in texts
            if (one.kind, one.language) == (row.text.kind, row.text.language)
            and one.created_at > row.text.created_at
            and one.sha256 != row.sha256
        ]
    else:
        came = [one.added_at for one in files if one.role == row.file.role and one.added_at > row.recorded_at]
    return max(came, default=None)


def corrected_since() -> Exists:
    """Of an interview in a query: whether a signed text was corrected after it was read back the last time."""
    reason = "of interviews found visible"
    later = Text.objects.unscoped(reason).filter(
        BY_A_PERSON, item=OuterRef("interview"), kind=OuterRef("text__kind"), language=OuterRef("text__language"),
        created_at__gt=OuterRef("text__created_at"),
    ).exclude(sha256=OuterRef("sha256"))  # fmt: skip
    newer = ReadBack.objects.unscoped(reason).filter(
        interview=OuterRef("interview"), witness=OuterRef("witness"), recorded_at__gt=OuterRef("recorded_at")
    )
    signed = Signature.objects.unscoped(reason).filter(read_back=OuterRef("pk"), outcome__in=Signature.SIGNED)
    rows = ReadBack.objects.unscoped(reason).filter(Exists(signed), Exists(later), ~Exists(newer))
    return Exists(rows.filter(interview=OuterRef("pk")))


def unbound_interpreter() -> Exists:
    """Of an interview in a query: whether somebody interpreted the reading back whose note of confidentiality is not
    on record."""
    reason = "of interviews found visible"
    bound = Presence.objects.unscoped(reason).filter(
        interview=OuterRef("interview"), role=Presence.Role.INTERPRETER, code=OuterRef("interpreter"),
        bound_on__isnull=False,
    )  # fmt: skip
    rows = ReadBack.objects.unscoped(reason).filter(~Exists(bound), interview=OuterRef("pk"))
    return Exists(rows.exclude(interpreter=""))


def _codes(rows: Iterable[ReadBack | Showing], actor: Person) -> dict[UUID, str]:
    """By a question of its own: a join would take away the rows of a witness the reader does not see."""
    wanted = {row.witness_id for row in rows}
    return dict(Witness.objects.visible_to(actor).filter(pk__within=list(wanted)).values_list("pk", "code"))


@dataclass(frozen=True)
class Picture:
    number: int
    file: ItemFile | None  # None: of an item that is not the reader's
    chosen: bool


@dataclass(frozen=True)
class ToldShowing:
    row: Showing
    code: str
    pictures: list[Picture]

    @property
    def weak(self) -> list[Any]:
        """What a court will ask about, in sentences: told, never hidden."""
        row = self.row
        asked = [
            (row.manner in Showing.LINE_UPS, _("A line-up that no authority held.")),
            (row.knew_answer is not False, _("Who showed it knew whom it shows, or nobody wrote that down.")),
            (row.told_may_be_absent is not True, _("It is not on record that they were told: perhaps nobody fits.")),
            (row.apart is not True, _("It is not on record that no other witness saw or heard it.")),
            (not row.said_before, _("What was said and asked before is not on record.")),
            (not row.sureness, _("How sure they were is not on record.")),
            (row.manner == Showing.Manner.ONE, _("Only one picture was shown.")),
            (
                row.manner in Showing.LINE_UPS and row.look_alikes is not True,
                _("It is not on record that others of like looks were among the pictures."),
            ),
        ]  # fmt: skip
        return [sentence for applies, sentence in asked if applies]


def told_showings(interview: Interview, actor: Person) -> list[ToldShowing]:
    found = list(Showing.objects.visible_to(actor).filter(interview=interview).select_related("recorded_by"))
    if not found:
        return []
    codes = _codes(found, actor)
    shown: dict[UUID, list[ShownPicture]] = defaultdict(list)
    for one in ShownPicture.objects.visible_to(actor).filter(interview=interview):
        shown[one.showing_id].append(one)
    wanted = [one.file_id for rows in shown.values() for one in rows]
    seen = {one.pk: one for one in ItemFile.objects.visible_to(actor).filter(pk__within=wanted).select_related("item")}
    return [
        ToldShowing(
            row,
            codes.get(row.witness_id, ""),
            [Picture(one.number, seen.get(one.file_id), one.file_id == row.chosen_id) for one in shown[row.pk]],
        )
        for row in found
    ]
