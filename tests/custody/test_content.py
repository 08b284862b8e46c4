"""The content host: what a ticket opens, for whom, for how long, and how it is answered."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from iapb.access.errors import Refused
from iapb.accounts.models import Person
from iapb.custody import keys, reading, tickets
from iapb.custody.models import ContentTicket, StoredFile
from iapb.custody.views import disposition
from iapb.ledger.models import Event

CONTENT = hashlib.shake_128(b"an invented recording").digest(300_000)
HOST = "127.0.0.1:8000"
Send = Callable[..., StoredFile]
Guard = set[tuple[UUID, UUID]]


@pytest.fixture
def session(db: None) -> SessionStore:
    store = SessionStore()
    store["signed in"] = True
    store.create()
    return store


@pytest.fixture
def file(send: Send, partner: Person, guard: Guard) -> StoredFile:
    file = send(CONTENT)
    guard.add((file.pk, partner.pk))
    return file


@pytest.fixture
def path(file: StoredFile, partner: Person, session: SessionStore) -> str:
    return issue(file, partner, session)


def issue(file: StoredFile, partner: Person, session: SessionStore, **wishes: Any) -> str:
    wishes = {"purpose": "listening", "inline": True, **wishes}
    return tickets.issue(file, by=partner, session_key=session.session_key, **wishes)


def ask(path: str, method: str = "get", host: str = HOST, **headers: str) -> Any:
    return getattr(Client(), method)(path, headers={"host": host, **headers})


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def is_absent(response: Any) -> bool:
    return (response.status_code, response.content) == (404, b"Not found.")


def age(path: str, **times: timedelta) -> None:
    ticket = ContentTicket.objects.get(secret_hash=tickets._hash(path.split("/")[2]))
    for name, by in times.items():
        setattr(ticket, name, getattr(ticket, name) - by)
    ticket.save()


def test_content_when_ticket_is_good_then_the_whole_file(path: str) -> None:
    response = ask(path)
    assert response.status_code == 200
    assert body(response) == CONTENT
    assert response["Content-Length"] == "300000"
    assert response["Accept-Ranges"] == "bytes"


def test_content_when_answered_then_headers_close_everything_but_showing(path: str) -> None:
    response = ask(path)
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'; media-src 'self'; img-src 'self'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies


def test_content_when_hosts_share_a_domain_then_others_may_not_embed(path: str, settings: Any) -> None:
    settings.PUBLIC_URL = "https://cases.example.org"
    settings.CONTENT_URL = "https://content.example.org"
    settings.ALLOWED_HOSTS = ["content.example.org"]
    response = Client().get(path, headers={"host": "content.example.org"}, secure=True)
    assert response["Cross-Origin-Resource-Policy"] == "same-site"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, 300_000),
        ("bytes=100000-200000", 100_000, 200_001),
        ("bytes=299999-", 299_999, 300_000),
        ("bytes=299990-999999999", 299_990, 300_000),
        ("bytes=-10", 299_990, 300_000),
        ("bytes=-999999", 0, 300_000),
        ("bytes= 5 - 9", 5, 10),
    ],
)
def test_content_when_a_range_is_asked_then_206_and_exactly_that(path: str, asked: str, start: int, end: int) -> None:
    response = ask(path, Range=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/300000"
    assert response["Content-Length"] == str(end - start)
    assert body(response) == CONTENT[start:end]


@pytest.mark.parametrize("asked", ["bytes=300000-", "bytes=300000-400000", "bytes=-0", "bytes=9999999999999999999-"])
def test_content_when_range_lies_beyond_then_416(path: str, asked: str) -> None:
    response = ask(path, Range=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */300000"
    assert response.content == b""


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=5-1", "bytes=-", "bytes=a-b", "lines=0-5", "bytes", ""])
def test_content_when_range_is_not_understood_then_the_whole_file(path: str, asked: str) -> None:
    response = ask(path, Range=asked)
    assert (response.status_code, body(response)) == (200, CONTENT)


def test_content_when_if_range_names_another_file_then_the_whole_file(path: str, file: StoredFile) -> None:
    assert ask(path, Range="bytes=0-1", **{"If-Range": f'"{file.pk}"'}).status_code == 206
    response = ask(path, Range="bytes=0-1", **{"If-Range": '"another"'})
    assert (response.status_code, body(response)) == (200, CONTENT)


def test_content_when_head_is_asked_then_only_the_headers(path: str) -> None:
    whole, part = ask(path, "head"), ask(path, "head", Range="bytes=0-9")
    assert (whole.status_code, whole["Content-Length"], whole.content) == (200, "300000", b"")
    assert (part.status_code, part["Content-Length"], part["Content-Range"]) == (206, "10", "bytes 0-9/300000")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_content_when_another_method_is_used_then_refused(path: str, method: str) -> None:
    assert ask(path, method).status_code in (403, 405)


def test_content_when_read_then_the_ledger_tells_it_once(path: str, file: StoredFile, partner: Person) -> None:
    told = Event.objects.filter(event="file.read", object=str(file.pk))
    assert not told.exists()
    for _ in range(3):
        body(ask(path, Range="bytes=0-99"))
    assert told.get().actor == str(partner.pk)


def test_content_when_secret_is_not_kept_then_only_its_hash_is(path: str) -> None:
    secret = path.split("/")[2]
    assert len(secret) >= 43
    assert not ContentTicket.objects.filter(secret_hash=secret).exists()


@pytest.mark.parametrize("host", ["localhost:8000", "localhost"])
def test_content_when_asked_on_the_pages_host_then_absent(path: str, host: str) -> None:
    assert is_absent(ask(path, host=host))
    assert ask(path).status_code == 200


@pytest.mark.parametrize("page", ["/", "/sign-in/", "/api/schema/", "/static/x.css"])
def test_page_when_asked_on_the_content_host_then_absent(db: None, page: str) -> None:
    assert is_absent(ask(page))


def test_content_when_a_cookie_is_sent_then_it_counts_for_nothing(path: str, session: SessionStore) -> None:
    response = ask(path, Cookie=f"sessionid={session.session_key}")
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("secret", ["x", "0" * 43, "%00", "..%2f..", "é"])
def test_content_when_ticket_is_unknown_then_absent(db: None, secret: str) -> None:
    assert ask(f"/content/{secret}/").status_code == 404


def test_ticket_when_not_used_for_a_minute_then_absent(path: str) -> None:
    age(path, issued_at=timedelta(seconds=61))
    assert is_absent(ask(path))


def test_ticket_when_in_use_then_it_slides_and_dies_when_idle(path: str) -> None:
    assert ask(path).status_code == 200
    for _ in range(4):
        age(path, last_used_at=timedelta(minutes=9), issued_at=timedelta(minutes=9))
        assert ask(path).status_code == 200
    age(path, last_used_at=timedelta(minutes=10, seconds=1))
    assert is_absent(ask(path))


def test_ticket_when_ten_hours_are_over_then_absent_though_in_use(path: str) -> None:
    assert ask(path).status_code == 200
    ticket = ContentTicket.objects.get()
    ContentTicket.objects.update(
        issued_at=timezone.now() - timedelta(hours=11), dies_at=timezone.now() - timedelta(seconds=1)
    )
    assert is_absent(ask(path))
    assert ticket.dies_at - ticket.issued_at == timedelta(hours=10)


def test_ticket_when_session_ended_then_absent(path: str, session: SessionStore) -> None:
    assert ask(path).status_code == 200
    session.flush()
    assert is_absent(ask(path))


def test_ticket_when_person_is_deactivated_then_absent(path: str, partner: Person) -> None:
    assert ask(path).status_code == 200
    Person.objects.filter(pk=partner.pk).update(state=Person.State.DEACTIVATED)
    assert is_absent(ask(path))


def test_ticket_when_right_to_the_file_ends_then_absent(path: str, guard: Guard) -> None:
    assert ask(path).status_code == 200
    guard.clear()
    assert is_absent(ask(path))


def test_ticket_when_subject_key_is_destroyed_then_absent(
    path: str, subject: UUID, made_keys: keys.FileKeyProvider
) -> None:
    made_keys.destroy(subject)
    assert is_absent(ask(path))


def test_issue_when_no_guard_says_yes_then_refused(
    file: StoredFile, other_partner: Person, session: SessionStore
) -> None:
    with pytest.raises(Refused):
        issue(file, other_partner, session)


def test_issue_when_others_are_dead_then_they_are_cleared(
    path: str, file: StoredFile, partner: Person, session: SessionStore
) -> None:
    age(path, issued_at=timedelta(minutes=2))
    issue(file, partner, session)
    assert ContentTicket.objects.count() == 1


def test_content_when_bytes_are_damaged_then_nothing_of_them_is_sent(path: str, file: StoredFile) -> None:
    os.truncate(reading.vault().path(file.pk, 0), 200_000)
    response = ask(path)
    assert response.status_code == 503
    assert b"could not be verified" in response.content


@pytest.mark.parametrize(
    ("headers", "admitted"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "audio"}, True),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "video"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}, True),
        ({"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "script"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "object"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "serviceworker"}, False),
    ],
)
def test_content_when_browser_says_what_for_then_only_showing_is_admitted(
    path: str, headers: dict[str, str], admitted: bool
) -> None:
    assert (ask(path, **headers).status_code == 200) is admitted


@pytest.mark.parametrize(
    ("kind", "media_type", "inline", "shown_as", "shown"),
    [
        ("original", "audio/mpeg", True, "audio/mpeg", False),
        ("original", "audio/mpeg", False, "audio/mpeg", False),
        ("original", "text/html", True, "application/octet-stream", False),
        ("original", "image/svg+xml", True, "application/octet-stream", False),
        ("original", "application/pdf", True, "application/octet-stream", False),
        ("original", "text/plain", True, "application/octet-stream", False),
        ("derivative", "text/plain", True, "text/plain; charset=utf-8", True),
        ("derivative", "image/png", True, "image/png", True),
        ("derivative", "audio/webm", True, "audio/webm", True),
        ("derivative", "image/svg+xml", True, "application/octet-stream", False),
        ("derivative", "text/html", True, "application/octet-stream", False),
    ],
)
def test_content_when_type_could_run_something_then_it_is_only_downloaded(
    send: Send,
    partner: Person,
    guard: Guard,
    session: SessionStore,
    kind: str,
    media_type: str,
    inline: bool,
    shown_as: str,
    shown: bool,
) -> None:
    file = send(CONTENT, kind=kind, media_type=media_type)
    guard.add((file.pk, partner.pk))
    response = ask(issue(file, partner, session, inline=inline))
    assert response["Content-Type"] == shown_as
    assert response["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert "a name" not in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("IAPB-I-00001.mp3", "attachment; filename=\"IAPB-I-00001.mp3\"; filename*=UTF-8''IAPB-I-00001.mp3"),
        ("пратакол.pdf", "attachment; filename=\"________.pdf\"; filename*=UTF-8''"
         "%D0%BF%D1%80%D0%B0%D1%82%D0%B0%D0%BA%D0%BE%D0%BB.pdf"),
        ('a";\r\nX: y/..\\z', "attachment; filename=\"a____X_ y_.._z\"; filename*=UTF-8''"
         "a%22%3B%0D%0AX%3A%20y%2F..%5Cz"),
    ],
)  # fmt: skip
def test_disposition_when_name_is_foreign_or_hostile_then_ascii_beside_the_true_one(name: str, header: str) -> None:
    assert disposition("attachment", name) == header


def test_content_when_left_unread_then_no_file_stays_open(path: str) -> None:
    """What the server does when a listener goes away: it closes the answer's resources."""
    gc.collect()  # what other tests left open
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        for response in (ask(path), ask(path, "head"), ask(path, Range="bytes=300000-")):
            for close in response._resource_closers:
                close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_content_when_bytes_flow_then_no_query_is_needed(
    path: str, django_assert_num_queries: Callable[..., Any]
) -> None:
    response = ask(path)
    with django_assert_num_queries(0):
        assert body(response) == CONTENT
