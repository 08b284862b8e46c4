"""`bin/drill mutate`: damaged sealed files, none of which may open. 100,000 by default."""

from __future__ import annotations

import secrets

from tests.custody import mutations

FULL = 100_000


def run(environment: dict[str, str], count: int, only: str = "") -> int:
    seed = secrets.randbits(32)
    outcome = mutations.run(count=count or FULL, seed=seed)
    for kind, tried in sorted(outcome.kinds.items()):
        print(f"{kind:20} {tried:7}")
    print(
        f"seed {seed}: {outcome.tried} damaged files, {outcome.accepted} accepted, "
        f"{outcome.released_unverified} released text that was not verified"
    )
    return int(outcome.accepted > 0 or outcome.released_unverified > 0)
