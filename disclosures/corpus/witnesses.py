"""Invented witnesses: identity sealed under a key of their own, consent, and the facts a decision needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from consent.models import ConsentEvent, ConsentForm, ConsentGrant, ConsentRecord
from consent.words import Answer, Identity, Purpose
from disclosures.corpus.copying import copy_rows, new_id
from disclosures.corpus.files import Files
from evidence.models import Collection
from iapb.accounts.models import Person
from iapb.custody import keys
from iapb.ledger import record
from interviews import identity as identities
from interviews.identity import PersonName
from interviews.models import RiskAssessment, Witness, WitnessStatus

# Syllables of names that no register holds.
FIRST = ("Bra", "Vel", "Dzi", "Kas", "Lub", "Mir", "Nad", "Ras", "Sta", "Tra", "Uls", "Yar")
LAST = ("nimirsk", "dvarenk", "lashynsk", "petrunk", "rudzevich", "sakovin", "tsvirkal", "vyalichk")
UNSTATED = 0.1  # of witnesses something is not known yet


def make(
    count: int, owners: Sequence[tuple[Collection, Person]], forms: Sequence[ConsentForm], random: Random, now: datetime
) -> list[Witness]:
    taken = set(Witness.objects.unscoped("codes are unique").values_list("code", flat=True))
    free = [code for number in range(10_000, 100_000) if (code := f"W-{number}") not in taken]
    # One body holds most, so that its own lists are long.
    weights = [3, *(1 for _ in owners[1:])]
    rows = [_witness(code, *random.choices(owners, weights)[0], random, now) for code in random.sample(free, count)]
    copy_rows(Witness, rows)
    for row in rows:
        record("witness.registered", actor=row.registered_by_id, object=row.pk, detail={"code": row.code})
    _consents(rows, forms, random, now)
    _facts(rows, random, now)
    return rows


def _witness(code: str, collection: Collection, by: Person, random: Random, now: datetime) -> Witness:
    subject = new_id(random)
    keys.provider().new_subject_key(subject)
    name = PersonName("en", random.choice(FIRST) + "slau", random.choice(LAST).title() + random.choice("aioy"))
    born = date(random.randint(1950, 2003), random.randint(1, 12), random.randint(1, 28))
    return Witness(
        id=subject,
        code=code,
        collection=collection,
        sex=random.choice(("female", "male")),
        languages=[random.choice(("ru", "be", "en"))],
        registered_by=by,
        registered_at=now - timedelta(days=random.randint(1, 700)),
        **identities.seal(subject, identities.Identity(names=(name,), birth_date=born)),
    )


def _consents(rows: Sequence[Witness], forms: Sequence[ConsentForm], random: Random, now: datetime) -> None:
    files = Files(random, now)
    records = []
    for row in rows:
        form = random.choice(forms)
        proof = files.stored(row.registered_by, row.pk, "image/png", 180_000)
        records.append(
            ConsentRecord(
                id=new_id(random), witness=row, form=form, form_sha256=form.sha256, language=form.language,
                mode="wet_signature", taken_by="D-07", given_on=row.registered_at.date(), capacity="self",
                place_kind="office", proof=proof, copy_given=True, pressure_checked=True,
                recorded_by=row.registered_by, recorded_at=row.registered_at,
            )
        )  # fmt: skip
        record("consent.recorded", actor=row.registered_by_id, object=row.pk, detail={"record": str(records[-1].pk)})
    files.copy()
    copy_rows(ConsentRecord, records)
    copy_rows(ConsentGrant, (grant for one in records for grant in _grants(one, random)))
    copy_rows(
        ConsentEvent,
        (
            ConsentEvent(
                id=new_id(random), record=one, kind=ConsentEvent.Kind.GIVEN, happened_on=one.given_on,
                by=one.recorded_by, recorded_at=one.recorded_at,
            )
            for one in records
        ),
    )  # fmt: skip


def _grants(one: ConsentRecord, random: Random) -> Iterator[ConsentGrant]:
    everything = ["account", "recording_audio", "recording_video", "documents"]
    for purpose in one.form.purposes:
        kept = purpose in (Purpose.STORE_ANALYSE, Purpose.NATIONAL_PROSECUTION)
        yes = kept or random.random() < 0.5
        yield ConsentGrant(
            id=new_id(random), record=one, purpose=purpose, answer=Answer.YES if yes else Answer.NO,
            identity=Identity.IDENTIFIED if yes and random.random() < 0.3 else Identity.PSEUDONYMOUS,
            material=everything if yes else [],
        )  # fmt: skip


def _facts(rows: Sequence[Witness], random: Random, now: datetime) -> None:
    known = [row for row in rows if random.random() > UNSTATED]
    common: dict[str, Any] = {"stated_at": now}
    copy_rows(
        WitnessStatus,
        (
            WitnessStatus(
                id=new_id(random), witness=row, status="reachable", status_on=now.date(), circumstances_changed=False,
                open_rights_request=False, stated_by=row.registered_by, **common,
            )
            for row in known
        ),
    )  # fmt: skip
    copy_rows(
        RiskAssessment,
        (
            RiskAssessment(
                id=new_id(random), witness=row, assessed_on=now.date(), level=random.choice(("low", "low", "medium")),
                valid_to=now.date() + timedelta(days=180), raised_since_consent=False, assessed_by="D-07",
                stated_by=row.registered_by, **common,
            )
            for row in known
        ),
    )  # fmt: skip
