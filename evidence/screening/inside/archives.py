"""Archives: what they would become if somebody unpacked them. Nothing is written, one layer is read."""

import bz2
import gzip
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib

import packed_office

MOST_FILES = 10_000
MOST_RATIO = 100
SMALL = 1 << 20  # below this a high ratio is no bomb
MOST_BYTES = 16 << 30
PIECE = 1 << 20
OFFICE_ENDINGS = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".docm", ".xlsm")
PACKED_HEADS = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
DEFLATED, STORED, BZIPPED, LZMAED = 8, 0, 12, 14
ENCRYPTED = 1
LOCAL = struct.Struct("<4s5H3L2H")


class Grows(Exception):
    """More comes out than went in, by far."""


class Budget:
    """Counts what comes out against what went in."""

    def __init__(self, went_in: int) -> None:
        self.most = min(MOST_BYTES, max(SMALL, went_in * MOST_RATIO))
        self.out = 0

    def spend(self, number: int) -> None:
        self.out += number
        if self.out > self.most:
            raise Grows


def look(path: str, told: str) -> list[str]:
    with open(path, "rb") as source:
        start = source.read(8)
    try:
        if start.startswith(b"PK") or zipfile.is_zipfile(path):
            return zipped(path)
        return streamed(path, start)
    except Grows:
        return ["bomb"]
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile):
        return ["unreadable"]


def office(path: str, told: str) -> list[str]:
    """A word processor's file is an archive of XML."""
    word = told.endswith("wordprocessingml.document")
    broken = ["not_docx"] if word else ["unreadable"]
    try:
        found = zipped(path)
        with zipfile.ZipFile(path) as opened:
            names = set(opened.namelist())
            if word and "word/document.xml" not in names:
                return broken
            if "bomb" not in found:
                found += packed_office.look(opened)
    except Grows:
        return ["bomb"]
    except (OSError, ValueError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile):
        return broken
    return found


def zipped(path: str) -> list[str]:
    with zipfile.ZipFile(path) as opened, open(path, "rb") as source:
        entries = opened.infolist()
        if len(entries) > MOST_FILES:
            return ["bomb"]
        names = [entry.orig_filename for entry in entries]
        found = of_names(names)
        found += ["links_inside"] if any(_is_special(entry.external_attr >> 16) for entry in entries) else []
        found += ["locked"] if any(entry.flag_bits & ENCRYPTED for entry in entries) else []
        found += ["two_kinds"] if len(set(names)) < len(names) else []
        if packed_office.is_office(names):
            found += packed_office.look(opened)
        return found + _unpacked(source, opened, entries)


def _unpacked(source, opened: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> list[str]:
    """Every entry is run through, since what its header promises can be a lie."""
    budget, found = Budget(sum(entry.compress_size for entry in entries)), []
    if sum(entry.file_size for entry in entries) > budget.most or _overlap(entries):
        return ["bomb"]
    for entry in entries:
        source.seek(entry.header_offset)
        local = LOCAL.unpack(source.read(LOCAL.size))
        name = source.read(local[9])
        source.seek(local[10], 1)
        if local[0] != b"PK\x03\x04":
            raise zipfile.BadZipFile
        if name != _as_bytes(entry):
            found.append("two_kinds")  # one list for one unpacker, another for the next
        head = _run_through(source, entry, budget)
        if head.startswith(PACKED_HEADS) and not entry.filename.lower().endswith(OFFICE_ENDINGS):
            found.append("nested")
    return found


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Many entries over the same bytes: small on the disk, endless when unpacked."""
    end = -1
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + LOCAL.size + entry.compress_size
    return False


def _as_bytes(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437", "replace")


def _run_through(source, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    """The first bytes of what comes out."""
    if entry.flag_bits & ENCRYPTED:
        return b""
    makers = {DEFLATED: lambda: zlib.decompressobj(-15), BZIPPED: bz2.BZ2Decompressor}
    left, head = entry.compress_size, b""
    if entry.compress_type == STORED:
        budget.spend(left)
        return source.read(min(left, 8))
    if entry.compress_type not in makers:
        return b""
    machine = makers[entry.compress_type]()
    while left > 0 and not machine.eof:
        piece = source.read(min(PIECE, left))
        if not piece:
            raise EOFError
        left -= len(piece)
        for out in _drained(machine, piece):
            budget.spend(len(out))
            head = head or out[:8]
    return head


def _drained(machine, piece: bytes):
    """A mebibyte at a time, whatever the piece would grow to."""
    while True:
        out = machine.decompress(piece, PIECE)
        if out:
            yield out
        piece = getattr(machine, "unconsumed_tail", b"")
        if machine.eof or (not piece and len(out) < PIECE):
            return


def streamed(path: str, start: bytes) -> list[str]:
    openers = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open))
    opener = next((one for head, one in openers if start.startswith(head)), None)
    if opener is None:
        with open(path, "rb") as plain:
            return taped(plain)
    with open(path, "rb") as measured:
        size = measured.seek(0, 2)
    with opener(path, "rb") as unpacked:
        counted = Counted(unpacked, Budget(size))
        head = counted.read(512)
        if head[257:262] == b"ustar":
            return taped(counted, head)
        while counted.read(PIECE):
            pass
    return ["nested"] if head.startswith(PACKED_HEADS) else []


class Counted:
    """A stream that stops when it grew too much."""

    def __init__(self, stream, budget: Budget) -> None:
        self.stream, self.budget = stream, budget

    def read(self, size: int) -> bytes:
        piece = self.stream.read(min(size, PIECE) if size >= 0 else PIECE)
        self.budget.spend(len(piece))
        return piece


class Again:
    """A stream of which the beginning was read already."""

    def __init__(self, head: bytes, stream) -> None:
        self.head, self.stream = head, stream

    def read(self, size: int) -> bytes:
        taken, self.head = self.head[:size], self.head[size:]
        while len(taken) < size and (piece := self.stream.read(size - len(taken))):
            taken += piece
        return taken


def taped(stream, head: bytes = b"") -> list[str]:
    names, found = [], []
    with tarfile.open(fileobj=Again(head, stream), mode="r|") as tape:
        for member in tape:
            names.append(member.name)
            if len(names) > MOST_FILES:
                return ["bomb"]
            if not (member.isreg() or member.isdir()):
                found.append("links_inside")
            if member.isreg() and (content := tape.extractfile(member)):
                begins = content.read(8)
                if begins.startswith(PACKED_HEADS) and not member.name.lower().endswith(OFFICE_ENDINGS):
                    found.append("nested")
    return [*of_names(names), *found]


def _is_special(mode: int) -> bool:
    return bool(mode) and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)


def of_names(names: list[str]) -> list[str]:
    """Names that lead out of the folder they are unpacked into, or to a device."""
    return ["outside_names"] if any(map(leads_outside, names)) else []


def leads_outside(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return (
        name.startswith(("/", "\\", "~/", "~\\"))
        or bool(re.match(r"[A-Za-z]:", name))
        or ".." in parts
        or any(ord(letter) < 32 or ord(letter) == 127 for letter in name)
        or any(DEVICES.fullmatch(part.strip()) or len(part.encode("utf-8", "replace")) > 255 for part in parts)
    )
