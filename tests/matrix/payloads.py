"""What is sent with a POST: enough to reach the thing, so that a refusal is about the thing and not the form."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.coding.cases import code
from tests.matrix.material import Planted
from tests.matrix.world import World
from tests.oracles import routes

Maker = Callable[[World, Planted], dict[str, Any] | bytes]


def payload(question: Any, world: World, actor: str) -> dict[str, Any] | bytes | None:
    """Whatever it names besides the address is of the same ownership: only the thing itself may be refused."""
    if question.method not in ("POST", "PUT", "PATCH"):
        return None
    made = PAYLOADS.get(question.name)
    at_home = routes.OTHER_BODY if actor == routes.PARTNER_B else routes.OWN
    thing = world.planted.get(question.ownership, world.planted[at_home])
    return made(world, thing) if made else None


def headers_of(question: Any, world: World, actor: str) -> dict[str, str]:
    """What an address is told in headers: what a resumed upload is about, and which part of it comes."""
    if question.name not in ("api_sendings", "api_sending", "api_archive_sendings", "api_archive_sending"):
        return {}
    at_home = routes.OTHER_BODY if actor == routes.PARTNER_B else routes.OWN
    item = b64encode(str(world.planted[at_home].item).encode()).decode()
    name = b64encode(b"witnesses.csv").decode()
    told = {"tus-resumable": "1.0.0", "upload-length": "100", "upload-metadata": f"item {item},name {name}"}
    piece = {"upload-offset": "0", "content-type": "application/offset+octet-stream"}
    return told | (piece if question.method == "PATCH" else {})


def _day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def _grant(world: World, thing: Planted) -> dict[str, Any]:
    return {"to": f"person:{world.people[routes.REVIEWER].pk}", "until": _day(30)}


# A word of every planted testimony; the answer may quote only what the asker sees.
_FIND = {"words": "дубинками"}
_BESIDE = {"reason": "They are mother and child.", "vulnerability": "not_assessed", "prior_accounts": "not_asked"}
_HELD = {"held_on": "2024-05-02", "language": "ru", "place_kind": "office", "mode": "in_person"}

_THING = {
    "description": "A notebook", "necessity": "It would be burnt", "received_on": "2024-05-02", "taken_by": "D-07",
}  # fmt: skip
_SEALED = {"kind": "sealed", "seal": "S-1", "happened_on": "2024-05-03"}
_READ_BACK = {"how": "aloud", "language": "ru", "read_by": "D-07", "read_on": "2024-05-02"}
_REFUSED_TO_SIGN = {"outcome": "refused", "signed_on": "2024-05-02", "why": "They fear for a brother."}
_SHOWN = {
    "manner": "person", "shown_on": "2024-05-02", "shown_by": "D-07", "outcome": "none", "words": "I know nobody.",
}  # fmt: skip
_LEFT_OUT = {"section": "costs", "reason": "not_asked"}
_CERTIFICATE = {"interviewer": "D-07", "kind": "child", "issued_on": "2024-01-02", "valid_to": "2027-01-02"}
_KEPT = {"keep": "current"}
_DIFFERENT = {"answer": "different", "reason": "Both bodies were asked."}
_GUIDE = {"kind": "guide", "title": "Another guide", "language": "ru", "text": "Ask openly."}

PAYLOADS: dict[str, Maker] = {
    "suspend_person": lambda world, thing: {"reason": "left without a word"},
    "move_to_body": lambda world, thing: {"body": str(world.people[routes.PARTNER_B].body_id)},
    "grant_role": lambda world, thing: {"role": "auditor", "until": _day(30)},
    "add_to_team": lambda world, thing: {"team": str(world.addresses["team"][routes.OWN]["pk"])},
    "renew_role": lambda world, thing: {"until": _day(60)},
    "body": lambda world, thing: {"name": "Body of another name"},
    "team": lambda world, thing: {"name": "Team of another name"},
    "add_member": lambda world, thing: {"person": str(world.people[routes.REVIEWER].pk)},
    "new_body": lambda world, thing: {"name": "A new body"},
    "new_team": lambda world, thing: {"name": "A new team"},
    "collection": lambda world, thing: {"name": "Collection of another name"},
    "case_set": lambda world, thing: {"name": "Set of another name", "purpose": "another purpose"},
    # In the set already; of another body or team: not seen, so not known.
    "case_set_contents": lambda world, thing: {"reference": thing.reference, "whole": "witness"},
    "take_out_of_case_set": lambda world, thing: {"reference": thing.reference, "whole": "witness"},
    "give_collection": _grant,
    "give_case_set": _grant,
    "care": lambda world, thing: {"ask": ["torture"], "veil": "all", "limit": "90"},
    "open_anyway": lambda world, thing: {"item": str(thing.item), "next": "/"},
    "care_time": lambda world, thing: {"seconds": "30"},
    "choose_language": lambda world, thing: {"language": "ru"},
    "term_use": lambda world, thing: {"in_use": "yes"},
    "framework_start": lambda world, thing: {"version": "0.3", "purpose": "Another one"},
    "framework_rules": lambda world, thing: {"rules": "One rule alone.", "single_choice": ["CTX"]},
    "framework_import": lambda world, thing: {"kind": "yaml", "text": "scheme: {}", "do": "try"},
    "register_add_name": lambda world, thing: {"text": "Another spelling", "language": "en", "kind": "alias"},
    "begin_work": lambda world, thing: {
        "kind": "transcript", "transcript-recording": str(thing.item_file), "transcript-language": "ru",
    },
    "send_back_work": lambda world, thing: {"comment": "One answer is missing."},
    "hand_over_work": lambda world, thing: {"to": str(world.people[routes.PARTNER].pk)},
    "api_work_changes": lambda world, thing: {
        "key": str(thing.clash), "puts": [{"id": str(thing.work_segment), "version": 1, "text": "words"}],
    },
    "api_settle_clash": lambda world, thing: _KEPT,
    "api_work_remark": lambda world, thing: {"text": "not so"},
    "api_tags": lambda world, thing: {
        "text": str(thing.text), "code": "PHY.BEAT", "start": 4, "end": 8,
    },
    "give_coding": lambda world, thing: {"to": str(world.people[routes.ANALYST].pk)},
    "hand_over_coding": lambda world, thing: {
        "to": str(world.people[routes.REVIEWER].pk), "why": "heavy", "reason": "ill for a week",
    },
    "answer_offer": lambda world, thing: {"answer": "decline"},
    "take_back_coding": lambda world, thing: {"reason": "ill for a week"},
    "settle_difference": lambda world, thing: {"difference": "0" * 32, "decision": "none", "reason": "as it is"},
    "ask_about_rule": lambda world, thing: {
        "code": str(code("PHY.BEAT").pk), "unclear": "Where do the words end?", "proposal": "Before the instrument.",
    },
    "decide_rule": lambda world, thing: {"decision": "adopted", "rule": "Before the instrument."},
    "corroboration": lambda world, thing: {"state": "all"},
    "corroboration_pair": lambda world, thing: {
        "verdict": "unsure", "reason": "Too many were held there.", "seen": "0" * 32,
    },
    "api_give_coding": lambda world, thing: {"to": str(world.people[routes.ANALYST].pk)},
    "api_hand_over_coding": lambda world, thing: {
        "to": str(world.people[routes.REVIEWER].pk), "reason": "ill for a week",
    },
    "api_offer_coding": lambda world, thing: {"to": str(world.people[routes.REVIEWER].pk), "why": "heavy"},
    "api_take_back_coding": lambda world, thing: {"reason": "ill for a week"},
    "api_settle": lambda world, thing: {"difference": "0" * 32, "decision": "none", "reason": "as it is"},
    "api_ask_rule": lambda world, thing: {
        "code": "PHY.BEAT", "unclear": "Where do the words end?", "proposal": "Before the instrument.",
    },
    "api_decide_rule": lambda world, thing: {"decision": "adopted", "rule": "Before the instrument."},
    "tag_part": lambda world, thing: {"code": str(code("PHY.BEAT").pk), "from_ms": "0:01", "until_ms": "0:02"},
    "api_parts": lambda world, thing: {"code": "PHY.BEAT", "from_ms": 1000, "until_ms": 2000},
    "api_tag_notes": lambda world, thing: {"words": "The second blow."},
    "ask_partner": lambda world, thing: {"text": str(thing.text), "start": 0, "end": 3, "words": "Who is meant here?"},
    "comment": lambda world, thing: {"about": "item", "words": "Compare the second account."},
    "ask_on": lambda world, thing: {"words": "And the day before?"},
    "question": lambda world, thing: {"words": "The cell on the second floor."},
    "api_item_questions": lambda world, thing: {
        "text": str(thing.text), "start": 0, "end": 3, "words": "Who is meant here?",
    },
    "api_ask_on": lambda world, thing: {"words": "And the day before?"},
    "api_answer": lambda world, thing: {"words": "The cell on the second floor."},
    "keep_talk_draft": lambda world, thing: {"words": "Compare"},
    "keep_answer_draft": lambda world, thing: {"words": "The cell"},
    "choose_place": lambda world, thing: {"start": "0", "end": "5"},
    "drop_tag": lambda world, thing: {"reason": "gone"},
    "recode_tag": lambda world, thing: {"code": "PHY.INSTR"},
    "api_suggestion": lambda world, thing: {"decision": "refuse"},
    "official_from_tag": lambda world, thing: {"label": "Somebody in uniform", "post": ""},
    "search": lambda world, thing: _FIND,
    "api_search": lambda world, thing: _FIND,
    "api_incidents": lambda world, thing: {
        "context": "CTX.ARREST", "when": {"start": "2020-08-11"}, "summary": "stated", "tags": [str(thing.tag)],
    },
    "api_statuses": lambda world, thing: {"status": "reachable", "status_on": _day(-1)},
    "api_risks": lambda world, thing: {"assessed_on": _day(-1), "level": "low"},
    "status": lambda world, thing: {"status": "reachable", "status_on": _day(-1)},
    "risk": lambda world, thing: {"assessed_on": _day(-1), "level": "low"},
    "identity": lambda world, thing: {"reason": "to call the witness back today"},
    "correct_identity": lambda world, thing: {"reason": "to call the witness back today"},
    "person_name": lambda world, thing: {"reason": "to tell two people apart"},
    "new_interview": lambda world, thing: _HELD,
    "change_interview": lambda world, thing: _HELD,
    "move_interview": lambda world, thing: {"to": "stopped"},
    "hear_together": lambda world, thing: {**_BESIDE, "code": thing.beside.code},
    "heard_together": lambda world, thing: _BESIDE,
    "api_together": lambda world, thing: {**_BESIDE, "witness": str(thing.beside.pk)},
    "read_back": lambda world, thing: {**_READ_BACK, "witness": str(thing.witness), "of": f"text-{thing.text}"},
    "api_read_backs": lambda world, thing: {**_READ_BACK, "witness": str(thing.witness), "text": str(thing.text)},
    "sign_read_back": lambda world, thing: _REFUSED_TO_SIGN,
    "api_signatures": lambda world, thing: _REFUSED_TO_SIGN,
    "pictures_shown": lambda world, thing: {**_SHOWN, "witness": str(thing.witness)},
    "api_showings": lambda world, thing: {**_SHOWN, "witness": str(thing.witness)},
    "leave_out": lambda world, thing: _LEFT_OUT,
    "api_left_out": lambda world, thing: _LEFT_OUT,
    "new_thing": lambda world, thing: _THING,
    "api_things": lambda world, thing: _THING,
    "thing": lambda world, thing: _SEALED,
    "api_chain": lambda world, thing: _SEALED,
    "photograph_thing": lambda world, thing: {"photo": str(thing.item_file)},
    "perhaps_same": lambda world, thing: _DIFFERENT,
    "api_perhaps_same": lambda world, thing: _DIFFERENT,
    "new_certificate": lambda world, thing: _CERTIFICATE,
    "api_certificates": lambda world, thing: _CERTIFICATE,
    "new_guide": lambda world, thing: _GUIDE,
    "api_guides": lambda world, thing: _GUIDE,
    "guide": lambda world, thing: {"interviewer": "D-07", "read_on": _day(0)},
    "api_guide_read": lambda world, thing: {"interviewer": "D-07", "read_on": _day(0)},
    "new_document": lambda world, thing: {"document_kind": "court", "title": "Ruling"},
    "change_document": lambda world, thing: {"document_kind": "court", "title": "Ruling"},
    "contents": lambda world, thing: {"others": "unknown"},
    "api_contents": lambda world, thing: {"others": "unknown"},
    "new_person": lambda world, thing: {"kind": "co_detainee", "how": "shared a cell"},
    "save_draft": lambda world, thing: {"title": "a word"},
    "api_interviews": lambda world, thing: {"witness": str(thing.witness), **_HELD},
    "api_documents": lambda world, thing: {"witness": str(thing.witness), "document_kind": "court", "title": "Ruling"},
    "api_withdraw": lambda world, thing: {"channel": "in person", "happened_on": _day(-1)},
    "pause_consent": lambda world, thing: {"channel": "in person", "happened_on": _day(-1)},
    "withdraw_for_witness": lambda world, thing: {"channel": "in person", "happened_on": _day(-1)},
    "pause_for_witness": lambda world, thing: {"channel": "in person", "happened_on": _day(-1)},
    "ask_erasure": lambda world, thing: {"decision": "The witness asked for it and no court needs the account."},
    "api_pause": lambda world, thing: {"channel": "in person", "happened_on": _day(-1)},
    "api_invalidate": lambda world, thing: {"reason": "it was not theirs", "happened_on": _day(-1)},
    "api_narrow": lambda world, thing: {"answers": [], "channel": "in person", "happened_on": _day(-1)},
    "api_interview": lambda world, thing: _HELD,
    "api_move_interview": lambda world, thing: {"state": "stopped"},
    "api_document": lambda world, thing: {"document_kind": "court", "title": "Ruling"},
    "api_persons": lambda world, thing: {"kind": "co_detainee", "how": "shared a cell"},
    "api_file_role": lambda world, thing: {"role": "other"},
    "api_correct_request": lambda world, thing: {
        "received_on": _day(-3), "basis": "an inquiry", "questions": "Who commanded?",
    },
    "api_court_order": lambda world, thing: {"court_order": True},
    "api_refuse_request": lambda world, thing: {"why": "outside the agreement"},
    "api_give_up": lambda world, thing: {"why": "they withdrew the request"},
    "consent_form": lambda world, thing: {"valid_to": _day(30)},
    "original": lambda world, thing: {"reason": "to compare the copies"},
    "check_receipt": lambda world, thing: {"receipt": "{}"},
    "change_role": lambda world, thing: {"role": "other"},
    "upload": lambda world, thing: b"RIFF of a new recording",
    "api_upload": lambda world, thing: b"RIFF of a new recording",
    "api_sending": lambda world, thing: b"the first bytes",
    "api_archive_sending": lambda world, thing: b"the first bytes",
    "upload_proof": lambda world, thing: b"a scan of a signature",
    "api_proof": lambda world, thing: b"a scan of a signature",
    "api_approvals": lambda world, thing: {"capacity": "legal", "manifest_sha256": "0" * 64, "note": "I read it."},
    "approve_disclosure": lambda world, thing: {"manifest_sha256": "0" * 64, "note": "I read it."},
    "api_entries": lambda world, thing: {"items": [str(thing.item)]},
    "api_remove_entries": lambda world, thing: {"items": [str(thing.item)]},
    "api_requests": lambda world, thing: {
        "recipient": str(world.addresses["recipient"][routes.OWN]["pk"]), "received_on": _day(-3),
        "basis": "an inquiry", "questions": "Who commanded?",
    },
    "api_send_back": lambda world, thing: {"why": "one entry is not needed"},
    "send_back_disclosure": lambda world, thing: {"why": "one entry is not needed"},
    "give_up_disclosure": lambda world, thing: {"why": "they withdrew the request"},
    "refuse_request": lambda world, thing: {"why": "outside the agreement"},
    "court_order": lambda world, thing: {"court_order": "yes"},
    "new_confirmation": lambda world, thing: {
        "kind": "witness_for_recipient", "confirmed_on": _day(-1), "reason": "said so by telephone",
    },
    "find_entries": lambda world, thing: {"words": "дубинками"},
    "recipient_facts": lambda world, thing: {"in_eea": "yes"},
    "support": lambda world, thing: {"tag": str(thing.tag)},
}  # fmt: skip
