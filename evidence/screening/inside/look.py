"""Opens one file inside the box and says what was found. Arguments: the media type told from its
first bytes, and the ending of its name. Prints JSON: {"kind": "image/png", "findings": ["two_kinds", …]}.

A reader that breaks is a finding as well: whatever it was, the file is not whole.
"""

import json
import os
import subprocess
import sys

import archives
import asked
import documents
import markup
import pictures
import twofold
import words

INPUT = "/work/input"
SECONDS_TO_TELL = 60
# Of a recording that stays outside the box this much is looked at here; all of it is decoded beside (speech/inside.py).
HEAD, TAIL = 16 << 20, 16 << 20
ARCHIVES = {
    "application/zip", "application/java-archive", "application/epub+zip", "application/x-tar", "application/gzip",
    "application/x-gzip", "application/x-bzip2", "application/x-xz", "application/vnd.android.package-archive",
}  # fmt: skip
# Opened nowhere: what reads them well is large and old.
CLOSED = {
    "application/x-7z-compressed", "application/x-rar", "application/vnd.rar", "application/vnd.ms-cab-compressed",
    "application/x-iso9660-image", "application/zstd", "application/x-lzma", "application/x-lz4", "application/x-arj",
    "application/x-lha", "application/x-lzh-compressed", "application/x-cpio", "application/x-archive",
    "application/vnd.debian.binary-package", "application/x-rpm", "application/x-lzip", "application/x-compress",
}  # fmt: skip
OLD_OFFICE = {
    "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/x-ole-storage",
    "application/CDFV2", "application/vnd.ms-office", "application/vnd.ms-outlook", "application/encrypted",
}  # fmt: skip
TABLES = ("csv", "tsv")
PROGRAMS = {
    "application/x-executable", "application/x-pie-executable", "application/x-sharedlib", "application/x-dosexec",
    "application/x-msdownload", "application/vnd.microsoft.portable-executable", "application/x-mach-binary",
    "text/x-shellscript", "text/x-msdos-batch", "application/x-ms-shortcut", "application/x-wine-extension-ini",
}  # fmt: skip


def main() -> None:
    told, ending = sys.argv[1], sys.argv[2]
    asked.ends(HEAD, TAIL)
    kind = kind_of_content()
    findings = [*twofold.look(INPUT, told), *look(told, kind, ending)]
    sys.stdout.write(json.dumps({"kind": kind, "findings": list(dict.fromkeys(findings))}))


def kind_of_content() -> str:
    """What libmagic says. It knows far more kinds than the first bytes are asked for at the door."""
    command = ["/usr/bin/file", "--brief", "--mime-type", "--no-pad", INPUT]
    if not os.path.exists(command[0]):
        sys.stdout.write(json.dumps({"missing": "file"}))
        raise SystemExit(0)
    done = subprocess.run(command, capture_output=True, timeout=SECONDS_TO_TELL, check=False)
    kind = done.stdout.decode("ascii", "replace").strip()
    return kind if "/" in kind and len(kind) <= 100 else ""


def look(told: str, kind: str, ending: str) -> list[str]:
    kinds = {told, kind}
    for fits, reader in READERS:
        if fits(kinds, ending):
            return reader(told, ending, kinds)
    return []


def among(known: set[str]):
    return lambda kinds, _ending: bool(kinds & known)


def is_office(kinds: set[str], _ending: str) -> bool:
    return any(".openxmlformats-" in kind or ".oasis.opendocument" in kind for kind in kinds)


def is_svg(kinds: set[str], ending: str) -> bool:
    return "image/svg+xml" in kinds or (ending == "svg" and bool(kinds & {"text/xml", "text/html", "text/plain"}))


def is_picture(kinds: set[str], _ending: str) -> bool:
    return any(kind.startswith("image/") for kind in kinds)


def is_page(kinds: set[str], ending: str) -> bool:
    written = any(kind.startswith("text/") for kind in kinds)
    return "text/html" in kinds or "application/xhtml+xml" in kinds or (ending in ("html", "htm", "xhtml") and written)


def is_xml(kinds: set[str], ending: str) -> bool:
    return bool(kinds & {"text/xml", "application/xml"}) or (ending == "xml" and "text/plain" in kinds)


def is_letter(kinds: set[str], ending: str) -> bool:
    return "message/rfc822" in kinds or (ending in ("eml", "mht", "mhtml") and "text/plain" in kinds)


def is_written(kinds: set[str], _ending: str) -> bool:
    return any(kind.startswith("text/") or kind in ("application/json", "application/x-subrip") for kind in kinds)


READERS = (
    (is_svg, lambda *_about: markup.vector(INPUT)),
    (is_picture, lambda *_about: pictures.look(INPUT)),
    (among({"application/pdf"}), lambda *_about: documents.pdf(INPUT)),
    (is_office, lambda told, *_about: archives.office(INPUT, told)),
    (among(ARCHIVES), lambda told, *_about: archives.look(INPUT, told)),
    (among(CLOSED), lambda *_about: ["closed_archive"]),
    (among(OLD_OFFICE), lambda *_about: documents.old_office(INPUT)),
    (among({"application/rtf", "text/rtf"}), lambda *_about: documents.rtf(INPUT)),
    (is_letter, lambda *_about: markup.letter(INPUT)),
    (is_page, lambda *_about: markup.page(INPUT)),
    (is_xml, lambda *_about: markup.xml(INPUT)),
    (among(PROGRAMS), lambda *_about: ["program"]),
    (is_written, lambda _told, ending, kinds: words.look(INPUT, table=ending in TABLES or "text/csv" in kinds)),
)


if __name__ == "__main__":
    main()
