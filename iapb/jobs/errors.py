"""How a handler says that it did not finish. Any other exception is tried again, three times in all.

An exception of a lower or upper room may carry `sentence`, which the person then reads,
and `outcome`, one of the two words below, when trying again cannot help.
"""

from __future__ import annotations

import errno
from typing import Any

from django.utils.translation import gettext_lazy as _

CANNOT_RUN, FAILED = "cannot_run", "failed"
FULL = {errno.ENOSPC, errno.EDQUOT}
_DATABASE_FULL = "53100"  # SQLSTATE disk_full


class Unfinished(Exception):
    outcome: str | None = None

    def __init__(self, sentence: Any) -> None:
        super().__init__(type(self).__name__)
        self.sentence = sentence


class CannotRun(Unfinished):
    """Something is missing here (a model, a program): shown, nothing lost, asked for again later."""

    outcome = CANNOT_RUN


class Failed(Unfinished):
    """The thing itself is at fault; trying again would end the same way."""

    outcome = FAILED


class TookTooLong(Failed):
    """Longer than is allowed for its size: more of the same would not help."""

    def __init__(self) -> None:
        super().__init__(_("It took longer than is allowed and was stopped. Send the file in smaller parts."))


class Continue(Exception):
    """So far so good, but time is up: the handler has kept its part and goes on in another run.

    Counts as an attempt unless progress rose, so that it cannot go round for ever.
    """


class LeaseLost(Exception):
    """Another worker has the job now; whatever this one has is thrown away."""


def for_want_of_room(error: BaseException | None) -> bool:
    """Whether a disk of this house was full, the vault's or the database's: no fault of the work, and it will pass."""
    while error is not None:
        full = isinstance(error, OSError) and error.errno in FULL
        if full or getattr(error, "sqlstate", None) == _DATABASE_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False
