"""The receipt as a PDF: what a partner keeps on paper, or hands to somebody who asks."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from evidence.models import ItemFile

_TEXT, _BOLD, _CODE = "DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono"
_NAMES_WIDTH, _MARGIN = 52 * mm, 20 * mm
Rows = list[tuple[str, str, bool]]  # what, value, whether it is code


def printed(linked: ItemFile, receipt: dict[str, Any]) -> bytes:
    """In the language of who asks. No name of a person and no name of a file stands on it."""
    made = io.BytesIO()
    styles = _styles()
    body = [
        Paragraph(_("Receipt"), styles["title"]),
        Paragraph(escape(_("This file was received, hashed and sealed.")), styles["text"]),
        Spacer(1, 4 * mm),
        _table(_facts(linked, receipt["receipt"]), styles),
        Paragraph(_("Proof of the place in the ledger"), styles["head"]),
        _table(_place(receipt["ledger"]), styles),
        Paragraph(_("Signature"), styles["head"]),
        _table(_signature(receipt), styles),
        Paragraph(_("How to check it"), styles["head"]),
        Paragraph(escape(_how()), styles["text"]),
    ]
    about = {"title": _("Receipt"), "author": "IAPB", "lang": get_language() or "en"}
    SimpleDocTemplate(made, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, **about).build(body)
    return made.getvalue()


def _facts(linked: ItemFile, stated: dict[str, Any]) -> Rows:
    received = timezone.localtime(linked.file.received_at)
    return [
        (_("Item"), stated["item"], False),
        (_("Role"), str(linked.get_role_display()), False),
        (_("File"), stated["file"], True),
        (_("Size"), _("%(number)s bytes") % {"number": number_format(stated["size"], force_grouping=True)}, False),
        ("SHA-256", stated["sha256"] or "—", True),
        (_("Received"), f"{date_format(received, 'DATETIME_FORMAT')} ({stated['received_at']})", False),
        (_("Event in the ledger"), stated["event"], True),
    ]


def _place(ledger: dict[str, Any]) -> Rows:
    if ledger["state"] != "signed":
        return [(_("Place in the ledger"), _("Not signed yet. Download the receipt again in a few minutes."), False)]
    return [
        (_("Place in the ledger"), str(ledger["position"]), False),
        (_("Events under this proof"), str(ledger["tree_size"]), False),
        (_("Hashes on the way to the root"), "\n".join(ledger["path"]) or "—", True),
        (_("Signed checkpoint"), ledger["checkpoint"].strip(), True),
    ]


def _signature(receipt: dict[str, Any]) -> Rows:
    return [(_("Public key"), receipt["public_key"], True), (_("Signature"), receipt["signature"], True)]


def _how() -> str:
    return _(
        "Keep the JSON file of this receipt with it. The page “Check a receipt”, or the script verify_receipt.py that "
        "is downloaded there, shows from the JSON file and your own file alone that this is what was received."
    )


def _table(rows: Rows, styles: dict[str, ParagraphStyle]) -> Table:
    lines = [
        [Paragraph(escape(name), styles["name"]), Paragraph(_broken(value), styles["code" if code else "text"])]
        for name, value, code in rows
    ]
    table = Table(lines, colWidths=[_NAMES_WIDTH, A4[0] - 2 * _MARGIN - _NAMES_WIDTH])
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.lightgrey)])
    return table


def _broken(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _styles() -> dict[str, ParagraphStyle]:
    _register_fonts()
    text = ParagraphStyle("text", fontName=_TEXT, fontSize=9, leading=13)
    return {
        "text": text,
        "name": ParagraphStyle("name", text, textColor=colors.HexColor("#4a5568")),
        # Hashes have no spaces: they are broken wherever the line ends.
        "code": ParagraphStyle("code", text, fontName=_CODE, fontSize=7.5, leading=11, wordWrap="CJK"),
        "title": ParagraphStyle("title", text, fontName=_BOLD, fontSize=18, leading=26),
        "head": ParagraphStyle("head", text, fontName=_BOLD, fontSize=11, leading=16, spaceBefore=5 * mm),
    }


@cache
def _register_fonts() -> None:
    """DejaVu has Cyrillic with the Belarusian letters; bin/setup brings it."""
    for name in (_TEXT, _BOLD, _CODE):
        pdfmetrics.registerFont(TTFont(name, Path(settings.FONT_ROOT) / f"{name}.ttf"))
