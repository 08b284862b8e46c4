"""A person's own wishes and measure of reading: theirs alone, for a day, told to nobody."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from iapb.access.errors import Invalid
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.care import actions, keeping
from iapb.care.models import Care, today
from iapb.care.reading import wishes_of
from iapb.jobs import sweeper
from iapb.ledger.models import Event
from tests.cast import make_person, signed_in

pytestmark = pytest.mark.django_db


def acts(person: Person) -> Person:
    forget(person)
    set_actor(person.pk)
    return person


@pytest.fixture
def anna() -> Person:
    return acts(make_person("Anna", "analyst"))


def chosen(person: Person, **more: object) -> Care:
    return actions.choose(**{"ask": ["torture"], "veil": "all", "limit": 90, "by": person, **more})  # type: ignore[arg-type]


def counted_before(person: Person, seconds: float) -> None:
    """As if the last report came so long ago."""
    rows = Care.objects.visible_to(person)
    rows.update(counted_at=timezone.now() - timedelta(seconds=seconds))


# ----- wishes


def test_wishes_when_nothing_was_chosen_then_the_houses_and_nothing_is_counted(anna: Person) -> None:
    wishes = wishes_of(anna)
    assert (wishes.ask, wishes.veil, wishes.limit) == ([], "house", None)
    assert actions.count(seconds=60, by=anna).seconds == 0
    assert wishes_of(anna).seconds == 0


def test_wishes_when_chosen_then_kept_without_an_event(anna: Person) -> None:
    events = Event.objects.count()
    chosen(anna)
    kept = wishes_of(anna)
    assert (kept.ask, kept.veil, kept.limit) == (["torture"], "all", 90)
    actions.count(seconds=60, by=anna)
    actions.be_quiet(today_no_more=True, by=anna)
    actions.open_anyway(item=uuid4(), by=anna)
    assert Event.objects.count() == events


@pytest.mark.parametrize("wrong", [{"ask": ["weather"]}, {"veil": "none"}, {"limit": 9}, {"limit": 601}])
def test_wishes_when_there_is_no_such_thing_then_invalid(anna: Person, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        chosen(anna, **wrong)


def test_limit_when_taken_away_then_what_was_counted_goes(anna: Person) -> None:
    chosen(anna)
    actions.count(seconds=60, by=anna)
    assert wishes_of(anna).read_today == 60
    chosen(anna, limit=None)
    assert (wishes_of(anna).seconds, wishes_of(anna).counted_at) == (0, None)


# ----- the measure


def test_count_when_two_windows_report_then_time_counts_once(anna: Person) -> None:
    chosen(anna)
    actions.count(seconds=60, by=anna)
    assert actions.count(seconds=60, by=anna).seconds == 60
    counted_before(anna, 30.5)
    assert actions.count(seconds=60, by=anna).seconds == 90
    counted_before(anna, 10_000)
    assert actions.count(seconds=9_999, by=anna).seconds == 210
    assert actions.count(seconds=-5, by=anna).seconds == 210


def test_quiet_when_asked_for_then_ten_more_minutes_of_reading_or_today(anna: Person) -> None:
    chosen(anna)
    actions.count(seconds=60, by=anna)
    assert actions.be_quiet(today_no_more=False, by=anna).quiet_before == 660
    assert not wishes_of(anna).is_quiet
    actions.be_quiet(today_no_more=True, by=anna)
    assert wishes_of(anna).is_quiet


def test_day_when_it_is_over_then_nothing_of_it_counts_or_stays(anna: Person) -> None:
    chosen(anna)
    item = uuid4()
    actions.open_anyway(item=item, by=anna)
    actions.count(seconds=60, by=anna)
    actions.be_quiet(today_no_more=True, by=anna)
    assert wishes_of(anna).was_asked(item)
    Care.objects.visible_to(anna).update(day=today() - timedelta(days=1))
    stale = wishes_of(anna)
    assert (stale.read_today, stale.is_quiet, stale.was_asked(item)) == (0, False, False)
    assert actions.count(seconds=20, by=anna).seconds == 20
    assert wishes_of(anna).opened == []


def test_keeping_when_the_day_is_over_then_emptied_and_the_wishes_stay(anna: Person) -> None:
    chosen(anna)
    actions.open_anyway(item=uuid4(), by=anna)
    actions.count(seconds=60, by=anna)
    keeping.forget_days()
    assert wishes_of(anna).seconds == 60
    Care.objects.visible_to(anna).update(day=today() - timedelta(days=1))
    keeping.forget_days()
    row = wishes_of(anna)
    assert (row.day, row.seconds, row.counted_at, row.opened, row.limit) == (None, 0, None, [], 90)
    assert keeping.forget_days in [one.work for one in sweeper._duties]


# ----- nobody else


def test_row_when_anybody_else_asks_then_absent_at_the_door_and_behind_it(anna: Person) -> None:
    chosen(anna)
    roles = ("reviewer", "account_administrator", "auditor", "data_protection_officer", "carer")
    for other in (make_person(f"Other {role}", role) for role in roles):
        assert not Care.objects.visible_to(acts(other)).exists()
        assert not Care.objects.unscoped("the policy alone").exists()
    # The policy lets Anna's row through, the door does not.
    set_actor(anna.pk)
    assert Care.objects.unscoped("what the policy lets through").count() == 1
    assert not Care.objects.visible_to(other).exists()


def test_row_when_a_worker_reads_then_refused(anna: Person) -> None:
    with connection.cursor() as cursor:
        for right in ("select", "insert", "update", "delete"):
            cursor.execute("select has_table_privilege('iapb_worker', 'care_care', %s)", [right])
            assert cursor.fetchone() == (False,), right


def test_row_when_written_for_somebody_else_then_refused(anna: Person) -> None:
    other = make_person("Other", "analyst")
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        Care(person=other).save(force_insert=True)


def test_row_when_the_account_is_closed_then_it_goes(anna: Person) -> None:
    chosen(anna)
    Person.objects.filter(pk=anna.pk).update(state="suspended")
    Person.objects.filter(pk=anna.pk).update(state="active")
    assert Care.objects.visible_to(acts(anna)).exists()
    Person.objects.filter(pk=anna.pk).update(state="deactivated")
    Person.objects.filter(pk=anna.pk).update(state="active")
    assert not Care.objects.visible_to(acts(anna)).exists()


IMPOSSIBLE = {
    "care_limit_is_minutes": 'update care_care set "limit" = 5',
    "care_counts_with_a_limit": 'update care_care set "limit" = null, seconds = 5',
}


@pytest.mark.parametrize("constraint", IMPOSSIBLE)
def test_database_when_a_row_is_impossible_then_refuses(anna: Person, constraint: str) -> None:
    chosen(anna)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(IMPOSSIBLE[constraint])


# ----- pages


def test_page_when_kept_then_as_chosen_and_only_mine(anna: Person) -> None:
    client = signed_in(anna)
    answer = client.post(reverse("care"), {"ask": ["torture", "killing"], "veil": "heavy", "limit": "90"})
    assert answer.status_code == 302
    assert wishes_of(acts(anna)).ask == ["killing", "torture"]
    assert 'value="90"' in client.get(reverse("care")).content.decode()
    assert client.post(reverse("care"), {"veil": "heavy", "limit": "5"}).status_code == 422
    other = signed_in(acts(make_person("Other", "reviewer")))
    assert 'value="90"' not in other.get(reverse("care")).content.decode()


def test_time_when_reported_then_answered_with_the_measure(anna: Person) -> None:
    chosen(anna)
    client = signed_in(anna)
    assert client.post(reverse("care_time"), {"seconds": "40"}).json() == {
        "seconds": 40, "quiet_until": 0, "quiet": False,
    }  # fmt: skip
    assert client.post(reverse("care_quiet")).json()["quiet_until"] == 640
    assert client.post(reverse("care_quiet"), {"today": "yes"}).json()["quiet"] is True
    assert client.post(reverse("care_time"), {"seconds": "much"}).status_code == 422
