from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from consent.facts import Purpose
from consent.models import ConsentRecord, Recipient
from disclosures.demonstration import story
from disclosures.demonstration.names import INVENTED
from disclosures.demonstration.shapes import Story
from iapb.accounts.models import Role
from interviews.models import Interview, NamedPerson, WitnessDocument

TODAY = date(2026, 3, 1)
#: Surnames of office-holders of 2020-2024 that stand on public sanctions lists.
REAL_SURNAMES = """Лукашенко Караев Казакевич Барсуков Кубраков Балаба Карпенков Быков Паршин Назаренко Науменко Хменко
    Вакульчик Тертель Равков Сивец Ермошина Носкевич Гора Конюк Швед Шуневич Шапетько Соколовский Врублевский
    Вольфович Сергеенко Качанова Кочанова Головченко Макей Алейник Снопков Бедункевич Орловский Федорский
    Мельник Гурецкий Сумар Калинник Щурко Ананич Дапкюнас Эйсмонт Азаренок Осипов Тозик Андриенко"""


@pytest.fixture(scope="module")
def told() -> Story:
    return story.tell(TODAY)


@pytest.mark.parametrize("name", ["w1.ru.txt", "w1.en.txt", "w2.be.txt", "w2.en.txt", "w3.en.txt"])
def test_testimony_when_read_then_every_paragraph_names_its_speaker(name: str) -> None:
    labels = {paragraph.split(": ", 1)[0] for paragraph in story.paragraphs(name)}

    assert len(labels) == 2
    assert labels <= {"Интервьюер", "Свидетель", "Інтэрв'юер", "Сведка", "Interviewer", "Witness"}


@pytest.mark.parametrize("witness", ["w1", "w2"])
def test_translation_when_aligned_then_speakers_agree_and_one_place_is_two_to_one(witness: str) -> None:
    original = story.paragraphs({"w1": "w1.ru.txt", "w2": "w2.be.txt"}[witness])
    translated = story.paragraphs(f"{witness}.en.txt")
    pairs = story.alignment(witness)

    assert [target for _, target in pairs] == list(range(len(translated)))
    assert [index for sources, _ in pairs for index in sources] == list(range(len(original)))
    assert [len(sources) for sources, _ in pairs].count(2) == 1
    for sources, target in pairs:
        asked = translated[target].startswith("Interviewer")
        assert all(original[index].startswith(("Интервьюер", "Інтэрв'юер")) == asked for index in sources)


def test_belarusian_testimony_when_people_mix_then_some_of_it_is_russian() -> None:
    answers = story.paragraphs("w2.be.txt")
    russian = [one for one in answers if "и" in one.split(": ", 1)[1] and "і" not in one.split(": ", 1)[1]]
    mixed = [one for one in answers if "и" in one and "і" in one]

    assert len(russian) == 1
    assert len(mixed) >= 2


def test_tags_when_sought_then_each_quote_stands_once_in_its_text(told: Story) -> None:
    text = story.text("w1.ru.txt")
    quotes = {tag.quote for tag in told.tags} | {quote for act in told.incident.acts for quote in act.quotes}

    assert {quote: text.count(quote) for quote in quotes} == dict.fromkeys(quotes, 1)


def test_incident_when_stated_then_all_its_support_is_tagged(told: Story) -> None:
    tagged = {(tag.code, tag.quote) for tag in told.tags}

    assert all((act.code, quote) in tagged for act in told.incident.acts for quote in act.quotes)
    assert told.incident.official.quote in {tag.quote for tag in told.tags}


def test_people_when_counted_then_every_role_is_there_and_partners_of_two_bodies(told: Story) -> None:
    partners = {member.body for member in told.members if member.role == "partner"}

    assert {member.role for member in told.members} == set(Role.values)
    assert len(partners) == 2
    assert partners == {witness.body for witness in told.witnesses}


def test_addresses_when_written_then_none_can_be_reached(told: Story) -> None:
    addresses = [
        *(member.email for member in told.members),
        *(witness.email for witness in told.witnesses),
        *(recipient.email for recipient in told.recipients),
    ]

    assert len(addresses) == len(set(addresses))
    assert all(re.fullmatch(r"[a-z.]+@[a-z]+\.example\.org", address) for address in addresses)


def test_names_when_gathered_then_all_are_listed_as_invented_and_none_is_an_official_of_the_time(
    told: Story,
) -> None:
    families = {name.family for witness in told.witnesses for name in witness.names}
    families |= {name.family for name in told.incident.official.names}
    families |= {member.name.split()[-1] for member in told.members}

    assert families <= {part for name in INVENTED for part in name.split()}
    assert not {part for name in INVENTED for part in name.split()} & set(REAL_SURNAMES.split())


def test_story_when_entered_then_every_choice_is_one_the_forms_offer(told: Story) -> None:
    others = [one for interview in told.interviews for one in interview.facts.others or ()]

    assert {one.place_kind for one in told.interviews} <= set(Interview.PlaceKind.values)
    assert {one.mode for one in told.interviews} <= set(Interview.Mode.values)
    assert {one.kind for one in others} <= set(NamedPerson.Kind.values)
    assert {document.doc_type for one in told.interviews for document in one.documents} <= set(
        WitnessDocument.DocumentKind.values
    )
    assert {recipient.kind for recipient in told.recipients} <= set(Recipient.Class.values)
    assert {consent.mode for consent in told.consents} <= set(ConsentRecord.Mode.values)


@pytest.mark.parametrize("language", ["en", "ru", "be"])
def test_consent_form_when_read_then_it_asks_every_purpose_once(language: str) -> None:
    questions = story.form_questions(language)

    assert [purpose for purpose, _, _ in questions] == list(Purpose)
    assert all(question.endswith((".", "?")) and "?" in question for _, _, question in questions)


def test_consents_when_given_then_each_purpose_has_one_answer_and_comes_before_the_interview(told: Story) -> None:
    for consent in told.consents:
        interview = told.interview(consent.witness)
        assert [grant.purpose for grant in consent.grants] == list(Purpose)
        assert (consent.on, consent.at) < (interview.on, interview.started)
        assert told.form.valid_from <= consent.on


@pytest.mark.parametrize("today", [date(2026, 3, 1), date(2028, 2, 29), date(2031, 12, 31)])
def test_story_when_told_on_another_day_then_its_dates_move_along(today: date) -> None:
    told = story.tell(today)
    expired = {consent.witness for consent in told.consents if consent.expires_on < today}

    assert expired == {"w2"}
    assert all(interview.on < today for interview in told.interviews)
    assert all(request.received_on < today < request.deadline for request in told.requests)
    assert all(recipient.agreement.valid_to > today + timedelta(days=365) for recipient in told.recipients)


def test_events_when_dated_then_they_lie_between_2020_and_2024() -> None:
    for name in ("w1.ru.txt", "w2.be.txt", "w3.en.txt"):
        years = {int(year) for year in re.findall(r"\b(20\d\d)\b", story.text(name))}
        assert years and all(2017 <= year <= 2024 for year in years), name


def test_uploads_when_listed_then_keys_are_unique_and_file_names_name_nobody(told: Story) -> None:
    uploads = told.uploads()
    parts = {part.lower() for name in INVENTED for part in name.split() if len(part) > 3}

    assert len({upload.key for upload in uploads}) == len(uploads)
    assert not [one for one in uploads if any(part in one.filename.lower() for part in parts)]
