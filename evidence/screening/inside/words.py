"""Plain text: lists that lead elsewhere, cells that a spreadsheet would run, lines that a browser would."""

import re

MOST = 64 << 20
PLAYLISTS = (
    re.compile(rb"\A(?:\xef\xbb\xbf)?\s*#EXT(?:M3U|-X-|INF)"),
    re.compile(rb"\A(?:\xef\xbb\xbf)?\s*ffconcat\s+version", re.IGNORECASE),
    re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\[(?:playlist|reference)\]", re.IGNORECASE),
    re.compile(rb"\A(?:\s*#[^\n]*\n)*\s*file\s+['\"]?[^\s'\"]+['\"]?\s*$", re.MULTILINE),
    re.compile(rb"<(?:asx|smil|MPD|playlist)\b[^>]*>", re.IGNORECASE),
    re.compile(rb"\Av=0\r?\no=", re.IGNORECASE),
    re.compile(rb"#EXT-X-(?:STREAM-INF|MEDIA|TARGETDURATION|KEY)"),
    re.compile(rb"\A\s*\[InternetShortcut\]", re.IGNORECASE),
)
SCRIPTS = re.compile(
    rb"<\s*(?:script|iframe|object|embed|svg|img|link|meta|base)\b[^>]{0,2000}>?|\bon(?:error|load|click)\s*=",
    re.IGNORECASE,
)
FORMULA = re.compile(rb"(?:^|[,;\t])[ \"']*(?:=|\+|-|@)\s*[A-Za-z][\w.]{0,60}\s*[(|!]", re.MULTILINE)


def look(path: str, *, table: bool) -> list[str]:
    with open(path, "rb") as source:
        content = source.read(MOST)
    return of(plain(content), table=table)


def plain(content: bytes) -> bytes:
    """Two-byte texts as one-byte ones: what is looked for is plain Latin."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace").encode("utf-8", "replace")
    return content


def of(content: bytes, *, table: bool = False) -> list[str]:
    found = []
    if any(list_.search(content) for list_ in PLAYLISTS):
        found.append("playlist")
    if SCRIPTS.search(content):
        found.append("scripts")
    if table and FORMULA.search(content):
        found.append("formulas")
    return found
