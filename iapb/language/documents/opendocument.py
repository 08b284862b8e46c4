"""Walks an OpenDocument text so that nothing written is lost: tables, lists, notes and frames count;
what was deleted under tracked changes and comments of a reviewer do not."""

import zipfile

from broken import Broken
from lxml import etree

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
PASSED_OVER = {f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}note-citation", f"{TEXT}sequence-decls"}
PARAGRAPHS = {f"{TEXT}p", f"{TEXT}h"}
# Far more than any document; the box would end it anyway, with a poorer sentence.
MOST_BYTES = 256 << 20


def paragraphs(path: str) -> list[str]:
    body = _body(path)
    return list(_within(body))


def _body(path: str):
    try:
        with zipfile.ZipFile(path) as opened:
            entry = opened.getinfo("content.xml")
            if entry.flag_bits & 1 or b"encryption-data" in opened.read("META-INF/manifest.xml"):
                raise Broken("locked")
            if entry.file_size > MOST_BYTES:
                raise Broken("odt")
            content = opened.read(entry)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        found = etree.fromstring(content, parser).find(f".//{OFFICE}text")
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, NotImplementedError) as error:
        raise Broken("odt") from error
    if found is None:
        raise Broken("odt")
    return found


def _within(element):
    for child in element:
        if not isinstance(child.tag, str) or child.tag in PASSED_OVER:
            continue
        if child.tag in PARAGRAPHS:
            yield _words(child).strip()
        elif child.tag == f"{TABLE}table-row":
            cells = (" ".join(_within(cell)) for cell in child.iter(f"{TABLE}table-cell"))
            yield "\t".join(cell for cell in cells if cell)
        else:
            yield from _within(child)


def _words(element) -> str:
    found = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in PASSED_OVER:
            found.append(_word(child))
        found.append(child.tail or "")
    return "".join(found)


def _word(child) -> str:
    if child.tag == f"{TEXT}s":
        return " " * min(int(child.get(f"{TEXT}c", "1")), 80)
    if child.tag == f"{TEXT}tab":
        return "\t"
    if child.tag == f"{TEXT}line-break":
        return "\n"
    words = _words(child)
    return f"{words}\n" if child.tag in PARAGRAPHS else words  # a paragraph within one: a note, a frame
