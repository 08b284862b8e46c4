"""What a witness answered to one purpose, before it is a row: its check, and which of two is wider."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from consent.models import ConsentGrant, Recipient
from consent.words import Answer, Identity, Material, Purpose
from iapb.access.errors import Invalid
from interviews.days import in_order, no_longer_than

_COUNTRY = re.compile(r"[A-Z]{2}")
# Purposes under which nothing of the account leaves the body: no scope of material is needed.
WITHOUT_MATERIAL = frozenset({Purpose.RECONTACT, Purpose.CONTACT_BY_RECIPIENT, Purpose.MHPSS_REFERRAL})
_IDENTITY_RANK = {Identity.ANONYMOUS: 0, Identity.PSEUDONYMOUS: 1, Identity.IDENTIFIED: 2}
_ANSWER_RANK = {Answer.NOT_ASKED: 0, Answer.NO: 0, Answer.ASK_ME: 1, Answer.YES: 2}


@dataclass(frozen=True)
class Answered:
    purpose: str
    answer: str
    identity: str = Identity.PSEUDONYMOUS
    material: frozenset[str] = frozenset()
    countries_allowed: tuple[str, ...] | None = None  # None: no allow list
    countries_denied: tuple[str, ...] = ()
    onward_sharing: bool = False
    contact_first: bool = False
    conditions: str = ""
    expires_on: date | None = None
    recipient: Recipient | None = None

    @property
    def opens(self) -> bool:
        return self.answer in (Answer.YES, Answer.ASK_ME)

    def row(self) -> dict[str, Any]:
        return {
            "purpose": self.purpose,
            "recipient": self.recipient,
            "answer": self.answer,
            "identity": self.identity,
            "material": [one for one in Material.values if one in self.material],
            "countries_allowed": None if self.countries_allowed is None else sorted(self.countries_allowed),
            "countries_denied": sorted(self.countries_denied),
            "onward_sharing": self.onward_sharing,
            "contact_first": self.contact_first,
            "conditions": self.conditions.strip(),
            "expires_on": self.expires_on,
        }


def of_row(grant: ConsentGrant) -> Answered:
    """What stands today: a withdrawn answer is a no."""
    gone = grant.withdrawn_at or grant.invalidated_at
    return Answered(
        purpose=grant.purpose,
        answer=Answer.NO if gone else grant.answer,
        identity=grant.identity,
        material=frozenset(grant.material),
        countries_allowed=None if grant.countries_allowed is None else tuple(grant.countries_allowed),
        countries_denied=tuple(grant.countries_denied),
        onward_sharing=grant.onward_sharing,
        contact_first=grant.contact_first,
        conditions=grant.conditions,
        expires_on=grant.expires_on,
        recipient=grant.recipient,
    )


def check(answers: Iterable[Answered], purposes_on_form: Iterable[str], given_on: date) -> None:
    """Raises Invalid naming the field of the purpose, as `answer_<purpose>`."""
    asked, seen = set(purposes_on_form), set()
    for one in answers:
        field = f"answer_{one.purpose}"
        key = (one.purpose, one.recipient.pk if one.recipient else None)
        if one.purpose not in Purpose.values or one.answer not in Answer.values:
            raise Invalid(_("Choose one of the answers offered."), field)
        if key in seen:
            raise Invalid(_("This purpose is answered twice."), field)
        seen.add(key)
        if one.purpose not in asked and one.answer != Answer.NOT_ASKED:
            raise Invalid(_("This version of the form does not ask this purpose, so there is no answer to it."), field)
        _check_one(one, given_on, field)


def _check_one(one: Answered, given_on: date, field: str) -> None:
    if one.identity not in Identity.values or not one.material <= set(Material.values):
        raise Invalid(_("Choose one of the answers offered."), field)
    if one.opens and one.purpose not in WITHOUT_MATERIAL and not one.material:
        raise Invalid(_("Say which material the answer covers: the account, the recording, documents …"), field)
    lists = (*(one.countries_allowed or ()), *one.countries_denied)
    if any(not _COUNTRY.fullmatch(country) for country in lists):
        raise Invalid(_("Give countries by their two capital letters, such as LT."), field)
    if one.countries_allowed is not None and set(one.countries_allowed) & set(one.countries_denied):
        raise Invalid(_("A country is both allowed and excluded. Remove it from one list."), field)
    in_order(given_on, one.expires_on, field)
    no_longer_than(one.conditions, 2000, field)


def is_wider(new: Answered, old: Answered | None) -> bool:
    """Whether `new` allows anything that `old` did not."""
    if not new.opens:
        return False
    if old is None or not old.opens or _ANSWER_RANK[new.answer] > _ANSWER_RANK[old.answer]:
        return True
    wider_lists = bool(new.material - old.material) or bool(set(old.countries_denied) - set(new.countries_denied))
    if old.countries_allowed is not None:
        wider_lists |= new.countries_allowed is None or bool(set(new.countries_allowed) - set(old.countries_allowed))
    longer = old.expires_on is not None and (new.expires_on is None or new.expires_on > old.expires_on)
    return (
        wider_lists
        or longer
        or _IDENTITY_RANK[Identity(new.identity)] > _IDENTITY_RANK[Identity(old.identity)]
        or (new.onward_sharing and not old.onward_sharing)
        or (old.contact_first and not new.contact_first)
        or (bool(old.conditions.strip()) and new.conditions.strip() != old.conditions.strip())
    )


def changes(new: Iterable[Answered], old: Iterable[Answered]) -> tuple[bool, bool]:
    """(something became wider, something became narrower); a longer term alone is neither, but a renewal."""
    before = {(one.purpose, one.recipient): one for one in old}
    after = {(one.purpose, one.recipient): one for one in new}
    wider = any(is_wider(_same_term(one, before.get(key)), before.get(key)) for key, one in after.items())
    narrower = any(is_wider(_same_term(one, after.get(key)), after.get(key)) for key, one in before.items())
    return wider, narrower


def _same_term(one: Answered, other: Answered | None) -> Answered:
    return replace(one, expires_on=other.expires_on) if other else one
