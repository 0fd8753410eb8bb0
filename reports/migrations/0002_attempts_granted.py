from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="rendering",
            name="granted",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Attempts used before it was last asked for again; they do not count to the limit."
            ),
        ),
    ]
