"""One account per person: a body cannot tell whether another knows the person; the secretariat decides."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from iapb.access.errors import Invalid, Refused
from iapb.access.rights import RIGHTS_OF, Right
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.ledger.models import Event
from interviews.actions import interviews, one_account, states, witnesses
from interviews.identity import Identity, PersonName
from interviews.models import Clearance, PerhapsSame, Witness
from tests.cast import make_body, make_person, signed_in
from tests.intake import ROMAN, held, make_partner, make_witness

pytestmark = pytest.mark.django_db

SOMEBODY_ELSE = Identity(names=(PersonName("ru", "Пётр", "Калиновский"),), birth_date=date(1971, 1, 2))
LATIN_OTHER = Identity(names=(PersonName("en", "Maryna", "Zolatava"),), birth_date=date(1990, 4, 5))
LATIN = Identity(names=(PersonName("en", "Raman", "Strizhnevskiy"),), birth_date=date(1986, 12, 1))
REASON = "Both bodies were asked by telephone."


@pytest.fixture
def officer(db: None) -> Person:
    return make_person("Officer", "disclosure_officer", body=make_body("Secretariat"))


@pytest.fixture
def other_body(partner: Person) -> Person:
    return make_partner("Other body")


def registered(by: Person, identity: Identity = ROMAN) -> Witness:
    set_actor(by.pk)
    return make_witness(by, identity)


def released(officer: Person) -> one_account.Released:
    set_actor(officer.pk)
    return one_account.release_waiting(by=officer)


def only_pair(officer: Person) -> PerhapsSame:
    set_actor(officer.pk)
    return PerhapsSame.objects.visible_to(officer).get()


def goes_on(witness: Witness, by: Person) -> bool:
    set_actor(by.pk)
    return one_account.may_go_on(witness.pk, by)


# ----- what a body can tell

_OWN = re.compile(
    rb"W-\d{5}|IAPB-[A-Z]-\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[A-Za-z0-9]{64}\b|nonce=\"[^\"]+\"|"
    rb"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)|\b\d\d?:\d\d(?::\d\d)?\b"
)
FORM = {
    "language_1": "ru", "family_1": "Стрижневский", "given_1": "Роман", "language_2": "be", "language_3": "en",
    "birth_date": "1986-03-14", "sex": "male", "languages": ["ru"],
}  # fmt: skip
JSON = {
    "names": [{"language": "en", "family": "Stryzhneuski", "given": "Raman"}], "birth_date": "1986-03-14",
    "languages": ["ru"],
}  # fmt: skip


def counting(client: Client) -> Client:
    """Each answer carries what was asked of the database: the same work takes the same time."""
    ask = client.request

    def request(**told: Any) -> Any:
        with CaptureQueriesContext(connection) as caught:
            answer = ask(**told)
        answer.asked = [re.sub(r"'[^']*'|\b[0-9a-f]{6,}\b|\d+", "#", one["sql"]) for one in caught.captured_queries]
        return answer

    client.request = request  # type: ignore[method-assign]
    return client


def told(answer: Any) -> tuple[Any, ...]:
    """Everything of an answer but one's own ids and the clock."""
    heads = sorted((name, _OWN.sub(b"#", value.encode())) for name, value in answer.headers.items())
    return answer.status_code, tuple(heads), _OWN.sub(b"#", answer.content), answer.asked


def everything_a_body_gets(partner: Person, secretariat: Person) -> list[tuple[Any, ...]]:
    """Registering by page and by script, trying to go on, and every list, before and after the desk has looked."""
    client = counting(signed_in(partner))
    json = {"content_type": "application/json"}
    answers = [client.post(f"/drafts/witness/{uuid4()}/", FORM), client.get("/witnesses/new/")]
    page = client.post("/witnesses/new/", {**FORM, "key": str(uuid4()), "another_person": "on"})
    witness = UUID(page.url.strip("/").split("/")[-1])
    answers += [page, client.post("/api/witnesses/", JSON, **json)]
    set_actor(partner.pk)
    interview = interviews.create_interview(
        witness=Witness.objects.visible_to(partner).get(pk=witness),
        held=held(prior_accounts="none_known"),
        state="proposed",
        by=partner,
    )
    for looked in (False, True):
        if looked:
            set_actor(secretariat.pk)
            with connection.cursor() as cursor:
                cursor.execute("select interviews_look_for_same()")
        answers += [
            client.get(f"/witnesses/{witness}/"),
            client.get("/"),
            client.get("/witnesses/"),
            client.get("/interviews/"),
            client.get("/api/witnesses/"),
            client.get(f"/api/witnesses/{witness}/"),
            client.post(f"/interviews/{interview.pk}/move/", {"to": "screened"}),
            client.post(f"/api/interviews/{interview.pk}/move/", {"state": "screened"}, **json),
            client.get("/one-account/"),
            client.get("/api/one-account/"),
            client.get("/jobs/"),
        ]
    return [told(answer) for answer in answers]


def test_register_when_another_body_knows_the_person_then_every_answer_is_the_same_to_the_byte(
    officer: Person,
) -> None:
    found = {}
    for name, theirs in (("known", ROMAN), ("unknown", SOMEBODY_ELSE)):
        point = transaction.savepoint()
        registered(make_partner("Body B"), theirs)
        partner = make_partner("Body A")
        partner.body.name = "Body A"
        partner.body.save(update_fields=["name"])
        set_actor(partner.pk)
        found[name] = everything_a_body_gets(partner, officer)
        set_actor(officer.pk)
        pairs = PerhapsSame.objects.visible_to(officer).count()
        assert pairs == (2 if name == "known" else 0)
        transaction.savepoint_rollback(point)
    for number, (known, unknown) in enumerate(zip(found["known"], found["unknown"], strict=True)):
        assert known == unknown, number


def test_register_when_done_then_nothing_was_compared_and_no_pair_is_written(
    partner: Person, other_body: Person, officer: Person
) -> None:
    registered(other_body)
    mine = registered(partner)
    set_actor(officer.pk)
    assert not PerhapsSame.objects.unscoped("the act itself must write nothing").exists()
    assert Clearance.objects.visible_to(officer).get(pk=mine.pk).looked_at is None
    told = Event.objects.filter(object=str(mine.pk)).values_list("event", flat=True)
    assert list(told) == ["witness.registered"]


def test_pair_when_a_body_asks_then_neither_wall_shows_it(partner: Person, other_body: Person, officer: Person) -> None:
    registered(other_body)
    registered(partner)
    released(officer)
    for person in (partner, other_body):
        set_actor(person.pk)
        assert not PerhapsSame.objects.visible_to(person).exists()
        assert not PerhapsSame.objects.unscoped("the second wall alone").exists()


def test_look_when_a_body_calls_the_function_itself_then_it_does_nothing(
    partner: Person, other_body: Person, officer: Person
) -> None:
    registered(other_body)
    mine = registered(partner)
    with connection.cursor() as cursor:
        cursor.execute("select interviews_look_for_same()")
        assert cursor.fetchone() == (0,)
    set_actor(officer.pk)
    assert Clearance.objects.visible_to(officer).get(pk=mine.pk).looked_at is None


def test_clearance_when_a_body_lets_itself_go_then_the_database_refuses(partner: Person, witness: Witness) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Clearance.objects.visible_to(partner).filter(witness=witness).update(released_at=timezone.now())
    assert not goes_on(witness, partner)


# ----- who decides


def test_right_when_roles_are_read_then_the_secretariat_alone_holds_it() -> None:
    assert {role for role, rights in RIGHTS_OF.items() if Right.ONE_ACCOUNT in rights} == {"disclosure_officer"}


@pytest.mark.parametrize("role", ["partner", "analyst", "legal_approver", "data_protection_officer", "auditor"])
def test_release_when_another_role_tries_then_refused(role: str) -> None:
    with pytest.raises(Refused):
        one_account.release_waiting(by=make_person("Somebody", role))


@pytest.mark.parametrize(
    ("theirs", "pairs"),
    [
        (ROMAN, 1),
        (LATIN, 1),  # another script and spelling
        (replace(LATIN, birth_date=None), 1),  # the year is unknown
        (replace(LATIN, birth_date=date(1985, 3, 14)), 0),  # another year
        (SOMEBODY_ELSE, 0),
    ],
)
def test_look_when_spelled_otherwise_then_found_by_name_and_year(
    partner: Person, other_body: Person, officer: Person, theirs: Identity, pairs: int
) -> None:
    registered(other_body, theirs)
    mine = registered(partner)
    done = released(officer)
    assert done.to_decide == pairs
    assert goes_on(mine, partner) == (not pairs)


def test_look_when_the_same_body_knows_them_then_no_pair(partner: Person, officer: Person) -> None:
    registered(partner)
    registered(partner)
    assert (released(officer).to_decide, released(officer).let_go) == (0, 0)


def test_release_when_an_earlier_one_of_the_body_is_undecided_then_later_ones_wait_too(
    partner: Person, other_body: Person, officer: Person
) -> None:
    third = make_partner("Third body")
    registered(other_body)
    registered(partner)
    later, elsewhere = registered(partner, SOMEBODY_ELSE), registered(third, LATIN_OTHER)
    released(officer)
    assert not goes_on(later, partner)
    assert goes_on(elsewhere, third)


def test_decide_when_different_then_both_go_on_with_the_next_release(
    partner: Person, other_body: Person, officer: Person
) -> None:
    theirs, mine = registered(other_body), registered(partner)
    released(officer)
    one_account.decide(pair=only_pair(officer), answer="different", reason=REASON, by=officer)
    assert not goes_on(mine, partner)
    assert released(officer).let_go == 2
    assert goes_on(mine, partner)
    assert goes_on(theirs, other_body)


def test_decide_when_same_then_one_body_goes_on_and_the_other_waits_for_good(
    partner: Person, other_body: Person, officer: Person
) -> None:
    theirs, mine = registered(other_body), registered(partner)
    released(officer)
    one_account.decide(pair=only_pair(officer), answer="same", goes_on=theirs.pk, reason=REASON, by=officer)
    for _ in range(2):
        released(officer)
    assert goes_on(theirs, other_body)
    assert not goes_on(mine, partner)
    # What follows is not held up by what is decided.
    later = registered(partner, SOMEBODY_ELSE)
    released(officer)
    assert goes_on(later, partner)


def test_decide_when_the_one_who_stays_had_gone_on_then_it_waits_again(
    partner: Person, other_body: Person, officer: Person
) -> None:
    theirs = registered(other_body)
    released(officer)
    assert goes_on(theirs, other_body)
    mine = registered(partner)
    released(officer)
    one_account.decide(pair=only_pair(officer), answer="same", goes_on=mine.pk, reason=REASON, by=officer)
    released(officer)
    assert goes_on(mine, partner)
    assert not goes_on(theirs, other_body)


def test_decide_when_made_then_told_with_reason_under_an_id_that_no_body_knows(
    partner: Person, other_body: Person, officer: Person
) -> None:
    registered(other_body)
    registered(partner)
    released(officer)
    pair = only_pair(officer)
    for _ in range(2):
        one_account.decide(pair=pair, answer="different", reason=REASON, by=officer)
    event = Event.objects.get(event="one_account.decided")
    assert event.object == str(pair.pk)
    assert REASON.encode() in bytes(event.detail.detail)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"answer": "same", "reason": REASON}, "goes_on"),
        ({"answer": "different", "reason": REASON, "goes_on": "one"}, "goes_on"),
        ({"answer": "open", "reason": REASON}, "answer"),
        ({"answer": "different", "reason": " "}, "reason"),
        ({"answer": "same", "reason": REASON, "goes_on": "stranger"}, "goes_on"),
    ],
)
def test_decide_when_input_is_bad_then_a_sentence_at_its_field(
    partner: Person, other_body: Person, officer: Person, said: dict[str, Any], field: str
) -> None:
    registered(other_body)
    registered(partner)
    released(officer)
    pair = only_pair(officer)
    named = {"one": pair.one, "stranger": uuid4()}.get(said.get("goes_on", ""))
    with pytest.raises(Invalid) as refusal:
        one_account.decide(pair=pair, by=officer, **{**said, "goes_on": named})
    assert refusal.value.field == field


def test_decide_when_decided_otherwise_already_then_refused(
    partner: Person, other_body: Person, officer: Person
) -> None:
    registered(other_body)
    registered(partner)
    released(officer)
    pair = only_pair(officer)
    one_account.decide(pair=pair, answer="different", reason=REASON, by=officer)
    with pytest.raises(Invalid):
        one_account.decide(pair=pair, answer="same", goes_on=pair.one, reason=REASON, by=officer)


# ----- the way of an interview


def test_screened_when_registration_waits_then_refused_and_let_go_then_not(
    partner: Person, witness: Witness, officer: Person
) -> None:
    interview = interviews.create_interview(
        witness=witness, held=held(prior_accounts="none_known"), state="proposed", by=partner
    )
    with pytest.raises(Invalid) as refusal:
        states.move(interview=interview, to="screened", by=partner)
    assert str(refusal.value.sentence).startswith("Wait")
    released(officer)
    set_actor(partner.pk)
    assert states.move(interview=interview, to="screened", by=partner).state == "screened"


def test_correct_when_the_name_changes_then_it_waits_and_is_looked_for_again(
    partner: Person, other_body: Person, officer: Person
) -> None:
    registered(other_body)
    mine = registered(partner, SOMEBODY_ELSE)
    released(officer)
    assert goes_on(mine, partner)
    witnesses.correct_identity(witness=mine, identity=ROMAN, reason="The passport says so.", by=partner)
    assert not goes_on(mine, partner)
    assert released(officer).to_decide == 1
    assert not goes_on(mine, partner)


def test_desk_when_opened_by_the_secretariat_then_codes_and_no_name(
    partner: Person, other_body: Person, officer: Person
) -> None:
    theirs, mine = registered(other_body), registered(partner)
    client = signed_in(officer)
    assert client.post("/one-account/release/").status_code == 302
    pair = only_pair(officer)
    for url in ("/one-account/", f"/one-account/{pair.pk}/", "/api/one-account/", "/"):
        page = client.get(url).content.decode()
        if url != "/":
            assert theirs.code in page
            assert mine.code in page
        for name in ("Стрижневский", "Stryzhneuski", "1986"):
            assert name not in page
    answer = client.post(f"/one-account/{pair.pk}/", {"answer": "same", "reason": REASON})
    assert answer.status_code == 422
    assert client.post(f"/one-account/{pair.pk}/", {"answer": "different", "reason": REASON}).status_code == 302
