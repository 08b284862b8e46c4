"""Search finds words in the newest layer that says them; in older ones on request, or by what is still tagged there.

With a passage comes how it stands, and with each span in which order it is read. What was indexed before is asked for
again where an item has two layers of one kind.
"""

from importlib import import_module

from django.db import migrations

changed = import_module("evidence.search.migrations.0005_what_a_page_shows_comes_along").changed
BEFORE = import_module("evidence.search.migrations.0008_a_tag_that_moved_counts_once").SEARCH
CREATE = "create or replace function"
SEARCH = changed(
    BEFORE,
    (
        """    if filter ?| array['facility', 'place', 'since', 'until', 'official', 'body'] then""",
        """    -- What is tagged or stated on an older layer is found there: a tag that has moved on is not.
    if not filter ?| array['older', 'codes', 'facility', 'place', 'since', 'until', 'official', 'body'] then
        conditions := conditions || ' and p.standing < 2';
    end if;
    if filter ?| array['facility', 'place', 'since', 'until', 'official', 'body'] then""",
    ),
    (
        """select p.id, p.item_id, p.text_id, p.start, p."end", p.language, i.subject""",
        """select p.id, p.item_id, p.text_id, p.start, p."end", p.language, p.standing, i.subject""",
    ),
    (
        """select m.id, m.item_id as item, m.text_id as text, m.start, m."end", m.rank, (""",
        """select m.id, m.item_id as item, m.text_id as text, m.start, m."end", m.standing, m.rank, (""",
    ),
    (
        """jsonb_build_array(s.text_id, s.start, s."end")
                                     order by""",
        """jsonb_build_array(s.text_id, s.start, s."end", s.place)
                                     order by""",
    ),
)
REPLACE_BEFORE = import_module("evidence.search.migrations.0002_functions").REPLACE.split("revoke all")[0]
REPLACE_BEFORE = changed(REPLACE_BEFORE, ("create function", CREATE))
REPLACE = changed(
    REPLACE_BEFORE,
    (
        """language text, words tsvector, spans jsonb)""",
        """language text, words tsvector, spans jsonb, standing smallint)""",
    ),
    (
        """(id, item_id, text_id, start, "end", language, words)
        select id, of_item, root, start, "end", language, words from rows""",
        """(id, item_id, text_id, start, "end", language, words, standing)
        select id, of_item, root, start, "end", language, words, coalesce(standing, 0) from rows""",
    ),
    (
        """(passage_id, text_id, start, "end")
    select rows.id, s.text, s.start, s."end"
    from rows, jsonb_to_recordset(rows.spans) as s(text uuid, start integer, "end" integer);""",
        """(passage_id, text_id, start, "end", place)
    select rows.id, s.text, s.start, s."end", coalesce(s.place, 0)
    from rows, jsonb_to_recordset(rows.spans) as s(text uuid, start integer, "end" integer, place smallint);""",
    ),
)
ASKED_AGAIN = """
insert into jobs_job (id, kind, object, asked_by_id, state, attempt, lease_no, progress, stage, error)
select gen_random_uuid(), 'index_text', t.id, t.created_by_id, 'due', 0, 0, 0, '', ''
from evidence_text t
where t.created_by_id is not null and exists (
    select from evidence_text o where o.item_id = t.item_id and o.kind = t.kind and o.language = t.language
    and o.id <> t.id)
on conflict do nothing;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0009_older_layers_on_request"), ("jobs", "0002_sentences_kept")]
    operations = [
        migrations.RunSQL(SEARCH, BEFORE),
        migrations.RunSQL(REPLACE, REPLACE_BEFORE),
        migrations.RunSQL(ASKED_AGAIN, migrations.RunSQL.noop),
    ]
