"""The job that runs when a newer text came: tags and questions of the older one stand in it."""

from __future__ import annotations

from django.db import transaction

from evidence.coding import actions
from evidence.coding.models import Question, Tag
from evidence.coding.tasks.carrying import ask_to_carry
from iapb.access.transaction import actor_transaction
from iapb.jobs.models import Job
from iapb.jobs.runner import run
from tests.coding.cases import LANGUAGES, ORIGINAL, code, make_case, make_text, where
from tests.coding.test_carrying import CORRECTED

BEATEN = "избивали задержанных дубинками"


def test_job_when_it_has_run_then_tags_and_questions_stand_in_the_newer_text(committing: str) -> None:
    start, end = where(ORIGINAL, BEATEN)
    with transaction.atomic():
        case = make_case()
        case.original.item = case.item
        place = {"text": case.original, "start": start, "end": end, "by": case.analyst}
        question = actions.ask_partner(words="Who is meant?", **place)
        actions.place_tag(code=code("PHY.BEAT"), **place)
        newer = make_text(case.item, case.acts_as(case.partner), CORRECTED, languages=LANGUAGES)
        ask_to_carry(None, newer.pk, by=case.partner)
    assert run(Job.objects.get(kind="carry_tags").pk)
    with actor_transaction(case.analyst):
        assert Question.objects.visible_to(case.analyst).get(pk=question.pk).now_text_id == newer.pk
        assert Tag.objects.visible_to(case.analyst).get(passed_on=False).text_id == newer.pk
