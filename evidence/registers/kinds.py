"""The registers by the word their address uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from evidence.models import (
    Country,
    CountryName,
    Facility,
    FacilityName,
    LegalProvision,
    LegalProvisionName,
    Official,
    OfficialName,
    Place,
    PlaceName,
    StateBody,
    StateBodyName,
    Term,
    TermName,
)
from evidence.models.registers import open_to, spelled
from iapb.access.door import Protected
from iapb.access.rights import Actor, rights_of


@dataclass(frozen=True)
class Register:
    slug: str
    title: Any
    one: Any
    model: type[Model]
    names: type[Model]
    related: tuple[str, ...] = ()
    growing: bool = True  # people may add entries by hand

    def is_open_to(self, actor: Actor) -> bool:
        return not issubclass(self.model, Protected) or open_to(rights_of(actor))

    def entries(self, actor: Actor) -> QuerySet[Any]:
        return (
            self._for(self.model, actor).select_related(*self.related) if self.related else self._for(self.model, actor)
        )

    def spelled(self, text: str, actor: Actor) -> QuerySet[Any]:
        return spelled(self.entries(actor), self._for(self.names, actor), text)

    def names_for(self, actor: Actor) -> QuerySet[Any]:
        return self._for(self.names, actor)

    @staticmethod
    def _for(model: type[Model], actor: Actor) -> QuerySet[Any]:
        if issubclass(model, Protected):
            return model.objects.visible_to(actor)  # type: ignore[attr-defined]
        return model._default_manager.all()


REGISTERS = {
    register.slug: register
    for register in (
        Register("facilities", _("Facilities"), _("facility"), Facility, FacilityName, ("place", "operated_by")),
        Register("places", _("Places"), _("place"), Place, PlaceName, ("parent",)),
        Register("bodies", _("State bodies"), _("State body"), StateBody, StateBodyName),
        Register("officials", _("Officials"), _("official"), Official, OfficialName, ("body",), growing=False),
        Register("provisions", _("Legal provisions"), _("legal provision"), LegalProvision, LegalProvisionName),
        Register("glossary", _("Glossary"), _("term"), Term, TermName),
        Register("countries", _("Countries"), _("country"), Country, CountryName, growing=False),
    )
}
