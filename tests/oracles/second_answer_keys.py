"""Twenty-four testimonies and keys held out a second time (testimonies/second/README.md says how).

Written from the framework alone, before any rule was measured on them; form and judging are those of `answer_keys`.
"""

from __future__ import annotations

from functools import cache

from tests.oracles import answer_keys
from tests.oracles.answer_keys import Account

FOLDER = answer_keys.FOLDER / "second"


@cache
def held_out_second() -> tuple[Account, ...]:
    return tuple(answer_keys._read(path) for path in sorted(FOLDER.glob("*.yaml")))
