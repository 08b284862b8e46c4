"""A witness of joint material takes back disclosures, and has packages asked back, as the item's own witness does."""

from importlib import import_module

from django.db import migrations

PULL_BACK = import_module("disclosures.migrations.0005_pull_back_in_order").ORDERED
_KEPT = import_module("disclosures.migrations.0006_recalls").KEPT
ASK_BACK = _KEPT[_KEPT.index("create function disclosures_to_ask_back") :].replace(
    "create function", "create or replace function"
)
_HEARD = "(select subject from evidence_jointsubject j where j.item_id = i.id)"


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0006_recalls"), ("evidence", "0015_joint_subjects")]
    operations = [
        migrations.RunSQL(
            changed(PULL_BACK, "i.subject = witness", f"(i.subject = witness or witness in {_HEARD})"), PULL_BACK
        ),
        migrations.RunSQL(
            changed(
                ASK_BACK,
                "on c.witness_id = i.subject and",
                f"on (c.witness_id = i.subject or c.witness_id in {_HEARD}) and",
            ),
            ASK_BACK,
        ),
    ]
