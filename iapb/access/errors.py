"""Refusals carry the sentence a person will read. They are raised, never returned."""

from iapb.accounts.errors import Invalid, Refused, allowed

__all__ = ["Invalid", "Refused", "allowed"]
