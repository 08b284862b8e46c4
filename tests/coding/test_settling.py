"""Differences settled by a third: new tags that name what they settle, and what counts afterwards."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse

from evidence.coding import actions
from evidence.coding.agreement import Cells
from evidence.coding.compared import pairs_of, unpacked
from evidence.coding.models import Comparison, RuleQuestion, SettledTag, Settlement, Tag
from evidence.coding.quality_shown import Desk, desk_of
from evidence.search.query import parse
from evidence.search.results import search
from evidence.search.tasks import index
from iapb.access.errors import Invalid, Refused
from iapb.ledger.models import Event
from tests.cast import signed_in
from tests.coding.cases import TRANSLATION, code, where
from tests.coding.twice import Twice, make_twice

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice() -> Twice:
    """Alike but for a space: water. Other words: beaten. Another code: driven. On one side alone: detained."""
    twice = make_twice()
    twice.given()
    twice.place(twice.anna, " не давалі вады", "CON.FOOD")
    twice.place(twice.anna, "избивали задержанных", "PHY.BEAT")
    twice.place(twice.anna, "павезлі на Акрэсціна", "CTX.TRANSPORT")
    twice.place(twice.anna, "задержали", "CTX.ARREST")
    twice.handed_in()
    work = twice.second()
    twice.place(twice.berta, "не давалі вады", "CON.FOOD")
    twice.place(twice.berta, "избивали задержанных дубинками", "PHY.BEAT")
    twice.place(twice.berta, "павезлі на Акрэсціна", "PHY.BEAT")
    twice.comparison = twice.compared(work)  # type: ignore[attr-defined]
    return twice


def desk(twice: Twice) -> Desk:
    rows = Comparison.objects.visible_to(twice.acts(twice.rita)).select_related("item", "text", "first", "second")
    return desk_of(rows.get(), twice.rita)


def key_of(twice: Twice, kind: str) -> str:
    return next(one.difference.key for one in desk(twice).shown if one.difference.kind == kind)


def settle(twice: Twice, kind: str, decision: str, **more: object) -> Settlement:
    said = {"reason": "as the definition says", "by": twice.acts(twice.rita), **more}
    return actions.settle_difference(
        comparison=twice.comparison,  # type: ignore[attr-defined]
        difference=said.pop("difference", None) or key_of(twice, kind),
        decision=decision,
        **said,
    )


def made(settlement: Settlement) -> list[Tag]:
    rows = SettledTag.objects.unscoped("a test looks").filter(settlement=settlement, part="made", standing=True)
    return [row.tag for row in rows.select_related("tag__code").order_by("tag__start")]


def settled(settlement: Settlement) -> set[str]:
    rows = SettledTag.objects.unscoped("a test looks").filter(settlement=settlement, part="settled", standing=True)
    return {row.tag.author.name for row in rows.select_related("tag__author")}


def test_desk_when_compared_then_differences_by_kind_and_stray_spaces_are_none(twice: Twice) -> None:
    found = desk(twice)
    assert [str(one.difference.kind) for one in found.shown] == ["missing", "bounds", "code"]
    assert (found.agreed, found.open) == (1, 3)
    assert [one.following for one in found.shown] == [found.shown[n].difference.key for n in (1, 2, 0)]
    looks = {chunk.look: chunk.text for line in found.shown[1].sides[0].lines for chunk in line.chunks}
    assert looks["this"] == "избивали задержанных"


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("first", ["избивали задержанных"]),
        ("second", ["избивали задержанных дубинками"]),
        ("both", ["избивали задержанных", "избивали задержанных дубинками"]),
        ("none", []),
    ],
)
def test_settle_when_decided_then_new_tags_name_what_they_settle_and_the_originals_stay(
    twice: Twice, decision: str, words: list[str]
) -> None:
    before = list(Tag.objects.visible_to(twice.acts(twice.rita)).order_by("pk").values_list("pk", "exact", "code"))
    settlement = settle(twice, "bounds", decision)
    tags = made(settlement)
    assert sorted(tag.exact for tag in tags) == sorted(words)
    assert all((tag.state, tag.author, tag.code.code) == ("adjudicated", twice.rita, "PHY.BEAT") for tag in tags)
    assert settled(settlement) == {"Anna", "Berta"}
    after = Tag.objects.visible_to(twice.rita).filter(pk__in=[pk for pk, _, _ in before]).order_by("pk")
    assert list(after.values_list("pk", "exact", "code")) == before
    assert set(after.filter(settled=True).values_list("code__code", flat=True)) == {"PHY.BEAT"}
    assert after.filter(settled=True).count() == 2 and not after.exclude(retracted_at=None).exists()
    event = Event.objects.get(event="difference.settled", object=str(settlement.pk))
    assert event.actor == str(twice.rita.pk)


def test_settle_when_another_code_or_words_then_checked_and_placed(twice: Twice) -> None:
    other = actions.Other(code("PHY.INSTR"), "дубинками")
    (tag,) = made(settle(twice, "bounds", "other", other=other))
    assert (tag.exact, tag.code.code, tag.segment.number) == ("дубинками", "PHY.INSTR", 1)
    for wrong in (None, actions.Other(code("PHY.INSTR"), "nowhere"), actions.Other(code("PHY"), "павезлі")):
        with pytest.raises(Invalid):
            settle(twice, "code", "other", other=wrong)


def test_settle_when_several_codes_are_on_one_span_then_all_are_named(twice: Twice) -> None:
    settlement = settle(twice, "code", "both")
    assert len(made(settlement)) == 2 and len({tag.start for tag in made(settlement)}) == 1


def test_settle_when_sent_twice_then_once_and_when_settled_then_invalid(twice: Twice) -> None:
    key, difference = uuid4(), key_of(twice, "missing")
    first = settle(twice, "missing", "first", client_key=key)
    assert settle(twice, "missing", "first", client_key=key, difference=difference) == first
    with pytest.raises(Invalid):
        settle(twice, "missing", "none", difference=difference)


def test_settle_when_that_coder_has_nothing_or_no_reason_is_given_then_invalid(twice: Twice) -> None:
    for decision, more in (("second", {}), ("agreed", {}), ("first", {"reason": " "})):
        with pytest.raises(Invalid):
            settle(twice, "missing", decision, **more)


@pytest.mark.parametrize("who", ["anna", "berta", "cyril"])
def test_settle_when_a_coder_or_an_analyst_then_refused(twice: Twice, who: str) -> None:
    key = key_of(twice, "missing")
    with pytest.raises(Refused):
        settle(twice, "missing", "first", by=twice.acts(getattr(twice, who)), difference=key)


def test_settle_when_a_reviewer_has_coded_the_text_then_refused(twice: Twice) -> None:
    key = key_of(twice, "missing")
    twice.place(twice.roman, "метро", "PHY.BEAT")
    with pytest.raises(Refused):
        settle(twice, "missing", "first", by=twice.acts(twice.roman), difference=key)


def test_database_when_a_coder_settles_or_a_tag_is_settled_twice_then_refuses(twice: Twice) -> None:
    settlement = settle(twice, "missing", "first")
    for wrong, statement in (
        (ProgrammingError, "insert into coding_settlement select (jsonb_populate_record(s, jsonb_build_object("
         "'id', gen_random_uuid(), 'client_key', gen_random_uuid(), 'by_id', %s::uuid))).* from coding_settlement s"),
    ):  # fmt: skip
        with pytest.raises(wrong), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [twice.anna.pk])
    row = SettledTag.objects.visible_to(twice.rita).filter(settlement=settlement, part="settled").get()
    other = settle(twice, "code", "none")
    with pytest.raises(IntegrityError, match="tag_settled_once"), transaction.atomic():
        row.pk, row.settlement = None, other
        row.id = other.pk
        row.save(force_insert=True)


def test_undo_when_open_then_as_before(twice: Twice) -> None:
    settlement = settle(twice, "bounds", "both")
    actions.undo_settlement(settlement=settlement, by=twice.rita)
    assert actions.undo_settlement(settlement=settlement, by=twice.rita).undone_at
    assert desk(twice).open == 3 and not Tag.objects.visible_to(twice.rita).filter(settled=True).exists()
    assert not Tag.objects.visible_to(twice.rita).filter(state="adjudicated", retracted_at=None).exists()
    assert len(made(settle(twice, "bounds", "first"))) == 1


def test_retract_when_settled_or_a_decision_then_invalid(twice: Twice) -> None:
    settlement = settle(twice, "bounds", "first")
    (tag,) = made(settlement)
    with pytest.raises(Invalid):
        actions.retract_tag(tag=tag, by=twice.rita)
    own = Tag.objects.visible_to(twice.acts(twice.anna)).filter(author=twice.anna, settled=True).get()
    with pytest.raises(Invalid):
        actions.retract_tag(tag=own, by=twice.anna)


def closed(twice: Twice) -> Comparison:
    settle(twice, "missing", "none")
    settle(twice, "bounds", "second")
    settle(twice, "code", "first")
    return actions.close_comparison(comparison=twice.comparison, by=twice.acts(twice.rita))  # type: ignore[attr-defined]


def test_close_when_differences_are_open_then_invalid_else_what_is_alike_is_decided_too(twice: Twice) -> None:
    with pytest.raises(Invalid):
        actions.close_comparison(comparison=twice.comparison, by=twice.acts(twice.rita))  # type: ignore[attr-defined]
    comparison = closed(twice)
    assert (comparison.state, comparison.settled_by) == ("settled", twice.rita)
    tags = Tag.objects.visible_to(twice.rita).filter(retracted_at=None)
    assert tags.filter(settled=True).count() == 7 and tags.filter(state="adjudicated").count() == 3
    assert tags.get(state="adjudicated", code__code="CON.FOOD").exact == "не давалі вады"
    assert actions.close_comparison(comparison=comparison, by=twice.rita).state == "settled"
    with pytest.raises(Invalid):
        actions.undo_settlement(settlement=Settlement.objects.visible_to(twice.rita).first(), by=twice.rita)


def test_close_when_done_then_what_was_measured_is_as_handed_in(twice: Twice) -> None:
    coded = pairs_of(
        list(Comparison.objects.visible_to(twice.acts(twice.rita)).select_related("text", "first", "second")),
        twice.rita,
    )[0].coded
    kept = unpacked(closed(twice).measured)
    assert kept.codes == coded.codes and kept.units == list(coded.units)
    assert kept.cells({"CON.FOOD"}) == Cells(both=1, neither=2)
    assert kept.cells({"PHY.BEAT"}) == Cells(both=1, second=1, neither=1)


def test_search_when_settled_then_what_was_decided_counts_once_and_the_rest_no_more(twice: Twice) -> None:
    assert index(twice.case.original.pk, twice.acts(twice.case.partner)) == 1
    before = search(parse(""), {"language": "ru"}, twice.acts(twice.cyril))
    closed(twice)
    after = search(parse(""), {"language": "ru"}, twice.acts(twice.cyril))
    gone = {one.value for one in before.facets["code"]} - {one.value for one in after.facets["code"]}
    kept = {tag.code.code: tag for passage in after.passages for tag in passage.tags}
    assert len(gone) == 1 and gone.isdisjoint(kept)
    assert kept["PHY.BEAT"].exact == "избивали задержанных дубинками"
    assert search(parse(""), {"codes": list(gone)}, twice.cyril).total == 0
    client = signed_in(twice.acts(twice.cyril))
    states = [tag["state"] for tag in client.get(reverse("api_tags", args=[twice.case.item.pk])).json()]
    assert sorted(states) == ["adjudicated"] * 3 + ["settled"] * 7


def test_compare_when_the_translation_was_tagged_then_its_passage_counts(twice: Twice) -> None:
    comparison = closed(twice)
    start, end = where(TRANSLATION, "gave no water")
    pair = pairs_of([comparison], twice.rita)[0]
    assert pair.layer.numbers(twice.case.translation.pk, type(pair.layer.units[0])(start, end)) == {2}


def test_compare_when_tags_come_or_go_after_the_handing_in_then_nothing_changes(twice: Twice) -> None:
    twice.place(twice.anna, "метро", "PHY.BEAT")
    own = Tag.objects.visible_to(twice.acts(twice.berta)).get(author=twice.berta, code__code="CON.FOOD")
    actions.retract_tag(tag=own, by=twice.berta)
    found = desk(twice)
    assert (found.agreed, len(found.shown)) == (1, 3)


# ----- rules


def ask(twice: Twice) -> RuleQuestion:
    return actions.ask_about_rule(
        comparison=twice.comparison,  # type: ignore[attr-defined]
        code=code("PHY.BEAT"),
        unclear="Does the instrument belong to the words?",
        proposal="The words end before the instrument.",
        by=twice.acts(twice.rita),
    )


def test_rule_when_asked_then_another_decides_and_all_who_code_read_the_rule(twice: Twice) -> None:
    question = ask(twice)
    with pytest.raises(Refused):
        actions.decide_rule(question=question, decision="adopted", rule="So be it.", by=twice.rita)
    said = {"question": question, "decision": "adopted", "rule": "It ends before."}
    actions.decide_rule(**said, by=twice.acts(twice.roman))
    assert actions.decide_rule(**said, by=twice.roman).decided_by == twice.roman
    with pytest.raises(Invalid):
        actions.decide_rule(**{**said, "decision": "declined"}, by=twice.roman)
    stranger = signed_in(twice.acts(twice.case.stranger))
    page = stranger.get(reverse("rule_log")).content.decode()
    assert "It ends before." in page and "instrument belong" not in page
    with pytest.raises(IntegrityError, match="rule_decided_by_another"), transaction.atomic():
        RuleQuestion.objects.visible_to(twice.acts(twice.rita)).update(decided_by=twice.rita)


def test_rule_when_open_then_for_those_of_the_case_alone(twice: Twice) -> None:
    ask(twice)
    assert RuleQuestion.objects.visible_to(twice.acts(twice.cyril)).exists()
    twice.acts(twice.case.stranger)
    assert not RuleQuestion.objects.visible_to(twice.case.stranger).exists()
    assert not RuleQuestion.objects.unscoped("the policy alone").exists()


# ----- pages


def test_pages_when_the_reviewer_opens_them_then_few_queries_and_no_names(
    twice: Twice, django_assert_max_num_queries: Callable
) -> None:
    client = signed_in(twice.acts(twice.rita))
    settle(twice, "missing", "none")
    with django_assert_max_num_queries(15):
        page = client.get(reverse("compare", args=[twice.comparison.pk]))  # type: ignore[attr-defined]
    assert page.status_code == 200
    body = page.content.decode()
    assert "Coder A" in body and "Anna" not in body and "Berta" not in body
    question = ask(twice)
    for url in (
        reverse("ask_about_rule", args=[twice.comparison.pk]),  # type: ignore[attr-defined]
        reverse("decide_rule", args=[question.pk]),
        reverse("rule_log"),
        reverse("comparisons"),
    ):
        assert client.get(url).status_code == 200, url


def test_settle_when_sent_by_the_page_then_on_to_the_next_and_told_what_is_wrong(twice: Twice) -> None:
    client = signed_in(twice.acts(twice.rita))
    url = reverse("settle_difference", args=[twice.comparison.pk])  # type: ignore[attr-defined]
    keys = [one.difference.key for one in desk(twice).shown]
    answer = client.post(url, {"difference": keys[0], "decision": "first", "reason": "there", "following": keys[1]})
    assert answer.status_code == 302 and answer.url.endswith(f"#d-{keys[1]}")
    answer = client.post(url, {"difference": keys[1], "decision": "other", "code": "NOPE", "reason": "so"})
    assert answer.status_code == 422 and "Choose a code from the list" in answer.content.decode()
    words = {"code": "PHY.INSTR Beating", "exact": "дубинками", "reason": "the instrument"}
    answer = client.post(url, {"difference": keys[1], "decision": "other", **words})
    assert answer.status_code == 302


def test_agreement_when_closed_then_counts_alone_and_pairs_named_on_the_page_not_in_the_file(twice: Twice) -> None:
    closed(twice)
    client = signed_in(twice.acts(twice.rita))
    page = client.post(reverse("agreement"), {"by": "code"}).content.decode()
    assert "PHY.BEAT" in page and "counts alone" in page and "1 · 0 · 1" in page
    pairs = client.post(reverse("agreement"), {"by": "pair"}).content.decode()
    assert "Anna · Berta" in pairs
    answer = client.post(reverse("export_agreement"), {"by": "pair"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2 and rows[1][0] == "pair 1" and "Anna" not in answer.content.decode()
    assert Event.objects.filter(event="agreement.exported").count() == 1
    for by in ("language", "month"):
        assert client.post(reverse("agreement"), {"by": by, "level": "branch"}).status_code == 200
    empty = client.post(reverse("agreement"), {"by": "code", "basis": "codes"}).content.decode()
    assert "No figures yet." in empty
