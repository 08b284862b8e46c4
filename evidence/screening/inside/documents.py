"""PDF, RTF and the old office format: what they would run, fetch or carry."""

import re
import zlib

import pypdfium2

MOST = 256 << 20
MOST_UNPACKED = 64 << 20  # of one stream: more than the largest page has dots
MOST_IN_ALL = 1 << 30
MOST_STREAMS = 20_000
STREAM = re.compile(rb"<<(?P<dictionary>(?:[^<>]|<(?!<)|>(?!>)|<<[^<>]*>>){0,4000})>>\s*stream\r?\n", re.DOTALL)
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
NAME_ENDS = rb"(?![A-Za-z0-9])"
IN_PDF = (
    ("scripts", re.compile(rb"/(?:JavaScript|JS)" + NAME_ENDS)),
    ("scripts", re.compile(rb"/(?:Launch|RichMedia|Rendition|XFA)" + NAME_ENDS)),
    ("embedded", re.compile(rb"/(?:EmbeddedFile|EmbeddedFiles|FileAttachment)" + NAME_ENDS)),
    ("remote_parts", re.compile(rb"/(?:GoToR|SubmitForm|ImportData|GoToE)" + NAME_ENDS)),
    ("remote_parts", re.compile(rb"/FS\s*/URL" + NAME_ENDS)),
)
BY_ITSELF = re.compile(rb"/(?:OpenAction|AA)" + NAME_ENDS)
ADDRESS = re.compile(rb"/URI" + NAME_ENDS)
FLATE = re.compile(rb"/(?:FlateDecode|Fl)" + NAME_ENDS)
CHAIN = re.compile(rb"/Filter\s*\[([^\]]*)\]")
LONGEST_CHAIN = 4
MOST_RATIO = 500  # an empty page is packed a thousandfold, but it is small
IN_RTF = (
    ("embedded", re.compile(rb"\\obj(?:data|emb|ocx|html)\b")),
    ("remote_parts", re.compile(rb"\\obj(?:autlink|update)\b")),
    ("remote_parts", re.compile(rb"\\(?:template|filetbl)\s+[^}]{0,200}(?:https?:|file:|\\\\\\\\)", re.IGNORECASE)),
    ("remote_parts", re.compile(rb"INCLUDE(?:PICTURE|TEXT)\b[^}]{0,200}(?:https?:|file:|\\\\\\\\)", re.IGNORECASE)),
    ("scripts", re.compile(rb"\bDDE(?:AUTO)?\b")),
)
MOST_BRACES = 5000


def pdf(path: str) -> list[str]:
    found = _of_content(path)
    try:
        document = pypdfium2.PdfDocument(path)
        if not len(document):
            found.append("unreadable")
    except pypdfium2.PdfiumError as error:
        found.append("locked" if "password" in str(error).lower() else "unreadable")
    return list(dict.fromkeys(found))


def _of_content(path: str) -> list[str]:
    with open(path, "rb") as source:
        content = source.read(MOST)
    plain, grows = _with_what_is_packed(content)
    plain = ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), plain)
    found = [word for word, pattern in IN_PDF if pattern.search(plain)]
    if BY_ITSELF.search(plain) and ADDRESS.search(plain):
        found.append("remote_parts")
    return [*found, "bomb"] if grows else found


def _with_what_is_packed(content: bytes) -> tuple[bytes, bool]:
    """What stands outside of streams and the objects packed into them; whether a stream grows beyond measure."""
    kept, place, left = [], 0, MOST_IN_ALL
    for number, stream in enumerate(STREAM.finditer(content)):
        if number > MOST_STREAMS or left <= 0:
            break
        kept.append(content[place : stream.end()])
        end = content.find(b"endstream", stream.end())
        place = len(content) if end < 0 else end
        out, grows = _unpacked(stream["dictionary"], content[stream.end() : place])
        if grows:
            return b"".join(kept) + content[place:], True
        left -= len(out)
        kept.append(out if b"/ObjStm" in stream["dictionary"] else b"")
    return b"".join(kept) + content[place:], False


def _unpacked(dictionary: bytes, packed: bytes) -> tuple[bytes, bool]:
    chain = CHAIN.search(dictionary)
    if chain and chain[1].count(b"/") > LONGEST_CHAIN:
        return b"", True
    if not FLATE.search(dictionary):
        return b"", False
    try:
        out = zlib.decompressobj().decompress(packed, MOST_UNPACKED + 1)
    except zlib.error:
        return b"", False
    return out, len(out) > MOST_UNPACKED and len(out) > MOST_RATIO * len(packed)


def rtf(path: str) -> list[str]:
    with open(path, "rb") as source:
        content = source.read(MOST)
    found = [word for word, pattern in IN_RTF if pattern.search(content)]
    depth = deepest = 0
    for brace in re.finditer(rb"(?<!\\)[{}]", content):
        depth += 1 if brace[0] == b"{" else -1
        deepest = max(deepest, depth)
    return [*dict.fromkeys(found), "bomb"] if deepest > MOST_BRACES else list(dict.fromkeys(found))


def _wide(word: str) -> bytes:
    return word.encode("utf-16-le")


IN_OLD_OFFICE = (
    ("macros", (_wide("_VBA_PROJECT"), _wide("Macros"), b"Attribut\x00e VB_")),
    ("embedded", (_wide("ObjectPool"), _wide("Ole10Native"), _wide("Equation Native"))),
    ("locked", (_wide("EncryptedPackage"),)),
)


def old_office(path: str) -> list[str]:
    with open(path, "rb") as source:
        content = source.read(MOST)
    return [word for word, marks in IN_OLD_OFFICE if any(mark in content for mark in marks)]
