"""One witness with an interview, a recording, an original, a translation, a tag and an incident.

The word of the ownership stands in everything; `Ident…` only in what is sealed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from consent.models import ConsentForm
from consent.words import Purpose
from evidence.actions import derivatives
from evidence.coding import actions as coding
from evidence.coding.models import Carrying, Judgement, Mention, Question, QuestionMessage, Suggestion
from evidence.dates import FuzzyDate
from evidence.derivatives import Copy, Told
from evidence.models import Facility, Item, ItemFile, ItemPersonGrant, Segment
from evidence.search.tasks import index
from evidence.transcripts import actions as typing
from evidence.transcripts.models import WorkSegment
from iapb.access.scope import forget
from iapb.access.transaction import actor_transaction, set_actor
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody import keys
from iapb.custody.models import StoredFile, WrappedKey
from interviews.actions import (
    documents,
    facts,
    interviews,
    joint,
    persons,
    reading_back,
    showings,
    skips,
    things,
    training,
    witnesses,
)
from interviews.actions.joint import Beside
from interviews.identity import Contact, Identity, PersonName
from interviews.models import Interview, Witness
from tests.coding.cases import code, link, make_text, name_on
from tests.consenting import make_consent, yes
from tests.matrix.compared import compared, reviewer

SOUND = b"RIFF" + bytes(range(256)) * 8


@dataclass
class Planted:
    witness: UUID
    interview: UUID
    document: UUID
    person: UUID
    item: UUID
    recording: UUID  # the stored file
    item_file: UUID
    text: UUID
    translation: UUID
    tag: UUID
    tag_note: UUID
    mention: UUID
    question: UUID
    asked: UUID  # what was said in it
    answered: UUID
    incident: UUID
    support: UUID
    held_work: UUID
    comparison: UUID
    settlement: UUID
    rule_question: UUID
    suggestion: UUID
    detention: UUID  # told in the document; judged together with the incident
    official: UUID
    carrying: UUID
    consent: UUID
    thing: UUID
    guide: UUID
    read_back: UUID
    work: UUID
    work_segment: UUID
    clash: UUID
    together: UUID  # that another witness is heard in an interview
    beside: Witness
    code: str
    reference: str  # of the interview
    needles: dict[str, tuple[object, ...]] = field(default_factory=dict)


def plant(word: str, partner: Person, author: Person, form: ConsentForm) -> Planted:
    witness, item, document, person = _registered(word, partner)
    with actor_transaction(partner):
        answers = yes(Purpose.STORE_ANALYSE), yes(Purpose.NATIONAL_PROSECUTION)
        consent = make_consent(witness, partner, *answers, form=form)
    thing, guide, together = _record(word, item, partner)
    recording = _recording(word, witness, item, partner)
    with actor_transaction(partner):
        sentences = [f"Где вы были? {word}", f"Нас били дубинками {word}.", f"Потым павезлі {word}."]
        original = make_text(item, partner, sentences, languages=["ru", "ru", "be"], times=True)
        english = [f"Where were you? {word}", f"We were beaten {word}.", f"Then they drove us {word}."]
        translation = make_text(item, partner, english, languages=["en"] * 3, source=original)
        for text in (original, translation):
            _keyed(text.file, witness)
        link(original, translation, item)
        index(original.pk, partner)
        read_back = _told(word, item, witness, original, partner)
    tag, note, incident, support, official = _coded(word, item, original, author)
    mention, put, asked, answered = _talked(word, item, original, note, author, partner)
    suggestion = _proposed(original, partner)
    carrying = _waiting(tag, translation, partner)
    detention = _judged(word, incident, document, author, partner)
    held, comparison, settlement, question = compared(word, item, original, author, partner)
    work, work_segment, clash = _typed(word, item, original, recording, partner)
    return Planted(
        held_work=held.pk, comparison=comparison.pk, settlement=settlement.pk, rule_question=question.pk,
        witness=witness.pk, interview=item.pk, document=document.pk, person=person.pk, item=item.pk,
        recording=recording.file_id, item_file=recording.pk, text=original.pk, translation=translation.pk,
        tag=tag.pk, tag_note=note.pk, mention=mention.pk, question=put.pk, asked=asked.pk, answered=answered.pk,
        incident=incident.pk, support=support.pk, official=official.pk,
        consent=consent.pk, thing=thing.pk, guide=guide.pk, read_back=read_back, together=together.pk,
        carrying=carrying.pk, work=work, work_segment=work_segment, clash=clash, suggestion=suggestion.pk,
        detention=detention.pk,
        beside=together.witness, code=witness.code, reference=item.reference,
        needles={
            "identity": (f"Ident{word}",),
            "words": (f" {word}", f"Title-{word}", f"Thing-{word}", f"Wanted-{word}", f"Shown-{word}", f"Note-{word}",
                      f"Reason-{word}", f"Unclear-{word}", f"Asked-{word}", f"Answered-{word}", f"Begun-{word}"),
            "guide": (f"Guide-{word}",),
            "official": (f"Official-{word}",),
            "witness": (witness.code, witness.pk, person.pseudonym, person.pk, consent.pk),
            "reference": (
                item.reference, document.reference, item.pk, document.pk,
                original.pk, translation.pk, tag.pk, note.pk, incident.pk, support.pk, recording.file_id, recording.pk,
                read_back, held.pk, comparison.pk, settlement.pk, question.pk, work, work_segment, clash, carrying.pk,
                suggestion.pk, detention.pk, mention.pk, put.pk, asked.pk, answered.pk,
            ),
        },
    )  # fmt: skip


def _registered(word: str, partner: Person) -> tuple[Witness, Any, Any, Any]:
    identity = Identity(
        names=(PersonName("en", f"Ident{word}", f"Ident{word}ov"),),
        birth_date=date(1986, 3, 14),
        contact=Contact(email=f"Ident{word}@mail.example.org", phone="+370 000 00 107"),
        relatives=(f"mother Ident{word}ova",),
    )
    held = interviews.Held(
        held_on=date(2024, 5, 2), language="ru", place_kind="office", mode="in_person", title=f"Title-{word} talk"
    )
    with actor_transaction(partner):
        witness = witnesses.register(identity=identity, sex="male", languages=["ru"], by=partner)
        interview = interviews.create_interview(witness=witness, held=held, by=partner)
        document = documents.create_document(
            witness=witness, document_kind="court", title=f"Title-{word} ruling", by=partner
        )
        person = persons.add_person(
            item=interview, kind="co_detainee", name=f"Ident{word} cell mate", how=f"shared a cell {word}", by=partner
        )
        facts.state_material(
            item=interview, contains=[], nothing_else=True, carries_name=True, others="listed", restricted_art18=False,
            sgbv=False, persons=[person], by=partner,
        )  # fmt: skip
        item = Item.objects.visible_to(partner).get(pk=interview.pk)
    return witness, item, document, person


def _record(word: str, item: Any, partner: Person) -> tuple[Any, Any, Any]:
    """A thing that was taken with the interview, the body's guide, and who is to be heard together with the witness."""
    taken = things.Taken(f"Thing-{word}", "It would have been burnt", date(2024, 5, 2), "D-07")
    with actor_transaction(partner):
        interview = Interview.objects.visible_to(partner).get(pk=item.pk)
        thing = things.take(interview=interview, taken=taken, by=partner)
        guide = training.issue_guide(kind="guide", title=f"Guide-{word}", language="ru", text="Ask openly.", by=partner)
        witness = Witness.objects.visible_to(partner).get(pk=item.subject)
        planned = interviews.Held(held_on=date(2024, 5, 2), language="ru", place_kind="office", mode="in_person")
        joint_interview = interviews.create_interview(witness=witness, held=planned, state="proposed", by=partner)
        other = witnesses.register(
            identity=Identity(names=(PersonName("en", f"Ident{word}", f"Other{word}"),)), sex="female",
            languages=["ru"], by=partner,
        )  # fmt: skip
        beside = Beside(reason="They are mother and child.")
        together = joint.hear_together(interview=joint_interview, witness=other, beside=beside, by=partner)
    return thing, guide, together


def _told(word: str, item: Any, witness: Witness, text: Any, partner: Person) -> UUID:
    """How the account was read back, what was shown, and what was left out."""
    interview, day = Interview.objects.visible_to(partner).get(pk=item.pk), date(2024, 5, 2)
    wanted = (reading_back.Wanted(f"Wanted-{word}"),)
    reading = reading_back.Reading(witness, text, "aloud", "ru", day, "D-07", corrections=wanted)
    row = reading_back.read_back(interview=interview, reading=reading, by=partner)
    signing = reading_back.Signing("refused", day, why=f"Wanted-{word} first.")
    reading_back.answer(row=row, signing=signing, by=partner)
    shown = showings.Shown(witness, "person", day, "D-07", "none", f"Shown-{word}")
    showings.show(interview=interview, shown=shown, by=partner)
    skips.leave_out(interview=interview, section="costs", reason="later", note=f"Note-{word}", by=partner)
    return row.pk


def _typed(word: str, item: Item, original: Any, recording: ItemFile, partner: Person) -> tuple[UUID, UUID, UUID]:
    """A transcript being corrected, in which two windows have written over each other."""
    with actor_transaction(partner):
        heard = ItemFile.objects.visible_to(partner).select_related("file").get(pk=recording.pk)
        work = typing.begin_transcript(item=item, recording=heard, began_from=original, by=partner)
        first = WorkSegment.objects.visible_to(partner).filter(work=work).order_by("place").first()
        for text in (f"Typed {word}", f"Also typed {word}"):
            put = typing.Put(first.pk, 1, f"{text}", speaker=first.speaker)
            changed = typing.change(work=work.pk, key=uuid4(), puts=[put], by=partner)
    return work.pk, first.pk, changed.clashes[0].pk


def _recording(word: str, witness: Witness, item: Item, partner: Person) -> ItemFile:
    made: list[ItemFile] = []

    def within(file: StoredFile) -> None:
        row = ItemFile(
            item_id=item.pk, file=file, role="recording_audio", language="ru", note=f"note {word}", added_by=partner,
            collection_id=item.collection_id, closed=item.closed,
        )  # fmt: skip
        row.save(force_insert=True)
        made.append(row)

    with_actor = _as_actor(partner, within)
    custody.receive(
        [SOUND + word.encode()], subjects=[witness.pk], media_type="audio/wav", name=f"Ident{word}.wav", by=partner,
        within=with_actor,
    )  # fmt: skip
    for state in ("quarantined", "screened", "ready"):
        custody.move(made[0].file, state, by=partner)
    made[0].item = item
    for kind, media_type in (("sound", "audio/webm"), ("waveform", "application/json")):
        content = b'{"seconds": 1, "peaks": [1]}'
        copy = Copy(kind, media_type, [content], Told(duration_ms=1000).itself, "a tool", "1")
        derivatives.keep(copy=copy, parent=made[0], job=uuid4(), by=partner)
    return made[0]


def _keyed(file: StoredFile, witness: Witness) -> None:
    """As custody leaves a layer: its key wrapped by the witness's."""
    wrapped = keys.provider().wrap(witness.pk, os.urandom(32), keys.file_context(file.kind, file.pk))
    WrappedKey.objects.create(file=file, subject=witness.pk, wrapped=wrapped)


def _as_actor(partner: Person, within: Any) -> Any:
    def acting(file: StoredFile) -> None:
        forget(partner)
        set_actor(partner.pk)
        within(file)

    return acting


def _coded(word: str, item: Item, original: Any, author: Person) -> tuple[Any, Any, Any, Any, Any]:
    """By someone named on the item only as long as this lasts."""
    with actor_transaction(author):
        name_on(item, author)
        tag = coding.place_tag(text=original, code=code("PHY.INSTR"), start=0, end=3, by=author)
        note = coding.add_note(tag=tag, words=f"Note-{word} on the words.", by=author)
        fields = {
            "context": code("CTX.ARREST"), "when": FuzzyDate.parse("2020-08-11"), "place": None, "facility": None,
            "summary": f"Detained and beaten {word}.", "certainty": "high",
        }  # fmt: skip
        incident = coding.state_incident(item=item, by=author, fields=fields)
        support = coding.add_support(fact=incident, tag=tag, by=author)
        official = coding.create_official_from_tag(tag=tag, label=f"Official-{word}", by=author)
        ItemPersonGrant.objects.filter(content_object=item.pk, user=author).delete()
    forget(author)
    return tag, note, incident, support, official


def _talked(
    word: str, item: Item, text: Any, note: Any, author: Person, partner: Person
) -> tuple[Mention, Question, QuestionMessage, QuestionMessage]:
    """A question to the partner with its answer, what the author has begun to write, and a note that calls them."""
    with actor_transaction(author):
        name_on(item, author)
        question = coding.ask_partner(text=text, start=0, end=3, words=f"Asked-{word}?", by=author)
        coding.keep_draft(form="comment", about=item.pk, fields={"words": f"Begun-{word}"}, by=author)
        mention = Mention(note=note, person=author)
        mention.save(force_insert=True)
        ItemPersonGrant.objects.filter(content_object=item.pk, user=author).delete()
    forget(author)
    with actor_transaction(partner):
        coding.answer_question(question=question, words=f"Answered-{word}.", by=partner)
        asked, answered = QuestionMessage.objects.visible_to(partner).filter(question=question)
    return mention, question, asked, answered


def _proposed(text: Any, partner: Person) -> Suggestion:
    """As if a machine had read the text; whether it may is asked elsewhere."""
    with actor_transaction(partner):
        first = Segment.objects.visible_to(partner).filter(text=text).order_by("number")[0]
        made = Suggestion(
            kind="code", item_id=text.item_id, text=text, text_sha256=text.sha256, segment=first,
            code=code("PHY.BEAT"), value="PHY.BEAT", start=first.start, end=first.start + 3, exact=first.content[:3],
            because="lexicon", engine="rules", engine_version="1", closed=text.closed,
            collection_id=text.collection_id,
        )  # fmt: skip
        made.save(force_insert=True)
    return made


def _judged(word: str, incident: Any, document: Any, author: Person, partner: Person) -> Any:
    """A time in detention of the same days and place as everybody else's here, and what somebody judged about it."""
    with actor_transaction(author):
        name_on(Item(pk=document.pk), author)
        item = Item.objects.visible_to(author).get(pk=document.pk)
        fields = {
            "facility": Facility.objects.get(key="tsip-minsk"), "began": FuzzyDate.parse("2020-08-09"),
            "ended": FuzzyDate.parse("2020-08-12"), "regime": f"Held {word}",
        }  # fmt: skip
        detention = coding.state_detention(item=item, fields=fields, by=author)
        ItemPersonGrant.objects.filter(content_object=document.pk, user=author).delete()
    forget(author)
    with actor_transaction(partner):
        facts = sorted((("incident", incident), ("detention", detention)), key=lambda pair: pair[1].item_id)
        (one, first), (other, second) = facts
        judgement = Judgement(
            **{one: first, f"other_{other}": second}, item_id=first.item_id, other_item_id=second.item_id,
            collection_id=first.collection_id, other_collection_id=second.collection_id, closed=first.closed,
            other_closed=second.closed, verdict="unsure", reason=f"Reason-{word}", as_it_stood="0" * 32,
            by=reviewer("Judge of accounts"),
        )  # fmt: skip
        judgement.save(force_insert=True)
    return detention


def _waiting(tag: Any, newer: Any, partner: Person) -> Carrying:
    """As if a newer text had come in which nobody is sure of the tag's place."""
    with actor_transaction(partner):
        waiting = Carrying(
            tag=tag, text=newer, state=Carrying.State.ORPHANED, why=Carrying.Why.ENDS, candidates=[[0, 5]],
            author_id=tag.author_id, item_id=tag.item_id, closed=tag.closed, collection_id=tag.collection_id,
        )  # fmt: skip
        waiting.save(force_insert=True)
    return waiting
