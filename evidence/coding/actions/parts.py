"""Tags on parts of files: a stretch of a recording, a page, a box on a picture or a page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.coding.actions.tags import belonging, keep, must_be_assignable
from evidence.coding.models import WHOLE, Code, Tag
from evidence.looking import require_look
from evidence.models import ItemFile
from evidence.viewing import is_pictured
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person

Role = ItemFile.Role
RECORDINGS = (Role.RECORDING_AUDIO, Role.RECORDING_VIDEO)
LONGEST_MS = 24 * 3600 * 1000
MOST_PAGES = 100_000


@dataclass(frozen=True)
class Part:
    """Times in milliseconds, or a page and a box on it in ten-thousandths of its width and height."""

    from_ms: int | None = None
    until_ms: int | None = None
    page: int | None = None
    left: int | None = None
    top: int | None = None
    width: int | None = None
    height: int | None = None


@transaction.atomic
def place_on_part(*, file: ItemFile, part: Part, code: Code, by: Person, client_key: UUID | None = None) -> Tag:
    """`file` comes with its item and its stored file. Sent again, or placed again on the same part, it is one tag."""
    require(by, Right.TAG)
    mine = Tag.objects.visible_to(by).filter(author=by)
    if client_key and (known := mine.filter(client_key=client_key).first()):
        if (known.file_id, known.code_id) != (file.pk, code.pk):
            raise Invalid(_("This tag was already sent with another part."))
        return known
    if known := mine.filter(file=file, code=code, retracted_at=None, **asdict(part)).first():
        return known
    must_be_assignable(code, file.item, by)
    _must_be_there(file, part, by)
    tag = Tag(
        **belonging(file.item, restricted=code.restricted), **asdict(part), file=file, code=code, author=by,
        client_key=client_key or uuid4(),
    )  # fmt: skip
    where = {name: value for name, value in asdict(part).items() if value is not None}
    keep(tag, {"file": str(file.file_id), **where})
    return tag


def _must_be_there(file: ItemFile, part: Part, by: Person) -> None:
    if file.role in RECORDINGS:
        _must_be_a_stretch(part)
        return
    if not is_pictured(file):
        raise Invalid(_("Only recordings, pictures and documents have parts. Tag the words of a text."))
    # Who may not see the picture cannot tell what stands in a part of it.
    require_look(file.item_id, by)
    if part.from_ms is not None or (part.page is None and part.left is None):
        raise Invalid(_("Say which page, or mark a part of the picture."), field="left")
    if part.page is not None and not 1 <= part.page <= MOST_PAGES:
        raise Invalid(_("There is no such page."), field="page")
    _must_lie_on_the_page(part)


def _must_be_a_stretch(part: Part) -> None:
    if part.from_ms is None or part.until_ms is None or part.page is not None or part.left is not None:
        raise Invalid(_("Say from when until when."), field="from_ms")
    if not 0 <= part.from_ms < part.until_ms <= LONGEST_MS:
        raise Invalid(_("The end is before the start."), field="until_ms")


def _must_lie_on_the_page(part: Part) -> None:
    box = (part.left, part.top, part.width, part.height)
    if all(one is None for one in box):
        return
    if None in box:
        raise Invalid(_("A part of a picture has a left, a top, a width and a height."), field="left")
    left, top, width, height = box
    if left < 0 or top < 0 or width < 1 or height < 1 or left + width > WHOLE or top + height > WHOLE:
        raise Invalid(_("The part lies outside the picture."), field="left")
