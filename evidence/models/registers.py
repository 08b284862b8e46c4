"""Registers: places, countries, facilities, bodies, provisions, officials, and every spelling of their names."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Set
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from evidence.dates import FuzzyDateField, date_constraint
from iapb.access.door import Protected, ProtectedManager
from iapb.access.rights import Right
from iapb.access.scope import Scope
from iapb.privacy import Privacy


def fold(text: str) -> str:
    """One form of a spelling for search: case, accents and quotation marks do not count."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def script_of(text: str) -> str:
    names = {unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha()}
    return {frozenset({"CYRILLIC"}): "Cyrl", frozenset({"LATIN"}): "Latn"}.get(frozenset(names), "Zyyy")


def spelled(entries: models.QuerySet[Any], names: models.QuerySet[Any], text: str) -> models.QuerySet[Any]:
    """Entries among whose spellings, in any script, every word of `text` is found."""
    for word in fold(text).split():
        entries = entries.filter(pk__in=names.filter(folded__contains=word).values("entry"))
    return entries


class Entry(models.Model):
    """What every register has: a stable key from the gazetteer, and how sure we are of the entry."""

    class Basis(models.TextChoices):
        SEEN = "seen", _("confirmed in a public source")
        KNOWN = "known", _("from knowledge: verify before use in a disclosure")
        STATED = "stated", _("stated by an analyst")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80, unique=True, null=True, blank=True)
    label = models.CharField(_("name"), max_length=200)
    basis = models.CharField(max_length=6, choices=Basis.choices, default=Basis.STATED)
    note = models.TextField(_("note"), blank=True)
    vocabulary = models.CharField(max_length=20, blank=True)  # version it came with

    PLAIN = "id key label basis note vocabulary"

    class Meta:
        abstract = True
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label

    def label_in(self, language: str) -> str:
        """The name in a language, from names already fetched; the working name otherwise."""
        found = (n.text for n in self.names.all() if n.language == language and n.kind == Name.Kind.LABEL)
        return next(found, self.label)

    @property
    def local_label(self) -> str:
        return self.label_in((translation.get_language() or "en")[:2])


class Name(models.Model):
    class Kind(models.TextChoices):
        LABEL = "label", _("name")
        AKA = "aka", _("also known as")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=8, blank=True)
    script = models.CharField(max_length=4)
    text = models.CharField(_("spelling"), max_length=200)
    folded = models.CharField(max_length=220)
    PLAIN = "id entry kind language script text folded"

    class Meta:
        abstract = True
        ordering = ["-kind", "language", "text"]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded, self.script = fold(self.text), script_of(self.text)
        super().save(*args, **kwargs)


class Country(Entry):
    """ISO 3166-1. The key is the two-letter code."""

    privacy = Privacy(plain=Entry.PLAIN)

    class Meta(Entry.Meta):
        verbose_name_plural = "countries"


class Place(Entry):
    class Kind(models.TextChoices):
        COUNTRY = "country", _("country")
        REGION = "region", _("region")
        CAPITAL = "capital_city", _("capital city")
        CITY = "city", _("city")
        TOWN = "town", _("town")
        DISTRICT = "district", _("district")
        SETTLEMENT = "settlement", _("settlement")
        BORDER_POINT = "border_point", _("border point")
        STREET = "street", _("street")
        OTHER = "other", _("other place")

    class Precision(models.TextChoices):
        EXACT = "exact", _("building")
        TOWN = "town", _("centre of the town")
        AREA = "area", _("centre of the area")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.AREA)
    privacy = Privacy(plain=f"{Entry.PLAIN} kind parent latitude longitude precision")

    class Meta(Entry.Meta):
        constraints = [models.CheckConstraint(name="place_not_inside_itself", condition=~Q(parent=F("pk")))]


class StateBody(Entry):
    class Kind(models.TextChoices):
        HEAD_OF_STATE = "head_of_state", _("head of State")
        COUNCIL = "council", _("council")
        GOVERNMENT = "government", _("government")
        MINISTRY = "ministry", _("ministry")
        DEPARTMENT = "department", _("department")
        MAIN_DIRECTORATE = "main_directorate", _("main directorate")
        DIRECTORATE = "directorate", _("directorate")
        POLICE_DEPARTMENT = "police_department", _("police department")
        SPECIAL_UNIT = "special_unit", _("special unit")
        MILITARY = "military", _("military")
        SECURITY_SERVICE = "security_service", _("security service")
        INVESTIGATIVE = "investigative", _("investigative body")
        PROSECUTION = "prosecution", _("prosecution")
        COURT = "court", _("court")
        LOCAL_EXECUTIVE = "local_executive", _("local executive")
        MEDIA = "media", _("State media")
        COMMISSION = "commission", _("commission")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)
    privacy = Privacy(plain=f"{Entry.PLAIN} kind valid_from valid_to")

    class Meta(Entry.Meta):
        verbose_name_plural = "state bodies"


class BodyRelation(models.Model):
    """Time-bound: a change is a new row, never an edit."""

    class Kind(models.TextChoices):
        SUBORDINATE_TO = "subordinate_to", _("subordinate to")
        PART_OF = "part_of", _("part of")
        SUPERVISED_BY = "supervised_by", _("supervised by")
        COORDINATES_WITH = "coordinates_with", _("coordinates with")
        GUARDED_BY = "guarded_by", _("guarded by")
        ESCORTS_FOR = "escorts_for", _("escorts for")
        SUCCESSOR_OF = "successor_of", _("successor of")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(StateBody, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    other = models.ForeignKey(StateBody, on_delete=models.PROTECT, related_name="relations_to")
    began = FuzzyDateField()
    ended = FuzzyDateField()
    basis = models.CharField(max_length=6, choices=Entry.Basis.choices, default=Entry.Basis.STATED)
    note = models.TextField(blank=True)
    privacy = Privacy(
        plain="id body kind other basis note began_earliest began_latest began_precision "
        "ended_earliest ended_latest ended_precision"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="body_not_related_to_itself", condition=~Q(body=F("other"))),
            date_constraint("bodyrelation", "began"),
            date_constraint("bodyrelation", "ended"),
        ]


class Facility(Entry):
    class Kind(models.TextChoices):
        IVS = "ivs", _("temporary detention (IVS)")
        TSIP = "tsip", _("offender isolation centre (TsIP)")
        SIZO = "sizo", _("remand prison (SIZO)")
        KGB_SIZO = "kgb_sizo", _("KGB remand prison")
        PRISON = "prison", _("prison")
        COLONY = "colony", _("penal colony")
        WOMENS_COLONY = "womens_colony", _("women's colony")
        JUVENILE_COLONY = "juvenile_colony", _("juvenile colony")
        SETTLEMENT_COLONY = "settlement_colony", _("colony-settlement")
        OPEN_FACILITY = "open_facility", _("open-type facility")
        LTP = "ltp", _("labour-treatment centre (LTP)")
        HOSPITAL_PRISON = "hospital_prison", _("prison hospital")
        PSYCHIATRIC_HOSPITAL = "psychiatric_hospital", _("psychiatric hospital")
        POLICE_DEPARTMENT = "police_department", _("police department")
        COURT = "court", _("court")
        MILITARY_SITE = "military_site", _("military site")
        IMPROVISED = "improvised", _("improvised place of detention")

    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="facilities")
    operated_by = models.ForeignKey(
        StateBody, on_delete=models.PROTECT, null=True, blank=True, related_name="facilities"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    precision = models.CharField(max_length=5, choices=Place.Precision.choices, default=Place.Precision.AREA)
    address = models.CharField(_("address"), max_length=200, blank=True)
    valid_from = models.CharField(max_length=10, blank=True)
    valid_to = models.CharField(max_length=10, blank=True)
    privacy = Privacy(
        plain=f"{Entry.PLAIN} kind place operated_by latitude longitude precision address valid_from valid_to"
    )

    class Meta(Entry.Meta):
        verbose_name_plural = "facilities"


class LegalProvision(Entry):
    """A recurrent charge, with the number it had before a new code came into force."""

    law = models.CharField(_("law and article"), max_length=100)
    valid_from = models.DateField(null=True, blank=True)
    predecessor = models.CharField(max_length=40, blank=True)
    privacy = Privacy(plain=f"{Entry.PLAIN} law valid_from predecessor")

    class Meta(Entry.Meta):
        ordering = ["law"]


class Term(Entry):
    """A rank, post, unit or place as the house renders it in English. No persons: they stand among officials.

    Its spellings in Russian and Belarusian are what is said; those in English are what machines make of it
    and what is replaced by the name of the entry.
    """

    class Kind(models.TextChoices):
        RANK = "rank", _("rank")
        POST = "post", _("post")
        UNIT = "unit", _("unit or institution")
        PLACE = "place", _("name of a place")
        LAW = "law", _("term of law or of prison")

    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    in_use = models.BooleanField(default=True)
    privacy = Privacy(plain=f"{Entry.PLAIN} kind in_use")


def _names(of: type[models.Model]) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(of, on_delete=models.CASCADE, related_name="names")


def _one_label(model: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        name=f"one_label_per_language_{model}", fields=["entry", "language"], condition=Q(kind="label")
    )


class CountryName(Name):
    entry = _names(Country)
    privacy = Privacy(plain=Name.PLAIN)

    class Meta(Name.Meta):
        constraints = [_one_label("country")]


class PlaceName(Name):
    entry = _names(Place)
    privacy = Privacy(plain=Name.PLAIN)

    class Meta(Name.Meta):
        constraints = [_one_label("place")]


class StateBodyName(Name):
    entry = _names(StateBody)
    privacy = Privacy(plain=Name.PLAIN)

    class Meta(Name.Meta):
        constraints = [_one_label("body")]


class FacilityName(Name):
    entry = _names(Facility)
    privacy = Privacy(plain=Name.PLAIN)

    class Meta(Name.Meta):
        constraints = [_one_label("facility")]


class LegalProvisionName(Name):
    entry = _names(LegalProvision)
    privacy = Privacy(plain=Name.PLAIN)

    class Meta(Name.Meta):
        constraints = [_one_label("provision")]


class TermName(Name):
    entry = _names(Term)
    privacy = Privacy(plain=Name.PLAIN)

    class Meta(Name.Meta):
        constraints = [_one_label("term")]


def open_to(rights: Set[Right]) -> bool:
    """Officials are personal data about alleged crime (GDPR article 10), and come from everybody's testimony.

    A body must not learn from them what another body's witness said: for those alone who search all evidence.
    """
    return Right.SEARCH in rights


def readers_see(scope: Scope) -> Q:
    return Q() if open_to(scope.rights) else Q(pk__in=[])


class Official(Protected):
    """Someone a witness named or described in office. Starts empty: nobody is listed beforehand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    label = models.CharField(_("name or description"), max_length=200)
    post = models.CharField(_("post or rank"), max_length=200, blank=True)
    body = models.ForeignKey(StateBody, on_delete=models.PROTECT, null=True, blank=True, related_name="officials")
    note = models.TextField(_("note"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProtectedManager(readers_see)
    privacy = Privacy(personal="label post note", plain="id body created_by created_at")

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class OfficialName(Protected, Name):
    entry = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="names")

    objects = ProtectedManager(readers_see)
    privacy = Privacy(personal="text folded", plain="id entry kind language script")

    class Meta(Name.Meta):
        constraints = [_one_label("official")]
