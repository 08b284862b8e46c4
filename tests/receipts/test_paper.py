"""The receipt on paper: read back with a PDF reader, in each language."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pypdfium2

from tests.cast import signed_in
from tests.receipts.conftest import Kept

WORDS = {"en": "Received", "ru": "Получен", "be": "Атрыман"}


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_paper_when_printed_then_it_says_what_the_json_says(signed: Kept) -> None:
    for language in WORDS:
        _printed(signed, language)


def _printed(signed: Kept, language: str) -> None:
    client = signed_in(signed.partner)
    client.post("/account/language/", {"language": language})
    answer = client.get(f"{signed.address}?format=pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].endswith('.pdf"')
    text = text_of(answer.content)
    if where := os.environ.get("STORY_PICTURES"):
        with pypdfium2.PdfDocument(answer.content) as document:
            document[0].render(scale=1.5).to_pil().save(Path(where) / f"receipt-{language}.png")
    assert WORDS[language] in text
    plain = re.sub(r"\s+", "", text)
    receipt = signed.json()
    for value in (*receipt["receipt"].values(), receipt["signature"], receipt["public_key"]):
        if not isinstance(value, int):
            assert re.sub(r"\s+", "", value) in plain
    assert signed.partner.name not in text


def test_paper_when_not_signed_yet_then_it_says_so(kept: Kept) -> None:
    answer = signed_in(kept.partner).get(f"{kept.address}?format=pdf")
    assert "Not signed yet" in text_of(answer.content)
