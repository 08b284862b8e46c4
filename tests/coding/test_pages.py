"""The pages of coding, registers and search: who opens them, how many queries, and without any script."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from evidence.coding import actions
from evidence.coding.models import FactSupport, Incident, Tag
from evidence.models import Facility, Official, Place
from iapb.accounts.models import Person
from tests.cast import make_person, signed_in
from tests.coding.cases import ORIGINAL, Case, code, link, make_case, make_item, make_text, name_on, where

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    return make_case()


@pytest.fixture
def tag(case: Case) -> Tag:
    start, end = where(ORIGINAL, "избивали задержанных дубинками")
    return actions.place_tag(text=case.original, code=code("PHY.INSTR"), start=start, end=end, by=case.analyst)


@pytest.fixture
def incident(case: Case, tag: Tag) -> Incident:
    return actions.state_incident(item=case.item, fields={"context": code("CTX.ARREST")}, tags=[tag], by=case.analyst)


def own(person: Person) -> Client:
    return signed_in(person)


# ----- every page, for everyone


def pages_of(case: Case, tag: Tag, incident: Incident) -> dict[str, tuple[str, str]]:
    """Name of the page: method and address."""
    facility = Facility.objects.first()
    support = FactSupport.objects.unscoped("a test looks").first()
    return {
        "workbench": ("get", reverse("workbench", args=[case.item.pk])),
        "facts": ("get", reverse("facts", args=[case.item.pk])),
        "new incident": ("get", reverse("new_fact", args=[case.item.pk, "incident"])),
        "new detention": ("get", reverse("new_fact", args=[case.item.pk, "detention"])),
        "new departure": ("get", reverse("new_fact", args=[case.item.pk, "departure"])),
        "change": ("get", reverse("change_fact", args=["incident", incident.pk])),
        "new act": ("get", reverse("new_part", args=[incident.pk, "act"])),
        "new harm": ("get", reverse("new_part", args=[incident.pk, "harm"])),
        "new intervention": ("get", reverse("new_part", args=[incident.pk, "intervention"])),
        "new involvement": ("get", reverse("new_part", args=[incident.pk, "involvement"])),
        "official": ("get", reverse("official_from_tag", args=[tag.pk])),
        "take back": ("post", reverse("take_back", args=["incident", incident.pk])),
        "support": ("post", reverse("support", args=["incident", incident.pk])),
        "remove support": ("post", reverse("remove_support", args=[support.pk])),
        "api tags": ("get", reverse("api_tags", args=[case.item.pk])),
        "api retract": ("post", reverse("api_retract", args=[tag.pk])),
        "api incidents": ("get", reverse("api_incidents", args=[case.item.pk])),
        "reading": ("get", reverse("reading", args=[case.item.pk])),
        "coding": ("get", reverse("coding")),
        "api codes": ("get", reverse("api_codes")),
        "register": ("get", reverse("register", args=["facilities"])),
        "entry": ("get", reverse("register_entry", args=["facilities", facility.pk])),
        "search": ("get", reverse("search")),
    }


OF_NO_ITEM = {"coding", "api codes", "register", "entry", "search"}
FOR_READERS = {"reading", "facts", "api tags", "api incidents", "api codes", "register", "entry"}


def test_page_when_the_analyst_asks_then_opens(case: Case, tag: Tag, incident: Incident) -> None:
    client = own(case.analyst)
    for name, (method, url) in pages_of(case, tag, incident).items():
        if method == "get":
            answer = client.get(url, follow=True)
            assert answer.status_code == 200, name


def test_page_when_a_stranger_asks_then_the_same_404_as_for_nothing(case: Case, tag: Tag, incident: Incident) -> None:
    client = own(case.stranger)
    for name, (method, url) in pages_of(case, tag, incident).items():
        answer = getattr(client, method)(url)
        if name in OF_NO_ITEM:
            assert answer.status_code == 200, name
            continue
        absent = getattr(client, method)(re.sub(r"[0-9a-f-]{36}", str(uuid4()), url, count=1))
        assert (answer.status_code, absent.status_code) == (404, 404), name
        strip = re.compile(rb'value="[A-Za-z0-9]{64}"|csrf[^>]*>|X-CSRFToken": "[^"]*"')
        assert strip.sub(b"", answer.content) == strip.sub(b"", absent.content), name


def test_page_when_the_role_does_not_code_then_refused_in_a_sentence(case: Case, tag: Tag, incident: Incident) -> None:
    client = own(case.partner)
    for name, (method, url) in pages_of(case, tag, incident).items():
        answer = getattr(client, method)(url, follow=True)
        assert answer.status_code == (200 if name in FOR_READERS else 403), name


def test_page_when_the_administrator_asks_then_nothing_of_it(case: Case, tag: Tag, incident: Incident) -> None:
    client = own(make_person("Adele", "account_administrator"))
    for name, (method, url) in pages_of(case, tag, incident).items():
        assert getattr(client, method)(url).status_code == 403, name


def test_post_when_a_stranger_sends_forms_then_404(case: Case, tag: Tag, incident: Incident) -> None:
    client = own(case.stranger)
    for name, (_method, url) in pages_of(case, tag, incident).items():
        if name not in OF_NO_ITEM and not name.startswith("api") and name not in ("workbench", "facts", "reading"):
            assert client.post(url, {"text": str(case.original.pk)}).status_code == 404, name


# ----- the workbench


def test_bench_when_shown_then_both_layers_aligned_and_the_tag(case: Case, tag: Tag) -> None:
    html = own(case.analyst).get(reverse("workbench", args=[case.item.pk])).content.decode()
    assert html.count('class="segment"') == 6
    for words in ("избивали задержанных дубинками", "were beating the detainees", "😢"):
        assert words in html
    assert f'"id": "{tag.pk}"' in html and 'lang="be"' in html


def test_bench_when_there_is_no_text_then_says_what_will_come(case: Case) -> None:
    item = make_item(case.collection, case.acts_as(case.partner))
    name_on(item, case.analyst)
    html = own(case.analyst).get(reverse("workbench", args=[item.pk])).content.decode()
    assert "No text yet." in html


def test_bench_when_the_text_grows_then_the_number_of_queries_does_not(
    case: Case, django_assert_max_num_queries: object
) -> None:
    counts, length = [], len("\n".join(ORIGINAL)) + 1
    for rounds in (3, 60):
        item = make_item(case.collection, case.acts_as(case.partner))
        text = make_text(item, case.partner, [*ORIGINAL] * rounds, languages=["ru"] * 3 * rounds, times=True)
        translation = make_text(item, case.partner, ["Words."] * 3 * rounds, languages=["en"] * 3 * rounds, source=text)
        link(text, translation, item)
        name_on(item, case.analyst)
        case.acts_as(case.analyst)
        for number in range(rounds):
            actions.place_tag(
                text=text, code=code("PHY.BEAT"), start=number * length, end=number * length + 3, by=case.analyst
            )
        client = own(case.analyst)
        with django_assert_max_num_queries(20) as queries:
            assert client.get(reverse("workbench", args=[item.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_bench_when_layers_are_asked_for_then_those_and_nonsense_is_ignored(case: Case) -> None:
    case.acts_as(case.partner)
    newer = make_text(case.item, case.partner, ["Corrected."], languages=["ru"])
    client, url = own(case.analyst), reverse("workbench", args=[case.item.pk])
    assert "Corrected." in client.get(url).content.decode()
    assert "избивали" in client.get(url, {"text": str(case.original.pk)}).content.decode()
    assert "избивали" in client.get(url, {"text": str(case.translation.pk)}).content.decode()
    assert client.get(url, {"text": ["x", str(uuid4())]}).status_code == 200
    assert newer.pk


def test_list_when_filtered_then_only_those(case: Case, tag: Tag) -> None:
    client = own(case.analyst)
    assert case.item.reference in client.get(reverse("coding"), {"state": "some", "order": "most"}).content.decode()
    assert case.item.reference not in client.get(reverse("coding"), {"state": "none"}).content.decode()
    assert client.get(reverse("coding"), {"state": "x", "order": "y", "page": "z"}).status_code == 200
    row, part = reverse("workbench", args=[case.item.pk]), case.item.reference[2:8].upper()
    assert row in client.get(reverse("coding"), {"reference": part, "kind": "interview"}).content.decode()
    for other in ({"reference": "no such"}, {"kind": "witness_document"}):
        html = client.get(reverse("coding"), other).content.decode()
        assert row not in html and "Nothing fits." in html


def test_home_when_a_text_is_not_coded_then_it_waits(case: Case) -> None:
    client = own(case.analyst)
    assert case.item.reference in client.get("/").content.decode()
    case.acts_as(case.analyst)
    actions.place_tag(text=case.original, code=code("PHY.BEAT"), start=0, end=3, by=case.analyst)
    assert case.item.reference not in client.get("/").content.decode()


# ----- facts without script


def test_form_when_sent_without_script_then_stated_and_back_to_the_text(case: Case, tag: Tag) -> None:
    client, url = own(case.analyst), reverse("new_fact", args=[case.item.pk, "incident"])
    assert client.get(url).status_code == 200
    sent = {
        "context": str(code("CTX.ARREST").pk), "when_start": "2020-08", "facility_typed": "окрестина цип",
        "place_typed": "", "certainty": "high", "tag": str(tag.pk), "client_key": str(uuid4()),
    }  # fmt: skip
    for _ in range(2):  # a second click states nothing more
        answer = client.post(url, sent)
        assert answer["Location"] == reverse("facts", args=[case.item.pk])
    case.acts_as(case.analyst)
    incident = Incident.objects.visible_to(case.analyst).get()
    assert (incident.facility.key, str(incident.when)) == ("tsip-minsk", "Aug 2020")
    html = client.get(reverse("facts", args=[case.item.pk])).content.decode()
    assert "Aug 2020" in html and "избивали задержанных дубинками" in html


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("when_start", "2099-01-01", "The date is in the future."),
        ("when_start", "soon", "Write the date as"),
        ("when_until", "2020-01-01", "The end is before the start."),
        ("facility_typed", "окрестина", "Several entries are spelled like that"),
        ("facility_typed", "Atlantis", "No entry is spelled like that"),
        ("facility_typed", "x" * 10_000, "at most 200 characters"),
        ("summary", "x" * 10_000, "at most 4000 characters"),
        ("context", "", "This field is required."),
        ("context", "nonsense", "Choose a code from the list."),
    ],
)
def test_form_when_something_is_wrong_then_a_sentence_beside_it_and_nothing_stated(
    case: Case, field: str, value: str, sentence: str
) -> None:
    sent = {"context": str(code("CTX.ARREST").pk), "when_start": "2020-08-11", "certainty": "low", field: value}
    answer = own(case.analyst).post(reverse("new_fact", args=[case.item.pk, "incident"]), sent)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    case.acts_as(case.analyst)
    assert not Incident.objects.visible_to(case.analyst).exists()


def test_forms_when_acts_people_detention_and_departure_are_stated_then_all_shown(
    case: Case, tag: Tag, incident: Incident
) -> None:
    client = own(case.analyst)
    official = client.post(reverse("official_from_tag", args=[tag.pk]), {"label": "Commander N", "post": "major"})
    assert official.status_code == 302
    posts = {
        reverse("new_part", args=[incident.pk, "act"]): {
            "code": str(code("PHY.INSTR").pk), "victim": "group", "instrument": str(code("INS.BATON").pk),
            "knowledge": "saw", "times": "2", "tag": str(tag.pk)},
        reverse("new_part", args=[incident.pk, "involvement"]): {
            "official_typed": "commander n", "body_kind": str(code("PRP.OMON").pk), "degree": "ordering",
            "identification": "insignia", "confidence": "low"},
        reverse("new_fact", args=[case.item.pk, "detention"]): {
            "person": "witness", "facility_typed": "SIZO-3, Homel", "began_start": "2020-08-11",
            "ended_start": "2020-08-14", "held_together": "40", "places_to_sleep": "6"},
        reverse("new_fact", args=[case.item.pk, "departure"]): {
            "person": "witness", "when_start": "2020-10", "when_estimated": "on", "entered_typed": "Літва",
            "reasons": ["DEP.FEAR"]},
        reverse("new_part", args=[incident.pk, "harm"]): {
            "code": str(code("HRM.FRACT").pk), "person": "witness", "documented": "medical",
            "document": "Discharge note, clinic no. 9"},
        reverse("new_part", args=[incident.pk, "intervention"]): {
            "form": "complaint", "when_start": "2020-08-20", "party": "Investigative Committee", "outcome": "refused",
            "result": "No case was opened."},
        reverse("change_fact", args=["incident", incident.pk]): {
            "context": str(code("CTX.PROTEST").pk), "when_start": "2020-08-11", "certainty": "high"},
    }  # fmt: skip
    for url, sent in posts.items():
        answer = client.post(url, sent)
        assert answer.status_code == 302, re.findall(r'field-error"[^>]*>([^<]*)', answer.content.decode())
    html = client.get(reverse("facts", args=[case.item.pk])).content.decode()
    for shown in ("Commander N", "gave the order", "Baton", "SIZO-3, Homel", "40 held together", "about Oct 2020",
                  "Lithuania", "Protest or assembly", code("DEP.FEAR").label, code("HRM.FRACT").label,
                  "a medical document", "Discharge note, clinic no. 9", "Complaint", "Investigative Committee",
                  "20 Aug 2020", "No case was opened."):  # fmt: skip
        assert shown in html, shown
    assert client.post(reverse("take_back", args=["incident", incident.pk])).status_code == 302
    assert "Protest or assembly" not in client.get(reverse("facts", args=[case.item.pk])).content.decode()


def test_support_when_no_tag_is_sent_then_a_sentence(case: Case, incident: Incident) -> None:
    answer = own(case.analyst).post(reverse("support", args=["incident", incident.pk]), {"tag": "x"})
    assert answer.status_code == 422 and "Place or choose a tag first" in answer.content.decode()


# ----- registers


def test_register_when_searched_then_by_post_and_in_any_script(case: Case) -> None:
    client = own(case.analyst)
    for slug in ("facilities", "places", "bodies", "officials", "provisions", "countries"):
        assert client.get(reverse("register", args=[slug])).status_code == 200
    answer = client.post(reverse("register", args=["facilities"]), {"text": "жодино", "kind": ""})
    html = answer.content.decode()
    assert "Prison No. 8, Zhodzina" in html and "Prison No. 4" not in html
    found = client.post(reverse("register_suggest", args=["facilities"]), {"text": "жодзіна"}).json()["entries"]
    assert "Prison No. 8, Zhodzina" in [entry["label"] for entry in found]
    assert client.get(reverse("register", args=["nothing"])).status_code == 404


def test_register_when_an_entry_and_a_spelling_are_added_then_found(case: Case) -> None:
    client = own(case.analyst)
    place = Place.objects.get(key="homel")
    sent = {"label": "School gym, Homel", "kind": "improvised", "place": str(place.pk)}
    answer = client.post(reverse("register_add", args=["facilities"]), sent)
    assert answer.status_code == 302
    again = client.post(reverse("register_add", args=["facilities"]), sent)
    assert again.status_code == 422 and "already there" in again.content.decode()
    made = Facility.objects.get(label="School gym, Homel")
    url = reverse("register_add_name", args=["facilities", made.pk])
    assert client.post(url, {"text": "Спортзал школы", "language": "ru"}).status_code == 302
    assert client.post(url, {"text": "", "language": "ru"}).status_code == 422
    assert "School gym" in client.post(reverse("register", args=["facilities"]), {"text": "спортзал"}).content.decode()
    assert client.get(reverse("register_add", args=["officials"])).status_code == 404


def test_register_when_a_reviewer_reads_then_without_the_forms(case: Case) -> None:
    client = own(case.colleague)
    assert "Add a facility" not in client.get(reverse("register", args=["facilities"])).content.decode()
    assert client.get(reverse("register_add", args=["facilities"])).status_code == 403


def test_officials_when_the_auditor_asks_then_refused(case: Case, tag: Tag) -> None:
    official = actions.create_official_from_tag(tag=tag, label="Commander", by=case.analyst)
    client = own(make_person("Olga", "auditor"))
    assert client.get(reverse("register_entry", args=["officials", official.pk])).status_code == 403
    assert Official.objects.visible_to(case.analyst).count() == 1
