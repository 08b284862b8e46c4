"""A tag under a parted or retired code, and the one a person put in its place; what others have in hand is theirs."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

# Of each item, whose tags another person does not code anew: whoever codes it just now, whose coding is compared, and
# who settles that. Told to somebody who codes it too, it leaves out what they hold themselves: else a first coder would
# learn from it that there is a second one.
IN_HAND = """
create function coding_in_others_hands(who uuid) returns table (item uuid, author uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select w.item_id, h.holder from coding_work w cross join unnest(w.holders) as h (holder)
    where not who = any(w.holders) and (
        w.state in ('waiting', 'open')
        or exists (select from coding_comparison c where c.state <> 'settled' and w.id in (c.first_id, c.second_id)))
    union
    select c.item_id, s.by_id from coding_settlement s join coding_comparison c on c.id = s.comparison_id
    where c.state <> 'settled'
$$;
revoke all on function coding_in_others_hands(uuid) from public;
grant execute on function coding_in_others_hands(uuid) to iapb_web, iapb_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("coding", "0016_tags_on_parts_of_files")]
    operations = [
        migrations.AddField(
            "tag",
            "recoded_as",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="recoded_from",
                to="coding.tag",
            ),
        ),
        migrations.AddConstraint(
            "tag",
            models.CheckConstraint(
                name="tag_recoded_is_history",
                condition=Q(recoded_as=None) | (Q(retracted_at__isnull=False) & ~Q(recoded_as=F("id"))),
            ),
        ),
        migrations.RunSQL(IN_HAND, "drop function coding_in_others_hands(uuid);"),
    ]  # fmt: skip
