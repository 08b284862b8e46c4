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
LEDGER = "tests/ledger"
LEDGER_WALLS = "iapb/ledger/migrations/0002_append_only.py"
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
    Breakage(
        "an event is written outside its change",
        "iapb/ledger/actions.py",
        "if not connection.in_atomic_block:",
        "if False:",
        f"{LEDGER}/test_record.py::test_record_when_outside_transaction_then_refused",
    ),
    Breakage(
        "whoever inserts an event chooses its time",
        LEDGER_WALLS,
        "new.at := clock_timestamp();",
        "new.at := coalesce(new.at, clock_timestamp());",
        f"{LEDGER}/test_record.py::test_insert_when_role_chooses_time_and_leaf_then_database_overrules",
    ),
    Breakage(
        "the ledger's triggers sleep in the replica role",
        LEDGER_WALLS,
        "alter table {table} enable always trigger {table}_rows;",
        "",
        f"{LEDGER}/test_walls.py::test_change_when_superuser_in_replica_role_then_triggers_refuse",
    ),
    Breakage(
        "the product keeps the right to change the ledger",
        LEDGER_WALLS,
        "revoke all on {table} from public, iapb_web, iapb_worker, iapb_sealer;",
        "",
        f"{LEDGER}/test_walls.py::test_change_when_role_of_the_product_then_refused",
    ),
    Breakage(
        "a detail is erased without a word",
        LEDGER_WALLS,
        "if tg_op = 'DELETE' and exists (",
        "if tg_op = 'DELETE' or exists (",
        f"{LEDGER}/test_record.py::test_erase_when_function_called_without_event_then_refused",
    ),
    Breakage(
        "an event of a slow transaction is left out",
        "iapb/ledger/sealer.py",
        "select pg_snapshot_xmin(",
        "select pg_snapshot_xmax(",
        f"{LEDGER}/test_sealer.py::test_seal_when_a_transaction_is_slow_then_others_go_ahead_and_it_is_not_left_out",
    ),
    Breakage(
        "the signer forgets",
        "iapb/ledger/memory.py",
        "            if known.size:\n",
        "            if False:\n",
        f"{LEDGER}/test_sealer.py::test_follow_when_sealed_events_were_replaced_then_signer_refuses",
    ),
    Breakage(
        "verification believes the columns",
        "iapb/ledger/verification.py",
        "            same = leaf.Leaf(id, event, at, actor, object, commit).to_bytes() == data",
        "            same = True",
        f"{LEDGER}/test_verification.py::test_verify_when_superuser_changed_a_row_then_found",
    ),
    Breakage(
        "a proof to another root is taken",
        "iapb/ledger/tree.py",
        "if not hmac.compare_digest(computed, root):",
        "if False:",
        f"{LEDGER}/test_tree.py::test_inclusion_when_mutated_then_none_accepted",
    ),
    Breakage(
        "an export of the ledger leaves no trace",
        "iapb/ledger/views.py",
        'told = record("ledger.exported", actor=request.user.pk, object="ledger:export", detail=form.asked())',
        "told = Event.objects.latest('at')",
        f"{LEDGER}/test_pages.py::test_export_when_json_then_filter_counts_and_is_on_record",
    ),
]
