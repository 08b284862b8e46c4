"""Pages of questions and notes: who opens them, what they hold and what they never show."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evidence.coding import actions
from evidence.coding.models import Incident, Mention, Note, Question, QuestionMessage
from evidence.models import Item
from iapb.accounts.models import Person
from tests.cast import make_person, signed_in
from tests.coding.cases import ORIGINAL, Case, code, make_case, make_file, name_on, where
from tests.coding.test_talk import answer, ask, fact_of
from tests.statements import asked_of

pytestmark = pytest.mark.django_db
FRAGMENT = {"X-Fragment": "talk"}


@pytest.fixture
def case() -> Case:
    return make_case()


def as_(case: Case, person: Person) -> Client:
    client = signed_in(case.acts_as(person))
    case.acts_as(person)
    return client


def page(client: Client, name: str, *args: Any, status: int = 200, **headers: str) -> str:
    answer = client.get(reverse(name, args=args), headers=headers)
    assert answer.status_code == status
    return answer.content.decode()


def coded(case: Case) -> None:
    """Everything the analysis has put on the passage."""
    start, end = where(ORIGINAL, "дубинками")
    tag = actions.place_tag(text=case.original, code=code("INS.BATON"), start=start, end=end, by=case.analyst)
    actions.add_note(tag=tag, words="Doubtful. @Reva?", by=case.analyst)
    actions.state_incident(
        item=case.item, fields={"context": code("CTX.ARREST"), "summary": "Detained."}, tags=[tag], by=case.analyst
    )
    actions.note_on_item(item=case.item, words="Known to the team.", by=case.analyst)


def test_page_when_the_partner_opens_it_then_the_passage_in_context_and_nothing_of_the_analysis(case: Case) -> None:
    coded(case)
    question = ask(case, "Who is meant by “they”?")
    make_file(case, "recording_audio", "audio/wav")
    shown = page(as_(case, case.partner), "question", question.pk)
    for words in (*ORIGINAL, "<mark>избивали задержанных дубинками</mark>", "Who is meant by “they”?"):
        assert words in shown.replace("<mark>", "").replace("</mark>", "") or words in shown
    assert "<mark>избивали задержанных дубинками</mark>" in shown
    assert "The analysis team" in shown and 'data-listen="4000"' in shown and "Listen to the passage" in shown
    hidden = ("Anna", "Reva", "Doubtful", "Known to the team", "Detained", "Apprehension", "INS.BATON", "Baton", "Set ",
              "Team ", str(case.analyst.pk))  # fmt: skip
    assert [words for words in hidden if words in shown] == []


def test_page_when_no_recording_may_be_heard_then_no_button_plays(case: Case) -> None:
    shown = page(as_(case, case.partner), "question", ask(case).pk)
    assert "data-listen" not in shown


def test_page_when_the_text_is_long_then_three_segments_on_each_side(case: Case) -> None:
    from tests.coding.cases import make_text

    case.acts_as(case.partner)
    contents = [f"Ответ {number}." for number in range(20)]
    text = make_text(case.item, case.partner, contents, languages=["ru"] * 20)
    case.acts_as(case.analyst)
    start, end = where(contents, "Ответ 10.\nОтвет 11")
    question = actions.ask_partner(text=text, start=start, end=end, words="Who?", by=case.analyst)
    shown = page(as_(case, case.partner), "question", question.pk)
    plain = shown.replace("<mark>", "").replace("</mark>", "")
    assert [number for number in range(20) if f"Ответ {number}." in plain] == list(range(7, 15))
    assert "<mark>Ответ 10.</mark>" in shown and "<mark>Ответ 11</mark>." in shown


def test_page_when_answered_then_told_with_the_persons_name_to_who_asked(case: Case) -> None:
    question, client = ask(case), as_(case, case.partner)
    url, sent = reverse("question", args=[question.pk]), {"words": "The <b>first</b> unit.\r\nI think."}
    assert client.post(url, {"words": " "}).status_code == 422
    sent["client_key"] = str(uuid4())
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    shown = page(client, "question", question.pk)
    assert shown.count("The &lt;b&gt;first&lt;/b&gt; unit.") == 1 and "Strike out" in shown
    talk = page(as_(case, case.analyst), "talk", case.item.pk)
    assert "The &lt;b&gt;first&lt;/b&gt; unit." in talk and f"Pavel · {case.partner.body}" in talk
    home = page(as_(case, case.analyst), "home")
    assert f"{reverse('talk', args=[case.item.pk])}#question-{question.pk}" in home


def test_page_when_the_question_is_closed_then_no_form(case: Case) -> None:
    question = actions.settle_question(question=answer(case, ask(case)), by=case.acts_as(case.analyst))
    client = as_(case, case.partner)
    shown = page(client, "question", question.pk)
    assert "<textarea" not in shown and "Strike out" not in shown and "nothing more is said" in shown
    assert client.post(reverse("question", args=[question.pk]), {"words": "More."}).status_code == 422


def test_page_when_a_stranger_or_another_role_asks_then_absent_or_refused(case: Case) -> None:
    question = ask(case)
    message = QuestionMessage.objects.visible_to(case.analyst).get()
    elsewhere = make_person("Elsewhere", "partner")
    page(as_(case, elsewhere), "question", question.pk, status=404)
    page(as_(case, case.analyst), "question", question.pk, status=403)
    page(as_(case, case.partner), "talk", case.item.pk, status=403)
    page(as_(case, case.stranger), "talk", case.item.pk, status=404)
    page(as_(case, case.stranger), "people_to_call", case.item.pk, status=404)
    for name, pk in (("ask_on", question.pk), ("settle_question", question.pk), ("strike_message", message.pk)):
        assert as_(case, case.partner).post(reverse(name, args=[pk]), {"words": "x"}).status_code == 403
        assert as_(case, case.stranger).post(reverse(name, args=[pk]), {"words": "x"}).status_code == 404
    assert as_(case, case.colleague).post(reverse("strike_message", args=[message.pk])).status_code == 403


def test_pages_when_consent_is_withdrawn_then_nothing_is_shown_to_the_own_body_either(case: Case) -> None:
    question = ask(case)
    client = as_(case, case.partner)
    Item.objects.unscoped("a test withdraws").filter(pk=case.item.pk).update(withdrawn_at=timezone.now())
    page(client, "question", question.pk, status=404)
    assert case.item.reference not in page(client, "questions")
    assert "Questions about your material" not in page(client, "home")


def test_list_when_filtered_then_by_state_and_reference(case: Case) -> None:
    question = answer(case, ask(case))
    client = as_(case, case.partner)
    assert case.item.reference in page(client, "questions") and "Anna" not in page(client, "questions")
    found = client.post(reverse("questions"), {"state": "settled"}).content.decode()
    assert case.item.reference not in found and "Nothing fits" in found
    found = client.post(reverse("questions"), {"q": case.item.reference, "state": "answered"}).content.decode()
    assert reverse("question", args=[question.pk]) in found
    client = as_(case, case.colleague)
    assert "Anna" in page(client, "asked_questions") and str(case.partner.body) in page(client, "asked_questions")
    assert "Nothing fits" in client.post(reverse("asked_questions"), {"mine": "on"}).content.decode()


def test_talk_when_asked_over_the_page_then_a_fragment_and_no_draft_is_left(case: Case) -> None:
    client = as_(case, case.analyst)
    draft = reverse("keep_talk_draft", args=["ask", case.item.pk])
    start, end = where(ORIGINAL, "дубинками")
    place = {"text": str(case.original.pk), "start": start, "end": end, "exact": "дубинками"}
    said = client.post(draft, {"words": "Which", **place}).json()
    assert said["saved"].startswith("Kept as a draft")
    shown = page(client, "talk", case.item.pk, **FRAGMENT)
    assert "<html" not in shown and ">Which</textarea>" in shown and f'name="start" value="{start}"' in shown
    url = reverse("ask_partner", args=[case.item.pk])
    assert client.post(url, {"words": "Which batons?", **place, "exact": "other"}).status_code == 422
    sent = {"words": "Which batons?", **place, "draft": f"ask/{case.item.pk}"}
    shown = client.post(url, sent, headers=FRAGMENT).content.decode()
    assert "Which batons?" in shown and ">Which</textarea>" not in shown and "1 open" in shown
    assert client.post(url, {**sent, "client_key": str(uuid4())}).status_code == 302


def test_comment_when_on_each_kind_of_thing_then_threads_with_their_words(case: Case) -> None:
    fact = fact_of(case)
    tag = actions.place_tag(text=case.original, code=code("PHY.BEAT"), start=4, end=8, by=case.analyst)
    client, url = as_(case, case.analyst), reverse("comment", args=[case.item.pk])
    place = {"text": str(case.original.pk), "start": 0, "end": 3}
    for about, more in (
        ("item", {}), ("passage", place), (f"tag:{tag.pk}", {}), (f"incident:{fact.pk}", {}), ("passage", place),
    ):  # fmt: skip
        sent = {"about": about, "words": f"About <i>{about.split(':')[0]}</i>. @Reva", **more}
        assert client.post(url, sent).status_code == 302
    for about in ("", "tag:no", f"act:{uuid4()}x", "code:1"):
        assert client.post(url, {"about": about, "words": "x"}).status_code == 422
    assert client.post(url, {"about": f"tag:{uuid4()}", "words": "x"}).status_code == 404
    shown = page(client, "talk", case.item.pk)
    case.acts_as(case.analyst)
    for words in ("The whole item", "A passage", "“Где”", "Beating", "Apprehension", "About &lt;i&gt;tag&lt;/i&gt;."):
        assert words in shown, words
    assert shown.count('class="talk-thread') == 4 and Note.objects.visible_to(case.analyst).count() == 5
    assert "About" not in page(as_(case, case.partner), "reading", case.item.pk)


def test_mention_when_read_on_the_page_then_it_waits_no_more(case: Case) -> None:
    note = actions.note_on_item(item=case.item, words="@Reva, see here.", by=case.analyst)
    client = as_(case, case.colleague)
    assert f"#note-{note.pk}" in page(client, "home")
    assert "This calls you." in page(client, "talk", case.item.pk)
    case.acts_as(case.colleague)
    mention = Mention.objects.visible_to(case.colleague).get()
    assert client.post(reverse("read_mention", args=[mention.pk])).status_code == 302
    assert f"#note-{note.pk}" not in page(client, "home")
    assert as_(case, case.analyst).post(reverse("read_mention", args=[mention.pk])).status_code == 403


def test_people_when_asked_then_those_who_see_it_and_code_and_nobody_else(case: Case) -> None:
    def names(about: str = "") -> list[str]:
        answer = client.get(reverse("people_to_call", args=[case.item.pk]), {"about": about} if about else {})
        return answer.json()["names"] if answer.status_code == 200 else [str(answer.status_code)]

    name_on(case.item, case.analyst)
    tag = actions.place_tag(text=case.original, code=code("SGB.THREAT"), start=0, end=3, by=case.acts_as(case.analyst))
    client = as_(case, case.analyst)
    assert names() == ["Reva"] and names(f"tag:{tag.pk}") == []
    assert names("tag:x") == names(f"tag:{uuid4()}") == ["404"]
    name_on(case.item, case.colleague)
    client = as_(case, case.analyst)
    assert names(f"tag:{tag.pk}") == ["Reva"]


def test_draft_when_the_partner_comes_back_then_the_words_stand_in_the_form(case: Case) -> None:
    question, client = ask(case), as_(case, case.partner)
    url = reverse("keep_answer_draft", args=["answer", question.pk])
    assert client.post(url, {"words": "The first"}).json()["saved"]
    assert "The first</textarea>" in page(client, "question", question.pk)
    assert client.post(url, {"words": "x" * 40_000}).status_code == 400
    assert client.post(reverse("keep_answer_draft", args=["answer", uuid4()]), {"words": "x"}).status_code == 404
    client.post(reverse("question", args=[question.pk]), {"words": "The first unit."})
    assert "The first</textarea>" not in page(client, "question", question.pk)


def statements(client: Client, name: str, *args: Any) -> int:
    """Without those by which a test's own transaction is kept."""
    with CaptureQueriesContext(connection) as asked:
        page(client, name, *args)
    return len(asked_of(asked))


def test_pages_when_much_was_said_then_few_statements_and_no_more_than_of_little(case: Case) -> None:
    make_file(case, "recording_audio", "audio/wav")
    case.acts_as(case.analyst)
    coded(case)
    fact = fact_of(case)
    question = talked(case, fact, 1)
    pages = (
        (case.partner, (("question", question.pk), ("questions",), ("home",))),
        (case.colleague, (("talk", case.item.pk), ("asked_questions",), ("people_to_call", case.item.pk), ("home",),
                          ("workbench", case.item.pk))),
    )  # fmt: skip

    def counted() -> dict[str, int]:
        return {
            f"{one[0]} of {person.name}": statements(as_(case, person), *one)
            for person, asked in pages
            for one in asked
        }

    few = counted()
    talked(case, fact, 6)
    assert counted() == few and max(few.values()) <= 15, few


def talked(case: Case, fact: Incident, times: int) -> Question:
    for number in range(times):
        question = answer(case, ask(case, f"Question {number}?"), f"Answer {number}.")
        case.acts_as(case.analyst)
        actions.note_on_fact(fact=fact, words=f"Note {number} @Reva", by=case.analyst)
        actions.note_on_passage(text=case.original, start=0, end=3 + number, words="Here.", by=case.analyst)
    ask(case, "One more?")
    return question
