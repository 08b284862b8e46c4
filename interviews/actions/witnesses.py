"""Registering a witness, and the one way to read who they are."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evidence.access import own_collection, require_own
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.custody import keys
from iapb.ledger import record
from interviews import identity as identities
from interviews.actions import one_account
from interviews.days import no_longer_than, not_in_future
from interviews.identity import Identity
from interviews.models import Draft, Witness
from interviews.sending import id_of
from interviews.spelling import index_terms

_CODES = 20
_LONGEST = 200
_LANGUAGES = 8
_SHORTEST_REASON = 5


def register(
    *,
    identity: Identity,
    sex: str,
    languages: Iterable[str],
    by: Person,
    key: UUID | None = None,
) -> Witness:
    """From here on the witness is a code. `key` names this sending: a second click registers nobody twice."""
    require(by, Right.REGISTER)
    spoken = _languages(languages)
    check(identity)
    subject = id_of(key, by)
    try:
        known = _registered_before(subject, by)
        return known or _register(subject, key, identity, Witness.Sex(sex), spoken, by)
    except IntegrityError:
        # Two clicks at once: the second finds what the first has made.
        if (known := _registered_before(subject, by)) is None:
            raise
        return known


@transaction.atomic
def _register(
    subject: UUID, key: UUID | None, identity: Identity, sex: str, languages: list[str], by: Person
) -> Witness:
    collection = own_collection(by)
    # Held before the key is asked for: who discards the draft at this moment destroys the key, or finds no draft.
    draft = Draft.objects.visible_to(by).filter(form="witness", subject=key)
    list(draft.select_for_update().values_list("pk"))
    try:
        keys.provider().new_subject_key(subject)
    except keys.KeyDestroyed:
        raise Invalid(_("This form was discarded. Open it anew.")) from None
    witness = _with_code(
        Witness(
            id=subject,
            collection=collection,
            sex=sex,
            languages=languages,
            blind_indexes=_blind(identity),
            registered_by=by,
            **identities.seal(subject, identity),
        )
    )
    one_account.ask(witness)
    draft.delete()
    detail = {"code": witness.code, "collection": str(collection.pk), "languages": languages}
    record("witness.registered", actor=by.pk, object=witness.pk, detail=detail)
    return witness


def read_identity(*, witness: Witness, reason: str, by: Person) -> Identity:
    """The name behind the code, for a reason that the ledger keeps."""
    _may_read_identity(witness, reason, by)
    with transaction.atomic():
        record("identity.read", actor=by.pk, object=witness.pk, detail={"reason": reason.strip()})
        return _opened(witness)


def correct_identity(*, witness: Witness, identity: Identity, reason: str, by: Person) -> Witness:
    """What was sealed before is replaced; that it was, and why, stays in the ledger."""
    _may_read_identity(witness, reason, by)
    check(identity)
    with transaction.atomic():
        locked = Witness.objects.visible_to(by).select_for_update(of=("self",)).get(pk=witness.pk)
        if _opened(locked) == identity:
            return locked
        for column, sealed in identities.seal(locked.pk, identity).items():
            setattr(locked, column, sealed)
        locked.blind_indexes = _blind(identity)
        one_account.ask_again(locked, by)
        locked.save(update_fields=[*identities.COLUMNS, "blind_indexes"])
        record("identity.corrected", actor=by.pk, object=locked.pk, detail={"reason": reason.strip()})
    return locked


def perhaps_heard_before(*, identity: Identity, by: Person) -> list[Witness]:
    """Witnesses of the asker's own view whose name and year of birth may be the same.

    Others of other bodies are never told of: invisible equals absent.
    """
    require(by, Right.REGISTER)
    with_year, alone = _terms(identity)
    same = Q(blind_indexes__overlap=with_year or alone)
    if with_year:
        same |= Q(blind_indexes__overlap=alone, birth_date_sealed=None)
    return list(Witness.objects.visible_to(by).filter(same).order_by("code")[:10]) if alone else []


def _may_read_identity(witness: Witness, reason: str, by: Person) -> None:
    require(by, Right.IDENTITY)
    require_own(witness.collection_id, by)
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Invalid(_("Say in a few words what you need the name for. The ledger keeps it."), "reason")
    no_longer_than(reason, 500, "reason")


def _opened(witness: Witness) -> Identity:
    columns = {column: getattr(witness, column) for column in identities.COLUMNS}
    try:
        return identities.unseal(witness.pk, columns)
    except keys.KeyDestroyed:
        raise Refused(_("The identity of this witness was erased.")) from None


def _registered_before(key: UUID, by: Person) -> Witness | None:
    return Witness.objects.visible_to(by).filter(pk=key, registered_by=by).first()


def _with_code(witness: Witness) -> Witness:
    """Drawn until free; the database is asked, not the list of codes one may see."""
    for _attempt in range(_CODES):
        witness.code = f"W-{10_000 + secrets.randbelow(90_000)}"
        try:
            with transaction.atomic():
                witness.save(force_insert=True)
        except IntegrityError as error:
            if "interviews_witness_code" not in str(error.__cause__.diag.constraint_name):  # type: ignore[union-attr]
                raise
            continue
        return witness
    raise Invalid(_("No free code was found. Try again."))


def check(identity: Identity) -> None:
    names = identity.names
    if not names or not (names[0].family.strip() or names[0].given.strip()):
        raise Invalid(
            _("Give the name the witness uses. If they will not give one, write what they wish to be called."), "name"
        )
    for name in names:
        for part in (name.given, name.family, name.patronymic):
            no_longer_than(part, _LONGEST, "name")
    for field in ("email", "phone"):
        no_longer_than(getattr(identity.contact, field), _LONGEST, field)
    no_longer_than(identity.contact.safe, 2000, "safe")
    for relative in identity.relatives:
        no_longer_than(relative, 500, "relatives")
    not_in_future(identity.birth_date, "birth_date")


def _languages(languages: Iterable[str]) -> list[str]:
    spoken = list(dict.fromkeys(language.strip().lower() for language in languages if language.strip()))
    if not spoken:
        raise Invalid(_("Choose at least one language the witness speaks."), "languages")
    if len(spoken) > _LANGUAGES or any(not 2 <= len(one) <= 8 for one in spoken):
        raise Invalid(_("Give languages by their short codes, such as ru or be."), "languages")
    return spoken


def _terms(identity: Identity) -> tuple[list[str], list[str]]:
    year = identity.birth_date.year if identity.birth_date else None
    index = keys.provider().blind_index
    found = [index_terms(name.family or name.given, name.given, year) for name in identity.names]
    with_year = sorted({index(terms["with_year"]) for terms in found if "with_year" in terms})
    return with_year, sorted({index(terms["name"]) for terms in found if terms})


def _blind(identity: Identity) -> list[str]:
    with_year, alone = _terms(identity)
    return with_year + alone
