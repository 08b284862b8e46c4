"""What was counted for a day goes when the day is over, also of people who did not come back."""

from __future__ import annotations

from django.db import connection

from iapb.care.models import today

EVERY_SECONDS = 3600.0


def forget_days() -> None:
    """The worker's role sees no row; the function empties what belongs to a day, and answers nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select care_forget_days(%s)", [today()])
