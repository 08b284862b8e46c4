"""Two coders of one text are kept apart by the database too, and nobody settles what they coded themselves.

The functions read rows that neither of the two may see, and answer with ids alone.
"""

from django.db import migrations

FUNCTIONS = """
-- Texts that `who` codes a second time just now, or did before it was given to another.
create function coding_texts_coded_blind(who uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select item_id from coding_work where blind and who = any(holders)
$$;

-- Items, and who codes them a second time just now.
create function coding_blind_work(who uuid) returns table (item uuid, author uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select w.item_id, h.holder from coding_work w cross join unnest(w.holders) as h (holder)
    where w.blind and h.holder is distinct from who
$$;

-- Texts that `who` codes or coded, and that are coded a second time just now.
create function coding_texts_coded_twice(who uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select b.item_id from coding_work b
    where b.blind and exists (select from coding_work w where w.item_id = b.item_id and who = any(w.holders))
$$;

-- Items whose text somebody codes first, whoever it is, and those that `who` holds.
create function coding_items_given(who uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select item_id from coding_work where state <> 'taken_back' and (kind = 'first' or who = any(holders))
$$;

create function coding_text_given(wanted uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from coding_work where text_id = wanted and kind = 'first' and state <> 'taken_back')
$$;

-- Of these items the ones with a code of special handling, whoever placed it and whoever sees it yet.
create function coding_specially_coded(items uuid[], special text[]) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct t.item_id from coding_tag t join coding_code c on c.id = t.code_id
    where t.item_id = any(items) and t.retracted_at is null and c.handling && special::varchar[]
$$;

create function coding_is_coder(compared uuid, who uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from coding_comparison c join coding_work w on w.id = c.first_id or w.first_id = c.first_id
        where c.id = compared and who = any(w.holders))
$$;

-- Neither the first coder, nor who gave the text to them, nor who held the second coding before.
create function coding_may_second(work uuid, who uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select not exists (
        select from coding_work s join coding_work w on w.id = s.first_id or (w.first_id = s.first_id and w.id <> s.id)
        where s.id = work and (who = any(w.holders) or (w.kind = 'first' and w.given_by_id = who)))
$$;

-- Whether anybody who held it has put a tag on the item that still stands; of a blind coding nobody else can see that.
create function coding_work_begun(work uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from coding_work w join coding_tag t on t.item_id = w.item_id and t.author_id = any (w.holders)
        where w.id = work and t.retracted_at is null)
$$;

-- With the handing in of the second coding both become visible; its coder cannot do that, who sees one of them only.
create function coding_end_blindness(work uuid) returns uuid
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    found uuid;
begin
    update coding_comparison c set state = 'to_settle', restricted = c.restricted or exists (
        select from coding_tag t where t.item_id = c.item_id and t.restricted and t.retracted_at is null
            and t.author_id = any (w.holders))
    from coding_work w
    where w.id = work and w.coder_id = iapb_actor() and w.state = 'handed_in' and c.second_id = w.id
        and c.state = 'blind'
    returning c.id into found;
    update coding_work w set blind = false from coding_comparison c
    where c.id = found and w.first_id = c.first_id;
    return found;
end
$$;

create function coding_settled_by_neither() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if coding_is_coder(new.comparison_id, new.by_id) then
        raise insufficient_privilege using message = 'nobody settles what they coded themselves';
    end if;
    return new;
end
$$;
create trigger settled_by_neither before insert on coding_settlement
    for each row execute function coding_settled_by_neither();

create function coding_tag_is_settled() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update coding_tag set settled = exists (
        select from coding_settledtag s where s.tag_id = new.tag_id and s.part = 'settled' and s.standing)
    where id = new.tag_id;
    return null;
end
$$;
create trigger tag_is_settled after insert or update of standing on coding_settledtag
    for each row when (new.part = 'settled') execute function coding_tag_is_settled();

-- An erasure empties the layer; what people wrote about its words goes with it.
create function coding_reasons_are_emptied() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update coding_settlement set reason = '' where item_id = new.item_id;
    update coding_work set reason = '' where item_id = new.item_id;
    update coding_rulequestion set unclear = '', proposal = '' where item_id = new.item_id;
    return null;
end
$$;
create trigger reasons_are_emptied after update of sha256 on evidence_text
    for each row when (new.sha256 = '' and old.sha256 <> '') execute function coding_reasons_are_emptied();
"""
# When a code becomes need-to-know, all that hangs on its tags does (docs/decisions/framework-versions.md).
TIGHTENED = """
create function coding_tag_is_tightened() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update coding_tagnote set restricted = true where tag_id = new.id and not restricted;
    update coding_settledtag set restricted = true where tag_id = new.id and not restricted;
    update coding_settlement set restricted = true where not restricted and id in (
        select settlement_id from coding_settledtag where tag_id = new.id);
    update coding_work set restricted = true where text_id = new.text_id and kind = 'second' and not restricted;
    update coding_comparison set restricted = true where text_id = new.text_id and not restricted;
    update coding_rulequestion set restricted = true where not restricted and comparison_id in (
        select id from coding_comparison where text_id = new.text_id);
    return null;
end
$$;
create trigger tag_is_tightened after update of restricted on coding_tag
    for each row when (new.restricted and not old.restricted) execute function coding_tag_is_tightened();
"""
LOOSENED = """
drop trigger tag_is_tightened on coding_tag;
drop function coding_tag_is_tightened();
"""
DROP_FUNCTIONS = """
drop trigger reasons_are_emptied on evidence_text;
drop function coding_reasons_are_emptied();
drop trigger tag_is_settled on coding_settledtag;
drop function coding_tag_is_settled();
drop trigger settled_by_neither on coding_settlement;
drop function coding_settled_by_neither();
drop function coding_end_blindness(uuid);
drop function coding_work_begun(uuid);
drop function coding_may_second(uuid, uuid);
drop function coding_items_given(uuid);
drop function coding_text_given(uuid);
drop function coding_specially_coded(uuid[], text[]);
drop function coding_is_coder(uuid, uuid);
drop function coding_texts_coded_twice(uuid);
drop function coding_blind_work(uuid);
drop function coding_texts_coded_blind(uuid);
"""
ASKED = (
    "coding_texts_coded_blind(uuid)",
    "coding_blind_work(uuid)",
    "coding_texts_coded_twice(uuid)",
    "coding_items_given(uuid)",
    "coding_text_given(uuid)",
    "coding_specially_coded(uuid[], text[])",
    "coding_is_coder(uuid, uuid)",
    "coding_may_second(uuid, uuid)",
    "coding_work_begun(uuid)",
    "coding_end_blindness(uuid)",
)
GRANTS = "".join(
    f"revoke all on function {one} from public; grant execute on function {one} to iapb_web, iapb_worker;\n"
    for one in ASKED
)
# What people state about a text, and the column that says who did.
STATED = {
    **dict.fromkeys(("tag", "tagnote", "incident", "act", "involvement", "detentionperiod", "departure"), "author_id"),
    "factsupport": "added_by_id",
    "legacycoding": "brought_by_id",
}


def apart(table: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"create policy apart on coding_{table} as restrictive for select to iapb_web, iapb_worker using ({condition});",
        f"drop policy apart on coding_{table};",
    )


def kept_apart(table: str, author: str) -> migrations.RunSQL:
    return apart(
        table,
        f"{author} = (select iapb_actor()) or ("
        " item_id not in (select coding_texts_coded_blind(iapb_actor()))"
        f" and (item_id, {author}) not in (select * from coding_blind_work(iapb_actor())))",
    )


def given(table: str, more: str = "") -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table coding_{table} enable row level security;"
        f"create policy given on coding_{table} to iapb_web, iapb_worker using ("
        "  (not closed and iapb_actor() is not null)"
        "  or collection_id in (select iapb_given_collections())"
        f"  or exists (select from evidence_item up where up.id = coding_{table}.item_id){more});",
        f"drop policy given on coding_{table}; alter table coding_{table} disable row level security;",
    )


NOT_TWICE = "item_id not in (select coding_texts_coded_twice(iapb_actor()))"


class Migration(migrations.Migration):
    dependencies = [("coding", "0010_quality"), ("evidence", "0011_walls_that_do_not_read_everything")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(TIGHTENED, LOOSENED),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        *(kept_apart(table, author) for table, author in STATED.items()),
        *(given(table) for table in ("work", "comparison", "settlement", "settledtag")),
        given("rulequestion", " or (state <> 'open' and iapb_actor() is not null)"),
        apart("work", f"(select iapb_actor()) = any(holders) or {NOT_TWICE}"),
        *(apart(table, NOT_TWICE) for table in ("comparison", "settlement", "settledtag")),
        apart("rulequestion", f"state <> 'open' or {NOT_TWICE}"),
    ]
