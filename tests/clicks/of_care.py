"""The answers to what a person is asked while they read."""

from __future__ import annotations

from uuid import UUID

from iapb.care import actions
from tests.clicks.buttons import Click, button
from tests.clicks.stage import Stage, acts


def _with_a_limit(stage: Stage, **sent: str) -> Click:
    actions.choose(ask=[], veil="house", limit=90, by=acts(stage.otto))
    return Click(stage.otto, {}, sent)


@button("open_anyway")
def open_anyway(stage: Stage) -> Click:
    return Click(stage.otto, {}, {"item": str(UUID(int=7)), "next": "/"})


@button("care_time")
def care_time(stage: Stage) -> Click:
    return _with_a_limit(stage, seconds="30")


@button("care_quiet")
def care_quiet(stage: Stage) -> Click:
    return _with_a_limit(stage, today="yes")
