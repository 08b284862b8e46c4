"""From a draft to the version everybody codes with. Two people: whoever changed anything does not publish."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.framework.checking import problems, said
from evidence.coding.framework.formats import ours
from evidence.coding.framework.storage import scheme_of
from evidence.coding.models import FrameworkChange, FrameworkVersion
from iapb.access.errors import Invalid, Refused
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record

State = FrameworkVersion.State
EVENTS = {
    State.DRAFT: "framework.sent_back",
    State.PROPOSED: "framework.proposed",
    State.PUBLISHED: "framework.published",
    State.DISCARDED: "framework.discarded",
}


@transaction.atomic
def propose(*, draft: FrameworkVersion, by: Person) -> FrameworkVersion:
    """Handed to a second person; it stands still until it is published or comes back."""
    locked = _locked(draft, by)
    if locked.state == State.PROPOSED:
        return locked
    _must_be_next(locked, State.PROPOSED)
    if not FrameworkChange.objects.filter(framework=locked, undone_at=None).exists():
        raise Invalid(_("Nothing was changed yet."))
    _must_be_sound(locked)
    locked.proposed_by, locked.proposed_at = by, timezone.now()
    return _moved(locked, State.PROPOSED, by, "proposed_by", "proposed_at", sha256=content_hash(locked))


@transaction.atomic
def send_back(*, draft: FrameworkVersion, by: Person) -> FrameworkVersion:
    locked = _locked(draft, by)
    if locked.state == State.DRAFT:
        return locked
    _must_be_next(locked, State.DRAFT)
    return _moved(locked, State.DRAFT, by)


@transaction.atomic
def discard(*, draft: FrameworkVersion, by: Person) -> FrameworkVersion:
    """Kept, with all its steps, and never used."""
    locked = _locked(draft, by)
    if locked.state == State.DISCARDED:
        return locked
    _must_be_next(locked, State.DISCARDED)
    return _moved(locked, State.DISCARDED, by)


@transaction.atomic
def publish(*, draft: FrameworkVersion, shown: str, by: Person) -> FrameworkVersion:
    """Sealed and current in one step. `shown`: the hash of what the person read and agrees to."""
    locked = _locked(draft, by)
    must_be_another(locked, by)
    if locked.state == State.PUBLISHED:
        return locked
    _must_be_next(locked, State.PUBLISHED)
    if not locked.based_on.current:  # type: ignore[union-attr]
        raise Invalid(_("Another version became current meanwhile. Begin a new draft from it."))
    _must_be_sound(locked)
    content = content_hash(locked)
    if content != shown:
        raise Invalid(_("The draft was changed after you opened this page. Read what changes once more."))
    FrameworkVersion.objects.filter(scheme=locked.scheme, current=True).update(current=False)
    locked.sha256, locked.current = content, True
    locked.published_by, locked.published_at = by, timezone.now()
    _moved(
        locked, State.PUBLISHED, by, "sha256", "current", "published_by", "published_at",
        sha256=content, tightened=_tightened,
    )  # fmt: skip
    return locked


def content_hash(version: FrameworkVersion) -> str:
    """Of its YAML; pictures stand in it by their own hashes."""
    return sha256(ours.write(scheme_of(version)).encode()).hexdigest()


def must_be_another(draft: FrameworkVersion, by: Person) -> None:
    """Four eyes: neither who began or handed in the draft nor who made a step in it, an undone one too."""
    hands = {draft.started_by_id, draft.proposed_by_id}
    hands |= set(FrameworkChange.objects.filter(framework=draft).order_by().values_list("by", flat=True))
    if by.pk in hands:
        raise Refused(_("You had a hand in this draft. A second person publishes it."))


def _locked(draft: FrameworkVersion, by: Person) -> FrameworkVersion:
    require(by, Right.FRAMEWORK)
    return FrameworkVersion.objects.select_for_update(of=("self",)).select_related("based_on").get(pk=draft.pk)


def _must_be_next(version: FrameworkVersion, to: str) -> None:
    if to not in version.TRANSITIONS[State(version.state)]:
        now, then = version.get_state_display(), State(to).label
        raise Invalid(_("The version is “%(now)s”; it cannot become “%(then)s” next.") % {"now": now, "then": then})


def _must_be_sound(version: FrameworkVersion) -> None:
    base = scheme_of(version.based_on) if version.based_on else None
    if found := problems(scheme_of(version), base):
        raise Invalid(" ".join(said(found[:8])))


def _moved(version: FrameworkVersion, to: str, by: Person, *fields: str, **detail: Any) -> FrameworkVersion:
    before, version.state = version.state, to
    version.save(update_fields=["state", *fields])
    told = {name: value() if callable(value) else value for name, value in detail.items()}
    record(
        EVENTS[State(to)], actor=by.pk, object=version.pk,
        detail={"version": version.version, "from": str(before), "to": str(to), **told},
    )  # fmt: skip
    return version


def _tightened() -> int:
    """Tags and facts of older versions follow a code that became need-to-know. It is never the other way round."""
    with connection.cursor() as cursor:
        cursor.execute("select coding_tighten()")
        return int(cursor.fetchone()[0])
