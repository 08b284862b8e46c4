"""What the events and constraints of grants say in sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, Any] = {
    "item.joined": _("A further witness of joint material was named"),
    "item.parted": _("A witness of joint material was taken off again"),
    "collection.created": _("A collection was created"),
    "collection.renamed": _("A collection was renamed"),
    "case_set.created": _("A case set was created"),
    "case_set.changed": _("A case set got another name or purpose"),
    "case_set.witness_added": _("A witness was put into a case set"),
    "case_set.witness_removed": _("A witness was taken out of a case set"),
    "case_set.item_added": _("An item was put into a case set"),
    "case_set.item_removed": _("An item was taken out of a case set"),
    "grant.given": _("Access was granted"),
    "grant.revoked": _("A grant was revoked"),
    "reading.opened": _("Material of a witness was opened for a reason"),
    "reading.ended": _("A reading for a reason was closed"),
    "denial.made": _("Access was denied to a person"),
    "denial.ended": _("A denial ended"),
}
CONSTRAINTS: dict[str, Any] = {
    "evidence_collection_name_key": _("This name is taken already."),
    "evidence_caseset_name_key": _("This name is taken already."),
    "evidence_collection_body_id_key": _("This body has a collection already."),
    "item_once_in_case_set": _("This item is in the set already."),
    "subject_once_in_joint_item": _("This witness is named already."),
    "subject_once_in_case_set": _("This witness is in the set already."),
    "denial_of_item_or_subject": _("A denial is about one item or about one witness."),
    "denial_ends_after_start": _("A denial cannot end before it began."),
}
for _kind in ("collection", "caseset", "item"):
    for _whom in ("person", "group"):
        CONSTRAINTS[f"{_kind}_granted_once_to_{_whom}"] = _("This is given already.")
EVENTS |= {
    "item.file_added": _("A file was added to an item"),
    "item.file_role_changed": _("The role of a file was corrected"),
    "item.hidden": _("An item was hidden because consent was withdrawn"),
    "item.shown_again": _("An item was shown again under a new consent"),
    "item.copy_made": _("A copy to look at was made of a file"),
    "text.made": _("A text layer was made"),
    "text.aligned": _("A translation was aligned to its original"),
    "register.term_use": _("A term of the glossary was taken into use or out of it"),
    "text.checked": _("A text was checked by a person"),
}
CONSTRAINTS |= {
    "likeness_once": _("What a picture looks like is kept once."),
    "derivative_names_its_tool": _("A copy names the tool that made it."),
    "machine_text_names_engine": _("A machine's text names its engine."),
    "translation_names_its_source": _("A translation names the text it renders."),
    "draft_part_once": _("This part of the draft is there already."),
    "segment_ends_after_start": _("A segment ends before it begins."),
    "closed_item_has_a_subject": _("A closed item belongs to a witness."),
}
