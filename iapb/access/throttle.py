"""How often one person may ask the API: counted in one statement, where the framework's own count takes six."""

from __future__ import annotations

from typing import Any

from django.db import connection
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

A_MINUTE = 600
# In the table of the cache, which forgets what is over; nothing reads these rows through the cache.
_COUNT = """
insert into iapb_cache as held (cache_key, value, expires) values (%s, '1', now() + interval '1 minute')
on conflict (cache_key) do update set
    value = case when held.expires <= now() then '1' else (held.value::int + 1)::text end,
    expires = case when held.expires <= now() then excluded.expires else held.expires end
returning value::int, ceil(extract(epoch from expires - now()))
"""


class PerMinute(BaseThrottle):
    _left = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return True
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [f"asked:{request.user.pk}"])
            asked, left = cursor.fetchone()
        self._left = float(left)
        return bool(asked <= A_MINUTE)

    def wait(self) -> float:
        return self._left
