"""An archive as its page and the API show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from evidence.cells import written
from evidence.importing.archives import BRING_IN, EXAMINE
from evidence.importing.manifest import CODES, TOTALS
from evidence.importing.models import Archive
from evidence.importing.registry import kinds
from iapb import jobs
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody.keys import KeyDestroyed
from iapb.custody.reading import KeyGone
from iapb.sentences import read

PER_PAGE = 50
LINES_SHOWN = 50  # of a report; the file has all
OUTCOME_WORDS: dict[str, Any] = {
    "read": _("Rows read"),
    "created": _("Brought in"),
    "same": _("Already there"),
    "differs": _("There, but different"),
    "erased": _("Erased since"),
    "refused": _("Refused"),
    "recounted": _("Recounted"),
    "stated": _("By the old count"),
}
ALWAYS = ("read", "created", "refused", "recounted")
_OTHER: dict[str, Any] = {
    TOTALS: _("How many rows there should be"),
    CODES: _("Legacy codes, and what takes their place"),
    "": _("The whole archive"),
}


def archives_of(by: Person) -> Any:
    rows = Archive.objects.visible_to(by).select_related("file", "run", "collection")
    return rows.defer("problems", "lines").order_by("-sent_at", "pk")


def name_of(archive: Archive) -> str:
    """The name the sender gave it; nothing once its key is gone."""
    if archive.given_away_at:
        return ""
    try:
        return custody.original_name(archive.file)
    except (KeyDestroyed, KeyGone):
        return ""


def label_of(table: str) -> Any:
    return next((kind.label for kind in kinds() if kind.name == table), _OTHER.get(table, table))


def state_of(archive: Archive) -> Any:
    if archive.given_away_at:
        return _("Key destroyed")
    if archive.run_id:
        return _("Brought in")
    return _("Looked through") if archive.examined_at else _("Sent")


def page_of(archive: Archive, *, table: str = "", page: str = "1") -> dict[str, Any]:
    problems = [problem(*one) for one in archive.problems]
    shown = [one for one in problems if not table or one["table"] == table]
    named = {one["table"]: one["label"] for one in problems}
    return {
        "archive": archive,
        "name": name_of(archive),
        "state": state_of(archive),
        "problems": Paginator(shown, PER_PAGE).get_page(page),
        "tables": [{"name": name, "label": label} for name, label in named.items()],
        "table": table,
        "refusing": sum(one["refuses"] for one in problems),
        "notices": sum(not one["refuses"] for one in problems),
        "read": [{"label": label_of(name), "number": archive.read[name]} for name in _in_order(archive.read)],
        **_columns(report_of(archive)),
        "lines": [_line(*one) for one in archive.lines[:LINES_SHOWN]],
        "all_lines": len(archive.lines),
        **work_of(archive),
    }


def work_of(archive: Archive) -> dict[str, Any]:
    known = [job for job in jobs.of([archive.pk]).get(archive.pk, []) if job.kind in (EXAMINE, BRING_IN)]
    job = next((one for one in known if one.is_open), None) or (known[0] if known else None)
    return {"job": job, "open": bool(job and job.is_open), "stopped": bool(job and job.has_stopped)}


def report_of(archive: Archive) -> list[dict[str, Any]]:
    if archive.run is None:
        return []
    return [
        {"label": label_of(name), "table": name, "counts": [one.get(word, "") for word in OUTCOME_WORDS]}
        for name, one in ((name, archive.run.counts[name]) for name in _in_order(archive.run.counts))
    ]


def _columns(report: list[dict[str, Any]]) -> dict[str, Any]:
    """Outcomes that no row had are left out of the page; the file has all of them."""
    words = list(OUTCOME_WORDS)
    kept = [at for at, word in enumerate(words) if word in ALWAYS or any(one["counts"][at] for one in report)]
    shown = [{**one, "counts": [one["counts"][at] for at in kept]} for one in report]
    labels = [OUTCOME_WORDS[words[at]] for at in kept]
    # On a phone the last columns lie beside the window: the sums stand before the table.
    sums = [(label, sum(one["counts"][place] or 0 for one in shown)) for place, label in enumerate(labels)]
    return {"report": shown, "outcomes": labels, "sums": sums}


def _line(table: str, row: int, outcome: str, columns: Any, sentence: str) -> dict[str, Any]:
    """A row that did not simply go through."""
    return {
        "label": label_of(table), "row": row, "outcome": OUTCOME_WORDS[outcome], "columns": columns,
        "sentence": read(sentence),
    }  # fmt: skip


def _in_order(named: dict[str, Any]) -> list[str]:
    """As they are brought in; the database keeps them in another order."""
    return [kind.name for kind in kinds() if kind.name in named]


def problems_csv(archive: Archive) -> bytes:
    rows = [(*one[:3], read(one[3]), _("refused") if one[4] else _("told only")) for one in archive.problems]
    return _csv([_("table"), _("row"), _("column"), _("problem"), _("what follows")], rows)


def report_csv(archive: Archive) -> bytes:
    """The counts of every table, then each row that did not simply go through."""
    counted = [(one["table"], *one["counts"]) for one in report_of(archive)]
    lines = [
        (table, row, OUTCOME_WORDS[outcome], " ".join(columns), read(sentence))
        for table, row, outcome, columns, sentence in archive.lines
    ]
    head = [_("table"), _("row"), _("outcome"), _("columns"), _("why")]
    return _csv([_("table"), *OUTCOME_WORDS.values()], [*counted, (), head, *lines])


def problem(table: str, row: int | None, column: str, sentence: str, refuses: bool) -> dict[str, Any]:
    return {
        "table": table, "label": label_of(table), "row": row, "column": column, "sentence": read(sentence),
        "refuses": refuses,
    }  # fmt: skip


def _csv(head: list[Any], rows: Iterable[Iterable[Any]]) -> bytes:
    return written((head, *rows))
