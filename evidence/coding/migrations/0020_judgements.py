"""What people judged about two accounts, and the walls round it: the row of two items stands behind both of them."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

WALLS = """
alter table coding_judgement enable row level security;
create policy given on coding_judgement to iapb_web, iapb_worker using (
    ((not closed and iapb_actor() is not null)
        or collection_id in (select iapb_given_collections())
        or exists (select from evidence_item up where up.id = coding_judgement.item_id))
    and ((not other_closed and iapb_actor() is not null)
        or other_collection_id in (select iapb_given_collections())
        or exists (select from evidence_item up where up.id = coding_judgement.other_item_id)));
create policy apart on coding_judgement as restrictive for select to iapb_web, iapb_worker using (
    by_id = (select iapb_actor()) or (
        item_id not in (select coding_texts_coded_blind(iapb_actor()))
        and other_item_id not in (select coding_texts_coded_blind(iapb_actor()))
        and (item_id, by_id) not in (select * from coding_blind_work(iapb_actor()))
        and (other_item_id, by_id) not in (select * from coding_blind_work(iapb_actor()))));

-- When a fact becomes need-to-know, what was judged about it does.
create function coding_judgements_are_tightened() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update coding_judgement set restricted = true where not restricted and new.id in (incident_id, detention_id);
    update coding_judgement set other_restricted = true
    where not other_restricted and new.id in (other_incident_id, other_detention_id);
    return null;
end
$$;
create trigger judgements_are_tightened after update of restricted on coding_incident
    for each row when (new.restricted and not old.restricted) execute function coding_judgements_are_tightened();
create trigger judgements_are_tightened after update of restricted on coding_detentionperiod
    for each row when (new.restricted and not old.restricted) execute function coding_judgements_are_tightened();
"""
DROP = """
drop trigger judgements_are_tightened on coding_detentionperiod;
drop trigger judgements_are_tightened on coding_incident;
drop function coding_judgements_are_tightened();
drop policy apart on coding_judgement;
drop policy given on coding_judgement;
alter table coding_judgement disable row level security;
"""


def above(to: str, **more: bool) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more)


def either(incident: str, detention: str) -> Q:
    first = Q(**{f"{incident}__isnull": False, f"{detention}__isnull": True})
    return first | Q(**{f"{incident}__isnull": True, f"{detention}__isnull": False})


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0019_walls_of_offers"),
        ("evidence", "0011_walls_that_do_not_read_everything"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Judgement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("same", "the same event"),
                            ("different", "different events"),
                            ("unsure", "cannot say"),
                        ],
                        max_length=9,
                        verbose_name="judgement",
                    ),
                ),
                ("reason", models.TextField(verbose_name="why")),
                ("as_it_stood", models.CharField(max_length=32)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("client_key", models.UUIDField(default=uuid.uuid4)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("restricted", models.BooleanField(default=False)),
                ("other_restricted", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=True)),
                ("other_closed", models.BooleanField(default=True)),
                ("by", above(settings.AUTH_USER_MODEL)),
                ("collection", above("evidence.collection")),
                ("other_collection", above("evidence.collection")),
                ("item", above("evidence.item")),
                ("other_item", above("evidence.item")),
                ("incident", above("coding.incident", null=True)),
                ("other_incident", above("coding.incident", null=True)),
                ("detention", above("coding.detentionperiod", null=True)),
                ("other_detention", above("coding.detentionperiod", null=True)),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [models.Index(fields=["item", "other_item"], name="judgement_by_items")],
                "constraints": [
                    models.CheckConstraint(condition=Q(item__lt=F("other_item")), name="judgement_is_of_two_accounts"),
                    models.CheckConstraint(
                        condition=either("incident", "detention") & either("other_incident", "other_detention"),
                        name="judgement_is_of_one_fact_each",
                    ),
                    models.CheckConstraint(condition=~Q(reason=""), name="judgement_says_why"),
                    models.UniqueConstraint(fields=("by", "client_key"), name="judgement_sent_once"),
                    models.UniqueConstraint(
                        condition=Q(superseded_at=None),
                        fields=("by", "incident", "detention", "other_incident", "other_detention"),
                        name="judgement_stands_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.RunSQL(WALLS, DROP),
    ]
