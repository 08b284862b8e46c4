"""What was received cannot be rewritten or removed by web or workers, whatever their code asks."""

from django.db import migrations

WALLS = """
revoke delete, update on custody_storedfile, custody_filesegment, custody_wrappedkey from iapb_web, iapb_worker;
grant update (state, client_key, sha256, sha512, name_sealed, checked_at, damaged_at)
    on custody_storedfile to iapb_web, iapb_worker;
grant update (sealed_sha256) on custody_filesegment to iapb_web, iapb_worker;
"""

DOWN = """
grant delete, update on custody_storedfile, custody_filesegment, custody_wrappedkey to iapb_web, iapb_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("custody", "0001_initial")]

    operations = [migrations.RunSQL(WALLS, DOWN)]
