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
ACCOUNTS = "tests/accounts"
MATRIX = "tests/matrix"
QUALITY = "tests/coding/test_quality.py"
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
        "current = Q(expires_at__gt=ANY_TIME)",
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
    Breakage(
        "accounts: a code of the second factor counts twice",
        "iapb/accounts/totp.py",
        " and counter > after:",
        ":",
        f"{ACCOUNTS}/test_second_factor.py::test_consume_when_the_same_code_comes_again_then_refused_as_long_as_it_would_fit",
    ),
    Breakage(
        "accounts: the granter confirms their own grant",
        "iapb/accounts/actions/roles.py",
        "    if by.pk in (asked_by, assignment.person_id):",
        "    if False:",
        f"{ACCOUNTS}/test_roles.py::test_confirm_when_granter_holder_or_stranger_then_refused",
    ),
    Breakage(
        "accounts: sessions outlive a suspension",
        "iapb/accounts/actions/people.py",
        '    sessions.end_everything(person=person, why="suspended", by=by)',
        "    pass",
        f"{ACCOUNTS}/test_people.py::test_suspend_then_sessions_and_tokens_are_dead_on_the_next_request",
    ),
    Breakage(
        "accounts: a token that was taken back opens",
        "iapb/accounts/backends.py",
        '    standing = {"api_tokens__revoked_at": None, "api_tokens__expires_at__gt": ANY_TIME}',
        '    standing = {"api_tokens__expires_at__gt": ANY_TIME}',
        f"{ACCOUNTS}/test_backends.py::test_bearer_when_token_is_over_then_nobody",
    ),
    Breakage(
        "accounts: a role that is over is read with its person",
        "iapb/accounts/backends.py",
        "RoleAssignment.objects.in_force(ANY_TIME).filter",
        "RoleAssignment.objects.filter",
        f"{ACCOUNTS}/test_backends.py::test_statement_when_asked_often_then_planned_once_and_answers_of_each_asking",
    ),
    Breakage(
        "access: of addresses that begin alike the last is taken",
        "iapb/routes.py",
        "groups.setdefault(first, []).append(path(rest, entry.callback, entry.default_args, entry.name))",
        "groups.setdefault(first, []).insert(0, path(rest, entry.callback, entry.default_args, entry.name))",
        "tests/access/test_routes.py::test_addresses_when_they_begin_alike_then_the_first_that_fits_is_taken",
    ),
    Breakage(
        "accounts: an idle session lives on",
        "iapb/accounts/session_store.py",
        "        if now - self.last_seen_at > settings.SESSION_IDLE:",
        "        if False:",
        f"{ACCOUNTS}/test_sessions.py::test_session_when_idle_or_old_then_ends",
    ),
    Breakage(
        "accounts: pages open without a second factor",
        "iapb/access/middleware.py",
        "    return not request.session.get(SECOND_FACTOR)",
        "    return False",
        f"{ACCOUNTS}/test_second_factor.py::test_pages_when_no_second_factor_then_every_page_leads_to_enrolment",
    ),
    Breakage(
        "accounts: a token opens pages",
        "iapb/access/middleware.py",
        " and _wants_json(request)  # type",
        "  # type",
        f"{ACCOUNTS}/test_sessions.py::test_token_when_sent_to_a_page_then_counts_for_nothing",
    ),
    Breakage(
        "accounts: an expired link still works",
        "iapb/accounts/actions/links.py",
        "filter(token_hash=token_hash, expires_at__gt=timezone.now()).first()",
        "filter(token_hash=token_hash).first()",
        f"{ACCOUNTS}/test_links.py::test_accept_when_expired_withdrawn_or_unknown_then_the_same_sentence",
    ),
    Breakage(
        "accounts: wrong guesses are not counted",
        "iapb/accounts/guesses.py",
        '    return ratelimit.consume(request, app="allauth.account", action="guess", key=key, config=config)',
        "    return RateLimitUsage(usage=[])",
        f"{ACCOUNTS}/test_sign_in.py::test_sign_in_when_guessed_ten_times_then_not_even_the_right_password_helps",
    ),
    Breakage(
        "accounts: a person whose account ran out signs in",
        "iapb/accounts/adapter.py",
        "        if person is None or not person.is_current():",
        "        if person is None:",
        f"{ACCOUNTS}/test_sign_in.py::test_sign_in_when_it_fails_then_one_sentence_whatever_the_reason",
    ),
    Breakage(
        "grants: a grant has no end",
        "iapb/access/grant.py",
        "    check_term(until)",
        "    pass",
        "tests/evidence/test_grants.py::test_give_when_the_term_is_wrong_then_refused",
    ),
    Breakage(
        "grants: an item is given by who does not see it",
        "iapb/access/grant.py",
        '    if not apps.get_model("evidence", "Item").objects.visible_to(by).filter(pk=object.pk).exists():',
        "    if False:",
        "tests/evidence/test_grants.py::test_give_item_when_the_giver_does_not_see_it_then_refused",
    ),
    Breakage(
        "what a finding forbids is tried all the same",
        "evidence/actions/files.py",
        "    if _USES.get(linked.role) not in never:\n",
        "    if True:\n",
        "tests/evidence/test_screening.py::test_screen_when_a_finding_forbids_reading_then_no_text_is_made",
    ),
    Breakage(
        "a bomb is ready for use",
        "evidence/tasks/screenings.py",
        "State.FAILED if holds(found) else State.READY",
        "State.READY",
        "tests/evidence/test_screening.py::test_screen_when_a_bomb_then_failed_nothing_made_and_the_page_says_why",
    ),
    Breakage(
        "an antivirus without signatures counts as one that found nothing",
        "evidence/screening/antivirus.py",
        '    if not signatures:\n        return Verdict(State.NO_SIGNATURES, "", engine)\n',
        "",
        "tests/evidence/test_screening.py::test_antivirus_when_it_answers_then_no_more_is_learned_than_it_said",
    ),
    Breakage(
        "matrix: a list counts over all rows",
        "interviews/tables.py",
        "    return Witness.objects.visible_to(actor).annotate(",
        '    return Witness.objects.unscoped("all of them").annotate(',
        f"{MATRIX}/test_lists.py::test_list_when_the_policies_are_off_then_the_door_counts_alone[partner]",
    ),
    Breakage(
        "matrix: a page refuses what it should not know",
        "interviews/views/witnesses.py",
        "    return get_object_or_404(Witness.objects.visible_to(request.user), pk=pk)\n",
        "    from iapb.access.errors import Refused\n\n    found = Witness.objects.visible_to(request.user).filter(pk=pk).first()\n    if found is None:\n        raise Refused('It is not yours.')\n    return found\n",
        f"{MATRIX}/test_matrix.py::test_fragments_when_asked_for_then_as_the_table_says[partner]",
    ),
    Breakage(
        "matrix: the policy of witnesses is dropped",
        "interviews/migrations/0002_policies.py",
        "alter table interviews_witness enable row level security;",
        "",
        f"{MATRIX}/test_walls.py::test_door_when_open_then_the_policies_keep_the_other_body_away[partner]",
    ),
    Breakage(
        "a veiled picture shows more when it is enlarged",
        "static/js/viewer.js",
        'sheet.style.setProperty("--zoom", zoom);',
        'sheet.style.removeProperty("--zoom");',
        "tests/evidence/test_lists_in_chromium.py",
    ),
]
