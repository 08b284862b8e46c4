"""Placing tags and taking them back: works, stranger, wrong role, wrong state."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from evidence.coding import actions
from evidence.coding.framework.actions import retire_code
from evidence.coding.models import Code, Tag
from evidence.coding.spans import span_of
from evidence.models import Item, Segment, Text
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import set_actor
from iapb.ledger.models import Event
from tests.coding.cases import ORIGINAL, Case, code, make_case, name_on, where
from tests.coding.framing import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


def place(case: Case, words: str = "избивали", name: str = "PHY.BEAT", **more: object) -> Tag:
    start, end = where(ORIGINAL, words)
    return actions.place_tag(text=case.original, code=code(name), start=start, end=end, **{"by": case.analyst, **more})


def test_place_when_words_are_selected_then_position_quote_and_event(case: Case) -> None:
    tag = place(case, "избивали задержанных дубинками", exact="избивали задержанных дубинками")
    layer = "\n".join(ORIGINAL)
    assert layer[tag.start : tag.end] == tag.exact == "избивали задержанных дубинками"
    assert tag.prefix == layer[tag.start - 32 : tag.start] and tag.suffix == layer[tag.end : tag.end + 32]
    assert (tag.text_sha256, tag.segment.number, tag.state) == (case.original.sha256, 1, "confirmed")
    assert (tag.collection_id, tag.closed, tag.item) == (case.collection.pk, True, case.item)
    event = Event.objects.get(event="tag.placed", object=str(tag.pk))
    assert event.actor == str(case.analyst.pk)


def test_place_when_emoji_and_combining_marks_stand_before_then_code_points_count(case: Case) -> None:
    contents = ["👩‍👩‍👧 сказала 😢😢: э́то было в ка́мере"]
    segment = Segment(content=contents[0], start=0, number=0)
    start, end = where(contents, "ка́мере")
    assert len(contents[0][:start].encode("utf-16-le")) // 2 > start
    span = span_of([segment], start, end, "ка́мере")
    assert (span.exact, span.end - span.start) == ("ка́мере", 7)


def test_place_when_the_selection_crosses_segments_then_one_tag(case: Case) -> None:
    tag = place(case, "дубинками.\nПотым")
    assert (tag.exact, tag.segment.number) == ("дубинками.\nПотым", 1)


def test_place_when_tags_overlap_and_nest_then_all_stand(case: Case) -> None:
    place(case, "избивали задержанных")
    place(case, "задержанных дубинками", "PHY.INSTR")
    place(case, "задержанных", "PHY.BEAT")
    place(case, "избивали задержанных", "PHY.INSTR")
    assert Tag.objects.visible_to(case.analyst).filter(item=case.item).count() == 4


def test_place_when_sent_again_with_its_key_then_not_doubled(case: Case) -> None:
    key = uuid4()
    first, second = place(case, client_key=key), place(case, client_key=key)
    assert first == second and Event.objects.filter(event="tag.placed").count() == 1
    with pytest.raises(Invalid):
        place(case, "дубинками", client_key=key)


def test_place_when_the_same_words_are_coded_again_then_the_same_tag(case: Case) -> None:
    assert place(case) == place(case)


@pytest.mark.parametrize(("start", "end"), [(10, 10), (12, 5), (0, 10_000), (10_000, 10_005)])
def test_place_when_no_such_words_exist_then_invalid(case: Case, start: int, end: int) -> None:
    with pytest.raises(Invalid):
        actions.place_tag(text=case.original, code=code("PHY.BEAT"), start=start, end=end, by=case.analyst)


def test_place_when_only_a_space_is_selected_then_invalid(case: Case) -> None:
    with pytest.raises(Invalid):
        place(case, " ")


def test_place_when_the_page_showed_other_words_then_invalid(case: Case) -> None:
    with pytest.raises(Invalid):
        place(case, exact="избивал")


def test_place_when_the_code_is_a_category_retired_or_old_then_invalid(case: Case) -> None:
    with pytest.raises(Invalid, match="invalid"):
        place(case, name="PHY")
    new = publish(retire_code, code="PHY.BEAT", successor="PHY.INSTR")
    case.acts_as(case.analyst)
    with pytest.raises(Invalid) as refused:
        place(case)
    assert "Beating with an object" in str(refused.value.sentence)
    old = Code.objects.select_related("framework").exclude(framework=new).get(code="PHY.INSTR")
    with pytest.raises(Invalid):
        actions.place_tag(text=case.original, code=old, start=0, end=3, by=case.analyst)


def test_place_when_the_code_is_not_for_this_material_then_invalid() -> None:
    case = make_case(kind="analytic")
    with pytest.raises(Invalid):
        place(case)


def test_place_when_the_code_is_need_to_know_then_only_for_people_named(case: Case) -> None:
    with pytest.raises(Refused) as refused:
        place(case, name="SGB.THREAT")
    assert "need-to-know" in str(refused.value.sentence)
    name_on(case.item, case.analyst)
    tag = place(case, name="SGB.THREAT")
    assert tag.restricted
    case.acts_as(case.colleague)
    assert not Tag.objects.visible_to(case.colleague).filter(pk=tag.pk).exists()
    assert Item.objects.visible_to(case.colleague).filter(pk=case.item.pk).exists()


@pytest.mark.parametrize("who", ["partner"])
def test_place_when_the_role_does_not_tag_then_refused(case: Case, who: str) -> None:
    with pytest.raises(Refused):
        place(case, by=case.acts_as(getattr(case, who)))


def test_place_when_a_stranger_then_the_text_is_not_there(case: Case) -> None:
    place(case)
    case.acts_as(case.stranger)
    assert not Text.objects.visible_to(case.stranger).filter(pk=case.original.pk).exists()
    assert not Tag.objects.visible_to(case.stranger).exists()
    assert not Tag.objects.unscoped("the policy alone").exists()
    with pytest.raises((ProgrammingError, Invalid)):
        place(case, "дубинками", by=case.stranger)


def test_retract_when_mine_then_kept_on_record_and_done_once(case: Case) -> None:
    tag = place(case)
    actions.retract_tag(tag=tag, by=case.analyst)
    tag = actions.retract_tag(tag=tag, by=case.analyst)
    assert tag.retracted_by == case.analyst
    assert Event.objects.filter(event="tag.retracted", object=str(tag.pk)).count() == 1
    assert place(case) != tag


def test_retract_when_placed_by_another_then_refused(case: Case) -> None:
    tag = place(case)
    case.acts_as(case.colleague)
    with pytest.raises(Refused):
        actions.retract_tag(tag=tag, by=case.colleague)


def test_retract_when_it_supports_a_fact_then_invalid(case: Case) -> None:
    tag = place(case)
    actions.state_incident(item=case.item, fields={"context": code("CTX.ARREST")}, tags=[tag], by=case.analyst)
    with pytest.raises(Invalid):
        actions.retract_tag(tag=tag, by=case.analyst)


def test_retract_when_the_role_does_not_tag_then_refused(case: Case) -> None:
    tag = place(case)
    case.acts_as(case.partner)
    with pytest.raises(Refused):
        actions.retract_tag(tag=tag, by=case.partner)


IMPOSSIBLE = {
    "tag_ends_after_start": 'update coding_tag set "end" = start where id = %s',
    "tag_retraction_is_whole": "update coding_tag set retracted_at = now() where id = %s",
    "tag_once_on_span": "insert into coding_tag select (jsonb_populate_record(t, jsonb_build_object("
    "'id', gen_random_uuid(), 'client_key', gen_random_uuid()))).* from coding_tag t where id = %s",
    "tag_sent_once": "insert into coding_tag select (jsonb_populate_record(t, jsonb_build_object("
    "'id', gen_random_uuid(), 'start', t.start + 1))).* from coding_tag t where id = %s",
}


@pytest.mark.parametrize("constraint", IMPOSSIBLE)
def test_database_when_a_tag_is_impossible_then_refuses(case: Case, constraint: str) -> None:
    tag = place(case)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(IMPOSSIBLE[constraint], [tag.pk])


def test_policy_when_nobody_acts_then_no_tag(case: Case) -> None:
    place(case)
    set_actor(None)
    assert not Tag.objects.unscoped("the policy alone").exists()
