"""Places where words stop being words: one line each, and who notices."""

from __future__ import annotations

from tests.drills.breakages import Breakage

_TEST = "tests/xss/test_xss.py::test_house_when_fed_with_script_then_none_runs_and_nothing_is_asked_elsewhere"
BREAKAGES = [
    Breakage(
        "script: what a file says of itself is believed to be markup",
        "templates/evidence/items/view.html",
        "<dt>{{ name }}</dt><dd>{{ value }} ",
        "<dt>{{ name }}</dt><dd>{{ value|safe }} ",
        _TEST,
    ),
    Breakage(
        "script: the words of a passage are not escaped",
        "evidence/search/templatetags/passages.py",
        "if hit else escape(text) for text",
        "if hit else text for text",
        _TEST,
    ),
]
