"""What a job says is read by each reader in their own language, whoever asked and whoever ran it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, override

from disclosures import words
from iapb import sentences
from iapb.jobs import runner
from iapb.jobs.models import Job
from iapb.language.base import NAMES, CannotRead, ModelMissing, ability_shown
from iapb.sentences import fill
from tests.cast import signed_in

ROOT = Path(__file__).resolve().parents[2]
SPOKEN_BY_JOBS = ("iapb/language", "iapb/jobs", "iapb/custody/tasks.py", "evidence/tasks", "disclosures/package",
                  "disclosures/actions/packages.py", "disclosures/actions/gates.py", "disclosures/words.py",
                  "consent/tasks.py")  # fmt: skip
# Asked for by a page, in the language of its reader.
OF_A_PAGE = {
    "iapb/language/scans/__init__.py",
    "iapb/language/engines.py",
    "iapb/language/models.py",
    "iapb/jobs/views.py",
}


def of_a_model() -> ModelMissing:
    return ModelMissing("transcribe be", ability_shown("transcribe", ["be"]))


@pytest.mark.parametrize("asks_in", ["ru", "en"])
def test_error_when_read_by_two_then_each_in_their_language(ask, handle, partner, asks_in: str) -> None:
    def work(claimed: Any) -> None:
        claimed.progress(0.2, fill(_("Page %(page)d of %(of)d is read"), page=2, of=5))
        raise of_a_model()

    handle("a", work)
    partner.language = asks_in
    partner.save(update_fields=["language"])
    job = ask("a")
    runner.run(job.pk)
    job = Job.objects.get(pk=job.pk)
    with override("ru"):
        assert "Белорусский" in str(job.error) and "install_model" in str(job.error)
        assert "No model" not in str(job.error)
        assert str(job.stage) == "Прочитана страница 2 из 5"
    with override("en"):
        assert "No model is installed for this: Transcribe by machine (Belarusian)." in str(job.error)
        assert str(job.stage) == "Page 2 of 5 is read"


def test_page_when_its_reader_is_another_than_who_ran_it_then_in_the_readers_language(ask, handle, partner) -> None:
    def work(claimed: Any) -> None:
        raise CannotRead(_("This PDF is damaged and cannot be opened."))

    handle("a", work)
    runner.run(ask("a").pk)
    page = signed_in(partner)
    assert "This PDF is damaged" in page.get("/jobs/").content.decode()
    partner.language = "ru"
    partner.save(update_fields=["language"])
    shown = page.get("/jobs/").content.decode()
    assert "This PDF is damaged" not in shown and "PDF" in shown


@pytest.mark.parametrize(
    ("sentence", "english"),
    [
        (_("No speech was found in the recording."), "No speech was found in the recording."),
        (fill(_("Comparing %(number)d segments"), number=3), "Comparing 3 segments"),
        (
            fill(_("The model “%(model)s” is made for %(languages)s only."), model="m", languages=list(NAMES.values())),
            "The model “m” is made for Russian, Belarusian, English only.",
        ),
        (words.no_longer(1), "1 entry may not go as things stand today. Look at it again."),
        (words.no_longer(4), "4 entries may not go as things stand today. Look at them again."),
        ("Words of an earlier time.", "Words of an earlier time."),
        ("", ""),
        (
            fill(_("%(ability)s (%(languages)s)"), ability=fill(_("Yes")), languages=["{x}", "100 %"]),
            "Yes ({x}, 100 %)",
        ),
    ],
)
def test_sentence_when_kept_and_read_then_the_same_words_and_kept_again_the_same(sentence: Any, english: str) -> None:
    with override("ru"):
        kept = sentences.keep(sentence)
        again = sentences.keep(sentences._read_later(kept))
    assert again == kept == sentences.keep(kept)
    with override("en"):
        assert sentences.read(kept) == str(sentence) == english


def test_sentence_when_counted_then_in_the_readers_plural() -> None:
    kept = [sentences.keep(fill(ngettext_lazy("%(n)d job", "%(n)d jobs", "n"), n=n)) for n in (1, 2)]
    with override("en"):
        assert [sentences.read(one) for one in kept] == ["1 job", "2 jobs"]


def test_sentences_of_jobs_when_they_hold_parts_then_nothing_fills_them_in_the_workers_language() -> None:
    """`_("…") % parts` is no longer a sentence but words of one language."""
    found = []
    for place in SPOKEN_BY_JOBS:
        for file in [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if name not in OF_A_PAGE and (_fills(node) or _translates_now(node)):
                    found.append(f"{name}:{node.lineno}")
    assert found == []


def _fills(node: ast.AST) -> bool:
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mod) or not isinstance(node.left, ast.Call):
        return False
    return getattr(node.left.func, "id", "") in ("_", "gettext", "ngettext", "ngettext_lazy")


def _translates_now(node: ast.AST) -> bool:
    if not isinstance(node, ast.ImportFrom) or node.module != "django.utils.translation":
        return False
    return bool({one.name for one in node.names} & {"gettext", "ngettext"})
