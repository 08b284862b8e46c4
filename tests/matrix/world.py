"""Two bodies, a case team, a desk, and one witness of every ownership with all that hangs on them.

Made through the application's own actions where they exist. Every planted word is a
needle: it says to whom it belongs and which kind of thing it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from consent.actions import erasures
from evidence.actions import readings, uploads
from evidence.actions.files import Sent
from evidence.coding.framework import actions as framework
from evidence.coding.models import CodePicture, FrameworkVersion
from evidence.importing import archives, sendings
from evidence.importing.models import Archive
from evidence.models import (
    CaseSet,
    CaseSetGroupGrant,
    CaseSetSubject,
    Collection,
    CollectionGroupGrant,
    CollectionPersonGrant,
    Denial,
    Facility,
    Item,
    Term,
)
from iapb.access.transaction import actor_transaction
from iapb.accounts.actions import links, recovery, roles
from iapb.accounts.models import Body, Person, Team, TeamMembership
from iapb.custody import tickets
from iapb.custody.models import ContentTicket, StoredFile
from iapb.jobs import actions as jobs
from iapb.jobs.models import Job, State
from iapb.ledger import sealer
from iapb.ledger.memory import Memory
from iapb.ledger.models import Event
from interviews.actions import drafts
from tests.cast import make_body, make_person, make_team
from tests.consenting import make_form
from tests.intake import make_pair, make_witness
from tests.ledger.conftest import acting_as
from tests.matrix import people as cast
from tests.matrix.desk import plant_desk, put_witness
from tests.matrix.material import Planted, plant
from tests.oracles import routes

# A word of its own for every ownership; it stands in everything planted there.
WORDS = {
    routes.OWN: "aspenwort", routes.OTHER_BODY: "briarholm", routes.OTHER_CASE: "cinderfell",
    routes.WITHDRAWN: "dovemarsh", routes.RESTRICTED: "elderquay", routes.DENIED: "fennwick",
}  # fmt: skip
Address = Mapping[str, Any]


@dataclass(frozen=True)
class Needle:
    text: str
    ownership: str
    kind: str  # identity, words, reference, official, set, person


@dataclass
class World:
    people: dict[str, Person]
    tokens: dict[str, str] = field(default_factory=dict)
    # kind of object -> ownership -> address
    addresses: dict[str, dict[str, Address]] = field(default_factory=dict)
    # actor -> kind -> ownership -> address, for what each did themselves
    personal: dict[str, dict[str, dict[str, Address]]] = field(default_factory=dict)
    needles: list[Needle] = field(default_factory=list)
    planted: dict[str, Planted] = field(default_factory=dict)
    second_collection: Any = None
    form: Any = None
    before: str = ""
    after: str = ""

    def put(self, kind: str, ownership: str, **address: Any) -> None:
        self.addresses.setdefault(kind, {})[ownership] = address

    def needle(self, ownership: str, kind: str, *texts: object) -> None:
        self.needles += [Needle(str(text), ownership, kind) for text in texts]


def build() -> World:
    first, second, secretariat = (make_body(f"Body {name}") for name in ("Aspen", "Second", "Secretariat"))
    world = World(cast.make_people(first, second, secretariat))
    collections = {body: _collection(body, world) for body in (first, second)}
    world.second_collection = collections[second].pk
    with actor_transaction(world.people[routes.STEWARD]):
        world.form = make_form(by=world.people[routes.STEWARD])
    world.put("consent_form", routes.OWN, pk=world.form.pk)
    own_set = _case_set(
        world, "Caseset-aspenwort", routes.OWN, _team("Case team", world, routes.ANALYST, routes.REVIEWER)
    )
    desk = _team("Desk", world, routes.OFFICER, routes.LEGAL, routes.SAFETY)
    _give_set(own_set, desk, world)
    other_team = _team("Another case team", world, routes.OTHER_ANALYST)
    other_set = _case_set(world, "Caseset-cinderfell", routes.OTHER_CASE, other_team)
    for ownership in WORDS:
        if ownership != routes.OTHER_BODY:
            case_set = other_set if ownership == routes.OTHER_CASE else own_set
            _plant(world, ownership, world.people[routes.PARTNER], world.people[routes.ANALYST], case_set)
    author = make_person("Analyst of the second body", "analyst", body=second)
    _give_collection(world.second_collection, author)
    plant_desk(world)
    for ownership in (routes.OWN, routes.OTHER_CASE, routes.WITHDRAWN):
        put_witness(world, ownership)
    _read_for_a_reason(world)
    with actor_transaction(world.people[routes.OFFICER]):
        world.put("same_person", routes.OWN, pk=make_pair(world.people[routes.OFFICER]).pk)
    _erasure(world)
    _mark(world)
    _expired_grants(world, own_set, collections[first])
    _accounts(world, own_set, collections[first], first)
    _registers(world)
    _framework(world)
    world.tokens = cast.make_tokens(world.people)
    _tickets(world)
    _what_each_did(world)
    _nowhere(world)
    cast.give_passwords(world.people)
    cast.close_accounts(world.people)
    world.people = {actor: Person.objects.get(pk=person.pk) for actor, person in world.people.items()}
    _seal()
    return world


def _seal() -> None:
    """Positions and a signed checkpoint: without them no event has a proof to be asked for."""
    memory = Memory.of_settings()
    with acting_as("sealer"):
        sealer.seal_all()
        sealer.follow(memory)
        sealer.sign(memory)


def plant_second_body(world: World) -> None:
    """The second body's witness, of whom nobody else may learn."""
    author = Person.objects.get(name="Analyst of the second body")
    _plant(world, routes.OTHER_BODY, world.people[routes.PARTNER_B], author, None)
    world.put("register_entry", routes.OFFICIALS, slug="officials", pk=world.planted[routes.OTHER_BODY].official)
    put_witness(world, routes.OTHER_BODY)
    theirs = _sending(world, routes.PARTNER_B, routes.OTHER_BODY)
    archive = _archive(world, routes.PARTNER_B)
    on_its_way = _archive_sending(world, routes.PARTNER_B, routes.OTHER_BODY)
    for addresses in world.personal.values():
        addresses["sending"][routes.OTHER_BODY] = theirs
        addresses["archive"][routes.OTHER_BODY] = archive
        addresses["archive_sending"][routes.OTHER_BODY] = on_its_way
    mine = world.personal[routes.PARTNER]["archive"][routes.OWN]
    world.personal[routes.PARTNER_B]["archive"] = {routes.OWN: archive, routes.OTHER_BODY: mine}
    mine = world.personal[routes.PARTNER]["archive_sending"][routes.OWN]
    world.personal[routes.PARTNER_B]["archive_sending"] = {routes.OWN: on_its_way, routes.OTHER_BODY: mine}
    ours = world.personal[routes.PARTNER]["sending"][routes.OWN]
    world.personal[routes.PARTNER_B]["sending"] = {routes.OWN: theirs, routes.OTHER_BODY: ours}


def tomorrow() -> Any:
    return timezone.now() + timedelta(days=1)


def permission(model: str) -> Permission:
    return Permission.objects.get(content_type__app_label="evidence", codename=f"view_{model}")


def _collection(body: Body, world: World) -> Collection:
    partner = world.people[routes.PARTNER if body.name == "Body Aspen" else routes.PARTNER_B]
    word = WORDS[routes.OWN if body.name == "Body Aspen" else routes.OTHER_BODY]
    collection = Collection(id=uuid4(), name=f"Collection-{word}", body=body)
    with actor_transaction(partner):
        _deferred()
        CollectionGroupGrant.objects.create(
            content_object=collection, group=body.group, permission=permission("collection"), granted_by=partner,
            expires_at=timezone.now() + timedelta(days=300),
        )  # fmt: skip
        collection.save(force_insert=True)
    if word == "briarholm":
        world.needle(routes.OTHER_BODY, "set", collection.name, collection.pk)
        world.needle(routes.OTHER_BODY, "person", partner.name, partner.email)
    return collection


def _deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")


def _give_collection(pk: Any, person: Person, until: Any = None) -> None:
    CollectionPersonGrant.objects.create(
        content_object=Collection(pk=pk), user=person, permission=permission("collection"), granted_by=person,
        expires_at=until or tomorrow(),
    )  # fmt: skip


def _team(name: str, world: World, *actors: str) -> Team:
    return make_team(name, *(world.people[actor] for actor in actors))


def _give_set(case_set: CaseSet, team: Team, world: World, until: Any = None) -> CaseSetGroupGrant:
    return CaseSetGroupGrant.objects.create(
        content_object=case_set, group=team.group, permission=permission("caseset"),
        granted_by=world.people[routes.ADMIN], expires_at=until or tomorrow(),
    )  # fmt: skip


def _case_set(world: World, name: str, ownership: str, team: Team) -> CaseSet:
    case_set = CaseSet(name=name, purpose=f"Purpose of {name}", created_by=world.people[routes.ADMIN])
    with actor_transaction(TeamMembership.objects.filter(team=team)[0].person):
        _deferred()
        _give_set(case_set, team, world)
        case_set.save(force_insert=True)
    world.needle(ownership, "set", case_set.name, case_set.pk)
    world.put("given_set", ownership, pk=case_set.pk)
    return case_set


def _plant(world: World, ownership: str, partner: Person, author: Person, case_set: CaseSet | None) -> None:
    made = world.planted[ownership] = plant(WORDS[ownership], partner, author, world.form)
    if case_set is not None:
        with actor_transaction(partner):
            CaseSetSubject.objects.create(case_set=case_set, subject=made.witness, added_by=partner)
    world.put("item", ownership, pk=made.item)
    world.put("recording", ownership, pk=made.item, file=made.item_file)
    for kind, pk in (
        ("held_work", made.held_work), ("comparison", made.comparison), ("settlement", made.settlement),
        ("rule_question", made.rule_question), ("thing", made.thing), ("guide", made.guide),
        ("joint_witness", made.together), ("read_back", made.read_back),
        ("witness", made.witness), ("interview", made.interview), ("document", made.document), ("text", made.text),
        ("named_person", made.person), ("consent_record", made.consent), ("work", made.work),
        ("work_segment", made.work_segment), ("clash", made.clash),
    ):  # fmt: skip
        world.put(kind, ownership, pk=pk)
    world.put("upload_target", ownership, item=made.item)
    world.put("witness_read", ownership, pk=made.witness)
    world.put("file", ownership, file=made.recording)
    world.put("draft_subject", ownership, form="interview", subject=made.witness)
    world.put("incident", ownership, pk=made.incident)
    world.put("support", ownership, pk=made.support)
    world.put("tag", ownership, pk=made.tag)
    for kind, pk in (
        ("tag_note", made.tag_note), ("mention", made.mention), ("asked_question", made.question),
        ("asked_message", made.asked), ("answered_message", made.answered),
    ):  # fmt: skip
        world.put(kind, ownership, pk=pk)
    world.put("about_item", ownership, form="comment", about=made.item)
    world.put("about_question", ownership, form="answer", about=made.question)
    world.put("carrying", ownership, pk=made.carrying)
    world.put("suggestion", ownership, pk=made.suggestion)
    world.put("fact_pair", ownership, one=made.incident, other=made.detention)
    for kind, texts in made.needles.items():
        world.needle(ownership, kind, *texts)


def _read_for_a_reason(world: World) -> None:
    person, planted = world.people[routes.READING_STEWARD], world.planted[routes.OWN]
    with actor_transaction(person):
        reason = "to answer a request for a copy"
        reading = readings.open_for_a_reason(name=planted.code, reason=reason, by=person)
    world.put("own_reading", routes.OWN, pk=reading.pk)


def _erasure(world: World) -> None:
    """Of a witness who gave nothing else: the paper names a code, which is nobody's needle."""
    partner, person = world.people[routes.PARTNER], world.people[routes.READING_STEWARD]
    with actor_transaction(partner):
        witness = make_witness(partner)
    with actor_transaction(person):
        readings.open_for_a_reason(name=witness.code, reason="to decide on erasure", by=person)
        decision = "The witness asked for it and no court needs the account."
        asked = erasures.ask(witness=witness, decision=decision, by=person)
    world.put("erasure", routes.OWN, pk=asked.pk)


def _mark(world: World) -> None:
    partner = world.people[routes.PARTNER]
    with actor_transaction(partner):
        items = Item.objects.unscoped("a test marks its items")
        items.filter(subject=world.planted[routes.WITHDRAWN].witness).update(withdrawn_at=timezone.now())
        items.filter(subject=world.planted[routes.RESTRICTED].witness).update(restricted=True)
        Denial.objects.create(
            person=world.people[routes.ANALYST], subject=world.planted[routes.DENIED].witness,
            reason="knows the witness", denied_by=world.people[routes.OFFICER],
        )  # fmt: skip


def _expired_grants(world: World, case_set: CaseSet, collection: Collection) -> None:
    person, yesterday = world.people[routes.EXPIRED_GRANT], timezone.now() - timedelta(days=1)
    _give_set(case_set, make_team("Former team", person), world, yesterday)
    _give_collection(collection.pk, person, yesterday)


def _accounts(world: World, case_set: CaseSet, collection: Collection, first: Body) -> None:
    second_admin = make_person("Bruno", "account_administrator")
    target, invited = make_person("Target", "auditor"), make_person("Invited", state="invited")
    team = make_team("Team of targets", target)
    with actor_transaction(second_admin):
        links.make(person=invited, by=second_admin)
        asked = recovery.ask(person=target, by=second_admin)
        until = timezone.now() + timedelta(days=60)
        assignment = roles.grant(person=target, role="carer", until=until, by=second_admin)
        fresh = links.make(person=make_person("Newcomer", state="invited"), by=second_admin)
        gone = links.make(person=make_person("Late", state="invited"), by=second_admin)
        links.withdraw(person=gone.person, by=second_admin)
    for kind, thing in (
        ("person", target), ("invited_person", invited), ("recovery", asked), ("assignment", assignment),
        ("body", first), ("team", team), ("membership", team.memberships.get()), ("collection", collection),
        ("case_set", case_set), ("denial", Denial.objects.get(follows=None)),
    ):  # fmt: skip
        world.put(kind, routes.OWN, pk=thing.pk)
    row = CollectionGroupGrant.objects.get(content_object=collection.pk)
    world.put("grant", routes.OWN, slug="collection-group", pk=row.pk)
    world.put("secret_link", routes.OWN, token=fresh.token)
    world.put("secret_link", routes.SPENT, token=gone.token)


def _registers(world: World) -> None:
    entry = Facility.objects.order_by("pk").first()
    for kind in ("register", "growing_register"):
        world.put(kind, routes.OWN, slug="facilities")
        world.put(kind, routes.OFFICIALS, slug="officials")
    world.put("register_entry", routes.OWN, slug="facilities", pk=entry.pk)
    world.put("term", routes.OWN, pk=Term.objects.create(label="major", kind=Term.Kind.RANK).pk)
    world.put("register_entry", routes.OFFICIALS, slug="officials", pk=world.planted[routes.OWN].official)


def _framework(world: World) -> None:
    """The version that is coded with, and a draft of the next, seen by those who may change it."""
    current = FrameworkVersion.objects.get(current=True)
    reviewer = world.people[routes.REVIEWER]
    with actor_transaction(reviewer):
        draft = framework.start_draft(version="0.2", purpose="Another word for a baton", by=reviewer)
    world.put("framework", routes.OWN, pk=current.pk)
    world.put("framework", routes.IN_DRAFT, pk=draft.pk)
    world.put("framework_draft", routes.OWN, pk=draft.pk)
    for version, kind, ownership in (
        (current, "framework_code", routes.OWN),
        (draft, "framework_code", routes.IN_DRAFT),
        (draft, "draft_code", routes.OWN),
    ):
        world.put(kind, ownership, pk=version.codes.get(code="INS.BATON").pk)
    picture = CodePicture.objects.create(
        sha256="a" * 64, png=b"pixels", width=16, height=16, origin="drawn by hand", added_by=reviewer
    )
    world.put("code_picture", routes.OWN, sha256=picture.sha256)


def _tickets(world: World) -> None:
    partner = world.people[routes.PARTNER]
    for ownership in (routes.OWN, routes.SPENT):
        with actor_transaction(partner):
            file = StoredFile.objects.unscoped("the partner's own file").get(pk=world.planted[routes.OWN].recording)
            path = tickets.issue(file, by=partner, session_key=None, purpose="listening", inline=True)
        world.put("ticket", ownership, secret=path.rstrip("/").rsplit("/", 1)[1])
    late = ContentTicket.objects.latest("issued_at")
    ContentTicket.objects.filter(pk=late.pk).update(
        issued_at=timezone.now() - timedelta(days=2), dies_at=timezone.now() - timedelta(days=1)
    )


def keep_fresh() -> None:
    """A ticket that nobody used dies within minutes; the tests may come later."""
    now = timezone.now()
    ContentTicket.objects.filter(dies_at__gt=now).update(issued_at=now)


def _what_each_did(world: World) -> None:
    signed_in = [actor for actor in routes.ACTORS if actor not in routes.NOBODY]
    for actor in signed_in:
        person = world.people[actor]
        with actor_transaction(person):
            job = jobs.ask("count", uuid4(), by=person)
        Job.objects.filter(pk=job.pk).update(state=State.FAILED, finished_at=timezone.now(), error="It did not work.")
        event = Event.objects.get(event="job.asked", object=str(job.pk))
        world.personal[actor] = {
            "job": {routes.OWN: {"pk": job.pk}},
            "receipt": {routes.OWN: {"pk": event.pk}},
            "token": {routes.OWN: {"pk": person.api_tokens.get().pk}},
        }
    _drafts(world, signed_in)
    for actor in signed_in:
        colleague = routes.PARTNER_B if actor != routes.PARTNER_B else routes.PARTNER
        for kind, address in world.personal[actor].items():
            address[routes.OTHER_BODY] = world.personal[colleague][kind][routes.OWN]
    sending = _sending(world, routes.PARTNER, routes.OWN)
    for actor in signed_in:  # only partners send, too
        world.personal[actor]["sending"] = {routes.OWN: sending, routes.OTHER_BODY: {"pk": uuid4()}}
    archive = _archive(world, routes.PARTNER)
    for actor in signed_in:
        world.personal[actor]["archive"] = {routes.OWN: archive, routes.OTHER_BODY: {"pk": uuid4()}}
    on_its_way = _archive_sending(world, routes.PARTNER, routes.OWN)
    for actor in signed_in:
        world.personal[actor]["archive_sending"] = {routes.OWN: on_its_way, routes.OTHER_BODY: {"pk": uuid4()}}
    theirs = Event.objects.filter(actor=str(world.people[routes.PARTNER_B].pk)).first()
    for kind, part in (("event", "pk"), ("story", "object")):
        world.put(
            kind, routes.OWN, **{part: Event.objects.get(event="recovery.asked").pk if part == "pk" else theirs.object}
        )
        world.put(kind, routes.OTHER_BODY, **{part: theirs.pk if part == "pk" else theirs.object})


def _drafts(world: World, signed_in: list[str]) -> None:
    """Only partners write; the others' would be some partner's."""
    made = {}
    for actor, ownership in ((routes.PARTNER, routes.OWN), (routes.PARTNER_B, routes.OTHER_BODY)):
        person, subject = world.people[actor], uuid4()
        with actor_transaction(person):
            content = {"given": [f"Ident{WORDS[ownership]}"]}
            made[actor] = drafts.save(form="witness", subject=subject, content=content, by=person).pk
    for actor in signed_in:
        world.personal[actor]["draft"] = {routes.OWN: {"pk": made.get(actor, made[routes.PARTNER])}}


def _sending(world: World, actor: str, ownership: str) -> Address:
    sent = Sent(name=f"Named{WORDS[ownership]}.mp4")
    begun = uploads.begin(item=world.planted[ownership].item, size=100, sent=sent, by=world.people[actor])
    world.needle(ownership, "file name", sent.name)
    return {"pk": begun.pk}


def _archive_sending(world: World, actor: str, ownership: str) -> Address:
    sent = sendings.Sent(name=f"Archive{WORDS[ownership]}.zip")
    begun = sendings.begin(sent=sent, size=100, collection=None, by=world.people[actor])
    world.needle(ownership, "file name", sent.name)
    return {"pk": begun.pk}


def _archive(world: World, actor: str) -> Address:
    """What a partner sent, examined without a finding: it may be brought in."""
    stream = [b"id,languages,family_ru\nold-1,ru,Ident\n"]
    sent = archives.receive(stream=stream, name="witnesses.csv", by=world.people[actor])
    with actor_transaction(world.people[actor]):
        Archive.objects.visible_to(world.people[actor]).filter(pk=sent.pk).update(
            examined_at=timezone.now(), read={"witnesses": 1}
        )
    Job.objects.filter(object=sent.pk).update(state=State.DONE, finished_at=timezone.now(), lease_until=None)
    return {"pk": sent.pk}


def _nowhere(world: World) -> None:
    """For every kind an address of the same shape that nobody ever had."""
    strange = {
        "form": "interview",
        "slug": "no-such-register",
        "token": "n" * 43,
        "secret": "n" * 43,
        "sha256": "0" * 64,
    }
    kinds = {**world.addresses, **world.personal[routes.PARTNER]}
    for kind, by_ownership in kinds.items():
        address = dict(by_ownership[routes.OWN])
        for part, value in address.items():
            if (part == "slug" and "pk" in address) or (part == "form" and "about" in address):
                continue
            fresh = 2_000_000_000 if isinstance(value, int) else strange.get(part, uuid4())
            address[part] = str(fresh) if part == "object" else fresh
        world.put(kind, routes.NOWHERE, **address)
    world.put("session", routes.NOWHERE, pk=2_000_000_000)
