"""What the ledger refuses, and what it finds wrong. Raised, never returned."""

from __future__ import annotations


class LedgerError(Exception):
    """Everything the ledger raises."""


class ValueRefused(LedgerError):
    """A value that has no single canonical form, or does not belong in a leaf."""


class LeafDamaged(LedgerError):
    """Bytes that are not leaf v1."""


class CommitRefused(LedgerError):
    """Salt and detail are not those the leaf commits to."""


class ProofRefused(LedgerError):
    """A proof that does not prove what it was given for."""


class InclusionRefused(ProofRefused):
    """The leaf is not at this position of the tree with this root."""


class ConsistencyRefused(ProofRefused):
    """The larger tree does not begin with the smaller one."""


class NoteDamaged(LedgerError):
    """Text that is not a checkpoint or a proof in the expected form."""


class SignatureRefused(LedgerError):
    """No signature line of the known key, or one that does not fit the text."""


class SignerRefused(LedgerError):
    """The signer remembers another history and does not sign this one."""


class NotInTransaction(LedgerError):
    """An event is written with the change it tells of, or not at all."""


class InTransaction(LedgerError):
    """An open transaction keeps its own events from being sealed: waiting inside one never ends."""


class NotSealed(LedgerError):
    """The event has no position yet, or no signed checkpoint covers it yet."""
