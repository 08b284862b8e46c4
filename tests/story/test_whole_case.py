"""The whole case in real Chromium: from the first administrator's link to what the auditor reads."""

from __future__ import annotations

import pytest

from disclosures.demonstration import story
from tests.story import beginning, partner
from tests.story.people import People

pytestmark = [pytest.mark.browser, pytest.mark.alone]


def test_case_when_worked_by_everyone_then_it_leaves_and_is_accounted_for(people: People) -> None:
    beginning.first_two(people)
    beginning.house_of(people)
    beginning.invite(people)
    beginning.confirm(people)
    beginning.give(people)
    beginning.form(people, story.text("consent_form.ru.md"))
    people.sign_in_again(partner.NAME)
    code = partner.register(people)
    partner.consent(people, code)
    partner.facts(people, code)
    interview = partner.interview(people, code)
    partner.contents(people)
    partner.send(people)
    partner.twice(people)
    partner.receipt(people)
    partner.machine(people, interview)
    partner.paper(people, code)
