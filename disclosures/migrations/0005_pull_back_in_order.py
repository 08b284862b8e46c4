"""A withdrawal takes back within its own transaction now: two at once must lock in the same order."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("disclosures.migrations.0003_told_from_below").FUNCTIONS
ONE = BEFORE[
    BEFORE.index("create function disclosures_pull_back") : BEFORE.index("create function disclosures_open_of")
]

ORDERED = """
-- Not yet delivered and touched by this witness: back to the preparer; what is built already is recalled.
create or replace function disclosures_pull_back(witness uuid, because text)
returns table (disclosure uuid, request uuid, became text)
language sql volatile security definer set search_path = public, pg_temp as $$
    with held as (
        select d.id from disclosures_disclosure d
        where d.state in ('in_review', 'approved', 'building', 'built')
          and exists (
              select 1 from disclosures_entry e join evidence_item i on i.id = e.item_id
              where e.disclosure_id = d.id and i.subject = witness
          )
        order by d.id for update of d
    )
    update disclosures_disclosure d
    set state = case d.state when 'built' then 'recalled' else 'returned' end,
        returned_because = because, returned_note = ''
    from held where d.id = held.id
    returning d.id, d.request_id, d.state
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0004_packages")]
    operations = [migrations.RunSQL(ORDERED, ONE.replace("create function", "create or replace function"))]
