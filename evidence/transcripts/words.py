"""What the events and constraints of transcripts in work say in sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Any] = {
    "transcript.begun": _("A transcript or translation was begun"),
    "transcript.handed_over": _("A transcript or translation was given to another person"),
    "transcript.taken_over": _("A transcript or translation was taken over from a person who is away"),
    "transcript.handed_in": _("A transcript or translation was handed in"),
    "transcript.taken_back": _("A transcript or translation was taken back before it was checked"),
    "transcript.sent_back": _("A transcript or translation was sent back with a comment"),
    "transcript.checked": _("A transcript or translation was checked by a second person"),
    "transcript.given_up": _("A transcript or translation was given up"),
}
_TAKEN = _("Somebody has this in work already. Open the page anew to see who.")
CONSTRAINTS: dict[str, Any] = {
    "one_open_work_per_recording": _TAKEN,
    "one_open_work_per_translation": _TAKEN,
    "translation_work_names_its_source": _("A translation names the text it renders."),
    "transcript_work_is_about_something": _("A transcript names the recording or the text it is made of."),
    "work_checked_means_by_whom": _("What is checked names who checked it."),
    "work_checked_by_another": _("Who has typed in a text does not check it."),
    "handed_in_work_has_a_layer": _("What is handed in is frozen as a layer."),
    "transcripts_worksegment_pkey": _("This was sent already."),
    "work_segment_ends_after_start": _("A segment ends before it begins."),
    "work_change_once": _("This was sent already."),
    "clash_settling_is_whole": _("A choice between two texts names who made it."),
}
