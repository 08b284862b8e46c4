"""What the handlers share: the file they work on, the layer they leave behind, errors in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from evidence import joint, layers, own_names
from evidence.actions import texts
from evidence.layers import Layer, Made
from evidence.models import Item, ItemFile, Text
from evidence.own_names import OwnName
from iapb.access.errors import Invalid, Refused
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody.models import StoredFile
from iapb.custody.reading import KeyGone
from iapb.custody.sealed import Damaged
from iapb.custody.shelves import NotInVault
from iapb.jobs import CannotRun, Failed
from iapb.jobs.box import BoxError, BoxMissing
from iapb.jobs.claims import Claimed
from iapb.language.base import CannotRead, ModelMissing, WrongLanguage

GONE = _("The item is no longer there for you, so nothing was done.")


@dataclass(frozen=True)
class Given:
    """What a handler makes a layer of: one file of an item, and the names that must not reach the layer."""

    item: Item
    item_file: ItemFile
    names: tuple[OwnName, ...]  # of every witness of the item


@dataclass(frozen=True)
class Sealed:
    """A layer that rests in the vault and is not yet on its item."""

    layer: Layer
    stored: StoredFile


@contextmanager
def in_sentences() -> Iterator[None]:
    """Errors of the rooms below, as a person reads them on the item. Trying again would not help."""
    try:
        yield
    except (ModelMissing, BoxMissing) as missing:
        raise CannotRun(missing.sentence) from None
    except (CannotRead, WrongLanguage, BoxError, Invalid, Refused) as error:
        raise Failed(error.sentence) from None
    except KeyGone:
        raise Failed(_("The key of this file was destroyed; nobody can read it again.")) from None
    except (Damaged, NotInVault):
        raise Failed(_("The file could not be verified in the vault. Tell the administrator.")) from None


def given(job: Claimed) -> Given:
    """The file the job is about. A transaction of its own."""
    with job.transaction() as actor:
        found = ItemFile.objects.visible_to(actor).select_related("file", "item").filter(file=job.object).first()
        if found is None:
            raise Failed(GONE)
        return Given(found.item, found, _names(found.item, actor))


def seal(job: Claimed, made: Made, had: Given) -> Sealed:
    """What a run before this one has sealed is found again, not sealed twice."""
    with in_sentences():
        layer = layers.build(made, had.names)
        if not layer.segments:
            raise Failed(_("The file holds no text."))
        assert had.item.subject is not None
        receipt = custody.receive(
            [layer.sealed],
            subjects=[had.item.subject],
            media_type="application/json",
            name="",
            by=job.actor,
            kind=StoredFile.Kind.DERIVATIVE,
            client_key=f"{job.id}:{sha256(layer.sealed).hexdigest()[:16]}",
        )
        stored = StoredFile.objects.unscoped("the layer that this work has just sealed").get(pk=receipt.id)
        return Sealed(layer, stored)


def silent_pages(had: Given, job: Claimed) -> list[int]:
    """Pages that the document's own words, taken out before, leave to be read as a scan; none where there were none."""
    with job.transaction() as actor:
        texts_of_file = Text.objects.visible_to(actor).filter(file__item_file__derived_from=had.item_file)
        own = texts_of_file.filter(kind=Text.Kind.BODY).select_related("file").order_by("-created_at").first()
    if own is None or had.item_file.role != ItemFile.Role.DOCUMENT:
        return []
    with custody.read(own.file) as pieces:
        layer = json.loads(b"".join(pieces))
    return list(layer.get("extra", {}).get("silent", []))


def put_in(sealed: Sealed, had: Given, *, source: Text | None = None, by: Person) -> Text | None:
    """In the completing transaction. None where the same layer is there already."""
    if not Item.objects.visible_to(by).filter(pk=had.item.pk).exists():
        raise Failed(GONE)
    if texts.known_layer(had.item, sealed.layer, had.item_file, by):
        return None
    return texts.add_layer(
        item=had.item,
        layer=sealed.layer,
        stored=sealed.stored,
        derived_from=had.item_file,
        source=source,
        by=by,
    )


def _names(item: Item, actor: Person) -> tuple[OwnName, ...]:
    found = (own_names.of_subject(subject, actor) for subject in joint.subjects(item, actor))
    return tuple(name for name in found if name)
