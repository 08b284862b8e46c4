"""Bad files, by the page and by the API: an empty one is refused, any other is kept and its item says what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
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
