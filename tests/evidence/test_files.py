"""Files of an item: received once, kept even when bad, answered with a receipt."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from disclosures.demonstration.render import documents
from evidence.actions import files
from evidence.actions.files import Received
from evidence.models import Item, ItemFile
from iapb.access.errors import Invalid, Refused
from iapb.access.transaction import set_actor
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.jobs.models import Job
from iapb.ledger.models import Event
from interviews.models import Interview, Witness
from tests.cast import make_person
from tests.evidence.test_sniffing import entries
from tests.intake import grant, make_document, make_partner

pytestmark = pytest.mark.django_db
Send, Work = Callable[..., Received], Callable[..., list[Job]]


def sound(seconds: float = 1.0, rate: int = 8000) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(rate)
        target.writeframes(bytes(int(seconds * rate) * 2))
    return made.getvalue()


def linked(received: Received, by: Person) -> ItemFile:
    return ItemFile.objects.visible_to(by).select_related("file").get(pk=received.item_file.pk)


def test_send_when_done_then_sealed_linked_and_told(send: Send, partner: Person, interview: Interview) -> None:
    received = send(b"words " * 10, "transcript-ru.txt", language="ru")
    found = linked(received, partner)
    assert (found.role, found.item_id, found.file.media_type) == ("transcript", interview.pk, "text/plain")
    with custody.read(found.file) as pieces:
        assert b"".join(pieces) == b"words " * 10
    told = set(Event.objects.values_list("event", flat=True))
    assert {"file.received", "item.file_added"} <= told
    assert str(Event.objects.get(pk=received.receipt.event).object) == str(received.receipt.id)


def test_send_when_sealed_then_no_byte_of_it_lies_in_the_vault_in_clear(send: Send) -> None:
    send(b"a very particular sentence " * 3)
    vault = Path(settings.VAULT_ROOT)
    assert not any(b"very particular" in path.read_bytes() for path in vault.rglob("*") if path.is_file())


def test_send_when_empty_then_sentence_and_nothing_kept(send: Send, partner: Person) -> None:
    with pytest.raises(Invalid) as refusal:
        send(b"")
    assert "0 bytes" in str(refusal.value.sentence)
    assert not ItemFile.objects.visible_to(partner).exists()
    assert not Job.objects.exists()


def test_send_when_line_breaks_then_nothing_kept_and_same_key_works_again(send: Send, partner: Person) -> None:
    with pytest.raises(Invalid) as refusal:
        send(b"half", expected_size=8, client_key="key-of-this-sending")
    assert "line broke" in str(refusal.value.sentence)
    assert send(b"halfhalf", expected_size=8, client_key="key-of-this-sending").receipt.size == 8
    assert ItemFile.objects.visible_to(partner).count() == 1


def test_send_when_again_with_the_same_key_then_the_same_receipt(send: Send, partner: Person) -> None:
    first, second = (send(b"the same words", client_key="key-of-this-sending") for _time in range(2))
    assert second.receipt.id == first.receipt.id
    assert second.receipt.event == first.receipt.event
    assert second.receipt.again
    assert ItemFile.objects.visible_to(partner).count() == 1


def test_send_when_key_was_of_another_item_then_refused(send: Send, partner: Person, witness: Witness) -> None:
    document = make_document(partner, witness)
    send(b"the same words", client_key="key-of-this-sending")
    with pytest.raises(Invalid):
        send(b"the same words", client_key="key-of-this-sending", item=document.pk)
    assert not ItemFile.objects.visible_to(partner).filter(item=document.pk).exists()


def test_send_when_hash_differs_then_refused(send: Send, partner: Person) -> None:
    with pytest.raises(Invalid) as refusal:
        send(b"words", expected_sha256="0" * 64)
    assert "changed" in str(refusal.value.sentence)
    assert not ItemFile.objects.visible_to(partner).exists()


def test_send_when_same_bytes_came_before_then_kept_and_flagged(
    send: Send, partner: Person, witness: Witness, interview: Interview
) -> None:
    document = make_document(partner, witness)
    send(b"the same words")
    second = send(b"the same words", item=document.pk)
    assert second.same_as == [interview.reference]
    assert ItemFile.objects.visible_to(partner).count() == 2


def test_send_when_another_body_has_the_same_bytes_then_nothing_is_told(
    send: Send, partner: Person, interview: Interview
) -> None:
    send(b"the same words")
    stranger = make_partner("Stranger")
    from tests.intake import make_interview

    theirs = make_interview(stranger)
    received = send(b"the same words", item=theirs.pk, by=stranger)
    assert received.same_as == []


def test_send_when_stranger_then_absent(send: Send, interview: Interview) -> None:
    with pytest.raises(Item.DoesNotExist):
        send(b"words", by=make_partner("Stranger"))


@pytest.mark.parametrize("role", ["partner", "analyst"])
def test_send_when_only_given_to_read_then_refused(
    send: Send, partner: Person, interview: Interview, role: str
) -> None:
    guest = make_partner("Guest", role)
    set_actor(partner.pk)
    grant(interview.collection, guest)
    with pytest.raises(Refused):
        send(b"words", by=guest)


def test_send_when_consent_was_withdrawn_then_refused(send: Send, partner: Person, interview: Interview) -> None:
    Item.objects.visible_to(partner).filter(pk=interview.pk).update(withdrawn_at=interview.created_at)
    with pytest.raises(Invalid):
        send(b"words")


@pytest.mark.parametrize(
    ("said", "field"),
    [({"role": "text_layer"}, "role"), ({"acquisition": "found"}, "acquisition"), ({"note": "n" * 600}, "note")],
)
def test_send_when_said_wrongly_then_sentence(send: Send, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        send(b"words", **said)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("content", "name", "finding"),
    [
        (b"not a word document", "transcript.docx", "not_docx"),
        (entries("[Content_Types].xml") + b"x" * 100, "transcript.docx", "not_docx"),
        (sound(3)[:9000], "a.wav", "truncated"),
        (b"\xff\xd8\xff\xe0" + b"j" * 500, "scan.jpg", "unreadable"),
        (b"%PDF-1.7\nnothing", "scan.pdf", "unreadable"),
    ],
)
def test_screening_when_file_is_bad_then_kept_and_flagged(
    send: Send, work: Work, partner: Person, content: bytes, name: str, finding: str
) -> None:
    received = send(content, name)
    work()
    found = linked(received, partner)
    assert finding in found.findings
    assert found.file.state == "ready"
    with custody.read(found.file) as pieces:
        assert b"".join(pieces) == content


@pytest.mark.parametrize(
    ("content", "name"),
    [(sound(), "a.wav"), (documents.txt("w1.ru.txt"), "t-ru.txt"), (documents.docx("w1.ru.txt"), "t.docx")],
)
def test_screening_when_file_is_good_then_nothing_found(
    send: Send, work: Work, partner: Person, content: bytes, name: str
) -> None:
    received = send(content, name)
    work()
    assert linked(received, partner).findings == []
    assert linked(received, partner).file.state == "ready"


def test_false_docx_when_read_then_item_says_so_and_nothing_is_lost(send: Send, work: Work, partner: Person) -> None:
    send(b"not a word document", "transcript.docx")
    jobs = work()
    assert [(job.kind, job.state) for job in jobs] == [("screen_file", "done"), ("import_text", "failed")]
    assert "Word document" in jobs[-1].error


def test_unknown_encoding_when_read_then_item_says_what_to_do(send: Send, work: Work) -> None:
    send(bytes(range(128, 256)) * 40, "transcript.txt", role="transcript")
    jobs = work()
    assert jobs[-1].state == "failed"
    assert "UTF-8" in jobs[-1].error


def test_role_when_corrected_then_asked_anew(send: Send, work: Work, partner: Person) -> None:
    received = send(documents.txt("w1.ru.txt"), "notes.txt", role="other")
    work()
    files.change_role(item_file=linked(received, partner), role="transcript", language="ru", by=partner)
    assert [job.kind for job in work()] == ["screen_file", "import_text"]
    assert Event.objects.filter(event="item.file_role_changed").count() == 1


def test_run_again_when_nothing_stopped_then_no_layer_is_doubled(send: Send, work: Work, partner: Person) -> None:
    from evidence.models import Text

    received = send(documents.txt("w1.ru.txt"), "t-ru.txt", language="ru")
    work()
    files.run_again(item_file=linked(received, partner), by=partner)
    assert [job.state for job in work()] == ["done", "done"]
    assert Text.objects.visible_to(partner).count() == 1


def test_original_when_asked_by_a_reader_without_the_right_then_route_refuses(
    send: Send, partner: Person, interview: Interview
) -> None:
    received = send(b"words")
    analyst = make_person("Analyst", "analyst", body=make_partner("Secretariat").body)
    from tests.cast import signed_in

    answer = signed_in(analyst).get(f"/files/{received.receipt.id}/original/")
    assert answer.status_code == 403
