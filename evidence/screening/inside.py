"""Opens a picture, a PDF or an archive inside the box. Argument: the media type. Prints JSON.

{"findings": ["unreadable" | "truncated" | "too_large" | "not_docx", …]}
"""

import json
import sys
import zipfile

INPUT = "/work/input"
MOST_PIXELS = 200_000_000
MOST_FILES = 10_000
MOST_RATIO = 100
SMALL = 1 << 20  # below this a high ratio is no bomb


def picture() -> list[str]:
    import pyvips

    try:
        image = pyvips.Image.new_from_file(INPUT, access="sequential", fail_on="none")
    except pyvips.Error:
        return ["unreadable"]
    if image.width * image.height > MOST_PIXELS:
        return ["too_large"]
    try:
        pyvips.Image.new_from_file(INPUT, access="sequential", fail_on="truncated").avg()
    except pyvips.Error:
        return ["truncated"]
    return []


def pdf() -> list[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(INPUT)
        return [] if len(document) else ["unreadable"]
    except pypdfium2.PdfiumError:
        return ["unreadable"]


def archive(word: bool) -> list[str]:
    broken = ["not_docx"] if word else ["unreadable"]
    try:
        with zipfile.ZipFile(INPUT) as opened:
            entries = opened.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return broken
    packed = sum(entry.compress_size for entry in entries) or 1
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_FILES or (unpacked > SMALL and unpacked / packed > MOST_RATIO):
        return ["too_large"]
    if word and "word/document.xml" not in {entry.filename for entry in entries}:
        return broken
    return []


def main() -> None:
    media_type = sys.argv[1]
    if media_type.startswith("image/"):
        findings = picture()
    elif media_type == "application/pdf":
        findings = pdf()
    else:
        findings = archive(media_type.endswith("wordprocessingml.document"))
    sys.stdout.write(json.dumps({"findings": findings}))


main()
