"""Who may open which address: one table, written from design.md 1, 3 and 4 and issue 3 alone.

It shares nothing with the code it judges: no right, no visibility rule and no view was
read into it, only the names of the addresses. A route that is missing here fails the
matrix, and so does a line whose route is gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

# Expected answers
OK = "ok"  # the page, the deed done, or a sentence about what was typed
SIGN_IN = "sign_in"  # led to the sign-in page; 401 in the API
ENROL = "enrol"  # led to the second factor first
REFUSED = "refused"  # 403 with a sentence: an insider without the right
ABSENT = "absent"  # 404, the same to the last byte as for a thing that never was
METHOD = "method"  # 405

# Who asks. The ten roles hold what design.md 1 gives them; all of them are at home with the first body.
PARTNER, ANALYST, REVIEWER = "partner", "analyst", "reviewer"
OFFICER, LEGAL, SAFETY = "disclosure_officer", "legal_approver", "safety_approver"
STEWARD, CARER, ADMIN, AUDITOR = "data_protection_officer", "carer", "account_administrator", "auditor"
ROLES = (PARTNER, ANALYST, REVIEWER, OFFICER, LEGAL, SAFETY, STEWARD, CARER, ADMIN, AUDITOR)
# Signed in, a role in force, but a stranger to the first body's material.
PARTNER_B, OTHER_ANALYST, EXPIRED_GRANT = "partner_of_body_b", "analyst_of_another_team", "expired_grant"
# The data protection officer with a reason on record, who reads what belongs to the one witness (design.md 1).
READING_STEWARD = "data_protection_officer_reading"
# Signed in without any role that counts.
EXPIRED_ROLE, UNCONFIRMED_ROLE = "expired_role", "unconfirmed_role"
# A session cookie left over from better days, or none.
NOBODY = (
    "anonymous", "invited", "suspended", "deactivated", "expired_person", "revoked_token", "expired_token",
    "token_of_suspended",
)  # fmt: skip
NOT_ENROLLED = "not_enrolled"
ACTORS = (
    *NOBODY, NOT_ENROLLED, EXPIRED_ROLE, UNCONFIRMED_ROLE, EXPIRED_GRANT, *ROLES, READING_STEWARD, PARTNER_B,
    OTHER_ANALYST,
)  # fmt: skip
ROLE_OF = {
    **{role: role for role in ROLES},
    # A role of its own here: the reason opens more than the role does.
    READING_STEWARD: READING_STEWARD,
    PARTNER_B: PARTNER,
    OTHER_ANALYST: ANALYST,
    EXPIRED_GRANT: ANALYST,
    EXPIRED_ROLE: "",
    UNCONFIRMED_ROLE: "",
    NOT_ENROLLED: ANALYST,
}

# Whose object is named in the address, as seen from the first body and its case team.
OWN = "own"  # of the first body, in the set given to the team and to the secretariat
OTHER_BODY = "other_body"  # the second body's, given to nobody but its own
OTHER_CASE = "other_case"  # the first body's, in another team's set
WITHDRAWN = "withdrawn"  # as OWN, the witness withdrew
RESTRICTED = "restricted"  # as OWN, special handling: only people named see it
DENIED = "denied"  # as OWN, closed to the analyst by a denial
IN_DRAFT = "in_draft"  # of the coding framework: a version that nobody has published yet
OFFICIALS = "officials"  # the register of officials, created from testimony
SPENT = "spent"  # a secret that opened once: used, withdrawn or out of time
NOWHERE = "nowhere"  # an id nobody ever had

_DESK = {OFFICER, LEGAL, SAFETY}
_TEAM = {ANALYST, REVIEWER}
_FIRST_BODY = {PARTNER}
_STEWARDS = {STEWARD, READING_STEWARD}
_SIGNED_IN = {
    *ROLES,
    READING_STEWARD,
    PARTNER_B,
    OTHER_ANALYST,
    EXPIRED_GRANT,
    EXPIRED_ROLE,
    UNCONFIRMED_ROLE,
    NOT_ENROLLED,
}

# kind of object -> ownership -> who sees it. Whoever is not named gets ABSENT, once their role lets them ask.
SEES: dict[str, dict[str, set[str]]] = {
    # Partners see their own body's, teams and the desk what they were given (design.md 1, 4.1).
    # Withdrawn: the desk must pull back, the body tells the witness, readers are blind (standards.md 5.3).
    "item": {
        OWN: _FIRST_BODY | _TEAM | _DESK | {READING_STEWARD},
        OTHER_BODY: {PARTNER_B},
        OTHER_CASE: _FIRST_BODY | {OTHER_ANALYST},
        WITHDRAWN: _FIRST_BODY | _DESK,
        RESTRICTED: set(),
        DENIED: _FIRST_BODY | (_TEAM - {ANALYST}) | _DESK,
    },
    # The code and what is known of a person under it, not their name. Denied with everything of theirs.
    # The witness stays visible when consent ends: its proof and the chain of custody stay (standards.md 5.3, 6).
    "witness": {
        OWN: _FIRST_BODY | _TEAM | _DESK | {READING_STEWARD},
        OTHER_BODY: {PARTNER_B},
        OTHER_CASE: _FIRST_BODY | {OTHER_ANALYST},
        WITHDRAWN: _FIRST_BODY | _TEAM | _DESK,
        RESTRICTED: _FIRST_BODY | _TEAM | _DESK,
        DENIED: _FIRST_BODY | (_TEAM - {ANALYST}) | _DESK,
    },
    # A text that the analyst holds to code: theirs, and the reviewers' who give it out.
    "held_work": {
        OWN: _TEAM, OTHER_BODY: set(), OTHER_CASE: set(), WITHDRAWN: set(), RESTRICTED: set(),
        DENIED: _TEAM - {ANALYST},
    },
    # Two codings side by side are for reviewers who see the text and coded none of it.
    "reviewed": {
        OWN: {REVIEWER}, OTHER_BODY: set(), OTHER_CASE: set(), WITHDRAWN: set(), RESTRICTED: set(), DENIED: {REVIEWER},
    },
    # A question to the partner body about its own material: the body's, and those who code. Of what was withdrawn
    # nobody asks or answers anything (issue 5, point 7).
    "question": {
        OWN: _FIRST_BODY | _TEAM, OTHER_BODY: {PARTNER_B}, OTHER_CASE: _FIRST_BODY | {OTHER_ANALYST}, WITHDRAWN: set(),
        RESTRICTED: set(), DENIED: _FIRST_BODY | (_TEAM - {ANALYST}),
    },
    # A guide or a procedure is its body's paper: nobody else works by it.
    "guide": {OWN: _FIRST_BODY, OTHER_BODY: {PARTNER_B}},
    # Two codes that may be one person: no body may learn of the other.
    "same_person": {OWN: {OFFICER}},
    # The desk's own papers.
    "desk": {OWN: _DESK | _STEWARDS},
    # A withdrawal or a pause that came to the data protection officer, of the witness they read for a reason.
    "witness_read": {OWN: {READING_STEWARD}, OTHER_BODY: set(), OTHER_CASE: set(), WITHDRAWN: set()},
    # A witness on the page of a request: the request is the desk's, the witness only of those given the set.
    "request_witness": {OWN: _DESK | {READING_STEWARD}, OTHER_BODY: set(), OTHER_CASE: set(), WITHDRAWN: _DESK},
    # Decided by the data protection officer and confirmed by a second person, counsel or another such officer
    # (design.md 1, standards.md 5.3). The paper names a code and no evidence: a reading is not needed for it.
    "erasure": {OWN: {LEGAL} | _STEWARDS},
    # What a partner asks of witnesses in the past is the text of a form: nothing of anybody is in it.
    "form": {OWN: {*_SIGNED_IN}},
    # What the asker did themselves; the same thing of a colleague does not exist for them.
    "personal": {OWN: _SIGNED_IN, OTHER_BODY: set()},
    # An archive that was sent: a partner's own.
    "archive": {OWN: _FIRST_BODY | {PARTNER_B}, OTHER_BODY: set()},
    "own_reading": {OWN: {READING_STEWARD}},
    # What lies in a case set: theirs to whom it was given (design.md 3). Administrators see its name alone.
    "given_set": {OWN: _TEAM | _DESK, OTHER_CASE: {OTHER_ANALYST}},
    # People, bodies, teams, grants: one register, the administrators'.
    "account": {OWN: {ADMIN}},
    # The ledger is one; the auditor reads all of it.
    "event": {OWN: {AUDITOR}, OTHER_BODY: {AUDITOR}},
    # A receipt belongs to who was given it; the auditor reads every event.
    "receipt": {OWN: _SIGNED_IN, OTHER_BODY: {AUDITOR}},
    # Places, facilities, State bodies are vocabulary of everybody who reads evidence. Officials are created
    # from testimony: a partner must not learn what another body's witness said.
    "register": {
        OWN: {PARTNER, PARTNER_B, OTHER_ANALYST, EXPIRED_GRANT, READING_STEWARD} | _TEAM | _DESK,
        OFFICIALS: {OTHER_ANALYST, EXPIRED_GRANT} | _TEAM | _DESK,
    },
    # Officials come from tags alone: nobody adds one by hand.
    "growing_register": {OWN: {ANALYST, OTHER_ANALYST, EXPIRED_GRANT}, OFFICIALS: set()},
    # Ranks, posts and places as the house renders them: vocabulary, kept by those who keep the registers.
    "term": {OWN: {ANALYST, OTHER_ANALYST, EXPIRED_GRANT}},
    # The coding framework is the vocabulary of all who code. A draft is seen by those who may change it.
    "framework": {OWN: {*_SIGNED_IN}, IN_DRAFT: {REVIEWER}},
    "framework_draft": {OWN: {REVIEWER}},
    # A small picture beside a code is part of the vocabulary, under a name nobody guesses.
    "code_picture": {OWN: {*_SIGNED_IN}},
    # Whoever holds the secret may come in; a spent one is as good as none.
    "secret": {OWN: {*ACTORS}, SPENT: set()},
}  # fmt: skip

READERS = {PARTNER, ANALYST, REVIEWER, OFFICER, LEGAL, SAFETY, READING_STEWARD}
CODERS = {ANALYST, REVIEWER}
# Partners write down what they took, analysts and reviewers what they were given (issue 5, point 0).
TYPISTS = {PARTNER, ANALYST, REVIEWER}
# Witnesses and items are put into a set by those who see the evidence and work with it.
FILLERS = {ANALYST, OFFICER}
DESK_EYES = {OFFICER, LEGAL, SAFETY} | _STEWARDS
FINDERS = READERS - {PARTNER, READING_STEWARD}
EVERYONE = {*ROLES, READING_STEWARD, ""}


@dataclass(frozen=True)
class Row:
    """`who`: roles that may ask at all; None is public. `names`: the kind of object in the address."""

    methods: str
    who: frozenset[str] | None
    names: str = ""
    # Further parts of the address, the same for every ownership.
    fixed: dict[str, str] = field(default_factory=dict, hash=False)
    # Opens before the second factor is enrolled.
    before_factor: bool = False
    api: bool = False
    # Adds to an item; of a witness who withdrew, not even the own body adds anything.
    adds: bool = False
    # Whatever the secret, the same answer; the page it leads to says what the secret was worth.
    veiled: bool = False
    # Who may send, where that is fewer than may read.
    writers: frozenset[str] | None = None
    # Only the author of the thing; colleagues who see it are refused.
    authors_only: bool = False

    @property
    def reads(self) -> bool:
        return "GET" in self.methods.split()


def _public(methods: str, names: str = "", **more: object) -> Row:
    return Row(methods, None, names, **more)  # type: ignore[arg-type]


def _signed_in(methods: str, names: str = "", **more: object) -> Row:
    return Row(methods, frozenset(EVERYONE), names, **more)  # type: ignore[arg-type]


def _by(who: set[str], methods: str, names: str = "", **more: object) -> Row:
    return Row(methods, frozenset(who), names, **more)  # type: ignore[arg-type]


def _admin(methods: str, names: str = "", **more: object) -> Row:
    return _by({ADMIN}, methods, names, **more)


ACCOUNTS = {
    "home": _signed_in("GET"),
    "health": _public("GET"),
    "sign_in": _public("GET POST"),
    "account_login": _public("GET POST"),
    "mfa_authenticate": _public("GET POST"),
    "language_of_browser": _public("POST"),
    "account_logout": _signed_in("POST", before_factor=True),
    "account_reauthenticate": _signed_in("GET"),
    "mfa_reauthenticate": _signed_in("GET POST"),
    "accept_invitation": _public("GET POST"),
    "invitation": _public("GET", "secret_link", veiled=True),
    "my_account": _signed_in("GET"),
    "choose_language": _signed_in("POST", before_factor=True),
    # Each their own wishes while reading, and no address leads to anybody else's (design.md 5).
    "care": _signed_in("GET POST"),
    "open_anyway": _signed_in("POST"),
    "care_time": _signed_in("POST"),
    "care_quiet": _signed_in("POST"),
    # The description of the API: nothing of anybody is in it.
    "api_schema": _signed_in("GET", api=True),
    "account_change_password": _signed_in("GET POST"),
    "second_factor": _signed_in("GET POST", before_factor=True),
    "replace_factor": _signed_in("GET POST"),
    "recovery_codes": _signed_in("GET"),
    "new_recovery_codes": _signed_in("POST"),
    "end_other_sessions": _signed_in("POST"),
    "end_session": _signed_in("POST", "session"),
    "make_token": _signed_in("GET POST"),
    "revoke_token": _signed_in("POST", "token"),
    "people": _admin("GET POST"),
    "invite_person": _admin("GET POST"),
    "person": _admin("GET", "person"),
    "new_link": _admin("POST", "invited_person"),
    "withdraw_link": _admin("POST", "invited_person"),
    "move_to_body": _admin("POST", "person"),
    "grant_role": _admin("POST", "person"),
    "add_to_team": _admin("POST", "person"),
    "suspend_person": _admin("POST", "person"),
    "reactivate_person": _admin("POST", "person"),
    "deactivate_person": _admin("GET POST", "person"),
    "ask_recovery": _admin("POST", "person"),
    "confirm_recovery": _admin("POST", "recovery"),
    "withdraw_recovery": _admin("POST", "recovery"),
    "roles": _admin("GET POST"),
    "confirm_role": _admin("POST", "assignment"),
    "end_role": _admin("POST", "assignment"),
    "renew_role": _admin("GET POST", "assignment"),
    "decline_renewal": _admin("POST", "assignment"),
    "bodies": _admin("GET POST"),
    "new_body": _admin("GET POST"),
    "body": _admin("GET POST", "body"),
    "teams": _admin("GET POST"),
    "new_team": _admin("GET POST"),
    "team": _admin("GET POST", "team"),
    "add_member": _admin("POST", "team"),
    "end_membership": _admin("POST", "membership"),
    "collections": _admin("GET POST"),
    "new_collection": _admin("GET POST"),
    "collection": _admin("GET POST", "collection"),
    "give_collection": _admin("POST", "collection"),
    "case_sets": _admin("GET POST"),
    "new_case_set": _admin("GET POST"),
    "case_set": _admin("GET POST", "case_set"),
    "give_case_set": _admin("POST", "case_set"),
    "grants": _admin("GET POST"),
    "revoke_grant": _admin("POST", "grant"),
    "end_denial": _admin("POST", "denial"),
    "new_denial": _admin("GET POST"),
}
LEDGER = {
    "ledger:list": _by({AUDITOR}, "GET"),
    "ledger:export": _by({AUDITOR}, "POST"),
    "ledger:story": _by({AUDITOR}, "GET", "story"),
    "ledger:event": _by({AUDITOR}, "GET", "event"),
    "ledger:proof_file": _by({AUDITOR}, "GET", "event"),
    "ledger:proof": _signed_in("GET", "receipt"),
    "ledger:api_list": _by({AUDITOR}, "GET", api=True),
    "ledger:api_event": _by({AUDITOR}, "GET", "event", api=True),
    "ledger:api_proof": _signed_in("GET", "receipt", api=True),
}
JOBS = {
    # What each engine can do says nothing of anybody (issue 4.6). Reading anew is asked by who may ask for a draft.
    "engines": _signed_in("GET"),
    "read_again": _by({PARTNER}, "GET POST"),
    "jobs:list": _signed_in("GET"),
    "jobs:progress": _signed_in("GET"),
    "jobs:retry_all": _signed_in("POST"),
    "jobs:retry": _signed_in("POST", "job"),
}
CUSTODY = {"content": _public("GET", "ticket")}
REGISTERS = {
    "registers": _by(READERS, "GET"),
    "register": _by(READERS, "GET POST", "register"),
    "register_add": _by({ANALYST}, "GET POST", "growing_register"),
    "register_suggest": _by(READERS, "POST", "register"),
    "register_entry": _by(READERS, "GET", "register_entry"),
    "register_add_name": _by({ANALYST}, "POST", "register_entry"),
    "term_use": _by({ANALYST}, "POST", "term"),
}
# Who may change the coding framework: reviewers alone, who settle what coders differ over; two of them to publish.
FRAMEWORK = {
    "frameworks": _by(CODERS, "GET"),
    "framework": _by(CODERS, "GET", "framework"),
    "framework_code": _by(CODERS, "GET", "framework_code"),
    "framework_files": _by(CODERS, "GET", "framework"),
    "framework_export": _by(CODERS, "GET", "framework", fixed={"kind": "turtle"}),
    "code_picture": _by(READERS, "GET", "code_picture"),
    "framework_start": _by({REVIEWER}, "GET POST"),
    "framework_add": _by({REVIEWER}, "GET POST", "framework_draft"),
    "framework_rules": _by({REVIEWER}, "GET POST", "framework_draft"),
    "framework_changes": _by({REVIEWER}, "GET", "framework_draft"),
    "framework_import": _by({REVIEWER}, "GET POST", "framework_draft"),
    "framework_step": _by({REVIEWER}, "POST", "framework_draft", fixed={"step": "propose"}),
    "framework_code_do": _by({REVIEWER}, "GET POST", "draft_code", fixed={"verb": "retire"}),
}
# Whoever sees the item sees that it is in work and whose; the words are typed and checked by the body that has it.
_OWN_BODY = frozenset({PARTNER})
TRANSCRIPTS = {
    "works": _by(TYPISTS, "GET POST"),
    "begin_work": _by(TYPISTS, "GET POST", "item", adds=True),
    "work": _by(TYPISTS, "GET", "work"),
    "work_checks": _by(TYPISTS, "GET", "work"),
    "hand_in_work": _by(TYPISTS, "POST", "work", writers=_OWN_BODY),
    "take_back_work": _by(TYPISTS, "POST", "work", writers=_OWN_BODY),
    "send_back_work": _by(TYPISTS, "POST", "work", writers=_OWN_BODY),
    "accept_work": _by(TYPISTS, "POST", "work", writers=_OWN_BODY),
    "hand_over_work": _by(TYPISTS, "GET POST", "work", writers=_OWN_BODY),
    "take_over_work": _by(TYPISTS, "POST", "work", writers=_OWN_BODY),
    "give_up_work": _by(TYPISTS, "POST", "work", writers=_OWN_BODY),
    "api_work": _by(TYPISTS, "GET", "work", api=True),
    "api_work_changes": _by(TYPISTS, "POST", "work", api=True, writers=_OWN_BODY),
    "api_settle_clash": _by(TYPISTS, "POST", "clash", api=True, writers=_OWN_BODY),
    "api_work_remark": _by(TYPISTS, "POST", "work_segment", api=True, writers=_OWN_BODY),
}
CODING = {
    "coding": _by(CODERS, "GET"),
    "workbench": _by(CODERS, "GET", "item"),
    "reading": _by(READERS, "GET", "item"),
    # Quotes leave the page as a file: for those who code; what leaves the house goes through the desk.
    "annotations": _by(CODERS, "GET", "item"),
    "api_annotations": _by(CODERS, "GET", "item", api=True),
    # Parts of a file are tagged beside it; who takes a tag back is its author.
    "tag_part": _by(CODERS, "GET POST", "file"),
    "api_parts": _by(CODERS, "POST", "file", api=True),
    "take_back_tag": _by(CODERS, "POST", "tag", authors_only=True),
    "play": _by(READERS, "POST", "recording"),
    "carrying": _by(CODERS, "GET", "item"),
    "choose_place": _by(CODERS, "POST", "carrying"),
    "drop_tag": _by(CODERS, "POST", "carrying"),
    "moved_tag_seen": _by(CODERS, "POST", "carrying"),
    "facts": _by(READERS, "GET", "item"),
    "new_fact": _by(CODERS, "GET POST", "item", fixed={"kind": "incident"}),
    "change_fact": _by(CODERS, "GET POST", "incident", fixed={"kind": "incident"}),
    "new_part": _by(CODERS, "GET POST", "incident", fixed={"kind": "act"}),
    "take_back": _by(CODERS, "POST", "incident", fixed={"kind": "incident"}),
    "support": _by(CODERS, "POST", "incident", fixed={"kind": "incident"}),
    "remove_support": _by(CODERS, "POST", "support"),
    "official_from_tag": _by({ANALYST}, "GET POST", "tag"),
    # What is dated in a witness's accounts, as far as one sees it; as a file, for those who code.
    "timeline": _by(READERS, "GET", "witness"),
    "export_timeline": _by(CODERS, "POST", "witness"),
    # Two accounts that may tell of one event: for those who code and see both.
    "corroboration": _by(CODERS, "GET POST"),
    "corroboration_pair": _by(CODERS, "GET POST", "fact_pair"),
    "api_codes": _by(READERS, "GET", api=True),
    "api_tags": _by(READERS, "GET POST", "item", api=True, writers=frozenset(CODERS)),
    "suggestions": _by(CODERS, "GET"),
    "suggestion_precision": _by(CODERS, "GET"),
    "suggestions_of_code": _by(CODERS, "GET POST", fixed={"code": "PHY.BEAT"}),
    # Which code of the current version a tag belongs under, whoever sees it and codes says; who did undoes it.
    "recoding": _by(CODERS, "GET"),
    "recoding_of": _by(CODERS, "GET", fixed={"code": "PHY.BEAT"}),
    "recode_tag": _by(CODERS, "POST", "tag"),
    "undo_recoding": _by(CODERS, "POST", "tag"),
    "api_suggestions": _by(CODERS, "GET", "item", api=True),
    "api_suggestion": _by(CODERS, "POST", "suggestion", api=True),
    "api_retract": _by(CODERS, "POST", "tag", api=True, authors_only=True),
    "api_tag_notes": _by(CODERS, "POST", "tag", api=True),
    "api_retract_note": _by(CODERS, "POST", "tag_note", api=True, authors_only=True),
    "api_retract_incident": _by(CODERS, "POST", "incident", api=True),
    "api_incidents": _by(READERS, "GET POST", "item", api=True, writers=frozenset(CODERS)),
}
# Reviewers give out coding, settle what differs and see how far coders agree; they never review their own
# (design.md 1). What somebody holds is handed in by them alone.
QUALITY = {
    "coding_work": _by(CODERS, "GET POST"),
    "give_coding": _by({REVIEWER}, "GET POST", "item"),
    "take_work": _by(CODERS, "POST", "item"),
    "work_piece": _by(CODERS, "GET", "held_work"),
    "claim_coding": _by(CODERS, "POST", "held_work"),
    "hand_in_coding": _by(CODERS, "POST", "held_work", authors_only=True),
    "hand_over_coding": _by(CODERS, "GET POST", "held_work"),
    # Who holds it hands it on; whoever is not asked to take it over is told so.
    "answer_offer": _by(CODERS, "POST", "held_work"),
    "withdraw_offer": _by(CODERS, "POST", "held_work", authors_only=True),
    "put_back_coding": _by(CODERS, "POST", "held_work", authors_only=True),
    "take_back_coding": _by({REVIEWER}, "GET POST", "held_work"),
    "comparisons": _by({REVIEWER}, "GET POST"),
    "compare": _by({REVIEWER}, "GET", "comparison"),
    "settle_difference": _by({REVIEWER}, "POST", "comparison"),
    "close_comparison": _by({REVIEWER}, "POST", "comparison"),
    "ask_about_rule": _by({REVIEWER}, "GET POST", "comparison"),
    "undo_settlement": _by({REVIEWER}, "POST", "settlement"),
    "rule_log": _by(CODERS, "GET POST"),
    "decide_rule": _by({REVIEWER}, "GET POST", "rule_question"),
    "agreement": _by({REVIEWER}, "GET POST"),
    "export_agreement": _by({REVIEWER}, "POST"),
    # The same for scripts.
    "api_coders": _by(CODERS, "GET", api=True),
    "api_coding_work": _by(CODERS, "GET", api=True),
    "api_give_coding": _by({REVIEWER}, "POST", "item", api=True),
    "api_take_coding": _by(CODERS, "POST", "item", api=True),
    "api_work_piece": _by(CODERS, "GET", "held_work", api=True),
    "api_claim_coding": _by(CODERS, "POST", "held_work", api=True),
    "api_hand_in_coding": _by(CODERS, "POST", "held_work", api=True, authors_only=True),
    "api_hand_over_coding": _by({REVIEWER}, "POST", "held_work", api=True),
    "api_take_back_coding": _by({REVIEWER}, "POST", "held_work", api=True),
    "api_offers": _by(CODERS, "GET", api=True),
    # Whom its coder may ask: for whoever else sees the work an empty list.
    "api_colleagues": _by(CODERS, "GET", "held_work", api=True),
    "api_offer_coding": _by(CODERS, "POST", "held_work", api=True, authors_only=True),
    "api_accept_offer": _by(CODERS, "POST", "held_work", api=True),
    "api_decline_offer": _by(CODERS, "POST", "held_work", api=True),
    "api_withdraw_offer": _by(CODERS, "POST", "held_work", api=True, authors_only=True),
    "api_put_back_coding": _by(CODERS, "POST", "held_work", api=True, authors_only=True),
    "api_comparisons": _by({REVIEWER}, "GET", api=True),
    "api_compare": _by({REVIEWER}, "GET", "comparison", api=True),
    "api_settle": _by({REVIEWER}, "POST", "comparison", api=True),
    "api_close_comparison": _by({REVIEWER}, "POST", "comparison", api=True),
    "api_ask_rule": _by({REVIEWER}, "POST", "comparison", api=True),
    "api_undo_settlement": _by({REVIEWER}, "POST", "settlement", api=True),
    "api_rules": _by(CODERS, "GET", api=True),
    "api_decide_rule": _by({REVIEWER}, "POST", "rule_question", api=True),
    "api_agreement": _by({REVIEWER}, "GET", api=True),
}
# Those who code ask the partner and write to each other; the partner's people answer, and see nothing of the rest.
TALK = {
    "talk": _by(CODERS, "GET", "item"),
    "ask_partner": _by(CODERS, "POST", "item"),
    "comment": _by(CODERS, "POST", "item"),
    "people_to_call": _by(CODERS, "GET", "item"),
    "asked_questions": _by(CODERS, "GET POST"),
    "ask_on": _by(CODERS, "POST", "asked_question"),
    "settle_question": _by(CODERS, "POST", "asked_question"),
    "strike_message": _by(CODERS, "POST", "asked_message", authors_only=True),
    "take_back_note": _by(CODERS, "POST", "tag_note", authors_only=True),
    # Who is called reads it: here the analyst.
    "read_mention": _by(CODERS, "POST", "mention", authors_only=True),
    "keep_talk_draft": _by(CODERS, "POST", "about_item"),
    "questions": _by({PARTNER}, "GET POST"),
    "question": _by({PARTNER}, "GET POST", "asked_question"),
    "strike_answer": _by({PARTNER}, "POST", "answered_message"),
    "keep_answer_draft": _by({PARTNER}, "POST", "about_question"),
    # The same for scripts, each side at its own addresses.
    "api_item_questions": _by(CODERS, "GET POST", "item", api=True),
    "api_asked_questions": _by(CODERS, "GET", api=True),
    "api_asked_question": _by(CODERS, "GET", "asked_question", api=True),
    "api_ask_on": _by(CODERS, "POST", "asked_question", api=True),
    "api_close_question": _by(CODERS, "POST", "asked_question", api=True),
    "api_strike_message": _by(CODERS, "POST", "asked_message", api=True, authors_only=True),
    "api_questions": _by({PARTNER}, "GET", api=True),
    "api_question": _by({PARTNER}, "GET", "asked_question", api=True),
    "api_answer": _by({PARTNER}, "POST", "asked_question", api=True),
    "api_strike_answer": _by({PARTNER}, "POST", "answered_message", api=True),
}
# Evidence is found again by those who work on it; partners look up their own registers.
SEARCH = {
    "given_case_sets": _by(FILLERS, "GET POST"),
    "case_set_contents": _by(FILLERS, "GET POST", "given_set"),
    "take_out_of_case_set": _by(FILLERS, "POST", "given_set"),
    "search": _by(FINDERS, "GET POST"),
    "api_search": _by(FINDERS, "POST", api=True),
}
# Registering, identities and consent are the partner's work; a name is read at an address of its own, for a reason.
INTAKE = {
    "witnesses": _by({PARTNER}, "GET POST"),
    "new_witness": _by({PARTNER}, "GET POST"),
    "witness": _by(READERS, "GET", "witness"),
    "identity": _by({PARTNER}, "GET POST", "witness"),
    "correct_identity": _by({PARTNER}, "GET POST", "witness"),
    "status": _by({PARTNER}, "GET POST", "witness"),
    "risk": _by({PARTNER}, "GET POST", "witness"),
    "new_interview": _by({PARTNER}, "GET POST", "witness", adds=True),
    "new_document": _by({PARTNER}, "GET POST", "witness", adds=True),
    "interviews": _by({PARTNER}, "GET POST"),
    "change_interview": _by({PARTNER}, "GET POST", "interview"),
    "move_interview": _by({PARTNER}, "POST", "interview"),
    # Whoever reads the account reads how it was taken; the body alone changes it.
    "interview_record": _by(READERS, "GET", "interview"),
    "hear_together": _by({PARTNER}, "GET POST", "interview", adds=True),
    "heard_together": _by({PARTNER}, "GET POST", "joint_witness"),
    "take_off_interview": _by({PARTNER}, "POST", "joint_witness"),
    "api_together": _by({PARTNER}, "GET POST", "interview", api=True, adds=True),
    "api_heard_together": _by({PARTNER}, "DELETE", "joint_witness", api=True),
    "new_thing": _by({PARTNER}, "GET POST", "interview", adds=True),
    "thing": _by({PARTNER}, "GET POST", "thing"),
    "photograph_thing": _by({PARTNER}, "POST", "thing"),
    # How an account was read back and what was shown: with the account, written by its body alone (standards.md 2).
    "read_back": _by(READERS, "GET POST", "interview", adds=True, writers=frozenset({PARTNER})),
    "sign_read_back": _by({PARTNER}, "GET POST", "read_back", adds=True),
    "pictures_shown": _by(READERS, "GET POST", "interview", adds=True, writers=frozenset({PARTNER})),
    "leave_out": _by({PARTNER}, "GET POST", "interview", adds=True),
    "api_read_backs": _by({PARTNER}, "GET POST", "interview", api=True, adds=True),
    "api_signatures": _by({PARTNER}, "GET POST", "read_back", api=True, adds=True),
    "api_showings": _by({PARTNER}, "GET POST", "interview", api=True, adds=True),
    "api_left_out": _by({PARTNER}, "GET POST", "interview", api=True, adds=True),
    # Which people two bodies may both know is the secretariat's alone to learn (issue 4, point 3).
    "one_account": _by({OFFICER}, "GET POST"),
    "release_registrations": _by({OFFICER}, "POST"),
    "perhaps_same": _by({OFFICER}, "GET POST", "same_person"),
    "api_one_account": _by({OFFICER}, "GET", api=True),
    "api_release": _by({OFFICER}, "POST", api=True),
    "api_perhaps_same": _by({OFFICER}, "GET POST", "same_person", api=True),
    "interviewers": _by({PARTNER}, "GET"),
    "new_certificate": _by({PARTNER}, "GET POST"),
    "new_guide": _by({PARTNER}, "GET POST"),
    "guide": _by({PARTNER}, "GET POST", "guide"),
    "api_things": _by({PARTNER}, "GET POST", "interview", api=True, adds=True),
    "api_chain": _by({PARTNER}, "GET POST", "thing", api=True),
    "api_certificates": _by({PARTNER}, "GET POST", api=True),
    "api_guides": _by({PARTNER}, "GET POST", api=True),
    "api_guide_read": _by({PARTNER}, "GET POST", "guide", api=True),
    "documents": _by({PARTNER}, "GET POST"),
    "change_document": _by({PARTNER}, "GET POST", "document"),
    "contents": _by({PARTNER}, "GET POST", "item"),
    "new_person": _by({PARTNER}, "GET POST", "item", adds=True),
    "person_name": _by({PARTNER}, "GET POST", "named_person"),
    "save_draft": _by({PARTNER}, "POST", "draft_subject"),
    "discard_draft": _by({PARTNER}, "POST", "draft"),
    "api_witnesses": _by({PARTNER}, "GET POST", api=True),
    "api_witness": _by({PARTNER}, "GET", "witness", api=True),
    "api_statuses": _by({PARTNER}, "GET POST", "witness", api=True),
    "api_risks": _by({PARTNER}, "GET POST", "witness", api=True),
    "api_interviews": _by({PARTNER}, "GET POST", api=True),
    "api_interview": _by({PARTNER}, "GET PUT", "interview", api=True),
    "api_move_interview": _by({PARTNER}, "POST", "interview", api=True),
    "api_documents": _by({PARTNER}, "GET POST", api=True),
    "api_document": _by({PARTNER}, "GET PUT", "document", api=True),
    "api_contents": _by({PARTNER}, "GET POST", "item", api=True),
    "api_persons": _by({PARTNER}, "GET POST", "item", api=True, adds=True),
}
CONSENT = {
    "consent": _by(READERS, "GET", "witness"),
    "new_consent": _by({PARTNER}, "GET POST", "witness"),
    "narrow_consent": _by({PARTNER}, "GET POST", "witness"),
    "pause_consent": _by({PARTNER}, "GET POST", "witness"),
    "withdraw_consent": _by({PARTNER}, "GET POST", "witness"),
    "invalidate_consent": _by({PARTNER}, "GET POST", "witness"),
    "earlier_consent": _by(READERS, "GET", "consent_record"),
    "consent_proof": _by({PARTNER}, "GET POST", "consent_record"),
    "upload_proof": _by({PARTNER}, "PUT", "witness"),
    "consent_forms": _signed_in("GET"),
    "new_consent_form": _by(_STEWARDS, "GET POST"),
    "consent_form": _signed_in("GET POST", "consent_form", writers=frozenset(_STEWARDS)),
    # Rights requests, withdrawals and pauses are the data protection officer's to decide.
    "rights_desk": _by(_STEWARDS, "GET"),
    "open_reading": _by(_STEWARDS, "POST"),
    "end_reading": _by(_STEWARDS, "POST", "own_reading"),
    "withdraw_for_witness": _by(_STEWARDS, "GET POST", "witness_read"),
    "pause_for_witness": _by(_STEWARDS, "GET POST", "witness_read"),
    "ask_erasure": _by(_STEWARDS, "GET POST", "witness_read"),
    # The desk may ask; for whom the paper is not meant, it does not exist. Who decided it does not confirm it.
    "erasure": _by(DESK_EYES, "GET", "erasure"),
    "confirm_erasure": _by(DESK_EYES, "POST", "erasure", writers=frozenset({LEGAL, STEWARD})),
    "drop_erasure": _by(DESK_EYES, "POST", "erasure"),
    "api_consent_forms": _signed_in("GET", api=True),
    "api_consent": _by({PARTNER}, "GET POST", "witness", api=True),
    "api_withdraw": _by({PARTNER}, "POST", "witness", api=True),
    "api_narrow": _by({PARTNER}, "POST", "witness", api=True),
    "api_pause": _by({PARTNER}, "POST", "witness", api=True),
    "api_invalidate": _by({PARTNER}, "POST", "witness", api=True),
    "api_proof": _by({PARTNER}, "PUT", "witness", api=True),
}
# The bytes of an original are read by the body that gave them and the officer who hands them over: approvers approve
# what will leave, and design.md 1 names no download for them.
ITEMS = {
    "item": _by(READERS, "GET", "item"),
    "item_progress": _by(READERS, "GET", "item"),
    "item_holds": _by(READERS, "GET", "item"),
    "upload": _by({PARTNER}, "PUT", "upload_target", adds=True),
    "receipt": _by(READERS, "GET", "file"),
    # What is checked is what the asker brings; the script holds nothing of anybody.
    "check_receipt": _by(READERS, "GET POST"),
    "receipt_script": _by(READERS, "GET"),
    "api_file_receipt": _by(READERS, "GET", "file", api=True),
    "change_role": _by({PARTNER}, "POST", "file"),
    "run_again": _by({PARTNER}, "POST", "file"),
    "original": _by({PARTNER, OFFICER}, "GET POST", "file"),
    # Copies to look at: sound as the workbench plays it; what may show a name or a face only for who may know it
    # (design.md 1: an analyst must never learn a name they do not need).
    "view_file": _by(READERS, "GET", "file"),
    "show_copy": _by(READERS, "POST", "file", fixed={"kind": "sound", "number": 0}),
    # What it names is in its body; what one may not see is left out of the answer.
    "small_pictures": _by(READERS, "POST"),
    "looks_like": _by(READERS, "GET", "item"),
    "waveform": _by(READERS, "GET", "file"),
    "page_words": _by(READERS, "GET", "file", fixed={"number": 1}),
    "transcribe": _by({PARTNER}, "POST", "file", adds=True),
    "translate": _by({PARTNER}, "POST", "text", adds=True),
    "check_text": _by({PARTNER}, "POST", "text"),
    "api_items": _by(READERS, "GET", api=True),
    "api_item": _by(READERS, "GET", "item", api=True),
    "api_files": _by(READERS, "GET", "upload_target", api=True),
    "api_upload": _by({PARTNER}, "PUT", "upload_target", api=True, adds=True),
    # What a sender has begun to send is theirs alone: not even a colleague goes on with it.
    "api_sendings": _by({PARTNER}, "GET POST", api=True),
    "api_sending": _by({PARTNER}, "GET PATCH DELETE", "sending", api=True),
    "api_file": _by(READERS, "GET", "file", api=True),
    "api_file_role": _by({PARTNER}, "POST", "file", api=True),
    "api_run_again": _by({PARTNER}, "POST", "file", api=True),
    "api_transcribe": _by({PARTNER}, "POST", "file", api=True, adds=True),
    "api_texts": _by(READERS, "GET", "item", api=True),
    "api_text": _by(READERS, "GET", "text", api=True),
    "api_check_text": _by({PARTNER}, "POST", "text", api=True),
    "api_translate": _by({PARTNER}, "POST", "text", api=True, adds=True),
}
# Older archives: of their own body a partner's, who may register and upload; codings, of whoever tags. What somebody
# sent holds names: it is theirs alone, as what they have begun to send is (design.md 1, 4.1, 4.3).
# The register of what was disclosed before is the officer's to take over.
BRINGERS = {PARTNER, ANALYST, REVIEWER, OFFICER}
IMPORTS = {
    "imports": _by(BRINGERS, "GET"),
    "send_archive": _by(BRINGERS, "PUT"),
    "import_templates": _by(BRINGERS, "GET"),
    "import_template": _by(BRINGERS, "GET", fixed={"name": "totals"}),
    "import": _by(BRINGERS, "GET", "archive"),
    "import_progress": _by(BRINGERS, "GET", "archive"),
    "examine_archive": _by(BRINGERS, "POST", "archive"),
    "bring_in_archive": _by(BRINGERS, "POST", "archive"),
    "give_away_archive": _by(BRINGERS, "POST", "archive"),
    "import_problems": _by(BRINGERS, "GET", "archive"),
    "import_report": _by(BRINGERS, "GET", "archive"),
    "api_imports": _by(BRINGERS, "GET", api=True),
    "api_send_archive": _by(BRINGERS, "PUT", api=True),
    "api_import": _by(BRINGERS, "GET", "archive", api=True),
    # What is on its way is its sender's alone, as every sending is.
    "api_archive_sendings": _by(BRINGERS, "GET POST", api=True),
    "api_archive_sending": _by(BRINGERS, "GET PATCH DELETE", "archive_sending", api=True),
    "api_bring_in": _by(BRINGERS, "POST", "archive", api=True),
}
# The desk is the secretariat's: who asked for what is nobody else's to know. The officer prepares, each approver
# approves in one capacity, the data protection officer answers for orders of a court (standards.md 5.2, row 19).
DESK = {
    "past_disclosures": _by(DESK_EYES, "GET POST"),
    "past_disclosures_list": _by(DESK_EYES, "GET"),
    "past_disclosure": _by(DESK_EYES, "GET", "past_disclosure"),
    "recall_past": _by({OFFICER}, "POST", "past_disclosure"),
    "answer_past_recall": _by({OFFICER}, "POST", "past_disclosure"),
    "requests": _by(DESK_EYES, "GET POST"),
    "new_request": _by({OFFICER}, "GET POST"),
    "request": _by(DESK_EYES, "GET", "request"),
    "correct_request": _by({OFFICER}, "GET POST", "request"),
    "court_order": _by(DESK_EYES, "POST", "request", writers=frozenset({OFFICER} | _STEWARDS)),
    "refuse_request": _by({OFFICER}, "POST", "request"),
    "begin_disclosure": _by({OFFICER}, "POST", "request"),
    # Which kinds one may confirm is what the form offers; another kind is a wrong answer, not a wrong person.
    "new_confirmation": _by(DESK_EYES, "GET POST", "request_witness", fixed={"kind": "witness_for_recipient"}),
    "disclosures": _by(DESK_EYES, "GET POST"),
    "desk": _by(DESK_EYES, "GET", "disclosure"),
    "find_entries": _by({OFFICER}, "GET POST", "disclosure"),
    "add_entries": _by({OFFICER}, "POST", "disclosure"),
    "take_over": _by({OFFICER}, "POST", "disclosure"),
    "remove_entries": _by({OFFICER}, "POST", "disclosure"),
    "keep_what_may_go": _by({OFFICER}, "POST", "disclosure"),
    "screen_disclosure": _by({OFFICER}, "POST", "disclosure"),
    "submit_disclosure": _by({OFFICER}, "POST", "disclosure"),
    "take_back_disclosure": _by({OFFICER}, "POST", "disclosure"),
    "give_up_disclosure": _by({OFFICER}, "POST", "disclosure"),
    "review_disclosure": _by(DESK_EYES, "GET", "disclosure"),
    "approve_disclosure": _by(
        DESK_EYES, "GET POST", "disclosure", fixed={"capacity": "legal"}, writers=frozenset({LEGAL})
    ),
    "send_back_disclosure": _by(DESK_EYES, "POST", "disclosure", writers=frozenset({LEGAL, SAFETY})),
    # What was built is read by the desk; building it and handing it over is the officer's (design.md 1).
    "build_package": _by({OFFICER}, "POST", "disclosure"),
    "package_building": _by(DESK_EYES, "GET", "disclosure"),
    "packages": _by(DESK_EYES, "GET POST"),
    "package": _by(DESK_EYES, "GET", "package"),
    "hand_over_package": _by({OFFICER}, "GET POST", "package"),
    "confirm_receipt": _by({OFFICER}, "POST", "package"),
    "close_disclosure": _by({OFFICER}, "POST", "package"),
    # Asking back is a step of the register, as the hand-over is (standards.md 3.2, 5.3).
    "recall_package": _by({OFFICER}, "POST", "package"),
    "answer_recall": _by({OFFICER}, "POST", "package"),
    "api_build_package": _by({OFFICER}, "GET POST", "disclosure", api=True),
    "api_packages": _by(DESK_EYES, "GET", api=True),
    "api_package": _by(DESK_EYES, "GET", "package", api=True),
    "api_handovers": _by(DESK_EYES, "GET POST", "package", api=True, writers=frozenset({OFFICER})),
    "api_receipt": _by({OFFICER}, "POST", "package", api=True),
    "api_close": _by({OFFICER}, "POST", "package", api=True),
    "api_recall": _by({OFFICER}, "POST", "package", api=True),
    "api_recall_answers": _by({OFFICER}, "POST", "package", api=True),
    "recipients": _by(DESK_EYES, "GET POST"),
    "new_recipient": _by({OFFICER}, "GET POST"),
    "recipient": _by(DESK_EYES, "GET", "recipient"),
    "correct_recipient": _by({OFFICER}, "GET POST", "recipient"),
    "recipient_facts": _by(DESK_EYES, "POST", "recipient", writers=frozenset({OFFICER})),
    "enrol_key": _by({OFFICER}, "POST", "recipient"),
    "record_agreement": _by({OFFICER}, "POST", "recipient"),
    "propose_channel": _by({OFFICER}, "POST", "recipient"),
    "record_transfer_basis": _by({LEGAL}, "POST", "recipient"),
    "end_agreement": _by({OFFICER}, "POST", "agreement"),
    "approve_channel": _by({SAFETY}, "POST", "channel"),
    "end_channel": _by(DESK_EYES, "POST", "channel", writers=frozenset({OFFICER, SAFETY})),
    "end_transfer_basis": _by({LEGAL}, "POST", "transfer_basis"),
    "api_recipients": _by(DESK_EYES, "GET", api=True),
    "api_requests": _by(DESK_EYES, "GET POST", api=True, writers=frozenset({OFFICER})),
    "api_request": _by(DESK_EYES, "GET", "request", api=True),
    "api_correct_request": _by({OFFICER}, "POST", "request", api=True),
    "api_court_order": _by(DESK_EYES, "POST", "request", api=True, writers=frozenset({OFFICER} | _STEWARDS)),
    "api_refuse_request": _by({OFFICER}, "POST", "request", api=True),
    "api_begin": _by({OFFICER}, "POST", "request", api=True),
    "api_disclosures": _by(DESK_EYES, "GET", api=True),
    "api_disclosure": _by(DESK_EYES, "GET", "disclosure", api=True),
    "api_entries": _by(DESK_EYES, "GET POST", "disclosure", api=True, writers=frozenset({OFFICER})),
    "api_remove_entries": _by({OFFICER}, "POST", "disclosure", api=True),
    "api_take_over": _by({OFFICER}, "POST", "disclosure", api=True),
    "api_keep_what_may_go": _by({OFFICER}, "POST", "disclosure", api=True),
    "api_screen": _by({OFFICER}, "POST", "disclosure", api=True),
    "api_give_up": _by({OFFICER}, "POST", "disclosure", api=True),
    "api_submit": _by({OFFICER}, "POST", "disclosure", api=True),
    "api_take_back": _by({OFFICER}, "POST", "disclosure", api=True),
    "api_approvals": _by(DESK_EYES, "GET POST", "disclosure", api=True, writers=frozenset({LEGAL})),
    "api_send_back": _by(DESK_EYES, "POST", "disclosure", api=True, writers=frozenset({LEGAL, SAFETY})),
}
TABLE: dict[str, Row] = {
    **ACCOUNTS,
    **LEDGER,
    **JOBS,
    **CUSTODY,
    **REGISTERS,
    **FRAMEWORK,
    **TRANSCRIPTS,
    **CODING,
    **QUALITY,
    **TALK,
    **SEARCH,
    **INTAKE,
    **CONSENT,
    **ITEMS,
    **IMPORTS,
    **DESK,
}

# Which rule of SEES holds for a kind of object in an address.
RULE_OF = {
    **dict.fromkeys(
        ("item", "recording", "incident", "support", "tag", "tag_note", "suggestion", "interview", "document",
         "upload_target", "file", "text", "thing", "joint_witness", "read_back", "work", "work_segment", "clash",
         "carrying", "fact_pair", "mention", "about_item"),
        "item",
    ),
    **dict.fromkeys(("witness", "named_person", "consent_record", "draft_subject"), "witness"),
    **dict.fromkeys(("session", "token", "job", "draft", "sending"), "personal"),
    "held_work": "held_work",
    **dict.fromkeys(("comparison", "settlement", "rule_question"), "reviewed"),
    **dict.fromkeys(("asked_question", "asked_message", "answered_message", "about_question"), "question"),
    **dict.fromkeys(("archive", "archive_sending"), "archive"),
    "consent_form": "form",
    "guide": "guide",
    "same_person": "same_person",
    "request_witness": "request_witness",
    "witness_read": "witness_read",
    "own_reading": "own_reading",
    "erasure": "erasure",
    **dict.fromkeys(
        ("request", "disclosure", "package", "recipient", "agreement", "channel", "transfer_basis", "past_disclosure"),
        "desk",
    ),
    **dict.fromkeys(
        (
            "person", "invited_person", "recovery", "assignment", "body", "team", "membership",
            "collection", "case_set", "grant", "denial",
        ),
        "account",
    ),
    **dict.fromkeys(("event", "story"), "event"),
    "receipt": "receipt",
    "given_set": "given_set",
    **dict.fromkeys(("register", "register_entry"), "register"),
    "growing_register": "growing_register",
    "term": "term",
    **dict.fromkeys(("framework", "framework_code"), "framework"),
    "code_picture": "code_picture",
    **dict.fromkeys(("framework_draft", "draft_code"), "framework_draft"),
    **dict.fromkeys(("secret_link", "ticket"), "secret"),
}  # fmt: skip


def sees(kind: str, actor: str, ownership: str) -> bool:
    """Whether for this actor the thing exists."""
    if ownership == NOWHERE:
        return False
    return actor in SEES[RULE_OF[kind]].get(ownership, set())


def expected(name: str, actor: str, ownership: str, method: str, *, by_token: bool = False) -> str:
    row = TABLE[name]
    if row.who is not None:
        if actor in NOBODY:
            return SIGN_IN
        # A token is made on a page that asks for the second factor.
        if actor == NOT_ENROLLED and not row.before_factor and not by_token:
            return ENROL
        if ROLE_OF[actor] not in row.who:
            return REFUSED
    if not _meant(row, method):
        return METHOD
    if method == "OPTIONS":
        return OK
    if row.names and not row.veiled and not sees(row.names, actor, ownership):
        return ABSENT
    return OK if _may(row, actor, method) else REFUSED


def told_apart(name: str, actor: str, ownership: str, method: str, *, by_token: bool = False) -> bool:
    """Whether the answer may tell the thing from one that never was."""
    row = TABLE[name]
    if row.veiled or method == "OPTIONS" or not sees(row.names, actor, ownership):
        return False
    answer = expected(name, actor, ownership, method, by_token=by_token)
    return answer == OK or (answer == REFUSED and row.who is not None and ROLE_OF[actor] in row.who)


def _may(row: Row, actor: str, method: str) -> bool:
    if row.authors_only and actor != ANALYST:
        return False
    return row.writers is None or method in ("GET", "HEAD") or ROLE_OF[actor] in row.writers


def ownerships(name: str, method: str = "GET") -> tuple[str, ...]:
    """Whose things an address is tried with; none where it names no thing."""
    kind = TABLE[name].names
    if not kind:
        return ("",)
    # A method that is not meant is turned away before anything is looked for: special handling adds nothing there.
    left_out = () if _meant(TABLE[name], method) else (RESTRICTED, DENIED)
    return (*(one for one in SEES[RULE_OF[kind]] if one not in left_out), NOWHERE)


def _meant(row: Row, method: str) -> bool:
    if method == "OPTIONS":  # the API describes itself; a page has nothing to describe
        return row.api
    return method in row.methods.split() or (method == "HEAD" and row.reads)
