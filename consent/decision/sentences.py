"""Reasons in words: what stands in the way, and what would clear it.

The sentences carry no names and no values of the case. They are read by the
disclosure officer and the approvers, and some of them by the recipient.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from consent.decision.outcome import Finding, Reason
from consent.facts import Purpose

PURPOSES = {
    Purpose.STORE_ANALYSE: _("keeping and analysing it"),
    Purpose.SHARE_PARTNER: _("sharing it with a partner organisation"),
    Purpose.MACHINE_PROCESS: _("processing it by machine"),
    Purpose.ICC_OTP: _("giving it to the International Criminal Court"),
    Purpose.NATIONAL_PROSECUTION: _("giving it to a national prosecutor"),
    Purpose.UN_MECHANISM: _("giving it to a United Nations mechanism"),
    Purpose.ONWARD_EUROJUST_EUROPOL: _("passing it on to Eurojust or Europol"),
    Purpose.LAWYER_OWN_CASE: _("giving it to a lawyer in the witness's own case"),
    Purpose.LAWYER_THIRD_PARTY: _("giving it to lawyers in cases of others"),
    Purpose.CSOS_ACADEMIA: _("giving it to civil society or researchers"),
    Purpose.PUBLIC_ANONYMOUS: _("publishing it without a name"),
    Purpose.PUBLIC_IDENTIFIED: _("publishing it under the name of the witness"),
    Purpose.RECONTACT: _("contacting the witness again"),
    Purpose.CONTACT_BY_RECIPIENT: _("contact by the recipient"),
    Purpose.MHPSS_REFERRAL: _("referral to psychosocial care"),
    Purpose.SUCCESSOR_ARCHIVE: _("keeping it in a successor archive"),
}

NOT_ON_FORM = _(
    "The form that was signed does not ask about {purpose}. "
    "It can be released once consent is widened to this use on a form that asks for it."
)
NOT_ASKED = _(
    "There is no answer on record about {purpose}. "
    "It can be released once the question has been asked and answered with yes."
)
REFUSED = _(
    "The answer about {purpose} was no. It can be released only if the witness, "
    "asked under the rules for a new consent, answers otherwise."
)
MAY_ASK = _("The witness agreed to be contacted again: a renewal may be offered.")
MAY_NOT_ASK = _("Whether the witness may be contacted for this is not on record as yes.")

SENTENCES = {
    # Row 0
    "error": _("This rule could not be evaluated, so nothing leaves. Report it to the operators."),
    "no_sources": _("The product names no source. Link every source it quotes."),
    "other_question": _("A source was examined for another recipient, purpose or day. Examine the product again."),
    "material_not_granted": _(
        "Consent does not cover this kind of material. It can be released once consent is widened to it."
    ),
    "country_denied": _(
        "Consent rules out the recipient's country. It can be released only if the witness lifts that exclusion."
    ),
    "country_not_allowed": _(
        "The recipient's country is not among those consent allows. "
        "It can be released once consent is widened to that country."
    ),
    # Row 1
    "integrity_failed": _("The stored file no longer matches its hash. Restore it from the second copy first."),
    "quarantined": _("The item is in quarantine. It can be released once screening has passed."),
    "restricted": _(
        "Processing of the item is restricted. "
        "It can be released once the data protection officer lifts the restriction."
    ),
    "open_rights_request": _(
        "A rights request about this item is open. It can be released once the data protection officer has answered it."
    ),
    # Row 2
    "support_record": _("Records of psychosocial care are never disclosed."),
    # Row 3
    "recipient_blocked": _(
        "The recipient is on the blocked list. It can be released only if the recipient is taken off that list."
    ),
    "state_blocked": _("Authorities of the recipient's State are blocked. Nothing goes there."),
    # Row 4
    "no_source_person": _("No source person is linked to this closed material. Ask the data steward to link one."),
    "source_person_not_identified": _(
        "The source person is not identified in the witness store. Ask the data steward to complete the registration."
    ),
    # Row 5
    "no_consent": _("There is no consent record. Record one before anything is released."),
    "proof_missing": _("The consent has no proof. Add the signed form or the recording of it."),
    "form_hash_mismatch": _(
        "The form on file is not the one that was signed. Find the signed version, or take consent again."
    ),
    # Row 6
    "withdrawn_in_full": _("Consent was withdrawn. Only a new consent could change this."),
    "invalidated_in_full": _("The consent was declared invalid. A new consent is needed."),
    "paused": _("The witness has paused the consent. It can be released once the witness lets it go on."),
    "withdrawn_for_purpose": _("Consent was withdrawn for this use. Only a new consent for it could change this."),
    "invalidated_for_purpose": _("The consent for this use was declared invalid. A new consent for it is needed."),
    # Row 8
    "ask_me": _(
        "The witness wants to be asked before each such use. Record a dated confirmation that names this recipient."
    ),
    "contact_first": _(
        "Consent was given on condition of contact beforehand. Record a dated confirmation that names this recipient."
    ),
    # Row 9
    "circumstances_changed": _("The personal circumstances of the witness have changed since. Renew the consent."),
    "given_after_the_day": _("The consent is dated after the day of this decision. Correct the date on its record."),
    "lapsed": _("The consent has expired. Renew it."),
    "renewal_due": _("The consent is due for renewal. Renew it."),
    "older_than_policy": _("The consent is older than 24 months. Renew it."),
    # Row 10
    "child_now_adult": _(
        "The witness was a child at the interview and is an adult now. Ask the witness again and record the answer."
    ),
    "guardian_only": _("A guardian gave the consent. Ask the witness in person and record the answer."),
    # Row 11
    "sgbv_not_confirmed": _("The item carries a restricted code. Record a fresh confirmation for this very request."),
    "sgbv_not_signed": _("The item carries a restricted code. The responsible focal point must sign off."),
    # Row 12
    "sensitive_parts": _(
        "Medical content, images of the body or contact details go beyond the consent. "
        "Redact those parts, or widen the consent to them."
    ),
    "sensitive_only": _(
        "The item is nothing but content the consent does not cover. "
        "It can be released once consent is widened to that content."
    ),
    # Row 13
    "identity_not_granted": _(
        "Consent does not extend to the identity of the witness. "
        "Redact to the level agreed to; the key to the code never travels."
    ),
    # Row 14
    "other_person": _(
        "Another person can be recognised who has not agreed to this use. "
        "Redact what identifies that person, or record a consent of their own."
    ),
    # Row 15
    "risk_assessed_after_the_day": _("The risk assessment is dated after the day of this decision. Correct its date."),
    "risk_assessment_old": _("The risk assessment is older than six months. A safety review is needed."),
    "risk_assessment_ended": _("The risk assessment is no longer valid. A new one, or a safety review, is needed."),
    "risk_raised": _("The risk has risen since consent was given. A safety review is needed."),
    # Row 16
    "no_transfer_basis_organisation": _(
        "The recipient is an international organisation and no transfer basis is in force. "
        "Record one, approved by counsel."
    ),
    "no_transfer_basis_state": _(
        "The recipient is outside the European Economic Area and no transfer basis is in force. "
        "Record one, approved by counsel."
    ),
    # Row 17
    "no_agreement": _("There is no agreement with the recipient. Record one in force."),
    "channel_not_approved": _("The channel to the recipient is not approved. Approve one before handing over."),
    # Row 20
    "person_unreachable": _("The witness cannot be reached. The protection officer must review this disclosure."),
    "person_detained": _("The witness is detained. The protection officer must review this disclosure."),
    "person_missing": _("The witness is missing. The protection officer must review this disclosure."),
    "person_dead": _("The witness has died; protection goes on. The protection officer must review this disclosure."),
    # Row 21
    "no_onward_sharing": _("It may be given, but not passed on. The entry and the covering letter say so."),
    "caveat_not_accepted": _(
        "It may not be passed on, and the recipient does not accept that condition. "
        "Agree on the condition with the recipient first."
    ),
    # Row 22
    "granted": _("Consent covers this use, at this level of identity, today."),
}

UNKNOWN = {
    "integrity_ok": _("Whether the stored file still matches its hash is not known. Check it."),
    "quarantined": _("Whether the item is in quarantine is not known. Have it screened."),
    "restricted_art18": _("Whether the item is restricted is not known. Record it."),
    "open_rights_request": _("Whether a rights request is open is not known. Record it."),
    "blocked": _("Whether the recipient is on the blocked list is not known. Check and record it."),
    "state_blocked": _("Whether the recipient's State is blocked is not known. Record it."),
    "state": _("The State of the recipient is not known. Record it."),
    "circumstances_changed": _("Whether the circumstances of the witness have changed is not known. Record it."),
    "age_at_interview": _("The age of the witness at the interview is not known. Record it."),
    "age_now": _("The present age of the witness, a child then, is not known. Record it."),
    "sgbv_or_restricted_code": _("Whether the item carries a restricted code is not known. Have it coded."),
    "contains": _(
        "Whether the item holds medical content, images of the body or contact details is not known. Record it."
    ),
    "nothing_else": _("Whether the item is anything more than its sensitive content is not known. Record it."),
    "needs_names": _("Whether the recipient needs names is not known. Record it."),
    "carries_name": _("Whether the item names the witness is not known. Record it."),
    "others": _("Whether other people can be recognised in the item is not known. Record them."),
    "risk": _("There is no risk assessment. Make one."),
    "raised_since_consent": _("Whether the risk has risen since consent is not known. Record it in the assessment."),
    "in_eea": _("Whether the recipient is inside the European Economic Area is not known. Record it."),
    "status": _("Whether the witness can be reached is not known. Record it."),
    "accepts_caveats": _("It may not be passed on, and whether the recipient accepts that is not known. Ask."),
}

ROW_7 = {
    "purpose_not_on_form": NOT_ON_FORM,
    "purpose_not_asked": NOT_ASKED,
    "purpose_refused": REFUSED,
}


def sentence(reason: Reason | Finding) -> Promise:
    """One translated sentence or two, safe to show to everyone who sees the entry."""
    if reason.unknown is not None:
        return UNKNOWN[reason.unknown]
    if reason.purpose is not None:
        code = reason.code.removesuffix("_may_ask")
        asking = MAY_ASK if code != reason.code else MAY_NOT_ASK
        return format_lazy("{} {}", format_lazy(ROW_7[code], purpose=PURPOSES[reason.purpose]), asking)
    return SENTENCES[reason.code]
