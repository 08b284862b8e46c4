"""Time-based codes (RFC 6238 with its defaults: SHA-1, 30 seconds, six digits)."""

from __future__ import annotations

import base64
import hmac
import secrets
import time

PERIOD = 30
DIGITS = 6
# Clocks of telephones are off by less than this many periods.
TOLERANCE = 1


def new_secret() -> str:
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, counter: int) -> str:
    key = base64.b32decode(secret, casefold=True)
    digest = hmac.digest(key, counter.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def counter_at(moment: float | None = None) -> int:
    """`moment` in seconds since 1970; now by default."""
    return int(time.time() if moment is None else moment) // PERIOD


def counter_of(secret: str, code: str, *, after: int, moment: float | None = None) -> int | None:
    """The period whose code this is, if it is near now and later than `after`: so no code counts twice."""
    given = "".join(code.split())
    now = counter_at(moment)
    found = None
    # All periods are compared, whichever fits: the time taken tells nothing.
    for counter in range(now - TOLERANCE, now + TOLERANCE + 1):
        if hmac.compare_digest(given.encode(), code_at(secret, counter).encode()) and counter > after:
            found = counter
    return found
