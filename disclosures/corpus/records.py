"""The record of an interview at its fullest: people heard together and present, guides, things, and pairs to decide.

Each run adds a fuller one, so that a page that asks for each row is found out.
"""

from __future__ import annotations

from datetime import datetime
from random import Random
from uuid import uuid4

from django.utils import timezone

from disclosures.corpus.files import Files
from evidence.models import Collection, ItemFile
from iapb.accounts.models import Person
from interviews.actions import interviews, joint, reading_back, showings, skips, things, training
from interviews.actions.interviews import EarlierAccount, Held, Present
from interviews.actions.joint import Beside
from interviews.actions.reading_back import Reading, Signing, Wanted
from interviews.actions.showings import Shown
from interviews.models import Certificate, Clearance, Guide, Interview, PerhapsSame, Presence, SkipMark, Witness

INTERVIEWERS = ("D-07", "D-08")


def let_go(heard: list[Witness], now: datetime) -> None:
    """Compared long ago."""
    rows = [
        Clearance(witness=one, collection_id=one.collection_id, asked_at=now, looked_at=now, released_at=now)
        for one in heard
    ]
    Clearance.objects.bulk_create(rows, batch_size=1000)


def make(
    number: int, told: int, heard: list[Witness], owners: list[tuple[Collection, Person]], random: Random, now: datetime
) -> Interview:
    """`number` of guides and things, half as many people beside; read back and shown pictures `told` times."""
    collection, partner = owners[0]
    theirs = [one for one in heard if one.collection_id == collection.pk]
    beside = min(4, max(1, number // 2), len(theirs) - 1)
    held = Held(
        held_on=timezone.localdate(),
        language="ru",
        place_kind=Interview.PlaceKind.OFFICE,
        mode=Interview.Mode.IN_PERSON,
        interviewers=INTERVIEWERS,
        vulnerability=Interview.Vulnerability.CHILD,
        prior_accounts=Interview.PriorAccounts.SOME,
    )
    interview = interviews.create_interview(
        witness=theirs[0],
        held=held,
        earlier_accounts=tuple(EarlierAccount(f"Body {one}") for one in range(beside)),
        present=tuple(Present(Presence.Role.SUPPORT, f"P-{one:02}") for one in range(beside)),
        by=partner,
    )
    for one in theirs[1 : beside + 1]:
        joint.hear_together(interview=interview, witness=one, beside=Beside("They are of one family."), by=partner)
    files = Files(random, now)
    papers = [files.of_item(interview, ItemFile.Role.DOCUMENT, "application/pdf", 9000, "ru") for _ in range(told)]
    photos = [files.of_item(interview, ItemFile.Role.PHOTO, "image/jpeg", 90_000) for _ in range(told)]
    files.copy()
    for one in range(number):
        _guide(f"Guide {interview.reference} {one}", partner)
        taken = things.Taken(f"Notebook {one}", "It would have been burnt", held.held_on, INTERVIEWERS[0])
        things.take(interview=interview, taken=taken, by=partner)
    for paper, photo in zip(papers, photos, strict=True):
        _told(interview, theirs[0], paper, photo, partner)
    training.add_certificate(
        interviewer=INTERVIEWERS[0],
        kind=Certificate.Kind.CHILD,
        issued_on=held.held_on,
        valid_to=held.held_on,
        by=partner,
    )
    return interview


def _told(interview: Interview, witness: Witness, paper: ItemFile, photo: ItemFile, partner: Person) -> None:
    """Read back with a correction and a signature, a picture shown, parts left for later."""
    day, wanted = interview.held_on, (Wanted("It was the evening, not the morning.", "page 3"),)
    reading = Reading(witness, paper, "aloud", "ru", day, INTERVIEWERS[0], corrections=wanted)
    row = reading_back.read_back(interview=interview, reading=reading, by=partner)
    reading_back.answer(row=row, signing=Signing("refused", day, why="They fear for a brother."), by=partner)
    shown = Shown(witness, "one", day, INTERVIEWERS[0], "none", "I know nobody.", pictures=(photo,))
    showings.show(interview=interview, shown=shown, by=partner)
    for section in (SkipMark.Section.COSTS, SkipMark.Section.WELFARE):
        skips.leave_out(interview=interview, section=section, reason="later", note=str(uuid4()), by=partner)


def _guide(title: str, partner: Person) -> None:
    guide = training.issue_guide(kind=Guide.Kind.GUIDE, title=title, language="ru", text="Ask openly.", by=partner)
    training.acknowledge(guide=guide, interviewer=INTERVIEWERS[0], read_on=timezone.localdate(), by=partner)


def pairs(number: int, heard: list[Witness], owners: list[tuple[Collection, Person]], random: Random) -> None:
    """Two codes of two bodies each, to decide."""
    first, second = owners[0][0], owners[1][0]
    ours = [one for one in heard if one.collection_id == first.pk][:number]
    theirs = [one for one in heard if one.collection_id == second.pk][:number]
    bodies = {first.pk: first.body_id, second.pk: second.body_id}
    for pair in zip(ours, theirs, strict=False):
        one, other = sorted(pair, key=lambda witness: witness.pk)
        PerhapsSame.objects.create(
            one=one.pk,
            other=other.pk,
            one_code=one.code,
            other_code=other.code,
            one_body_id=bodies[one.collection_id],
            other_body_id=bodies[other.collection_id],
            year_fits=random.random() < 0.5,
        )
