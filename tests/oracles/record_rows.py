"""Rows of the record that must stand and rows that cannot be, from standards.md 2 (G5, G7, G10) alone.

G10: an account that was written down is read back and signed; corrections are shown, not overwritten.
G7: what somebody was shown is kept as "shown by whom, which picture, what was said", and "none" is kept too.
G5: what is left out is left out on purpose.
Each entry changes the row that stands by itself; `stands` says whether the house may keep it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Put in by the test: ids of its own material.
OWN, OTHERS, ANOTHER = "of the interview", "of another interview", "another of the interview"


@dataclass(frozen=True)
class Row:
    table: str
    about: str
    stands: bool
    values: dict[str, Any]


READ_BACK = {
    "text_id": OWN, "file_id": None, "sha256": "a" * 64, "how": "aloud", "language": "ru", "read_by": "D-07",
    "read_on": "2024-05-02", "interpreter": "", "place": "",
}  # fmt: skip
SIGNATURE = {"outcome": "at_end", "why": "", "scan_id": OWN, "signed_on": "2024-05-02", "place": ""}
CORRECTION = {"number": 1, "where": "page 3", "wanted": "It was the evening, not the morning."}
SHOWING = {
    "manner": "one", "shown_on": "2024-05-02", "shown_by": "D-07", "said_before": "Do you know anybody here?",
    "words": "I do not know him.", "sureness": "quite sure", "outcome": "none", "chosen_id": None, "why_shown": "",
    "look_alikes": None, "pictures": (OWN,),
}  # fmt: skip
SKIP = {"section": "pictures", "reason": "not_asked", "note": ""}
BASE = {"readback": READ_BACK, "signature": SIGNATURE, "correction": CORRECTION, "showing": SHOWING, "skipmark": SKIP}


def _stands(table: str, about: str, **values: Any) -> Row:
    return Row(table, about, True, values)


def _cannot(table: str, about: str, **values: Any) -> Row:
    return Row(table, about, False, values)


ROWS = [
    _stands("readback", "a layer, by its hash"),
    _stands("readback", "a file, by its hash", text_id=None, file_id=OWN),
    _stands("readback", "the person read it alone", how="self", read_by=""),
    _cannot("readback", "bound to nothing", text_id=None),
    _cannot("readback", "bound to two things", file_id=OWN),
    _cannot("readback", "without a hash", sha256=""),
    _cannot("readback", "something that is no hash", sha256="b" * 63),
    _cannot("readback", "read aloud by nobody", read_by=""),
    _cannot("readback", "the text of another account", text_id=OTHERS),
    _cannot("readback", "the file of another account", text_id=None, file_id=OTHERS),
    _cannot("readback", "somebody who was not heard", witness_id=OTHERS),
    _stands("signature", "signed at the end, the paper shown"),
    _stands("signature", "signed on each page", outcome="each_page"),
    _stands("signature", "signed, and why the paper is not shown", scan_id=None, why="It stayed with the witness."),
    _stands("signature", "refused, and why", outcome="refused", scan_id=None, why="They fear for a brother."),
    _stands("signature", "could not sign, and why", outcome="could_not", scan_id=None, why="By telephone."),
    _cannot("signature", "signed without a proof or a word", scan_id=None),
    _cannot("signature", "refused without a word", outcome="refused", scan_id=None),
    _cannot("signature", "could not without a word", outcome="could_not", scan_id=None),
    _cannot("signature", "a signed paper of somebody who refused", outcome="refused", why="They fear."),
    _cannot("signature", "no answer at all", outcome="", scan_id=None, why="…"),
    _cannot("signature", "the paper of another account", scan_id=OTHERS),
    _stands("correction", "in the words asked for"),
    _stands("correction", "nobody said where", where=""),
    _cannot("correction", "nothing is asked for", wanted=""),
    _stands("showing", "one picture, and none was known"),
    _stands("showing", "one picture was known", outcome="picture", chosen_id=OWN),
    _stands("showing", "a person, and known", manner="person", outcome="person", pictures=()),
    _stands("showing", "several in turn, and why", manner="in_turn", why_shown="An authority asked.", look_alikes=True,
            pictures=(OWN, ANOTHER)),
    _stands("showing", "several at once, and none was known", manner="together", why_shown="An authority asked.",
            pictures=(OWN, ANOTHER)),
    _stands("showing", "not sure is an answer", outcome="unsure"),
    _cannot("showing", "no words of the witness", words=""),
    _cannot("showing", "shown by nobody", shown_by=""),
    _cannot("showing", "a picture known and not named", outcome="picture"),
    _cannot("showing", "none known, and one named", chosen_id=OWN),
    _cannot("showing", "one named that was not shown", outcome="picture", chosen_id=ANOTHER),
    _cannot("showing", "a line-up without a reason", manner="together", pictures=(OWN, ANOTHER)),
    _cannot("showing", "a line-up in turn without a reason", manner="in_turn", pictures=(OWN, ANOTHER)),
    _cannot("showing", "a line-up of one", manner="together", why_shown="An authority asked."),
    _cannot("showing", "one picture that is two", pictures=(OWN, ANOTHER)),
    _cannot("showing", "one picture that is none", pictures=()),
    _cannot("showing", "a person on a picture", manner="person", outcome="person"),
    _cannot("showing", "a person known from a picture", outcome="person"),
    _cannot("showing", "others of like looks beside one", look_alikes=True),
    _cannot("showing", "the same picture twice", manner="together", why_shown="An authority asked.",
            pictures=(OWN, OWN)),
    _cannot("showing", "to somebody who was not heard", witness_id=OTHERS),
    _stands("skipmark", "not asked"),
    _stands("skipmark", "refused", reason="refused"),
    _stands("skipmark", "does not apply", reason="not_applicable"),
    _stands("skipmark", "later", reason="later"),
    _cannot("skipmark", "without a reason", reason=""),
    _cannot("skipmark", "a reason nobody knows", reason="no_time"),
    _cannot("skipmark", "a part that no record has", section="weather"),
]  # fmt: skip
# What was written down stays: nobody of the house changes or takes away a row of these.
APPENDED = ("readback", "correction", "signature", "showing", "shownpicture", "skipmark")
