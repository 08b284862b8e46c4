"""Search counts a code once, whichever version of the framework it was placed under, and finds under a code what was
merged into it. See docs/decisions/framework-versions.md.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("evidence.search.migrations.0005_what_a_page_shows_comes_along")
SEARCH = BEFORE.changed(
    BEFORE.SEARCH,
    (
        """select s.passage_id from coding_tag t join coding_code c on c.id = t.code_id
            join search_passagespan s on s.text_id = t.text_id and s.start < t."end" and t.start < s."end"
            where %s and exists (select from jsonb_array_elements_text($2->''codes'') w
                                 where c.code = w or starts_with(c.code, w || ''.'')))""",
        """select s.passage_id from coding_tag t
            join search_passagespan s on s.text_id = t.text_id and s.start < t."end" and t.start < s."end"
            where %s and t.code_id = any (array(
                -- The codes themselves, those below them, and of every version what is found under one of them now.
                with recursive wanted as (
                    select c.id, c.framework_id from coding_code c
                    join coding_frameworkversion v on v.id = c.framework_id and v.current
                    where c.code in (select jsonb_array_elements_text($2->''codes''))
                    union select c.id, c.framework_id from coding_code c join wanted on c.parent_id = wanted.id)
                select n.code_id from coding_codenow n join coding_code c on c.id = n.code_id
                left join coding_code same on same.framework_id in (select framework_id from wanted)
                    and same.code = c.code
                where n.now_id in (select id from wanted) or same.id in (select id from wanted)
                union all
                select c.id from coding_code c
                where c.code in (select jsonb_array_elements_text($2->''codes'')))))""",
    ),
    (
        "select m.id as passage, t.code_id from",
        "select m.id as passage, coalesce(n.now_id, t.code_id) as code_id from",
    ),
    (
        """join coding_tag t on t.text_id = s.text_id and s.start < t."end" and t.start < s."end" and %3$s
        ), supports""",
        """join coding_tag t on t.text_id = s.text_id and s.start < t."end" and t.start < s."end" and %3$s
            left join coding_codenow n on n.code_id = t.code_id
        ), supports""",
    ),
    (
        """from (select distinct on (t.code_id) t.code_id, t.text_id, t.start, t."end"
                          from search_passagespan s
                          join coding_tag t on t.text_id = s.text_id and s.start < t."end" and t.start < s."end"
                              and %3$s
                          where s.passage_id = m.id
                          order by t.code_id, t.text_id <> m.text_id, t.start, t."end" desc) f""",
        """from (select distinct on (coalesce(n.now_id, t.code_id)) t.code_id, t.text_id, t.start, t."end"
                          from search_passagespan s
                          join coding_tag t on t.text_id = s.text_id and s.start < t."end" and t.start < s."end"
                              and %3$s
                          left join coding_codenow n on n.code_id = t.code_id
                          where s.passage_id = m.id
                          order by coalesce(n.now_id, t.code_id), t.text_id <> m.text_id, t.start, t."end" desc) f""",
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0005_what_a_page_shows_comes_along"),
        ("coding", "0008_versions_are_sealed"),
    ]
    operations = [migrations.RunSQL(SEARCH, BEFORE.SEARCH)]
