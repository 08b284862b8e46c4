"""Who may send: asked when an upload begins, with each piece, and with the receipt. Others' uploads do not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from consent.actions import withdrawals
from evidence.actions import uploads
from evidence.actions.files import Sent
from evidence.actions.uploads import Coming
from evidence.models import CollectionGroupGrant, ItemFile
from iapb.access.errors import Invalid, Refused
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.actions import tokens
from iapb.accounts.models import Person, RoleAssignment
from iapb.custody import arriving, keys
from iapb.custody.models import StoredFile, Upload
from iapb.jobs import sweeper
from iapb.ledger.models import Event
from interviews.models import Interview, Witness
from tests.cast import make_person, signed_in
from tests.consenting import make_consent, yes
from tests.intake import TODAY, make_interview, make_partner, make_witness
from tests.uploads.conftest import PIECE, TUS, said_in_header

pytestmark = pytest.mark.django_db
Begin = Callable[..., Upload]


@pytest.fixture
def partner(db: None) -> Person:
    partner = make_partner()
    set_actor(partner.pk)
    return partner


@pytest.fixture
def witness(partner: Person) -> Witness:
    return make_witness(partner)


@pytest.fixture
def interview(partner: Person, witness: Witness) -> Interview:
    return make_interview(partner, witness)


@pytest.fixture
def upload(partner: Person, interview: Interview) -> Upload:
    """Ten of thirty bytes have arrived."""
    begun = uploads.begin(item=interview.pk, size=30, sent=Sent(name="a.bin"), by=partner)
    piece(begun, 0, b"x" * 10, partner)
    set_actor(partner.pk)
    return begun


def piece(upload: Upload, at: int, content: bytes, by: Person, between: Callable[[], object] | None = None) -> Any:
    def stream(claim: object) -> Iterator[bytes]:
        yield content
        if between:
            between()

    try:
        return uploads.receive_piece(upload=upload.pk, coming=Coming(at, len(content)), stream=stream, by=by)
    finally:
        set_actor(by.pk)


def row(upload: Upload) -> Upload:
    Person.objects.filter(pk=upload.sender_id).update(state=Person.State.ACTIVE)  # else nobody reads it
    set_actor(upload.sender_id)
    return Upload.objects.unscoped("the test looks at the row").get(pk=upload.pk)


def nothing_was_added(upload: Upload, offset: int = 10) -> None:
    assert (row(upload).state, row(upload).offset) == ("receiving", offset)
    assert not StoredFile.objects.unscoped("the test looks").filter(pk=upload.pk).exists()
    assert not ItemFile.objects.unscoped("the test looks").filter(file=upload.pk).exists()


def lose_the_grant(person: Person) -> None:
    CollectionGroupGrant.objects.filter(group=person.body.group).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )


def lose_the_role(person: Person) -> None:
    RoleAssignment.objects.filter(person=person).update(ended_at=timezone.now())


def close_the_account(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(state=Person.State.DEACTIVATED)


def test_consent_when_withdrawn_meanwhile_then_nothing_may_be_added(
    partner: Person, witness: Witness, upload: Upload
) -> None:
    make_consent(witness, partner, yes("store_analyse"))
    withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=partner)
    with pytest.raises(Invalid, match="invalid") as refused:
        piece(upload, 10, b"x" * 20, partner)
    assert "withdrawn" in str(refused.value.sentence)
    nothing_was_added(upload)
    with pytest.raises(Invalid):
        uploads.begin(item=upload.about, size=30, sent=Sent(), by=partner)


@pytest.mark.parametrize(("lose", "error"), [(lose_the_role, Refused), (close_the_account, Refused)])
def test_right_when_lost_meanwhile_then_refused(
    partner: Person, upload: Upload, lose: Callable[[Person], None], error: type[Exception]
) -> None:
    lose(partner)
    with pytest.raises((error, Upload.DoesNotExist)):
        piece(upload, 10, b"x" * 20, partner)
    nothing_was_added(upload)


@pytest.mark.parametrize("lose", [lose_the_grant, lose_the_role, close_the_account])
def test_right_when_lost_while_the_last_bytes_flow_then_no_file(
    partner: Person, upload: Upload, lose: Callable[[Person], None]
) -> None:
    with pytest.raises((Refused, Upload.DoesNotExist, ItemFile.item.field.related_model.DoesNotExist)):
        piece(upload, 10, b"x" * 20, partner, between=lambda: lose(partner))
    nothing_was_added(upload)


def test_consent_when_withdrawn_while_the_last_bytes_flow_then_no_file_and_nothing_half_visible(
    partner: Person, witness: Witness, upload: Upload
) -> None:
    make_consent(witness, partner, yes("store_analyse"))

    def withdraw() -> None:
        set_actor(partner.pk)
        withdrawals.withdraw(witness=witness, purposes=None, channel="telephone", happened_on=TODAY, by=partner)

    with pytest.raises(Invalid):
        piece(upload, 10, b"x" * 20, partner, between=withdraw)
    nothing_was_added(upload)
    assert not Event.objects.filter(event="file.received", object=str(upload.pk)).exists()


def test_key_when_destroyed_meanwhile_then_refused_and_the_list_has_no_name(
    partner: Person, witness: Witness, upload: Upload
) -> None:
    keys.provider().destroy(witness.pk)
    with pytest.raises(Refused):
        piece(upload, 10, b"x" * 20, partner)
    assert [one.name for one in uploads.unfinished(by=partner)] == [""]


def script(person: Person) -> Client:
    token = tokens.make(label="a script", until=timezone.now() + timedelta(days=1), by=person)
    return Client(headers={"Authorization": f"Token {token}"})


def test_upload_of_another_when_asked_for_then_as_one_that_never_was(upload: Upload) -> None:
    stranger = make_partner("Stranger")
    set_actor(stranger.pk)
    client = script(stranger)
    for method in ("get", "head", "patch", "delete"):
        headers = {**PIECE, "Upload-Offset": "10"}
        answers = [
            getattr(client, method)(f"/api/uploads/{pk}/", **body_of(method), headers=headers)
            for pk in (upload.pk, uuid4())
        ]
        assert [answer.status_code for answer in answers] == [404, 404], method
        assert answers[0].content == answers[1].content
        assert sorted(answers[0].headers) == sorted(answers[1].headers)
    assert client.get("/api/uploads/").json()["count"] == 0
    set_actor(upload.sender_id)
    nothing_was_added(upload)


def body_of(method: str) -> dict[str, Any]:
    return {"data": b"y" * 20, "content_type": PIECE["Content-Type"]} if method == "patch" else {}


def test_colleague_when_asking_then_the_upload_is_the_senders_alone(partner: Person, upload: Upload) -> None:
    colleague = make_person("Colleague", "partner", body=partner.body)
    set_actor(colleague.pk)
    client = script(colleague)
    assert client.get(f"/api/items/{upload.about}/").status_code == 200
    assert client.head(f"/api/uploads/{upload.pk}/", headers=TUS).status_code == 404
    assert client.get("/api/uploads/").json()["count"] == 0


def test_item_of_another_when_named_then_as_one_that_never_was(interview: Interview) -> None:
    stranger = make_partner("Stranger")
    set_actor(stranger.pk)
    client, bodies = script(stranger), []
    for item in (interview.pk, uuid4()):
        headers = {**TUS, "Upload-Length": "30", "Upload-Metadata": said_in_header(item=str(item))}
        answer = client.post("/api/uploads/", headers=headers)
        assert answer.status_code == 404
        bodies.append(answer.content)
    assert bodies[0] == bodies[1]


def test_item_when_no_longer_seen_then_its_upload_is_absent_too(partner: Person, upload: Upload) -> None:
    client = script(partner)
    lose_the_grant(partner)
    forget(partner)
    assert client.head(f"/api/uploads/{upload.pk}/", headers=TUS).status_code == 404
    assert client.delete(f"/api/uploads/{upload.pk}/", headers=TUS).status_code == 404
    assert client.get("/api/uploads/").json()["count"] == 0


def test_analyst_when_asking_then_refused_with_a_sentence(interview: Interview) -> None:
    client = script(make_person("Analyst", "analyst"))
    assert client.get("/api/uploads/").status_code == 403
    assert "does not allow" in client.post("/api/uploads/", headers=TUS).json()["detail"]


def test_nobody_when_asking_then_401() -> None:
    for method in ("get", "post", "options"):
        assert getattr(Client(), method)("/api/uploads/", headers=TUS).status_code == 401


def test_session_when_sending_then_the_forgery_token_is_asked_for(partner: Person, interview: Interview) -> None:
    client = signed_in(partner)
    client.handler.enforce_csrf_checks = True
    told = {**TUS, "Upload-Length": "30", "Upload-Metadata": said_in_header(item=str(interview.pk))}
    refused = client.generic("POST", "/api/uploads/", headers=told)
    assert refused.status_code == 403
    client.get(f"/items/{interview.pk}/")
    token = client.cookies["csrftoken"].value
    begun = client.generic("POST", "/api/uploads/", headers={**told, "X-CSRFToken": token})
    assert begun.status_code == 201
    address = begun.headers["Location"]
    words = {"data": b"x" * 30, "content_type": PIECE["Content-Type"]}
    sent = {**TUS, "Upload-Offset": "0"}
    assert client.patch(address, **words, headers=sent).status_code == 403
    assert client.delete(address, headers=TUS).status_code == 403
    done = client.patch(address, **words, headers={**sent, "X-CSRFToken": token})
    assert (done.status_code, done.json()["size"]) == (200, 30)


def test_row_when_web_would_rewrite_what_was_announced_then_the_database_refuses(upload: Upload) -> None:
    for change in ("size = 5", "about = gen_random_uuid()", "client_key = 'x'"):
        with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute("savepoint before")
            try:
                cursor.execute(f"update custody_upload set {change}")
            except BaseException:
                cursor.execute("rollback to before")
                raise


def test_row_when_the_filter_is_forgotten_then_the_database_hides_it(upload: Upload) -> None:
    stranger = make_partner("Stranger")
    set_actor(stranger.pk)
    everything = Upload.objects.unscoped("the second wall alone")
    assert not everything.filter(pk=upload.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute("select (select count(*) from custody_uploadpiece) + (select count(*) from custody_uploadkey)")
        assert cursor.fetchone() == (0,)


# ----- given up


def later(monkeypatch: pytest.MonkeyPatch, **delta: float) -> None:
    now = timezone.now() + timedelta(**delta)
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_upload_when_nothing_comes_for_a_week_then_over_told_and_after_a_month_destroyed(
    partner: Person, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = script(partner)
    place = arriving.vault().path(upload.pk, 0)
    later(monkeypatch, days=6)
    assert arriving.sweep() == 0
    piece(upload, 10, b"x" * 5, partner)
    later(monkeypatch, days=6)
    assert arriving.sweep() == 0
    monkeypatch.undo()
    Upload.objects.unscoped("a week passes").update(expires_at=timezone.now())
    assert uploads.unfinished(by=partner) == []
    assert client.get("/api/uploads/").json()["count"] == 0
    set_actor(partner.pk)
    assert arriving.sweep() == 1
    assert (row(upload).state, row(upload).said_sealed, row(upload).offset) == ("expired", None, 15)
    assert Event.objects.filter(event="upload.expired", object=str(upload.pk)).count() == 1
    assert client.head(f"/api/uploads/{upload.pk}/", headers=TUS).status_code == 410
    assert place.exists()
    set_actor(partner.pk)
    later(monkeypatch, days=31)
    assert arriving.sweep() == 1
    assert not place.exists() and row(upload).forgotten_at
    assert row(upload).pieces.count() == row(upload).wrapped_keys.count() == 0
    assert Event.objects.filter(event="upload.forgotten", object=str(upload.pk)).count() == 1
    assert arriving.sweep() == 0


def test_sweeper_then_uploads_are_among_its_duties() -> None:
    assert arriving.sweep in [duty.work for duty in sweeper._duties]
