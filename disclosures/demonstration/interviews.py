"""The three interviews, their files, and the papers the witnesses brought. All invented."""

from __future__ import annotations

from datetime import date

from consent.facts import Material
from disclosures.demonstration.shapes import (
    DocumentStory,
    InterviewStory,
    ItemFactsStory,
    OtherPersonStory,
    PriorAccount,
    Upload,
)
from disclosures.demonstration.witnesses import held_on

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIRST_PART = "Recording of the first part of the talk; the transcript goes on after it."
DRABNETSKI = OtherPersonStory("Drabnetski", "major in the yard, named by a man on duty", "official")
TSYBULETSKAYA = OtherPersonStory("Tsybuletskaya", "judge, introduced herself", "official")
MALVINSKI = OtherPersonStory("Malvinski", "police witness named in the ruling", "official")
DZERHALOVICH = OtherPersonStory("Dzerhalovich", "KGB captain and investigator", "official")
COLLEAGUE = OtherPersonStory("Marharyta", "colleague of the witness, fate unknown", "other")
W2_FAMILY = (
    OtherPersonStory("husband of W2", "present at the search, struck in the next room", "relative"),
    OtherPersonStory("mother of W2", "in Minsk, visited by officers", "relative"),
)


def interviews(today: date) -> tuple[InterviewStory, ...]:
    return (_first(held_on("w1", today)), _second(held_on("w2", today)), _third(held_on("w3", today)))


def _facts(
    *others: OtherPersonStory,
    contains: frozenset[Material] = frozenset(),
    nothing_else: bool = False,
    carries_name: bool = False,
) -> ItemFactsStory:
    return ItemFactsStory(contains, nothing_else, carries_name, others)


def _scan(key: str, filename: str) -> Upload:
    return Upload(key, "scan", filename, "image/jpeg", "ru", "scan")


def _first(on: date) -> InterviewStory:
    stamp = f"{on:%Y%m%d}"
    return InterviewStory(
        key="w1.interview",
        witness="w1",
        title="Interview on arrest, Akrestsina and trial, August 2020",
        on=on,
        started="10:10",
        minutes=74,
        place_kind="office",
        country="LT",
        mode="in_person",
        account_type="first_account",
        interviewers=("D-07",),
        interpreter="",
        others_present=(),
        breaks=0,
        welfare_note="Offered a break twice, declined. Stayed for tea afterwards, went home calm.",
        vulnerability="none_identified",
        vulnerability_note="Hearing loss on the right: sit on his left side.",
        prior_accounts=(),
        follow_up_reason="",
        facts=_facts(DRABNETSKI, TSYBULETSKAYA, contains=frozenset({Material.MEDICAL})),
        uploads=(
            Upload("w1.audio", "audio", f"rec-{stamp}-01.ogg", "audio/ogg", "ru",
                   "original_device_copy", FIRST_PART),
            Upload("w1.transcript", "transcript", f"transcript-{stamp}-ru.docx", DOCX, "ru",
                   "sent_as_file"),
            Upload("w1.translation", "translation", f"translation-{stamp}-en.docx", DOCX, "en",
                   "sent_as_file"),
        ),
        documents=(_ruling(), _courtyard()),
    )  # fmt: skip


def _ruling() -> DocumentStory:
    return DocumentStory(
        key="w1.ruling",
        title="Court ruling, administrative arrest, August 2020",
        doc_type="court",
        on=date(2020, 8, 12),
        material=Material.DOCUMENTS,
        facts=_facts(TSYBULETSKAYA, MALVINSKI, carries_name=True),
        upload=_scan("w1.ruling", "scan-0001.jpg"),
    )


def _courtyard() -> DocumentStory:
    return DocumentStory(
        key="w1.courtyard",
        title="Photograph of the courtyard of the arrest",
        doc_type="photo",
        on=date(2020, 8, 17),
        material=Material.DOCUMENTS,
        facts=_facts(),
        upload=Upload("w1.courtyard", "photograph", "img-20200817-2148.jpg", "image/jpeg", "",
                      "original_device_copy"),
    )  # fmt: skip


def _second(on: date) -> InterviewStory:
    stamp = f"{on:%Y%m%d}"
    return InterviewStory(
        key="w2.interview",
        witness="w2",
        title="Interview on house search and KGB remand prison, 2021-2022",
        on=on,
        started="10:30",
        minutes=96,
        place_kind="office",
        country="LT",
        mode="in_person",
        account_type="first_account",
        interviewers=("D-11",),
        interpreter="",
        others_present=(),
        breaks=1,
        welfare_note="Measured her sugar before and in the break. Support service offered, accepted.",
        vulnerability="disability",
        vulnerability_note="Type 1 diabetes: food and a break at hand, not longer than 100 minutes.",
        prior_accounts=(
            PriorAccount("a news outlet in exile", "autumn 2022", "press interview", False, False),
        ),
        follow_up_reason="person_asked",
        facts=_facts(DZERHALOVICH, *W2_FAMILY, contains=frozenset({Material.MEDICAL})),
        uploads=(
            Upload("w2.audio", "audio", f"rec-{stamp}-02.ogg", "audio/ogg", "be",
                   "original_device_copy", FIRST_PART),
            Upload("w2.transcript", "transcript", f"transcript-{stamp}-be.txt", "text/plain", "be",
                   "sent_as_file"),
            Upload("w2.translation", "translation", f"translation-{stamp}-en.txt", "text/plain",
                   "en", "sent_as_file"),
        ),
        documents=(
            DocumentStory(
                key="w2.discharge",
                title="Medical extract, March 2022",
                doc_type="medical",
                on=date(2022, 3, 4),
                material=Material.MEDICAL,
                facts=_facts(contains=frozenset({Material.MEDICAL}), nothing_else=True,
                             carries_name=True),
                upload=_scan("w2.discharge", "scan-0002.jpg"),
            ),
        ),
    )  # fmt: skip


def _third(on: date) -> InterviewStory:
    stamp = f"{on:%Y%m%d}"
    return InterviewStory(
        key="w3.interview",
        witness="w3",
        title="Interview on arrest, Zhodzina prison and expulsion, November 2020",
        on=on,
        started="14:00",
        minutes=58,
        place_kind="remote",
        country="LT",
        mode="video_call",
        account_type="first_account",
        interviewers=("A-03",),
        interpreter="",
        others_present=(),
        breaks=0,
        welfare_note="Worried about his colleague; follow-up call agreed for the next week.",
        vulnerability="none_identified",
        vulnerability_note="",
        prior_accounts=(
            PriorAccount("his embassy", "December 2020", "consular note", False, False),
        ),
        follow_up_reason="person_asked",
        facts=_facts(COLLEAGUE),
        uploads=(
            Upload("w3.audio", "audio", f"rec-{stamp}-03.ogg", "audio/ogg", "en",
                   "original_device_copy"),
            Upload("w3.transcript", "transcript", f"transcript-{stamp}-en.vtt", "text/vtt", "en",
                   "sent_as_file"),
        ),
        documents=(
            DocumentStory(
                key="w3.expulsion",
                title="Decision on expulsion, November 2020",
                doc_type="official",
                on=date(2020, 11, 23),
                material=Material.DOCUMENTS,
                facts=_facts(carries_name=True),
                upload=_scan("w3.expulsion", "scan-0003.jpg"),
            ),
        ),
    )  # fmt: skip
