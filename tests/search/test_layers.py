"""A corrected layer takes an older one's place in the search: each word once, older ones on request, tags anyhow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence.coding import actions
from evidence.models import Facility, Segment, SegmentSource, Text
from evidence.search.models import Passage
from evidence.search.query import parse
from evidence.search.results import Results, items_found
from evidence.search.tasks import ask_after_check, ask_for_index, index
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from tests.cast import signed_in
from tests.coding.cases import LANGUAGES, ORIGINAL, TRANSLATION, Case, code, make_case, make_text, where
from tests.search.test_search import find, marked

pytestmark = pytest.mark.django_db
CORRECTED = [ORIGINAL[0], ORIGINAL[1].replace("дубинками", "палками"), ORIGINAL[2]]
NEWEST, ALONE, OLDER = Passage.Standing


@pytest.fixture
def case() -> Case:
    case = make_case()
    index(case.original.pk, case.analyst)
    return case


def correct(case: Case, contents: list[str] = CORRECTED) -> Text:
    case.acts_as(case.partner)
    return make_text(case.item, case.partner, contents, languages=LANGUAGES)


def translate(case: Case, source: Text, contents: dict[int, str], maker: str = "human") -> Text:
    """What stands in `contents`, each part beside the segment of its number."""
    case.acts_as(case.partner)
    languages = ["en"] * len(contents)
    text = make_text(case.item, case.partner, [*contents.values()], languages=languages, source=source)
    if maker == "machine":
        made = {"maker": "machine", "engine": "opus", "engine_version": "1"}
        Text.objects.unscoped("a test").filter(pk=text.pk).update(**made)
    originals = {s.number: s for s in Segment.objects.visible_to(case.partner).filter(text=source)}
    for segment, number in zip(Segment.objects.visible_to(case.partner).filter(text=text), contents, strict=True):
        part = {"collection": case.item.collection, "closed": case.item.closed}
        SegmentSource(segment=segment, source=originals[number], **part).save(force_insert=True)
    return text


def index_all(case: Case) -> None:
    case.acts_as(case.partner)
    for text in Text.objects.visible_to(case.partner).filter(item=case.item, source=None):
        index(text.pk, case.partner)
    case.acts_as(case.analyst)


def found(results: Results) -> list[tuple[str, Passage.Standing]]:
    return [(str(one.text), one.standing) for one in results.passages]


def test_words_when_a_corrected_layer_took_over_then_the_newest_once(case: Case) -> None:
    newer = translate_whole(case, correct(case))
    index_all(case)
    for words in ("избивали", "палка", "water", ""):
        assert found(find(case.analyst, words)) == [(str(newer.pk), NEWEST)], words
    assert find(case.analyst, "дубинка").total == 0  # corrected since


def translate_whole(case: Case, newer: Text) -> Text:
    translate(case, newer, dict(enumerate(TRANSLATION)))
    return newer


def test_words_when_older_layers_are_asked_for_then_both_and_said_so(case: Case) -> None:
    newer = translate_whole(case, correct(case))
    index_all(case)
    assert found(find(case.analyst, "дубинка", older=True)) == [(str(case.original.pk), OLDER)]
    both = find(case.analyst, "избивали", older=True)
    assert sorted(found(both)) == sorted([(str(newer.pk), NEWEST), (str(case.original.pk), OLDER)])
    assert (both.total, both.witnesses) == (2, 1)
    assert {one.standing: bool(one.older) for one in both.passages} == {NEWEST: False, OLDER: True}


def test_facets_when_a_newer_layer_took_over_then_counted_once(case: Case) -> None:
    translate_whole(case, correct(case))
    index_all(case)
    assert {one.value: one.number for one in find(case.analyst, "").facets["language"]} == {"ru": 1}


def test_tag_when_it_stands_on_the_older_layer_still_then_found_by_its_code(case: Case) -> None:
    start, end = where(ORIGINAL, "избивали")
    actions.place_tag(text=case.original, code=code("PHY.BEAT"), start=start, end=end, by=case.analyst)
    newer = translate_whole(case, correct(case))
    index_all(case)
    for words in ("", "дубинка"):
        results = find(case.analyst, words, codes=["PHY.BEAT"])
        assert found(results) == [(str(case.original.pk), OLDER)], words
        assert [tag.exact for tag in results.passages[0].tags] == ["избивали"]
    case.acts_as(case.partner)
    assert actions.carry_tags(item=case.item, by=case.partner) == (1, 0)
    case.acts_as(case.analyst)
    assert found(find(case.analyst, codes=["PHY.BEAT"])) == [(str(newer.pk), NEWEST)]


def test_fact_when_it_rests_on_the_older_layer_still_then_found_by_it(case: Case) -> None:
    start, end = where(ORIGINAL, "дубинками")
    tag = actions.place_tag(text=case.original, code=code("PHY.INSTR"), start=start, end=end, by=case.analyst)
    place = Facility.objects.get(key="tsip-minsk")
    fields = {"context": code("CTX.ARREST"), "facility": place}
    actions.state_incident(item=case.item, fields=fields, tags=[tag], by=case.analyst)
    translate_whole(case, correct(case))
    index_all(case)
    assert found(find(case.analyst, facility=place)) == [(str(case.original.pk), OLDER)]


def test_translation_when_the_newer_original_has_none_yet_then_its_words_are_found_alone(case: Case) -> None:
    newer = correct(case)
    index_all(case)
    assert found(find(case.analyst, "batons")) == [(str(case.original.pk), ALONE)]
    assert marked(find(case.analyst, "batons")) == {"batons"}
    assert found(find(case.analyst, "избивали")) == [(str(newer.pk), NEWEST)]
    # On request each layer's words once as well.
    assert find(case.analyst, "batons", older=True).total == 1
    assert find(case.analyst, "избивали", older=True).total == 2


def test_translation_when_only_a_part_of_the_newer_original_is_translated_then_the_older_one_stands(case: Case) -> None:
    newer = correct(case)
    translate(case, newer, {0: "Where were you on 11 August?"})
    index_all(case)
    assert found(find(case.analyst, "batons")) == [(str(case.original.pk), ALONE)]
    translate(case, newer, {1: TRANSLATION[1], 2: TRANSLATION[2]})
    index_all(case)
    assert found(find(case.analyst, "batons")) == [(str(newer.pk), NEWEST)]


def test_translation_when_a_machine_made_the_newer_one_then_a_persons_stands(case: Case) -> None:
    newer = correct(case)
    translate(case, newer, dict(enumerate(TRANSLATION)), "machine")
    index_all(case)
    assert sorted(found(find(case.analyst, "batons"))) == sorted(
        [(str(newer.pk), NEWEST), (str(case.original.pk), ALONE)]
    )


@pytest.fixture
def drafted() -> Case:
    """An original with a machine's translation of all of it."""
    case = make_case()
    for text in (case.translation,):
        made = {"maker": "machine", "engine": "opus", "engine_version": "1"}
        Text.objects.unscoped("a test").filter(pk=text.pk).update(**made)
    return case


def test_translation_when_a_person_did_a_part_then_the_machines_rest_is_found_and_shown(drafted: Case) -> None:
    translate(drafted, drafted.original, {1: "Yes. They hit detainees with truncheons."})
    index_all(drafted)
    assert marked(find(drafted.analyst, "water")) == {"water"}
    assert marked(find(drafted.analyst, "truncheon")) == {"truncheons"}
    assert find(drafted.analyst, "batons").total == 0  # the person put it otherwise
    (one,) = find(drafted.analyst, "water").passages
    said = [(str(part.made), [line.segment.content for line in part.lines]) for part in one.translation_parts]
    draft, human = str(Text.Maker.MACHINE.label), str(Text.Maker.HUMAN.label)
    assert said == [
        (draft, [TRANSLATION[0]]),
        (human, ["Yes. They hit detainees with truncheons."]),
        (draft, [TRANSLATION[2]]),
    ]
    assert str(one.translation_made) == draft


def test_translation_when_a_person_did_a_part_then_the_draft_beneath_is_found_on_request(drafted: Case) -> None:
    translate(drafted, drafted.original, {1: "Yes. They hit detainees with truncheons."})
    index_all(drafted)
    results = find(drafted.analyst, "batons", older=True)
    assert found(results) == [(str(drafted.original.pk), OLDER)]
    assert [line.segment.content for line in results.passages[0].translation] == [TRANSLATION[1]]
    assert str(drafted.translation.pk) in results.passages[0].layers
    # A tag on either layer is found once, in the row of its words.
    start, end = where(TRANSLATION, "batons")
    actions.place_tag(text=drafted.translation, code=code("PHY.INSTR"), start=start, end=end, by=drafted.analyst)
    tagged = find(drafted.analyst, codes=["PHY.INSTR"])
    assert found(tagged) == [(str(drafted.original.pk), OLDER)]
    assert [tag.exact for tag in tagged.passages[0].tags] == ["batons"]
    start, end = where(ORIGINAL, "дубинками")
    actions.place_tag(text=drafted.original, code=code("PHY.INSTR"), start=start, end=end, by=drafted.analyst)
    assert sorted(found(find(drafted.analyst, codes=["PHY.INSTR"]))) == sorted(
        [(str(drafted.original.pk), NEWEST), (str(drafted.original.pk), OLDER)]
    )


def test_layers_when_of_two_recordings_then_both_stand(case: Case) -> None:
    weather = ["Совсем другой разговор о погоде.", "Шёл дождь, избивали град и ветер.", "Надвор'е дрэннае."]
    other = correct(case, weather)
    index_all(case)
    assert sorted(found(find(case.analyst, "избивали"))) == sorted(
        [(str(case.original.pk), NEWEST), (str(other.pk), NEWEST)]
    )


def test_layer_when_a_machine_drafted_it_later_then_a_persons_text_stays_the_newest(case: Case) -> None:
    draft = correct(case)
    made = {"maker": "machine", "engine": "whisper", "engine_version": "1"}
    Text.objects.unscoped("a test").filter(pk=draft.pk).update(**made)
    index_all(case)
    assert found(find(case.analyst, "избивали")) == [(str(case.original.pk), NEWEST)]
    assert found(find(case.analyst, "палка")) == []


def test_item_when_found_by_words_of_an_older_layer_then_still_offered_to_the_desk(case: Case) -> None:
    translate_whole(case, correct(case))
    index_all(case)
    assert items_found(parse("дубинка"), case.analyst, 10) == [case.item.pk]


# ----- the jobs


@pytest.fixture
def work(case: Case) -> Callable[[], list[str]]:
    """Does what is asked of the index, as a worker would; gives the texts, in order."""

    def call() -> list[str]:
        done = []
        while job := Job.objects.open().filter(kind="index_text").order_by("created_at").first():
            assert run(job.pk)
            done.append(str(job.object))
        case.acts_as(case.analyst)
        return done

    return call


def test_job_when_a_newer_layer_came_then_the_older_one_is_asked_for_after_it(
    case: Case, work: Callable[[], list[str]]
) -> None:
    newer = translate_whole(case, correct(case))
    ask_for_index(Text, newer.pk, case.partner)
    assert work() == [str(newer.pk), str(case.original.pk)]
    assert found(find(case.analyst, "избивали")) == [(str(newer.pk), NEWEST)]


def test_job_when_two_older_ones_give_way_then_they_are_asked_for_from_the_newest_on(
    case: Case, work: Callable[[], list[str]]
) -> None:
    """In one order for all: two that came at once would else wait for each other."""
    second, newest = correct(case), correct(case)
    ask_for_index(Text, newest.pk, case.partner)
    assert work() == [str(newest.pk), str(second.pk), str(case.original.pk)]


def test_job_when_the_newer_layer_is_translated_then_the_older_ones_translation_gives_way(
    case: Case, work: Callable[[], list[str]]
) -> None:
    newer = correct(case)
    ask_for_index(Text, newer.pk, case.partner)
    work()
    assert found(find(case.analyst, "batons")) == [(str(case.original.pk), ALONE)]
    translated = translate(case, newer, dict(enumerate(TRANSLATION)))
    ask_for_index(Text, translated.pk, case.partner)
    assert work() == [str(translated.pk), str(case.original.pk)]
    assert found(find(case.analyst, "batons")) == [(str(newer.pk), NEWEST)]


def test_job_when_a_text_was_checked_then_asked_for_where_it_has_rivals(
    case: Case, work: Callable[[], list[str]]
) -> None:
    case.acts_as(case.partner)
    ask_after_check(Text, case.original.pk, case.partner)
    assert not Job.objects.filter(kind="index_text").exists()
    drafts = [correct(case), correct(case)]
    Text.objects.unscoped("a test").filter(pk__in=[case.original.pk, *(one.pk for one in drafts)]).update(
        maker="machine", engine="e", engine_version="1"
    )
    index_all(case)
    assert found(find(case.analyst, "избивали")) == [(str(drafts[1].pk), NEWEST)]
    checked = {"checked_at": timezone.now(), "checked_by": case.partner}
    Text.objects.unscoped("a test").filter(pk=drafts[0].pk).update(**checked)
    case.acts_as(case.partner)
    ask_after_check(Text, drafts[0].pk, case.partner)
    work()
    assert found(find(case.analyst, "избивали")) == [(str(drafts[0].pk), NEWEST)]


# ----- the page


def test_page_when_older_layers_are_asked_for_then_it_says_which_is_one_and_leads_to_both(case: Case) -> None:
    newer = translate_whole(case, correct(case))
    index_all(case)
    client = signed_in(case.analyst)
    plain = client.post("/search/", {"words": "избивали"}).content.decode()
    assert plain.count('class="card found"') == 1 and "a newer one stands in its place" not in plain
    html = client.post("/search/", {"words": "избивали", "older": "on"}).content.decode()
    assert html.count('class="card found"') == 2 and html.count("a newer one stands in its place") == 1
    assert f"?text={case.original.pk}" in html and f"?text={newer.pk}" in html
    assert "checked" in html.split('name="older"')[1].split(">")[0]


def test_page_when_only_older_layers_are_asked_for_then_that_alone_asks_nothing(case: Case) -> None:
    html = signed_in(case.analyst).post("/search/", {"older": "on"}).content.decode()
    assert "Write a word or choose a filter." in html


def test_api_when_older_layers_are_asked_for_then_each_passage_says_how_it_stands(case: Case) -> None:
    translate_whole(case, correct(case))
    index_all(case)
    client = signed_in(case.analyst)
    answer = client.post("/api/search/", {"words": "избивали"}, content_type="application/json").json()
    assert [one["layer"] for one in answer["passages"]] == ["newest"]
    older = client.post("/api/search/", {"words": "дубинка", "older": True}, content_type="application/json").json()
    assert [one["layer"] for one in older["passages"]] == ["older"]


def test_page_when_older_layers_are_asked_for_then_no_more_is_asked_of_the_database(case: Case) -> None:
    translate_whole(case, correct(case))
    index_all(case)
    find(case.analyst, "избивали")  # who may see what is kept for the request
    counts = []
    for older in (False, True):
        with CaptureQueriesContext(connection) as asked:
            find(case.analyst, "избивали", **({"older": True} if older else {}))
        counts.append(len(asked))
    assert counts[0] == counts[1]
