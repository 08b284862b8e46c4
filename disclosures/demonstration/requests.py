"""Who asks, on what agreement, and what they want to know. Both recipients are invented."""

from __future__ import annotations

from datetime import date, timedelta

from consent.facts import Purpose
from disclosures.demonstration.shapes import AgreementStory, RecipientStory, RequestStory


def recipients(today: date) -> tuple[RecipientStory, ...]:
    return (_prosecutor(today), _lawyer(today))


def _prosecutor(today: date) -> RecipientStory:
    return RecipientStory(
        key="prosecutor",
        name="Prosecution Service, Unit for International Crimes (LT)",
        contact="Prosecutor Austeja Virbalinte",
        email="international.crimes@prosecution.example.org",
        kind="national_prosecutor",
        purpose=Purpose.NATIONAL_PROSECUTION,
        state="LT",
        in_eea=True,
        blocked=False,
        state_blocked=False,
        channel="Package sealed to the key read out by telephone; download from the platform.",
        channel_approved=True,
        needs_names=True,
        accepts_caveats=True,
        agreement=AgreementStory(
            reference="AGR-LT-1",
            signed_on=today - timedelta(days=210),
            valid_to=today + timedelta(days=885),
            terms=(
                "Used only in the investigation named in the request.",
                "No contact with a witness except through the platform.",
                "No passing on, to Eurojust and Europol neither, where the entry says so.",
                "Receipt confirmed with the recomputed digest within ten days.",
                "Recalled material is returned or locked, and the answer given in writing.",
            ),
        ),
    )


def _lawyer(today: date) -> RecipientStory:
    return RecipientStory(
        key="lawyer",
        name="Chambers of Benedikt Ostwaldt, lawyer",
        contact="Benedikt Ostwaldt",
        email="ostwaldt@chambers.example.org",
        kind="lawyer_third_party",
        purpose=Purpose.LAWYER_THIRD_PARTY,
        state="DE",
        in_eea=True,
        blocked=False,
        state_blocked=False,
        channel="Package sealed to his key; download from the platform.",
        channel_approved=True,
        needs_names=False,
        accepts_caveats=True,
        agreement=AgreementStory(
            reference="AGR-DE-4",
            signed_on=today - timedelta(days=90),
            valid_to=today + timedelta(days=640),
            terms=(
                "Used only in the complaint named in the request.",
                "No contact with a witness except through the platform.",
                "Nothing leaves the chambers without a written yes of the platform.",
            ),
        ),
    )


def requests(today: date) -> tuple[RequestStory, ...]:
    return (
        RequestStory(
            key="prosecutor",
            recipient="prosecutor",
            reference="TIR-0417/08",
            received_on=today - timedelta(days=9),
            deadline=today + timedelta(days=12),
            legal_basis="Pre-trial investigation of crimes against humanity, request for assistance",
            questions=(
                "How were detainees received at Akrestsina in the night of 10 to 11 August 2020?",
                "Who was in command in the yard, and how does the witness know?",
                "Are there court papers issued inside the facility in those days?",
                "Would the witness be ready to testify, and through whom can that be asked?",
            ),
            witnesses=("w1", "w2", "w3"),
        ),
        RequestStory(
            key="lawyer",
            recipient="lawyer",
            reference="BO-2/33",
            received_on=today - timedelta(days=4),
            deadline=today + timedelta(days=26),
            legal_basis="Criminal complaint of another person detained at Akrestsina",
            questions=(
                "Are there accounts of persons held at Akrestsina on 11 and 12 August 2020?",
                "Does any of them name an officer present in the yard?",
            ),
            witnesses=("w1",),
        ),
    )
