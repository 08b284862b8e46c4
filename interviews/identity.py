"""Who a witness is. Sealed field by field under the witness's own key; opened only by `actions.identity`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from iapb.custody import keys

TABLE = "interviews_witness"
COLUMNS = ("name_sealed", "birth_date_sealed", "contact_sealed", "relatives_sealed")


@dataclass(frozen=True)
class PersonName:
    """One person in the spelling of one language."""

    language: str
    given: str = ""
    family: str = ""
    patronymic: str = ""

    @property
    def full(self) -> str:
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)


@dataclass(frozen=True)
class Contact:
    email: str = ""
    phone: str = ""
    safe: str = ""  # how and when to reach them without harm
    citizenship: str = ""  # ISO 3166 alpha-2
    country_now: str = ""


@dataclass(frozen=True)
class Identity:
    names: tuple[PersonName, ...]  # the first is the one the witness uses
    birth_date: date | None = None  # None: unknown
    contact: Contact = Contact()
    relatives: tuple[str, ...] = ()


def seal(subject: UUID, identity: Identity) -> dict[str, bytes | None]:
    """The sealed columns of a witness whose key exists."""
    born = identity.birth_date
    plain = {
        "name_sealed": json.dumps([asdict(name) for name in identity.names], ensure_ascii=False),
        "birth_date_sealed": born.isoformat() if born else None,
        "contact_sealed": json.dumps(asdict(identity.contact), ensure_ascii=False),
        "relatives_sealed": json.dumps(identity.relatives, ensure_ascii=False) if identity.relatives else None,
    }
    return {column: _seal(subject, column, text) for column, text in plain.items()}


def unseal(subject: UUID, columns: dict[str, Any]) -> Identity:
    """Raises KeyDestroyed once the witness was erased."""
    plain = {column: _open(subject, column, sealed) for column, sealed in columns.items()}
    born = plain["birth_date_sealed"]
    return Identity(
        names=tuple(PersonName(**name) for name in json.loads(plain["name_sealed"] or "[]")),
        birth_date=date.fromisoformat(born) if born else None,
        contact=Contact(**json.loads(plain["contact_sealed"] or "{}")),
        relatives=tuple(json.loads(plain["relatives_sealed"] or "[]")),
    )


def _seal(subject: UUID, column: str, text: str | None) -> bytes | None:
    return None if text is None else keys.provider().seal_field(subject, TABLE, column, subject, text)


def _open(subject: UUID, column: str, sealed: Any) -> str | None:
    if sealed is None:
        return None
    return keys.provider().open_field(subject, TABLE, column, subject, bytes(sealed))
