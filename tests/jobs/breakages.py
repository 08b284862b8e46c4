"""One-line breakages of jobs, the box, screening, URL rules and the consent decision for `bin/drill sabotage`."""

from __future__ import annotations

from tests.drills.breakages import Breakage

_CLAIMS = "iapb/jobs/claims.py"
_SWEEPER = "iapb/jobs/sweeper.py"
_BOX = "iapb/jobs/box.py"
_TESTS = "tests/jobs"
_DECISION = "tests/consent/test_decision.py"

BREAKAGES = [
    Breakage(
        "jobs: a late twin completes too",
        _CLAIMS,
        '        if not list(self._mine().select_for_update().values_list("pk")):\n            raise LeaseLost\n',
        "",
        f"{_TESTS}/test_queue.py::test_claim_when_the_lease_ran_out_then_the_next_takes_over_and_the_late_twin_writes_nothing",
    ),
    Breakage(
        "jobs: whoever asks gets a job that another runs",
        _CLAIMS,
        "Q(state=State.RUNNING, lease_until__lt=Now())\n    with transaction.atomic(durable=True):",
        "Q(state=State.RUNNING)\n    with transaction.atomic(durable=True):",
        f"{_TESTS}/test_queue.py::test_claim_when_the_work_is_going_on_then_nobody_else_gets_it",
    ),
    Breakage(
        "jobs: the work of a dead worker is lost",
        _SWEEPER,
        "        Job.objects.filter(pk__in=free).move(State.DUE, rung_at=None)\n",
        "",
        f"{_TESTS}/test_worker.py::test_worker_when_killed_in_the_middle_then_the_next_finishes_and_the_result_stands_once",
    ),
    Breakage(
        "jobs: what the bell forgot is never rung for again",
        _SWEEPER,
        "Q(rung_at=None) | Q(rung_at__lt=Now() - RING_AGAIN_AFTER)",
        "Q(rung_at=None)",
        f"{_TESTS}/test_sweeper.py::test_sweep_when_the_broker_lost_everything_then_rung_again_after_a_minute",
    ),
    Breakage(
        "jobs: an exception's text goes into the log",
        "iapb/jobs/runner.py",
        "claimed.kind, claimed.attempt, _where(error))",
        "claimed.kind, claimed.attempt, error)",
        f"{_TESTS}/test_queue.py::test_run_when_it_breaks_then_the_log_names_place_and_type_only",
    ),
    Breakage(
        "box: the network is there",
        _BOX,
        '"--unshare-pid", "--unshare-net", "--unshare-uts"]',
        '"--unshare-pid", "--unshare-uts"]',
        f"{_TESTS}/test_proof.py::test_prove_when_the_box_holds_says_nothing",
    ),
    Breakage(
        "box: the system-call filter is left out",
        _BOX,
        '            command += ["--seccomp", str(filter_number)]\n',
        "            pass\n",
        f"{_TESTS}/test_proof.py::test_prove_when_the_box_holds_says_nothing",
    ),
    Breakage(
        "box: a box that leaks is used all the same",
        "iapb/jobs/proof.py",
        "    if leaks:\n",
        "    if False:\n",
        f"{_TESTS}/test_proof.py::test_prove_when_one_wall_is_missing_refuses_and_names_it",
    ),
    Breakage(
        "screening: a file that breaks its reader counts as good",
        "evidence/screening/__init__.py",
        "    except CannotRead:\n        return [Finding.UNREADABLE]",
        "    except CannotRead:\n        return []",
        "tests/evidence/test_screening.py::test_look_when_a_file_is_made_so_then_found",
    ),
    Breakage(
        "URL rules: a right that is missing does not matter",
        "iapb/access/middleware.py",
        "        if rule != SIGNED_IN:\n",
        "        if False:\n",
        "tests/access/test_middleware.py::test_request_when_right_is_missing_then_refused_in_a_sentence",
    ),
    Breakage(
        "URL rules: nobody comes in without signing in",
        "iapb/access/middleware.py",
        "        if not request.user.is_authenticated or not request.user.is_current():",
        "        if not request.user.is_authenticated:",
        "tests/access/test_middleware.py::test_request_when_account_expired_then_refused",
    ),
    Breakage(
        "consent: purposes are not compared",
        "consent/decision/__init__.py",
        "    Row(7, CLOSED, rows.each_consent(rows.purpose_granted)),\n",
        "",
        f"{_DECISION}::test_decide_when_a_lawyer_asks_what_only_prosecutors_were_granted_then_row_7_denies",
    ),
    Breakage(
        "consent: a withdrawn consent still counts",
        "consent/decision/__init__.py",
        "    Row(6, CLOSED, rows.each_consent(rows.still_standing)),\n",
        "",
        f"{_DECISION}::test_decide_when_one_of_two_persons_withdrew_then_joint_material_stays",
    ),
    Breakage(
        "consent: the last consent counts for two years and more",
        "consent/decision/rows.py",
        "CONSENT_MONTHS = 24",
        "CONSENT_MONTHS = 240",
        "tests/consent/test_decision_against_oracle.py",
    ),
]
