"""What an older archive had coded, when a newer text comes: tags follow; what is kept as text says where it stands."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence.coding import actions
from evidence.coding.actions import legacy
from evidence.coding.layers import merit
from evidence.coding.legacy_shown import kept_on, on_item
from evidence.coding.models import LegacyCoding, Tag
from evidence.models import Text
from tests.coding.cases import LANGUAGES, ORIGINAL, TRANSLATION, Case, code, make_case, make_text, name_on, where

pytestmark = pytest.mark.django_db
SAYS_SO = "on the older text of"


@pytest.fixture
def case() -> Case:
    case = make_case()
    name_on(case.item, case.analyst)
    case.acts_as(case.analyst)
    return case


def keep(case: Case, words: str = "дубинками", text: Text | None = None) -> LegacyCoding:
    text = text or case.original
    text.item = case.item
    start, _end = where(TRANSLATION if text.source_id else ORIGINAL, words)
    return legacy.keep_as_text(text=text, code="smoke break", start=start, exact=words, by=case.analyst, key=uuid4())


def bring_newer(case: Case, **fields: object) -> Text:
    case.acts_as(case.partner)
    newer = make_text(case.item, case.partner, ORIGINAL, languages=LANGUAGES)
    Text.objects.unscoped("a test").filter(pk=newer.pk).update(**fields)
    newer.refresh_from_db()
    return newer


def on_older(case: Case) -> list[bool]:
    return [one.on_older for one in kept_on(case.item, case.acts_as(case.analyst))]


def page(case: Case) -> str:
    """Its part of the item's page; tests/importing reads the whole."""
    (section,) = on_item(case.item, case.acts_as(case.analyst))
    return render_to_string(section.template, {"here": section.context})


def test_coding_when_its_code_has_a_place_then_it_is_a_tag_and_follows(case: Case) -> None:
    case.original.item = case.item
    start, _end = where(ORIGINAL, "дубинками")
    legacy.place(
        text=case.original, code=code("PHY.INSTR"), start=start, exact="дубинками", by=case.analyst, key=uuid4()
    )
    newer = bring_newer(case)
    assert actions.carry_tags(item=case.item, by=case.partner) == (1, 0)
    (standing,) = Tag.objects.visible_to(case.acts_as(case.analyst)).filter(passed_on=False)
    assert (standing.text, standing.exact) == (newer, "дубинками")


def test_kept_when_a_newer_text_came_then_it_stays_and_the_page_says_so_and_leads_there(case: Case) -> None:
    kept = keep(case)
    assert SAYS_SO not in page(case)
    bring_newer(case)
    actions.carry_tags(item=case.item, by=case.partner)
    html = page(case)
    assert html.count(SAYS_SO) == 1 and "these do not, since nobody here knows" in html
    assert f"?text={case.original.pk}&amp;in={case.original.pk}&amp;at={kept.start}-{kept.end}" in html
    kept.refresh_from_db()
    assert (kept.text, kept.exact) == (case.original, "дубинками")


def test_kept_when_it_stands_on_the_newest_then_nothing_is_said(case: Case) -> None:
    newer = bring_newer(case)
    case.acts_as(case.analyst)
    keep(case, text=newer)
    assert on_older(case) == [False] and SAYS_SO not in page(case)


def test_kept_when_the_translation_has_a_newer_one_then_said_of_it_alone(case: Case) -> None:
    keep(case)
    keep(case, "batons", case.translation)
    case.acts_as(case.partner)
    make_text(case.item, case.partner, TRANSLATION, languages=["en"] * 3, source=case.original)
    rows = kept_on(case.item, case.acts_as(case.analyst))
    assert {one.exact: one.on_older for one in rows} == {"дубинками": False, "batons": True}


MACHINE = {"maker": "machine", "engine": "whisper", "engine_version": "1"}


@pytest.mark.parametrize("old", [{}, MACHINE, {**MACHINE, "checked_at": True}])
@pytest.mark.parametrize("new", [{}, MACHINE, {**MACHINE, "checked_at": True}])
def test_kept_when_texts_differ_in_merit_then_as_the_workbench_ranks_them(
    case: Case, old: dict[str, object], new: dict[str, object]
) -> None:
    keep(case)
    checked = {"checked_at": timezone.now(), "checked_by": case.partner}

    def fields(of: dict[str, object]) -> dict[str, object]:
        return {**of, **(checked if "checked_at" in of else {})}

    newer = bring_newer(case, **fields(new))
    Text.objects.unscoped("a test").filter(pk=case.original.pk).update(**fields(old))
    case.original.refresh_from_db()
    assert on_older(case) == [merit(newer) > merit(case.original)]


def test_page_when_there_are_kept_codings_then_still_one_statement_for_them(case: Case) -> None:
    keep(case)
    bring_newer(case)
    case.acts_as(case.analyst)
    with CaptureQueriesContext(connection) as asked:
        assert on_older(case) == [True]
    told = [one["sql"] for one in asked if "coding_legacycoding" in one["sql"]]
    assert len(told) == 1 and "evidence_text" in told[0]
