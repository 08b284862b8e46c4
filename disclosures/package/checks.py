"""What must be true of the contents before a byte is packed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from disclosures.package.contents import ORIGINAL, ItemMetadata, PackageContents, PackageItem
from disclosures.package.errors import PackageRefused
from disclosures.package.numbering import is_number
from iapb.sentences import fill

ALLOWED = {
    "doc_type": {
        "statement", "interview_transcript", "recording", "medical", "court", "official",
        "photo", "video", "web_capture", "map", "analysis", "summary", "other",
    },
    "date_precision": {"exact", "month", "year", "estimated", "unknown"},
    "translation_kind": {"", "machine", "human_draft", "human_revised", "certified"},
    "transcript_kind": {"", "asr", "asr_checked", "human_verbatim"},
    "source_type": {"witness", "open_source", "authority", "partner", "internal"},
    "redaction_status": {"none", "redacted", "lesser"},
    "confidentiality": {"public", "restricted", "confidential", "strictly_confidential"},
    "rule_hint": {"incriminating", "exonerating", "rule_77", "none"},
}  # fmt: skip
VERSION = re.compile(r"original|working|R\d{2}")
DATE = {
    "exact": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "month": re.compile(r"\d{4}-\d{2}"),
    "year": re.compile(r"\d{4}"),
    "estimated": re.compile(r"\d{4}(-\d{2}(-\d{2})?)?"),
    "unknown": re.compile(r""),
}
ROLE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE = re.compile(r"([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?")
EXTENSION = re.compile(r"[a-z0-9]{0,10}")
SHA256 = re.compile(r"[0-9a-f]{64}")
PACKAGE_NUMBER = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")


def check(contents: PackageContents) -> None:
    """Raises PackageRefused with the first thing that is wrong."""
    for problem in problems(contents):
        raise PackageRefused(problem)


def problems(contents: PackageContents) -> Iterator[Any]:
    if not PACKAGE_NUMBER.fullmatch(contents.number):
        yield _("The package number may hold capital letters, digits and hyphens only.")
    if not contents.items:
        yield _("The package is empty. Select at least one item.")
    numbers = Counter(item.doc_id for item in contents.items)
    for doc_id, times in numbers.items():
        if times > 1:
            yield fill(_("The number %(number)s is used twice."), number=doc_id)
    for item in contents.items:
        yield from item_problems(item)


def item_problems(item: PackageItem) -> Iterator[Any]:
    where = {"number": item.doc_id}
    if not is_number(item.doc_id) or not is_number(item.end_no):
        yield fill(_("“%(number)s” is not a production number."), **where)
    if not any(file.role == ORIGINAL for file in item.files) and item.metadata.version == ORIGINAL:
        yield fill(_("%(number)s has no original file. Add it, or mark the item as redacted."), **where)
    if not item.custody:
        yield fill(_("%(number)s has no custody record."), **where)
    for file in item.files:
        named = ROLE.fullmatch(file.role) and EXTENSION.fullmatch(file.extension)
        if not named or not LANGUAGE.fullmatch(file.language) or not SHA256.fullmatch(file.sha256):
            yield fill(_("A file of %(number)s has no proper role, extension, language or hash."), **where)
    yield from metadata_problems(item.metadata, where)


def metadata_problems(metadata: ItemMetadata, where: dict[str, str]) -> Iterator[Any]:
    for name, allowed in ALLOWED.items():
        if getattr(metadata, name) not in allowed:
            yield fill(_("%(number)s: “%(field)s” has a value the standard does not know."), **where, field=name)
    if not VERSION.fullmatch(metadata.version):
        yield fill(_("%(number)s: a version is original, working, or R01 and up."), **where)
    if not metadata.title.strip():
        yield fill(_("%(number)s has no title."), **where)
    if not metadata.legal_basis.strip() or not metadata.transfer_basis.strip():
        yield fill(_("%(number)s states no legal basis or no transfer basis. Both are needed."), **where)
    shape = DATE.get(metadata.date_precision)
    if shape is not None and not shape.fullmatch(metadata.main_date):
        yield fill(_("%(number)s: the date is more or less exact than its precision says."), **where)
