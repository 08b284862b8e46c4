"""Which role may do which verb. Which things it may do them to is the door's business."""

from __future__ import annotations

from uuid import UUID

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iapb.access.errors import Refused
from iapb.accounts.models import Person, Role
from iapb.accounts.roles import roles_of

__all__ = ["RIGHTS_OF", "Actor", "Right", "require", "rights_of", "roles_of"]

Actor = Person | AbstractBaseUser | AnonymousUser


class Right(models.TextChoices):
    # The label completes the sentence "Your role does not allow you to …".
    REGISTER = "interviews.register", _("register witnesses and interviews")
    UPLOAD = "evidence.upload", _("upload files")
    # Opens the pages alone: each table asks for the rights of doing its rows by hand.
    BRING_IN = "evidence.bring_in", _("bring in older archives")
    CONSENT = "consent.record", _("record consent")
    ONE_ACCOUNT = "interviews.one_account", _("decide whether a person was heard already")
    IDENTITY = "interviews.identity", _("read a witness's identity")
    READ = "evidence.read", _("read evidence")
    ORIGINAL = "evidence.original", _("download originals")
    TRANSCRIBE = "evidence.transcribe", _("write transcripts and translations, and check those of colleagues")
    # Of the body that brought the material alone; nothing of the analysis is shown to it (docs/decisions/talk.md).
    ANSWER = "evidence.answer", _("answer questions about what your body brought")
    TAG = "evidence.tag", _("tag transcripts and state incidents")
    # Two people, neither of whom needs to tag: docs/decisions/framework-versions.md.
    FRAMEWORK = "coding.framework", _("change the coding framework")
    SETTLE = "evidence.settle", _("give out coding, settle differences between coders, or see how far they agree")
    SEARCH = "evidence.search", _("search evidence")
    REGISTERS = "evidence.registers", _("edit registers")
    CASE_SETS = "evidence.case_sets", _("put witnesses and items into case sets, or close them to a person")
    PREPARE = "disclosures.prepare", _("prepare disclosures")
    APPROVE_LEGAL = "disclosures.approve_legal", _("approve disclosures in the legal capacity")
    APPROVE_SAFETY = "disclosures.approve_safety", _("approve disclosures in the safety capacity")
    SEE_DISCLOSURES = "disclosures.see", _("see disclosures")
    DECIDE_RIGHTS = "consent.rights", _("decide on rights requests")
    ADMINISTER = "accounts.administer", _("manage people, bodies, teams and grants")
    READ_LEDGER = "ledger.read", _("read the ledger")


_PARTNER = {
    Right.REGISTER, Right.UPLOAD, Right.TRANSCRIBE, Right.BRING_IN, Right.CONSENT, Right.IDENTITY, Right.READ,
    Right.ORIGINAL, Right.ANSWER,
}  # fmt: skip
_READER = {Right.READ, Right.SEARCH}
RIGHTS_OF: dict[str, frozenset[Right]] = {
    Role.PARTNER: frozenset(_PARTNER),
    Role.ANALYST: frozenset(_READER | {Right.TAG, Right.TRANSCRIBE, Right.REGISTERS, Right.CASE_SETS, Right.BRING_IN}),
    Role.REVIEWER: frozenset(_READER | {Right.TAG, Right.TRANSCRIBE, Right.SETTLE, Right.BRING_IN, Right.FRAMEWORK}),
    Role.DISCLOSURE_OFFICER: frozenset(
        _READER
        | {
            Right.PREPARE,
            Right.SEE_DISCLOSURES,
            Right.ORIGINAL,
            Right.CASE_SETS,
            Right.ONE_ACCOUNT,
            Right.BRING_IN,
        }
    ),
    # They read what will leave, and download no originals: docs/decisions/approvers-and-originals.md.
    Role.LEGAL_APPROVER: frozenset(_READER | {Right.APPROVE_LEGAL, Right.SEE_DISCLOSURES}),
    Role.SAFETY_APPROVER: frozenset(_READER | {Right.APPROVE_SAFETY, Right.SEE_DISCLOSURES}),
    Role.DATA_PROTECTION_OFFICER: frozenset({Right.DECIDE_RIGHTS, Right.SEE_DISCLOSURES}),
    Role.CARER: frozenset(),
    Role.ACCOUNT_ADMINISTRATOR: frozenset({Right.ADMINISTER}),
    Role.AUDITOR: frozenset({Right.READ_LEDGER}),
}


def rights_of(actor: Actor) -> frozenset[Right]:
    """Those of the roles; who decides on rights may read as well while they have a reason on record."""
    rights = rights_of_roles(actor)
    reads = Right.DECIDE_RIGHTS in rights and subjects_read(actor)
    return rights | {Right.READ} if reads else rights


def rights_of_roles(actor: Actor) -> frozenset[Right]:
    return frozenset().union(*(RIGHTS_OF[role] for role in roles_of(actor)))


def subjects_read(actor: Actor) -> tuple[UUID, ...]:
    """Witnesses whose material is open to the actor for a reason on record. Read once a request."""
    cached = getattr(actor, "_subjects_read", None)
    if cached is None:
        open_ = apps.get_model("evidence", "Reading").objects.filter(
            person=actor.pk, ended_at=None, expires_at__gt=timezone.now()
        )
        cached = tuple(open_.values_list("subject", flat=True))
        actor._subjects_read = cached  # type: ignore[union-attr]
    return cached


def require(actor: Actor, right: Right) -> None:
    if right not in rights_of(actor):
        raise Refused(_("Your role does not allow you to %(verb)s.") % {"verb": Right(right).label})
