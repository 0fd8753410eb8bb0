"""How many measures of each edition have each status, in rows: the trend of months is read of them."""

import json
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def count_statuses(apps: Any, schema_editor: Any) -> None:
    """Take the counts of the editions that there are from what they say."""
    edition, count = apps.get_model("reports", "Edition"), apps.get_model("reports", "EditionCount")
    for row in edition.objects.order_by("pk").iterator(chunk_size=10):
        counts = json.loads(row.content).get("status_counts", [])
        count.objects.bulk_create(
            count(edition=row, rag=each["rag"], number=each["now"]) for each in counts if each["now"]
        )


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_longer_option")]

    operations = [
        migrations.CreateModel(
            name="EditionCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rag",
                    models.CharField(
                        choices=[
                            ("green", "Green"),
                            ("amber", "Amber"),
                            ("red", "Red"),
                            ("not rated", "Not rated"),
                            ("target to be confirmed", "Target to be confirmed"),
                            ("provisional", "Provisional"),
                            ("suppressed", "Suppressed"),
                            ("no data", "No data"),
                        ],
                        max_length=25,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="counts", to="reports.edition"
                    ),
                ),
            ],
            options={"ordering": ("edition", "pk")},
        ),
        migrations.AddConstraint(
            model_name="editioncount",
            constraint=models.UniqueConstraint(fields=("edition", "rag"), name="one_count_of_a_status"),
        ),
        migrations.RunPython(count_statuses, migrations.RunPython.noop),
    ]
