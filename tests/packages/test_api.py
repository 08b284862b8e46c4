"""The same way for scripts: asked, built, handed over, confirmed; refused to whoever may only look."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iapb.accounts.actions import tokens
from iapb.accounts.models import Person
from tests.packages import cases
from tests.packages.cases import Packed, acting


class Script:
    def __init__(self, person: Person) -> None:
        with acting(person):
            self.token = tokens.make(label="a script", until=timezone.now() + timedelta(days=1), by=person)

    def call(self, name: str, *args: Any, sent: Any = None, status: int = 200) -> Any:
        headers = {"Authorization": f"Token {self.token}"}
        where, client = reverse(name, args=args), Client()
        if sent is None:
            answer = client.get(where, headers=headers)
        else:
            answer = client.post(where, json.dumps(sent), content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content
        return answer.json()


def test_way_out_when_told_by_scripts_then_the_same_rules(packed: Packed, sealer: None) -> None:
    officer, approver = Script(packed.officer), Script(packed.desk.legal)
    pk = packed.disclosure.pk
    approver.call("api_build_package", pk, sent={}, status=403)
    assert officer.call("api_build_package", pk, sent={}, status=202)["job"] == "due"
    assert officer.call("api_build_package", pk, sent={}, status=202)["job"] == "due"
    cases.run(packed.ask())
    told = officer.call("api_build_package", pk)
    assert (told["job"], told["disclosure"]["state"]) == (None, "built")
    (listed,) = approver.call("api_packages")["results"]
    package = officer.call("api_package", listed["id"])
    assert [one["files"] for one in package["items"]] == [1, 4]
    assert package["last_number"].endswith("0000-0005")
    sent = {"channel": str(packed.channel.pk), "to": "Duty prosecutor"}
    officer.call("api_handovers", listed["id"], sent=sent, status=400)  # a token alone does not hand over
    approver.call("api_handovers", listed["id"], sent=sent, status=403)  # the right is asked before the code
    assert officer.call("api_handovers", listed["id"])["results"] == []
    receipt = {"sha256": package["sealed_sha256"], "signer": "D", "confirmed_on": timezone.localdate().isoformat()}
    approver.call("api_receipt", listed["id"], sent=receipt, status=403)
    officer.call("api_receipt", listed["id"], sent=receipt, status=400)
    officer.call("api_close", listed["id"], sent={}, status=400)
    officer.call("api_package", uuid4(), status=404)
