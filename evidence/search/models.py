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

    Each layer's words stand in one row alone: those another layer has taken over from in a row of their own, which is
    found on request (docs/decisions/search-layers.md). The database deletes a passage with its text.
    """

    class Standing(models.IntegerChoices):
        """Up to ALONE a passage is found by its words; an OLDER one by what is tagged there, or on request."""

        NEWEST = 0
        ALONE = 1  # the original was taken over from, and nothing newer says this in the language of these words
        OLDER = 2

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey("evidence.Item", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    text = models.ForeignKey("evidence.Text", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    start = models.PositiveIntegerField()  # code points of the original layer
    end = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    words = SearchVectorField()
    standing = models.PositiveSmallIntegerField(
        choices=Standing.choices, default=Standing.NEWEST, db_default=Standing.NEWEST
    )
    privacy = Privacy(protected="words", plain="id item text start end language standing")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="passage_by_words"),
            models.Index(fields=["text", "start"], name="passage_by_text"),
            models.Index(fields=["item"], name="passage_by_item"),
        ]


class PassageSpan(models.Model):
    """Where the words of a passage stand in each layer; several spans where words of another layer lie between."""

    passage = models.ForeignKey(Passage, on_delete=models.DO_NOTHING, related_name="spans", db_constraint=False)
    text = models.ForeignKey("evidence.Text", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    place = models.PositiveSmallIntegerField(default=0, db_default=0)  # in which order spans of one language are read
    privacy = Privacy(plain="id passage text start end place")

    class Meta:
        indexes = [models.Index(fields=["text", "start", "end"], name="span_by_place")]
