"""A fresh demonstration has something on every screen of coding, made through the actions of its people."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from disclosures.demonstration import coding_twice, story
from disclosures.demonstration.coding_twice import CORRECTED, FIRST_SECOND, THIRD_FIRST, THIRD_SECOND
from disclosures.demonstration.render import speech
from evidence.coding import waiting as tags_waiting
from evidence.coding.models import (
    Carrying,
    Comparison,
    Harm,
    Incident,
    Intervention,
    RuleQuestion,
    Tag,
    Work,
)
from evidence.coding.quality_figures import table_of
from evidence.coding.quality_shown import desk_of
from evidence.coding.suggestions_shown import precision, waiting_by_code
from iapb.access import waiting
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from iapb.ledger.models import Event
from tests.conftest import ROOT, urls_for
from tests.packages.cases import acting, run

TEXT_WORK = ("screen_file", "import_text", "align", "propose_codes", "carry_tags", "index_text")


def work_on_texts() -> None:
    """As the worker does, of what coding needs."""
    for _round in range(200):
        job = Job.objects.open().filter(kind__in=TEXT_WORK).order_by("created_at").first()
        if job is None:
            return
        run(job)
    raise AssertionError("the work on the texts does not end")


def who(email: str) -> Person:
    return Person.objects.get(email__startswith=email)


@pytest.fixture
def demonstration(committing: str, tmp_path: Path) -> None:
    environment = {**os.environ, **urls_for(committing), "IAPB_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "manage.py", "load_demonstration"], cwd=ROOT, env=environment, check=True)


@pytest.mark.alone
def test_demonstration_when_coded_then_every_screen_of_coding_is_filled(
    demonstration: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("code_demonstration", wait=0)
    assert "not read yet" in capsys.readouterr().out and not Work.objects.unscoped("a test").exists()
    work_on_texts()
    call_command("code_demonstration", wait=0)
    work_on_texts()
    with pytest.raises(CommandError):
        call_command("code_demonstration", wait=0)
    reviewer, analyst = who("ingunn"), who("vesna")
    with acting(reviewer):
        states = Comparison.objects.visible_to(reviewer).values_list("basis", "state", "text__language")
        assert sorted(states) == [("codes", "to_settle", "ru"), ("drawn", "settled", "en")]
        to_settle = Comparison.objects.visible_to(reviewer).select_related("item", "text", "first", "second")
        assert desk_of(to_settle.get(state="to_settle"), reviewer).open >= 2
        assert "Differences to settle" in waiting.for_person(reviewer)
        table = table_of({}, reviewer, names=True)
        assert table.comparisons == 1 and len(table.rows) >= 10
        assert RuleQuestion.objects.visible_to(reviewer).filter(state="open").count() == 1
    with acting(analyst):
        tags = Tag.objects.visible_to(analyst)
        assert tags.filter(state="confirmed", text__language="ru", settled=False).count() >= len(FIRST_SECOND) + 20
        assert tags.filter(state="adjudicated").exists()
        assert {row["code__code"] for row in waiting_by_code(analyst)}
        told = precision(analyst)
        assert sum(row["accepted"] for row in told) and sum(row["refused"] for row in told)
        carried = Carrying.objects.visible_to(analyst)
        assert carried.filter(state="moved").count() >= 5 and carried.filter(state="orphaned").count() >= 1
        assert "A newer text came" in {str(one.group) for one in tags_waiting.untagged_or_moved(analyst)}
        for stated in (Incident, Harm, Intervention):
            assert stated.objects.visible_to(analyst).count() == 1
    # Each deed is somebody's, and none a machine's.
    assert {"work.given", "work.handed_in", "difference.settled", "comparison.closed", "tag.moved"} <= set(
        Event.objects.values_list("event", flat=True)
    )


def test_quotes_when_sought_then_each_stands_once_in_what_is_transcribed() -> None:
    third = "\n\n".join(cue.text for cue in speech.record("w3").cues)
    first = story.text("w1.ru.txt")
    quotes = [quote for _code, quote in (*THIRD_FIRST, *THIRD_SECOND)] + [was for was, _now in CORRECTED]
    assert {quote: third.count(quote) for quote in quotes} == dict.fromkeys(quotes, 1)
    assert {quote: first.count(quote) for _code, quote in FIRST_SECOND} == {q: 1 for _c, q in FIRST_SECOND}


def test_codings_when_compared_then_they_agree_and_differ_in_each_way() -> None:
    first, second = set(THIRD_FIRST), set(THIRD_SECOND)
    assert len(first & second) >= 6 and first - second and second - first
    assert set(coding_twice.DECIDED) == {"missing", "code", "bounds"}
