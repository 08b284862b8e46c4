"""Search keeps two coders of one text apart while they code, and counts a decision between them once.

What a person coded a second time, and not handed in yet, is found and counted for that person alone; for them nothing
that others coded on that text is. A tag over which a decision stands carries no code any more; facts that rest on its
words go on resting on them.
"""

from importlib import import_module

from django.db import migrations

_0006 = import_module("evidence.search.migrations.0006_codes_of_every_version")
BEFORE, changed = _0006.SEARCH, _0006.BEFORE.changed
SEARCH = changed(
    BEFORE,
    (
        """known text := '%1$s.retracted_at is null and (not %1$s.restricted or %1$s.item_id = any($5))';""",
        """-- $12 who asks, $13 texts they code a second time, $14 texts that anybody does
    apart uuid[] := array(select coding_texts_coded_blind(me));
    drafted uuid[] := array(select item from coding_blind_work(me));
    known text := '%1$s.retracted_at is null and (not %1$s.restricted or %1$s.item_id = any($5))
        and (%1$s.author_id = $12 or (%1$s.item_id <> all($13) and (%1$s.item_id <> all($14)
            or (%1$s.item_id, %1$s.author_id) not in (select * from coding_blind_work($12)))))';""",
    ),
    (
        "where %s and t.code_id = any (array(",
        "where %s and not t.settled and t.code_id = any (array(",
    ),
    (
        """t.start < s."end" and %3$s
            left join coding_codenow n on n.code_id = t.code_id
        ), supports""",
        """t.start < s."end" and %3$s and not t.settled
            left join coding_codenow n on n.code_id = t.code_id
        ), supports""",
    ),
    (
        """and %3$s
                          left join coding_codenow n on n.code_id = t.code_id
                          where s.passage_id = m.id""",
        """and %3$s
                          left join coding_codenow n on n.code_id = t.code_id
                          where not t.settled and s.passage_id = m.id""",
    ),
    (
        """page_size, page_offset, subjects,
        bases;""",
        """page_size, page_offset, subjects,
        bases, me, apart, drafted;""",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("search", "0006_codes_of_every_version"), ("coding", "0011_walls_of_quality")]
    operations = [migrations.RunSQL(SEARCH, BEFORE)]
