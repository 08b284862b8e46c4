"""What waits for the data protection officer: codes and days, nothing of the account."""

from django.db import migrations

WAITING = """
create function consent_rights_to_decide() returns table (witness uuid, code text, why text, since timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select w.id, w.code::text, 'rights_request', s.stated_at
    from interviews_witness w
    join lateral (
        select open_rights_request, stated_at from interviews_witnessstatus
        where witness_id = w.id order by stated_at desc, id desc limit 1
    ) s on s.open_rights_request
    where iapb_actor_has_role('data_protection_officer')
    union all
    select w.id, w.code::text, 'withdrawn', r.withdrawn_at
    from consent_consentrecord r join interviews_witness w on w.id = r.witness_id
    where r.superseded_at is null and r.withdrawn_at is not null and iapb_actor_has_role('data_protection_officer')
    union all
    select w.id, w.code::text, 'paused', min(e.recorded_at)
    from consent_consentevent e
    join consent_consentrecord r on r.id = e.record_id
    join interviews_witness w on w.id = r.witness_id
    where e.kind = 'paused' and r.superseded_at is null and r.withdrawn_at is null
      and iapb_actor_has_role('data_protection_officer')
    group by w.id, w.code
    order by 4
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0005_recipients_and_proofs"),
        ("interviews", "0005_witness_named"),
    ]
    operations = [migrations.RunSQL(WAITING, "drop function consent_rights_to_decide()")]
