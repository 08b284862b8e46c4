"""Facts as analysts state them (HURIDOCS events model, standards.md 7.1), each with the tags that support it.

The act is the unit: who did what to whom. Persons and acts are counted apart.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.coding.models.framework import Code
from evidence.coding.models.tags import Tag
from evidence.coding.visibility import coded
from evidence.dates import FuzzyDateField, date_constraint
from evidence.models import Collection, Country, Facility, Item, LegalProvision, Official, Place, StateBody
from iapb.access.door import Protected, ProtectedManager
from iapb.privacy import Privacy

_DATE = "{0}_earliest {0}_latest {0}_precision"


class Level(models.TextChoices):
    LOW = "low", _("low")
    MODERATE = "moderate", _("moderate")
    HIGH = "high", _("high")


class Sufferer(models.TextChoices):
    """Whom it happened to. Others who appear in testimony are named elsewhere, sealed."""

    WITNESS = "witness", _("the witness")
    OTHER = "other", _("another person")
    GROUP = "group", _("a group of people")
    UNKNOWN = "unknown", _("unknown")


class Fact(Protected):
    """What every fact carries. Facts are taken back, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")  # where it was first stated
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    client_key = models.UUIDField(default=uuid.uuid4)  # the same form sent twice states one fact
    created_at = models.DateTimeField(default=timezone.now)
    retracted_at = models.DateTimeField(null=True, blank=True)
    retracted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    restricted = models.BooleanField(default=False)  # a code on it is need-to-know
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(coded())
    PLAIN = "id item author client_key created_at retracted_at retracted_by restricted closed collection"

    class Meta:
        abstract = True
        ordering = ["created_at", "id"]

    @property
    def kind(self) -> str:
        return FACT_KINDS[type(self)]


def _stated(model: str) -> list[models.BaseConstraint]:
    whole = Q(retracted_at=None, retracted_by=None) | Q(retracted_at__isnull=False, retracted_by__isnull=False)
    return [
        models.CheckConstraint(name=f"{model}_retraction_is_whole", condition=whole),
        models.UniqueConstraint(name=f"{model}_sent_once", fields=["author", "client_key"]),
    ]


class Incident(Fact):
    context = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("context"))
    when = FuzzyDateField(_("date"))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.TextField(_("summary"), blank=True)
    certainty = models.CharField(_("certainty"), max_length=8, choices=Level.choices, default=Level.MODERATE)
    privacy = Privacy(
        protected="summary", plain=f"{Fact.PLAIN} context place facility certainty {_DATE.format('when')}"
    )

    class Meta(Fact.Meta):
        constraints = [date_constraint("incident", "when"), *_stated("incident")]
        indexes = [
            models.Index(fields=["item"], name="incident_by_item"),
            models.Index(fields=["when_earliest", "when_latest"], name="incident_by_date"),
        ]


class Act(Fact):
    class Knowledge(models.TextChoices):
        EXPERIENCED = "experienced", _("the witness experienced it")
        SAW = "saw", _("the witness saw it")
        HEARD = "heard", _("the witness heard it happen")
        TOLD_BY_VICTIM = "told_by_victim", _("the victim told the witness")
        TOLD_BY_OTHER = "told_by_other", _("someone else told the witness")
        INFERRED = "inferred", _("inferred")
        UNKNOWN = "unknown", _("unknown")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="acts")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("act"))
    victim = models.CharField(_("victim"), max_length=8, choices=Sufferer.choices, default=Sufferer.WITNESS)
    instrument = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("instrument")
    )
    when = FuzzyDateField(_("date"))
    duration_minutes = models.PositiveIntegerField(_("duration in minutes"), null=True, blank=True)
    times = models.PositiveIntegerField(_("number of times"), null=True, blank=True)
    knowledge = models.CharField(
        _("how the witness knows"), max_length=16, choices=Knowledge.choices, default=Knowledge.EXPERIENCED
    )
    provision = models.ForeignKey(
        LegalProvision, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("charge")
    )
    detention = models.ForeignKey(
        "DetentionPeriod", on_delete=models.PROTECT, null=True, blank=True, related_name="acts",
        verbose_name=_("during this time in detention"),
    )  # fmt: skip
    privacy = Privacy(
        plain=f"{Fact.PLAIN} incident code victim instrument duration_minutes times knowledge provision detention "
        + _DATE.format("when")
    )

    class Meta(Fact.Meta):
        constraints = [
            date_constraint("act", "when"),
            *_stated("act"),
            models.CheckConstraint(name="act_happened_at_least_once", condition=Q(times=None) | Q(times__gte=1)),
        ]
        indexes = [models.Index(fields=["incident"], name="act_by_incident")]


class Involvement(Fact):
    """Who took part, in which degree, and how the witness knew who they were."""

    class Degree(models.TextChoices):
        DIRECT = "direct", _("did it")
        ASSISTING = "assisting", _("assisted")
        PRESENT = "present", _("was present")
        ORDERING = "ordering", _("gave the order")
        SUPERIOR = "superior", _("was the superior")
        UNKNOWN = "unknown", _("unknown")

    class Identification(models.TextChoices):
        NAMED = "named_by_witness", _("named by the witness")
        INSIGNIA = "insignia", _("by insignia")
        DOCUMENT = "document", _("by a document")
        OPEN_SOURCE = "open_source", _("from an open source")
        INFERRED = "inferred", _("inferred")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="involvements")
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements")
    official = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements")
    body = models.ForeignKey(StateBody, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    body_kind = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of body")
    )
    degree = models.CharField(_("degree"), max_length=9, choices=Degree.choices, default=Degree.UNKNOWN)
    identification = models.CharField(
        _("identified"), max_length=16, choices=Identification.choices, default=Identification.NAMED
    )
    confidence = models.CharField(_("confidence"), max_length=8, choices=Level.choices, default=Level.MODERATE)
    privacy = Privacy(
        protected="official", plain=f"{Fact.PLAIN} incident act body body_kind degree identification confidence"
    )

    class Meta(Fact.Meta):
        constraints = [
            *_stated("involvement"),
            models.CheckConstraint(
                name="involvement_names_somebody",
                condition=Q(official__isnull=False) | Q(body__isnull=False) | Q(body_kind__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["incident"], name="involvement_by_incident")]


class DetentionPeriod(Fact):
    person = models.CharField(_("who was held"), max_length=8, choices=Sufferer.choices, default=Sufferer.WITNESS)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", verbose_name=_("facility"))
    began = FuzzyDateField(_("from"))
    ended = FuzzyDateField(_("until"))
    cell = models.CharField(_("cell"), max_length=40, blank=True)
    held_together = models.PositiveIntegerField(_("number of people held together"), null=True, blank=True)
    places_to_sleep = models.PositiveIntegerField(_("places to sleep"), null=True, blank=True)
    regime = models.CharField(_("regime"), max_length=120, blank=True)
    contact = models.CharField(_("contact with the outside"), max_length=200, blank=True)
    # Ids of people the account mentions; who they are is known to the room that registers them (evidence.subjects).
    seen_with = ArrayField(models.UUIDField(), verbose_name=_("co-detainees seen"), default=list)
    privacy = Privacy(
        protected="cell regime contact seen_with",
        plain=f"{Fact.PLAIN} person facility held_together places_to_sleep {_DATE.format('began')} "
        + _DATE.format("ended"),
    )

    class Meta(Fact.Meta):
        constraints = [
            date_constraint("detention", "began"),
            date_constraint("detention", "ended"),
            *_stated("detention"),
            models.CheckConstraint(
                name="detention_ends_after_start",
                condition=Q(began_earliest=None) | Q(ended_latest=None) | Q(ended_latest__gte=F("began_earliest")),
            ),
        ]
        indexes = [models.Index(fields=["item"], name="detention_by_item")]


class Departure(Fact):
    """A border crossed under coercion: where jurisdiction may arise (standards.md 7.4)."""

    person = models.CharField(_("who left"), max_length=8, choices=Sufferer.choices, default=Sufferer.WITNESS)
    when = FuzzyDateField(_("date"))
    route = models.CharField(_("route"), max_length=300, blank=True)
    crossing = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("crossing")
    )
    entered = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("State entered")
    )
    reasons = ArrayField(models.CharField(max_length=40), default=list)  # ids of coercion codes
    coercion_before = models.TextField(_("coercive acts before"), blank=True)
    after_arrival = models.TextField(_("acts after arrival"), blank=True)
    privacy = Privacy(
        protected="route coercion_before after_arrival",
        plain=f"{Fact.PLAIN} person crossing entered reasons {_DATE.format('when')}",
    )

    class Meta(Fact.Meta):
        constraints = [date_constraint("departure", "when"), *_stated("departure")]
        indexes = [models.Index(fields=["item"], name="departure_by_item")]


class Harm(Fact):
    """What an act, or the incident as a whole, did to somebody, and what tells of it beside the account."""

    class Documented(models.TextChoices):
        ACCOUNT = "account", _("the account alone")
        MEDICAL = "medical", _("a medical document")
        FORENSIC = "forensic", _("a forensic examination")
        PICTURE = "picture", _("a photograph or recording")
        OTHER = "other", _("something else")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="harms")
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, blank=True, related_name="harms")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("harm"))
    person = models.CharField(_("who was harmed"), max_length=8, choices=Sufferer.choices, default=Sufferer.WITNESS)
    documented = models.CharField(
        _("documented by"), max_length=8, choices=Documented.choices, default=Documented.ACCOUNT
    )
    document = models.CharField(_("which document"), max_length=200, blank=True)
    privacy = Privacy(protected="document", plain=f"{Fact.PLAIN} incident act code person documented")

    class Meta(Fact.Meta):
        constraints = [*_stated("harm")]
        indexes = [models.Index(fields=["incident"], name="harm_by_incident")]


class Intervention(Fact):
    """What somebody did about an incident: a complaint, a lawyer, medical help; and what came of it."""

    class Form(models.TextChoices):
        COMPLAINT = "complaint", _("complaint")
        LAWYER = "lawyer", _("lawyer")
        MEDICAL = "medical", _("medical help")
        OTHER = "other", _("other intervention")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted or given")
        REFUSED = "refused", _("refused")
        UNANSWERED = "unanswered", _("no answer")
        PENDING = "pending", _("not decided yet")
        REPRISAL = "reprisal", _("reprisals followed")
        UNKNOWN = "unknown", _("unknown")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="interventions")
    form = models.CharField(_("intervention"), max_length=9, choices=Form.choices)
    when = FuzzyDateField(_("date"))
    party = models.CharField(_("who intervened, or to whom it went"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.UNKNOWN)
    result = models.TextField(_("what came of it"), blank=True)
    privacy = Privacy(protected="party result", plain=f"{Fact.PLAIN} incident form outcome {_DATE.format('when')}")

    class Meta(Fact.Meta):
        constraints = [date_constraint("intervention", "when"), *_stated("intervention")]
        indexes = [models.Index(fields=["incident"], name="intervention_by_incident")]


FACT_KINDS: dict[type[models.Model], str] = {
    Incident: "incident",
    Act: "act",
    Involvement: "involvement",
    DetentionPeriod: "detention",
    Departure: "departure",
    Harm: "harm",
    Intervention: "intervention",
}
_SUPPORTED = (*FACT_KINDS.values(), "official")


def _one_fact() -> Q:
    condition = Q()
    for name in _SUPPORTED:
        condition |= Q(**{f"{other}__isnull": other != name for other in _SUPPORTED})
    return condition


class FactSupport(Protected):
    """A tag that supports a fact: the sentence behind every statement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="supports")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="supports")
    act = models.ForeignKey(Act, on_delete=models.PROTECT, null=True, related_name="supports")
    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, null=True, related_name="supports")
    detention = models.ForeignKey(DetentionPeriod, on_delete=models.PROTECT, null=True, related_name="supports")
    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, null=True, related_name="supports")
    harm = models.ForeignKey(Harm, on_delete=models.PROTECT, null=True, related_name="supports")
    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, null=True, related_name="supports")
    official = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, related_name="supports")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")  # of the tag
    restricted = models.BooleanField(default=False)
    closed = models.BooleanField(default=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager(coded(author="added_by"))
    privacy = Privacy(
        protected="official",
        plain="id tag incident act involvement detention departure harm intervention added_by added_at removed_at item "
        "restricted closed collection",
    )

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(name="support_is_for_one_fact", condition=_one_fact()),
            *(
                models.UniqueConstraint(
                    name=f"tag_supports_{name}_once",
                    fields=["tag", name],
                    condition=Q(removed_at=None, **{f"{name}__isnull": False}),
                )
                for name in _SUPPORTED
            ),
        ]
