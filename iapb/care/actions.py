"""What a person does for themselves. No event is told of any of it: that somebody asked to be spared, how long they
read and when they took a break is nobody's business (docs/decisions/care-for-the-reader.md).
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.care.models import LONGEST, SHORTEST, Care, today
from iapb.care.themes import Theme

TEN_MINUTES = 600
AT_MOST = 120  # seconds a page may report at once; it reports every minute
MOST_OPENED = 2000


@transaction.atomic
def choose(*, ask: Collection[str], veil: str, limit: int | None, by: Person) -> Care:
    """`limit` in minutes a day. Without one nothing is counted, and what was counted goes."""
    if unknown := set(ask) - set(Theme.values):
        raise Invalid(_("“%(word)s” is none of the themes.") % {"word": min(unknown)[:20]}, "ask")
    if veil not in Care.Veil.values:
        raise Invalid(_("Choose what is hidden until you ask for it."), "veil")
    if limit is not None and not SHORTEST <= limit <= LONGEST:
        raise Invalid(_("A limit is ten minutes at least and ten hours at most."), "limit")
    row = _own(by)
    row.ask, row.veil, row.limit = sorted(ask), veil, limit
    if limit is None:
        row.seconds, row.counted_at, row.quiet_until, row.quiet_today = 0, None, 0, False
    row.save()
    return row


@transaction.atomic
def open_anyway(*, item: UUID, by: Person) -> Care:
    """They were asked and want to see it. Asked again tomorrow."""
    row = _own(by)
    if item not in row.opened:
        row.opened = [*row.opened, item][-MOST_OPENED:]
        row.save(update_fields=["day", "seconds", "counted_at", "quiet_until", "quiet_today", "opened"])
    return row


@transaction.atomic
def count(*, seconds: int, by: Person) -> Care:
    """So many seconds more on an open page. Two windows at once count once: no more than passed since the last time."""
    row = _own(by)
    if row.limit is None:
        return row
    now = timezone.now()
    passed = int((now - row.counted_at).total_seconds()) if row.counted_at else AT_MOST
    more = max(0, min(seconds, passed, AT_MOST))
    if more:
        row.seconds, row.counted_at = row.seconds + more, now
        row.save(update_fields=["day", "seconds", "counted_at", "quiet_until", "quiet_today", "opened"])
    return row


@transaction.atomic
def be_quiet(*, today_no_more: bool, by: Person) -> Care:
    """No break is offered for ten more minutes of reading, or today."""
    row = _own(by)
    if row.limit is not None:
        row.quiet_today = row.quiet_today or today_no_more
        row.quiet_until = row.quiet_until if today_no_more else row.seconds + TEN_MINUTES
        row.save(update_fields=["day", "seconds", "counted_at", "quiet_until", "quiet_today", "opened"])
    return row


def _own(by: Person) -> Care:
    """The person's row, locked, and of today: what was counted on another day is gone."""
    rows = Care.objects.visible_to(by).select_for_update()
    row: Care | None = rows.first()
    if row is None:
        Care.objects.bulk_create([Care(person=by)], ignore_conflicts=True)
        row = rows.get()
    if not row.is_of_today:
        row.day, row.seconds, row.counted_at, row.quiet_until, row.quiet_today, row.opened = (
            today(),
            0,
            None,
            0,
            False,
            [],
        )
    return row
