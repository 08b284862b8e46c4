"""Tags of a code that was parted or retired: coded anew by a person who sees them, undone, and kept as history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.coding import actions
from evidence.coding.framework import actions as framework
from evidence.coding.models import Carrying, Code, Comparison, FactSupport, Note, Tag
from evidence.coding.presenters import tags_of
from evidence.coding.recoding_shown import codes_now, successors_of, waiting_by_code
from evidence.coding.waiting import untagged_or_moved
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.ledger.models import Event
from tests.cast import make_person, signed_in
from tests.coding.cases import LANGUAGES, ORIGINAL, Case, code, make_case, make_text, name_on, where
from tests.coding.framing import HALF, OTHER_HALF, publish
from tests.coding.test_carrying import CORRECTED
from tests.coding.twice import Twice, make_twice
from tests.statements import asked_of

pytestmark = pytest.mark.django_db
BEATEN, RIOT = "избивали задержанных дубинками", "Сотрудники ОМОНа"
MOST_STATEMENTS = 15


def part(name: str = "PHY.BEAT") -> None:
    """A version in which the code is parted into two."""
    parts = {f"{name}_STICK": HALF, f"{name}_HAND": OTHER_HALF}
    publish(framework.split_code, code=name, parts=parts)


@pytest.fixture
def case() -> Case:
    return make_case()


@contextmanager
def told(words: str) -> Iterator[None]:
    """Refused with a sentence that says this."""
    with pytest.raises(Invalid) as refusal:
        yield
    assert words in str(refusal.value.sentence)


def place(case: Case, words: str, name: str = "PHY.BEAT", by: Person | None = None) -> Tag:
    start, end = where(ORIGINAL, words)
    by = case.acts_as(by or case.analyst)
    return actions.place_tag(text=case.original, code=code(name), start=start, end=end, by=by)


def queue_of(person: Person, name: str = "PHY.BEAT") -> int:
    return sum(one.number for one in waiting_by_code(person) if one.code.code == name)


def standing(case: Case, by: Person | None = None) -> list[tuple[str, str]]:
    who = case.acts_as(by or case.analyst)
    found = Tag.objects.visible_to(who).filter(retracted_at=None).select_related("code", "author")
    return [(tag.code.code, tag.author.name) for tag in found.order_by("start", "code__code")]


def test_recode_when_a_code_was_parted_then_a_new_tag_stands_and_the_old_names_it(case: Case) -> None:
    old = place(case, BEATEN)
    part()
    new = actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.acts_as(case.colleague))
    old.refresh_from_db()
    assert (new.code.code, new.author, new.state) == ("PHY.BEAT_STICK", case.colleague, Tag.State.CONFIRMED)
    assert (new.text, new.start, new.end, new.exact, new.prefix) == (
        old.text,
        old.start,
        old.end,
        old.exact,
        old.prefix,
    )
    assert (old.recoded_as, old.retracted_by, old.code.code) == (new, case.colleague, "PHY.BEAT")
    assert standing(case) == [("PHY.BEAT_STICK", "Reva")]
    event = Event.objects.get(event="tag.recoded", object=str(old.pk))
    assert event.actor == str(case.colleague.pk)
    assert Event.objects.filter(event="tag.recoded").count() == 1
    assert queue_of(case.acts_as(case.analyst)) == 0


def test_recode_when_sent_twice_then_done_once_and_another_is_told(case: Case) -> None:
    old = place(case, BEATEN)
    part()
    case.acts_as(case.analyst)
    first = actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.analyst)
    assert actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.analyst) == first
    assert Tag.objects.visible_to(case.analyst).count() == 2
    for who, name in ((case.analyst, "PHY.BEAT_HAND"), (case.colleague, "PHY.BEAT_STICK")):
        with told("already"):
            actions.recode_tag(tag=old, code=code(name), by=case.acts_as(who))


def test_recode_when_the_code_is_in_use_or_the_tag_taken_back_or_the_new_code_does_not_fit_then_told(
    case: Case,
) -> None:
    old, gone, other = place(case, BEATEN), place(case, RIOT), place(case, "возле", "INS.BATON")
    actions.retract_tag(tag=gone, by=case.analyst)
    part()
    case.acts_as(case.analyst)
    for tag, name, reason in (
        (gone, "PHY.BEAT_STICK", "taken back"),
        (other, "PHY.BEAT_STICK", "in use"),
        (old, "PHY", "category"),
        (old, "PHY.BEAT", "retired"),
    ):
        with told(reason):
            actions.recode_tag(tag=tag, code=code(name), by=case.analyst)
    assert not Event.objects.filter(event="tag.recoded").exists()


def test_recode_when_the_role_does_not_code_or_sees_nothing_then_refused(case: Case) -> None:
    old = place(case, BEATEN)
    part()
    with pytest.raises(Refused):
        actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.acts_as(case.partner))
    with pytest.raises(Tag.DoesNotExist):
        actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.acts_as(case.stranger))
    assert queue_of(case.stranger) == 0 and queue_of(case.acts_as(case.colleague)) == 1


def test_recode_when_a_fact_rests_on_the_words_then_it_rests_on_the_new_tag_and_back(case: Case) -> None:
    old = place(case, BEATEN)
    incident = actions.state_incident(
        item=case.item, fields={"context": code("CTX.ARREST")}, tags=[old], by=case.analyst
    )
    part()
    case.acts_as(case.colleague)
    new = actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.colleague)
    standing = FactSupport.objects.visible_to(case.colleague).filter(incident=incident, removed_at=None)
    assert [(one.tag, one.added_by) for one in standing] == [(new, case.analyst)]
    actions.undo_recoding(tag=old, by=case.colleague)
    assert [(one.tag, one.added_by) for one in standing.all()] == [(old, case.analyst)]


def test_undo_when_by_who_did_it_then_as_before_and_once(case: Case) -> None:
    old = place(case, BEATEN)
    part()
    case.acts_as(case.colleague)
    new = actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.colleague)
    with pytest.raises(Refused):
        actions.undo_recoding(tag=old, by=case.acts_as(case.analyst))
    case.acts_as(case.colleague)
    for _ in range(2):
        again = actions.undo_recoding(tag=old, by=case.colleague)
    new.refresh_from_db()
    assert (again.retracted_at, again.recoded_as, again.author) == (None, None, case.analyst)
    assert new.retracted_by == case.colleague
    assert Event.objects.filter(event="tag.recoding_undone", object=str(old.pk)).count() == 1
    # And anew, otherwise.
    actions.recode_tag(tag=old, code=code("PHY.BEAT_HAND"), by=case.colleague)
    assert standing(case) == [("PHY.BEAT_HAND", "Reva")]


def test_recode_when_two_people_had_tagged_the_words_then_one_tag_for_both_and_each_undone_alone(case: Case) -> None:
    mine, theirs = place(case, BEATEN), place(case, BEATEN, by=case.colleague)
    part()
    case.acts_as(case.colleague)
    for tag in (mine, theirs):
        actions.recode_tag(tag=tag, code=code("PHY.BEAT_STICK"), by=case.colleague)
    assert standing(case) == [("PHY.BEAT_STICK", "Reva")]
    case.acts_as(case.colleague)
    actions.undo_recoding(tag=mine, by=case.colleague)
    assert standing(case) == [("PHY.BEAT", "Anna"), ("PHY.BEAT_STICK", "Reva")]


def test_undo_when_the_new_tag_stood_there_before_then_it_stays(case: Case) -> None:
    old = place(case, BEATEN)
    part()
    start, end = where(ORIGINAL, BEATEN)
    before = actions.place_tag(
        text=case.original, code=code("PHY.BEAT_STICK"), start=start, end=end, by=case.acts_as(case.analyst)
    )
    assert actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.analyst) == before
    actions.undo_recoding(tag=old, by=case.analyst)
    assert standing(case) == [("PHY.BEAT", "Anna"), ("PHY.BEAT_STICK", "Anna")]


def test_recode_when_need_to_know_then_by_people_named_and_never_opened(case: Case) -> None:
    name_on(case.item, case.analyst)
    old = place(case, BEATEN, "SGB.THREAT")
    part("SGB.THREAT")
    assert queue_of(case.acts_as(case.colleague), "SGB.THREAT") == 0
    with pytest.raises(Tag.DoesNotExist):
        actions.recode_tag(tag=old, code=code("SGB.THREAT_STICK"), by=case.colleague)
    case.acts_as(case.analyst)
    assert queue_of(case.analyst, "SGB.THREAT") == 1
    with told("need-to-know"):
        actions.recode_tag(tag=old, code=code("INS.BATON"), by=case.analyst)
    new = actions.recode_tag(tag=old, code=code("SGB.THREAT_STICK"), by=case.analyst)
    assert new.restricted and not Tag.objects.visible_to(case.acts_as(case.colleague)).exists()


def test_recode_when_a_newer_text_came_then_the_new_tag_follows(case: Case) -> None:
    old = place(case, BEATEN)
    make_text(case.item, case.acts_as(case.partner), CORRECTED, languages=LANGUAGES)
    part()
    Job.objects.all().delete()
    new = actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.acts_as(case.analyst))
    assert Job.objects.filter(kind="carry_tags", object=case.original.pk).exists()
    assert actions.carry_tags(item=case.item, by=case.acts_as(case.partner)) == (1, 0)
    case.acts_as(case.analyst)
    moved = Carrying.objects.visible_to(case.analyst).get().moved_to
    assert moved.moved_from == new and moved.code.code == "PHY.BEAT_STICK"
    with told("moved on"):
        actions.undo_recoding(tag=old, by=case.analyst)


def test_notes_when_a_tag_is_coded_anew_then_shown_beside_the_new_one_with_author_and_time(case: Case) -> None:
    old = place(case, BEATEN)
    note = actions.add_note(tag=old, words="Sticks, he said.", by=case.analyst)
    part()
    actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.acts_as(case.colleague))
    (tag,) = tags_of(case.item, case.colleague)
    assert [(one.pk, one.author, one.created_at) for one in tag.notes_shown] == [
        (note.pk, case.analyst, note.created_at)
    ]
    told = actions.export_tags(item=case.item, by=case.colleague)
    bodies = [body["value"] for one in told["first"]["items"] for body in one["body"]]
    assert bodies == ["PHY.BEAT_STICK", "Sticks, he said."]
    assert Note.objects.visible_to(case.colleague).count() == 1


def test_database_when_a_tag_that_stands_says_it_was_coded_anew_then_refuses(case: Case) -> None:
    old, other = place(case, BEATEN), place(case, RIOT)
    part()
    case.acts_as(case.analyst)
    for target in (other.pk, old.pk):
        with pytest.raises(IntegrityError, match="tag_recoded_is_history"), transaction.atomic():
            Tag.objects.visible_to(case.analyst).filter(pk=old.pk).update(recoded_as=target)
    new = actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.analyst)
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        new.delete()


def test_successors_when_parted_again_and_merged_then_what_is_in_use_now(case: Case) -> None:
    part()
    publish(framework.merge_codes, codes=["PHY.BEAT_HAND"], into="PHY.BEAT_STICK", version="0.3")
    known = codes_now()
    assert [one.code for one in successors_of(known["PHY.BEAT"], known)] == ["PHY.BEAT_STICK"]
    publish(framework.split_code, code="PHY.BEAT_STICK", version="0.4",
            parts={"PHY.BEAT_A": HALF, "PHY.BEAT_B": OTHER_HALF})  # fmt: skip
    known = codes_now()
    assert [one.code for one in successors_of(known["PHY.BEAT"], known)] == ["PHY.BEAT_A", "PHY.BEAT_B"]


# What others have in hand


@pytest.fixture
def twice() -> Twice:
    return make_twice()


def may(twice: Twice, person: Person) -> bool:
    """Whether the tag of the first coder stands in this person's queue."""
    return queue_of(twice.acts(person)) > 0


def test_recode_when_somebody_codes_the_text_then_they_alone(twice: Twice) -> None:
    twice.given()
    tag = twice.place(twice.anna, BEATEN, "PHY.BEAT")
    part()
    assert may(twice, twice.anna) and not may(twice, twice.cyril) and not may(twice, twice.rita)
    with told("in hand"):
        actions.recode_tag(tag=tag, code=code("PHY.BEAT_STICK"), by=twice.acts(twice.rita))
    actions.recode_tag(tag=tag, code=code("PHY.BEAT_STICK"), by=twice.acts(twice.anna))


def test_recode_when_two_codings_are_made_or_compared_then_nobody_else_and_the_first_coder_learns_nothing(
    twice: Twice,
) -> None:
    tag = twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.place(twice.cyril, RIOT, "PHY.BEAT")
    twice.handed_in()
    part()
    before = queue_of(twice.acts(twice.anna))
    second = twice.second()
    # The second coder sees no tag of others; the first sees as many as before.
    assert not may(twice, twice.berta) and queue_of(twice.acts(twice.anna)) == before == 2
    # Others: the one tag that is nobody's part of the comparison.
    assert queue_of(twice.acts(twice.roman)) == 1
    with told("in hand"):
        actions.recode_tag(tag=tag, code=code("PHY.BEAT_STICK"), by=twice.acts(twice.roman))
    comparison = twice.compared(second)
    assert queue_of(twice.acts(twice.roman)) == 1
    settle_all(comparison, twice)
    assert queue_of(twice.acts(twice.roman)) == 2  # with the decision


def settle_all(comparison: Comparison, twice: Twice) -> None:
    from evidence.coding.compared import pairs_of

    twice.acts(twice.rita)
    loaded = Comparison.objects.visible_to(twice.rita).select_related("item", "text", "first", "second")
    (pair,) = pairs_of([loaded.get(pk=comparison.pk)], twice.rita)
    for difference in pair.compared.differences:
        actions.settle_difference(
            comparison=comparison, difference=difference.key, decision="first", reason="as it is", by=twice.rita
        )
    actions.close_comparison(comparison=loaded.get(pk=comparison.pk), by=twice.rita)


def test_recode_when_a_first_coder_does_it_after_handing_in_then_what_is_compared_stays(twice: Twice) -> None:
    tag = twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.handed_in()
    second = twice.second()
    twice.place(twice.berta, BEATEN, "PHY.BEAT")
    part()
    actions.recode_tag(tag=tag, code=code("PHY.BEAT_STICK"), by=twice.acts(twice.anna))
    assert not Tag.objects.visible_to(twice.acts(twice.berta)).exclude(author=twice.berta).exists()
    comparison = twice.compared(second)
    actions.close_comparison(comparison=comparison, by=twice.acts(twice.rita))  # both coded alike
    assert Comparison.objects.visible_to(twice.rita).get().state == Comparison.State.SETTLED


def test_recode_when_a_decision_stands_then_by_who_settles_and_it_stays_a_decision(twice: Twice) -> None:
    twice.place(twice.anna, BEATEN, "PHY.BEAT")
    twice.handed_in()
    second = twice.second()
    twice.place(twice.berta, BEATEN, "PHY.BEAT")
    comparison = twice.compared(second)
    part()
    assert not may(twice, twice.roman)
    actions.close_comparison(comparison=comparison, by=twice.acts(twice.rita))
    decided = Tag.objects.visible_to(twice.rita).get(state=Tag.State.ADJUDICATED)
    assert not may(twice, twice.cyril) and not may(twice, twice.anna) and may(twice, twice.roman)
    with told("in hand"):
        actions.recode_tag(tag=decided, code=code("PHY.BEAT_STICK"), by=twice.acts(twice.cyril))
    new = actions.recode_tag(tag=decided, code=code("PHY.BEAT_STICK"), by=twice.acts(twice.roman))
    assert new.state == Tag.State.ADJUDICATED


# Pages


def test_pages_when_opened_then_counts_are_of_what_one_sees_and_waiting_tells(case: Case) -> None:
    place(case, BEATEN), place(case, RIOT)
    page = signed_in(case.colleague).get(reverse("recoding")).content.decode()
    assert "No tag waits to be coded anew." in page
    part()
    page = signed_in(case.colleague).get(reverse("recoding")).content.decode()
    assert "Tear gas, Pepper spray" in page and "<td>2</td>" in page
    nothing = signed_in(case.stranger).get(reverse("recoding")).content.decode()
    assert "No tag waits to be coded anew." in nothing and "PHY.BEAT" not in nothing
    one = signed_in(case.stranger).get(reverse("recoding_of", args=["PHY.BEAT"]))
    assert one.status_code == 200 and "No tag waits to be coded anew." in one.content.decode()
    assert signed_in(case.stranger).get(reverse("recoding_of", args=["PHY.NONE"])).status_code == 404
    (entry,) = [one for one in untagged_or_moved(case.acts_as(case.analyst)) if "parted" in str(one.group)]
    assert (str(entry.detail), entry.url) == ("2 tags to code anew", reverse("recoding_of", args=["PHY.BEAT"]))
    assert not [one for one in untagged_or_moved(case.acts_as(case.stranger)) if "parted" in str(one.group)]


def test_queue_when_clicked_through_then_coded_anew_undone_and_skipped(case: Case) -> None:
    first, other = place(case, RIOT), place(case, BEATEN)
    part()
    client = signed_in(case.colleague)
    url = reverse("recoding_of", args=["PHY.BEAT"])
    page = client.get(url)
    assert page.context["one"].tag == first and page.context["count"] == 2
    assert [one.code for one in page.context["one"].offered] == ["PHY.BEAT_STICK", "PHY.BEAT_HAND"]
    offered = {one.code for one in page.context["one"].others}
    assert "INS.BATON" in offered and not offered & {"PHY", "PHY.BEAT", "SGB.THREAT"}
    later = client.get(url, {"at": page.context["later"]})
    assert later.context["one"].tag == other
    sent = client.post(reverse("recode_tag", args=[other.pk]), {"code": "PHY.BEAT_HAND", "at": "1"}, follow=True)
    assert sent.redirect_chain == [(f"{url}?at=1", 302)] and sent.context["one"].tag == first
    assert "went under Pepper spray." in sent.content.decode() and sent.context["last"] == other
    sent = client.post(reverse("undo_recoding", args=[other.pk]), {"at": "0"}, follow=True)
    assert sent.context["count"] == 2 and sent.context["last"] is None
    wrong = client.post(reverse("recode_tag", args=[first.pk]), {"code": "NO.SUCH"}, follow=True)
    assert "Choose a code from the list." in wrong.content.decode()
    mine = signed_in(case.analyst)
    assert mine.get(url).context["last"] is None
    assert signed_in(case.stranger).post(reverse("recode_tag", args=[first.pk]), {"code": "X"}).status_code == 404
    assert signed_in(case.stranger).post(reverse("undo_recoding", args=[first.pk])).status_code == 404
    assert signed_in(case.partner).get(url).status_code == 403


def test_queue_when_a_merged_code_is_asked_for_then_its_one_successor_and_that_it_is_found_already(case: Case) -> None:
    place(case, BEATEN, "INS.GAS")
    publish(framework.merge_codes, codes=["INS.GAS"], into="INS.GRENADE")
    client = signed_in(case.colleague)
    assert "A search for it finds them already." in client.get(reverse("recoding")).content.decode()
    page = client.get(reverse("recoding_of", args=["INS.GAS"]))
    assert [one.code for one in page.context["one"].offered] == ["INS.GRENADE"]
    assert not [one for one in untagged_or_moved(case.acts_as(case.analyst)) if "parted" in str(one.group)]


def asked(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(asked_of(queries))


def test_pages_when_tags_are_many_then_as_few_statements(case: Case) -> None:
    place(case, BEATEN)
    part()
    client = signed_in(case.analyst)
    addresses = [
        reverse("recoding"),
        reverse("recoding_of", args=["PHY.BEAT"]),
        reverse("workbench", args=[case.item.pk]),
    ]
    few = [asked(client, url) for url in addresses]
    old = Code.objects.exclude(framework__current=True).get(code="PHY.BEAT")
    case.acts_as(case.analyst)
    first = Tag.objects.visible_to(case.analyst).select_related("segment").get()
    more = [
        Tag(text_id=first.text_id, item_id=first.item_id, segment=first.segment, code=old, start=n, end=n + 2,
            exact="ab", author=case.analyst, collection_id=first.collection_id, closed=first.closed,
            text_sha256=first.text_sha256)
        for n in range(40)
    ]  # fmt: skip
    Tag.objects.bulk_create(more)
    for tag in more:
        actions.add_note(tag=tag, words="Seen.", by=case.analyst)
    assert [asked(client, url) for url in addresses] == few and max(few) <= MOST_STATEMENTS
    assert queue_of(case.acts_as(case.analyst)) == 41


def test_second_wall_when_a_stranger_asks_past_the_door_then_no_tag(case: Case) -> None:
    old = place(case, BEATEN)
    part()
    actions.recode_tag(tag=old, code=code("PHY.BEAT_STICK"), by=case.acts_as(case.analyst))
    case.acts_as(make_person("Nobody", "analyst"))
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from coding_tag where recoded_as_id is not null or recoded_as_id is null")
        assert cursor.fetchone() == (0,)
