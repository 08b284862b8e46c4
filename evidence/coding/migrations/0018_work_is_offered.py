import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("coding", "0017_tags_coded_anew"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="work",
            name="offered_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="work",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waits for somebody"),
                    ("open", "Being coded"),
                    ("offered", "Offered to a colleague"),
                    ("handed_in", "Handed in"),
                    ("taken_back", "Taken back"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="work", name="work_end_is_whole"),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                name="work_end_is_whole",
                condition=Q(state__in=["waiting", "open", "offered"], ended_at=None)
                | Q(state__in=["handed_in", "taken_back"], ended_at__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                name="work_offer_is_whole",
                condition=Q(state="offered", offered_to__isnull=False) | (~Q(state="offered") & Q(offered_to=None)),
            ),
        ),
        migrations.AddConstraint(
            model_name="work",
            constraint=models.CheckConstraint(
                name="work_offered_to_another", condition=Q(offered_to=None) | ~Q(offered_to=F("coder"))
            ),
        ),
    ]
