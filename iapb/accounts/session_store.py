"""Django's sessions in the database; the statement that every request asks is written once a process."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.utils import timezone

from iapb.accounts.prepared import ANY_KEY, ANY_TIME, Prepared


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        rows = _STANDING.rows({ANY_KEY: self.session_key, ANY_TIME: timezone.now()})
        if not rows:
            self._session_key = None
            return {}
        return self.decode(rows[0][0])


def _of_any_key() -> QuerySet[Any, Any]:
    sessions = SessionStore.get_model_class().objects
    return sessions.filter(session_key=ANY_KEY, expire_date__gt=ANY_TIME).values_list("session_data")


_STANDING = Prepared(_of_any_key)
