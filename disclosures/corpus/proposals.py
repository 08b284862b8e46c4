"""What a machine proposes for words of an account; a tenth of it was decided."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from disclosures.corpus.coding import Coded, codes_in_use
from disclosures.corpus.copying import copy_rows, new_id
from evidence.coding.models import Code, Suggestion, Tag
from interviews.models import Interview

REFUSED = 10  # one of so many
THIRD = 3
COMMON = 4  # a quarter of all proposals is of one code, as it is with a common word


class Proposer:
    def __init__(self, random: Random, now: datetime) -> None:
        self._random, self._now, self._codes = random, now, codes_in_use()

    def propose(self, interview: Interview, coded: Coded) -> None:
        """For a third of the words that people tagged, another code each."""
        made = [self._one(interview, tag, number) for number, tag in enumerate(coded.tags[::THIRD])]
        copy_rows(Suggestion, {(one.value, one.start, one.end): one for one in made}.values())

    def _one(self, interview: Interview, tag: Tag, number: int) -> Suggestion:
        code: Code = self._codes[0] if number % COMMON == 0 else self._random.choice(self._codes[1:])
        decided: dict[str, Any] = {}
        if number % REFUSED == 1:
            decided = {"state": Suggestion.State.REFUSED, "decided_by": tag.author, "decided_at": self._now}
        return Suggestion(
            id=new_id(self._random), kind=Suggestion.Kind.CODE, item_id=interview.pk, text_id=tag.text_id,
            text_sha256=tag.text_sha256, segment_id=tag.segment_id, code=code, value=code.code,
            start=tag.start, end=tag.end, exact=tag.exact, prefix=tag.prefix, suffix=tag.suffix,
            because=Suggestion.Because.LEXICON, cue=tag.exact.split(" ")[0], language=interview.language,
            engine="corpus", engine_version="1", created_at=self._now, collection_id=interview.collection_id,
            **decided,
        )  # fmt: skip
