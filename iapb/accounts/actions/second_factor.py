"""The second factor: enrolled by its owner only, each code good once."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from iapb.accounts import totp
from iapb.accounts.errors import Invalid
from iapb.accounts.models import Person
from iapb.ledger import record

Type = Authenticator.Type
WRONG = _("This code is wrong or was used already. Wait for the next one.")


def is_enrolled(person: Person) -> bool:
    return Authenticator.objects.filter(user=person, type=Type.TOTP).exists()


@transaction.atomic
def enrol(*, secret: str, code: str, by: Person) -> None:
    """Acts on the actor alone: there is no parameter for anybody else."""
    Person.objects.select_for_update().get(pk=by.pk)
    if is_enrolled(by):
        raise Invalid(_("A second factor is enrolled already."))
    counter = totp.counter_of(secret, code, after=0)
    if counter is None:
        raise Invalid(_("This code does not fit. Check that the clock of your telephone is right."), field="code")
    Authenticator.objects.create(user=by, type=Type.TOTP, data={"secret": encrypt(secret), "last_counter": counter})
    Authenticator.objects.filter(user=by, type=Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(by)
    record("second_factor.enrolled", actor=by.pk, object=by.pk, detail={})


def consume(*, person: Person, code: str) -> Authenticator | None:
    """The authenticator that accepts this code, which then is used up; None if none does."""
    with transaction.atomic():
        # Locked, so that the same code sent twice at once counts once.
        found = {row.type: row for row in Authenticator.objects.select_for_update().filter(user=person)}
        if (row := found.get(Type.TOTP)) and _consume_totp(row, code):
            return row
        if (row := found.get(Type.RECOVERY_CODES)) and row.wrap().validate_code("".join(code.split())):
            record("second_factor.recovery_code_used", actor=person.pk, object=person.pk, detail={})
            return row
    return None


def _consume_totp(row: Authenticator, code: str) -> bool:
    counter = totp.counter_of(decrypt(row.data["secret"]), code, after=row.data.get("last_counter", 0))
    if counter is None:
        return False
    row.data["last_counter"] = counter
    row.save(update_fields=["data"])
    return True


@transaction.atomic
def show_codes_once(*, by: Person) -> list[str]:
    """Unused recovery codes, the first time they are asked for; afterwards none."""
    row = Authenticator.objects.select_for_update().filter(user=by, type=Type.RECOVERY_CODES).first()
    if row is None or row.wrap().did_view:
        return []
    codes = row.wrap()
    codes.mark_as_viewed()
    record("second_factor.recovery_codes_shown", actor=by.pk, object=by.pk, detail={})
    return codes.get_unused_codes()


def codes_left(person: Person) -> int:
    row = Authenticator.objects.filter(user=person, type=Type.RECOVERY_CODES).first()
    return len(row.wrap().get_unused_codes()) if row else 0


@transaction.atomic
def replace_codes(*, by: Person) -> None:
    """New recovery codes; the old ones stop working."""
    Person.objects.select_for_update().get(pk=by.pk)
    if not is_enrolled(by):
        raise Invalid(_("Enrol a second factor first."))
    Authenticator.objects.filter(user=by, type=Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(by)
    record("second_factor.recovery_codes_replaced", actor=by.pk, object=by.pk, detail={})


@transaction.atomic
def remove(*, by: Person) -> None:
    """For a new telephone: the next page leads to enrolment, and nothing else opens before it."""
    Authenticator.objects.filter(user=by).delete()
    record("second_factor.removed", actor=by.pk, object=by.pk, detail={})
