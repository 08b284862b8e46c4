"""Who began to send something and did not go on finds it on their first page, before it is given up and after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from evidence.actions import uploads
from evidence.actions.files import Sent
from evidence.importing import sendings
from iapb.access import waiting
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody import arriving
from iapb.custody.models import Upload
from interviews.models import Interview
from tests.intake import make_interview, make_partner, make_witness

pytestmark = pytest.mark.django_db
GROUP = "Begun and not sent to the end"
KEY = "a.key.of.this.file"


@pytest.fixture
def partner(db: None) -> Person:
    return make_partner("Partner")


@pytest.fixture
def interview(partner: Person) -> Interview:
    set_actor(partner.pk)
    return make_interview(partner, make_witness(partner))


def begin(interview: Interview, by: Person) -> UUID:
    set_actor(by.pk)
    return uploads.begin(item=interview.pk, size=1000, sent=Sent(name="film.mp4", client_key=KEY), by=by).pk


def change(upload: UUID, by: Person, **fields: Any) -> None:
    set_actor(by.pk)
    Upload.objects.unscoped("a test changes it").filter(pk=upload).update(**fields)


def waits(by: Person) -> list[tuple[str, str]]:
    set_actor(by.pk)
    return [(str(one.title), str(one.detail)) for one in waiting.for_person(by).get(GROUP, [])]


def an_hour_ago() -> Any:
    return timezone.now() + arriving.LIFE - timedelta(hours=1)


def test_file_when_it_is_on_its_way_now_then_nothing_waits(interview: Interview, partner: Person) -> None:
    begin(interview, partner)
    assert waits(partner) == []


def test_file_when_it_stopped_then_its_sender_is_told_where_and_nobody_else(
    interview: Interview, partner: Person
) -> None:
    change(begin(interview, partner), partner, offset=450, expires_at=an_hour_ago())
    ((title, detail),) = waits(partner)
    assert title == interview.reference
    assert "45 % has arrived" in detail
    assert waits(make_partner("Stranger")) == []


def test_file_when_given_up_then_told_until_it_was_sent_again(interview: Interview, partner: Person) -> None:
    first = begin(interview, partner)
    change(first, partner, expires_at=timezone.now() - timedelta(minutes=1))
    assert "given up" in waits(partner)[0][1]
    change(first, partner, state="expired", ended_at=timezone.now(), said_sealed=None)
    assert "given up" in waits(partner)[0][1]
    begin(interview, partner)
    assert waits(partner) == []


def test_archive_when_it_stopped_then_its_sender_is_told(partner: Person, interview: Interview) -> None:
    set_actor(partner.pk)
    begun = sendings.begin(sent=sendings.Sent(name="archive.zip"), size=1000, collection=None, by=partner)
    change(begun.pk, partner, offset=100, expires_at=an_hour_ago())
    ((title, detail),) = waits(partner)
    assert title == "An older archive"
    assert "10 % has arrived" in detail
