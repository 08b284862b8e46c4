"""A draft of the framework, and the two people it takes to publish one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from evidence.coding.framework import actions, publishing
from evidence.coding.framework.formats import ours
from evidence.coding.framework.scheme import Entry, Scheme
from evidence.coding.framework.storage import scheme_of
from evidence.coding.frameworks import FRAMEWORK
from evidence.coding.models import FrameworkVersion
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from tests.cast import make_person

DAY = date(2026, 1, 2)
WORDS = {"en": "Whip", "ru": "Плеть", "be": "Бізун"}
HALF = {"label": {"en": "Tear gas", "ru": "Слезоточивый газ", "be": "Слёзатачывы газ"}, "definition": "CS."}
OTHER_HALF = {"label": {"en": "Pepper spray", "ru": "Перцовый газ", "be": "Перцавы газ"}, "definition": "OC."}
WHIP = Entry("INS.WHIP", "INS", True, WORDS, "A lash on a handle.", ("interview", "incident"))


def acts(person: Person) -> Person:
    forget(person)
    set_actor(person.pk)
    return person


def reviewer(name: str = "Reva") -> Person:
    return make_person(name, "reviewer")


def draft_by(by: Person, version: str = "0.2") -> FrameworkVersion:
    return actions.start_draft(version=version, purpose="What coders differed over", by=acts(by))


def held(draft: FrameworkVersion) -> Scheme:
    """As it stands in the database now."""
    return scheme_of(FrameworkVersion.objects.get(pk=draft.pk))


def hash_of(draft: FrameworkVersion) -> str:
    return publishing.content_hash(FrameworkVersion.objects.get(pk=draft.pk))


def hand_over(draft: FrameworkVersion, by: Person) -> FrameworkVersion:
    """To a second person, who publishes it."""
    publishing.propose(draft=draft, by=acts(by))
    second = acts(reviewer("Second"))
    return publishing.publish(draft=draft, shown=hash_of(draft), by=second)


def publish(edit: Callable[..., None], *, version: str = "0.2", **how: Any) -> FrameworkVersion:
    """A version in which one thing was done to the current one."""
    by = reviewer()
    draft = draft_by(by, version)
    edit(draft=draft, by=by, **how)
    return hand_over(draft, by)


def starting_scheme() -> Scheme:
    return ours.read(FRAMEWORK.read_text(encoding="utf-8")).scheme


def full_scheme() -> Scheme:
    """The starting framework, with something of everything a code can hold, and hard things to write."""
    scheme = starting_scheme()
    baton = replace(
        scheme.get("INS.BATON"),  # type: ignore[type-var]
        alt={"en": ("Truncheon",), "ru": ('палка "резиновая"', "дубинка \\ ПР"), "be": ("дручок",)},
        hidden={"en": ("batton",), "ru": ("дубенка",)},
        include="Rubber and wooden ones.\n    Id: set in by four spaces",
        exclude="Anything else struck with: INS.OBJECT.\nExclude: a heading of its own <&>",
        examples=("He struck with what they call «demokratizator».", "Two lines\nin one example 😢"),
        colour="#a1b2c3",
        maps=("HURIDOCS 48 nn", "https://example.org/concept?a=1&b=2", "=https://example.org/same#x"),
    )
    rape = replace(scheme.get("SGB.RAPE"), use_roles=("reviewer",))  # type: ignore[type-var]
    merged = replace(scheme.get("PHY.BEAT"), retired=DAY, replaced_by="PHY.INSTR")  # type: ignore[type-var]
    parted = replace(scheme.get("INS.GAS"), retired=DAY, split_into=("INS.WATER", "INS.GRENADE"))  # type: ignore[type-var]
    return scheme.with_entries(baton, rape, merged, parted)


def png(width: int = 32, height: int = 24, *, extra: bytes = b"", colour: int = 2, rows: bytes | None = None) -> bytes:
    """A picture of one colour; `extra` stands before its pixels."""
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    pixels = rows if rows is not None else (b"\0" + b"\x80" * width * channels) * height
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
