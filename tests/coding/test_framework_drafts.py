"""A version from its draft to the day it is coded with: steps, undoing, four eyes, and what stays for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from evidence.coding import actions as coding
from evidence.coding.actions.tags import must_be_named
from evidence.coding.framework import actions, publishing, usage
from evidence.coding.framework.differences import differences
from evidence.coding.framework.formats import ours
from evidence.coding.framework.formats.base import Reading
from evidence.coding.framework.pictures import anew
from evidence.coding.framework.scheme import Scheme
from evidence.coding.models import Code, CodeNow, CodePicture, FrameworkChange, FrameworkVersion, Note, Tag
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from tests.cast import make_person
from tests.coding.cases import ORIGINAL, Case, code, make_case, name_on, where
from tests.coding.framing import (
    HALF,
    OTHER_HALF,
    WHIP,
    acts,
    draft_by,
    hand_over,
    hash_of,
    held,
    png,
    publish,
    reviewer,
    starting_scheme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Person:
    return reviewer()


@pytest.fixture
def draft(by: Person) -> FrameworkVersion:
    return draft_by(by)


def change(draft: FrameworkVersion, code: str, by: Person, *, same: bool = True, **fields: Any) -> None:
    actions.change_code(draft=draft, code=code, fields=fields, same_meaning=same, by=by)


def refused(do: Callable[[], Any], error: type[Exception] = Invalid) -> str:
    with pytest.raises(error) as caught, transaction.atomic():
        do()
    return str(caught.value.sentence)  # type: ignore[attr-defined]


# ----- who may


@pytest.mark.parametrize("role", ["analyst", "partner", "disclosure_officer", "account_administrator", "auditor"])
def test_draft_when_somebody_else_begins_one_then_refused(role: str) -> None:
    somebody = make_person("Somebody", role)
    refused(lambda: actions.start_draft(version="0.2", purpose="x", by=acts(somebody)), Refused)


def test_draft_when_another_role_changes_it_then_refused(draft: FrameworkVersion) -> None:
    analyst = acts(make_person("Anna", "analyst"))
    for do in (
        lambda: actions.move_code(draft=draft, code="INS.STUN", direction="up", by=analyst),
        lambda: actions.undo(draft=draft, number=1, by=analyst),
        lambda: publishing.propose(draft=draft, by=analyst),
        lambda: publishing.publish(draft=draft, shown="", by=analyst),
        lambda: publishing.discard(draft=draft, by=analyst),
    ):
        refused(do, Refused)


# ----- a draft


def test_draft_when_begun_then_a_copy_of_the_current_one(draft: FrameworkVersion) -> None:
    assert held(draft) == replace(starting_scheme(), version="0.2")
    assert not draft.current and draft.sha256 == ""
    assert Event.objects.filter(event="framework.draft_started", object=str(draft.pk)).count() == 1


def test_draft_when_one_is_open_or_the_name_is_taken_then_refused(draft: FrameworkVersion, by: Person) -> None:
    assert "open already" in refused(lambda: actions.start_draft(version="0.3", purpose="x", by=by))
    publishing.discard(draft=draft, by=by)
    assert "0.1 already" in refused(lambda: actions.start_draft(version="0.1", purpose="x", by=by))
    assert "digits" in refused(lambda: actions.start_draft(version="0 .2", purpose="x", by=by))
    assert "what the new version is for" in refused(lambda: actions.start_draft(version="0.3", purpose=" ", by=by))
    assert actions.start_draft(version="0.2", purpose="again", by=by).pk != draft.pk


def steps() -> dict[str, Callable[[FrameworkVersion, Person], None]]:
    def put(draft: FrameworkVersion, by: Person) -> None:
        actions.put_picture(draft=draft, code="INS.BATON", picture=anew(png()), alt="A baton", origin="drawn", by=by)

    return {
        "add": lambda draft, by: actions.add_code(draft=draft, entry=WHIP, by=by),
        "change": lambda draft, by: change(draft, "INS.BATON", by, definition="Rubber, wood, plastic."),
        "move": lambda draft, by: actions.move_code(draft=draft, code="INS.STUN", direction="up", by=by),
        "in": lambda draft, by: actions.move_code(draft=draft, code="INS.STUN", direction="in", by=by),
        "place": lambda draft, by: actions.place_code(
            draft=draft, code="INS.GAS", parent="INS", after="INS.BATON", by=by
        ),
        "retire": lambda draft, by: actions.retire_code(draft=draft, code="INS.GAS", successor=None, by=by),
        "merge": lambda draft, by: actions.merge_codes(
            draft=draft, codes=["INS.STUN", "INS.GAS"], into="INS.GRENADE", by=by
        ),
        "split": lambda draft, by: actions.split_code(
            draft=draft, code="INS.GAS", parts={"INS.GAS_CS": HALF, "INS.GAS_OC": OTHER_HALF}, by=by
        ),
        "rules": lambda draft, by: actions.set_rules(draft=draft, rules=["One."], single_choice=["CTX", "PLC"], by=by),
        "picture": put,
    }


@pytest.mark.parametrize("name", sorted(steps()))
def test_undo_when_a_step_is_taken_back_then_all_is_as_before(name: str, draft: FrameworkVersion, by: Person) -> None:
    before = held(draft)
    steps()[name](draft, by)
    after = held(draft)
    assert after != before and FrameworkChange.objects.get(framework=draft).by == by
    actions.undo(draft=draft, number=1, by=by)
    assert held(draft) == before
    actions.undo(draft=draft, number=1, by=by)  # asked twice
    assert Event.objects.filter(event="framework.undone").count() == 1


def test_undo_when_all_steps_are_taken_back_then_in_their_order(draft: FrameworkVersion, by: Person) -> None:
    before = held(draft)
    names = ["add", "change", "rules", "place", "merge"]
    for name in names:
        steps()[name](draft, by)
    assert "Another step" in refused(lambda: actions.undo(draft=draft, number=1, by=by))
    for number in range(len(names), 0, -1):
        actions.undo(draft=draft, number=number, by=by)
    assert held(draft) == before


def test_step_when_sent_twice_then_done_once(draft: FrameworkVersion, by: Person) -> None:
    key = uuid4()
    for _ in range(2):
        actions.move_code(draft=draft, code="INS.WATER", direction="up", by=by, key=key)
    assert FrameworkChange.objects.filter(framework=draft).count() == 1


def test_change_when_another_changed_the_code_meanwhile_then_told(draft: FrameworkVersion, by: Person) -> None:
    change(draft, "INS.BATON", by, definition="Theirs.")
    other = acts(reviewer("Olga"))
    sentence = refused(
        lambda: actions.change_code(
            draft=draft, code="INS.BATON", fields={"definition": "Ours."}, same_meaning=True, seen=0, by=other
        )
    )
    assert by.name in sentence
    actions.change_code(
        draft=draft, code="INS.STUN", fields={"definition": "Ours."}, same_meaning=True, seen=0, by=other
    )


def test_change_when_the_words_of_a_published_code_change_then_the_meaning_is_asked(
    draft: FrameworkVersion, by: Person
) -> None:
    assert "every one of them is still right" in refused(
        lambda: change(draft, "INS.BATON", by, same=False, definition="Any stick.")
    )
    change(draft, "INS.BATON", by, same=False, examples=("Invented.",))  # no change of meaning
    actions.add_code(draft=draft, entry=WHIP, by=by)
    change(draft, "INS.WHIP", by, same=False, definition="Any whip.")  # nothing stands under it


@pytest.mark.parametrize(
    ("do", "told"),
    [
        (lambda d, by: actions.add_code(draft=d, entry=replace(WHIP, code="INS.BATON"), by=by), "already"),
        (lambda d, by: actions.add_code(draft=d, entry=replace(WHIP, code="ins whip"), by=by), "capitals"),
        (lambda d, by: actions.add_code(draft=d, entry=replace(WHIP, parent="PHY"), by=by), "another category"),
        (lambda d, by: actions.add_code(draft=d, entry=replace(WHIP, label={"en": "Whip"}), by=by), "no label in ru"),
        (lambda d, by: actions.place_code(draft=d, code="INS.GAS", parent="PHY", after=None, by=by), "another"),
        (lambda d, by: actions.place_code(draft=d, code="INS", parent="INS.GAS", after=None, by=by), "below itself"),
        (lambda d, by: actions.move_code(draft=d, code="CTX.PROTEST", direction="up", by=by), "the first"),
        (lambda d, by: actions.move_code(draft=d, code="INS.GAS", direction="out", by=by), "only categories"),
        (lambda d, by: actions.move_code(draft=d, code="INS.GAS", direction="away", by=by), "Choose up"),
        (lambda d, by: actions.retire_code(draft=d, code="INS", successor=None, by=by), "Codes in use stand below"),
        (lambda d, by: actions.retire_code(draft=d, code="INS.GAS", successor="INS.GAS", by=by), "itself"),
        (lambda d, by: actions.retire_code(draft=d, code="SGB.RAPE", successor="PHY.BEAT", by=by), "need-to-know"),
        (lambda d, by: actions.merge_codes(draft=d, codes=["SGB.RAPE"], into="PHY.BEAT", by=by), "need-to-know"),
        (lambda d, by: actions.merge_codes(draft=d, codes=[], into="PHY.BEAT", by=by), "Choose the codes"),
        (lambda d, by: actions.split_code(draft=d, code="INS.GAS", parts={"INS.GAS_CS": HALF}, by=by), "two at least"),
        (lambda d, by: actions.split_code(
            draft=d, code="INS.GAS", parts={"INS.STUN": HALF, "INS.X2": OTHER_HALF}, by=by), "already"),
        (lambda d, by: actions.take_out_code(draft=d, code="INS.GAS", by=by), "retire it instead"),
        (lambda d, by: actions.put_picture(
            draft=d, code="PHY.BEAT", picture=anew(png()), alt="a", origin="b", by=by), "instruments"),
        (lambda d, by: actions.put_picture(
            draft=d, code="INS.GAS", picture=anew(png()), alt=" ", origin="b", by=by), "in words"),
        (lambda d, by: actions.move_code(draft=d, code="INS.NONE", direction="up", by=by), "no code INS.NONE"),
        (lambda d, by: actions.undo(draft=d, number=7, by=by), "nothing to take back"),
    ],
)  # fmt: skip
def test_step_when_it_makes_no_sense_then_a_clear_sentence(
    do: Callable[..., None], told: str, draft: FrameworkVersion, by: Person
) -> None:
    before = held(draft)
    assert told in refused(lambda: do(draft, by))
    assert held(draft) == before and not FrameworkChange.objects.exists()


def test_take_out_when_it_was_added_here_then_no_trace(draft: FrameworkVersion, by: Person) -> None:
    before = held(draft)
    actions.add_code(draft=draft, entry=WHIP, by=by)
    actions.take_out_code(draft=draft, code="INS.WHIP", by=by)
    assert held(draft) == before


def test_bring_in_when_a_file_has_problems_then_nothing_changes(draft: FrameworkVersion, by: Person) -> None:
    scheme = starting_scheme()
    bad = scheme.with_entries(replace(scheme.get("INS.GAS"), applies_to=("moon",)))  # type: ignore[type-var]
    refused(lambda: actions.bring_in(draft=draft, reading=Reading(bad), same_meaning=True, by=by))
    foreign = replace(scheme, id="another")
    _after, found = actions.tried(held(draft), scheme, Reading(foreign))
    assert "another" in str(found[0])
    good = ours.read(ours.write(scheme.with_entries(WHIP)))
    actions.bring_in(draft=draft, reading=good, same_meaning=False, by=by)
    assert [one.code for one in differences(scheme, held(draft))] == ["INS.WHIP"]


# ----- four eyes


def test_publish_when_a_second_person_does_it_then_current_at_once(draft: FrameworkVersion, by: Person) -> None:
    old = FrameworkVersion.objects.get(current=True)
    actions.add_code(draft=draft, entry=WHIP, by=by)
    new = hand_over(draft, by)
    old.refresh_from_db()
    assert (new.current, old.current, new.state) == (True, False, "published")
    assert new.sha256 == publishing.content_hash(new)
    assert code("INS.WHIP").framework == new
    assert {one.event for one in Event.objects.filter(object=str(new.pk))} == {
        "framework.draft_started", "framework.changed", "framework.proposed", "framework.published"}  # fmt: skip


def test_publish_when_it_is_somebody_who_had_a_hand_in_it_then_refused(draft: FrameworkVersion, by: Person) -> None:
    third = acts(reviewer("Third"))
    actions.add_code(draft=draft, entry=WHIP, by=third)
    actions.undo(draft=draft, number=1, by=third)
    actions.move_code(draft=draft, code="INS.GAS", direction="up", by=acts(by))
    publishing.propose(draft=draft, by=acts(by))
    shown = hash_of(draft)
    for one in (by, third):
        assert "second person" in refused(
            lambda one=one: publishing.publish(draft=draft, shown=shown, by=acts(one)), Refused
        )
    assert FrameworkVersion.objects.get(current=True).version == "0.1"


def test_publish_when_the_database_is_asked_directly_then_two_people_still(draft: FrameworkVersion, by: Person) -> None:
    with pytest.raises(IntegrityError, match="framework_published_by_another"), transaction.atomic():
        FrameworkVersion.objects.filter(pk=draft.pk).update(
            state="published", proposed_by=by, published_by=by, published_at="2026-11-29T08:00Z"
        )
    with pytest.raises(IntegrityError, match="current_framework_is_published"), transaction.atomic():
        FrameworkVersion.objects.filter(version="0.1").update(current=False)
        FrameworkVersion.objects.filter(pk=draft.pk).update(current=True)


def test_publish_when_it_changed_after_it_was_read_then_read_again(draft: FrameworkVersion, by: Person) -> None:
    actions.add_code(draft=draft, entry=WHIP, by=by)
    publishing.propose(draft=draft, by=by)
    second = reviewer("Second")
    shown = hash_of(draft)
    assert "stands still" in refused(lambda: actions.take_out_code(draft=draft, code="INS.WHIP", by=by))
    publishing.send_back(draft=draft, by=by)
    actions.move_code(draft=draft, code="INS.GAS", direction="up", by=by)
    publishing.propose(draft=draft, by=by)
    assert "once more" in refused(lambda: publishing.publish(draft=draft, shown=shown, by=acts(second)))


def test_publish_when_the_steps_come_out_of_order_then_refused(draft: FrameworkVersion, by: Person) -> None:
    assert "Nothing was changed" in refused(lambda: publishing.propose(draft=draft, by=by))
    second = reviewer("Second")
    assert "cannot become" in refused(lambda: publishing.publish(draft=draft, shown="", by=acts(second)))
    publishing.discard(draft=draft, by=acts(by))
    assert "cannot become" in refused(lambda: publishing.propose(draft=draft, by=by))
    assert "Only a draft" in refused(lambda: actions.add_code(draft=draft, entry=WHIP, by=by))


# ----- for ever


def test_version_when_published_then_the_database_refuses_every_change() -> None:
    version = FrameworkVersion.objects.get(current=True)
    for do in (
        lambda: Code.objects.filter(framework=version, code="PHY.BEAT").update(label_en="Something else"),
        lambda: Code.objects.filter(framework=version, code="PHY.BEAT").delete(),
        lambda: Code.objects.create(
            framework=version, code="PHY.X", position=999, assignable=True, label_en="x", label_ru="x", label_be="x",
            definition="x", applies_to=["interview"],
        ),
        lambda: FrameworkVersion.objects.filter(pk=version.pk).update(rules=[]),
        lambda: FrameworkVersion.objects.filter(pk=version.pk).update(sha256=""),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
            do()


def test_picture_when_kept_then_never_changed(draft: FrameworkVersion, by: Person) -> None:
    steps()["picture"](draft, by)
    with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
        CodePicture.objects.update(origin="another")


def test_standing_when_the_web_role_writes_it_then_refused() -> None:
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        CodeNow.objects.all().delete()


# ----- what stands under a code


@pytest.fixture
def case() -> Case:
    return make_case()


def tag(case: Case, name: str, words: str = "избивали") -> Tag:
    start, end = where(ORIGINAL, words)
    return coding.place_tag(text=case.original, code=code(name), start=start, end=end, by=acts(case.analyst))


def test_tags_when_a_version_is_published_then_they_keep_their_code_and_version(case: Case) -> None:
    old = tag(case, "PHY.BEAT")
    publish(
        actions.change_code, code="PHY.BEAT", fields={"label": {"en": "Blows", "ru": "Удары", "be": "Удары"}},
        same_meaning=True,
    )  # fmt: skip
    acts(case.analyst)
    kept = Tag.objects.visible_to(case.analyst).select_related("code__framework").get(pk=old.pk)
    assert (kept.code_id, kept.code.label_en, kept.code.framework.version) == (
        old.code_id, "Beating with hands or feet", "0.1")  # fmt: skip
    # Placed again on the same words under the new version, it is the same tag; so is one sent again.
    assert tag(case, "PHY.BEAT") == old
    again = coding.place_tag(
        text=case.original, code=code("PHY.BEAT"), start=old.start, end=old.end, by=case.analyst,
        client_key=old.client_key,
    )  # fmt: skip
    assert again == old


def test_standing_when_codes_are_merged_and_merged_again_then_under_the_last() -> None:
    publish(actions.merge_codes, codes=["PHY.BEAT"], into="PHY.INSTR")
    publish(actions.merge_codes, version="0.3", codes=["PHY.INSTR"], into="PHY.CORRIDOR")
    first = Code.objects.get(code="PHY.BEAT", framework__version="0.1")
    assert CodeNow.objects.get(code=first).now == code("PHY.CORRIDOR")
    parted = Code.objects.get(code="INS.GAS", framework__version="0.1")
    assert CodeNow.objects.get(code=parted).now == code("INS.GAS")


def test_publish_when_a_code_becomes_need_to_know_then_its_older_tags_close(case: Case) -> None:
    plain = tag(case, "PHY.BEAT")
    other = tag(case, "PHY.INSTR", "дубинками")
    for one in (plain, other):
        coding.add_note(tag=one, words="Look again.", by=acts(case.analyst))
    publish(actions.change_code, code="PHY.BEAT", fields={"handling": ("restricted",)}, same_meaning=True)
    acts(case.colleague)
    assert [note.tag_id for note in Note.objects.visible_to(case.colleague)] == [other.pk]
    seen = set(Tag.objects.visible_to(case.colleague).values_list("pk", flat=True))
    assert seen == {other.pk}
    name_on(case.item, case.analyst)
    assert Tag.objects.visible_to(acts(case.analyst)).get(pk=plain.pk).restricted
    # Never the other way round.
    publish(actions.change_code, version="0.3", code="PHY.BEAT", fields={"handling": ()}, same_meaning=True)
    acts(case.analyst)
    assert Tag.objects.visible_to(case.analyst).get(pk=plain.pk).restricted


def test_use_when_the_framework_names_roles_then_others_do_not_place_it(case: Case) -> None:
    publish(actions.change_code, code="SGB.RAPE", fields={"use_roles": ("reviewer",)}, same_meaning=True)
    for person in (case.analyst, case.colleague):
        name_on(case.item, person)
    sentence = refused(lambda: must_be_named(code("SGB.RAPE"), case.item, acts(case.analyst)), Refused)
    assert "roles" in sentence
    must_be_named(code("SGB.RAPE"), case.item, acts(case.colleague))
    must_be_named(code("SGB.LANG"), case.item, acts(case.analyst))


def test_numbers_when_few_then_not_told_exactly_and_to_nobody_else(case: Case, by: Person) -> None:
    tag(case, "PHY.BEAT")
    acts(by)
    assert usage.carried(["PHY.BEAT"]) == {"PHY.BEAT": 1}
    assert usage.said_of(["PHY.BEAT", "PHY.INSTR"]) == dict.fromkeys(
        ["PHY.BEAT", "PHY.INSTR"], "Fewer than 10 tags carry it.")  # fmt: skip
    assert usage.said(1204) == "1,204 tags carry it."
    acts(case.analyst)
    assert usage.carried(["PHY.BEAT"]) == {}


def test_file_when_people_have_published_then_it_is_not_loaded_over_theirs(tmp_path: Any) -> None:
    from functools import partial

    from django.apps import apps

    from evidence.coding.frameworks import FRAMEWORK, load_framework

    publish(actions.add_code, entry=WHIP)
    file = tmp_path / "framework.yaml"
    file.write_text(FRAMEWORK.read_text(encoding="utf-8").replace('version: "0.1"', 'version: "0.9"'), encoding="utf-8")
    assert load_framework(partial(apps.get_model, "coding"), file) == 0
    assert FrameworkVersion.objects.get(current=True).version == "0.2"


def test_schemes_when_compared_then_every_difference_is_said() -> None:
    base = starting_scheme()
    after = replace(base, rules=("One.",)).with_entries(
        WHIP, replace(base.get("INS.GAS"), definition="Other words."),  # type: ignore[type-var]
    )  # fmt: skip
    kinds = {(one.kind, one.code) for one in differences(base, after)}
    assert ("added", "INS.WHIP") in kinds and ("changed", "INS.GAS") in kinds
    assert sum(one.kind == "whole" for one in differences(base, after)) == len(base.rules) + 1
    assert differences(base, base) == [] and isinstance(base, Scheme)


def test_draft_when_four_hundred_codes_are_stored_then_few_statements(draft: FrameworkVersion, by: Person) -> None:
    scheme = held(draft)
    many = scheme.with_entries(*(replace(WHIP, code=f"INS.N{n}", label={"en": f"n {n}", "ru": f"n {n}", "be": f"n {n}"})
                                 for n in range(240)))  # fmt: skip
    actions.bring_in(draft=draft, reading=Reading(many), same_meaning=True, by=by)
    before = len(connection.queries_log)
    connection.force_debug_cursor = True
    try:
        actions.move_code(draft=draft, code="INS.N7", direction="up", by=by)
        asked = len(connection.queries_log) - before
    finally:
        connection.force_debug_cursor = False
    assert asked < 25
