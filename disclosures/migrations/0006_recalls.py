"""What was handed over is asked back; each answer is kept."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

DESK = (
    "(select iapb_actor_has_role('disclosure_officer', 'legal_approver', 'safety_approver', 'data_protection_officer'))"
)
KEPT = """
revoke update, delete on disclosures_recall, disclosures_recallanswer from iapb_web, iapb_worker;

create function disclosures_recall_fits() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from disclosures_handover where package_id = new.package_id and left_at is not null) then
        perform disclosures_refuse('recall_only_of_what_left');
    end if;
    return new;
end $$;
create trigger recall_fits before insert on disclosures_recall
    for each row execute function disclosures_recall_fits();
alter table disclosures_recall enable always trigger recall_fits;

create function disclosures_recall_answer_fits() returns trigger language plpgsql as $$
begin
    if new.answered_on < (select asked_on from disclosures_recall where id = new.recall_id) then
        perform disclosures_refuse('recall_answered_after_it_was_asked');
    end if;
    return new;
end $$;
create trigger recall_answer_fits before insert on disclosures_recallanswer
    for each row execute function disclosures_recall_answer_fits();
alter table disclosures_recallanswer enable always trigger recall_answer_fits;

-- Left, not asked back, and holding the account of a witness who since took this back: whom to tell (article 19 GDPR).
-- Definer: an officer who was not given an item must learn of it as well. It tells packages, never whose consent it was.
create function disclosures_to_ask_back() returns table (package uuid, reference text)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.id, p.reference from disclosures_package p
    join disclosures_disclosure d on d.id = p.disclosure_id
    join disclosures_request q on q.id = d.request_id
    where d.state in ('delivered', 'receipt_confirmed', 'closed')
      and (select iapb_actor_has_role('disclosure_officer'))
      and exists (
          select 1 from disclosures_packageitem l join evidence_item i on i.id = l.item_id
          join consent_consentrecord c on c.witness_id = i.subject and c.superseded_at is null
          left join consent_consentgrant g on g.record_id = c.id and g.purpose = q.purpose
          where l.package_id = p.id
            and (c.withdrawn_at is not null or c.invalidated_at is not null
                 or g.withdrawn_at is not null or g.invalidated_at is not null or g.answer = 'no')
      )
    order by p.built_at
$$;
"""
DROP_KEPT = """
drop function disclosures_to_ask_back();
drop trigger recall_answer_fits on disclosures_recallanswer;
drop function disclosures_recall_answer_fits();
drop trigger recall_fits on disclosures_recall;
drop function disclosures_recall_fits();
"""


def wall(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker using ({DESK});",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0005_pull_back_in_order"),
        ("consent", "0008_what_an_erasure_empties"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recall",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("withdrawn", "A witness withdrew consent, or it was found not to hold"),
                            ("erasure", "A person's data were erased"),
                            ("rectified", "It holds something that was found wrong"),
                            ("error", "It was disclosed in error"),
                            ("protection", "It endangers a person"),
                        ],
                        max_length=12,
                        verbose_name="legal ground",
                    ),
                ),
                (
                    "asks",
                    models.CharField(
                        choices=[
                            ("return", "Return it and keep no copy"),
                            ("destroy", "Destroy every copy"),
                            ("stop", "Stop using it"),
                        ],
                        max_length=8,
                        verbose_name="what is asked",
                    ),
                ),
                ("how", models.CharField(max_length=200, verbose_name="how they were told")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("note", models.TextField(blank=True, verbose_name="what they were told")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "package",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recall", to="disclosures.package"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="RecallAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("returned", "Returned, and no copy kept"),
                            ("destroyed", "Every copy destroyed"),
                            ("stopped", "No longer used"),
                            ("in_part", "Done in part"),
                            ("kept", "Stays in the file of a case"),
                            ("refused", "Refused"),
                        ],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("signer", models.CharField(max_length=200, verbose_name="who answered")),
                ("answered_on", models.DateField(verbose_name="answered on")),
                ("note", models.TextField(blank=True, verbose_name="what they said")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="disclosures.recall"
                    ),
                ),
            ],
            options={"ordering": ["at"]},
        ),
        migrations.AddConstraint(
            model_name="recallanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer__in", ["in_part", "kept", "refused"]), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="recall_answer_that_keeps_says_why",
            ),
        ),
        migrations.RunSQL(KEPT, DROP_KEPT),
        wall("disclosures_recall"),
        wall("disclosures_recallanswer"),
    ]
