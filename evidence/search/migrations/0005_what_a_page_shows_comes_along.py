"""Search answers with all that a page of results needs to be read back in one statement, and counts for less.

With each passage come the spans of its layers, and where each of its codes stands first. Words rest in the row, not
beside it: ranking reads those of every match. A fact is looked up by itself only when it stands in another item than
the passage that led to it, which was found visible already.
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

BEFORE = import_module("evidence.search.migrations.0004_less_is_asked").SEARCH
CREATE = "create or replace function"


def changed(sql: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        if sql.count(old) != 1:
            raise ValueError(f"stands {sql.count(old)} times: {old}")
        sql = sql.replace(old, new)
    return sql


def _near(fact: str) -> str:
    """The item of a fact: the passage's own, or one that may be seen."""
    return f"""(({fact}.item_id = l.item_id) or exists (
                select from evidence_item fi where fi.id = {fact}.item_id and %7$s))"""


OF_A_PAGE = """) as inflected, (
                    -- The original, then its translations: those by people first, then the newest.
                    select jsonb_agg(jsonb_build_array(s.text_id, s.start, s."end")
                                     order by s.text_id <> m.text_id, e.maker <> ''human'', e.created_at desc)
                    from search_passagespan s join evidence_text e on e.id = s.text_id where s.passage_id = m.id
                ) as spans, (
                    -- Each code once: where it stands first, in the original before a translation.
                    select coalesce(jsonb_agg(jsonb_build_array(f.code_id, f.text_id, f.start, f."end")
                                              order by f.text_id <> m.text_id, f.start, f."end" desc), ''[]'')
                    from (select distinct on (t.code_id) t.code_id, t.text_id, t.start, t."end"
                          from search_passagespan s
                          join coding_tag t on t.text_id = s.text_id and s.start < t."end" and t.start < s."end"
                              and %3$s
                          where s.passage_id = m.id
                          order by t.code_id, t.text_id <> m.text_id, t.start, t."end" desc) f
                ) as codes"""

SEARCH = changed(
    BEFORE.split("revoke all")[0],
    ("create function", CREATE),
    (
        "set work_mem = '32MB'",
        "set work_mem = '32MB'\n    set random_page_cost = 1.1 set enable_memoize = off",
    ),
    ("select m.id as passage, t.id as tag, t.code_id from", "select m.id as passage, t.code_id from"),
    ("case when $1 = '''' then 0", "case when $1 = '''' or $8 = 0 then 0"),
    (
        """linked as (
            select mt.passage, u.detention_id, u.official_id,
                   coalesce(u.incident_id, a.incident_id, v.incident_id) as incident_id
            from tagged mt join coding_factsupport u on u.tag_id = mt.tag and u.removed_at is null
            left join""",
        """supports as materialized (
            select u.*, t.text_id, t.start, t."end"
            from coding_factsupport u join coding_tag t on t.id = u.tag_id and %3$s
            where u.removed_at is null and u.item_id in (select item_id from matched)
        ), linked as (
            select m.id as passage, m.item_id, u.detention_id, u.official_id,
                   coalesce(u.incident_id, a.incident_id, v.incident_id) as incident_id
            from supports u
            join search_passagespan s on s.text_id = u.text_id and s.start < u."end" and u.start < s."end"
            join matched m on m.id = s.passage_id
            left join""",
    ),
    (
        """(select jsonb_object_agg(code, n) from (
                select c.code, count(*) as n from (select distinct passage, code_id from tagged) mt
                join coding_code c on c.id = mt.code_id group by c.code) x)""",
        """(select jsonb_object_agg(code, n) from (
                select c.code, sum(mt.n) as n from (
                    select code_id, count(*) as n from (select distinct passage, code_id from tagged) once
                    group by code_id) mt
                join coding_code c on c.id = mt.code_id group by c.code) x)""",
    ),
    (
        """linked l join coding_incident f on f.id = l.incident_id
            join evidence_item fi on fi.id = f.item_id where %6$s and %7$s""",
        f"linked l join coding_incident f on f.id = l.incident_id\n            where %6$s and {_near('f')}",
    ),
    (
        """join coding_detentionperiod f on f.id = l.detention_id
            join evidence_item fi on fi.id = f.item_id where %6$s and %7$s""",
        f"join coding_detentionperiod f on f.id = l.detention_id\n            where %6$s and {_near('f')}",
    ),
    (
        """join coding_involvement v on v.incident_id = l.incident_id and %5$s
            join evidence_item fi on fi.id = v.item_id where %7$s""",
        f"join coding_involvement v on v.incident_id = l.incident_id and %5$s\n            where {_near('v')}",
    ),
    (") as inflected", OF_A_PAGE),
)  # fmt: skip

# Moved into the row as they are made anew; what changes is where they rest.
IN_THE_ROW = """
alter table search_passage alter column words set storage main;
update search_passage set words = words || ''::tsvector;
"""
BESIDE_IT = "alter table search_passage alter column words set storage extended;"


class Migration(migrations.Migration):
    dependencies = [("search", "0004_less_is_asked"), ("coding", "0005_tags_by_span_alone")]
    operations = [
        migrations.RunSQL(IN_THE_ROW, BESIDE_IT),
        migrations.RunSQL(SEARCH, BEFORE.split("revoke all")[0].replace("create function", CREATE)),
    ]
