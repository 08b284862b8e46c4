"""Receives files until it is killed and says each receipt. `python -m tests.custody.uploader PERSON SUBJECT`."""

from __future__ import annotations

import hashlib
import sys
from uuid import UUID, uuid4

import django

SIZES = (1, 70_000, 1_500_000, 20_000_000)


def content_of(seed: str, size: int) -> bytes:
    return (hashlib.sha256(seed.encode()).digest() * (size // 32 + 1))[:size]


def main(person_id: str, subject: str) -> None:
    django.setup()
    from iapb.accounts.models import Person
    from iapb.custody import actions

    person = Person.objects.get(pk=person_id)
    number = 0
    while True:
        seed, size = str(uuid4()), SIZES[number % len(SIZES)]
        content = content_of(seed, size)
        pieces = (content[start : start + 65_536] for start in range(0, size, 65_536))
        print(f"sending {seed} {size}", flush=True)
        receipt = actions.receive(
            pieces, subjects=[UUID(subject)], media_type="audio/mpeg", name=seed, by=person, client_key=seed
        )
        print(f"receipt {seed} {receipt.id} {receipt.sha256}", flush=True)
        number += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
