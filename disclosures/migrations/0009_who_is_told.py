"""Those who received something before the house was are told as well; whose right ended is told rightly for all."""

import uuid
from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

wall = import_module("disclosures.migrations.0008_past_disclosures").wall
_JOINT = import_module("disclosures.migrations.0007_joint_material")
_PAST = import_module("disclosures.migrations.0008_past_disclosures").KEPT

KEPT = """
revoke update, delete on disclosures_pastrecall, disclosures_pastrecallanswer from iapb_web, iapb_worker;

create function disclosures_past_recall_fits() returns trigger language plpgsql as $$
begin
    if new.asked_on < (select disclosed_on from disclosures_pastdisclosure where id = new.disclosure_id) then
        perform disclosures_refuse('past_recall_only_after_it_was_disclosed');
    end if;
    return new;
end $$;
create trigger past_recall_fits before insert on disclosures_pastrecall
    for each row execute function disclosures_past_recall_fits();
alter table disclosures_pastrecall enable always trigger past_recall_fits;

create function disclosures_past_recall_answer_fits() returns trigger language plpgsql as $$
begin
    if new.answered_on < (select asked_on from disclosures_pastrecall where id = new.recall_id) then
        perform disclosures_refuse('past_recall_answered_after_it_was_asked');
    end if;
    return new;
end $$;
create trigger past_recall_answer_fits before insert on disclosures_pastrecallanswer
    for each row execute function disclosures_past_recall_answer_fits();
alter table disclosures_pastrecallanswer enable always trigger past_recall_answer_fits;
"""
DROP_KEPT = """
drop trigger past_recall_answer_fits on disclosures_pastrecallanswer;
drop function disclosures_past_recall_answer_fits();
drop trigger past_recall_fits on disclosures_pastrecall;
drop function disclosures_past_recall_fits();
"""

# What ended, whose, for what and whom (null: for all), and when that was recorded. What was taken back stays taken
# back under a newer record, until that says yes again. Final is what a yes does not undo: an erasure, a pause (article
# 19 names the restriction as well), a State that is left out.
ENDED = """
create function disclosures_ended()
returns table (witness uuid, purpose text, recipient uuid, at timestamptz, final boolean, taken_back boolean)
language sql stable as $$
    select e.witness_id, null::text, null::uuid, e.done_at, true, true
        from consent_erasure e where e.done_at is not null
    union all
    select r.witness_id, null, null, greatest(r.withdrawn_at, r.invalidated_at), false, true
        from consent_consentrecord r where r.withdrawn_at is not null or r.invalidated_at is not null
    union all
    select r.witness_id, g.purpose, g.recipient_id, greatest(g.withdrawn_at, g.invalidated_at), false, true
        from consent_consentgrant g join consent_consentrecord r on r.id = g.record_id
        where g.withdrawn_at is not null or g.invalidated_at is not null
    union all
    select r.witness_id, nullif(v.purpose, ''), null, v.recorded_at, true, true
        from consent_consentevent v join consent_consentrecord r on r.id = v.record_id
        where r.superseded_at is null and v.kind = 'paused'
    union all
    select r.witness_id, g.purpose, g.recipient_id, r.recorded_at, false, false
        from consent_consentgrant g join consent_consentrecord r on r.id = g.record_id
        where r.superseded_at is null and g.answer = 'no'
    union all
    select r.witness_id, g.purpose, c.id, r.recorded_at, true, false
        from consent_consentgrant g join consent_consentrecord r on r.id = g.record_id
        join consent_recipient c on c.state <> '' and (g.recipient_id is null or g.recipient_id = c.id)
        where r.superseded_at is null and g.answer = 'yes'
          -- An answer that names the recipient goes before the general one.
          and (g.recipient_id is not null or not exists (
              select 1 from consent_consentgrant n
              where n.record_id = r.id and n.purpose = g.purpose and n.recipient_id = c.id))
          and (c.state = any (g.countries_denied)
               or (g.countries_allowed is not null and c.state <> all (g.countries_allowed)))
$$;

-- The answer in force: one that names the recipient goes before the general one (consent.gathering).
create function disclosures_says_yes(who uuid, what text, whom uuid) returns boolean
language sql stable as $$
    select coalesce((
        select g.answer = 'yes' and g.withdrawn_at is null and g.invalidated_at is null
        from consent_consentrecord r join consent_consentgrant g on g.record_id = r.id
        where r.witness_id = who and r.superseded_at is null
          and r.withdrawn_at is null and r.invalidated_at is null
          and g.purpose = what and (g.recipient_id is null or g.recipient_id = whom)
        order by g.recipient_id is null limit 1
    ), false)
$$;

create or replace function disclosures_to_ask_back() returns table (package uuid, reference text)
language sql stable security definer set search_path = public, pg_temp as $$
    with gone as (
        select p.id, p.reference, p.built_at, q.purpose, q.recipient_id as recipient,
               (select min(h.left_at) from disclosures_handover h where h.package_id = p.id) as at
        from disclosures_package p
        join disclosures_disclosure d on d.id = p.disclosure_id
        join disclosures_request q on q.id = d.request_id
        where d.state in ('delivered', 'receipt_confirmed', 'closed')
          and (select iapb_actor_has_role('disclosure_officer'))
    ), heard as (
        select l.package_id as id, i.subject as witness
            from disclosures_packageitem l join evidence_item i on i.id = l.item_id
            where l.package_id in (select id from gone)
        union
        select l.package_id, j.subject
            from disclosures_packageitem l join evidence_jointsubject j on j.item_id = l.item_id
            where l.package_id in (select id from gone)
    )
    select g.id, g.reference::text from gone g where g.id in (
        select g.id from gone g join heard h on h.id = g.id join disclosures_ended() e on e.witness = h.witness
        where (e.purpose is null or e.purpose = g.purpose)
          and (e.recipient is null or e.recipient = g.recipient)
          and (e.at >= g.at or (e.final and e.taken_back))
          and (e.final or not disclosures_says_yes(e.witness, g.purpose, g.recipient))
    )
    order by g.built_at
$$;

-- Since they were told last, or at all. Where the purpose of then is not known, any purpose that was taken back counts.
create or replace function disclosures_past_to_tell()
returns table (disclosure uuid, recipient text, disclosed_on date)
language sql stable security definer set search_path = public, pg_temp as $$
    with gone as (
        select p.id, p.disclosed_on, p.purpose, p.recipient_id as recipient,
               coalesce((select max(t.at) from disclosures_pastrecall t where t.disclosure_id = p.id),
                        '-infinity'::timestamptz) as told
        from disclosures_pastdisclosure p
        where (select iapb_actor_has_role('disclosure_officer'))
    ), heard as (
        select n.disclosure_id as id, i.subject as witness
            from disclosures_pastentry n join evidence_item i on i.id = n.item_id
        union
        select n.disclosure_id, j.subject
            from disclosures_pastentry n join evidence_jointsubject j on j.item_id = n.item_id
    )
    select g.id, r.name::text, g.disclosed_on
    from gone g join consent_recipient r on r.id = g.recipient
    where g.id in (
        select g.id from gone g join heard h on h.id = g.id join disclosures_ended() e on e.witness = h.witness
        where (e.purpose is null or e.purpose = g.purpose or (g.purpose = '' and e.taken_back))
          and (e.recipient is null or e.recipient = g.recipient)
          and e.at > g.told
          and (e.final or not disclosures_says_yes(e.witness, g.purpose, g.recipient))
    )
    order by g.disclosed_on
$$;
"""


_PAST_BEFORE = _PAST[_PAST.index("create function disclosures_past_to_tell") :].replace(
    "create", "create or replace", 1
)
_ASK_BEFORE = _JOINT.changed(
    _JOINT.ASK_BACK,
    "on c.witness_id = i.subject and",
    f"on (c.witness_id = i.subject or c.witness_id in {_JOINT._HEARD}) and",
)
BEFORE = f"""
{_ASK_BEFORE}
{_PAST_BEFORE}
drop function disclosures_says_yes(uuid, text, uuid);
drop function disclosures_ended();
"""


def above(to: str, related: str = "+") -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to)


GROUNDS = [
    ("withdrawn", "A witness withdrew consent, or it was found not to hold"),
    ("restricted", "A witness paused consent"),
    ("erasure", "A person's data were erased"),
    ("rectified", "It holds something that was found wrong"),
    ("error", "It was disclosed in error"),
    ("protection", "It endangers a person"),
]
ASKS = [("return", "Return it and keep no copy"), ("destroy", "Destroy every copy"), ("stop", "Stop using it")]
ANSWERS = [
    ("returned", "Returned, and no copy kept"),
    ("destroyed", "Every copy destroyed"),
    ("stopped", "No longer used"),
    ("in_part", "Done in part"),
    ("kept", "Stays in the file of a case"),
    ("refused", "Refused"),
]
TOLD = [
    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
    ("at", models.DateTimeField(default=django.utils.timezone.now)),
]


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0008_past_disclosures"),
        ("consent", "0016_erasure_reaches_talk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            "recall", "ground", models.CharField(choices=GROUNDS, max_length=12, verbose_name="legal ground")
        ),
        migrations.CreateModel(
            name="PastRecall",
            fields=[
                *TOLD,
                ("ground", models.CharField(choices=GROUNDS, max_length=12, verbose_name="legal ground")),
                ("asks", models.CharField(choices=ASKS, max_length=8, verbose_name="what is asked")),
                ("how", models.CharField(max_length=200, verbose_name="how they were told")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("note", models.TextField(blank=True, verbose_name="what they were told")),
                ("by", above(settings.AUTH_USER_MODEL)),
                ("disclosure", above("disclosures.pastdisclosure", "recalls")),
            ],
            options={"ordering": ["at"]},
        ),
        migrations.CreateModel(
            name="PastRecallAnswer",
            fields=[
                *TOLD,
                ("answer", models.CharField(choices=ANSWERS, max_length=10, verbose_name="answer")),
                ("signer", models.CharField(max_length=200, verbose_name="who answered")),
                ("answered_on", models.DateField(verbose_name="answered on")),
                ("note", models.TextField(blank=True, verbose_name="what they said")),
                ("by", above(settings.AUTH_USER_MODEL)),
                ("recall", above("disclosures.pastrecall", "answers")),
            ],
            options={
                "ordering": ["at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__in", ["in_part", "kept", "refused"]), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="past_answer_that_keeps_says_why",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, DROP_KEPT),
        wall("disclosures_pastrecall"),
        wall("disclosures_pastrecallanswer"),
        migrations.RunSQL(ENDED, BEFORE),
    ]
