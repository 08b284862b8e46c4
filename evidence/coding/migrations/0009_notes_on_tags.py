"""Notes on tags, the second wall round them, and that they are emptied with the tag's quote."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

WALL = """
alter table coding_tagnote enable row level security;
create policy given on coding_tagnote to iapb_web, iapb_worker using (
    (not closed and iapb_actor() is not null)
    or collection_id in (select iapb_given_collections())
    or exists (select from evidence_item up where up.id = coding_tagnote.item_id));

create function coding_notes_are_emptied() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update coding_tagnote set words = '' where tag_id = new.id;
    return null;
end
$$;
create trigger notes_are_emptied after update of exact on coding_tag
    for each row when (new.exact = '') execute function coding_notes_are_emptied();
"""
DROP = """
drop trigger notes_are_emptied on coding_tag;
drop function coding_notes_are_emptied();
drop policy given on coding_tagnote;
alter table coding_tagnote disable row level security;
"""


def above(to: str, related: str = "+") -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0008_versions_are_sealed"),
        ("evidence", "0011_walls_that_do_not_read_everything"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TagNote",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("words", models.TextField(max_length=2000)),
                ("client_key", models.UUIDField(default=uuid.uuid4)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("retracted_at", models.DateTimeField(blank=True, null=True)),
                ("restricted", models.BooleanField(default=False)),
                ("closed", models.BooleanField(default=True)),
                ("author", above(settings.AUTH_USER_MODEL)),
                ("collection", above("evidence.collection")),
                ("item", above("evidence.item")),
                ("tag", above("coding.tag", "notes")),
            ],
            options={
                "ordering": ["created_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("author", "client_key"), name="tag_note_sent_once"),
                ],
            },
        ),
        migrations.RunSQL(WALL, DROP),
    ]
