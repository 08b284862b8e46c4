"""What the database refuses by itself: strangers at the desk, and approvals that are not what they seem."""

from django.db import migrations

DESK = (
    "(select iapb_actor_has_role('disclosure_officer', 'legal_approver', 'safety_approver', 'data_protection_officer'))"
)
TABLES = ("request", "disclosure", "entry", "approval", "package", "handover")

KEYS = """
create sequence disclosures_reference_request;
-- The preparer copied into an approval is the disclosure's own, whatever the application wrote.
alter table disclosures_approval add constraint approval_knows_the_preparer
    foreign key (disclosure_id, prepared_by_id) references disclosures_disclosure (id, prepared_by_id);
"""
DROP_KEYS = """
alter table disclosures_approval drop constraint approval_knows_the_preparer;
drop sequence disclosures_reference_request;
"""

TRIGGERS = """
-- An approval is given to the manifest that lies before the approver, or not at all.
create function disclosures_approval_fits() returns trigger language plpgsql as $$
declare current_hash text; current_state text;
begin
    select manifest_sha256, state into current_hash, current_state
    from disclosures_disclosure where id = new.disclosure_id for update;
    if current_hash is distinct from new.manifest_sha256 or current_state <> 'in_review' then
        raise exception using errcode = 'check_violation', constraint = 'approval_fits_the_manifest',
            message = 'the approval is of another manifest or state';
    end if;
    return new;
end $$;
create trigger approval_fits before insert on disclosures_approval
    for each row execute function disclosures_approval_fits();

-- Any change of what was approved voids the approvals in the same statement.
create function disclosures_void_approvals() returns trigger language plpgsql as $$
begin
    if new.manifest_sha256 is distinct from old.manifest_sha256 or new.state in ('scoped', 'returned') then
        update disclosures_approval set voided_at = now(), voided_because = 'the selection changed'
        where disclosure_id = new.id and voided_at is null;
    end if;
    return new;
end $$;
create trigger void_approvals after update of manifest_sha256, state on disclosures_disclosure
    for each row execute function disclosures_void_approvals();

-- A frozen selection does not change: neither what is in it nor what was decided about it.
create function disclosures_entry_frozen() returns trigger language plpgsql as $$
declare held uuid; current_state text;
begin
    held := case tg_op when 'DELETE' then old.disclosure_id else new.disclosure_id end;
    select state into current_state from disclosures_disclosure where id = held;
    if current_state not in ('scoped', 'returned') then
        raise exception using errcode = 'check_violation', constraint = 'frozen_selection_does_not_change',
            message = 'the selection is frozen';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger entry_frozen before insert or update or delete on disclosures_entry
    for each row execute function disclosures_entry_frozen();

-- Released means approved twice: legal and safety, both of exactly this manifest.
create function disclosures_release_needs_two() returns trigger language plpgsql as $$
begin
    if new.state in ('approved', 'building', 'built', 'delivered') and new.state is distinct from old.state then
        if (select count(distinct capacity) from disclosures_approval
            where disclosure_id = new.id and voided_at is null and manifest_sha256 = new.manifest_sha256
              and by_id <> new.prepared_by_id) < 2 then
            raise exception using errcode = 'check_violation', constraint = 'release_needs_two_approvals',
                message = 'two approvals of this manifest are needed';
        end if;
    end if;
    return new;
end $$;
create trigger release_needs_two before update of state on disclosures_disclosure
    for each row execute function disclosures_release_needs_two();

alter table disclosures_approval enable always trigger approval_fits;
alter table disclosures_disclosure enable always trigger void_approvals;
alter table disclosures_disclosure enable always trigger release_needs_two;
alter table disclosures_entry enable always trigger entry_frozen;
revoke delete on disclosures_approval, disclosures_disclosure, disclosures_package, disclosures_handover
    from iapb_web, iapb_worker;
revoke update on disclosures_handover from iapb_web, iapb_worker;
revoke update on disclosures_approval from iapb_web, iapb_worker;
grant update (voided_at, voided_because) on disclosures_approval to iapb_web, iapb_worker;
"""
DROP_TRIGGERS = """
grant update on disclosures_approval to iapb_web, iapb_worker;
grant update on disclosures_handover to iapb_web, iapb_worker;
grant delete on disclosures_approval, disclosures_disclosure, disclosures_package, disclosures_handover
    to iapb_web, iapb_worker;
drop trigger release_needs_two on disclosures_disclosure;
drop function disclosures_release_needs_two();
drop trigger entry_frozen on disclosures_entry;
drop function disclosures_entry_frozen();
drop trigger void_approvals on disclosures_disclosure;
drop function disclosures_void_approvals();
drop trigger approval_fits on disclosures_approval;
drop function disclosures_approval_fits();
"""


def wall(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker using ({DESK});",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial"), ("access", "0001_actor")]
    operations = [
        migrations.RunSQL(KEYS, DROP_KEYS),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
        *(wall(f"disclosures_{table}") for table in TABLES),
    ]
