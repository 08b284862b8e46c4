"""SVG, XML, HTML and letters: entities that grow, parts that are fetched, scripts. Nothing is ever fetched here."""

import email
import email.policy
import re
from email.errors import MessageError
from html.parser import HTMLParser
from xml.parsers import expat

import words

MOST = 64 << 20
MOST_DEPTH = 1000
MOST_PARTS = 10_000
MOST_ELEMENTS = 200_000
ELSEWHERE = re.compile(r"\s*(?:https?:|ftp:|file:|smb:|//|\\\\)", re.IGNORECASE)
IN_STYLE = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"]?)\s*(?:https?:|ftp:|file:|//)", re.IGNORECASE)
FETCHING = {"src", "srcset", "background", "poster", "data", "action", "formaction", "codebase", "classid", "manifest"}
LINKING = {"a", "area"}
SCRIPTING = {"script", "object", "embed", "applet", "iframe"}


class Seen:
    """Elements with their attributes, as many as are worth looking at."""

    def __init__(self) -> None:
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.styles: list[str] = []


class TooDeep(Exception):
    pass


def parsed(content: bytes, seen: Seen) -> list[str]:
    """Declared entities are refused before they are used; expat fetches nothing by itself."""
    found: list[str] = []
    depth = 0
    reader = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise TooDeep
        if len(seen.elements) < MOST_ELEMENTS:
            seen.elements.append((tag, attributes))

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    def text(letters: str) -> None:
        if "url(" in letters or "@import" in letters:
            seen.styles.append(letters)

    def declared(*_entity: object) -> None:
        found.append("entities")

    def document_type(_name: str, system: str | None, _public: str | None, _internal: bool) -> None:
        if system and is_elsewhere(system) and "www.w3.org" not in system:
            found.append("entities")

    reader.StartElementHandler, reader.EndElementHandler, reader.CharacterDataHandler = start, end, text
    reader.EntityDeclHandler, reader.StartDoctypeDeclHandler = declared, document_type
    try:
        reader.Parse(content, True)
    except TooDeep:
        found.append("bomb")
    except (expat.ExpatError, ValueError):
        found += [] if found else ["unreadable"]
    return list(dict.fromkeys(found))


def is_elsewhere(target: str) -> bool:
    return bool(ELSEWHERE.match(target))


def read(path: str) -> bytes:
    with open(path, "rb") as source:
        return source.read(MOST)


def xml(path: str) -> list[str]:
    content, seen = read(path), Seen()
    found = parsed(content, seen)
    style = re.search(rb"<\?xml-stylesheet[^>]{0,500}(?:https?:|file:|//)", content[:4096], re.IGNORECASE)
    included = any(
        tag.endswith(("include", "import")) and is_elsewhere(attributes.get("href", ""))
        for tag, attributes in seen.elements
    )
    found += ["remote_parts"] if style or included else []
    return [*found, *(word for word in words.of(content) if word == "playlist")]


def vector(path: str) -> list[str]:
    """A drawing is a page in disguise. It is looked at and never drawn."""
    content, seen = read(path), Seen()
    if content[:2] == b"\x1f\x8b":
        return ["closed_archive"]
    found = parsed(content, seen)
    for tag, attributes in seen.elements:
        bare = tag.rsplit(":", 1)[-1].lower()
        if bare in ("script", "foreignobject", "handler"):
            found.append("scripts")
        for name, value in attributes.items():
            found += _of_attribute(bare, name.rsplit(":", 1)[-1].lower(), value)
        found += ["too_large"] if bare == "svg" and _is_huge(attributes) else []
    found += ["remote_parts"] if any(map(IN_STYLE.search, seen.styles)) else []
    found += ["remote_parts"] if re.search(rb"<\?xml-stylesheet[^>]{0,500}href", content[:4096]) else []
    return list(dict.fromkeys(found))


def _is_huge(attributes: dict[str, str]) -> bool:
    sides = [re.match(r"\s*([0-9.]{1,20})", attributes.get(name, "")) for name in ("width", "height")]
    if not all(sides):
        return False
    try:
        return float(sides[0][1]) * float(sides[1][1]) > 200_000_000
    except ValueError:
        return False


def _of_attribute(tag: str, name: str, value: str) -> list[str]:
    if name.startswith("on") and len(name) > 4:
        return ["scripts"]
    if name in ("href", "src", *FETCHING):
        if re.match(r"\s*(?:javascript|vbscript|data:text/html)", value, re.IGNORECASE):
            return ["scripts"]
        if is_elsewhere(value) and tag not in LINKING:
            return ["remote_parts"]
    return ["remote_parts"] if IN_STYLE.search(value) else []


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SCRIPTING:
            self.found.append("scripts")
        said = {name: value or "" for name, value in attrs}
        if tag == "meta" and said.get("http-equiv", "").lower() == "refresh":
            self.found.append("remote_parts")
        for name, value in said.items():
            self.found += _of_attribute(tag, name, value)

    def handle_data(self, data: str) -> None:
        if IN_STYLE.search(data):
            self.found.append("remote_parts")


def of_page(content: str) -> list[str]:
    reader = Page()
    try:
        reader.feed(content)
        reader.close()
    except (AssertionError, ValueError):
        return list(dict.fromkeys([*reader.found, "unreadable"]))
    return list(dict.fromkeys(reader.found))


def page(path: str) -> list[str]:
    return of_page(words.plain(read(path)).decode("utf-8", "replace"))


def letter(path: str) -> list[str]:
    """A mail with what hangs on it. Attachments are told of, not opened."""
    found: list[str] = []
    try:
        message = email.message_from_bytes(read(path), policy=email.policy.compat32)
        for number, part in enumerate(message.walk()):
            if number > MOST_PARTS:
                return ["bomb"]
            if part.is_multipart():
                continue
            if part.get_filename():
                found.append("embedded")
            if part.get_content_type() in ("text/html", "image/svg+xml"):
                body = part.get_payload(decode=True) or b""
                found += of_page(body.decode("utf-8", "replace"))
    except RecursionError:
        return ["bomb"]
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        found.append("unreadable")
    return list(dict.fromkeys(found))
