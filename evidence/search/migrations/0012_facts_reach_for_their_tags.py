"""Of the words that facts rest on the tags are looked up one by one: every tag of the house was read for them.

`offset 0` keeps the planner at it: it would read the whole index of tags, whatever was found.
"""

from importlib import import_module

from django.db import migrations

changed = import_module("evidence.search.migrations.0005_what_a_page_shows_comes_along").changed
BEFORE = import_module("evidence.search.migrations.0011_harms_and_interventions_are_found").SEARCH
SEARCH = changed(
    BEFORE,
    (
        """from coding_factsupport u join coding_tag t on t.id = u.tag_id and %3$s
            where u.removed_at is null""",
        """from coding_factsupport u cross join lateral (
                select t.text_id, t.start, t."end" from coding_tag t where t.id = u.tag_id and %3$s offset 0) t
            where u.removed_at is null""",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("search", "0011_harms_and_interventions_are_found")]
    operations = [migrations.RunSQL(SEARCH, BEFORE)]
