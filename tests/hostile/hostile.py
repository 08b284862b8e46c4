"""One file of the corpus, and where its lures lead."""

from __future__ import annotations

from dataclasses import dataclass

# Listened to by the drill: a request that arrives is a leak.
NEAR = "http://127.0.0.1:8099"
# Reserved for documentation (RFC 5737): the drill counts every packet that leaves for it.
FAR = "http://192.0.2.80"
# Asking for its address is a packet as well.
NAMED = "http://canary.example"
# Nothing that lies outside the vault may ever carry this word.
SLIP = "iapb-slip"


@dataclass(frozen=True)
class Hostile:
    name: str
    content: bytes
    role: str = ""
    # Findings of which each must be told; empty where surviving it is all that is asked.
    found: tuple[str, ...] = ()
    refused: bool = False  # at the door, with a sentence
    virus: bool = False  # known to the test's own signature
