"""The whole case in real Chromium: from the first administrator's link to what the auditor reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosures.demonstration import story
from tests.story import analyst, beginning, desk, leaving, partner
from tests.story.people import People

pytestmark = [pytest.mark.browser, pytest.mark.alone]


def test_case_when_worked_by_everyone_then_it_leaves_and_is_accounted_for(people: People, tmp_path: Path) -> None:
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
    second = partner.belarusian(people, code)

    analyst.nothing_yet(people, interview)
    desk.fill(people, interview)
    bench = analyst.workbench(people, interview)
    analyst.listen(bench)
    analyst.code(people, bench)
    analyst.search(people, interview, second)

    key = desk.recipient(people, desk.PROSECUTOR, "National prosecutor or court", "Lithuania", "LTPROS")
    desk.recipient(people, desk.LAWYER, "Independent lawyer", "Germany", "DELAW")
    desk.channel(people, desk.PROSECUTOR, desk.LAWYER)
    desk.refused(people, code, interview)
    address = desk.submit(people, code, interview)
    desk.approve(people)

    package = leaving.build(people, address)
    delivered = package.url
    used = leaving.hand_over(people, package, tmp_path / "package.age")
    leaving.verify(tmp_path / "package.age", key, tmp_path / "opened")
    again = desk.submit(people, code, interview)
    desk.approve(people)
    built = leaving.build(people, again).url
    leaving.withdraw(people, code, used, delivered, built)
    leaving.audit(people)
