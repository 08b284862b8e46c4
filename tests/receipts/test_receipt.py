"""Receipts: signed, proved, checked by the page and by the script that leaves the house, and by nothing of ours."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from evidence.receipts import checking, verify_receipt
from evidence.receipts.verify_receipt import Digest, Outcome, Part
from iapb.custody import keys
from iapb.ledger import checkpoint, tree
from iapb.ledger.memory import log_key
from tests.cast import make_person, signed_in
from tests.intake import make_partner
from tests.receipts.conftest import CONTENT, Kept

SCRIPT = Path(verify_receipt.__file__)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
Change = Callable[[dict[str, Any]], None]


def run(*words: str, bare: bool = False) -> subprocess.CompletedProcess[str]:
    flags = ["-S", "-I"] if bare else []
    return subprocess.run([sys.executable, *flags, str(SCRIPT), *words], capture_output=True, text=True)


def report(receipt: dict[str, Any], digest: Digest | None = None) -> dict[Part, Outcome]:
    return verify_receipt.check(verify_receipt.read(json.dumps(receipt)), log_key().to_text(), digest)


def test_receipt_when_not_sealed_yet_then_signed_and_said_to_wait(kept: Kept) -> None:
    receipt = kept.json()
    assert receipt["ledger"] == {"state": "waiting"}
    assert (receipt["receipt"]["sha256"], receipt["receipt"]["size"]) == (SHA256, len(CONTENT))
    found = report(receipt, Digest(SHA256, len(CONTENT)))
    assert found[Part.SIGNATURE] == found[Part.KEY] == found[Part.FILE] == Outcome.HOLDS
    assert found[Part.PLACE] == found[Part.EVENT] == Outcome.WAITING


def test_receipt_when_signed_then_every_step_holds_and_another_checker_agrees(signed: Kept) -> None:
    receipt = signed.json()
    assert set(report(receipt, Digest(SHA256, len(CONTENT))).values()) == {Outcome.HOLDS}
    place, key = receipt["ledger"], checkpoint.read_key(receipt["public_key"])
    head = checkpoint.verify(place["checkpoint"], key)
    path = [bytes.fromhex(step) for step in place["path"]]
    tree.verify_inclusion(tree.leaf_hash(place["leaf"].encode()), place["position"], head.size, path, head.root)
    stated = json.dumps(receipt["receipt"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert keys.verifies(key.public, base64.b64decode(receipt["signature"]), f"iapb-receipt/1\n{stated}".encode())


def test_receipt_when_asked_again_then_the_same_statement_and_signature(signed: Kept) -> None:
    first, second = signed.json(), signed.json()
    assert (first["receipt"], first["signature"]) == (second["receipt"], second["signature"])


def test_receipt_when_opened_then_names_no_person_no_file_and_no_subject(signed: Kept) -> None:
    text = json.dumps(signed.json(), ensure_ascii=False)
    for told in (signed.partner.name, signed.partner.email, "statement", str(signed.file.item.subject)):
        assert told not in text


def change(*names: str, to: Any) -> Change:
    def call(receipt: dict[str, Any]) -> None:
        for name in names[:-1]:
            receipt = receipt[name]
        assert receipt[names[-1]] != to
        receipt[names[-1]] = to

    return call


def flipped(*names: str) -> Change:
    def call(receipt: dict[str, Any]) -> None:
        for name in names[:-1]:
            receipt = receipt[name]
        old = receipt[names[-1]]
        receipt[names[-1]] = ("B" if old[0] != "B" else "C") + old[1:]

    return call


def other_key(receipt: dict[str, Any]) -> None:
    """A whole receipt that somebody else signed."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    receipt["public_key"] = checkpoint.Key(log_key().name, public).to_text()
    receipt["signature"] = base64.b64encode(private.sign(verify_receipt.signed_bytes(receipt["receipt"]))).decode()


DAMAGES: list[tuple[Change, Part]] = [
    (change("receipt", "size", to=1), Part.SIGNATURE),
    (change("receipt", "sha256", to="0" * 64), Part.SIGNATURE),
    (change("receipt", "item", to="IAPB-I-99999"), Part.SIGNATURE),
    (change("receipt", "received_at", to="2020-01-01T00:00:00+00:00"), Part.SIGNATURE),
    (flipped("signature"), Part.SIGNATURE),
    (other_key, Part.KEY),
    (change("ledger", "position", to=999_999), Part.PLACE),
    (change("ledger", "position", to=True), Part.PLACE),
    (change("ledger", "path", to=["00" * 32]), Part.PLACE),
    (change("ledger", "checkpoint", to="nothing\n1\nAA==\n\n— nothing AA==\n"), Part.PLACE),
    (change("ledger", "detail", to='{"sha256":"0","size":1}'), Part.EVENT),
    (change("receipt", "event", to="00000000-0000-4000-8000-000000000000"), Part.EVENT),
    (change("receipt", "file", to="00000000-0000-4000-8000-000000000000"), Part.EVENT),
    (change("ledger", to={"state": "signed"}), Part.PLACE),
    (change("ledger", to=[]), Part.PLACE),
]


def test_check_when_one_thing_was_changed_then_that_step_fails(signed: Kept) -> None:
    whole = json.dumps(signed.json())
    for number, (damage, part) in enumerate(DAMAGES):
        receipt = json.loads(whole)
        damage(receipt)
        assert report(receipt)[part] == Outcome.FAILS, number


def test_check_when_what_the_event_stated_was_erased_then_the_place_still_holds(signed: Kept) -> None:
    receipt = signed.json()
    receipt["ledger"]["salt"] = receipt["ledger"]["detail"] = None
    found = report(receipt)
    assert (found[Part.PLACE], found[Part.EVENT]) == (Outcome.HOLDS, Outcome.UNCHECKED)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "[" * 100_000, '{"format":"iapb-receipt/1"}', "\x00", "5"])
def test_read_when_not_a_receipt_then_said(text: str) -> None:
    with pytest.raises(verify_receipt.Bad):
        verify_receipt.read(text)


def test_read_when_a_name_stands_twice_then_refused(kept: Kept) -> None:
    text = json.dumps(kept.json())
    with pytest.raises(verify_receipt.Bad):
        verify_receipt.read(text.replace('{"format"', '{"signature": "AAAA", "format"', 1))


# The script


def test_script_when_all_holds_then_zero_and_when_not_then_one(signed: Kept, tmp_path: Path) -> None:
    receipt, own = tmp_path / "receipt.json", tmp_path / "statement.txt"
    receipt.write_text(json.dumps(signed.json()), encoding="utf-8")
    own.write_bytes(CONTENT)
    good = run(str(receipt), str(own), "--public-key", log_key().to_text())
    assert (good.returncode, good.stderr) == (0, ""), good.stdout
    assert run(str(receipt), str(own)).returncode == 2
    own.write_bytes(CONTENT[:-1])
    assert run(str(receipt), str(own), "--public-key", log_key().to_text()).returncode == 1
    assert run(str(tmp_path / "none.json")).returncode == 3
    assert run(str(own)).returncode == 3


def test_script_when_python_is_bare_then_the_rest_is_checked_and_said(signed: Kept, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(signed.json()), encoding="utf-8")
    bare = run(str(receipt), "--public-key", log_key().to_text(), bare=True)
    assert (bare.returncode, bare.stderr) == (2, "")
    assert "NOT checked" in bare.stdout
    changed = signed.json()
    changed["ledger"]["detail"] = "{}"
    receipt.write_text(json.dumps(changed), encoding="utf-8")
    assert run(str(receipt), bare=True).returncode == 1


def test_script_when_downloaded_then_the_same_file(kept: Kept) -> None:
    answer = signed_in(kept.partner).get("/receipts/verify_receipt.py")
    assert answer.content == SCRIPT.read_bytes()


# The page


def test_page_when_own_receipt_then_words_and_where_it_stands(signed: Kept) -> None:
    sent = {"receipt": json.dumps(signed.json()), "sha256": SHA256}
    answer = signed_in(signed.partner).post("/receipts/check/", sent)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "What was checked holds" in text
    assert "In your register" in text
    wrong = signed_in(signed.partner).post("/receipts/check/", {**sent, "sha256": "0" * 64}).content.decode()
    assert "not the one that was received" in wrong


def test_page_when_another_bodys_receipt_then_nothing_but_what_it_proves_itself(signed: Kept) -> None:
    """The same page, to the last byte, as for a receipt whose file never was here."""
    with transaction.atomic():
        stranger = make_partner("Stranger")
    receipt = signed.json()
    client = signed_in(stranger)

    def shown(made: dict[str, Any]) -> str:
        text = client.post("/receipts/check/", {"receipt": json.dumps(made)}).content.decode()
        section = text[text.index('id="checked"') : text.index("</section>")]
        for value in map(str, made["receipt"].values()):
            section = section.replace(value, "")
        return section

    unknown = json.loads(json.dumps(receipt))
    unknown["receipt"].update(file="00000000-0000-4000-8000-000000000000", event="00000000-0000-4000-8000-000000000001")
    unknown["signature"] = base64.b64encode(
        keys.provider().sign(verify_receipt.signed_bytes(unknown["receipt"]))
    ).decode()
    theirs, nobodys = shown(receipt), shown(unknown)
    assert "In your register" not in theirs
    # The steps that the receipt itself decides differ; nothing else does.
    for title in map(str, checking.TITLES.values()):
        assert title in theirs and title in nobodys
    assert theirs.count("<li") == nobodys.count("<li") == len(checking.TITLES)
    assert client.get(signed.address).status_code == 404
    assert client.get(f"/api/files/{signed.file.file_id}/receipt/").status_code == 404


def test_page_when_not_a_receipt_then_a_sentence_and_nothing_typed_is_lost(kept: Kept) -> None:
    answer = signed_in(kept.partner).post("/receipts/check/", {"receipt": "{nonsense", "sha256": "short"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "64 hexadecimal digits" in text
    assert "{nonsense" in text
    assert (
        "This is not a receipt" in signed_in(kept.partner).post("/receipts/check/", {"receipt": "{}"}).content.decode()
    )


def test_api_when_own_file_then_the_same_receipt(signed: Kept) -> None:
    assert signed_in(signed.partner).get(f"/api/files/{signed.file.file_id}/receipt/").json() == signed.json()


def test_words_when_a_step_ends_then_there_is_a_sentence_for_it(signed: Kept) -> None:
    """The page and the script have words for the same ends, and for each that can come."""
    assert set(checking.WORDS) == set(verify_receipt.WORDS)
    assert set(report(signed.json()).items()) <= set(checking.WORDS)
    with transaction.atomic():
        auditor = make_person("Auditor of receipts", "auditor")
    assert signed_in(auditor).get("/receipts/check/").status_code == 403
