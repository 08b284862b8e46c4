"""What a page needs to know before it shows something heavy to a person."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from iapb.accounts.models import Person
from iapb.care import themes
from iapb.care.models import Care
from iapb.care.themes import HandOn, Theme


@dataclass(frozen=True)
class Reading:
    item: UUID
    themes: tuple[Theme, ...]
    wishes: Care

    @property
    def holds(self) -> list[str]:
        return themes.labels(self.themes)

    @property
    def is_heavy(self) -> bool:
        return bool(self.themes)

    @property
    def asked_about(self) -> list[str]:
        """The themes this person wants to be asked about before they open it, unless they were today."""
        if self.wishes.was_asked(self.item):
            return []
        return themes.labels(theme for theme in self.themes if theme in self.wishes.ask)


def wishes_of(person: Person) -> Care:
    """What they chose, or what holds for whoever chose nothing."""
    found: Care | None = Care.objects.visible_to(person).first()
    return found or Care(person=person)


def reading_of(item: UUID, person: Person, known: themes.Known | None = None) -> Reading:
    """For an item the person sees."""
    return Reading(item, themes.held_by([item], person, known)[item], wishes_of(person))


def question(
    request: HttpRequest, reading: Reading, reference: str, hand_on: HandOn = themes.hand_on
) -> HttpResponse | None:
    """The page that asks first, in place of the one that was asked for; None where there is nothing to ask."""
    asked = reading.asked_about
    if not asked:
        return None
    shown = {
        "reading": reading,
        "asked": asked,
        "reference": reference,
        "next": request.get_full_path(),
        "hand_on": hand_on(reading.item, request.user),
    }
    return render(request, "care/ask.html", shown)
