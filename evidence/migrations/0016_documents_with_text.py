from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0015_joint_subjects")]

    operations = [
        migrations.AlterField(
            model_name="itemfile",
            name="role",
            field=models.CharField(
                choices=[
                    ("recording_audio", "Audio recording"),
                    ("recording_video", "Video recording"),
                    ("scan", "Scanned document"),
                    ("photo", "Photograph"),
                    ("document", "Document with text"),
                    ("transcript", "Transcript"),
                    ("translation", "Translation"),
                    ("consent_proof", "Proof of consent"),
                    ("text_layer", "Text layer"),
                    ("derivative", "Derived copy"),
                    ("other", "Other"),
                ],
                max_length=20,
            ),
        )
    ]
