"""Which function does which kind of job. Apps register theirs in `tasks.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from iapb.accounts.models import Person
    from iapb.jobs.claims import Claimed

Work = Callable[["Claimed"], None]


@dataclass(frozen=True)
class Thing:
    """What a job is about, as its reader knows it: a reference, never a name."""

    reference: Any
    url: str = ""


# Of many objects at once, those that this person may see; what is left out is not shown at all.
About = Callable[[Sequence[UUID], "Person"], Mapping[UUID, Thing]]
# Told in the transaction that stops a job for good: what it was to work on is left in a state with a name.
Stopped = Callable[[UUID, "Person"], None]
# Beyond the broker's visibility timeout a message comes again; the lease makes the second one harmless.
USUAL_SECONDS = 3500
# For work as long as what it is done on: the last stop, where the handler sets its own with `Claimed.allow`.
LONGEST_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Handler:
    kind: str
    label: Any  # what a person reads: "Read a scan"
    work: Work
    about: About | None  # what it is about, for those who see it
    seconds: int = USUAL_SECONDS  # it may take, before it is stopped
    stopped: Stopped | None = None


_handlers: dict[str, Handler] = {}
_abouts: dict[str, About] = {}


def handler(
    kind: str, *, label: Any, about: About | None = None, seconds: int = USUAL_SECONDS, stopped: Stopped | None = None
) -> Callable[[Work], Work]:
    def register(work: Work) -> Work:
        known = _handlers.get(kind)
        if known and known.work.__qualname__ != work.__qualname__:
            raise ValueError(f"two handlers for {kind}")
        _handlers[kind] = Handler(kind, label, work, about, seconds, stopped)
        return work

    return register


def tell_about(kind: str, about: About) -> None:
    """For rooms above the one that does the work: they alone know what its object belongs to."""
    _abouts[kind] = about


def about_of(kind: str) -> About | None:
    known = find(kind)
    return (known.about if known else None) or _abouts.get(kind)


def find(kind: str) -> Handler | None:
    return _handlers.get(kind)
