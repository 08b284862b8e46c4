"""The register from before the house: the desk's alone, written once, and told where consent was taken back."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

DESK = (
    "(select iapb_actor_has_role('disclosure_officer', 'legal_approver', 'safety_approver', 'data_protection_officer'))"
)
KEPT = """
revoke update, delete on disclosures_pastdisclosure, disclosures_pastentry from iapb_web, iapb_worker;

-- Received before the house was, and holding the account of a witness who since took this back: whom to tell
-- (article 19 GDPR). Definer, as disclosures_to_ask_back: it tells disclosures, never whose consent it was.
create function disclosures_past_to_tell() returns table (disclosure uuid, recipient text, disclosed_on date)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.id, r.name::text, p.disclosed_on from disclosures_pastdisclosure p
    join consent_recipient r on r.id = p.recipient_id
    where (select iapb_actor_has_role('disclosure_officer'))
      and exists (
          select 1 from disclosures_pastentry e join evidence_item i on i.id = e.item_id
          join consent_consentrecord c on c.superseded_at is null and (c.witness_id = i.subject
              or c.witness_id in (select subject from evidence_jointsubject j where j.item_id = i.id))
          left join consent_consentgrant g on g.record_id = c.id and g.purpose = p.purpose
          where e.disclosure_id = p.id
            and (c.withdrawn_at is not null or c.invalidated_at is not null
                 or g.withdrawn_at is not null or g.invalidated_at is not null or g.answer = 'no')
      )
    order by p.disclosed_on
$$;
"""
DROP_KEPT = "drop function disclosures_past_to_tell();"


def wall(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker using ({DESK});",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


def above(to: str, related: str = "+") -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0007_joint_material"),
        ("consent", "0008_what_an_erasure_empties"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PastDisclosure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("disclosed_on", models.DateField(verbose_name="disclosed on")),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("store_analyse", "Keep and analyse my account"),
                            ("share_partner", "Share it with a partner body"),
                            ("machine_process", "Let machines transcribe and translate it"),
                            ("icc_otp", "Give it to the Prosecutor of the International Criminal Court"),
                            ("national_prosecution", "Give it to national prosecutors"),
                            ("un_mechanism", "Give it to a United Nations mechanism"),
                            ("onward_eurojust_europol", "Let an authority pass it to Eurojust or Europol"),
                            ("lawyer_own_case", "Give it to a lawyer in my own case"),
                            ("lawyer_third_party", "Give it to lawyers in the cases of others"),
                            ("csos_academia", "Give it to human-rights organisations and researchers"),
                            ("public_anonymous", "Publish it without my name"),
                            ("public_identified", "Publish it with my name"),
                            ("recontact", "Contact me again"),
                            ("contact_by_recipient", "Let the recipient contact me"),
                            ("mhpss_referral", "Refer me to psychosocial support"),
                            ("successor_archive", "Keep it in an archive that follows the Platform"),
                        ],
                        max_length=32,
                        verbose_name="purpose",
                    ),
                ),
                ("to", models.CharField(blank=True, max_length=200, verbose_name="handed to")),
                ("how", models.CharField(blank=True, max_length=200, verbose_name="how")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("brought_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("brought_by", above(settings.AUTH_USER_MODEL)),
                ("recipient", above("consent.recipient", "past_disclosures")),
            ],
            options={"ordering": ["-disclosed_on", "id"]},
        ),
        migrations.CreateModel(
            name="PastEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("what", models.CharField(blank=True, max_length=500, verbose_name="what of it")),
                ("disclosure", above("disclosures.pastdisclosure", "entries")),
                ("item", above("evidence.item")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("disclosure", "item"), name="item_once_in_past_disclosure")
                ],
            },
        ),
        migrations.RunSQL(KEPT, DROP_KEPT),
        wall("disclosures_pastdisclosure"),
        wall("disclosures_pastentry"),
    ]
