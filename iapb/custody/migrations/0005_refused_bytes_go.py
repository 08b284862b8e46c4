"""Of a file that was refused at the door keys, name, hashes and bytes go after thirty days; of any other never."""

from django.db import migrations, models

DESTROY = """
create function custody_destroy_refused(refused uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    -- What was received first and refused later has another first event: its receipt was given, and it stays.
    update custody_storedfile f set destroyed_at = now(), name_sealed = null, sha256 = null, sha512 = null
    where f.id = refused and f.state = 'rejected' and f.destroyed_at is null
        and f.received_at <= now() - interval '30 days'
        and exists (
            select 1 from ledger_event e
            where e.id = f.receipt_event and e.event = 'file.rejected' and e.object = f.id::text
        );
    if not found then
        return false;
    end if;
    delete from custody_wrappedkey where file_id = refused;
    delete from custody_filesegment where file_id = refused;
    return true;
end $$;
revoke all on function custody_destroy_refused(uuid) from public;
grant execute on function custody_destroy_refused(uuid) to iapb_web, iapb_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("custody", "0004_upload_walls"), ("ledger", "0002_append_only")]

    operations = [
        migrations.AddField("storedfile", "destroyed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "storedfile",
            models.CheckConstraint(
                name="only_refused_files_are_destroyed",
                condition=models.Q(destroyed_at=None)
                | models.Q(state="rejected", name_sealed=None, sha256=None, sha512=None),
            ),
        ),
        migrations.RunSQL(DESTROY, "drop function custody_destroy_refused(uuid)"),
    ]
