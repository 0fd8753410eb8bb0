"""Room for the longest name of a section, and for the columns that a reader adds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_attempts_granted")]

    operations = [
        migrations.AlterField(
            model_name="rendering",
            name="option",
            field=models.CharField(default="full", help_text="Which report: see reports/options.py.", max_length=300),
        ),
    ]
