"""A version of the form stays as it was shown once a record uses it, whoever asks."""

from django.db import migrations

WALL = """
create function consent_form_stays() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (select 1 from consent_consentrecord where form_id = old.id) and (
        tg_op = 'DELETE'
        or (new.version, new.language, new.text, new.sha256, new.notice_version, new.purposes, new.valid_from)
           is distinct from
           (old.version, old.language, old.text, old.sha256, old.notice_version, old.purposes, old.valid_from)
    ) then
        raise exception using errcode = 'check_violation', constraint = 'form_in_use_stays',
            message = 'a consent form that was used does not change';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create trigger consent_form_stays before update or delete on consent_consentform
    for each row execute function consent_form_stays();
alter table consent_consentform enable always trigger consent_form_stays;

alter table consent_consentform add constraint form_sha256_is_of_the_text
    check (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex'));
"""
DOWN = """
alter table consent_consentform drop constraint form_sha256_is_of_the_text;
drop trigger consent_form_stays on consent_consentform;
drop function consent_form_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0003_time_given")]
    operations = [migrations.RunSQL(WALL, DOWN)]
