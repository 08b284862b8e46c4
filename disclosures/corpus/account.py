"""One long account, coded as densely as analysts code: for measurements of the workbench."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from disclosures.corpus.serving import manage
from evidence.coding import actions
from evidence.coding.models import Code, Question, Tag
from evidence.models import Item, Segment, Text
from iapb.access.transaction import actor_transaction
from iapb.accounts.models import Person

ACCOUNTS = 8  # so many are drawn; the one nearest to the wanted length is taken
LONGEST = 8  # words of a tag
SHORT = 60  # code points; two segments have more


@dataclass(frozen=True)
class Account:
    item: Item
    original: Text
    translation: Text
    segments: dict[str, list[Segment]]  # by side: o, t
    words: int


def make(words: int, analyst: Person) -> Account:
    manage("make_corpus", "--scale", str(ACCOUNTS / 2775), "--words", str(words), "--seed", "7", role="owner")
    with actor_transaction(analyst):
        translations = list(
            Text.objects.visible_to(analyst).filter(kind="translation").select_related("item", "source")
        )
        return min((_account(one, analyst) for one in translations), key=lambda one: abs(one.words - words))


def _account(translation: Text, analyst: Person) -> Account:
    assert translation.source
    segments = Segment.objects.visible_to(analyst).order_by("number")
    sides = {"o": list(segments.filter(text=translation.source)), "t": list(segments.filter(text=translation))}
    length = sum(len(one.content.split()) for one in sides["o"])
    return Account(translation.item, translation.source, translation, sides, length)


def code(account: Account, number: int, analyst: Person) -> int:
    """Tags until there are so many: on both sides, some overlapping, nested, over several segments."""
    random = Random(1)  # noqa: S311  (no secret)
    offered = Code.objects.filter(framework__current=True, assignable=True, retired_at=None)
    codes = [one for one in offered if "interview" in one.applies_to and not one.restricted]
    with actor_transaction(analyst):
        standing = Tag.objects.visible_to(analyst).filter(item=account.item, retracted_at=None).count()
        last: tuple[Text, int, int] | None = None
        for count in range(standing, number):
            text, start, end = _overlapping(random, last) if last and count % 3 == 0 else _span(account, random)
            # What reaches into the next segment has line ends in its middle, where nothing begins.
            last = (text, start, end) if end - start < SHORT else None
            actions.place_tag(text=text, code=random.choice(codes), start=start, end=end, by=analyst)
        return Tag.objects.visible_to(analyst).filter(item=account.item, retracted_at=None).count()


def ask(account: Account, number: int, analyst: Person) -> int:
    """Questions to the partner about words of both sides; of every four one is closed."""
    random = Random(2)  # noqa: S311  (no secret)
    with actor_transaction(analyst):
        for count in range(number):
            text, start, end = _span(account, random)
            question = actions.ask_partner(text=text, start=start, end=end, words=f"Who is meant, {count}?", by=analyst)
            if count % 4 == 0:
                actions.settle_question(question=question, by=analyst)
        return Question.objects.visible_to(analyst).filter(item=account.item).count()


def _span(account: Account, random: Random) -> tuple[Text, int, int]:
    side = random.choice("ooot")
    segments = account.segments[side]
    number = random.randrange(len(segments))
    segment = segments[number]
    ends = _ends(segment)
    first = random.randrange(len(ends))
    last = min(len(ends) - 1, first + random.randrange(LONGEST))
    end = ends[last][1]
    if random.random() < 0.1 and number + 1 < len(segments):
        first, end = 0, _ends(segments[number + 1])[-1][1]
    text = account.original if side == "o" else account.translation
    return text, ends[first][0], end


def _overlapping(random: Random, last: tuple[Text, int, int]) -> tuple[Text, int, int]:
    """The same words, under another code; or those from the middle on."""
    text, start, end = last
    return text, start + random.choice((0, (end - start) // 2)), end


def _ends(segment: Segment) -> list[tuple[int, int]]:
    """Start and end of each word, in the layer."""
    ends, at = [], 0
    for word in segment.content.split():
        at = segment.content.index(word, at)
        ends.append((segment.start + at, segment.start + at + len(word)))
        at += len(word)
    return ends
