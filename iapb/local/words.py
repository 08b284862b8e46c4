"""The catalogues of the house's sentences, kept with Babel alone: no machine needs gettext's programs.

`python -m iapb.local.words` compiles them, as bin/setup does.
`python -m iapb.local.words refresh` brings new sentences in and takes old ones out; nothing is guessed.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "iapb" / "locale"
LANGUAGES = ("ru", "be")
PLACES = ("templates", "iapb", "evidence", "interviews", "consent", "disclosures")
PROJECT, VERSION = "IAPB", "1"
Sentence = str | tuple[str, str]
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}

_QUOTED = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(?:gettext|ngettext|pgettext|_)\({_QUOTED}(?:,\s*{_QUOTED})?(?:,\s*count)?\)")


def catalogue_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    with catalogue_of(language).open("rb") as file:
        return read_po(file, locale=language)


def compile_all() -> None:
    for language in LANGUAGES:
        source = catalogue_of(language)
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            whole = io.BytesIO()
            write_mo(whole, read(language))
            # Others may be reading the old one: it is replaced in one step.
            made = target.with_suffix(".new")
            made.write_bytes(whole.getvalue())
            made.replace(target)


def sentences() -> Iterator[tuple[str, str | None, Sentence]]:
    """Each translatable sentence: the file it stands in, its context, itself (with its plural)."""
    for place in PLACES:
        for file in sorted((ROOT / place).rglob("*")):
            if file.suffix in (".py", ".html", ".txt") and file.is_file():
                for context, sentence in _in_file(file):
                    yield file.relative_to(ROOT).as_posix(), context, sentence


def _in_file(file: Path) -> Iterator[tuple[str | None, Sentence]]:
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # Between its calls Django leaves the template's text crossed out, which is no Python.
        text = "\n".join(call.group() for call in CALL.finditer(templatize(text)))
    source = io.BytesIO(text.encode())
    for _line, found, _comments, context in extract("python", source, keywords=KEYWORDS):
        words = tuple(found[:2]) if isinstance(found, tuple | list) else found
        yield context, words


def refresh() -> None:
    template = Catalog(project=PROJECT, version=VERSION)
    for _file, context, sentence in sentences():
        template.add(sentence, context=context)
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        with catalogue_of(language).open("wb") as file:
            write_po(file, catalogue, width=0, sort_output=True, omit_header=False, include_previous=False)


if __name__ == "__main__":
    if sys.argv[1:] == ["refresh"]:
        refresh()
    elif sys.argv[1:]:
        sys.exit("usage: python -m iapb.local.words [refresh]")
    compile_all()
