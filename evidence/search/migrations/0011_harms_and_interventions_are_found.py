"""Words a harm or an intervention rests on are found by the incident they belong to, as those of its acts are."""

from importlib import import_module

from django.db import migrations

changed = import_module("evidence.search.migrations.0005_what_a_page_shows_comes_along").changed
BEFORE = import_module("evidence.search.migrations.0010_newest_layer_once").SEARCH
INCIDENT = "coalesce(u.incident_id, a.incident_id, v.incident_id)"
WIDER = "coalesce(u.incident_id, a.incident_id, v.incident_id, h.incident_id, d.incident_id)"


def parts(harm: str, intervention: str) -> str:
    return f"""
            left join coding_harm h on h.id = u.harm_id and {harm}
            left join coding_intervention d on d.id = u.intervention_id and {intervention}"""


SEARCH = changed(
    BEFORE,
    (f"{INCIDENT} in (select id from incidents)", f"{WIDER} in (select id from incidents)"),
    (f"{INCIDENT} as incident_id", f"{WIDER} as incident_id"),
    (
        "left join coding_involvement v on v.id = u.involvement_id and %3$s",
        f"left join coding_involvement v on v.id = u.involvement_id and %3$s{parts('%6$s', '%7$s')}",
    ),
    (
        "format(known, 'a'), format(known || ' and not %1$s.passed_on', 't'));",
        "format(known, 'a'),\n            format(known || ' and not %1$s.passed_on', 't'), format(known, 'h'), "
        "format(known, 'd'));",
    ),
    (
        "left join coding_involvement v on v.id = u.involvement_id and %5$s",
        f"left join coding_involvement v on v.id = u.involvement_id and %5$s{parts('%10$s', '%11$s')}",
    ),
    (
        "facets, numbers)\n    into answer",
        "facets, numbers,\n        format(known, 'h'), format(known, 'd'))\n    into answer",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("search", "0010_newest_layer_once"), ("coding", "0024_walls_of_harms")]
    operations = [migrations.RunSQL(SEARCH, BEFORE)]
