"""Questions to partners for scripts: the verbs of the pages, and on the partner's side what their page shows alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence.coding.models import LONGEST_MESSAGE, Question, QuestionMessage
from evidence.models import Denial, Item
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from tests.cast import make_body, make_person
from tests.coding.cases import ORIGINAL, Case, give_set, make_case, where
from tests.coding.test_api import Script
from tests.coding.test_talk import answer, ask
from tests.coding.test_talk_pages import coded
from tests.coding.twice import make_twice
from tests.statements import asked_of

pytestmark = pytest.mark.django_db
BEATEN = "избивали задержанных дубинками"
OF_LIST = {"id", "item", "reference", "state", "asked_at", "touched_at"}


@pytest.fixture
def case() -> Case:
    return make_case()


def asked(case: Case, **more: object) -> dict[str, object]:
    start, end = where(ORIGINAL, BEATEN)
    return {"text": str(case.original.pk), "start": start, "end": end, "exact": BEATEN, "words": "Who?", **more}


def turns(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["side"], one["words"]) for one in told["turns"]]


def test_question_when_asked_answered_asked_on_and_closed_then_as_on_the_pages(case: Case) -> None:
    anna, pavel, reva, key = Script(case.analyst), Script(case.partner), Script(case.colleague), str(uuid4())
    made = anna.post("api_item_questions", case.item.pk, **asked(case, client_key=key))
    assert made.status_code == 201, made.json()
    assert anna.post("api_item_questions", case.item.pk, **asked(case, client_key=key)).json() == made.json()
    pk = made.json()["id"]
    assert (made.json()["state"], made.json()["asker"], made.json()["body"]) == (
        "asked",
        "Anna",
        str(case.partner.body),
    )
    assert made.json()["asked_about"]["exact"] == BEATEN
    [listed] = pavel.get("api_questions").json()["results"]
    assert (listed["id"], listed["state"], set(listed)) == (pk, "asked", OF_LIST)
    said = {"words": "The riot police.", "client_key": str(uuid4())}
    for _ in range(2):
        told = pavel.post("api_answer", pk, **said).json()
        assert turns(told) == [("team", "Who?"), ("body", "The riot police.")] and told["state"] == "answered"
    told = reva.post("api_ask_on", pk, words="Which unit?").json()
    assert told["state"] == "asked" and turns(told)[-1] == ("team", "Which unit?")
    assert [one["author"] for one in told["turns"]] == ["Anna", "Pavel", "Reva"]
    assert reva.post("api_close_question", pk).json()["ended_by"] == "Reva"
    assert anna.post("api_close_question", pk).json()["state"] == "settled"
    assert pavel.post("api_answer", pk, words="More.").status_code == 400
    events = list(Event.objects.filter(object=pk).order_by("at", "id").values_list("event", flat=True))
    assert events == ["question.asked", "question.answered", "question.asked_on", "question.settled"]


def test_partner_when_everything_is_read_then_the_passage_and_the_turns_and_nothing_of_the_analysis(case: Case) -> None:
    coded(case)
    question = answer(case, ask(case))
    pavel = Script(case.partner)
    told = pavel.get("api_question", question.pk)
    body = told.json()
    assert set(body) == OF_LIST | {"passage", "now", "doubt", "turns"}
    lines = body["passage"]["lines"]
    assert ["".join(piece["words"] for piece in line["pieces"]) for line in lines] == ORIGINAL
    assert [piece["words"] for line in lines for piece in line["pieces"] if piece["asked"]] == [BEATEN]
    assert [(line["speaker"], line["start_ms"]) for line in lines] == [("Q", 0), ("A", 4000), ("Q", 8000)]
    assert [(one["side"], one["author"], one["mine"]) for one in body["turns"]] == [
        ("team", None, False), ("body", "Pavel", True)
    ]  # fmt: skip
    read = told.content.decode() + pavel.get("api_questions").content.decode()
    hidden = ("Anna", "Reva", "Doubtful", "Known to the team", "Detained", "Apprehension", "INS.BATON", "Baton", "Set ",
              "Team ", str(case.analyst.pk), str(case.original.pk))  # fmt: skip
    assert [words for words in hidden if words in read] == []


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"exact": "палками"}, 400, None),
        ({"start": 5, "end": 2}, 400, "end"),
        ({"start": -1}, 400, "start"),
        ({"words": " "}, 400, "words"),
        ({"words": "x" * (LONGEST_MESSAGE + 1)}, 400, "words"),
        ({"text": "x"}, 400, "text"),
        ({"text": str(uuid4())}, 404, None),
    ],
)
def test_ask_when_wrong_then_refused_and_nothing_is_asked(
    case: Case, more: dict[str, object], status: int, field: str | None
) -> None:
    made = Script(case.analyst).post("api_item_questions", case.item.pk, **asked(case, **more))
    assert (made.status_code, made.json()["field"]) == (status, field), made.json()
    assert not Question.objects.visible_to(case.acts_as(case.analyst)).exists()


def test_verbs_when_the_other_side_or_a_stranger_uses_them_then_refused_or_absent(case: Case) -> None:
    question = ask(case)
    message = QuestionMessage.objects.visible_to(case.analyst).get(question=question)
    ours = (("api_ask_on", question.pk), ("api_close_question", question.pk), ("api_strike_message", message.pk))
    theirs = (("api_answer", question.pk), ("api_strike_answer", message.pk))
    anna, pavel, stranger = Script(case.analyst), Script(case.partner), Script(case.stranger)
    for name, pk in ours:
        assert pavel.post(name, pk, words="x").status_code == 403
        assert stranger.post(name, pk, words="x").status_code == 404
    for name, pk in theirs:
        assert anna.post(name, pk, words="x").status_code == 403
        assert Script(elsewhere(case)).post(name, pk, words="x").status_code == 404
    assert pavel.get("api_asked_question", question.pk).status_code == 403
    assert pavel.get("api_item_questions", case.item.pk).status_code == 403
    assert anna.get("api_question", question.pk).status_code == 403
    assert stranger.get("api_asked_question", question.pk).status_code == 404
    assert stranger.get("api_item_questions", case.item.pk).status_code == 404
    assert stranger.get("api_asked_questions").json()["results"] == []
    # The words of who asks are not the body's to strike, nor a colleague's.
    assert pavel.post("api_strike_answer", message.pk).status_code == 403
    assert Script(case.colleague).post("api_strike_message", message.pk).status_code == 403
    case.acts_as(case.analyst)
    assert Question.objects.visible_to(case.analyst).get().state == "asked"


def elsewhere(case: Case) -> Person:
    """A partner of another body, who was given the same set."""
    other = make_person(f"Olga {uuid4()}", "partner", body=make_body(f"Body {uuid4()}"))
    give_set(case.item, case.partner, other)
    return other


def test_question_when_of_another_body_closed_to_one_or_withdrawn_then_absent(case: Case) -> None:
    question, olga = ask(case), Script(elsewhere(case))
    assert olga.get("api_question", question.pk).status_code == 404
    assert olga.get("api_questions").json()["results"] == []
    Denial.objects.create(person=case.colleague, item=case.item, reason="knows them", denied_by=case.partner)
    assert Script(case.colleague).get("api_asked_question", question.pk).status_code == 404
    set_actor(case.partner.pk)
    Item.objects.unscoped("a test withdraws").filter(pk=case.item.pk).update(withdrawn_at=timezone.now())
    assert Script(case.partner).get("api_question", question.pk).status_code == 404
    assert Script(case.partner).get("api_questions").json()["results"] == []
    assert Script(case.analyst).get("api_asked_question", question.pk).status_code == 404


def test_strike_when_by_its_author_then_out_and_an_unanswered_question_is_taken_back(case: Case) -> None:
    question = ask(case)
    message = QuestionMessage.objects.visible_to(case.analyst).get(question=question)
    told = Script(case.analyst).post("api_strike_message", message.pk).json()
    assert (told["state"], turns(told), told["turns"][0]["struck"]) == ("taken_back", [("team", "")], True)
    assert Script(case.partner).get("api_question", question.pk).status_code == 404
    question = answer(case, ask(case))
    mine = QuestionMessage.objects.visible_to(case.partner).get(question=question, side="body")
    told = Script(case.partner).post("api_strike_answer", mine.pk).json()
    assert turns(told)[-1] == ("body", "") and told["turns"][-1]["struck"] and told["state"] == "answered"


def test_list_when_filtered_then_by_state_and_by_who_asked(case: Case) -> None:
    one, other = answer(case, ask(case)), ask(case)

    def listed(script: Script, url: str) -> list[str]:
        return [row["id"] for row in script.client.get(url, headers=script.headers).json()["results"]]

    anna, reva, pavel = Script(case.analyst), Script(case.colleague), Script(case.partner)
    assert set(listed(anna, "/api/coding/questions/")) == {str(one.pk), str(other.pk)}
    assert listed(anna, "/api/coding/questions/?state=answered") == [str(one.pk)]
    assert len(listed(anna, "/api/coding/questions/?mine=yes")) == 2
    assert listed(reva, "/api/coding/questions/?mine=yes") == []
    assert listed(pavel, "/api/questions/?state=asked") == [str(other.pk)]
    of_item = anna.get("api_item_questions", case.item.pk).json()
    assert {row["id"] for row in of_item} == {str(one.pk), str(other.pk)}


def test_blind_when_open_then_neither_coder_reads_the_others_over_a_token() -> None:
    twice = make_twice()
    twice.place(twice.anna, BEATEN, "PHY.BEAT")
    question = ask(twice.case, by=twice.anna)
    twice.handed_in()
    twice.second()
    berta = Script(twice.berta)
    assert berta.get("api_asked_question", question.pk).status_code == 404
    assert berta.get("api_asked_questions").json()["results"] == []
    assert berta.get("api_item_questions", twice.case.item.pk).json() == []


def test_answers_when_much_was_said_then_few_statements_and_no_more_than_of_little(case: Case) -> None:
    def counted() -> dict[str, int]:
        found = {}
        for person, name, args in (
            (case.analyst, "api_asked_questions", ()), (case.analyst, "api_item_questions", (case.item.pk,)),
            (case.partner, "api_questions", ()), (case.partner, "api_question", (question.pk,)),
        ):  # fmt: skip
            script = Script(person)
            with CaptureQueriesContext(connection) as made:
                assert script.get(name, *args).status_code == 200
            found[name] = len(asked_of(made))
        return found

    question = answer(case, ask(case))
    few = counted()
    for _ in range(5):
        answer(case, ask(case))
    assert counted() == few and max(few.values()) <= 15, few
