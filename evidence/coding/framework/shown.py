"""What the pages of the framework show: the tree, one code, the steps of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from evidence.coding.framework import publishing
from evidence.coding.framework.actions import PICTURED
from evidence.coding.framework.forms import CARRIER, HANDLED, CodeForm
from evidence.coding.framework.scheme import Entry, Scheme
from evidence.coding.framework.storage import scheme_of
from evidence.coding.framework.usage import said_of
from evidence.coding.models import Code, FrameworkChange, FrameworkVersion
from iapb.access.errors import allowed
from iapb.access.rights import Actor, Right, rights_of

KINDS = {
    "added": _("added"), "changed": _("changed"), "moved": _("moved"), "retired": _("retired"), "merged": _("merged"),
    "parted": _("parted"), "taken_out": _("taken out"), "rules": _("rules changed"), "picture": _("picture changed"),
    "brought_in": _("brought in from a file"),
}  # fmt: skip
STEPS_SHOWN = 12


def versions_for(actor: Actor) -> Any:
    """Drafts are seen by those alone who may change the framework."""
    found = FrameworkVersion.objects.select_related("based_on", "started_by", "proposed_by", "published_by")
    if Right.FRAMEWORK not in rights_of(actor):
        return found.filter(state=FrameworkVersion.State.PUBLISHED)
    return found


@dataclass(frozen=True)
class Line:
    entry: Entry
    depth: int
    pk: UUID
    label: str
    new: bool

    @property
    def words(self) -> str:
        """What the filter looks in."""
        held = (self.entry.code, *self.entry.label.values(), *(one for words in (self.entry.alt, self.entry.hidden)
                for many in words.values() for one in many))  # fmt: skip
        return " ".join(held).casefold()


class Shown:
    """One version on a page. What is asked for is read once."""

    def __init__(self, version: FrameworkVersion, actor: Actor, language: str = "en") -> None:
        self.version, self.actor, self.language = version, actor, language[:2]

    @cached_property
    def scheme(self) -> Scheme:
        return scheme_of(self.version)

    @cached_property
    def base(self) -> Scheme | None:
        return scheme_of(self.version.based_on) if self.version.based_on else None

    @cached_property
    def ids(self) -> dict[str, UUID]:
        return dict(self.version.codes.order_by().values_list("code", "pk"))

    @property
    def open(self) -> bool:
        return self.version.state in FrameworkVersion.OPEN

    @cached_property
    def may_change(self) -> bool:
        return self.version.state == FrameworkVersion.State.DRAFT and Right.FRAMEWORK in rights_of(self.actor)

    @cached_property
    def may_publish(self) -> bool:
        return allowed(publishing.must_be_another, self.version, self.actor)

    @cached_property
    def lines(self) -> list[Line]:
        published = self.base.by_id() if self.base and self.open else None
        return [
            Line(entry, depth, self.ids[entry.code], entry.label.get(self.language) or entry.name,
                 published is not None and entry.code not in published)
            for entry, depth in self.scheme.depths()
        ]  # fmt: skip

    @cached_property
    def in_use(self) -> int:
        return sum(entry.assignable and not entry.retired for entry in self.scheme.entries)

    @cached_property
    def steps(self) -> list[FrameworkChange]:
        """Those that stand, the last first."""
        standing = FrameworkChange.objects.filter(framework=self.version, undone_at=None).select_related("by")
        found = list(standing.defer("before").order_by("-number")[:STEPS_SHOWN])
        for step in found:
            step.said = KINDS.get(step.kind, step.kind)  # type: ignore[attr-defined]
        return found

    @property
    def seen(self) -> int:
        return self.steps[0].number if self.steps else 0


class CodeShown:
    """One code beside the tree."""

    def __init__(self, shown: Shown, code: str) -> None:
        self.shown = shown
        found = shown.scheme.get(code)
        if found is None:
            raise Http404
        self.entry = found
        self.pk = shown.ids[code]

    def form(self, data: Any = None) -> CodeForm | None:
        """Where it can be changed."""
        if not self.shown.may_change or self.entry.retired:
            return None
        return CodeForm(data, initial=CodeForm.filled_from(self.entry, self.shown.seen))

    @property
    def pictured(self) -> bool:
        return self.entry.prefix in PICTURED and not self.entry.retired

    @property
    def published(self) -> bool:
        base = self.shown.base
        return base is not None and base.get(self.entry.code) is not None

    @cached_property
    def carried(self) -> str:
        """Told to those alone who may change the framework."""
        return said_of([self.entry.code])[self.entry.code] if self.shown.may_change else ""

    @property
    def label(self) -> str:
        return self.entry.label.get(self.shown.language) or self.entry.name

    @property
    def applies(self) -> list[Any]:
        return [CARRIER.get(one, one) for one in self.entry.applies_to]

    @property
    def handled(self) -> list[Any]:
        return [HANDLED.get(one, one) for one in self.entry.handling]

    @property
    def successors(self) -> list[tuple[UUID, str]]:
        known = self.shown.scheme.by_id()
        return [(self.shown.ids[one], f"{one} · {known[one].name}") for one in self.entry.successors if one in known]

    @property
    def takes_place_of(self) -> list[str]:
        return [one.code for one in self.shown.scheme.entries if self.entry.code in one.successors]

    @property
    def words(self) -> list[tuple[str, list[str], list[str]]]:
        held = self.entry
        return [(one, list(held.alt.get(one, ())), list(held.hidden.get(one, ()))) for one in ("en", "ru", "be")
                if held.alt.get(one) or held.hidden.get(one)]  # fmt: skip


def code_for(actor: Actor, pk: UUID) -> Code:
    found = Code.objects.select_related("framework", "framework__based_on").filter(pk=pk).first()
    if found is None or not versions_for(actor).filter(pk=found.framework_id).exists():
        raise Http404
    return found
