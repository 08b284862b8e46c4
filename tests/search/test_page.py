"""The page of search: passages first, what they can be narrowed by afterwards, and both at once without script."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from evidence.coding import actions
from evidence.coding.models import Code
from evidence.dates import FuzzyDate
from evidence.models import Facility, Place, StateBody, Text
from evidence.search.forms import SearchForm
from evidence.search.passages_shown import CODES_SHOWN
from evidence.search.tasks import index
from tests.cast import signed_in
from tests.coding.cases import ORIGINAL, TRANSLATION, Case, code, make_case, name_on, where
from tests.statements import asked_of

pytestmark = pytest.mark.django_db

URL = "/search/"
BY_SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def case() -> Case:
    """With a fact that fills each of the four facets of registers."""
    case = make_case()
    assert index(case.translation.pk, case.analyst) == 1
    start, end = where(ORIGINAL, "избивали задержанных дубинками")
    tag = actions.place_tag(text=case.original, code=code("PHY.INSTR"), start=start, end=end, by=case.analyst)
    fields = {
        "context": code("CTX.ARREST"),
        "when": FuzzyDate.parse("2020-08-11"),
        "place": Place.objects.get(key="minsk-pushkinskaya"),
        "facility": Facility.objects.get(key="tsip-minsk"),
    }
    incident = actions.state_incident(item=case.item, fields=fields, tags=[tag], by=case.analyst)
    official = actions.create_official_from_tag(tag=tag, label="Commander at the metro", by=case.analyst)
    involved = {"official": official, "body": StateBody.objects.get(key="guvd-minsk")}
    actions.add_involvement(incident=incident, fields=involved, tags=[tag], by=case.analyst)
    return case


def labels(case: Case) -> list[str]:
    entries = [Place.objects.get(key="minsk-pushkinskaya"), Facility.objects.get(key="tsip-minsk")]
    return ["Commander at the metro", *(entry.label for entry in [*entries, StateBody.objects.get(key="guvd-minsk")])]


def facets(html: str) -> set[str]:
    return set(re.findall(r'name="narrow" value="(\w+):', html))


def test_page_when_searched_then_passages_come_first_and_ask_for_the_counts(case: Case) -> None:
    html = signed_in(case.analyst).post(URL, {"words": "вада"}).content.decode()
    assert case.item.reference in html and "<mark>вады</mark>" in html
    assert facets(html) == set()
    (aside,) = re.findall(r"<aside[^>]*>", html)
    assert f'hx-post="{reverse("search")}"' in aside and 'hx-trigger="load"' in aside


def test_counts_when_the_page_asks_then_the_part_alone(case: Case) -> None:
    answer = signed_in(case.analyst).post(URL, {"words": "вада", "counting": "1"}, headers=BY_SCRIPT)
    html = answer.content.decode()
    assert facets(html) == {"code", "facility", "place", "official", "body", "language"}
    assert all(label in html for label in labels(case))
    assert "<html" not in html and case.item.reference not in html


def test_counts_when_there_is_no_script_then_a_page_that_leads_back_to_the_passages(case: Case) -> None:
    client = signed_in(case.analyst)
    html = client.post(URL, {"words": "вада"}).content.decode()
    assert 'name="counting" value="1"' in html
    whole = client.post(URL, {"words": "вада", "counting": "1"}).content.decode()
    assert "Show the passages" in whole and "1 passage" in whole and len(facets(whole)) == 6
    assert case.item.reference not in whole
    narrow = {"words": "вада", "narrow": f"official:{_official(whole)}:Commander at the metro"}
    assert case.item.reference in client.post(URL, narrow).content.decode()


def _official(html: str) -> str:
    (found,) = re.findall(r'value="official:([0-9a-f-]{36}):', html)
    return str(found)


@pytest.mark.parametrize(("sent", "headers"), [({}, {}), ({"counting": "1"}, {}), ({"counting": "1"}, BY_SCRIPT)])
def test_page_when_all_four_registers_are_found_then_few_queries(
    case: Case, sent: dict[str, str], headers: dict[str, str]
) -> None:
    client = signed_in(case.analyst)
    client.post(URL, {"words": "вада"})
    with CaptureQueriesContext(connection) as captured:
        client.post(URL, {"words": "вада", **sent}, headers=headers)
    asked = asked_of(captured)
    assert len(asked) <= 12, asked


def test_counts_when_a_stranger_asks_then_none(case: Case) -> None:
    answer = signed_in(case.stranger).post(URL, {"words": "вада", "counting": "1"}, headers=BY_SCRIPT)
    assert facets(answer.content.decode()) == set()


def test_counts_when_the_form_is_wrong_then_the_page_says_so(case: Case) -> None:
    wrong = {"words": "вада", "since": "yesterday", "counting": "1"}
    answer = signed_in(case.analyst).post(URL, wrong, headers=BY_SCRIPT)
    assert answer.status_code == 422 and facets(answer.content.decode()) == set()


def test_codes_when_a_passage_has_many_then_some_and_a_number_and_the_sought_one_first(case: Case) -> None:
    codes = Code.objects.filter(framework__current=True, assignable=True, code__startswith="PHY.")[: CODES_SHOWN + 3]
    start, end = where(ORIGINAL, "метро")
    for one in codes:
        actions.place_tag(text=case.original, code=one, start=start, end=end, by=case.analyst)
    client = signed_in(case.analyst)
    html = client.post(URL, {"words": "вада"}).content.decode()
    held = len({*(one.code for one in codes), "PHY.INSTR"})
    assert html.count('class="found-code"') == CODES_SHOWN
    assert f">+{held - CODES_SHOWN}<" in html
    html = client.post(URL, {"words": "вада", "code": codes[CODES_SHOWN + 2].code}).content.decode()
    assert re.findall(r'class="found-code"[^>]*>([^<]*)', html)[0] == codes[CODES_SHOWN + 2].label


def test_codes_when_need_to_know_then_only_who_is_named_reads_them(case: Case) -> None:
    name_on(case.item, case.analyst)
    case.acts_as(case.analyst)
    start, end = where(ORIGINAL, "не давалі вады")
    secret = code("SGB.THREAT")
    actions.place_tag(text=case.original, code=secret, start=start, end=end, by=case.analyst)
    assert _shown_codes(signed_in(case.analyst)) >= {secret.label}
    assert _shown_codes(signed_in(case.colleague)) == {"Beating with an object"}


def _shown_codes(client: Client) -> set[str]:
    html = client.post(URL, {"words": "вада"}).content.decode()
    return set(re.findall(r'class="found-code"[^>]*>([^<]*)', html))


def test_words_of_a_tag_when_in_the_translation_then_from_that_layer(case: Case) -> None:
    start, end = where(TRANSLATION, "beating the detainees with batons")
    actions.place_tag(text=case.translation, code=code("PHY.BEAT"), start=start, end=end, by=case.analyst)
    html = signed_in(case.analyst).post(URL, {"words": "вада"}).content.decode()
    assert 'title="beating the detainees with batons"' in html
    assert 'title="избивали задержанных дубинками"' in html


@pytest.mark.parametrize("language", ["en", "ru", "be"])
def test_list_of_codes_when_shown_then_all_in_the_readers_language_and_one_chosen(case: Case, language: str) -> None:
    current = Code.objects.filter(framework__current=True)
    with translation.override(language):
        form = SearchForm({"code": "PHY.INSTR"}, actor=case.analyst)
        html = str(form["code"])
        assert html.count("<option") == current.count() + 1
        assert re.findall(r'<option value="([^"]*)" selected>\s*([^<]*)', html) == [
            ("PHY.INSTR", code("PHY.INSTR").label)
        ]
    assert 'name="code"' in html and 'id="id_code"' in html and "form-select" in html


def test_marks_when_words_hold_what_html_means_then_escaped(case: Case) -> None:
    from evidence.search.passages_shown import Chunk, Line
    from evidence.search.templatetags.passages import paragraphs

    html = paragraphs([Line(None, "ru", [Chunk("<b>& "), Chunk("<вода>", hit=True)])])  # type: ignore[arg-type]
    assert html == '<p lang="ru">&lt;b&gt;&amp; <mark>&lt;вода&gt;</mark></p>'


def test_passage_when_a_machine_made_the_translation_then_it_says_so_beside_the_words(case: Case) -> None:
    """Rule 7 of the design: wherever it is shown."""
    html = signed_in(case.analyst).post(URL, {"words": "вада"}).content.decode()
    assert "Machine draft" not in html
    case.acts_as(case.partner)
    draft = Text.objects.visible_to(case.partner).filter(pk=case.translation.pk)
    draft.update(maker="machine", engine="e", engine_version="1")
    html = signed_in(case.acts_as(case.analyst)).post(URL, {"words": "вада"}).content.decode()
    assert html.count("Machine draft, not checked") == 1
    case.acts_as(case.partner)
    draft.update(checked_by=case.partner, checked_at=timezone.now())
    html = signed_in(case.acts_as(case.analyst)).post(URL, {"words": "вада"}).content.decode()
    assert "Machine draft, checked by a person" in html
