"""Russian and Belarusian: every sentence a partner can meet is there, whole, and in the right language."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable

import pytest
from babel.messages.catalog import Catalog, Message
from django.utils import translation
from django.utils.translation import gettext, ngettext

from iapb.local import words
from tests.words import partner

pytestmark = pytest.mark.parametrize("language", words.LANGUAGES)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
# Letters that the other language does not have: a sentence in the wrong catalogue shows.
FOREIGN = {"ru": "іўІЎ", "be": "ищъИЩЪ"}


def untranslated(catalogue: Catalog, found: Iterable[tuple[str, str | None, words.Sentence]]) -> set[tuple[str, str]]:
    """Where a sentence stands, and the sentence."""
    missing = set()
    for file, context, sentence in found:
        first = sentence if isinstance(sentence, str) else sentence[0]
        message = catalogue.get(first, context)
        said = message.string if message else ""
        if message is None or message.fuzzy or not all([said] if isinstance(said, str) else said):
            missing.add((file, first))
    return missing


def said(catalogue: Catalog) -> list[tuple[Message, str, str]]:
    """Each translated form with the English it stands for."""
    forms = []
    for message in catalogue:
        if message.id and message.string:
            several = isinstance(message.id, tuple | list)
            for form in message.string if several else [message.string]:
                forms.append((message, message.id[1] if several else message.id, form))
    return [one for one in forms if one[2]]


def test_catalogue_when_a_partner_reads_then_nothing_is_untranslated(language: str) -> None:
    missing = untranslated(words.read(language), partner.sentences())
    assert not missing, f"{len(missing)} sentences of partners' pages have no {language} translation:\n" + "\n".join(
        f"  {file}: {sentence}" for file, sentence in sorted(missing)
    )


def test_count_when_a_sentence_is_new_emptied_or_guessed_then_it_is_counted(language: str) -> None:
    catalogue = words.read(language)
    assert untranslated(catalogue, [("a.html", None, "Nobody ever wrote this.")])
    assert not untranslated(catalogue, [("a.html", None, "Witnesses")])
    catalogue.get("Interviews").string = ""
    catalogue.get("Witnesses").flags.add("fuzzy")
    assert len(untranslated(catalogue, [("a.html", None, "Witnesses"), ("b.html", None, "Interviews")])) == 2


def test_sentences_when_extracted_then_templates_and_code_of_every_kind_are_read(language: str) -> None:
    found = {(file, sentence) for file, _context, sentence in words.sentences()}
    assert ("templates/account/login.html", "Sign in") in found
    assert ("templates/components/list_filter.html", ("%(number)s found", "%(number)s found")) in found
    assert ("iapb/access/rights.py", "record consent") in found
    assert ("iapb/jobs/runner.py", "This kind of work is not known here. Tell the administrator.") in found
    assert not any(partner.is_staff(file) for file, _context, _sentence in partner.sentences())


def test_staff_when_a_pattern_names_nothing_then_it_goes(language: str) -> None:
    files = {file for file, _context, _sentence in words.sentences()}
    unused = [pattern for pattern in partner.STAFF if not any(partner.fnmatch(file, pattern) for file in files)]
    assert not unused


def test_catalogue_when_looked_through_then_no_guesses_and_nothing_old(language: str) -> None:
    catalogue = words.read(language)
    assert not [message.id for message in catalogue if message.id and message.fuzzy]
    assert not catalogue.obsolete
    assert "NOT YET REVIEWED BY A NATIVE LAWYER" in catalogue.header_comment


def test_catalogue_when_it_counts_then_three_forms_each(language: str) -> None:
    catalogue = words.read(language)
    assert catalogue.num_plurals == 3
    wrong = [error for message in catalogue if message.string for error in message.check(catalogue)]
    assert not wrong


def test_catalogue_when_a_sentence_has_gaps_then_the_same_gaps(language: str) -> None:
    wrong = [
        form
        for _message, english, form in said(words.read(language))
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(form))
    ]
    assert not wrong


def test_catalogue_when_read_then_it_is_in_its_language(language: str) -> None:
    forms = said(words.read(language))
    assert not [form for _message, _english, form in forms if set(form) & set(FOREIGN[language])]
    # Nothing is left in English: a sentence with letters has some of the alphabet.
    assert not [
        form
        for _message, english, form in forms
        if re.search("[A-Za-z]{3}", PLACEHOLDER.sub("", english)) and not re.search("[А-Яа-яЁёІіЎў]", form)
    ]


@pytest.mark.parametrize(
    ("number", "ru", "be"),
    [
        (1, "1 запись", "1 запіс"),
        (2, "2 записи", "2 запісы"),
        (5, "5 записей", "5 запісаў"),
        (11, "11 записей", "11 запісаў"),
        (12, "12 записей", "12 запісаў"),
        (21, "21 запись", "21 запіс"),
        (23, "23 записи", "23 запісы"),
        (111, "111 записей", "111 запісаў"),
    ],
)
def test_count_when_said_then_in_the_right_form(language: str, number: int, ru: str, be: str) -> None:
    with translation.override(language):
        text = ngettext("%(n)s entry", "%(n)s entries", number) % {"n": number}
    assert text == {"ru": ru, "be": be}[language]


def test_compile_when_run_then_the_house_speaks(language: str) -> None:
    subprocess.run([sys.executable, "-m", "iapb.local.words"], cwd=words.ROOT, check=True)
    with translation.override(language):
        assert gettext("Witnesses") == {"ru": "Свидетели", "be": "Сведкі"}[language]
