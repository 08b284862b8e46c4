"""Pages of a PDF, or of a picture file with several, as pictures to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.derivatives.base import Copy, Order, Told
from evidence.models import Derivative
from iapb.language.base import CannotRead

MAKER = Path(__file__).parent / "inside.py"
TOOL = "pdfium"
AT_ONCE = 20
MOST = 2000
NEEDS = {"seconds": 900, "cpu_seconds": 900, "memory": 2 << 30, "disk": 1 << 30, "output": 256 << 20}
SENTENCES = {
    "pages": _("The pages of this file cannot be shown here; it may be damaged. It is kept as it came."),
    "locked": _("This PDF is protected by a password. Save it without a password and upload it again."),
    "many": _("The file has more than 2,000 pages; only the first 2,000 can be looked at here."),
}
Kind = Derivative.Kind


def copies(order: Order, media_type: str) -> Iterator[Copy]:
    """A few pages a time, so that a long file is never drawn in vain. Raises CannotRead."""
    first, of = 1, 1
    while first <= min(of, MOST):
        told, files = _draw(order, first)
        of = int(told["pages"])
        if told["small"] and (Kind.THUMBNAIL, 0) not in order.there:
            yield _small(told, files)
        for number in range(first, first + AT_ONCE):
            if str(number) in told["drawn"] and (Kind.PAGE, number) not in order.there:
                yield _page(number, told, files)
        first += AT_ONCE
        order.on_progress(min(1.0, first / max(1, of)))


def _draw(order: Order, first: int) -> tuple[dict[str, Any], dict[str, bytes]]:
    with closing(order.opening()) as content:
        answer = order.box.allowing(**NEEDS).python(
            MAKER, str(first), str(AT_ONCE), input=content, outputs=["*.webp", "report.json"]
        )
    told = json.loads(answer.files["report.json"])
    if told["error"]:
        raise CannotRead(SENTENCES[told["error"]])
    return told, answer.files


def _small(told: dict[str, Any], files: dict[str, bytes]) -> Copy:
    width, height = (int(side) for side in told["small"])
    content = files["thumbnail.webp"]
    return Copy(Kind.THUMBNAIL, "image/webp", [content], Told(width, height).itself, TOOL, str(told["version"])[:40])


def _page(number: int, told: dict[str, Any], files: dict[str, bytes]) -> Copy:
    width, height = (int(side) for side in told["drawn"][str(number)])
    content = files[f"page-{number:04}.webp"]
    return Copy(Kind.PAGE, "image/webp", [content], Told(width, height).itself, TOOL, str(told["version"])[:40], number)
