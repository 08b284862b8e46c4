from __future__ import annotations

import random
import time

import pytest

from iapb.language.align import Pair, align
from iapb.language.base import Segment

RUSSIAN = [
    ("И", "Когда вас задержали?"),
    ("С", "Меня задержали 11 августа 2020 года около девяти вечера возле станции метро Пушкинская."),
    ("С", "Сотрудники ОМОНа били меня дубинками по спине и по ногам. Я упал, меня подняли и потащили в автобус."),
    ("И", "Сколько человек было в автобусе?"),
    ("С", "Около тридцати. Мы лежали друг на друге."),
    ("С", "Нас привезли в изолятор на улице Окрестина. В камере на шесть человек нас было 40, без воды и еды."),
    ("И", "Был ли у вас адвокат?"),
    ("С", "Нет. Суд длился три минуты, судья назначил мне 15 суток ареста."),
]
ENGLISH = [
    ("I", "When were you detained?"),
    ("W", "I was detained on 11 August 2020 at about nine in the evening near Pushkinskaya metro station."),
    (
        "W",
        "Riot police officers beat me with batons on the back and the legs. I fell, they dragged me to a bus.",
    ),
    ("I", "How many people were in the bus?"),
    ("W", "About thirty. We lay on top of each other."),
    (
        "W",
        "They brought us to the centre in Okrestina street. In a cell for six we were 40, without water or food.",
    ),
    ("I", "Did you have a lawyer?"),
    ("W", "No. The trial lasted three minutes, the judge gave me 15 days of arrest."),
]


def segments(lines, speakers: bool = True) -> list[Segment]:
    return [Segment(text, speaker if speakers else "") for speaker, text in lines]


def links(pairs: list[Pair]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(pair.sources, pair.targets) for pair in pairs]


def whole(pairs: list[Pair], n: int, m: int) -> bool:
    return [i for pair in pairs for i in pair.sources] == list(range(n)) and [
        j for pair in pairs for j in pair.targets
    ] == list(range(m))


@pytest.mark.parametrize("speakers", [True, False])
def test_align_when_paragraphs_match_then_one_to_one_and_sure(speakers: bool) -> None:
    pairs = align(segments(RUSSIAN, speakers), segments(ENGLISH, speakers))
    assert links(pairs) == [((n,), (n,)) for n in range(len(RUSSIAN))]
    assert all(pair.sure for pair in pairs)


def test_align_when_the_translator_joined_two_then_two_to_one() -> None:
    joined = [*ENGLISH[:1], ("W", f"{ENGLISH[1][1]} {ENGLISH[2][1]}"), *ENGLISH[3:]]
    pairs = align(segments(RUSSIAN), segments(joined))
    assert links(pairs)[:3] == [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,))]
    assert whole(pairs, 8, 7)


def test_align_when_the_translator_split_one_then_one_to_two() -> None:
    first, second = ENGLISH[5][1].split(". ")
    split = [*ENGLISH[:5], ("W", first + "."), ("W", second), *ENGLISH[6:]]
    assert ((5,), (5, 6)) in links(align(segments(RUSSIAN), segments(split)))


def test_align_when_a_paragraph_was_left_out_then_it_stands_alone_and_unsure() -> None:
    pairs = align(segments(RUSSIAN), segments(ENGLISH[:5] + ENGLISH[6:]))
    assert Pair((5,), (), False) in pairs
    assert links(pairs)[-1] == ((7,), (6,))


def test_align_when_the_translator_added_a_note_then_it_stands_alone() -> None:
    noted = [("", "Translator's note: names of places are given as in the official gazetteer of 2019."), *ENGLISH]
    pairs = align(segments(RUSSIAN, False), segments(noted, False))
    assert pairs[0] == Pair((), (0,), False)
    assert links(pairs)[1:] == [((n,), (n + 1,)) for n in range(8)]


def test_align_when_both_have_times_then_by_overlap() -> None:
    source = [Segment("а", start_ms=a, end_ms=b) for a, b in ((0, 4000), (4000, 6000), (6000, 9000), (20000, 24000))]
    target = [
        Segment("a", start_ms=a, end_ms=b)
        for a, b in ((100, 3900), (4100, 9000), (12000, 15000), (20100, 22000), (22000, 24100))
    ]
    assert links(align(source, target)) == [((0,), (0,)), ((1, 2), (1,)), ((), (2,)), ((3,), (3, 4))]
    assert [pair.sure for pair in align(source, target)] == [True, True, False, True]


@pytest.mark.parametrize(("n", "m"), [(0, 0), (3, 0), (0, 2)])
def test_align_when_a_side_is_empty_then_the_other_stands_alone(n: int, m: int) -> None:
    pairs = align([Segment("x")] * n, [Segment("y")] * m)
    assert whole(pairs, n, m)
    assert not any(pair.sure for pair in pairs)


@pytest.mark.parametrize("seed", range(6))
def test_align_when_segments_are_joined_and_dropped_at_random_then_most_links_are_right(seed: int) -> None:
    """A known answer: a long text whose translation is cut otherwise, with figures in a tenth of it."""
    chance = random.Random(seed)
    source, target, truth = [], [], set()
    for number in range(150):
        length = chance.randint(15, 220)
        figure = f" {chance.randint(2, 5000)}" if chance.random() < 0.1 else ""
        source.append(Segment("а" * length + figure))
        words = "a" * round(length * chance.uniform(0.95, 1.3)) + figure
        fate = chance.random()
        if fate < 0.05 and target:
            target[-1] = Segment(target[-1].text + " " + words)
        elif fate < 0.1:
            middle = len(words) // 2
            target += [Segment(words[:middle]), Segment(words[middle:])]
            truth.add((number, len(target) - 2))
        elif fate > 0.02:
            target.append(Segment(words))
        truth.add((number, len(target) - 1))
    pairs = align(source, target)
    assert whole(pairs, len(source), len(target))
    found = {(i, j) for pair in pairs for i in pair.sources for j in pair.targets}
    sure = {(i, j) for pair in pairs if pair.sure for i in pair.sources for j in pair.targets}
    assert len(found & truth) / len(truth) > 0.9
    assert len(sure & truth) / len(sure) > 0.93


def test_align_when_an_interview_is_long_then_within_seconds() -> None:
    chance = random.Random(1)
    lengths = [chance.randint(20, 300) for _ in range(600)]
    began = time.perf_counter()
    pairs = align([Segment("а" * n) for n in lengths], [Segment("a" * round(n * 1.1)) for n in lengths])
    assert time.perf_counter() - began < 10
    assert sum(pair.sources == pair.targets for pair in pairs) > 590
