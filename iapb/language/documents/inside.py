"""Takes the text out of a document inside the box. Argument: the kind. Prints JSON.

{"paragraphs": [text, …], "pages": [{"number", "width", "height", "words": [[text, left, top, width, height]]}],
"silent": [page, …]} or {"error": word}. Only a PDF has pages.
"""

import json
import sys

from broken import Broken
from encodings_of_cyrillic import Unreadable, decode

INPUT = "/work/input"


def main() -> None:
    try:
        answer = READERS[sys.argv[1]]()
    except Broken as broken:
        answer = {"error": broken.word}
    except Unreadable:
        answer = {"error": "encoding"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))


def content() -> bytes:
    with open(INPUT, "rb") as source:
        found = source.read()
    if not found:
        raise Broken("nothing")
    return found


def read_pdf() -> dict:
    from portable import read

    content()
    return read(INPUT)


def read_docx() -> dict:
    from docx import Document
    from docx_body import paragraphs

    if content().startswith(b"\xd0\xcf\x11\xe0"):
        raise Broken("locked")
    try:
        body = Document(INPUT).element.body
    except MemoryError:
        raise
    except Exception as error:
        raise Broken("docx") from error
    # Cells of a row belong together, as they stand on the page.
    return {"paragraphs": [("\t" if isinstance(one, tuple) else "\n").join(one) for one in paragraphs(body)]}


def read_odt() -> dict:
    from opendocument import paragraphs

    content()
    return {"paragraphs": paragraphs(INPUT)}


def read_rtf() -> dict:
    from striprtf.striprtf import rtf_to_text

    written = content().decode("latin-1")
    if not written.startswith("{\\rtf"):
        raise Broken("rtf")
    try:
        text = rtf_to_text(written, encoding="cp1251", errors="strict")
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        raise Broken("rtf") from error
    return {"paragraphs": text.split("\n")}


def read_html() -> dict:
    from markup import paragraphs

    return {"paragraphs": paragraphs(content())}


def read_eml() -> dict:
    from letter import paragraphs

    return {"paragraphs": paragraphs(content())}


def read_txt() -> dict:
    text = decode(content()).replace("\r\n", "\n").replace("\r", "\n")
    return {"paragraphs": text.split("\n\n") if "\n\n" in text.strip() else text.split("\n")}


READERS = {
    "pdf": read_pdf,
    "docx": read_docx,
    "odt": read_odt,
    "rtf": read_rtf,
    "html": read_html,
    "eml": read_eml,
    "txt": read_txt,
}

if __name__ == "__main__":
    main()
