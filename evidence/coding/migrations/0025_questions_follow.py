"""Questions follow their words to a newer text: where they stand now, or that this is not sure."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

PROTECT = django.db.models.deletion.PROTECT
WHYS = [
    ("same", "The words are the same."),
    ("spelling", "Only spelling or punctuation is different."),
    ("changed", "Words within were heard otherwise."),
    ("ends", "Where it begins or ends is not sure."),
    ("gone", "Its words are not in the newer text."),
    ("little", "Few of its words are left."),
    ("broken", "A sentence within is new or lost, or another one is like it."),
    ("denial", "A word such as “not” came or went."),
    ("speaker", "Another person says it in the newer text."),
    ("inside", "It began or ended inside a word that was changed."),
]


def maybe(to: str) -> models.ForeignKey:
    return models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to=to)


def place() -> models.PositiveIntegerField:
    return models.PositiveIntegerField(blank=True, null=True)


# Every question of an item follows, whoever brought the newer text: the house moves them, nobody reads them on the way.
# So two functions see and set places, and nothing else of a question.
FOLLOW = """
create function coding_questions_standing(wanted uuid)
    returns table (id uuid, text_id uuid, start integer, "end" integer, doubt_text_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select q.id, coalesce(q.now_text_id, q.text_id), coalesce(q.now_start, q.start), coalesce(q.now_end, q."end"),
        q.doubt_text_id
    from coding_question q where q.item_id = wanted and q.state <> 'taken_back' order by q.asked_at, q.id
$$;

create function coding_question_follows(wanted uuid, new_text uuid, because text, new_segment uuid, first integer,
    last integer) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    update coding_question q set
        why = case when new_text is null and q.now_text_id is null then '' else coalesce(because, q.why) end,
        now_text_id = case when new_segment is null then q.now_text_id else new_text end,
        now_segment_id = coalesce(new_segment, q.now_segment_id),
        now_start = coalesce(first, q.now_start), now_end = coalesce(last, q.now_end),
        doubt_text_id = case when new_segment is null then new_text end
    where q.id = wanted
        and (new_text is null or exists (select from evidence_text t where t.id = new_text and t.item_id = q.item_id))
$$;
revoke all on function coding_questions_standing(uuid),
    coding_question_follows(uuid, uuid, text, uuid, integer, integer) from public;
grant execute on function coding_questions_standing(uuid),
    coding_question_follows(uuid, uuid, text, uuid, integer, integer) to iapb_web, iapb_worker;
"""
DROP = """
drop function coding_question_follows(uuid, uuid, text, uuid, integer, integer);
drop function coding_questions_standing(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("coding", "0024_walls_of_harms"), ("evidence", "0020_load_glossary")]
    operations = [
        migrations.AddField("question", "now_text", maybe("evidence.text")),
        migrations.AddField("question", "now_segment", maybe("evidence.segment")),
        migrations.AddField("question", "now_start", place()),
        migrations.AddField("question", "now_end", place()),
        migrations.AddField("question", "doubt_text", maybe("evidence.text")),
        migrations.AddField("question", "why", models.CharField(blank=True, choices=WHYS, default="", max_length=8)),
        migrations.AddConstraint(
            "question",
            models.CheckConstraint(
                name="question_stands_in_a_whole_place",
                condition=Q(now_text=None, now_segment=None, now_start=None, now_end=None)
                | Q(
                    now_text__isnull=False,
                    now_segment__isnull=False,
                    now_start__isnull=False,
                    now_end__gt=F("now_start"),
                ),
            ),
        ),
        migrations.AddConstraint(
            "question",
            models.CheckConstraint(
                name="question_says_why_it_moved_or_stayed",
                condition=(Q(now_text=None, doubt_text=None) & Q(why=""))
                | (~Q(now_text=None, doubt_text=None) & ~Q(why="")),
            ),
        ),
        migrations.RunSQL(FOLLOW, DROP),
    ]
