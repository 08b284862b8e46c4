"""One-line breakages of the vault for `bin/drill sabotage`, each with the test that must notice."""

from __future__ import annotations

from tests.drills.breakages import Breakage

_SEALED = "iapb/custody/sealed.py"
_KEYS = "iapb/custody/keys.py"
_TICKETS = "iapb/custody/tickets.py"
_VIEWS = "iapb/custody/views.py"
_TESTS = "tests/custody"

BREAKAGES = [
    Breakage(
        "the last chunk is not checked before the first byte",
        _SEALED,
        "        self._check_end()\n",
        "",
        f"{_TESTS}/test_sealed.py::test_open_when_last_chunk_is_damaged_then_refused_before_the_first_byte",
    ),
    Breakage(
        "the commitment is not compared",
        _SEALED,
        "if not hmac.compare_digest(header[SALT_BYTES:], self._cipher.commitment):",
        "if False:",
        f"{_TESTS}/test_sealed.py::test_open_when_id_or_segment_is_another_then_refused",
    ),
    Breakage(
        "the recorded size is not compared",
        _SEALED,
        "if sealed_size is not None and self.sealed_size != sealed_size:",
        "if False:",
        f"{_TESTS}/test_sealed.py::test_open_when_recorded_size_differs_then_refused",
    ),
    Breakage(
        "a damaged chunk is passed on",
        _SEALED,
        "            raise Damaged(Fault.CHUNK, number) from None",
        "            return",
        f"{_TESTS}/test_sealed.py::test_open_when_chunks_are_swapped_then_refused",
    ),
    Breakage(
        "segments are sealed without their number",
        _SEALED,
        'f"iapb-vault/1|{blob}|{segment}"',
        'f"iapb-vault/1|{blob}|0"',
        f"{_TESTS}/test_store.py::test_open_when_segments_are_reordered_then_refused",
    ),
    Breakage(
        "a segment may be left out",
        "iapb/custody/store.py",
        "if [segment.number for segment in segments] != list(range(len(segments))) or not segments:",
        "if not segments:",
        f"{_TESTS}/test_store.py::test_open_when_a_segment_is_left_out_of_the_record_then_refused",
    ),
    Breakage(
        "a destroyed key stays on the disk",
        _KEYS,
        "            remove(path)\n",
        "",
        f"{_TESTS}/test_keys.py::test_destroy_when_done_then_nothing_opens_and_no_new_key_is_made",
    ),
    Breakage(
        "a destroyed subject gets a new key",
        _KEYS,
        "            if self.is_destroyed(subject):\n",
        "            if False:\n",
        f"{_TESTS}/test_keys.py::test_destroy_when_done_then_nothing_opens_and_no_new_key_is_made",
    ),
    Breakage(
        "fields open in another column",
        _KEYS,
        'f"{_FIELD}|{_part(table)}|{_part(column)}|{row}"',
        'f"{_FIELD}|{_part(table)}|{row}"',
        f"{_TESTS}/test_keys.py::test_open_field_when_moved_to_another_place_then_refused",
    ),
    Breakage(
        "others may read the root key",
        "iapb/custody/durable.py",
        "        if mode & 0o077:",
        "        if mode & 0o002:",
        f"{_TESTS}/test_keys.py::test_start_when_others_may_read_the_root_key_then_refused",
    ),
    Breakage(
        "the announced hash is not compared",
        "iapb/custody/keeping.py",
        "unlike = sending.expected_sha256 not in (None, arrived.sha256)",
        "unlike = False",
        f"{_TESTS}/test_files.py::test_receive_when_bytes_are_not_the_announced_ones_then_rejected_recorded_and_kept",
    ),
    Breakage(
        "a broken line makes a whole file",
        "iapb/custody/intake.py",
        "if expected_size is not None and writer.size != expected_size:",
        "if False:",
        f"{_TESTS}/test_files.py::test_receive_when_the_line_breaks_then_nothing_stays",
    ),
    Breakage(
        "web may rewrite what was received",
        "iapb/custody/migrations/0002_walls.py",
        "revoke delete, update on custody_storedfile,",
        "revoke delete on custody_storedfile,",
        f"{_TESTS}/test_files.py::test_row_when_web_would_rewrite_or_remove_it_then_the_database_refuses",
    ),
    Breakage(
        "a reading is not told to the ledger",
        _TICKETS,
        '        record(\n            "file.read",',
        '        dict(\n            event="file.read",',
        f"{_TESTS}/test_content.py::test_content_when_read_then_the_ledger_tells_it_once",
    ),
    Breakage(
        "a ticket outlives the right to the file",
        _TICKETS,
        "if not _may_read(ticket.file_id, ticket.person):",
        "if False:",
        f"{_TESTS}/test_content.py::test_ticket_when_right_to_the_file_ends_then_absent",
    ),
    Breakage(
        "a ticket outlives its session",
        _TICKETS,
        "if ticket.session_key and not _session_lives(ticket.session_key):",
        "if False:",
        f"{_TESTS}/test_content.py::test_ticket_when_session_ended_then_absent",
    ),
    Breakage(
        "text of others is shown inline",
        _VIEWS,
        "ticket.inline and stored.kind == StoredFile.Kind.DERIVATIVE and stored.media_type in _OURS",
        "ticket.inline and stored.media_type in _OURS",
        f"{_TESTS}/test_content.py::test_content_when_type_could_run_something_then_it_is_only_downloaded",
    ),
    Breakage(
        "content is not sandboxed",
        _VIEWS,
        '_POLICY = "sandbox; default-src',
        '_POLICY = "default-src',
        f"{_TESTS}/test_content.py::test_content_when_answered_then_headers_close_everything_but_showing",
    ),
    Breakage(
        "the root key goes into the backup",
        "iapb/custody/backup.py",
        'without=frozenset({"kek"})',
        "without=frozenset()",
        f"{_TESTS}/test_backup.py::test_backup_when_the_keys_are_opened_then_the_root_key_is_not_among_them",
    ),
    Breakage(
        "a restore gives rights back that were taken away",
        "iapb/custody/restore.py",
        "    _forget_default_rights()\n    words",
        "    words",
        f"{_TESTS}/test_backup.py::test_restore_when_the_machine_is_bare_then_everything_is_equal",
    ),
]
