"""What happens at the desk on the word of rooms below it, whoever acts there.

Definer functions: who withdraws a consent sees no disclosure, and an administrator sees no
evidence. Each can only make the desk stricter or pass open work on.
"""

from django.db import migrations

FUNCTIONS = """
-- Not yet delivered and touched by this witness: back to the preparer; what is built already is recalled.
create function disclosures_pull_back(witness uuid, because text)
returns table (disclosure uuid, request uuid, became text)
language sql volatile security definer set search_path = public, pg_temp as $$
    update disclosures_disclosure d
    set state = case d.state when 'built' then 'recalled' else 'returned' end,
        returned_because = because, returned_note = ''
    where d.state in ('in_review', 'approved', 'building', 'built')
      and exists (
          select 1 from disclosures_entry e join evidence_item i on i.id = e.item_id
          where e.disclosure_id = d.id and i.subject = witness
      )
    returning d.id, d.request_id, d.state
$$;

create function disclosures_open_of(person uuid) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select count(*) from disclosures_disclosure where prepared_by_id = person and state in ('scoped', 'returned')
$$;

-- To another officer only; anybody else could do nothing with it.
create function disclosures_hand_on(leaver uuid, successor uuid) returns setof uuid
language sql volatile security definer set search_path = public, pg_temp as $$
    update disclosures_disclosure
    set prepared_by_id = successor,
        preparers = case when successor = any(preparers) then preparers else preparers || successor end
    where prepared_by_id = leaver and state in ('scoped', 'returned')
      and exists (
          select 1 from accounts_roleassignment r where r.person_id = successor and r.role = 'disclosure_officer'
            and r.ended_at is null and r.expires_at > now() and r.confirmed_at is not null
      )
    returning id
$$;
"""
DROP = """
drop function disclosures_hand_on(uuid, uuid);
drop function disclosures_open_of(uuid);
drop function disclosures_pull_back(uuid, text);
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0002_walls"), ("evidence", "0002_policies")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
