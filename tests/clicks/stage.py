"""Who clicks, and on what: made only as far as the button needs it."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from evidence.actions import case_sets, collections, files
from evidence.actions.files import Sent
from evidence.coding import actions as coding
from evidence.coding.framework.actions import start_draft
from evidence.coding.models import Carrying, FactSupport, FrameworkVersion, Incident, Tag
from evidence.importing import archives
from evidence.importing.models import Archive
from evidence.models import CaseSet, Collection, Denial, Item, ItemFile, Text
from evidence.transcripts import actions as typing
from evidence.transcripts.models import Work, WorkSegment
from iapb.access.scope import forget
from iapb.access.transaction import set_actor
from iapb.accounts.actions import links, recovery, roles, tokens
from iapb.accounts.models import ApiToken, Person, RoleAssignment
from iapb.custody.models import StoredFile
from iapb.jobs import actions as jobs
from iapb.jobs.models import Job, State
from iapb.jobs.runner import run
from iapb.language import installing
from interviews.actions import drafts, interviews, persons
from interviews.models import Draft, Interview, NamedPerson, Witness, WitnessDocument
from tests.cast import make_body, make_person, make_team
from tests.coding.cases import Case, code, make_case, make_file
from tests.consenting import make_consent, make_form, yes
from tests.disclosures.cases import Desk, make_desk
from tests.intake import held, make_document, make_interview, make_partner, make_witness

TINY = Path(__file__).parents[1] / "data" / "tiny-ru-en-model"


def day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def in_days(days: float) -> Any:
    return timezone.now() + timedelta(days=days)


def acts(person: Person) -> Person:
    forget(person)
    set_actor(person.pk)
    return person


class Stage:
    # ----- a partner and what they gave

    @cached_property
    def partner(self) -> Person:
        return acts(make_partner())

    @cached_property
    def witness(self) -> Witness:
        return make_witness(acts(self.partner))

    @cached_property
    def consented(self) -> Witness:
        witness = self.witness
        self.record = make_consent(witness, acts(self.partner))
        return witness

    @cached_property
    def proposed(self) -> Interview:
        witness = self.witness
        return interviews.create_interview(
            witness=witness, held=held(prior_accounts="none_known"), state="proposed", by=acts(self.partner)
        )

    @cached_property
    def interview(self) -> Interview:
        witness = self.witness
        return make_interview(acts(self.partner), witness)

    @cached_property
    def document(self) -> WitnessDocument:
        witness = self.witness
        return make_document(acts(self.partner), witness)

    @cached_property
    def named_person(self) -> NamedPerson:
        interview = self.interview
        return persons.add_person(
            item=interview, kind="co_detainee", name="Janka Kupryn", how="shared a cell", by=acts(self.partner)
        )

    @cached_property
    def draft(self) -> Draft:
        by = acts(self.partner)
        return drafts.save(form="witness", subject=uuid4(), content={"given_1": ["Ro"]}, by=by)

    def file(self, content: bytes = b"words " * 9, role: str = "other", **said: Any) -> ItemFile:
        interview = self.interview
        received = files.receive_file(
            item=interview.pk, stream=[content], sent=Sent(name="a.txt", role=role, **said), by=self.partner
        )
        acts(self.partner)
        return received.item_file

    @cached_property
    def draft_by(self) -> Person:
        return make_person("Reva", "reviewer")

    @cached_property
    def framework_draft(self) -> FrameworkVersion:
        return start_draft(version="0.2", purpose="More instruments", by=acts(self.draft_by))

    @cached_property
    def archive(self) -> Archive:
        """Looked through, and nothing was found."""
        stream = [b"id,languages,family_ru\nold-1,ru,Ident\n"]
        sent = archives.receive(stream=stream, name="witnesses.csv", by=self.partner)
        self.end_jobs()
        by = acts(self.partner)
        Archive.objects.visible_to(by).filter(pk=sent.pk).update(examined_at=timezone.now(), read={"witnesses": 1})
        return sent

    @cached_property
    def machines_agreed(self) -> Witness:
        witness, _interview = self.witness, self.interview
        make_consent(witness, acts(self.partner), yes("store_analyse"), yes("machine_process"))
        return witness

    @cached_property
    def audio(self) -> ItemFile:
        found = self.file(b"RIFF0000WAVEfmt ", "recording_audio", language="en")
        self.end_jobs()
        return found

    def end_jobs(self) -> None:
        Job.objects.update(state=State.DONE, finished_at=timezone.now())

    @cached_property
    def text(self) -> Text:
        self.file("Где вы были?".encode(), "transcript", language="ru")
        while job := Job.objects.open().exclude(kind="read_back").order_by("created_at").first():
            assert run(job.pk)
        acts(self.partner)
        self.end_jobs()
        return Text.objects.visible_to(self.partner).get()

    @cached_property
    def old_draft(self) -> Text:
        """A translation that an older version of the model in use has made."""
        assert self.machines_agreed
        installing.install(TINY, Path(settings.MODEL_ROOT))
        self.file("Когда вас задержали?".encode(), "transcript", language="ru")
        while job := Job.objects.open().exclude(kind="read_back").order_by("created_at").first():
            assert run(job.pk)
        acts(self.partner)
        self.end_jobs()
        drafts = Text.objects.visible_to(self.partner).filter(kind="translation")
        drafts.update(engine_version="test-0")
        return drafts.get()

    # ----- a transcript in work

    @cached_property
    def colleague(self) -> Person:
        return make_person("Colleague", "partner", body=self.partner.body)

    @cached_property
    def work(self) -> Work:
        recording, by = self.audio, acts(self.partner)
        item = Item.objects.visible_to(by).get(pk=self.interview.pk)
        return typing.begin_transcript(item=item, recording=recording, language="ru", by=by)

    @cached_property
    def typed(self) -> Work:
        work, by = self.work, acts(self.partner)
        row = WorkSegment.objects.visible_to(by).get(work=work)
        put = typing.Put(row.pk, row.version, "Где вы были?")
        typing.change(work=work.pk, key=uuid4(), puts=[put], by=by)
        return work

    @cached_property
    def handed_in(self) -> Work:
        work = self.typed
        typing.hand_in(work=work.pk, by=self.partner)
        self.end_jobs()
        return work

    @cached_property
    def left_lying(self) -> Work:
        work, by = self.work, acts(self.partner)
        Work.objects.visible_to(by).filter(pk=work.pk).update(touched_at=in_days(-30))
        return work

    # ----- an analyst and a text

    @cached_property
    def case(self) -> Case:
        return make_case()

    @cached_property
    def case_recording(self) -> ItemFile:
        case = self.case
        made = make_file(case, "recording_audio", "audio/wav")
        case.acts_as(case.analyst)
        return made

    @cached_property
    def tag(self) -> Tag:
        case = self.case
        return coding.place_tag(
            text=case.original, code=code("PHY.INSTR"), start=0, end=3, by=case.acts_as(case.analyst)
        )

    @cached_property
    def carrying(self) -> Carrying:
        tag, newer = self.tag, self.case.translation
        waiting = Carrying(
            tag=tag, text=newer, state=Carrying.State.ORPHANED, why=Carrying.Why.ENDS, candidates=[[0, 5]],
            author=tag.author, item_id=tag.item_id, closed=tag.closed, collection_id=tag.collection_id,
        )  # fmt: skip
        waiting.save(force_insert=True)
        return waiting

    @cached_property
    def incident(self) -> Incident:
        tag = self.tag
        return coding.state_incident(
            item=self.case.item, fields={"context": code("CTX.ARREST")}, tags=[tag], by=self.case.analyst
        )

    @cached_property
    def support(self) -> FactSupport:
        incident = self.incident
        return FactSupport.objects.visible_to(self.case.analyst).get(incident=incident)

    @cached_property
    def machine_text(self) -> Text:
        """Of the partner's own case, as a machine wrote it."""
        case = self.case
        case.acts_as(case.partner)
        Text.objects.visible_to(case.partner).filter(pk=case.original.pk).update(
            maker="machine", engine="e", engine_version="1"
        )
        return case.original

    # ----- the desk

    @cached_property
    def desk(self) -> Desk:
        return make_desk()

    # ----- the administrators

    @cached_property
    def admin(self) -> Person:
        return acts(make_person("Adele", "account_administrator"))

    @cached_property
    def second_admin(self) -> Person:
        return make_person("Bruno", "account_administrator")

    @cached_property
    def otto(self) -> Person:
        return make_person("Otto", "analyst")

    @cached_property
    def invited(self) -> Person:
        person = make_person("Ida", state="invited")
        links.make(person=person, by=acts(self.admin))
        return person

    @cached_property
    def assignment(self) -> RoleAssignment:
        return roles.grant(person=self.otto, role="reviewer", until=in_days(30), by=acts(self.second_admin))

    @cached_property
    def role(self) -> RoleAssignment:
        """In force."""
        return RoleAssignment.objects.get(person=self.otto)

    @cached_property
    def role_to_renew(self) -> RoleAssignment:
        role = self.role
        roles.ask_renewal(assignment=role, until=in_days(500), by=acts(self.second_admin))
        return role

    @cached_property
    def asked_recovery(self) -> Any:
        return recovery.ask(person=self.otto, by=acts(self.second_admin))

    @cached_property
    def collection(self) -> Collection:
        body = make_body("North")
        return collections.create(name="Interviews of North", body=body, until=in_days(90), by=acts(self.admin))

    @cached_property
    def case_set(self) -> CaseSet:
        return case_sets.create(name="One case", purpose="to work on it", by=acts(self.admin))

    @cached_property
    def denial(self) -> Any:
        made = Denial(
            person=self.otto, subject=self.witness.pk, reason="knows the witness", denied_by=self.second_admin
        )
        made.save(force_insert=True)
        return made

    @cached_property
    def team(self) -> Any:
        return make_team("Blue", self.otto)

    @cached_property
    def token(self) -> ApiToken:
        tokens.make(label="script", until=in_days(9), by=acts(self.otto))
        return ApiToken.objects.get(person=self.otto)

    @cached_property
    def stopped_job(self) -> Job:
        job = jobs.ask("count", uuid4(), by=acts(self.otto))
        Job.objects.filter(pk=job.pk).update(state=State.FAILED, finished_at=timezone.now(), error="It did not work.")
        return job

    @cached_property
    def form(self) -> Any:
        return make_form()

    @cached_property
    def proof(self) -> StoredFile:
        from tests.consenting import make_proof

        witness = self.witness
        return make_proof(witness, acts(self.partner))
