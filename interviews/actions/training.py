"""What interviewers were trained in and have read, kept by their body under their codes."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from evidence.access import own_collection, require_own
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.days import in_order, no_longer_than, not_in_future
from interviews.models import Acknowledgement, Certificate, Guide
from interviews.sending import id_of

_LONGEST_TEXT = 100_000


@transaction.atomic
def add_certificate(*, interviewer: str, kind: str, issued_on: date, valid_to: date, by: Person) -> Certificate:
    """The same certificate stated twice is one."""
    require(by, Right.REGISTER)
    of = own_collection(by)
    code = _code(interviewer)
    not_in_future(issued_on, "issued_on")
    in_order(issued_on, valid_to, "valid_to")
    if kind not in Certificate.Kind.values:
        raise Invalid(_("Choose one of the answers offered."), "kind")
    stated = {"interviewer": code, "kind": kind, "issued_on": issued_on, "valid_to": valid_to}
    rows = Certificate.objects.visible_to(by).filter(collection=of)
    if known := rows.filter(**stated).first():
        return known
    made = Certificate.objects.create(collection=of, stated_by=by, **stated)
    detail = {"interviewer": code, "kind": str(kind), "valid_to": valid_to.isoformat()}
    record("certificate.stated", actor=by.pk, object=made.pk, detail=detail)
    return made


def issue_guide(*, kind: str, title: str, language: str, text: str, by: Person, key: UUID | None = None) -> Guide:
    """A title that stands already gets its next version. `key` names this sending."""
    require(by, Right.REGISTER)
    title, text = title.strip(), text.strip().replace("\r\n", "\n")
    if not title:
        raise Invalid(_("Give it a title."), "title")
    if not text:
        raise Invalid(_("Write the text, or paste it."), "text")
    if kind not in Guide.Kind.values:
        raise Invalid(_("Choose one of the answers offered."), "kind")
    no_longer_than(title, 200, "title")
    no_longer_than(text, _LONGEST_TEXT, "text")
    if not 2 <= len(language) <= 8:
        raise Invalid(_("Choose the language of the text."), "language")
    pk, said = id_of(key, by), {"kind": kind, "title": title, "language": language, "text": text}
    try:
        return _issued_before(pk, by) or _issue(pk, said, by)
    except IntegrityError:
        # Two at once: this one was made, or another took the number.
        if (known := _issued_before(pk, by)) is None:
            raise Invalid(_("Somebody issued a version at the same moment. Read it, then send yours again.")) from None
        return known


@transaction.atomic
def acknowledge(*, guide: Guide, interviewer: str, read_on: date, by: Person) -> Acknowledgement:
    require(by, Right.REGISTER)
    require_own(guide.collection_id, by)
    code = _code(interviewer)
    not_in_future(read_on, "read_on")
    if read_on < guide.issued_at.date():
        raise Invalid(_("This version did not exist on that day. Give the day on which it was read."), "read_on")
    if known := Acknowledgement.objects.visible_to(by).filter(guide=guide, interviewer=code).first():
        return known
    made = Acknowledgement.objects.create(
        guide=guide, collection_id=guide.collection_id, interviewer=code, read_on=read_on, stated_by=by
    )
    detail = {"interviewer": code, "version": guide.version, "sha256": guide.sha256}
    record("guide.acknowledged", actor=by.pk, object=guide.pk, detail=detail)
    return made


def newest_guides(collection: UUID, by: Person) -> list[Guide]:
    """The version in force of every title."""
    rows = Guide.objects.visible_to(by).filter(collection=collection)
    return list(rows.order_by("title", "-version").distinct("title").prefetch_related(_readers(by)))


def _readers(by: Person) -> Any:
    return Prefetch("acknowledgements", Acknowledgement.objects.visible_to(by))


@transaction.atomic
def _issue(pk: UUID, said: dict[str, str], by: Person) -> Guide:
    of = own_collection(by)
    before = Guide.objects.visible_to(by).filter(collection=of, title=said["title"]).order_by("-version").first()
    if before and before.text == said["text"]:
        return before
    digest = hashlib.sha256(said["text"].encode()).hexdigest()
    made = Guide(
        id=pk, collection=of, version=(before.version if before else 0) + 1, sha256=digest, issued_by=by, **said
    )
    made.save(force_insert=True)
    record("guide.issued", actor=by.pk, object=made.pk, detail={"version": made.version, "sha256": digest})
    return made


def _issued_before(pk: UUID, by: Person) -> Guide | None:
    return Guide.objects.visible_to(by).filter(pk=pk, issued_by=by).first()


def _code(interviewer: str) -> str:
    code = interviewer.strip()
    if not code or len(code.split()) > 1:
        raise Invalid(_("Give the interviewer's code, such as D-07. No names."), "interviewer")
    no_longer_than(code, 20, "interviewer")
    return code
