"""The PDFs that early readers ask for, each a job whose row holds the file until it is removed."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0021_letters_of_new_passwords"),
        ("reports", "0004_edition_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlyPdf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "granted",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Attempts used before it was last asked for again; they do not count to the limit.",
                    ),
                ),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("queued_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                ("step", models.CharField(blank=True, max_length=100)),
                ("progress", models.PositiveSmallIntegerField(default=0, help_text="Percent.")),
                (
                    "watermark",
                    models.CharField(help_text="Printed across every page: who reads, and when.", max_length=400),
                ),
                ("content", models.TextField(help_text="Canonical JSON of what the month said when it was asked for.")),
                (
                    "key",
                    models.CharField(
                        help_text="Hash of the content, the reader and the renderer.", max_length=64, unique=True
                    ),
                ),
                ("file", models.BinaryField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "read_at",
                    models.DateTimeField(help_text="When it was first handed over, which is the reading.", null=True),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="measures.period"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-queued_at", "-pk"),
            },
        ),
    ]
