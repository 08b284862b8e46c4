"""A translation beside its original: empty or from a draft, n to m, frozen with its sources."""

from __future__ import annotations

import pytest

from evidence.actions import texts
from evidence.models import Item, ItemFile, Segment, SegmentSource, Text
from evidence.transcripts import actions, checks
from evidence.transcripts.models import Work
from iapb.access.errors import Invalid
from iapb.accounts.models import Person
from iapb.language.align import Pair
from iapb.language.base import Segment as Spoken
from tests.transcripts.conftest import DRAFT, MACHINE, acts, add_layer, new, put, rows, says, type_in, words

pytestmark = pytest.mark.django_db
ENGLISH = [Spoken("Where were you?", "Q", 0, 2000, "en"), Spoken("Then we were driven away.", "A", 6000, 9000, "en")]


@pytest.fixture
def original(item: Item, recording: ItemFile, partner: Person) -> Text:
    return add_layer(item, DRAFT, recording, partner)


@pytest.fixture
def machine(item: Item, original: Text, partner: Person) -> Text:
    """It left the second segment out."""
    parent = ItemFile.objects.visible_to(partner).get(file=original.file)
    said = {"kind": "translation", "language": "en", **MACHINE}
    text = add_layer(item, ENGLISH, parent, partner, source=original, **said)
    texts.link_sources(text, [Pair((0,), (0,), True), Pair((2,), (1,), True)], partner)
    return text


def begin(original: Text, by: Person, **said: object) -> Work:
    source = Text.objects.visible_to(acts(by)).select_related("item").get(pk=original.pk)
    return actions.begin_translation(source=source, by=by, **{"language": "en", **said})


def segments(text: Text, by: Person) -> list[Segment]:
    return list(Segment.objects.visible_to(acts(by)).filter(text=text).order_by("number"))


def linked(text: Text, by: Person) -> set[tuple[int, int]]:
    found = SegmentSource.objects.visible_to(acts(by)).filter(segment__text=text)
    return set(found.values_list("source__number", "segment__number"))


def test_begin_when_empty_then_a_row_for_each_segment(original: Text, recording: ItemFile, partner: Person) -> None:
    work = begin(original, partner)
    one = segments(original, partner)
    assert [(row.content, row.sources, row.start_ms) for row in rows(work, partner)] == [
        ("", [segment.pk], segment.start_ms) for segment in one
    ]
    assert (work.source, work.file, work.kind) == (original, recording, "translation")


def test_begin_when_from_a_draft_then_its_words_and_an_empty_row_for_what_it_left_out(
    original: Text, machine: Text, partner: Person
) -> None:
    work = begin(original, partner, began_from=machine)
    one, two, three = (segment.pk for segment in segments(original, partner))
    assert [(row.content, row.sources) for row in rows(work, partner)] == [
        ("Where were you?", [one]), ("", [two]), ("Then we were driven away.", [three]),
    ]  # fmt: skip


def test_begin_when_of_another_original_or_the_same_language_then_refused(
    original: Text, machine: Text, item: Item, recording: ItemFile, partner: Person
) -> None:
    other = add_layer(item, DRAFT[:1], recording, partner)
    with says(Invalid, "another text"):
        begin(other, partner, began_from=machine)
    with says(Invalid, "in this language already"):
        begin(original, partner, language="ru")
    with says(Invalid, "a translation already"):
        begin(machine, partner, language="be")


def test_hand_in_when_split_and_joined_then_sources_n_to_m(original: Text, partner: Person) -> None:
    work = begin(original, partner)
    first, second, third = rows(work, partner)
    # The first two are rendered as one, the third as two.
    type_in(
        work, partner,
        put(first, "Where were you when they detained you?", sources=(*first.sources, *second.sources)),
        put(second, gone=True),
        put(third, "Then they drove us."), new("Away.", third, sources=tuple(third.sources)),
    )  # fmt: skip
    text = actions.hand_in(work=work.pk, by=acts(partner))
    assert (text.kind, text.language, text.source_id, text.maker) == ("translation", "en", original.pk, "human")
    assert linked(text, partner) == {(0, 0), (1, 0), (2, 1), (2, 2)}
    assert {one.language for one in segments(text, partner)} == {"en"}


def test_hand_in_when_a_row_is_left_empty_then_said_before_and_left_out(
    original: Text, machine: Text, partner: Person, colleague: Person
) -> None:
    work = begin(original, partner, began_from=machine)
    found = checks.findings(work, rows(work, partner), acts(partner))
    assert [(str(one.sentence), [n for n, _pk in one.where]) for one in found] == [
        ("1 segment of the original has no translation yet.", [2])
    ]
    text = actions.hand_in(work=work.pk, by=acts(partner))
    assert linked(text, partner) == {(0, 0), (2, 1)}
    acts(partner)
    actions.accept(work=Work.objects.visible_to(acts(colleague)).get(pk=work.pk), by=colleague)
    assert Text.objects.visible_to(colleague).get(pk=text.pk).checked_by == colleague


def test_change_when_it_names_segments_of_another_text_then_they_are_left_out(
    original: Text, machine: Text, partner: Person
) -> None:
    work = begin(original, partner)
    [first, *_rest] = rows(work, partner)
    foreign = segments(machine, partner)[0].pk
    type_in(work, partner, put(first, "Where?", sources=(*first.sources, foreign)))
    assert rows(work, partner)[0].sources == first.sources
    assert words(work, partner)[0] == "Where?"
