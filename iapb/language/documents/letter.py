"""A letter: who wrote when to whom about what, its words, and what was attached by name."""

import email
from email import policy
from email.message import EmailMessage

from broken import Broken
from encodings_of_cyrillic import decode
from markup import paragraphs as of_page

TOLD = ("From", "To", "Cc", "Date", "Subject")


def paragraphs(content: bytes) -> list[str]:
    message = email.message_from_bytes(content, policy=policy.default)
    if not isinstance(message, EmailMessage) or not any(name in message for name in TOLD):
        raise Broken("eml")
    told = [f"{name}: {_one_line(message[name])}" for name in TOLD if message[name]]
    body = message.get_body(preferencelist=("plain", "html"))
    attached = [f"[{part.get_filename()}]" for part in message.iter_attachments() if part.get_filename()]
    return [*told, *(_words(body) if body is not None else []), *attached]


def _words(part: EmailMessage) -> list[str]:
    content = part.get_payload(decode=True) or b""
    charset = str(part.get_content_charset() or "")
    if part.get_content_type() == "text/html":
        return of_page(content, charset)
    try:
        text = content.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = decode(content)
    return [block.strip() for block in text.replace("\r\n", "\n").split("\n\n")]


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
