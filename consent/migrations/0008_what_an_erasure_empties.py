"""The second wall round erasures, and the one function that empties what was derived from an account."""

from django.db import migrations

WALL = """
alter table consent_erasure enable row level security;
create policy decided on consent_erasure to iapb_web, iapb_worker
    using ((select iapb_actor_has_role('data_protection_officer', 'legal_approver')));

-- Who confirms does not see the witness, only whether anything changed.
create function consent_epoch_for_erasure(erasure uuid) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
    select w.consent_epoch from consent_erasure e join interviews_witness w on w.id = e.witness_id
    where e.id = erasure and iapb_actor_has_role('data_protection_officer', 'legal_approver')
$$;

create function consent_proofs_of(erasure uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select p.proof_id from consent_erasure e
    join lateral (
        select proof_id from consent_consentrecord where witness_id = e.witness_id
        union
        select v.proof_id from consent_consentevent v join consent_consentrecord r on r.id = v.record_id
        where r.witness_id = e.witness_id
    ) p on p.proof_id is not null
    where e.id = erasure and e.confirmed_by_id = iapb_actor()
$$;
"""
# Ids, codes, dates, the chain of events and the proof of consent stay; words and hashes go.
ERASE = """
create function consent_erase(erasure uuid, out files integer, out joint integer, out own uuid[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    who uuid;
    subject_items uuid[];
    all_files uuid[];
    own_files uuid[];
    proofs uuid[];
begin
    update consent_erasure set done_at = now()
    where id = erasure and confirmed_by_id = iapb_actor() and done_at is null
    returning witness_id into who;
    if who is null then
        raise exception 'nothing confirmed to erase' using errcode = 'restrict_violation';
    end if;
    select coalesce(array_agg(id), '{}') into subject_items from evidence_item where subject = who;
    select coalesce(array_agg(file_id), '{}') into proofs
        from custody_wrappedkey where subject = erasure;
    select coalesce(array_agg(file_id), '{}') into all_files
        from custody_wrappedkey where subject = who and file_id <> all (proofs);
    select coalesce(array_agg(f), '{}') into own_files from unnest(all_files) f
        where not exists (select 1 from custody_wrappedkey k where k.file_id = f and k.subject <> who);

    update custody_storedfile set sha256 = null, sha512 = null, name_sealed = null where id = any (own_files);

    delete from search_passagespan where passage_id in (select id from search_passage where item_id = any (subject_items));
    delete from search_passage where item_id = any (subject_items);
    update coding_tag set exact = '', prefix = '', suffix = '', text_sha256 = '' where item_id = any (subject_items);
    update coding_incident set summary = '' where item_id = any (subject_items);
    update coding_detentionperiod set cell = '', regime = '', contact = '' where item_id = any (subject_items);
    update coding_departure set route = '', coercion_before = '', after_arrival = ''
        where item_id = any (subject_items);
    update evidence_segment set content = '', speaker = ''
        where text_id in (select id from evidence_text where item_id = any (subject_items));
    update evidence_text set sha256 = '' where item_id = any (subject_items);
    update evidence_itemfile set note = '' where item_id = any (subject_items);
    update evidence_item set withdrawn_at = coalesce(withdrawn_at, now()) where id = any (subject_items);

    update interviews_interview set title = '', vulnerability_note = '', welfare_note = '', prior_accounts_note = ''
        where item_ptr_id = any (subject_items);
    delete from interviews_prioraccount where interview_id = any (subject_items);
    update interviews_witnessdocument set title = '' where item_ptr_id = any (subject_items);
    update interviews_witnessstatus set circumstances_note = '' where witness_id = who;
    update interviews_riskassessment set note = '', assessed_by = '' where witness_id = who;
    update interviews_namedperson set how = '' where sealed_under = who;
    update interviews_witness set blind_indexes = '{}' where id = who;
    delete from interviews_draft where subject = who;

    update consent_consentgrant set conditions = ''
        where record_id in (select id from consent_consentrecord where witness_id = who);
    own := own_files;
    files := cardinality(all_files);
    joint := cardinality(all_files) - cardinality(own_files);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0007_erasures"),
        ("coding", "0003_load_framework"),
        ("search", "0002_functions"),
        ("ledger", "0002_append_only"),
        ("custody", "0002_walls"),
    ]
    operations = [
        migrations.RunSQL(
            WALL,
            "drop function consent_proofs_of(uuid); drop function consent_epoch_for_erasure(uuid);"
            "drop policy decided on consent_erasure; alter table consent_erasure disable row level security;",
        ),
        migrations.RunSQL(ERASE, "drop function consent_erase(uuid)"),
    ]
