"""Django's sessions in the database, each with how long it has stood: one statement, planned once a connection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends import db
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from iapb.accounts.prepared import ANY_KEY, ANY_TIME, Prepared


@dataclass(frozen=True)
class Standing:
    """Since when a session stands, and whose it is."""

    pk: int
    person: UUID
    last_seen_at: datetime
    created_at: datetime

    @property
    def over(self) -> str:
        now = timezone.now()
        if now - self.last_seen_at > settings.SESSION_IDLE:
            return "idle"
        if now - self.created_at > timedelta(seconds=settings.SESSION_COOKIE_AGE):
            return "ten hours"
        return ""


class SessionStore(db.SessionStore):
    # None: nobody's, or ended elsewhere.
    standing: Standing | None = None

    def load(self) -> dict[str, Any]:
        rows = _KEPT.rows({ANY_KEY: self.session_key, ANY_TIME: timezone.now()})
        if not rows:
            self._session_key = None
            return {}
        words, pk, *standing = rows[0]
        self.standing = Standing(pk, *standing) if pk else None
        return self.decode(words)


def _of_any_key() -> QuerySet[Any, Any]:
    sessions = SessionStore.get_model_class().objects
    found = sessions.filter(session_key=ANY_KEY, expire_date__gt=ANY_TIME)
    return found.values_list("session_data", *map(_standing, ("pk", "user", "last_seen_at", "created_at")))


def _standing(column: str) -> Subquery:
    same = UserSession.objects.filter(session_key=OuterRef("session_key"))
    return Subquery(same.values(of=F(column)))


_KEPT = Prepared(_of_any_key)
