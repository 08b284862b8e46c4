"""The second wall round what people say to each other: notes for who codes, questions for them and the body asked."""

from django.db import migrations

NOTES = """
create policy coders on coding_tagnote as restrictive for select to iapb_web, iapb_worker
    using ((select iapb_actor_has_role('analyst', 'reviewer')));

-- As who sees its note, with all that keeps coders of one text apart.
alter table coding_mention enable row level security;
create policy noted on coding_mention to iapb_web, iapb_worker using (
    exists (select from coding_tagnote n where n.id = coding_mention.note_id));

-- What is said about a fact that becomes need-to-know does, too.
create function coding_fact_is_tightened() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    execute format('update coding_tagnote set restricted = true where %I = $1 and not restricted', tg_argv[0])
        using new.id;
    return null;
end
$$;
"""
FACTS = {
    "coding_incident": "incident_id",
    "coding_act": "act_id",
    "coding_involvement": "involvement_id",
    "coding_detentionperiod": "detention_id",
    "coding_departure": "departure_id",
}
TIGHTENED = "".join(
    f"create trigger fact_is_tightened after update of restricted on {table} for each row"
    f" when (new.restricted and not old.restricted) execute function coding_fact_is_tightened('{column}');\n"
    for table, column in FACTS.items()
)
LOOSENED = "".join(f"drop trigger fact_is_tightened on {table};\n" for table in FACTS)
DROP_NOTES = """
drop function coding_fact_is_tightened();
drop policy noted on coding_mention;
alter table coding_mention disable row level security;
drop policy coders on coding_tagnote;
"""
QUESTIONS = """
-- Whoever codes was given a set, not the collection; whose it is they learn for an item they see.
create function coding_body_to_ask(wanted uuid) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select c.body_id from evidence_item i join evidence_collection c on c.id = i.collection_id
    where i.id = wanted and iapb_actor_has_role('analyst', 'reviewer')
$$;
revoke all on function coding_body_to_ask(uuid) from public;
grant execute on function coding_body_to_ask(uuid) to iapb_web, iapb_worker;

alter table coding_question enable row level security;
create policy given on coding_question to iapb_web, iapb_worker using (
    (not closed and iapb_actor() is not null)
    or collection_id in (select iapb_given_collections())
    or exists (select from evidence_item up where up.id = coding_question.item_id));
-- Nothing is asked or answered about what was withdrawn.
create policy standing on coding_question as restrictive for select to iapb_web, iapb_worker using (
    exists (select from evidence_item up where up.id = coding_question.item_id and up.withdrawn_at is null));
-- Coders of one text are kept apart by what they ask; the body is told at once, another body never.
create policy apart on coding_question as restrictive for select to iapb_web, iapb_worker using (
    case when (select iapb_actor_has_role('analyst', 'reviewer')) then
        asker_id = (select iapb_actor()) or (
            item_id not in (select coding_texts_coded_blind(iapb_actor()))
            and (item_id, asker_id) not in (select * from coding_blind_work(iapb_actor())))
    else
        (select iapb_actor_has_role('partner')) and state <> 'taken_back'
        and body_id = (select body_id from accounts_person where id = iapb_actor())
    end);

alter table coding_questionmessage enable row level security;
create policy asked on coding_questionmessage to iapb_web, iapb_worker using (
    exists (select from coding_question q where q.id = coding_questionmessage.question_id));

alter table coding_talkdraft enable row level security;
create policy own on coding_talkdraft to iapb_web, iapb_worker using (by_id = (select iapb_actor()));
"""
DROP_QUESTIONS = """
drop policy own on coding_talkdraft;
alter table coding_talkdraft disable row level security;
drop policy asked on coding_questionmessage;
alter table coding_questionmessage disable row level security;
drop policy apart on coding_question;
drop policy standing on coding_question;
drop policy given on coding_question;
alter table coding_question disable row level security;
drop function coding_body_to_ask(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0021_talk"),
        ("access", "0001_actor"),
        ("evidence", "0011_walls_that_do_not_read_everything"),
    ]
    operations = [
        migrations.RunSQL(NOTES + TIGHTENED, LOOSENED + DROP_NOTES),
        migrations.RunSQL(QUESTIONS, DROP_QUESTIONS),
    ]
