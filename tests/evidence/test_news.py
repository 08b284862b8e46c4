"""News of a new layer is sent within its transaction: what is asked for on it is there with it, or neither is."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from evidence.actions import files
from evidence.actions.files import Sent
from evidence.models import Segment, Text
from evidence.signals import text_ready
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from interviews.models import Interview
from tests.intake import make_interview, make_partner

Heard = list[tuple[UUID, int]]


@pytest.fixture
def partner(committing: str) -> Person:
    return make_partner()


@pytest.fixture
def interview(partner: Person) -> Interview:
    with actor_transaction(partner):
        return make_interview(partner)


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Each layer told of, with as many of its segments as whoever hears finds at the door."""
    told: Heard = []

    def listen(sender: type, text_id: UUID, by: Person, **news: object) -> None:
        told.append((text_id, Segment.objects.visible_to(by).filter(text=text_id).count()))

    text_ready.connect(listen)
    yield told
    text_ready.disconnect(listen)


def send(partner: Person, interview: Interview) -> None:
    content = "Где вы были?\n\nДома.".encode()
    files.receive_file(item=interview.pk, stream=[content], sent=Sent(name="transcript.txt"), by=partner)


def work() -> None:
    while job := Job.objects.open().exclude(kind="read_back").order_by("created_at").first():
        assert run(job.pk)


def test_news_when_layer_is_in_then_heard_once_and_asked_into_the_index(
    partner: Person, interview: Interview, heard: Heard
) -> None:
    send(partner, interview)
    assert heard == []
    work()
    with actor_transaction(partner):
        [layer] = Text.objects.visible_to(partner).filter(item=interview)
    assert heard == [(layer.pk, 2)]
    assert [(job.kind, job.state) for job in Job.objects.filter(object=layer.pk, kind="index_text")] == [
        ("index_text", "done")
    ]


def test_news_when_the_work_is_undone_then_nothing_asked_for_on_it_stays(
    partner: Person, interview: Interview, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**known: object) -> None:
        raise RuntimeError("the last thing done before the commit")

    monkeypatch.setattr(files, "original_ready", refuse)
    send(partner, interview)
    for job in Job.objects.open().order_by("created_at"):
        run(job.pk)
    run(Job.objects.get(kind="import_text").pk)
    assert len(heard) == 1
    assert not Job.objects.filter(kind="index_text").exists()
    with actor_transaction(partner):
        assert not Text.objects.visible_to(partner).exists()
