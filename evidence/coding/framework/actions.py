"""What people do to a draft of the framework. Every step is kept with what it changed, and can be undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.framework import edits, pictures
from evidence.coding.framework.checking import Problem, problems
from evidence.coding.framework.formats.base import Reading, laid_over
from evidence.coding.framework.scheme import Entry, Scheme
from evidence.coding.framework.storage import difference, put_back, scheme_of, store, unknown_pictures
from evidence.coding.models import CodePicture, FrameworkChange, FrameworkVersion
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record

State = FrameworkVersion.State
Edit = Callable[[Scheme, Scheme], Scheme]  # the draft, the version it was made from
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
PICTURED = ("INS",)  # instruments, weapons among them


@transaction.atomic
def start_draft(*, version: str, purpose: str, by: Person) -> FrameworkVersion:
    """A copy of the current version, to be changed."""
    require(by, Right.FRAMEWORK)
    current = FrameworkVersion.objects.select_for_update().get(current=True)
    known = FrameworkVersion.objects.filter(scheme=current.scheme)
    if known.filter(state__in=FrameworkVersion.OPEN).exists():
        raise Invalid(_("A draft is open already. One at a time: publish or discard it first."))
    if not _VERSION.fullmatch(version):
        raise Invalid(_("A version is called by digits, letters, dots and hyphens, such as 0.2."), "version")
    if known.filter(version=version).exclude(state=State.DISCARDED).exists():
        raise Invalid(_("There is a version %(version)s already.") % {"version": version}, "version")
    if not purpose.strip():
        raise Invalid(_("Say what the new version is for."), "purpose")
    draft = FrameworkVersion(
        scheme=current.scheme, version=version, state=State.DRAFT, based_on=current, purpose=purpose.strip(),
        started_by=by,
    )  # fmt: skip
    draft.save(force_insert=True)
    store(draft, replace(scheme_of(current), version=version))
    record("framework.draft_started", actor=by.pk, object=draft.pk,
           detail={"version": version, "based_on": str(current.pk)})  # fmt: skip
    return draft


def add_code(*, draft: FrameworkVersion, entry: Entry, by: Person, key: UUID | None = None) -> None:
    _edited(draft, "added", by, key, lambda scheme, base: edits.add(scheme, entry))


def change_code(
    *, draft: FrameworkVersion, code: str, fields: Mapping[str, Any], same_meaning: bool, by: Person,
    seen: int | None = None, key: UUID | None = None,
) -> None:  # fmt: skip
    """`seen`: the last step the person knew of when the form was opened."""

    def changed(scheme: Scheme, base: Scheme) -> Scheme:
        _must_be_unchanged(draft, code, seen)
        return edits.change(scheme, base, code, fields, same_meaning=same_meaning)

    _edited(draft, "changed", by, key, changed)


def move_code(*, draft: FrameworkVersion, code: str, direction: str, by: Person, key: UUID | None = None) -> None:
    _edited(draft, "moved", by, key, lambda scheme, base: edits.move(scheme, code, direction), about=code)


def place_code(
    *, draft: FrameworkVersion, code: str, parent: str | None, after: str | None, by: Person,
    before: str | None = None, key: UUID | None = None,
) -> None:  # fmt: skip
    _edited(draft, "moved", by, key, lambda scheme, base: edits.place(scheme, code, parent, after, before), about=code)


def retire_code(
    *, draft: FrameworkVersion, code: str, successor: str | None, by: Person, key: UUID | None = None
) -> None:
    today = timezone.localdate()
    _edited(draft, "retired", by, key, lambda scheme, base: edits.retire(scheme, code, successor, today))


def merge_codes(
    *, draft: FrameworkVersion, codes: Iterable[str], into: str, by: Person, key: UUID | None = None
) -> None:
    gone, today = list(codes), timezone.localdate()
    _edited(draft, "merged", by, key, lambda scheme, base: edits.merge(scheme, gone, into, today))


def split_code(
    *, draft: FrameworkVersion, code: str, parts: Mapping[str, Mapping[str, Any]], by: Person, key: UUID | None = None
) -> None:
    today = timezone.localdate()
    _edited(draft, "parted", by, key, lambda scheme, base: edits.split(scheme, code, parts, today))


def take_out_code(*, draft: FrameworkVersion, code: str, by: Person, key: UUID | None = None) -> None:
    _edited(draft, "taken_out", by, key, lambda scheme, base: edits.take_out(scheme, base, code))


def set_rules(
    *, draft: FrameworkVersion, rules: Iterable[str], single_choice: Iterable[str], by: Person, key: UUID | None = None
) -> None:
    held, groups = list(rules), list(single_choice)
    _edited(draft, "rules", by, key, lambda scheme, base: edits.set_rules(scheme, held, groups))


def put_picture(
    *, draft: FrameworkVersion, code: str, picture: pictures.Picture, alt: str, origin: str, by: Person,
    key: UUID | None = None,
) -> None:  # fmt: skip
    """Beside an instrument or a weapon. The picture is vocabulary: no witness's, no case's."""
    require(by, Right.FRAMEWORK)
    if not alt.strip():
        raise Invalid(_("Say in words what the picture shows, for those who do not see it."), "alt")
    if not origin.strip():
        raise Invalid(_("Say where the picture is from and by what right it is used."), "origin")

    def pictured(scheme: Scheme, base: Scheme) -> Scheme:
        if edits.must_find(scheme, code).prefix not in PICTURED:
            raise Invalid(_("Pictures stand beside instruments and weapons alone."))
        # Known by its pixels: the same one is kept once.
        CodePicture.objects.get_or_create(
            sha256=picture.sha256,
            defaults={"png": picture.png, "width": picture.width, "height": picture.height, "origin": origin.strip(),
                      "added_by": by},
        )  # fmt: skip
        return _with(scheme, code, picture=picture.sha256, picture_alt=alt.strip())

    with transaction.atomic():
        _edited(draft, "picture", by, key, pictured)


def remove_picture(*, draft: FrameworkVersion, code: str, by: Person, key: UUID | None = None) -> None:
    _edited(draft, "picture", by, key, lambda scheme, base: _with(scheme, code, picture="", picture_alt=""))


def bring_in(
    *, draft: FrameworkVersion, reading: Reading, same_meaning: bool, by: Person, key: UUID | None = None
) -> None:
    """What a file says, laid over the draft. Tried beforehand with `tried`."""

    def laid(scheme: Scheme, base: Scheme) -> Scheme:
        after, found = tried(scheme, base, reading)
        if found:
            raise Invalid(_("The file has problems. Nothing was brought in."))
        if not same_meaning and reworded(scheme, base, after):
            raise Invalid(_("It changes the words of published codes: tick that their meaning stays."), "same_meaning")
        return after

    _edited(draft, "brought_in", by, key, laid)


def tried(scheme: Scheme, base: Scheme, reading: Reading) -> tuple[Scheme, list[Problem]]:
    """The draft as it would be, and everything that stands against it."""
    after = laid_over(scheme, reading)
    found = [*reading.problems, *problems(after, base)]
    if reading.scheme.id and reading.scheme.id != scheme.id:
        found.insert(0, Problem(_("The file is of the scheme “%(id)s”.") % {"id": reading.scheme.id}))
    found += [Problem(_("Its picture is not kept here. Add it by hand."), one.code) for one in unknown_pictures(after)]
    return after, list(dict.fromkeys(found))


def reworded(scheme: Scheme, base: Scheme, after: Scheme) -> list[str]:
    """Published codes whose words would change."""
    now, then = scheme.by_id(), after.by_id()
    codes = [one.code for one in base.entries if one.code in now and one.code in then]
    return [code for code in codes if edits.meaning(now[code]) != edits.meaning(then[code])]


@transaction.atomic
def undo(*, draft: FrameworkVersion, number: int, by: Person) -> None:
    """Takes back the last step that stands. Asked twice, it is done once."""
    locked = _to_be_changed(draft, by)
    change = FrameworkChange.objects.filter(framework=locked, number=number).first()
    if change is None:
        raise Invalid(_("There is nothing to take back."))
    if change.undone_at:
        return
    if FrameworkChange.objects.filter(framework=locked, number__gt=number, undone_at=None).exists():
        raise Invalid(_("Another step was made meanwhile: the last one is taken back first. Reload the page."))
    store(locked, put_back(scheme_of(locked), change.before))
    change.undone_at, change.undone_by = timezone.now(), by
    change.save(update_fields=["undone_at", "undone_by"])
    record("framework.undone", actor=by.pk, object=locked.pk, detail={"number": number})


@transaction.atomic
def _edited(draft: FrameworkVersion, kind: str, by: Person, key: UUID | None, edit: Edit, *, about: str = "") -> None:
    """`about`: the code a step was made with, where others only made room for it."""
    locked = _to_be_changed(draft, by, key)
    changes = FrameworkChange.objects.filter(framework=locked)
    if key and changes.filter(client_key=key).exists():
        return
    before = scheme_of(locked)
    after = edit(before, scheme_of(locked.based_on))  # type: ignore[arg-type]
    if after == before:
        return
    held = difference(before, after)
    store(locked, after)
    number = 1 + (changes.order_by("-number").values_list("number", flat=True).first() or 0)
    codes = list(held["entries"]) or ([about] if about else _reordered(before, after))
    FrameworkChange(
        framework=locked, number=number, kind=kind, codes=codes,
        before=held, by=by, client_key=key or uuid4(),
    ).save(force_insert=True)  # fmt: skip
    record("framework.changed", actor=by.pk, object=locked.pk,
           detail={"number": number, "kind": kind, "codes": list(held["entries"])})  # fmt: skip


def _to_be_changed(draft: FrameworkVersion, by: Person, key: UUID | None = None) -> FrameworkVersion:
    require(by, Right.FRAMEWORK)
    locked = FrameworkVersion.objects.select_for_update(of=("self",)).select_related("based_on").get(pk=draft.pk)
    if locked.state == State.PROPOSED:
        raise Invalid(_("It waits for a second person and stands still. Take it back to change it."))
    if locked.state != State.DRAFT:
        raise Invalid(_("Only a draft can be changed. A published version never changes: begin a new one."))
    return locked


def _must_be_unchanged(draft: FrameworkVersion, code: str, seen: int | None) -> None:
    if seen is None:
        return
    later = FrameworkChange.objects.filter(framework=draft, number__gt=seen, codes__contains=[code], undone_at=None)
    if newest := later.exclude(kind="moved").select_related("by").order_by("-number").first():
        raise Invalid(
            _("%(person)s changed this code meanwhile. Open it again; what you typed stands below.")
            % {"person": newest.by.name}
        )


def _with(scheme: Scheme, code: str, **fields: Any) -> Scheme:
    return edits.checked(scheme, scheme.with_entries(replace(edits.must_find(scheme, code), **fields)))


def _reordered(before: Scheme, after: Scheme) -> list[str]:
    """Those that stand elsewhere among their siblings."""
    pairs = zip(before.entries, after.entries, strict=True)
    return [new.code for old, new in pairs if old.code != new.code][:40]
