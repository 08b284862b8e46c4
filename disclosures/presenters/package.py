"""What the desk shows of the package: built, handed over, received. Filled by the package's own pages."""

from __future__ import annotations

from typing import Any

from disclosures.models import Disclosure, Package
from iapb.accounts.models import Person


def of(disclosure: Disclosure, actor: Person) -> dict[str, Any]:
    return {"row": Package.objects.visible_to(actor).filter(disclosure=disclosure).first()}
