"""Loads a version of the coding framework from its data file. A loaded version never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid

FRAMEWORK = Path(__file__).parent / "data" / "framework.yaml"
Models = Callable[[str], Any]


def load_framework(models: Models, file: Path = FRAMEWORK) -> int:
    """Adds the version if it is new and makes it the current one; says how many codes were added.

    Raises Invalid when the version is already there with other content, and when the file is inconsistent.
    """
    content = file.read_bytes()
    data, digest = yaml.safe_load(content), sha256(content).hexdigest()
    scheme, codes = data["scheme"], data["codes"]
    present = models("FrameworkVersion").objects.filter(scheme=scheme["id"], version=scheme["version"]).first()
    if present is not None:
        if present.sha256 != digest:
            raise Invalid(_("This version is already loaded with other content: give the file a new version."))
        return 0
    _check(codes)
    models("FrameworkVersion").objects.filter(scheme=scheme["id"], current=True).update(current=False)
    version = models("FrameworkVersion").objects.create(
        scheme=scheme["id"],
        version=scheme["version"],
        current=True,
        rules=scheme["rules"],
        single_choice=scheme["single_choice_facets"],
        sha256=digest,
    )
    _add_codes(models("Code"), version, codes)
    return len(codes)


def _check(codes: list[dict[str, Any]]) -> None:
    seen: set[str] = set()
    for row in codes:
        if row["code"] in seen or (row["parent"] and row["parent"] not in seen):
            raise Invalid(_("%(code)s stands twice, or before its parent.") % {"code": row["code"]})
        seen.add(row["code"])


def _add_codes(Code: Any, version: Any, rows: list[dict[str, Any]]) -> None:
    made: dict[str, Any] = {}
    for position, row in enumerate(rows):
        since = row.get("valid_to")
        made[row["code"]] = Code(
            framework=version,
            code=row["code"],
            parent=made.get(row["parent"]),
            position=position,
            assignable=row["assignable"],
            label_en=row["label"]["en"],
            label_ru=row["label"]["ru"],
            label_be=row["label"]["be"],
            definition=row["definition"],
            applies_to=row["applies_to"],
            handling=row.get("handling", []),
            maps=row.get("maps", []),
            retired_at=date.fromisoformat(str(since)) if since else None,
        )
    Code.objects.bulk_create(made.values())
    replaced = [(row["code"], row["replaced_by"]) for row in rows if row.get("replaced_by")]
    for code, successor in replaced:
        Code.objects.filter(pk=made[code].pk).update(replaced_by=made[successor])
