"""A recipient, a request and a disclosure under way: what only the secretariat may know."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from consent.models import Agreement, Channel
from disclosures.actions import past, requests, selection
from disclosures.models import Disclosure, Package
from evidence.models import Item
from iapb.access.transaction import actor_transaction, set_actor
from iapb.accounts.models import Person
from iapb.custody import actions as custody
from iapb.custody import keys
from iapb.custody.models import StoredFile
from tests.disclosures.cases import add_transfer_basis, make_recipient, make_request
from tests.oracles import routes

WORD = "gloamtide"


def plant_desk(world: Any) -> None:
    officer, legal = world.people[routes.OFFICER], world.people[routes.LEGAL]
    with actor_transaction(officer):
        recipient = make_recipient(
            officer, "national_prosecutor", state="LT", name=f"Recipient-{WORD}", code=WORD[:6].upper()
        )
        request = make_request(
            recipient, officer, questions=f"Who commanded at {WORD}?", basis=f"Inquiry into {WORD}",
            their_reference=f"REF-{WORD}",
        )  # fmt: skip
        disclosure = requests.begin(request, by=officer)
        item = Item.objects.visible_to(officer).get(pk=world.planted[routes.OWN].item)
        selection.add_items(disclosure, [item], by=officer)
        agreement = Agreement.objects.visible_to(officer).get(recipient=recipient)
        channel = Channel.objects.visible_to(officer).get(recipient=recipient)
        earlier = past.take_over(
            recipient=recipient, disclosed_on=timezone.localdate(), note=f"Asked for {WORD}", by=officer, key=uuid4()
        )
    with actor_transaction(legal):
        basis = add_transfer_basis(recipient, legal)
    package = _package(disclosure, officer)
    for kind, thing in (
        ("package", package), ("recipient", recipient), ("request", request), ("disclosure", disclosure),
        ("agreement", agreement), ("channel", channel), ("transfer_basis", basis),
        ("past_disclosure", earlier),
    ):  # fmt: skip
        world.put(kind, routes.OWN, pk=thing.pk)
        world.needle(routes.OWN, "desk", thing.pk)
    world.needle(routes.OWN, "desk", f"-{WORD}", f" {WORD}", WORD[:6].upper(), request.reference)


def _package(disclosure: Disclosure, officer: Person) -> Package:
    """As if it was built: what stands in it is tested where it is made."""
    made: list[Package] = []

    def within(sealed: StoredFile) -> None:
        set_actor(officer.pk)
        package = Package(
            disclosure=disclosure, reference="IAPB-P-00901", series=WORD[:6].upper(), first_position=1, last_position=2,
            manifest_sha256="0" * 64, contents_sha512="0" * 128, files=2, size=9, sealed=sealed,
            recipient_key=f"age1{WORD}", checkpoint=f"checkpoint {WORD}",
        )  # fmt: skip
        package.save(force_insert=True)
        made.append(package)

    pk = uuid4()
    keys.provider().new_subject_key(pk)
    custody.receive(
        [b"sealed"], subjects=[pk], media_type="application/octet-stream", name="", by=officer,
        kind=StoredFile.Kind.DERIVATIVE, within=within,
    )  # fmt: skip
    return made[0]


def put_witness(world: Any, ownership: str) -> None:
    """A witness of every ownership on the page of the one request."""
    request = world.addresses["request"][routes.OWN]["pk"]
    world.put("request_witness", ownership, pk=request, witness=world.planted[ownership].witness)
