"""What lies in an office file beside the text: macros, other files, parts that are fetched from elsewhere."""

import re
import zipfile

import markup

MOST_XML = 64 << 20
ODF = "application/vnd.oasis.opendocument"
FIELD = re.compile(rb"\bDDE(?:AUTO)?\b")
FETCHED_FIELD = re.compile(rb"INCLUDE(?:PICTURE|TEXT)\b[^<]{0,200}(?:https?:|file:|ftp:|\\\\)", re.IGNORECASE)


def is_office(names: list[str]) -> bool:
    return "[Content_Types].xml" in names or "mimetype" in names


def look(opened: zipfile.ZipFile) -> list[str]:
    names = [name.lower() for name in opened.namelist()]
    found = []
    if any("vbaproject" in name or name.startswith(("basic/", "scripts/")) for name in names):
        found.append("macros")
    if any(
        "/embeddings/" in name or "oleobject" in name or "activex/" in name or re.match(r"object \d", name)
        for name in names
    ):
        found.append("embedded")
    left = MOST_XML
    for entry in opened.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels", ".svg")) or entry.flag_bits & 1:
            continue
        with opened.open(entry) as source:
            content = source.read(left + 1)
        left -= len(content)
        if left < 0:
            return [*found, "bomb"]
        found += of_part(entry.filename.lower(), content)
    return list(dict.fromkeys(found))


def of_part(name: str, content: bytes) -> list[str]:
    seen = markup.Seen()
    found = markup.parsed(content, seen)
    if FETCHED_FIELD.search(content):
        found.append("remote_parts")
    if FIELD.search(content) and name.startswith("word/"):
        found.append("scripts")
    for tag, attributes in seen.elements:
        found += _of_element(name, tag, attributes)
    return found


def _of_element(name: str, tag: str, attributes: dict[str, str]) -> list[str]:
    if name.endswith(".rels"):
        outside = attributes.get("TargetMode", "").lower() == "external"
        fetched = outside and not attributes.get("Type", "").endswith("/hyperlink")
        return ["remote_parts"] if fetched else []
    if tag.startswith(("script:", "office:script")):
        return ["macros"] if tag.startswith("script:") else []
    if tag == "manifest:encryption-data":
        return ["locked"]
    target = attributes.get("xlink:href", "")
    return ["remote_parts"] if tag not in ("text:a", "meta:template") and markup.is_elsewhere(target) else []
