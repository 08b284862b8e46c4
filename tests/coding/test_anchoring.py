"""Which tags surely follow: judged by the oracle, and by cases read off by hand."""

from __future__ import annotations

import pytest

from evidence.coding.anchoring import Outcome, Piece, Span, Why, carry
from tests.oracles.reanchoring import Written, is_wrong, make_case

BEFORE = ["Кто это был?", "Я не помню.", "Что было потом?", "Нас повезли на Окрестина и били дубинками по ногам."]


def pieces(contents: list[str], speakers: list[str] | None = None) -> list[Piece]:
    found, position = [], 0
    for number, content in enumerate(contents):
        found.append(Piece(position, content, speakers[number] if speakers else ""))
        position += len(content) + 1
    return found


def of(layer: Written) -> list[Piece]:
    return pieces([content for _s, content in layer.segments], [speaker for speaker, _c in layer.segments])


def follow(old: list[str], new: list[str], words: str) -> tuple[Outcome, str]:
    start = "\n".join(old).index(words)
    (outcome,) = carry(pieces(old), pieces(new), [Span(start, start + len(words))])
    text = "\n".join(new)
    return outcome, text[outcome.moved.start : outcome.moved.end] if outcome.moved else ""


@pytest.mark.parametrize(("rate", "least"), [(0.01, 0.95), (0.05, 0.93), (0.2, 0.8)])
def test_move_when_words_were_changed_then_none_is_wrong_and_most_move(rate: float, least: float) -> None:
    moved = count = 0
    for seed in range(1000, 1003):
        case = make_case(seed, rate, words=2500, tags=150)
        outcomes = carry(of(case.old), of(case.new), [Span(tag.start, tag.end) for tag in case.tags])
        for truth, outcome in zip(case.truths, outcomes, strict=True):
            count += 1
            if outcome.moved:
                moved += 1
                assert not is_wrong(case, truth, outcome.moved.start, outcome.moved.end)
    assert moved / count >= least


def test_move_when_nothing_changed_then_the_same_place() -> None:
    assert follow(BEFORE, BEFORE, "били дубинками") == (Outcome(Why.SAME, Span(68, 82)), "били дубинками")


def test_move_when_only_spelling_and_punctuation_changed_then_moves() -> None:
    new = [*BEFORE[:3], "Нас повезли, на Окрестина, и били дубинкой — по ногам!"]
    outcome, words = follow(BEFORE, new, "Окрестина и били")
    assert (outcome.why, words) == (Why.SAME, "Окрестина, и били")
    ё = follow(["Её везли ещё час, потом поле."], ["Ее везли еще час, потом поле."], "везли ещё час")
    assert (ё[0].why, ё[1]) == (Why.SAME, "везли еще час")


def test_move_when_a_word_within_was_heard_otherwise_then_moves_and_says_so() -> None:
    new = [*BEFORE[:3], "Нас повезли на Окрестина и пинали дубинками по ногам."]
    outcome, words = follow(BEFORE, new, "повезли на Окрестина и били дубинками")
    assert (outcome.why, words) == (Why.CHANGED, "повезли на Окрестина и пинали дубинками")


def test_move_when_one_of_several_equal_answers_is_gone_then_a_person_looks() -> None:
    pair = ["Кто это был?", "Я не помню."]
    old = ["Начнём с утра.", *pair, *pair, *pair, "Перейдём к вечеру."]
    new = ["Начнём с утра.", *pair, *pair, "Перейдём к вечеру."]
    start = pieces(old)[4].start
    (outcome,) = carry(pieces(old), pieces(new), [Span(start, start + len("Я не помню."))])
    assert outcome.moved is None and len(outcome.candidates) == 2


def test_move_when_an_exchange_stands_twice_and_a_stray_word_is_left_of_one_then_a_person_looks() -> None:
    told = "Они сказали что знают всё и ударили меня по спине."
    twice = ["Меня держали там без еды и без света?", "Да.", told, "Меня держали там без еды и без света?", "Да.", told]
    new = ["Утром нас вывели во двор.", "Меня держали там без еды и без света?", told, "что Я сидел в камере один."]
    outcome, words = follow(["Утром нас вывели во двор.", *twice, "Я сидел в камере один."], new, "света?\nДа.\nОни")
    assert (outcome.why, words) == (Why.ENDS, "")


def test_move_when_a_denial_comes_in_a_short_passage_then_a_person_looks() -> None:
    new = [*BEFORE[:3], "Нас повезли на Окрестина и не били дубинками по ногам."]
    for words in ("и били дубинками по ногам", "били дубинками"):  # within, and just before
        outcome, _words = follow(BEFORE, new, words)
        assert (outcome.why, outcome.moved) == (Why.DENIAL, None)
        assert outcome.candidates


def test_move_when_the_words_are_gone_then_a_person_looks_and_nothing_is_alike() -> None:
    outcome, _words = follow(BEFORE, BEFORE[:3], "били дубинками по ногам")
    assert (outcome.moved, outcome.candidates) == (None, ())


def test_move_when_the_sentence_stands_elsewhere_now_then_a_person_looks() -> None:
    outcome, _words = follow(BEFORE, [BEFORE[3], *BEFORE[:3]], "повезли на Окрестина")
    assert outcome.moved is None or outcome.why == Why.SAME


def test_move_when_another_person_says_it_now_then_a_person_looks() -> None:
    start = "\n".join(BEFORE).index("Я не")
    old, new = pieces(BEFORE, ["Q", "W", "Q", "W"]), pieces(BEFORE, ["Q", "Q", "Q", "W"])
    (outcome,) = carry(old, new, [Span(start, start + 11)])
    assert (outcome.why, outcome.moved) == (Why.SPEAKER, None)


def test_move_when_speakers_are_only_called_otherwise_then_moves() -> None:
    start = "\n".join(BEFORE).index("Я не")
    old, new = pieces(BEFORE, ["Q", "W", "Q", "W"]), pieces(BEFORE, ["Interviewer", "Witness"] * 2)
    (outcome,) = carry(old, new, [Span(start, start + 11)])
    assert outcome.why == Why.SAME and outcome.moved == Span(start, start + 11)


def test_move_when_emoji_and_combining_marks_stand_before_then_code_points_count() -> None:
    old = ["👩‍👩‍👧 сказала 😢: э́то было в ка́мере ночью."]
    new = ["👩‍👩‍👧 сказала мне 😢😢: э́то было в камере ночью."]
    assert follow(old, new, "в ка́мере")[1] == "в камере"


def test_move_when_a_layer_is_empty_then_nothing_breaks() -> None:
    assert carry([], pieces(BEFORE), [Span(0, 3)])[0].moved is None
    assert carry(pieces(BEFORE), [], [Span(0, 3)])[0].moved is None
