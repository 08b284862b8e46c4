"""A person's own row is nobody else's: no right, no role and no worker reads it.

What was counted for a day is emptied by a function that shows nothing, and the whole row goes when the account is
closed for good: nobody could read it any more, and nobody needs to keep it.
"""

from django.db import migrations

WALLS = """
alter table care_care enable row level security;
create policy own on care_care to iapb_web using (person_id = iapb_actor());
revoke all on care_care from iapb_worker;

create function care_forget_days(today date) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    update care_care
    set day = null, seconds = 0, counted_at = null, quiet_until = 0, quiet_today = false, opened = '{}'
    where day < today
$$;
revoke all on function care_forget_days(date) from public;
grant execute on function care_forget_days(date) to iapb_web, iapb_worker;

create function care_goes_with_the_account() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from care_care where person_id = new.id;
    return null;
end
$$;
create trigger care_goes_with_the_account after update of state on accounts_person
    for each row when (new.state = 'deactivated') execute function care_goes_with_the_account();
"""
DOWN = """
drop trigger care_goes_with_the_account on accounts_person;
drop function care_goes_with_the_account();
drop function care_forget_days(date);
grant select, insert, update, delete on care_care to iapb_worker;
drop policy own on care_care;
alter table care_care disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial")]
    operations = [migrations.RunSQL(WALLS, DOWN)]
