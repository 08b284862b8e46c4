"""Reads a transcript inside the box. Argument: docx, txt, srt or vtt. Prints JSON.

{"segments": [{"text", "speaker", "start", "end"}, …]} or {"error": word, "line": n}.
"""

import json
import sys

from encodings_of_cyrillic import Unreadable, decode
from paragraphs import Broken, from_cells, from_lines
from subtitles import cues

INPUT = "/work/input"


def main() -> None:
    kind = sys.argv[1]
    try:
        answer = {"segments": READERS[kind]()}
    except Broken as broken:
        answer = {"error": broken.word, "line": broken.line}
    except Unreadable:
        answer = {"error": "encoding"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


def text() -> str:
    with open(INPUT, "rb") as source:
        content = source.read()
    if not content:
        raise Broken("nothing")
    return decode(content).replace("\r\n", "\n").replace("\r", "\n")


def read_text() -> list[dict]:
    content = text()
    blocks = [block.split("\n") for block in content.split("\n\n")]
    # Without empty lines between paragraphs, each line is one.
    if "\n\n" not in content.strip():
        blocks = [[line] for line in content.split("\n")]
    return from_lines(blocks)


def read_subtitles() -> list[dict]:
    return cues(text().split("\n"))


def read_docx() -> list[dict]:
    from docx import Document
    from docx_body import paragraphs

    with open(INPUT, "rb") as source:
        start = source.read(8)
    if not start:
        raise Broken("nothing")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Broken("locked")  # the old format, or a password
    try:
        body = Document(INPUT).element.body
    except MemoryError:
        raise
    except Exception as error:
        raise Broken("docx") from error
    blocks = list(paragraphs(body))
    rows = [block for block in blocks if isinstance(block, tuple)]
    if len(rows) > len(blocks) / 2:
        return from_cells(rows)
    return from_lines([list(block) if isinstance(block, tuple) else block for block in blocks])


READERS = {"docx": read_docx, "txt": read_text, "srt": read_subtitles, "vtt": read_subtitles}

if __name__ == "__main__":
    main()
