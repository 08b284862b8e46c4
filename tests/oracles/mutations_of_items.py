"""Mutations of the item and the recipient: rows 1, 2, 3, 11, 14, 16 and 17."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from consent.facts import Facts, OtherPerson
from tests.oracles.consent_mutation import CLOSED, PRODUCT, Draw, Mutations, days_after

MUTATIONS = Mutations()

MUTATIONS.of_item("integrity failed", 1, "DENY", integrity_ok=False)
MUTATIONS.of_item("integrity unknown", 1, "DENY", integrity_ok=None)
MUTATIONS.of_item("quarantined", 1, "DENY", quarantined=True)
MUTATIONS.of_item("quarantine unknown", 1, "DENY", quarantined=None)
MUTATIONS.of_item("restricted", 1, "DENY", restricted_art18=True)
MUTATIONS.of_item("restriction unknown", 1, "DENY", restricted_art18=None)
MUTATIONS.of_item("rights request open", 1, "DENY", open_rights_request=True)
MUTATIONS.of_item("rights request unknown", 1, "DENY", open_rights_request=None)
MUTATIONS.of_item("support record", 2, "DENY", support_record=True)
MUTATIONS.of_recipient("blocked", 3, "DENY", blocked=True)
MUTATIONS.of_recipient("blocked unknown", 3, "DENY", blocked=None)
MUTATIONS.of_recipient("state blocked", 3, "DENY", state="GB", state_blocked=True, transfer_basis_on=True)
MUTATIONS.of_recipient("state block unknown", 3, "DENY", state="LT", state_blocked=None)
MUTATIONS.of_recipient("Belarus", 3, "DENY", state="BY", in_eea=False, transfer_basis_on=True)
MUTATIONS.of_recipient("Russia", 3, "DENY", state="RU", in_eea=False, transfer_basis_on=True)
MUTATIONS.of_recipient("no State", 3, "DENY", state=None, international_organisation=False)
MUTATIONS.of_recipient(
    "organisation of a blocked State",
    3,
    "DENY",
    state=None,
    state_blocked=True,
    international_organisation=True,
    transfer_basis_on=True,
)
_CODED: dict[str, Any] = {"sgbv_or_restricted_code": True}
_READ_CODES = (CLOSED, PRODUCT)
MUTATIONS.of_item("codes unknown", 11, "DENY", _READ_CODES, sgbv_or_restricted_code=None)
MUTATIONS.of_item(
    "coded, neither confirmed nor signed",
    11,
    "HOLD",
    _READ_CODES,
    **_CODED,
    sgbv_confirmed_on=None,
    sgbv_focal_point_signed=False,
)
MUTATIONS.of_item(
    "coded, signed only",
    11,
    "HOLD",
    _READ_CODES,
    **_CODED,
    sgbv_confirmed_on=None,
    sgbv_focal_point_signed=True,
)
MUTATIONS.of_item_by(
    "coded, confirmed only",
    11,
    "HOLD",
    lambda draw, f: {**_CODED, "sgbv_confirmed_on": f.on, "sgbv_focal_point_signed": False},
    _READ_CODES,
)
MUTATIONS.of_item_by(
    "coded, to be confirmed later",
    11,
    "HOLD",
    lambda draw, f: {
        **_CODED,
        "sgbv_confirmed_on": days_after(draw, f),
        "sgbv_focal_point_signed": True,
    },
    _READ_CODES,
)


def _third_person(draw: Draw, f: Facts) -> dict[str, Any]:
    other = OtherPerson(draw(st.uuids(version=4)), False, False)
    return {"others": draw(st.permutations((*(f.item.others or ()), other)))}


MUTATIONS.of_item("others unknown", 14, "DENY", others=None)
MUTATIONS.of_item_by(
    "a third person",
    14,
    "REDACT",
    lambda draw, f: {"others": tuple(_third_person(draw, f)["others"])},
)
MUTATIONS.of_recipient("outside, no basis", 16, "DENY", in_eea=False, transfer_basis_on=False)
MUTATIONS.of_recipient("unknown where, no basis", 16, "DENY", in_eea=None, transfer_basis_on=False)
MUTATIONS.of_recipient(
    "organisation, no basis",
    16,
    "DENY",
    international_organisation=True,
    in_eea=True,
    transfer_basis_on=False,
)
MUTATIONS.of_recipient("no agreement", 17, "HOLD", agreement=False)
MUTATIONS.of_recipient("channel not approved", 17, "HOLD", channel_approved=False)
MUTATIONS.add(
    "nothing quoted",
    0,
    "DENY",
    {PRODUCT},
    "sources",
    lambda draw, f: replace(f, sources=()),
)
