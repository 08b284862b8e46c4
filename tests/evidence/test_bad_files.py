"""Bad files, by the page and by the API: an empty one is refused, any other is kept and its item says what to do."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evidence.models import Text
from iapb.access.transaction import set_actor
from iapb.accounts.actions import tokens
from iapb.accounts.models import Person
from iapb.jobs.models import Job
from interviews.models import Interview, Witness
from tests.cast import signed_in
from tests.clicks.test_twice import changed, picture
from tests.evidence.test_files import sound

pytestmark = pytest.mark.django_db
WAYS = {"page": ("upload", "upload_proof"), "api": ("api_upload", "api_proof")}
Put = Callable[..., tuple[int, dict[str, str]]]


@pytest.fixture(params=sorted(WAYS))
def put(request: pytest.FixtureRequest, partner: Person) -> Put:
    """One way in; the test goes on as the partner."""
    if request.param == "page":
        client = signed_in(partner)
    else:
        secret = tokens.make(label="a script", until=timezone.now() + timedelta(days=1), by=partner)
        client = Client(headers={"Authorization": f"Token {secret}"})

    def call(body: bytes, about: Interview | Witness, name: str, **said: str) -> tuple[int, dict[str, str]]:
        route = WAYS[request.param][isinstance(about, Witness)]
        headers = {"X-File-Name": name, **{f"X-File-{what}": word for what, word in said.items()}}
        answer = client.put(
            reverse(route, args=[about.pk]), body, content_type="application/octet-stream", headers=headers
        )
        set_actor(partner.pk)
        return answer.status_code, answer.json()

    return call


@pytest.mark.parametrize(
    ("body", "is_proof", "words"),
    [(b"", False, "0 bytes"), (b"", True, "0 bytes"), (b"\x00\x01 no scan " * 9, True, "Scan the signed form again")],
)
def test_send_when_refused_then_sentence_and_all_as_it_was(
    put: Put, partner: Person, witness: Witness, interview: Interview, body: bytes, is_proof: bool, words: str
) -> None:
    before = picture(partner)
    status, told = put(body, witness if is_proof else interview, "scan.png")
    assert status == 400
    assert words in told["detail"]
    assert changed(before, picture(partner)) - {"accounts_apitoken"} == set()


@pytest.fixture
def full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A vault on a file system without a block to spare: a real one, which only root can make."""
    if os.geteuid() != 0:
        pytest.skip("a file system of its own needs root")
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(small)], check=True)
    try:
        monkeypatch.setattr(settings, "VAULT_ROOT", small)
        (small / "incoming").mkdir()
        (small / "ballast").write_bytes(bytes(48 << 10))
        yield
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_send_when_the_disk_is_full_then_told_that_it_may_come_again(
    put: Put, full_disk: None, partner: Person, interview: Interview
) -> None:
    before = picture(partner)
    status, told = put(bytes(range(256)) * 400, interview, "notes.bin", Role="other")
    assert status == 507
    assert "The store is full" in told["detail"]
    assert changed(before, picture(partner)) - {"accounts_apitoken"} == set()
    assert [one.name for one in (Path(settings.VAULT_ROOT) / "incoming").iterdir()] == []


@pytest.mark.parametrize(
    ("body", "name", "role", "words"),
    [
        (sound(3)[:9000], "a.wav", "recording_audio", "Send the whole file if you have it"),
        (b"not a word document", "transcript.docx", "transcript", "Word document"),
        (bytes(range(128, 256)) * 40, "transcript.txt", "transcript", "UTF-8"),
    ],
)
def test_send_when_not_what_it_seems_then_kept_no_text_made_and_the_item_says_what_to_do(
    put: Put, work: Callable[..., list[Job]], partner: Person, interview: Interview,
    body: bytes, name: str, role: str, words: str,
) -> None:  # fmt: skip
    status, told = put(body, interview, name, Role=role)
    assert (status, told["size"]) == (201, len(body))
    work()
    assert not Text.objects.visible_to(partner).exists()
    page = signed_in(partner).get(reverse("item", args=[interview.pk])).content.decode()
    assert words in page
    # Sent again under a new key it is another file: the first stays, nothing of it is overwritten.
    set_actor(partner.pk)
    status, again = put(body, interview, name, Role=role)
    assert status == 201
    assert again["id"] != told["id"]
