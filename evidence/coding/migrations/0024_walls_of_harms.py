"""The second wall round harms and interventions, as round the other facts; and they are tightened with them."""

from importlib import import_module

from django.db import migrations

TABLES = ("harm", "intervention")
QUALITY = import_module("evidence.coding.migrations.0011_walls_of_quality")
TIGHTEN = import_module("evidence.coding.migrations.0008_versions_are_sealed").TIGHTEN.replace(
    "create function", "create or replace function"
)
SUPPORTS = "    update coding_factsupport s set restricted = true\n"
LAST = "        or exists (select from coding_involvement v where v.id = s.involvement_id and v.restricted));\n"
PARTS = """
    update coding_harm h set restricted = true
    where not restricted and (code_id = any (secret)
        or exists (select from coding_incident i where i.id = h.incident_id and i.restricted)
        or exists (select from coding_act a where a.id = h.act_id and a.restricted));
    get diagnostics one = row_count;
    number := number + one;
    update coding_intervention n set restricted = true
    where not restricted and exists (select from coding_incident i where i.id = n.incident_id and i.restricted);
    get diagnostics one = row_count;
    number := number + one;
"""
OF_PARTS = (
    LAST.replace("));\n", ")")
    + """
        or exists (select from coding_harm h where h.id = s.harm_id and h.restricted)
        or exists (select from coding_intervention n where n.id = s.intervention_id and n.restricted));
"""
)
if SUPPORTS not in TIGHTEN or LAST not in TIGHTEN:
    raise ValueError("coding_tighten is not as it is to be changed here")
TIGHTENED = TIGHTEN.replace(SUPPORTS, PARTS + SUPPORTS).replace(LAST, OF_PARTS)
NOTED = "".join(
    f"create trigger fact_is_tightened after update of restricted on coding_{table} for each row"
    f" when (new.restricted and not old.restricted) execute function coding_fact_is_tightened('{table}_id');\n"
    for table in TABLES
)
NOT_NOTED = "".join(f"drop trigger fact_is_tightened on coding_{table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("coding", "0023_harms_and_interventions")]
    operations = [
        *(QUALITY.given(table) for table in TABLES),
        *(QUALITY.kept_apart(table, "author_id") for table in TABLES),
        migrations.RunSQL(TIGHTENED, TIGHTEN),
        migrations.RunSQL(NOTED, NOT_NOTED),
    ]
