"""An upload that is under way is its sender's alone; what it was announced as does not change."""

from django.db import migrations

TABLES = "custody_upload, custody_uploadpiece, custody_uploadkey"
WALLS = f"""
revoke delete, update on {TABLES} from iapb_web, iapb_worker;
grant update (state, "offset", said_sealed, expires_at, ended_at, forgotten_at, file_id)
    on custody_upload to iapb_web, iapb_worker;
-- Once they are a file's, or were destroyed with the key.
grant delete on custody_uploadpiece, custody_uploadkey to iapb_web, iapb_worker;

alter table custody_upload enable row level security;
create policy own on custody_upload to iapb_web using (sender_id = iapb_actor());
-- The sweeper gives up what nobody sends on, whoever sent it.
create policy every on custody_upload to iapb_worker using (true);
"""
DOWN = f"""
drop policy every on custody_upload;
drop policy own on custody_upload;
alter table custody_upload disable row level security;
grant delete, update on {TABLES} to iapb_web, iapb_worker;
"""
PARTS = "".join(
    f"alter table {table} enable row level security;"
    f"create policy own on {table} to iapb_web, iapb_worker using (upload_id in (select id from custody_upload));"
    for table in ("custody_uploadpiece", "custody_uploadkey")
)
PARTS_DOWN = "".join(
    f"drop policy own on {table}; alter table {table} disable row level security;"
    for table in ("custody_uploadpiece", "custody_uploadkey")
)


class Migration(migrations.Migration):
    dependencies = [("custody", "0003_uploads"), ("access", "0001_actor")]

    operations = [migrations.RunSQL(WALLS, DOWN), migrations.RunSQL(PARTS, PARTS_DOWN)]
