"""A partner who sends hostile files through the running server, and an analyst who reads what was made of them."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import psycopg
from django.utils import timezone

from iapb.access.transaction import actor_transaction
from iapb.accounts.actions import tokens
from iapb.accounts.models import Person
from iapb.local.cluster import wait_for
from tests.cast import make_body, make_person, signed_in
from tests.conftest import urls_for
from tests.consenting import make_consent, yes
from tests.intake import grant, make_interview, make_partner, make_witness
from tests.server import Server
from tests.xss import files
from tests.xss.forms import cookie_of
from tests.xss.words import Words

OPEN = "select count(*) from jobs_job where state in ('due', 'running')"
SECONDS = 240


@dataclass
class Case:
    server: Server
    words: Words
    token: str = ""
    item: str = ""
    archive: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    received: dict[str, Any] = field(default_factory=dict)  # kind of file: its receipt

    def make(self) -> None:
        partner = make_partner("Partner of the files")
        with actor_transaction(partner):
            self.token = tokens.make(label="script", until=timezone.now() + timedelta(days=1), by=partner)
            witness = make_witness(partner)
            interview = make_interview(partner, witness, title=self.words.hostile("interview: its title", 200))
            make_consent(witness, partner, yes("store_analyse"), yes("machine_process"))
        self.item = str(interview.pk)
        analyst = make_person("Analyst of the files", "analyst", body=make_body("Readers of the files"))
        with actor_transaction(partner):
            grant(interview.collection, analyst)
        self._sign_in(partner=partner, analyst=analyst)

    def _sign_in(self, **people: Person) -> None:
        for who, person in people.items():
            self.cookies[who] = cookie_of(signed_in(person), person)

    def send(self) -> None:
        for one in files.make(self.words):
            note = self.words.hostile(f"file: the note to a {one.kind}", 200)
            headers = {"X-File-Role": one.role, "X-File-Language": one.language, "X-File-Note": quote(note)}
            self.received[one.kind] = self._put(f"/api/items/{self.item}/files/upload/", one.content, one.name, headers)
        name, content = files.archive(self.words)
        self.archive = self._put("/api/imports/send/", content, name, {})["id"]

    def _put(self, path: str, content: bytes, name: str, headers: dict[str, str]) -> Any:
        said = {**headers, "Authorization": f"Token {self.token}", "X-File-Name": quote(name, safe="")}
        said["Content-Type"] = "application/octet-stream"
        asked = urllib.request.Request(self.server.url + path, content, said, method="PUT")
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return json.load(answer)

    def name_codes(self) -> None:
        """The words of the framework are our own; a page must not rely on it."""
        with psycopg.connect(urls_for(self.server.database)["DATABASE_OWNER_URL"], autocommit=True) as owner:
            # A published version is sealed: only whoever owns the tables can put such words into it.
            owner.execute("alter table coding_code disable trigger sealed")
            for code in ("PHY.INSTR", "CTX.ARREST"):
                label, meaning = (self.words.hostile(f"code: {part}", 200) for part in ("label", "definition"))
                owner.execute(
                    "update coding_code set label_en = %s, definition = %s where code = %s", [label, meaning, code]
                )
            owner.execute("alter table coding_code enable always trigger sealed")

    def wait(self) -> None:
        """Until the worker has done all of it."""
        with psycopg.connect(urls_for(self.server.database)["DATABASE_OWNER_URL"], autocommit=True) as owner:
            wait_for(lambda: owner.execute(OPEN).fetchone() == (0,), SECONDS, "the worker")
