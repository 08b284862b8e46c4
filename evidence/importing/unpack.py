"""Reads a ZIP inside the box; nothing of it is written to a disk. Prints JSON, or bytes.

`list` prints {"files": [[path, size], …]} or {"error": a word of the problems}.
`take` with the numbers of some entries prints for each its size in eight bytes and its bytes.
"""

import json
import sys
import zipfile

INPUT = "/work/input"
MOST_FILES = 100_000
MOST_RATIO = 200
SMALL = 1 << 20
ENCRYPTED = 1
UTF8 = 0x800
LINK = 0o120000


def name_of(entry: zipfile.ZipInfo) -> str:
    """Older programs of Windows write Russian names in the code page of the console, and say nothing of it."""
    if entry.flag_bits & UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("cp866")
    except UnicodeError:
        return entry.filename


def plain(opened: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [entry for entry in opened.infolist() if not entry.is_dir()]


def listed(opened: zipfile.ZipFile) -> dict:
    entries = plain(opened)
    if len(entries) > MOST_FILES:
        return {"error": "zip_too_many"}
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        return {"error": "zip_locked"}
    if any((entry.external_attr >> 16) & 0o170000 == LINK for entry in entries):
        return {"error": "zip_links"}
    if any(entry.file_size > max(SMALL, entry.compress_size * MOST_RATIO) for entry in entries):
        return {"error": "zip_bomb"}
    names = [name_of(entry) for entry in entries]
    if len(set(names)) < len(names):
        return {"error": "zip_twice"}
    return {"files": [[name, entry.file_size] for name, entry in zip(names, entries, strict=True)]}


def take(opened: zipfile.ZipFile, numbers: list[int]) -> None:
    entries, out = plain(opened), sys.stdout.buffer
    for number in numbers:
        entry = entries[number]
        out.write(entry.file_size.to_bytes(8, "big"))
        with opened.open(entry) as content:
            left = entry.file_size
            # Checked against the sum that stands beside it: a cut or changed entry stops the reader.
            while piece := content.read(1 << 20):
                left -= len(piece)
                if left < 0:
                    sys.exit(1)
                out.write(piece)
            if left:
                sys.exit(1)


def main() -> None:
    what, *numbers = sys.argv[1:]
    try:
        with zipfile.ZipFile(INPUT) as opened:
            if what == "take":
                take(opened, [int(number) for number in numbers])
                return
            answer = listed(opened)
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        if what == "take":
            sys.exit(1)
        answer = {"error": "zip_broken"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


main()
