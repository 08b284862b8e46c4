"""What is wrong with a version of the framework, sentence by sentence. Nothing here asks the database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.scheme import (
    CARRIERS,
    CODE_ID,
    COLOUR,
    HANDLING,
    LANGUAGES,
    USE_ROLES,
    Entry,
    Scheme,
)

# C0 and C1 controls but tab and line feed, surrogates, what XML and YAML cannot hold, and what turns the line round.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
LONGEST_CODE = 40
LONGEST_LABEL = 200
LONGEST_TEXT = 4000
MOST_CODES = 2000
MOST_WORDS = 60  # labels of one language, examples, rules


@dataclass(frozen=True)
class Problem:
    sentence: Any
    code: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}" if self.code else str(self.sentence)


def problems(scheme: Scheme, base: Scheme | None) -> list[Problem]:
    """Empty when the version may be published after `base`."""
    found = list(_of_scheme(scheme))
    known = scheme.by_id()
    for entry in scheme.entries:
        found += [Problem(sentence, entry.code) for sentence in _of_entry(entry, scheme, known)]
    if base is not None:
        found += _against(scheme, base, known)
    return found


def _of_scheme(scheme: Scheme) -> Iterator[Problem]:
    if not scheme.entries:
        yield Problem(_("There is no code in it."))
    if len(scheme.entries) > MOST_CODES:
        yield Problem(_("More than %(number)s codes cannot be kept in order.") % {"number": MOST_CODES})
    for code, times in Counter(entry.code for entry in scheme.entries).items():
        if times > 1:
            yield Problem(_("The id stands more than once."), code)
    known = scheme.by_id()
    for code in scheme.single_choice:
        if code not in known or known[code].parent is not None:
            yield Problem(_("It is named as a group of which one is chosen, and is no category."), code)
    for rule in scheme.rules:
        if UNPRINTABLE.search(rule) or not rule.strip() or len(rule) > LONGEST_TEXT:
            yield Problem(_("A rule is empty, too long, or holds characters that cannot be shown."))
    if len(scheme.rules) > MOST_WORDS:
        yield Problem(_("There are more than %(number)s rules.") % {"number": MOST_WORDS})
    yield from _same_name(scheme)


def _same_name(scheme: Scheme) -> Iterator[Problem]:
    """Two codes in use side by side under one name cannot be told apart in the palette."""
    for language in LANGUAGES:
        seen: dict[tuple[str | None, str], str] = {}
        for entry in scheme.entries:
            name = entry.label.get(language, "").casefold()
            if not name or entry.retired:
                continue
            other = seen.setdefault((entry.parent, name), entry.code)
            if other != entry.code:
                yield Problem(
                    _("It has the same name as %(other)s beside it (%(language)s).")
                    % {"other": other, "language": language},
                    entry.code,
                )


def _of_entry(entry: Entry, scheme: Scheme, known: dict[str, Entry]) -> Iterator[Any]:
    if not CODE_ID.fullmatch(entry.code) or len(entry.code) > LONGEST_CODE:
        yield _("An id is a category in capitals and parts after dots, such as PHY.BEAT.")
    yield from _of_place(entry, scheme, known)
    yield from _of_words(entry)
    yield from _of_use(entry)
    yield from _of_retirement(entry, known)


def _of_place(entry: Entry, scheme: Scheme, known: dict[str, Entry]) -> Iterator[Any]:
    if entry.parent is None:
        if entry.assignable:
            yield _("A category is not assignable: it gathers codes, and its codes are placed on words.")
        if "." in entry.code:
            yield _("It stands at the top, where only categories stand. Put it under one.")
        return
    if entry.parent not in known:
        yield _("Its parent %(parent)s is missing.") % {"parent": entry.parent}
        return
    root = scheme.root_of(entry.code)
    if root is None or known[root].parent is not None:
        yield _("Its parents go in a circle.")
    elif root != entry.prefix:
        yield _(
            "It begins with %(prefix)s and stands under %(root)s. A code of another category is another code: add a "
            "new one there, and retire this one in its favour."
        ) % {"prefix": entry.prefix, "root": root}
    if known[entry.parent].retired and not entry.retired:
        yield _("It stands under %(parent)s, which is retired.") % {"parent": entry.parent}


def _of_words(entry: Entry) -> Iterator[Any]:
    missing = [language for language in LANGUAGES if not entry.label.get(language, "").strip()]
    if missing:
        yield _("It has no label in %(languages)s.") % {"languages": ", ".join(missing)}
    if unknown := sorted((set(entry.label) | set(entry.alt) | set(entry.hidden)) - set(LANGUAGES)):
        yield _("Labels are kept in en, ru and be; it has some in %(languages)s.") % {"languages": ", ".join(unknown)}
    if not entry.definition.strip():
        yield _("It has no definition.")
    for language in LANGUAGES:
        yield from _of_labels(entry, language)
    texts = (entry.definition, entry.include, entry.exclude, *entry.examples, *entry.maps, entry.picture_alt)
    if any(UNPRINTABLE.search(text) for text in texts):
        yield _("Its texts hold characters that cannot be shown.")
    if any(len(text) > LONGEST_TEXT for text in texts) or len(entry.examples) > MOST_WORDS:
        yield _("A text of it is longer than %(number)s characters.") % {"number": LONGEST_TEXT}
    if any(not text.strip() for text in (*entry.examples, *entry.maps)):
        yield _("An example or a mapping of it is empty.")


def _of_labels(entry: Entry, language: str) -> Iterator[Any]:
    """One preferred label a language; none stands in two of the three kinds (SKOS S13, S14)."""
    own, others = entry.label.get(language, ""), [*entry.alt.get(language, ()), *entry.hidden.get(language, ())]
    for text in (own, *others):
        if UNPRINTABLE.search(text) or "\n" in text or "\t" in text:
            yield _("A label holds a line break, or characters that cannot be shown (%(language)s).") % {
                "language": language
            }
        if len(text) > LONGEST_LABEL:
            yield _("A label is longer than %(number)s characters.") % {"number": LONGEST_LABEL}
    if any(not text.strip() for text in others) or len(others) > MOST_WORDS:
        yield _("Another label is empty, or there are too many (%(language)s).") % {"language": language}
    for text, times in Counter(word for word in (own, *others) if word).items():
        if times > 1:
            yield _("“%(label)s” stands twice among its labels (%(language)s).") % {"label": text, "language": language}


def _of_use(entry: Entry) -> Iterator[Any]:
    for values, allowed, sentence in (
        (entry.applies_to, CARRIERS, _("It is said to be used on %(values)s, which is unknown.")),
        (entry.handling, HANDLING, _("Its handling is %(values)s, which is unknown.")),
        (entry.use_roles, USE_ROLES, _("It may be placed by %(values)s, and no such role tags.")),
    ):
        if unknown := [value for value in values if value not in allowed]:
            yield sentence % {"values": ", ".join(unknown)}
        if len(set(values)) < len(values):
            yield _("Something is said of it twice.")
    if not entry.applies_to:
        yield _("It is used on nothing: say on which material.")
    if entry.use_roles and not entry.restricted:
        yield _("Who may place a code is said of need-to-know codes alone.")
    if entry.colour and not COLOUR.fullmatch(entry.colour):
        yield _("A colour is written like #a1b2c3.")
    if bool(entry.picture) != bool(entry.picture_alt.strip()):
        yield _("A picture needs words for those who do not see it.")


def _of_retirement(entry: Entry, known: dict[str, Entry]) -> Iterator[Any]:
    if entry.successors and not entry.retired:
        yield _("It has a replacement and is not retired.")
    if entry.replaced_by and entry.split_into:
        yield _("It is replaced either by one code or by several.")
    if len(entry.split_into) == 1:
        yield _("It is parted into one code only.")
    for successor in entry.successors:
        if successor not in known:
            yield _("Its replacement %(code)s is missing.") % {"code": successor}
        elif successor == entry.code:
            yield _("It is replaced by itself.")
        elif not known[successor].assignable and entry.assignable:
            yield _("Its replacement %(code)s is a category.") % {"code": successor}
    if _circle(entry, known):
        yield _("Its replacements go in a circle.")


def _circle(entry: Entry, known: dict[str, Entry]) -> bool:
    left, seen = list(entry.successors), set[str]()
    while left:
        code = left.pop()
        if code == entry.code:
            return True
        if code in known and code not in seen:
            seen.add(code)
            left += known[code].successors
    return False


def _against(scheme: Scheme, base: Scheme, known: dict[str, Entry]) -> Iterator[Problem]:
    """A code that was published keeps its id, its kind and its retirement for ever."""
    if scheme.id != base.id:
        yield Problem(_("The scheme is called %(id)s here.") % {"id": base.id})
    for before in base.entries:
        now = known.get(before.code)
        if now is None:
            yield Problem(_("It was published and is missing: a code is retired, never removed."), before.code)
        elif now.assignable != before.assignable:
            yield Problem(_("A published code does not become a category, nor a category a code."), before.code)
        elif before.retired and now.retired != before.retired:
            yield Problem(_("It was retired on %(day)s: that stays so.") % {"day": before.retired}, before.code)


def said(found: Iterable[Problem]) -> list[str]:
    return [str(problem) for problem in found]
