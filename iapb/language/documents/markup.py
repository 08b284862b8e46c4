"""The words of a web page, a paragraph for each block. Rather too much than too little: only scripts, styles and
remarks are left out, and what is never closed hides nothing."""

import re
from html.parser import HTMLParser

from encodings_of_cyrillic import decode

CODE = {"script", "style"}
_BLOCKS = """
address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre section summary table
tbody tfoot thead title tr ul
"""
BLOCKS = frozenset(_BLOCKS.split())
DECLARED = re.compile(
    rb"<(?:meta[^>]{0,200}charset|\?xml[^>]{0,100}encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE
)
SPACE = re.compile(r"[ \t\r\n\f]+")


def paragraphs(content: bytes, told: str = "") -> list[str]:
    """`told`: the encoding that whoever carried the page named; else the page's own word, else a careful guess."""
    reader = Reader()
    reader.feed(text_of(content, told))
    reader.close()
    return [SPACE.sub(" ", "".join(line)).strip() for line in reader.lines]


def text_of(content: bytes, told: str) -> str:
    declared = DECLARED.search(content[:4096])
    named = told or (declared[1].decode() if declared else "")
    try:
        return content.decode(named or "utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return decode(content)


class Reader(HTMLParser):
    """Goes through the page once and keeps no tree: it may be nested deeper than any stack is high."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self.in_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_code = tag in CODE
        if tag in BLOCKS:
            self.lines.append([])
        elif tag in ("br", "td", "th"):
            self.lines[-1].append(" ")
        elif tag == "img" and (instead := dict(attrs).get("alt")):
            self.lines[-1].append(f"[{instead}]")

    def handle_endtag(self, tag: str) -> None:
        self.in_code = False
        if tag in BLOCKS:
            self.lines.append([])

    def handle_data(self, data: str) -> None:
        if not self.in_code:
            self.lines[-1].append(data)
