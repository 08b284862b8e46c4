"""Versions of the consent form. What was shown to a witness does not change afterwards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consent.models import ConsentForm
from consent.words import Purpose
from iapb.access.errors import Invalid
from iapb.access.rights import Right, require
from iapb.accounts.models import Person
from iapb.ledger import record
from interviews.days import in_order, no_longer_than

_LANGUAGES = ("en", "ru", "be")


@transaction.atomic
def publish_form(
    *,
    version: str,
    language: str,
    text: str,
    notice_version: str,
    purposes: Collection[str],
    valid_from: date,
    valid_to: date | None = None,
    by: Person,
) -> ConsentForm:
    """A version is published once per language; every language of a version asks the same purposes."""
    require(by, Right.DECIDE_RIGHTS)
    plain = text.replace("\r\n", "\n").strip()
    asked = [purpose for purpose in Purpose.values if purpose in set(purposes)]
    _check(version, language, plain, notice_version, set(purposes), asked)
    in_order(valid_from, valid_to, "valid_to")
    siblings = ConsentForm.objects.filter(version=version.strip())
    if any(sibling.purposes != asked for sibling in siblings):
        raise Invalid(
            _("This version asks other purposes in another language. Use the same, or a new version."), "purposes"
        )
    known = siblings.filter(language=language).first()
    if known:
        return _same_or_refused(known, plain)
    form = ConsentForm(
        version=version.strip(),
        language=language,
        text=plain,
        sha256=sha256(plain.encode()).hexdigest(),
        notice_version=notice_version.strip(),
        purposes=asked,
        valid_from=valid_from,
        valid_to=valid_to,
        approved_by=by,
    )
    try:
        with transaction.atomic():
            form.save(force_insert=True)
    except IntegrityError:
        return _same_or_refused(ConsentForm.objects.get(version=form.version, language=language), plain)
    record("consent_form.published", actor=by.pk, object=form.pk, detail=_told(form))
    return form


@transaction.atomic
def end_form(*, form: ConsentForm, valid_to: date, by: Person) -> ConsentForm:
    """No new consent on this version after that day; those given stay what they are."""
    require(by, Right.DECIDE_RIGHTS)
    locked = ConsentForm.objects.select_for_update().get(pk=form.pk)
    in_order(locked.valid_from, valid_to, "valid_to")
    if locked.valid_to == valid_to:
        return locked
    locked.valid_to = valid_to
    locked.save(update_fields=["valid_to"])
    record("consent_form.ended", actor=by.pk, object=locked.pk, detail={"valid_to": valid_to.isoformat()})
    return locked


def _same_or_refused(known: ConsentForm, text: str) -> ConsentForm:
    if known.text == text:
        return known
    raise Invalid(
        _("This version exists in this language and does not change. Publish the new text under a new version."),
        "version",
    )


def _told(form: ConsentForm) -> dict[str, object]:
    return {
        "version": form.version,
        "language": form.language,
        "sha256": form.sha256,
        "purposes": list(form.purposes),
        "valid_from": form.valid_from.isoformat(),
    }


def _check(version: str, language: str, text: str, notice_version: str, purposes: set[str], asked: list[str]) -> None:
    if not version.strip():
        raise Invalid(_("Give the version a short name, such as 4."), "version")
    no_longer_than(version, 20, "version")
    no_longer_than(notice_version, 20, "notice_version")
    if not notice_version.strip():
        raise Invalid(_("Say which version of the privacy notice goes with it."), "notice_version")
    if language not in _LANGUAGES:
        raise Invalid(_("Choose one of the languages of the house."), "language")
    if len(text) < 40:
        raise Invalid(_("Paste the whole text of the form, word by word as the witness reads it."), "text")
    no_longer_than(text, 200_000, "text")
    if not asked or len(asked) != len(purposes):
        raise Invalid(_("Choose the purposes that the text asks for, one by one."), "purposes")
