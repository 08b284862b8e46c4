"""What waits for people who code, and where they find it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, UUIDField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evidence.coding.actions.recoding import recodable
from evidence.coding.framework.publishing import must_be_another
from evidence.coding.models import Carrying, Code, FrameworkVersion, Tag, label_column
from evidence.models import Item, Text
from iapb.access.errors import allowed
from iapb.access.navigation import Entry
from iapb.access.rights import Right, rights_of
from iapb.access.waiting import Waiting
from iapb.accounts.models import Person

ENTRIES = (
    Entry(_("Coding"), "coding", Right.TAG, 30),
    Entry(_("Registers"), "registers", Right.READ, 60),
    Entry(_("Framework"), "frameworks", Right.TAG, 65),
)
SHOWN = 20


def proposed(person: Person) -> Iterable[Waiting]:
    """A version of the framework that waits for a second person, who may be this one."""
    if Right.FRAMEWORK not in rights_of(person):
        return []
    drafts = FrameworkVersion.objects.filter(state=FrameworkVersion.State.PROPOSED).select_related("proposed_by")
    return [
        Waiting(
            _("Framework"), f"{draft.scheme} {draft.version}", draft.purpose[:120],
            reverse("framework_changes", args=[draft.pk]),
        )
        for draft in drafts
        if allowed(must_be_another, draft, person)
    ]  # fmt: skip


def untagged_or_moved(person: Person) -> Iterable[Waiting]:
    """Texts that nobody has coded yet, tags whose words a newer text does not surely hold, and tags of codes that were
    parted; in one statement."""
    if Right.TAG not in rights_of(person):
        return
    rows = _to_be_coded(person).union(_to_be_placed(person), _to_be_recoded(person), all=True)
    for pk, reference, kind, number in sorted(rows, key=lambda row: (not row[-1], row[1])):
        if pk is None:
            detail = ngettext("%(n)d tag to code anew", "%(n)d tags to code anew", number) % {"n": number}
            yield Waiting(_("A code was parted"), reference, detail, reverse("recoding_of", args=[kind]))
        elif number:
            detail = ngettext("%(n)d tag needs its place", "%(n)d tags need their place", number) % {"n": number}
            yield Waiting(_("A newer text came"), reference, detail, reverse("carrying", args=[pk]))
        else:
            yield Waiting(_("To be coded"), reference, Item.Kind(kind).label, reverse("workbench", args=[pk]))


def _to_be_coded(person: Person) -> Any:
    texts = Text.objects.visible_to(person).filter(item=OuterRef("pk"), source=None)
    tags = Tag.objects.visible_to(person).filter(item=OuterRef("pk"), retracted_at=None)
    items = Item.objects.visible_to(person).filter(Exists(texts), ~Exists(tags)).order_by("created_at")
    return items.values_list("pk", "reference", "kind", Value(0))[:SHOWN]


def _to_be_placed(person: Person) -> Any:
    orphaned = Carrying.objects.visible_to(person).filter(state=Carrying.State.ORPHANED, tag__retracted_at=None)
    items = orphaned.order_by("item__reference").values("item", "item__reference", "item__kind")
    return items.annotate(n=Count("pk")).values_list("item", "item__reference", "item__kind", "n")[:SHOWN]


def _to_be_recoded(person: Person) -> Any:
    """By code: no item, the label, the id of the code and how many. Of merged codes a search finds the tags already."""
    parted = Code.objects.filter(framework__current=True, retired_at__isnull=False).exclude(split_into=[])
    tags = recodable(person).filter(code__code__in=parted.values("code")).order_by("code__code").values("code__code")
    counted = tags.annotate(none=Cast(Value(None), UUIDField()), label=Max(f"code__{label_column()}"), n=Count("pk"))
    return counted.values_list("none", "label", "code__code", "n")[:SHOWN]
