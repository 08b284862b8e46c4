"""The search index: passages of about 200 words, original and translation together.

Protected by having no door at all: the web role may not select from these tables.
The one way in is the function `search_passages`, which reads the actor itself.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from iapb.privacy import Privacy


class Passage(models.Model):
    """Words carry weight A as they stand and D as base forms; both layers' words stand in one row.

    The database deletes a passage with its text.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey("evidence.Item", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    text = models.ForeignKey("evidence.Text", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    start = models.PositiveIntegerField()  # code points of the original layer
    end = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    words = SearchVectorField()
    privacy = Privacy(protected="words", plain="id item text start end language")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="passage_by_words"),
            models.Index(fields=["text", "start"], name="passage_by_text"),
            models.Index(fields=["item"], name="passage_by_item"),
        ]


class PassageSpan(models.Model):
    """Where a passage stands in each layer: its own and its translations'."""

    passage = models.ForeignKey(Passage, on_delete=models.DO_NOTHING, related_name="spans", db_constraint=False)
    text = models.ForeignKey("evidence.Text", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    privacy = Privacy(plain="id passage text start end")

    class Meta:
        indexes = [models.Index(fields=["text", "start", "end"], name="span_by_place")]
