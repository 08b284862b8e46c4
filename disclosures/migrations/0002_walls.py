"""What the database refuses by itself: strangers at the desk, and approvals that are not what they seem."""

from django.db import migrations

DESK = (
    "(select iapb_actor_has_role('disclosure_officer', 'legal_approver', 'safety_approver', 'data_protection_officer'))"
)
TABLES = ("request", "disclosure", "entry", "approval", "package", "handover")

KEYS = """
create sequence disclosures_reference_request;
create sequence disclosures_reference_package;
alter table disclosures_disclosure
    add constraint disclosure_manifest_is_what_it_hashes_to
        check (manifest is null or manifest_sha256 = encode(sha256(manifest), 'hex')),
    add constraint disclosure_preparer_is_among_preparers check (prepared_by_id = any(preparers));
"""
DROP_KEYS = """
alter table disclosures_disclosure
    drop constraint disclosure_preparer_is_among_preparers,
    drop constraint disclosure_manifest_is_what_it_hashes_to;
drop sequence disclosures_reference_package;
drop sequence disclosures_reference_request;
"""

# How a trigger refuses: with the name of the rule, which the application turns into a sentence.
REFUSE = """
create function disclosures_refuse(rule text) returns void language plpgsql as $$
begin
    raise exception using errcode = 'check_violation', constraint = rule, message = 'refused: ' || rule;
end $$;
"""
DROP_REFUSE = "drop function disclosures_refuse(text);"

APPROVALS = """
create function disclosures_role_of(capacity text) returns text language sql immutable as $$
    select case capacity when 'legal' then 'legal_approver' when 'safety' then 'safety_approver' end
$$;

create function disclosures_holds_role(person uuid, capacity text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from accounts_person p join accounts_roleassignment r on r.person_id = p.id
        where p.id = person and p.state = 'active' and (p.expires_at is null or p.expires_at > now())
          and r.role = disclosures_role_of(capacity) and r.ended_at is null and r.expires_at > now()
          and r.confirmed_at is not null
    )
$$;

-- An approval is given by the approver, to the manifest that lies before them, or not at all.
create function disclosures_approval_fits() returns trigger language plpgsql as $$
declare held disclosures_disclosure;
begin
    select * into held from disclosures_disclosure where id = new.disclosure_id for update;
    if new.by_id is distinct from iapb_actor() then perform disclosures_refuse('approval_is_ones_own'); end if;
    if not disclosures_holds_role(new.by_id, new.capacity) then
        perform disclosures_refuse('approver_holds_the_role');
    end if;
    if held.prepared_by_id is distinct from new.prepared_by_id then
        perform disclosures_refuse('approval_knows_the_preparer');
    end if;
    if new.by_id <> held.prepared_by_id and new.by_id = any(held.preparers) then
        perform disclosures_refuse('approver_had_no_hand_in_it');
    end if;
    if held.manifest_sha256 is distinct from new.manifest_sha256 or held.state <> 'in_review' then
        perform disclosures_refuse('approval_fits_the_manifest');
    end if;
    return new;
end $$;
create trigger approval_fits before insert on disclosures_approval
    for each row execute function disclosures_approval_fits();

create function disclosures_approval_stays_void() returns trigger language plpgsql as $$
begin
    if old.voided_at is not null and new.voided_at is distinct from old.voided_at then
        perform disclosures_refuse('approval_voided_for_good');
    end if;
    return new;
end $$;
create trigger approval_stays_void before update on disclosures_approval
    for each row execute function disclosures_approval_stays_void();

alter table disclosures_approval enable always trigger approval_fits;
alter table disclosures_approval enable always trigger approval_stays_void;
"""
DROP_APPROVALS = """
drop trigger approval_stays_void on disclosures_approval;
drop function disclosures_approval_stays_void();
drop trigger approval_fits on disclosures_approval;
drop function disclosures_approval_fits();
drop function disclosures_holds_role(uuid, text);
drop function disclosures_role_of(text);
"""

SELECTION = """
-- A frozen selection does not change: neither what is in it nor what was decided about it.
create function disclosures_entry_frozen() returns trigger language plpgsql as $$
declare current_state text;
begin
    -- Under a lock, so that nothing slips in while the selection is being submitted.
    for current_state in
        select state from disclosures_disclosure
        where id in (case when tg_op <> 'INSERT' then old.disclosure_id end,
                     case when tg_op <> 'DELETE' then new.disclosure_id end)
        for share
    loop
        if current_state not in ('scoped', 'returned') then
            perform disclosures_refuse('frozen_selection_does_not_change');
        end if;
    end loop;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger entry_frozen before insert or update or delete on disclosures_entry
    for each row execute function disclosures_entry_frozen();

-- Any change of what was approved voids the approvals in the same statement.
create function disclosures_void_approvals() returns trigger language plpgsql as $$
begin
    if new.manifest_sha256 is distinct from old.manifest_sha256
       or new.state in ('scoped', 'returned', 'refused')
       or (new.state = 'recalled' and old.state in ('in_review', 'approved', 'building', 'built')) then
        update disclosures_approval set voided_at = now(), voided_because = 'the selection changed or went back'
        where disclosure_id = new.id and voided_at is null;
    end if;
    return new;
end $$;
create trigger void_approvals after update of manifest_sha256, state on disclosures_disclosure
    for each row execute function disclosures_void_approvals();

-- Released means approved twice: legal and safety, both of exactly this manifest, by two who still may.
create function disclosures_release_needs_two() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'scoped' then perform disclosures_refuse('disclosure_begins_as_a_selection'); end if;
        return new;
    end if;
    if old.state not in ('scoped', 'returned')
       and (new.prepared_by_id, new.preparers) is distinct from (old.prepared_by_id, old.preparers) then
        perform disclosures_refuse('preparers_change_only_while_selecting');
    end if;
    if new.state in ('approved', 'building', 'built', 'delivered') and new.state is distinct from old.state
       and (select count(distinct capacity) from disclosures_approval
            where disclosure_id = new.id and voided_at is null and manifest_sha256 = new.manifest_sha256
              and by_id <> all(new.preparers) and disclosures_holds_role(by_id, capacity)) < 2 then
        perform disclosures_refuse('release_needs_two_approvals');
    end if;
    return new;
end $$;
create trigger release_needs_two before insert or update on disclosures_disclosure
    for each row execute function disclosures_release_needs_two();

alter table disclosures_entry enable always trigger entry_frozen;
alter table disclosures_disclosure enable always trigger void_approvals;
alter table disclosures_disclosure enable always trigger release_needs_two;
revoke delete on disclosures_approval, disclosures_disclosure, disclosures_package, disclosures_handover,
    disclosures_request from iapb_web, iapb_worker;
revoke update on disclosures_handover from iapb_web, iapb_worker;
revoke update on disclosures_approval from iapb_web, iapb_worker;
grant update (voided_at, voided_because) on disclosures_approval to iapb_web, iapb_worker;
"""
DROP_SELECTION = """
grant update on disclosures_approval to iapb_web, iapb_worker;
grant update on disclosures_handover to iapb_web, iapb_worker;
grant delete on disclosures_approval, disclosures_disclosure, disclosures_package, disclosures_handover,
    disclosures_request to iapb_web, iapb_worker;
drop trigger release_needs_two on disclosures_disclosure;
drop function disclosures_release_needs_two();
drop trigger void_approvals on disclosures_disclosure;
drop function disclosures_void_approvals();
drop trigger entry_frozen on disclosures_entry;
drop function disclosures_entry_frozen();
"""


def wall(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker using ({DESK});",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial"), ("access", "0001_actor"), ("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(KEYS, DROP_KEYS),
        migrations.RunSQL(REFUSE, DROP_REFUSE),
        migrations.RunSQL(APPROVALS, DROP_APPROVALS),
        migrations.RunSQL(SELECTION, DROP_SELECTION),
        *(wall(f"disclosures_{table}") for table in TABLES),
    ]
