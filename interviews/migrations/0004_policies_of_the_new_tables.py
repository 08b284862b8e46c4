"""The second wall round what came with the states of an interview; a draft is its writer's alone."""

from django.db import migrations

OF_ITEM = {"interviews_earliermaterialfacts": "item_id", "interviews_prioraccount": "interview_id"}

DRAFTS = """
alter table interviews_draft enable row level security;
create policy own on interviews_draft to iapb_web, iapb_worker using (by_id = iapb_actor());
"""
DROP_DRAFTS = """
drop policy own on interviews_draft;
alter table interviews_draft disable row level security;
"""


def wall(table: str, column: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table {table} enable row level security;"
        f"create policy given on {table} to iapb_web, iapb_worker using ({column} in (select id from evidence_item));",
        f"drop policy given on {table}; alter table {table} disable row level security;",
    )


class Migration(migrations.Migration):
    dependencies = [("interviews", "0003_states_and_what_the_story_needs")]
    operations = [*(wall(table, column) for table, column in OF_ITEM.items()), migrations.RunSQL(DRAFTS, DROP_DRAFTS)]
