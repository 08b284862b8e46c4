"""The breakages: one line each, and the test that must notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Breakage:
    name: str
    file: str
    old: str
    new: str
    test: str


DOOR = "tests/access/test_door.py"
POLICIES = "evidence/migrations/0002_policies.py"
BREAKAGES = [
    Breakage(
        "the door stands open",
        "iapb/access/door.py",
        "if self._opened_for is None and not self.query.is_empty():",
        "if False:",
        DOOR,
    ),
    Breakage(
        "combining a closed query with a visible one",
        "iapb/access/door.py",
        "        for operand in (self, *others):\n",
        "        for operand in ():\n",
        f"{DOOR}::test_combine_when_one_operand_is_closed_then_raises",
    ),
    Breakage(
        "a closed query as a subquery",
        "iapb/access/door.py",
        "        self._must_be_open()\n        return super().resolve_expression",
        "        return super().resolve_expression",
        f"{DOOR}::test_combine_when_one_operand_is_closed_then_raises",
    ),
    Breakage(
        "expired grants count",
        "iapb/access/scope.py",
        "current = Q(expires_at__gt=timezone.now())",
        "current = Q()",
        "tests/access/test_scope.py",
    ),
    Breakage(
        "expired grants count in the database",
        POLICIES,
        "    select content_object_id from evidence_collectiongroupgrant\n    where group_id in (select iapb_actor_groups()) and expires_at > now()",
        "    select content_object_id from evidence_collectiongroupgrant\n    where group_id in (select iapb_actor_groups())",
        f"{DOOR}::test_read_when_grant_expired_then_nothing",
    ),
    Breakage(
        "denials are forgotten",
        "evidence/visibility.py",
        "visible &= q(subject=None) | ~q(subject__within=scope.denied_subjects)",
        "pass",
        f"{DOOR}::test_read_when_denied_then_denial_beats_grant",
    ),
    Breakage(
        "restriction is forgotten",
        "evidence/visibility.py",
        "visible = granted & (q(restricted=False) | q(id__within=scope.named_items))",
        "visible = granted",
        f"{DOOR}::test_read_when_restricted_then_only_a_named_grant_opens",
    ),
    Breakage(
        "a grant without a right shows evidence",
        "evidence/visibility.py",
        "    if Right.READ not in scope.rights:\n        return Q(pk__in=[])\n    granted = Q(pk__in=[])\n    if scope.collections:\n        granted |= q(collection",
        "    granted = Q(pk__in=[])\n    if scope.collections:\n        granted |= q(collection",
        f"{DOOR}::test_read_when_role_ended_then_a_grant_alone_shows_nothing",
    ),
    Breakage(
        "the item policy is dropped",
        POLICIES,
        "alter table evidence_item enable row level security;",
        "",
        f"{DOOR}::test_read_when_the_door_is_open_then_the_policy_shows_only_own",
    ),
    Breakage(
        "the policy lets everyone pass",
        POLICIES,
        "(not closed and iapb_actor() is not null)",
        "true",
        f"{DOOR}::test_read_when_the_door_is_open_then_the_policy_shows_only_own",
    ),
]
