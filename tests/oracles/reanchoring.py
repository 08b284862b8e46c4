"""Transcripts, recorded changes to them, and so for every tag where its words truly are afterwards.

Written apart from the product's rules. Every word of a transcript has an identity that it keeps through every change,
so that nothing here compares words to find out where they went. The transcripts are made to be hard: most answers are
drawn from a handful, questions come again word for word, whole exchanges repeat ("Кто это был?" "Я не помню.").

The words of a tag are followed by identity:

- A word *replaced* or *respelt* keeps its identity: it is the same utterance, heard better.
- A word *deleted* has none any more; a word *inserted* has a new one.
- A sentence *moved* takes its words along. For a tag that also has words elsewhere these count as deleted, and for a
  tag into which they come as inserted: who reads the texts sees words gone here, and words come there.

Where a tag truly is: from its first word that is left to its last (`Truth.words`), if those that are left stand in
their old order with nothing but inserted words between them. `None` if no word is left, or if they stand apart.

A **right move** covers exactly these words, and inserted words only between them. Punctuation at the edges counts
for nothing. One latitude: where the tag's own word at an edge was deleted or replaced, an inserted word that stands
just there may be in or out, since who has both texts cannot tell it from what replaced the word.

A **wrong move** is any other: to a look-alike, with a word too many, with a word that is left out, or any move at all
where the truth is None. There is no third kind. What is not moved is queued, and never wrong.

`rate` is the share of words changed. Of these about a third are replaced, a quarter respelt, a fifth deleted and a
sixth inserted, one by one and by lot; the rest are whole sentences deleted or moved. No word is replaced by one that
stood within three words of it, and none of these is inserted beside it: the text would be the same as after another
change ("a b" with b lost, or with a lost and b heard as a), and no reader could say which. Besides, at every rate,
punctuation is changed, segments are split and joined, and turns are cut elsewhere: none of these changes a word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from random import Random

CONSONANTS, VOWELS = "бвгдзклмнпрстх", "аеиоуяё"
ANSWERS = (
    "Я не помню.", "Я не помню.", "Не знаю.", "Да.", "Нет.", "Нас били.", "Нет, не видел.", "Я уже сказал, я не помню.",
    "Били по ногам и по спине.", "Это было ночью.", "Нас было двое.", "Нас было трое.", "Они были в масках.",
)  # fmt: skip
QUESTIONS = (
    "Кто это был?", "Во что они были одеты?", "Что было потом?", "Вы видели их лица?", "Сколько вас было в камере?",
    "Вас били?", "Кто это был?", "Что он сказал?",
)  # fmt: skip
FRAMES = (
    "потом нас повезли в * и там * стояли * вдоль *",
    "я сидел в камере с * и нам не давали * до *",
    "они сказали что * и ударили меня по *",
    "в * часов пришёл * и сказал * что мы все *",
    "когда * открыл дверь я увидел * и *",
    "меня держали там * дней без * и без *",
    "он спросил * и я ответил что не знаю * потому что *",
)


TURNS_CUT = 2, 20  # in a transcript at least, and for each whole of its words that is changed
NEAR = 3


@dataclass(eq=False)
class Word:
    ident: int
    text: str
    after: str = ""  # punctuation
    inserted: bool = False
    moved: bool = False
    replaced: bool = False
    beside: frozenset[str] = frozenset()  # what stood near it


@dataclass(eq=False)
class Turn:
    speaker: str
    sentences: list[list[Word]]


@dataclass(frozen=True)
class Tag:
    start: int
    end: int
    idents: tuple[int, ...]


@dataclass(frozen=True)
class Truth:
    words: tuple[int, ...] | None  # identities of what is left, in order
    loose_before: frozenset[int] = frozenset()  # inserted words that may be in or out
    loose_after: frozenset[int] = frozenset()


@dataclass
class Written:
    """A layer as it is read, and which word stands where."""

    segments: list[tuple[str, str]] = field(default_factory=list)  # speaker, content
    text: str = ""
    places: list[tuple[int, int, int]] = field(default_factory=list)  # identity, start, end
    inserted: frozenset[int] = frozenset()
    moved: frozenset[int] = frozenset()
    replaced: frozenset[int] = frozenset()


@dataclass
class Case:
    old: Written
    new: Written
    tags: list[Tag]
    truths: list[Truth]
    changed: float  # the share of words that was changed indeed


def make_case(seed: int, rate: float, *, words: int = 12_000, tags: int = 50) -> Case:
    random = Random(seed)  # noqa: S311  (no secret)
    idents = count()
    turns = _transcript(random, idents, words)
    old = _write(turns)
    placed = [_tag(random, old) for _ in range(tags)]
    changed = _change(random, idents, turns, rate)
    new = _write(turns)
    left = {ident: place for place, (ident, _s, _e) in enumerate(new.places)}
    return Case(old, new, placed, [_truth(tag, new, left) for tag in placed], changed / len(old.places))


def is_wrong(case: Case, truth: Truth, start: int, end: int) -> bool:
    """Whether moving the tag of this truth to these code points of the new layer is a wrong move."""
    if truth.words is None:
        return True
    covered = [(ident, s, e) for ident, s, e in case.new.places if s < end and start < e]
    if not covered or covered[0][1] < start or covered[-1][2] > end:
        return True  # half a word
    idents = [ident for ident, _s, _e in covered]
    while idents and idents[0] in truth.loose_before:
        idents.pop(0)
    while idents and idents[-1] in truth.loose_after:
        idents.pop()
    if not idents or idents[0] != truth.words[0] or idents[-1] != truth.words[-1]:
        return True
    alien = (case.new.inserted | case.new.moved) - set(truth.words)
    return tuple(i for i in idents if i not in alien) != truth.words


def _transcript(random: Random, idents: count[int], size: int) -> list[Turn]:
    lexicon = [_invented(random) for _ in range(900)]
    turns: list[Turn] = []
    written = 0
    while written < size:
        asked = random.choice(QUESTIONS) if random.random() < 0.7 else _story(random, lexicon, 1)[:-1] + "?"
        answered = [random.choice(ANSWERS) for _ in range(random.choice((1, 1, 2)))]
        if random.random() < 0.55:
            answered.append(_story(random, lexicon, random.randint(1, 5)))
        exchange = [("Q", asked), ("W", " ".join(answered))]
        if turns and random.random() < 0.08:  # the last exchange once more, word for word
            exchange = [(turn.speaker, _said(turn)) for turn in turns[-2:]]
        for speaker, said in exchange:
            turns.append(Turn(speaker, _sentences(said, idents)))
            written += len(said.split())
    return turns


def _invented(random: Random) -> str:
    return "".join(random.choice(CONSONANTS) + random.choice(VOWELS) for _ in range(random.randint(2, 4)))


def _story(random: Random, lexicon: list[str], sentences: int) -> str:
    def drawn() -> str:  # some words are much more frequent than others
        return lexicon[min(int(random.expovariate(1 / 120)), len(lexicon) - 1)]

    told = []
    for _ in range(sentences):
        words = [drawn() if word == "*" else word for word in random.choice(FRAMES).split()]
        told.append(" ".join(words).capitalize() + ".")
    return " ".join(told)


def _said(turn: Turn) -> str:
    return " ".join(word.text + word.after for sentence in turn.sentences for word in sentence)


def _sentences(said: str, idents: count[int]) -> list[list[Word]]:
    sentences: list[list[Word]] = [[]]
    for piece in said.split():
        bare = piece.rstrip(".,?!")
        if sentences[-1] and sentences[-1][-1].after[-1:] in (".", "?", "!"):
            sentences.append([])
        sentences[-1].append(Word(next(idents), bare, piece[len(bare) :]))
    return sentences


def _write(turns: list[Turn]) -> Written:
    written = Written()
    pieces, position = [], 0
    words = [word for turn in turns for sentence in turn.sentences for word in sentence]
    written.inserted = frozenset(word.ident for word in words if word.inserted)
    written.moved = frozenset(word.ident for word in words if word.moved)
    written.replaced = frozenset(word.ident for word in words if word.replaced)
    for turn in turns:
        words = [word for sentence in turn.sentences for word in sentence]
        if not words:
            continue
        start = position
        for word in words:
            written.places.append((word.ident, position, position + len(word.text)))
            position += len(word.text) + len(word.after) + 1
        content = " ".join(word.text + word.after for word in words)
        assert position == start + len(content) + 1
        written.segments.append((turn.speaker, content))
        pieces.append(content)
    written.text = "\n".join(pieces)
    return written


def _tag(random: Random, old: Written) -> Tag:
    """Half of them whole sentences, as people tag; half any words, now and then over the end of a segment."""
    first = random.randrange(len(old.places) - 80)
    last = first + random.choice((1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30)) - 1
    if random.random() < 0.5:
        while first and not _ends_a_sentence(old, first - 1):
            first -= 1
        while last < len(old.places) - 1 and not _ends_a_sentence(old, last):
            last += 1
    span = old.places[first : last + 1]
    start, end = span[0][1], span[-1][2]
    if random.random() < 0.5:  # with the full stop
        while end < len(old.text) and not old.text[end].isspace():
            end += 1
    return Tag(start, end, tuple(ident for ident, _s, _e in span))


def _ends_a_sentence(old: Written, place: int) -> bool:
    return old.text[old.places[place][2] : old.places[place][2] + 1] in (".", "?", "!")


def _change(random: Random, idents: count[int], turns: list[Turn], rate: float) -> int:
    wanted = rate * sum(len(sentence) for turn in turns for sentence in turn.sentences)
    every = [word for turn in turns for sentence in turn.sentences for word in sentence]
    lexicon = [word.text for word in every]
    for place, word in enumerate(every):
        word.beside = frozenset(one.text.lower() for one in every[max(0, place - NEAR) : place + NEAR + 1])
    changed = 0
    while changed < 0.08 * wanted:
        changed += _lose_or_move(random, turns)
    all_words = [(sentence, word) for turn in turns for sentence in turn.sentences for word in sentence]
    random.shuffle(all_words)
    for sentence, word in all_words:
        if changed >= wanted:
            break
        changed += _change_word(random, idents, sentence, word, lexicon)
    for turn in turns:
        turn.sentences = [sentence for sentence in turn.sentences if sentence]
    _punctuate(random, turns)
    for _ in range(max(TURNS_CUT[0], round(rate * TURNS_CUT[1]))):
        _cut_elsewhere(random, turns)
    return changed


def _lose_or_move(random: Random, turns: list[Turn]) -> int:
    turn = random.choice(turns)
    if len(turns) < 2 or not turn.sentences:
        return 0
    sentence = turn.sentences.pop(random.randrange(len(turn.sentences)))
    if random.random() < 0.4:
        other = random.choice(turns)
        for word in sentence:
            word.moved = True
        other.sentences.insert(random.randint(0, len(other.sentences)), sentence)
    return len(sentence)


def _change_word(random: Random, idents: count[int], sentence: list[Word], word: Word, lexicon: list[str]) -> int:
    place = next(n for n, one in enumerate(sentence) if one is word)
    dice = random.random()
    other = next((one for one in random.sample(lexicon, 12) if one.lower() not in word.beside), "э")
    if dice < 0.37:
        word.text, word.replaced = other, True
    elif dice < 0.62:
        word.text = _respelt(random, word.text)
    elif dice < 0.83:
        if place and word.after:
            sentence[place - 1].after = word.after
        del sentence[place]
    else:
        new = Word(next(idents), other.lower(), inserted=True)
        sentence.insert(place, new)
    return 1


def _respelt(random: Random, text: str) -> str:
    if len(text) < 3:
        return text.swapcase() if text.swapcase() != text else text + text
    at = random.randrange(1, len(text))
    return random.choice((
        text[:at] + text[at:].replace("ё", "е", 1).replace("о", "а", 1),
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + random.choice(VOWELS) + text[at + 1 :],
    ))  # fmt: skip


def _punctuate(random: Random, turns: list[Turn]) -> None:
    for turn in turns:
        for sentence in turn.sentences:
            for word in sentence:
                if random.random() < 0.01:
                    word.after = random.choice(("", ",", ".", "…", " —", "!"))


def _cut_elsewhere(random: Random, turns: list[Turn]) -> None:
    at = random.randrange(len(turns) - 1)
    here, following = turns[at], turns[at + 1]
    dice = random.random()
    if dice < 0.4 and len(here.sentences) > 1:  # one answer in two segments
        cut = random.randrange(1, len(here.sentences))
        turns.insert(at + 1, Turn(here.speaker, here.sentences[cut:]))
        here.sentences = here.sentences[:cut]
    elif dice < 0.7:  # two in one
        here.sentences += following.sentences
        del turns[at + 1]
    elif here.sentences:  # the last sentence was the other's
        following.sentences.insert(0, here.sentences.pop())


def _truth(tag: Tag, new: Written, left: dict[int, int]) -> Truth:
    there = [ident for ident in tag.idents if ident in left]
    words = tuple(ident for ident in there if ident not in new.moved) or tuple(there)
    if not words:
        return Truth(None)
    alien = (new.inserted | new.moved) - set(words)
    first, last = left[words[0]], left[words[-1]]
    between = tuple(ident for ident, _s, _e in new.places[first : last + 1] if ident not in alien)
    if between != words:
        return Truth(None)
    before, after = set(), set()
    if words[0] != tag.idents[0] or words[0] in new.replaced:
        while first and new.places[first - 1][0] in alien:
            first -= 1
            before.add(new.places[first][0])
    if words[-1] != tag.idents[-1] or words[-1] in new.replaced:
        while last + 1 < len(new.places) and new.places[last + 1][0] in alien:
            last += 1
            after.add(new.places[last][0])
    return Truth(words, frozenset(before), frozenset(after))
