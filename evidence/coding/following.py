"""Where questions to partners stand: read by the house, whoever brought a newer text, and nothing else of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True)
class Standing:
    question: UUID
    text: UUID
    start: int
    end: int
    doubt: UUID | None  # the newer layer in which its place was not sure


def questions_standing(item: UUID) -> list[Standing]:
    with connection.cursor() as cursor:
        cursor.execute('select id, text_id, start, "end", doubt_text_id from coding_questions_standing(%s)', [item])
        return [Standing(*row) for row in cursor.fetchall()]
