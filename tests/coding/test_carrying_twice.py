"""Where two things meet: tags that follow a newer text, and two people who code one text without seeing each other."""

from __future__ import annotations

import pytest
from django.db import connection

from evidence.coding import actions
from evidence.coding.models import Carrying, Comparison, Suggestion, Tag, Work
from evidence.models import Segment, Text
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from tests.coding.cases import LANGUAGES, code, make_text
from tests.coding.test_carrying import CORRECTED
from tests.coding.twice import Twice, make_twice

pytestmark = pytest.mark.django_db
BEATEN = "избивали задержанных дубинками"


@pytest.fixture
def twice() -> Twice:
    return make_twice()


def correct(twice: Twice) -> Text:
    partner = twice.acts(twice.case.partner)
    return make_text(twice.case.item, partner, CORRECTED, languages=LANGUAGES)


def carry(twice: Twice) -> tuple[int, int]:
    return actions.carry_tags(item=twice.case.item, by=twice.acts(twice.case.partner))


def blind(twice: Twice) -> Work:
    """The first coding is handed in, the second open."""
    twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.handed_in()
    return twice.second()


def test_carry_when_two_codings_are_made_or_compared_then_it_waits_until_they_are_settled(twice: Twice) -> None:
    second = blind(twice)
    twice.place(twice.berta, BEATEN, "PHY.BEAT")
    newer = correct(twice)
    assert carry(twice) == (0, 0)
    comparison = twice.compared(second)
    assert carry(twice) == (0, 0)
    Job.objects.all().delete()
    actions.close_comparison(comparison=comparison, by=twice.acts(twice.rita))
    assert Job.objects.filter(kind="carry_tags", object=twice.case.original.pk).exists()
    assert carry(twice) == (1, 0)
    standing = Tag.objects.visible_to(twice.acts(twice.cyril)).filter(passed_on=False, settled=False)
    assert [(tag.text, tag.state, tag.exact) for tag in standing] == [(newer, Tag.State.ADJUDICATED, BEATEN)]


def test_carry_when_somebody_has_begun_to_code_then_their_work_goes_on_in_the_newer_text(twice: Twice) -> None:
    work = twice.given()
    twice.place(twice.anna, BEATEN, "PHY.BEAT")
    newer = correct(twice)
    assert carry(twice) == (1, 0)
    work = Work.objects.visible_to(twice.acts(twice.anna)).get(pk=work.pk)
    assert (work.text, work.state) == (newer, Work.State.OPEN)
    actions.hand_in_work(work=work, by=twice.anna)
    assert Comparison.objects.visible_to(twice.acts(twice.rita)).get().text == newer


def in_the_database(person: Person, twice: Twice) -> dict[str, int]:
    """Past the door: what the policies alone leave of it."""
    twice.acts(person)
    with connection.cursor() as cursor:
        numbers = {}
        for table in ("coding_tagnote", "coding_suggestion", "coding_carrying"):
            cursor.execute(f"select count(*) from {table}")
            numbers[table] = cursor.fetchone()[0]
    return numbers


def test_walls_when_a_text_is_coded_blind_then_notes_proposals_and_places_are_kept_apart(twice: Twice) -> None:
    tag = twice.place(twice.anna, BEATEN, "PHY.BEAT")
    actions.add_note(tag=tag, words="The second blow.", by=twice.anna)
    text, item = twice.case.original, twice.case.item
    shared = {"item": item, "text": text, "closed": item.closed, "collection_id": item.collection_id}
    first = Segment.objects.visible_to(twice.anna).filter(text=text).order_by("number")[0]
    Suggestion(
        **shared, kind="code", text_sha256=text.sha256, segment=first, code=code("PHY.BEAT"), value="PHY.BEAT",
        start=0, end=3, exact=first.content[:3], because="lexicon", engine="rules", engine_version="1",
    ).save(force_insert=True)  # fmt: skip
    Carrying(**shared, tag=tag, state="orphaned", why="ends", candidates=[], author=twice.anna).save(force_insert=True)
    everything = {"coding_tagnote": 1, "coding_suggestion": 1, "coding_carrying": 1}
    assert in_the_database(twice.berta, twice) == everything
    twice.handed_in()
    twice.second()
    assert in_the_database(twice.berta, twice) == dict.fromkeys(everything, 0)
    assert in_the_database(twice.anna, twice) == everything
