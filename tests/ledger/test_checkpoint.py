"""Checkpoints and proofs as text: what is signed can be read by others, what is changed cannot."""

from __future__ import annotations

import base64
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from iapb.ledger import checkpoint, tree
from iapb.ledger.checkpoint import Head, Key, Proof
from iapb.ledger.errors import InclusionRefused, LedgerError, NoteDamaged, SignatureRefused

ORIGIN = "ledger.example/iapb"
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = Key(ORIGIN, PRIVATE.public_key().public_bytes_raw())
LEAVES = [f"leaf {number}".encode() for number in range(13)]
NODES = tree.Nodes(tree.leaf_hash(leaf) for leaf in LEAVES)
HEAD = Head(ORIGIN, 13, tree.root_at(13, NODES))
NOTE = checkpoint.signed(HEAD, PRIVATE.sign, KEY)
PROOF = Proof(5, tree.inclusion_proof(5, 13, NODES), NOTE).to_text()


def test_checkpoint_when_signed_then_three_lines_and_a_signature() -> None:
    lines = NOTE.split("\n")
    assert lines[:2] == [ORIGIN, "13"] and base64.b64decode(lines[2]) == HEAD.root
    assert lines[3] == "" and lines[4].startswith(f"— {ORIGIN} ") and lines[5:] == [""]
    assert checkpoint.verify(NOTE, KEY) == HEAD


def test_checkpoint_when_published_example_then_read() -> None:
    # The example in the C2SP text on checkpoints.
    note = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    assert checkpoint.read_unverified(note).size == 20852163


def test_key_when_printed_then_read_back() -> None:
    assert checkpoint.read_key(KEY.to_text()) == KEY


def test_key_when_published_example_then_id_fits() -> None:
    # The verifier key of Go's checksum database, printed in Go's own sources.
    text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert checkpoint.read_key(text).to_text() == text


@pytest.mark.parametrize(
    "text", ["", "a+b", "a+00000000+AQ==", KEY.to_text().replace("+", "+0", 1), KEY.to_text()[:-4]]
)
def test_key_when_text_is_wrong_then_damaged(text: str) -> None:
    with pytest.raises(NoteDamaged):
        checkpoint.read_key(text)


def test_checkpoint_when_cosigned_by_others_then_still_verifies() -> None:
    other = Ed25519PrivateKey.generate()
    line = f"— witness.example {base64.b64encode(b'abcd' + other.sign(b'x')).decode()}\n"
    assert checkpoint.verify(NOTE + line, KEY) == HEAD


def test_checkpoint_when_key_is_another_then_refused() -> None:
    other = Key(ORIGIN, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    with pytest.raises(SignatureRefused):
        checkpoint.verify(NOTE, other)
    with pytest.raises(SignatureRefused):
        checkpoint.verify(NOTE, Key("other.example", KEY.public))


def test_checkpoint_when_signer_answers_wrongly_then_nothing_comes_out() -> None:
    with pytest.raises(SignatureRefused):
        checkpoint.signed(HEAD, lambda text: PRIVATE.sign(text + b" "), KEY)


def test_checkpoint_when_any_character_changes_then_refused() -> None:
    draw = random.Random(1)
    for place in range(len(NOTE)):
        changed = NOTE[:place] + draw.choice("0aZ+/=\n —") + NOTE[place + 1 :]
        if changed == NOTE:
            continue
        with pytest.raises(LedgerError):
            checkpoint.verify(changed, KEY)
    for place in range(len(NOTE)):
        with pytest.raises(LedgerError):
            checkpoint.verify(NOTE[:place], KEY)


@given(st.text(max_size=300))
def test_notes_when_given_any_text_then_only_our_own_errors(text: str) -> None:
    for read in (checkpoint.read_unverified, checkpoint.read_proof, checkpoint.read_key):
        with pytest.raises(LedgerError):
            read(text)


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb", "журнал"])
def test_head_when_origin_is_no_name_then_damaged(origin: str) -> None:
    with pytest.raises(NoteDamaged):
        Head(origin, 1, bytes(32)).to_text()


def test_proof_when_written_then_verifies_offline_from_text_alone() -> None:
    proof = checkpoint.read_proof(PROOF)
    assert proof.verify(LEAVES[5], KEY) == HEAD
    assert proof.to_text() == PROOF and PROOF.startswith("c2sp.org/tlog-proof@v1\nindex 5\n")


def test_proof_when_leaf_is_another_then_refused() -> None:
    with pytest.raises(InclusionRefused):
        checkpoint.read_proof(PROOF).verify(LEAVES[6], KEY)


def test_proof_when_it_carries_extra_data_then_still_read() -> None:
    text = PROOF.replace("\nindex", "\nextra " + base64.b64encode(b"opaque").decode() + "\nindex", 1)
    assert checkpoint.read_proof(text).verify(LEAVES[5], KEY) == HEAD


def test_proof_when_any_character_changes_then_refused() -> None:
    for place in range(len(PROOF)):
        for character in ("1", "A", "\n"):
            changed = PROOF[:place] + character + PROOF[place + 1 :]
            if changed == PROOF:
                continue
            with pytest.raises(LedgerError):
                checkpoint.read_proof(changed).verify(LEAVES[5], KEY)


def test_proof_when_tree_has_one_leaf_then_empty_path() -> None:
    note = checkpoint.signed(Head(ORIGIN, 1, tree.leaf_hash(b"only")), PRIVATE.sign, KEY)
    text = Proof(0, [], note).to_text()
    assert checkpoint.read_proof(text).verify(b"only", KEY).size == 1
