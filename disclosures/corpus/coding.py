"""Tags as analysts set them, and one incident an account that stands on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from disclosures.corpus.copying import copy_rows, new_id
from disclosures.corpus.texts import Layers
from evidence.coding.models import Act, Code, FactSupport, Incident, Tag
from evidence.coding.models.tags import CONTEXT
from evidence.dates import FuzzyDate
from evidence.models import Place, Segment
from iapb.accounts.models import Person
from interviews.models import Interview

LONGEST = 12  # words of a tag
UNDER_OLD_CODES = 100  # one tag of so many stands under a code that was parted since


@dataclass(frozen=True)
class Coded:
    author: Person
    tags: list[Tag]


class Coder:
    def __init__(self, analysts: Sequence[Person], random: Random, now: datetime) -> None:
        self._analysts, self._random, self._now = analysts, random, now
        self._codes = codes_in_use()
        retired = Code.objects.filter(framework__current=True, retired_at__isnull=False).values("code")
        self._old = list(Code.objects.filter(framework__current=False, code__in=retired).order_by("code"))
        self._contexts = [code for code in self._codes if code.category == "context"] or self._codes
        self._places = list(Place.objects.all()[:50])

    def code(self, interview: Interview, layers: Layers, tags: int) -> Coded:
        text = layers.texts[0]
        segments = [segment for segment in layers.segments if segment.text_id == text.pk]
        author = self._random.choice(self._analysts)
        made = [self._tag(interview, self._random.choice(segments), text.sha256, author) for _ in range(tags)]
        for tag in made[:: UNDER_OLD_CODES if self._old else len(made)]:
            tag.code = self._random.choice(self._old or [tag.code])
        coded = Coded(author, _once(made))
        copy_rows(Tag, coded.tags)
        self._incident(interview, coded.tags[:3], author)
        return coded

    def code_again(self, coded: Coded) -> Coded:
        """By somebody who saw nothing of it: of ten tags six alike, one under another code, one of fewer words, one
        not at all."""
        second = next(one for one in self._analysts if one != coded.author)
        made = []
        for number, tag in enumerate(coded.tags):
            again = copy_of(tag, id=new_id(self._random), client_key=new_id(self._random), author=second)
            if number % 10 == 7:
                again.code = self._random.choice(self._codes)
            if number % 10 == 8 and " " in tag.exact:
                again.exact = tag.exact.rsplit(" ", 1)[0]
                again.end, again.suffix = tag.start + len(again.exact), tag.exact[len(again.exact) :][:CONTEXT]
            if number % 10 != 9:
                made.append(again)
        return Coded(second, _once(made))

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


def codes_in_use() -> list[Code]:
    """Of the current version, but need-to-know ones: the corpus names nobody on an item."""
    codes = Code.objects.filter(framework__current=True, assignable=True, retired_at=None)
    return [code for code in codes if not code.restricted]


def copy_of(row: Any, **changes: Any) -> Any:
    """Unsaved, as the one it is made of."""
    made = copy(row)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def _once(tags: Iterable[Tag]) -> list[Tag]:
    """The same code on the same words is one tag."""
    return list({(tag.code_id, tag.start, tag.end): tag for tag in tags}.values())
