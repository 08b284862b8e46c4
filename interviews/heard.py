"""What belongs to the record of one interview, read once: everybody who was heard, who sat there, what was taken."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from iapb.accounts.models import Person
from interviews.models import Interview, JointWitness, Presence, Thing

ADULT = 18


@dataclass(frozen=True)
class Heard:
    """One witness of the interview, as its record describes them."""

    subject: UUID | None
    vulnerability: str
    age: int | None
    age_is_answered: bool
    prior_accounts: str

    @property
    def is_child(self) -> bool:
        return self.vulnerability == Interview.Vulnerability.CHILD or (self.age is not None and self.age < ADULT)


@dataclass(frozen=True)
class Record:
    interview: Interview
    together: list[JointWitness]
    present: list[Presence]
    things: list[Thing]

    @classmethod
    def of(cls, interview: Interview, by: Person) -> Record:
        return cls(
            interview,
            list(JointWitness.objects.visible_to(by).filter(interview=interview).select_related("witness")),
            list(Presence.objects.visible_to(by).filter(interview=interview)),
            list(Thing.objects.visible_to(by).filter(interview=interview)),
        )

    def second_full_account(self, by: Person) -> bool:
        """Whether one of them gave a full account here before: one is the rule (standards.md 2, G1)."""
        if self.interview.account_type != Interview.AccountType.FULL_ACCOUNT:
            return False
        told = getattr(self.interview, "heard_before", None)
        if told is None:
            asked = Interview.objects.visible_to(by).filter(pk=self.interview.pk)
            told = asked.filter(heard_before(by)).exists()
        return bool(told)

    @property
    def people(self) -> list[Heard]:
        """Everybody who was heard, the interview's own witness first."""
        return [_first(self.interview), *(_beside(one) for one in self.together)]

    @property
    def heard_a_child(self) -> bool:
        return any(one.is_child for one in self.people)


def heard_before(by: Person) -> Exists:
    """Of an interview in a query: whether an earlier full account of anybody heard in it is on record."""
    beside = JointWitness.objects.visible_to(by).filter(interview=OuterRef(OuterRef("pk")))
    before = Q(held_on__lt=OuterRef("held_on")) | Q(held_on=OuterRef("held_on"), created_at__lt=OuterRef("created_at"))
    earlier = Interview.objects.visible_to(by).filter(
        before,
        Q(subject=OuterRef("subject")) | Q(subject__in=beside.values("witness")),
        account_type=Interview.AccountType.FULL_ACCOUNT,
        state__in=[Interview.State.COMPLETED, Interview.State.LOCKED],
    )
    return Exists(earlier.exclude(pk=OuterRef("pk")))


def _first(interview: Interview) -> Heard:
    known = interview.age_at_interview is not None or Interview.Unknown.AGE in interview.unknown
    return Heard(
        interview.subject, interview.vulnerability, interview.age_at_interview, known, interview.prior_accounts
    )


def _beside(one: JointWitness) -> Heard:
    known = one.age_at_interview is not None or one.age_unknown
    return Heard(one.witness_id, one.vulnerability, one.age_at_interview, known, one.prior_accounts)
