"""Tags as analysts set them, and one incident an account that stands on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

from disclosures.corpus.copying import copy_rows, new_id
from disclosures.corpus.texts import Layers
from evidence.coding.models import Act, Code, FactSupport, Incident, Tag
from evidence.coding.models.tags import CONTEXT
from evidence.dates import FuzzyDate
from evidence.models import Place, Segment
from iapb.accounts.models import Person
from interviews.models import Interview

LONGEST = 12  # words of a tag


class Coder:
    def __init__(self, analysts: Sequence[Person], random: Random, now: datetime) -> None:
        self._analysts, self._random, self._now = analysts, random, now
        codes = Code.objects.filter(framework__current=True, assignable=True)
        self._codes = [code for code in codes if not code.restricted]
        self._contexts = [code for code in self._codes if code.category == "context"] or self._codes
        self._places = list(Place.objects.all()[:50])

    def code(self, interview: Interview, layers: Layers, tags: int) -> None:
        text = layers.texts[0]
        segments = [segment for segment in layers.segments if segment.text_id == text.pk]
        author = self._random.choice(self._analysts)
        made: dict[tuple[object, ...], Tag] = {}
        for _ in range(tags):
            tag = self._tag(interview, self._random.choice(segments), text.sha256, author)
            made.setdefault((tag.code_id, tag.start, tag.end), tag)
        copy_rows(Tag, made.values())
        self._incident(interview, list(made.values())[:3], author)

    def _tag(self, interview: Interview, segment: Segment, sha256: str, author: Person) -> Tag:
        words = segment.content.split(" ")
        first = self._random.randrange(len(words))
        last = min(len(words), first + self._random.randint(1, LONGEST))
        start = sum(len(word) + 1 for word in words[:first])
        exact = " ".join(words[first:last])
        end = start + len(exact)
        return Tag(
            id=new_id(self._random),
            item_id=interview.pk,
            text_id=segment.text_id,
            text_sha256=sha256,
            segment=segment,
            code=self._random.choice(self._codes),
            start=segment.start + start,
            end=segment.start + end,
            exact=exact,
            prefix=segment.content[max(0, start - CONTEXT) : start],
            suffix=segment.content[end : end + CONTEXT],
            author=author,
            client_key=new_id(self._random),
            created_at=self._now,
            collection_id=interview.collection_id,
        )

    def _incident(self, interview: Interview, tags: Sequence[Tag], author: Person) -> None:
        day = date(2020, self._random.randint(5, 12), self._random.randint(1, 28))
        common = {"item_id": interview.pk, "author": author, "collection_id": interview.collection_id}
        common |= {"when": FuzzyDate(day, day, "exact"), "created_at": self._now}
        incident = Incident(
            id=new_id(self._random),
            client_key=new_id(self._random),
            context=self._random.choice(self._contexts),
            place=self._random.choice(self._places) if self._places else None,
            **common,
        )
        act = Act(
            id=new_id(self._random),
            client_key=new_id(self._random),
            incident=incident,
            code=self._random.choice(self._codes),
            **common,
        )
        copy_rows(Incident, [incident])
        copy_rows(Act, [act])
        copy_rows(
            FactSupport,
            (
                FactSupport(
                    id=new_id(self._random), tag=tag, incident=incident, added_by=author, added_at=self._now,
                    item_id=interview.pk, collection_id=interview.collection_id,
                )
                for tag in tags
            ),
        )  # fmt: skip
