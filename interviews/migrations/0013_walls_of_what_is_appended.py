"""The second wall round what is appended to a record, and what no row of it can be.

Each belongs to the account it names: its text, its file, its paper, somebody who was heard in it. A chosen picture is
one of those that were shown, and there are as many as the manner says.
"""

from django.db import migrations

APPENDED = (
    "interviews_readback", "interviews_correction", "interviews_signature", "interviews_showing",
    "interviews_shownpicture", "interviews_skipmark",
)  # fmt: skip
CHECKS = """
create function interviews_is_heard(interview uuid, person uuid) returns boolean language sql stable as $$
    select exists (select from evidence_item where id = interview and subject = person)
        or exists (select from interviews_jointwitness where interview_id = interview and witness_id = person)
$$;

create function interviews_check_read_back() returns trigger language plpgsql as $$
begin
    if (new.text_id is not null and not exists (
            select from evidence_text where id = new.text_id and item_id = new.interview_id))
        or (new.file_id is not null and not exists (
            select from evidence_itemfile where id = new.file_id and item_id = new.interview_id)) then
        raise check_violation using message = 'of another account', constraint = 'read_back_of_its_own_account';
    end if;
    if not interviews_is_heard(new.interview_id, new.witness_id) then
        raise check_violation using message = 'nobody heard', constraint = 'read_back_to_somebody_heard';
    end if;
    return new;
end
$$;
create trigger of_its_own_account before insert on interviews_readback
    for each row execute function interviews_check_read_back();

create function interviews_check_of_read_back() returns trigger language plpgsql as $$
begin
    if not exists (select from interviews_readback where id = new.read_back_id and interview_id = new.interview_id) then
        raise check_violation using message = 'of another account', constraint = 'read_back_of_its_own_account';
    end if;
    return new;
end
$$;
create trigger of_its_own_account before insert on interviews_correction
    for each row execute function interviews_check_of_read_back();
create trigger of_its_own_account before insert on interviews_signature
    for each row execute function interviews_check_of_read_back();

create function interviews_check_scan() returns trigger language plpgsql as $$
begin
    if not exists (select from evidence_itemfile where id = new.scan_id and item_id = new.interview_id) then
        raise check_violation using message = 'of another account', constraint = 'signed_paper_of_its_own_account';
    end if;
    return new;
end
$$;
create trigger paper_of_its_own_account before insert on interviews_signature
    for each row when (new.scan_id is not null) execute function interviews_check_scan();

create function interviews_check_showing() returns trigger language plpgsql as $$
begin
    if not interviews_is_heard(new.interview_id, new.witness_id) then
        raise check_violation using message = 'nobody heard', constraint = 'shown_to_somebody_heard';
    end if;
    return new;
end
$$;
create trigger to_somebody_heard before insert on interviews_showing
    for each row execute function interviews_check_showing();

create function interviews_check_picture() returns trigger language plpgsql as $$
begin
    if not exists (select from interviews_showing where id = new.showing_id and interview_id = new.interview_id) then
        raise check_violation using message = 'of another account', constraint = 'picture_of_its_own_account';
    end if;
    return new;
end
$$;
create trigger of_its_own_account before insert on interviews_shownpicture
    for each row execute function interviews_check_picture();

alter table interviews_showing add constraint chosen_picture_was_shown foreign key (id, chosen_id)
    references interviews_shownpicture (showing_id, file_id) deferrable initially deferred;

-- Asked at the commit, when nobody acts any more: so it counts as the owner.
create function interviews_check_number_of_pictures() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    shown integer;
begin
    select count(*) into shown from interviews_shownpicture where showing_id = new.id;
    if shown <> (case new.manner when 'one' then 1 when 'person' then 0 else greatest(shown, 2) end) then
        raise check_violation using message = 'not so many', constraint = 'as_many_pictures_as_said';
    end if;
    return null;
end
$$;
create constraint trigger as_many_as_said after insert on interviews_showing deferrable initially deferred
    for each row execute function interviews_check_number_of_pictures();
"""
DROP_CHECKS = """
drop trigger as_many_as_said on interviews_showing;
drop function interviews_check_number_of_pictures();
alter table interviews_showing drop constraint chosen_picture_was_shown;
drop trigger of_its_own_account on interviews_shownpicture;
drop function interviews_check_picture();
drop trigger to_somebody_heard on interviews_showing;
drop function interviews_check_showing();
drop trigger paper_of_its_own_account on interviews_signature;
drop function interviews_check_scan();
drop trigger of_its_own_account on interviews_signature;
drop trigger of_its_own_account on interviews_correction;
drop function interviews_check_of_read_back();
drop trigger of_its_own_account on interviews_readback;
drop function interviews_check_read_back();
drop function interviews_is_heard(uuid, uuid);
"""


def wall(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker"
        f" using (exists (select from evidence_item up where up.id = {table}.interview_id));"
        f"revoke update, delete on {table} from iapb_web, iapb_worker;",
        f"grant update, delete on {table} to iapb_web, iapb_worker;"
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("interviews", "0012_read_back_pictures_and_what_is_left_out")]
    operations = [*(wall(table) for table in APPENDED), migrations.RunSQL(CHECKS, DROP_CHECKS)]
