"""Enters the demonstration case through the actions that people use, as the people of the case."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pyrage
from django.utils import timezone

from consent.actions import forms, proofs, recipients, records, terms
from consent.answers import Answered
from consent.models import Channel, ConsentForm, Recipient
from disclosures.actions import requests
from disclosures.demonstration import render, shapes, story
from evidence.actions import case_sets, collections, files
from evidence.models import CaseSet, Collection, Item, ItemFile
from iapb.access import grant
from iapb.access.transaction import actor_transaction
from iapb.accounts.actions import demonstration as accounts
from iapb.accounts.actions import teams
from iapb.accounts.actions.demonstration import Account
from iapb.accounts.models import Body, Person, Team
from iapb.custody.models import StoredFile
from interviews.actions import documents, facts, interviews, one_account, persons, witnesses
from interviews.actions.interviews import EarlierAccount, Held
from interviews.identity import Contact, Identity, PersonName
from interviews.models import Interview, MaterialFacts, Witness

TERM = timedelta(days=300)
FILE_ROLES = {
    "audio": ItemFile.Role.RECORDING_AUDIO,
    "transcript": ItemFile.Role.TRANSCRIPT,
    "translation": ItemFile.Role.TRANSLATION,
    "scan": ItemFile.Role.SCAN,
    "photograph": ItemFile.Role.PHOTO,
}


class Loader:
    """One run over an empty installation. Each step acts as the person whose work it is."""

    def __init__(self, told: shapes.Story, key_folder: Path) -> None:
        self.told = told
        self.key_folder = key_folder
        self.accounts: list[Account] = []
        self.bodies: dict[str, Body] = {}
        self.teams: dict[str, Team] = {}
        self.collections: dict[str, Collection] = {}
        self.witnesses: dict[str, Witness] = {}
        self.interviews: dict[str, Interview] = {}
        self.case_set: CaseSet | None = None
        self.channels: list[Channel] = []

    def load(self) -> list[Account]:
        self._people()
        self._collections()
        self._form()
        for one in self.told.witnesses:
            self._witness(one)
        self._case_set()
        self._requests()
        return self.accounts

    def _person(self, role: str, body: str | None = None) -> Person:
        """As the next request would load them: with the grants of now."""
        wanted = self.bodies[body].pk if body else None
        found = next(a for a in self.accounts if a.role == role and wanted in (None, a.person.body_id))
        return Person.objects.get(pk=found.person.pk)

    def _people(self) -> None:
        administrators = [one for one in self.told.members if one.role == "account_administrator"]
        self.accounts += accounts.first_two(
            people_to_be=[(one.email, one.name) for one in administrators],
            organisation=next(body.name for body in self.told.bodies if body.key == administrators[0].body),
        )
        first, second = (account.person for account in self.accounts[:2])
        with actor_transaction(first):
            for body in self.told.bodies:
                self.bodies[body.key] = teams.create_body(name=body.name, by=first)
            for team in self.told.teams:
                self.teams[team.key] = teams.create_team(name=team.name, by=first)
        for member in self.told.members:
            if member.role == "account_administrator":
                continue
            with actor_transaction(first):
                account = accounts.enrol(
                    name=member.name,
                    email=member.email,
                    roles_held=[member.role],
                    by=first,
                    second=second,
                    body=self.bodies[member.body],
                    teams=[self.teams[key] for key in member.teams],
                    language=member.language,
                )
            self.accounts.append(account)

    def _collections(self) -> None:
        administrator = self._person("account_administrator")
        until = timezone.now() + TERM
        with actor_transaction(administrator):
            for body in self.told.bodies:
                if body.kind != "partner":
                    continue
                made = collections.create(
                    name=f"Interviews of {body.name}", body=self.bodies[body.key], until=until, by=administrator
                )
                grant.give(made, to=self.teams["desk"], until=until, by=administrator)
                self.collections[body.key] = made
            told = self.told.case_set
            self.case_set = case_sets.create(name=told.name, purpose=told.purpose, by=administrator)
            for team in (told.team, "desk"):
                grant.give(self.case_set, to=self.teams[team], until=until, by=administrator)

    def _form(self) -> None:
        officer = self._person("data_protection_officer")
        form = self.told.form
        with actor_transaction(officer):
            for language in form.languages:
                forms.publish_form(
                    version=form.version,
                    language=language,
                    text=story.text(f"consent_form.{language}.md"),
                    notice_version=form.notice_version,
                    purposes=list(form.purposes),
                    valid_from=form.valid_from,
                    by=officer,
                )

    def _witness(self, told: shapes.WitnessStory) -> None:
        partner = self._person("partner", told.body)
        with actor_transaction(partner):
            self.witnesses[told.key] = witnesses.register(
                identity=Identity(
                    names=tuple(PersonName(n.language, n.given, n.family, n.patronymic) for n in told.names),
                    birth_date=told.born,
                    contact=Contact(told.email, told.phone, told.safe_contact, told.citizenship, told.country_now),
                    relatives=told.relatives,
                ),
                sex=told.sex,
                languages=told.languages,
                by=partner,
            )
        self._consent(told.key, partner)
        self._facts(told.key, partner)
        self._interview(told.key, partner)

    def _consent(self, key: str, partner: Person) -> None:
        told, witness = self.told.consent(key), self.witnesses[key]
        receipt = proofs.receive_proof(
            witness=witness.pk, stream=[render.render(self.told, told.proof)], name=told.proof.filename, by=partner
        )
        with actor_transaction(partner):
            records.record_consent(
                witness=witness,
                taking=records.Taking(
                    form=ConsentForm.objects.get(version=told.form_version, language=told.language),
                    language=told.language,
                    mode=told.mode,
                    taken_by=told.taken_by,
                    given_on=told.on,
                    given_at=time.fromisoformat(told.at),
                    capacity=told.capacity,
                    place_kind=told.place_kind,
                    read_aloud=told.read_aloud,
                    copy_given=told.copy_given,
                    questions=told.questions_noted,
                    pressure_checked=told.pressure_check,
                ),
                answers=[self._answer(one, told) for one in told.grants],
                proof=StoredFile.objects.unscoped("the proof just received").get(pk=receipt.id),
                by=partner,
            )

    @staticmethod
    def _answer(one: shapes.GrantStory, consent: shapes.ConsentStory) -> Answered:
        return Answered(
            purpose=str(one.purpose),
            answer=str(one.answer),
            identity=str(one.identity),
            material=frozenset(str(material) for material in one.material),
            onward_sharing=one.onward_sharing,
            contact_first=one.contact_first,
            conditions=one.conditions,
            expires_on=consent.expires_on,
        )

    def _facts(self, key: str, partner: Person) -> None:
        told = next(one for one in self.told.facts if one.witness == key)
        with actor_transaction(partner):
            facts.state_status(
                witness=self.witnesses[key],
                status=str(told.status),
                status_on=told.status_on,
                circumstances_changed=told.circumstances_changed,
                open_rights_request=False,
                circumstances_note=told.circumstances_note,
                by=partner,
            )
            facts.assess_risk(
                witness=self.witnesses[key],
                assessed_on=told.risk.on,
                level=told.risk.level,
                valid_to=told.risk.valid_to,
                raised_since_consent=told.risk.raised_since_consent,
                assessed_by=told.risk.owner,
                note=told.risk.reasons,
                by=partner,
            )

    def _interview(self, key: str, partner: Person) -> None:
        told = self.told.interview(key)
        age = next(one for one in self.told.facts if one.witness == key).age_at_interview
        with actor_transaction(partner):
            interview = interviews.create_interview(
                witness=self.witnesses[key],
                held=_held(told, age),
                earlier_accounts=tuple(
                    EarlierAccount(one.organisation, one.on, one.kind, one.recorded, one.copy_held)
                    for one in told.prior_accounts
                ),
                by=partner,
            )
            self._material(interview, told.facts, partner)
        self.interviews[key] = interview
        # The transcript goes first, so that the translation finds what it renders.
        order = ("transcript", "translation")
        for upload in sorted(told.uploads, key=lambda one: order.index(one.kind) if one.kind in order else 9):
            self._send(interview.pk, upload, partner)
        for document in told.documents:
            self._document(document, interview, partner)

    def _document(self, told: shapes.DocumentStory, interview: Interview, partner: Person) -> None:
        with actor_transaction(partner):
            made = documents.create_document(
                witness=Witness.objects.visible_to(partner).get(pk=interview.subject),
                document_kind=told.doc_type,
                title=told.title,
                dated_on=told.on,
                given_with=interview,
                by=partner,
            )
            self._material(made, told.facts, partner)
        self._send(made.pk, told.upload, partner)

    def _send(self, item: object, upload: shapes.Upload, partner: Person) -> None:
        files.receive_file(
            item=item,
            stream=[render.render(self.told, upload)],
            sent=files.Sent(
                name=upload.filename,
                role=FILE_ROLES[upload.kind],
                language=upload.language,
                acquisition=upload.acquisition,
                note=upload.note,
            ),
            by=partner,
        )

    @staticmethod
    def _material(item: Item, told: shapes.ItemFactsStory, partner: Person) -> None:
        others = MaterialFacts.Others.UNKNOWN
        if told.others is not None:
            others = MaterialFacts.Others.LISTED if told.others else MaterialFacts.Others.NONE
            for one in told.others:
                persons.add_person(item=item, kind=one.kind, name=one.name, how=one.how, by=partner)
        facts.state_material(
            item=item,
            contains=None if told.contains is None else [str(one) for one in told.contains],
            nothing_else=told.nothing_else,
            carries_name=told.carries_name,
            others=others,
            restricted_art18=told.restricted,
            sgbv=False,
            by=partner,
        )

    def _case_set(self) -> None:
        officer = self._person("disclosure_officer")
        assert self.case_set is not None
        with actor_transaction(officer):
            # Registered before the demonstration begins: accounts may be taken.
            one_account.release_waiting(by=officer)
            for key in self.told.case_set.witnesses:
                case_sets.add_witness(self.case_set, self.witnesses[key].pk, officer)

    def _requests(self) -> None:
        officer = self._person("disclosure_officer")
        made: dict[str, Recipient] = {}
        with actor_transaction(officer):
            for told in self.told.recipients:
                made[told.key] = self._recipient(told, officer)
            for one in self.told.requests:
                requests.receive(
                    recipient=made[one.recipient],
                    by=officer,
                    their_reference=one.reference,
                    received_on=one.received_on,
                    deadline=one.deadline,
                    basis=one.legal_basis,
                    questions="\n".join(one.questions),
                    court_order=False,
                )
        safety = self._person("safety_approver")
        with actor_transaction(safety):
            for channel in self.channels:
                terms.approve_channel(channel, by=safety)

    def _recipient(self, told: shapes.RecipientStory, officer: Person) -> Recipient:
        recipient = recipients.register(
            name=told.name,
            code=told.key[:6].upper(),
            recipient_class=told.kind,
            state=told.state,
            contact=told.contact,
            by=officer,
        )
        recipient = recipients.state_facts(
            recipient,
            by=officer,
            in_eea=told.in_eea,
            blocked=told.blocked,
            state_blocked=told.state_blocked,
            needs_names=told.needs_names,
            accepts_caveats=told.accepts_caveats,
        )
        terms.record_agreement(
            recipient,
            title=told.agreement.reference,
            terms="\n".join(told.agreement.terms),
            onward_sharing=False,
            valid_from=told.agreement.signed_on,
            valid_to=told.agreement.valid_to,
            by=officer,
        )
        self.channels.append(terms.propose_channel(recipient, description=told.channel, by=officer))
        # The recipient's half of the key: in the real world it never comes near this house.
        secret = pyrage.x25519.Identity.generate()
        (self.key_folder / f"demo-recipient-{told.key}.age-key").write_text(str(secret) + "\n", encoding="utf-8")
        return recipients.enrol_key(
            recipient, key=str(secret.to_public()), checked_how="Read out by telephone", by=officer
        )


def _held(told: shapes.InterviewStory, age: int) -> Held:
    asked = Interview.PriorAccounts.SOME if told.prior_accounts else Interview.PriorAccounts.NONE_KNOWN
    return Held(
        held_on=told.on,
        language=told.uploads[0].language,
        place_kind=told.place_kind,
        mode=told.mode,
        title=told.title,
        started_at=time.fromisoformat(told.started),
        minutes=told.minutes,
        country=told.country,
        account_type=told.account_type,
        follow_up_reason=told.follow_up_reason,
        interviewers=told.interviewers,
        interpreter=told.interpreter,
        others_present=told.others_present,
        breaks=told.breaks,
        vulnerability=told.vulnerability,
        vulnerability_note=told.vulnerability_note,
        welfare_note=told.welfare_note,
        prior_accounts=asked,
        age_at_interview=age,
    )
