"""The form and the answers of the three witnesses, purpose by purpose."""

from __future__ import annotations

from datetime import date, timedelta

from consent.facts import Answer, Capacity, Identity, Material, Purpose
from disclosures.demonstration.shapes import ConsentFormStory, ConsentStory, GrantStory, Upload
from disclosures.demonstration.witnesses import held_on

#: How long a signature holds.
TERM = timedelta(days=730)

ACCOUNT_AND_PAPERS = frozenset({Material.ACCOUNT, Material.RECORDING_AUDIO, Material.DOCUMENTS})
WITH_MEDICAL = ACCOUNT_AND_PAPERS | {Material.MEDICAL}

_YES, _NO, _ASK = Answer.YES, Answer.NO, Answer.ASK_ME

#: Narrow: prosecutors of States and the Court, nobody else; no onward sharing, no lawyers.
W1_ANSWERS = {
    Purpose.STORE_ANALYSE: _YES,
    Purpose.SHARE_PARTNER: _NO,
    Purpose.MACHINE_PROCESS: _YES,
    Purpose.ICC_OTP: _YES,
    Purpose.NATIONAL_PROSECUTION: _YES,
    Purpose.UN_MECHANISM: _NO,
    Purpose.ONWARD_EUROJUST_EUROPOL: _NO,
    Purpose.LAWYER_OWN_CASE: _NO,
    Purpose.LAWYER_THIRD_PARTY: _NO,
    Purpose.CSOS_ACADEMIA: _NO,
    Purpose.PUBLIC_ANONYMOUS: _NO,
    Purpose.PUBLIC_IDENTIFIED: _NO,
    Purpose.RECONTACT: _YES,
    Purpose.CONTACT_BY_RECIPIENT: _ASK,
    Purpose.MHPSS_REFERRAL: _YES,
    Purpose.SUCCESSOR_ARCHIVE: _ASK,
}

#: Wide once, but two years have passed.
W2_ANSWERS = W1_ANSWERS | {
    Purpose.SHARE_PARTNER: _YES,
    Purpose.UN_MECHANISM: _YES,
    Purpose.ONWARD_EUROJUST_EUROPOL: _YES,
    Purpose.PUBLIC_ANONYMOUS: _YES,
    Purpose.CONTACT_BY_RECIPIENT: _NO,
    Purpose.SUCCESSOR_ARCHIVE: _YES,
}

#: Nearly everyone may have it, but nobody his name.
W3_ANSWERS = W2_ANSWERS | {
    Purpose.LAWYER_OWN_CASE: _YES,
    Purpose.LAWYER_THIRD_PARTY: _YES,
    Purpose.CSOS_ACADEMIA: _YES,
    Purpose.MHPSS_REFERRAL: _NO,
}


def form(today: date) -> ConsentFormStory:
    return ConsentFormStory(
        version="3",
        languages=("en", "ru", "be"),
        purposes=tuple(Purpose),
        notice_version="3",
        valid_from=today - timedelta(days=1000),
        approved_by="Rasmus Tvedholm",
    )


def consents(today: date) -> tuple[ConsentStory, ...]:
    return (
        _consent(
            "w1", "ru", "D-07", today,
            grants=_grants(W1_ANSWERS, Identity.IDENTIFIED, WITH_MEDICAL,
                           "No contact except through the platform."),
            asked="Asked whether the accused would see his address. Told: contact data does not travel.",
        ),
        _consent(
            "w2", "be", "D-11", today,
            grants=_grants(W2_ANSWERS, Identity.IDENTIFIED, WITH_MEDICAL, ""),
            asked="Asked how to withdraw if she changes her e-mail. Given a second channel.",
        ),
        _consent(
            "w3", "en", "A-03", today,
            grants=_grants(W3_ANSWERS, Identity.PSEUDONYMOUS, ACCOUNT_AND_PAPERS,
                           "Remove the name of my colleague everywhere."),
            asked="Asked whether a court could order his name. Told: it can, and what happens then.",
        ),
    )  # fmt: skip


def _consent(
    witness: str,
    language: str,
    taken_by: str,
    today: date,
    *,
    grants: tuple[GrantStory, ...],
    asked: str,
) -> ConsentStory:
    signed = held_on(witness, today)
    return ConsentStory(
        witness=witness,
        form_version="3",
        language=language,
        mode="wet_signature",
        on=signed,
        at="09:40",
        place_kind="remote" if witness == "w3" else "office",
        taken_by=taken_by,
        capacity=Capacity.SELF,
        read_aloud=True,
        copy_given=True,
        pressure_check=True,
        questions_noted=asked,
        expires_on=signed + TERM,
        grants=grants,
        proof=Upload(
            f"{witness}.consent",
            "scan",
            f"consent-{signed:%Y%m%d}-{language}.png",
            "image/png",
            language,
            "scan",
        ),  # fmt: skip
    )


def _grants(
    answers: dict[Purpose, Answer],
    identity: Identity,
    material: frozenset[Material],
    conditions: str,
) -> tuple[GrantStory, ...]:
    onward = answers[Purpose.ONWARD_EUROJUST_EUROPOL] is Answer.YES
    return tuple(
        GrantStory(
            purpose=purpose,
            answer=answers[purpose],
            identity=Identity.ANONYMOUS if purpose is Purpose.PUBLIC_ANONYMOUS else identity,
            material=material,
            onward_sharing=onward,
            conditions=conditions,
        )
        for purpose in Purpose
    )
