"""The oracle itself: its truths, read off by hand where they can be."""

from __future__ import annotations

from tests.oracles.reanchoring import Case, Tag, Truth, Written, is_wrong, make_case


def _case() -> Case:
    #                 1 2   3 (3 is inserted)
    new = Written([("W", "он не знал")], "он не знал", [(1, 0, 2), (3, 3, 5), (2, 6, 10)], frozenset({3}))
    return Case(Written(), new, [], [], 0.0)


def test_a_case_is_the_same_each_time() -> None:
    assert make_case(7, 0.05, words=500) == make_case(7, 0.05, words=500)


def test_tags_name_the_words_that_stand_there() -> None:
    case = make_case(1, 0.2, words=800)
    for tag in case.tags:
        words = [case.old.text[s:e] for ident, s, e in case.old.places if ident in tag.idents]
        assert case.old.text[tag.start : tag.end].startswith(words[0])
        assert len(words) == len(tag.idents)


def test_the_share_of_changed_words_is_what_was_asked_for() -> None:
    for rate in (0.01, 0.05, 0.2):
        assert abs(make_case(3, rate, words=4000).changed - rate) < 0.005


def test_layers_are_their_segments() -> None:
    case = make_case(2, 0.2, words=800)
    for layer in (case.old, case.new):
        assert layer.text == "\n".join(content for _speaker, content in layer.segments)


def test_a_move_is_judged_by_the_words_it_covers() -> None:
    case, both = _case(), Truth((1, 2))
    assert not is_wrong(case, both, 0, 10)
    assert is_wrong(case, both, 0, 5)
    assert is_wrong(case, both, 0, 9)  # half a word
    assert is_wrong(case, Truth((1,)), 0, 5)  # an inserted word at the edge
    assert not is_wrong(case, Truth((1,), loose_after=frozenset({3})), 0, 5)
    assert is_wrong(case, Truth(None), 0, 10)


def test_words_that_are_gone_or_stand_apart_have_no_place() -> None:
    found = [make_case(seed, 0.2, words=2000, tags=100) for seed in range(3)]
    truths = [(tag, truth, case) for case in found for tag, truth in zip(case.tags, case.truths, strict=True)]
    assert any(truth.words is None for _tag, truth, _case_ in truths)
    assert sum(truth.words is not None for _tag, truth, _case_ in truths) > 0.9 * len(truths)
    assert all(set(truth.words or ()) <= set(tag.idents) for tag, truth, _case_ in truths)


def test_unchanged_tags_stay_where_they_are() -> None:
    case = make_case(5, 0.0, words=600)
    tag: Tag
    for tag, truth in zip(case.tags, case.truths, strict=True):
        assert truth.words == tag.idents
