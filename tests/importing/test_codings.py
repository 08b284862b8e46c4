"""Codings of older archives: a tag where the code has its place, else kept as text; from a table or a project file."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from evidence.coding.models import LegacyCoding, Tag
from evidence.importing import actions, dry_run
from evidence.importing.manifest import Manifest
from evidence.importing.places import Folder
from evidence.importing.report import Report
from evidence.models import CollectionPersonGrant
from iapb.access.errors import Invalid, Refused
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.jobs.box import Box
from interviews.models import Interview
from tests.cast import make_person, signed_in
from tests.coding.cases import make_text
from tests.importing.conftest import write
from tests.importing.test_run import AGAIN

pytestmark = pytest.mark.django_db
WORDS = "Меня били дубинками. Потом отвезли в изолятор."
CODING = {"id": "t1", "source": "i1", "start": "5", "exact": "били дубинками", "code": "beating"}
BEAT = "PHY.BEAT"


@pytest.fixture
def interview(bring: Callable[..., Report], partner: Person) -> Interview:
    """Brought in by its body, with a transcript."""
    bring()
    made = Interview.objects.visible_to(partner).get()
    make_text(made, partner, [WORDS], languages=["ru"])
    return made


@pytest.fixture
def analyst(interview: Interview) -> Person:
    person = make_person("Analyst", "analyst")
    CollectionPersonGrant.objects.create(
        content_object=interview.collection, user=person, granted_by=person,
        permission=Permission.objects.get(codename="view_collection"),
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    forget(person)
    return person


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    made = tmp_path / "coded"
    made.mkdir()
    write(made, "codings", [CODING])
    write(made, "codes", [{"legacy": "beating", "code": BEAT}])
    return made


def _examine(folder: Path, by: Person) -> Manifest:
    try:
        return dry_run.examine(Folder(folder), by=by, box=Box())
    finally:
        set_actor(by.pk)


def _run(folder: Path, by: Person) -> Report:
    try:
        return actions.run(_examine(folder, by), by=by)
    finally:
        set_actor(by.pk)


def test_coding_when_its_code_is_mapped_then_a_tag_of_who_brings_it_in(coded: Path, analyst: Person) -> None:
    assert _examine(coded, analyst).problems == []
    report = _run(coded, analyst)
    assert report.lines == []
    tag = Tag.objects.visible_to(analyst).select_related("code").get()
    assert (tag.code.code, tag.exact, tag.start, tag.author_id) == (BEAT, "били дубинками", 5, analyst.pk)
    assert report.agrees
    assert _run(coded, analyst).counts["codings"] == AGAIN


def test_coding_when_positions_have_shifted_then_the_words_decide(coded: Path, analyst: Person) -> None:
    write(coded, "codings", [{**CODING, "start": "0"}])
    _run(coded, analyst)
    assert Tag.objects.visible_to(analyst).get().start == 5


def test_coding_when_its_words_are_not_there_then_refused(coded: Path, analyst: Person) -> None:
    write(coded, "codings", [{**CODING, "exact": "стреляли"}])
    report = _run(coded, analyst)
    assert report.counts["codings"]["refused"] == 1
    assert not Tag.objects.visible_to(analyst).exists()


def test_coding_when_its_code_has_no_place_then_told_and_kept_as_text(
    coded: Path, analyst: Person, partner: Person
) -> None:
    write(coded, "codings", [{**CODING, "code": "smoke break"}])
    assert [(one.row, one.column, one.word, one.refuses) for one in _examine(coded, analyst).problems] == [
        (2, "code", "unmapped", False)
    ]
    report = _run(coded, analyst)
    assert (report.counts["codings"]["created"], report.counts["codings"]["recounted"]) == (1, 1)
    kept = LegacyCoding.objects.visible_to(analyst).get()
    assert (kept.code, kept.exact) == ("smoke break", "били дубинками")
    assert "smoke break" in signed_in(analyst).get(reverse("item", args=[kept.item_id])).content.decode()
    set_actor(analyst.pk)
    assert not Tag.objects.visible_to(analyst).exists()
    # What the code means nobody knows: others of the item do not see it until they are named on it.
    assert not LegacyCoding.objects.visible_to(partner).exists()


def test_coding_kept_as_text_when_a_newer_text_came_then_the_page_says_where_it_stands(
    coded: Path, analyst: Person, partner: Person, interview: Interview
) -> None:
    write(coded, "codings", [{**CODING, "code": "smoke break"}])
    _run(coded, analyst)
    page = reverse("item", args=[interview.pk])
    assert "on the older text of" not in signed_in(analyst).get(page).content.decode()
    set_actor(partner.pk)
    make_text(interview, partner, [WORDS], languages=["ru"])
    assert "on the older text of" in signed_in(analyst).get(page).content.decode()


def test_coding_when_the_source_is_a_reference_of_the_house_then_found(
    coded: Path, analyst: Person, interview: Interview
) -> None:
    write(coded, "codings", [{**CODING, "source": interview.reference}])
    assert _run(coded, analyst).counts["codings"]["created"] == 1


def test_coding_when_its_source_is_unknown_then_told(coded: Path, analyst: Person) -> None:
    write(coded, "codings", [{**CODING, "source": "i99"}])
    assert [(one.column, one.word) for one in _examine(coded, analyst).problems] == [("source", "unknown_reference")]


def test_partner_when_bringing_codings_then_refused(coded: Path, interview: Interview, partner: Person) -> None:
    with pytest.raises(Refused):
        _examine(coded, partner)


def test_analyst_without_the_collection_when_examining_then_told(coded: Path, interview: Interview) -> None:
    with pytest.raises(Invalid):
        _examine(coded, make_person("Another analyst", "analyst"))


PROJECT = """<?xml version="1.0" encoding="utf-8"?>
<Project name="Fiction" xmlns="urn:QDA-XML:project:1.0">
 <CodeBook><Codes><Code guid="{code}" name="beating" isCodable="true"/></Codes></CodeBook>
 <Sources><TextSource guid="{source}" name="i1" plainTextPath="internal://{source}.txt">
  <PlainTextSelection guid="{selection}" startPosition="5" endPosition="19">
   <Coding guid="{coding}"><CodeRef targetGUID="{code}"/></Coding>
  </PlainTextSelection></TextSource></Sources>
</Project>"""


def _project(path: Path, xml: str, source: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("project.qde", xml)
        target.writestr(f"sources/{source}.txt", "\ufeff" + WORDS)


def test_project_when_brought_in_then_its_codings_are_tags(coded: Path, analyst: Person) -> None:
    names = {name: str(uuid4()) for name in ("code", "source", "selection", "coding")}
    (coded / "codings.csv").unlink()
    _project(coded / "project.qdpx", PROJECT.format(**names), names["source"])
    assert _examine(coded, analyst).problems == []
    assert _run(coded, analyst).counts["codings"]["created"] == 1
    tag = Tag.objects.visible_to(analyst).select_related("code").get()
    assert (tag.code.code, tag.exact, tag.start) == (BEAT, "били дубинками", 5)


@pytest.mark.parametrize(
    "change",
    [
        ('<?xml version="1.0" encoding="utf-8"?>', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'),
        ('endPosition="19"', 'endPosition="1900"'),
        ("{source}.txt", "../../etc/passwd"),
    ],
)
def test_project_when_made_to_deceive_then_told_and_nothing_read(
    coded: Path, analyst: Person, change: tuple[str, str]
) -> None:
    names = {name: str(uuid4()) for name in ("code", "source", "selection", "coding")}
    (coded / "codings.csv").unlink()
    _project(coded / "project.qdpx", PROJECT.replace(*change).format(**names), names["source"])
    manifest = _examine(coded, analyst)
    assert [(one.table, one.word) for one in manifest.problems] == [("project", "broken")]
    assert manifest.rows == {}
