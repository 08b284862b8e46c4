"""Loads a version of the coding framework from its data file. A loaded version never changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.checking import problems, said
from evidence.coding.framework.formats import ours
from evidence.coding.framework.formats.base import Unreadable
from evidence.coding.framework.scheme import Scheme
from evidence.coding.framework.storage import columns
from iapb.access.errors import Invalid

FRAMEWORK = Path(__file__).parent / "data" / "framework.yaml"
Models = Callable[[str], Any]


def load_framework(models: Models, file: Path = FRAMEWORK) -> int:
    """Adds the version if it is new and makes it the current one; says how many codes were added.

    Where people have published a version of their own, the file's is theirs to bring into a draft: nothing is added.
    Raises Invalid when the version is already there with other content, and when the file is inconsistent.
    """
    content = file.read_bytes()
    digest = sha256(content).hexdigest()
    scheme = _read(content.decode())
    versions = models("FrameworkVersion").objects.filter(scheme=scheme.id)
    present = versions.filter(version=scheme.version, sha256__gt="").first()
    if present is not None and present.sha256 == digest:
        return 0
    if _published_by_people(versions):
        return 0
    if present is not None:
        raise Invalid(_("This version is already loaded with other content: give the file a new version."))
    versions.filter(current=True).update(current=False)
    version = models("FrameworkVersion")(
        scheme=scheme.id,
        version=scheme.version,
        current=True,
        rules=list(scheme.rules),
        single_choice=list(scheme.single_choice),
        sha256="",
    )
    version.save(force_insert=True)
    _add_codes(models("Code"), version, scheme)
    version.sha256 = digest  # from here on the database refuses every change
    version.save(update_fields=["sha256"])
    return len(scheme.entries)


def _read(text: str) -> Scheme:
    try:
        reading = ours.read(text)
    except Unreadable as error:
        raise Invalid(error.sentence) from error
    if found := [*reading.problems, *problems(reading.scheme, None)]:
        raise Invalid(" ".join(said(found[:5])))
    # A picture's bytes are not in the file.
    return replace(
        reading.scheme,
        entries=tuple(replace(entry, picture="", picture_alt="") for entry in reading.scheme.entries),
    )


def _published_by_people(versions: Any) -> bool:
    """Asked of the model as it is at the time: the first migration knows no publishing."""
    fields = {field.name for field in versions.model._meta.get_fields()}
    return "published_by" in fields and versions.filter(published_by__isnull=False).exists()


def _add_codes(Code: Any, version: Any, scheme: Scheme) -> None:
    known = {field.name for field in Code._meta.get_fields()}
    made: dict[str, Any] = {}
    for position, entry in enumerate(scheme.entries):
        held = {name: value for name, value in columns(entry).items() if name in known}
        made[entry.code] = Code(
            framework=version, position=position, parent=made[entry.parent] if entry.parent else None, **held
        )
    Code.objects.bulk_create(made.values())
    for entry in scheme.entries:
        if entry.replaced_by:
            Code.objects.filter(pk=made[entry.code].pk).update(replaced_by=made[entry.replaced_by])
