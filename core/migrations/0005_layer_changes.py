"""Counters of committed changes, whose sum is the version of a map layer."""

from django.db import migrations, models

from core import layers


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0004_jobs_ring_after_commit"),
    ]

    operations = [
        migrations.CreateModel(
            name="LayerChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("layer", models.CharField(db_index=True, max_length=16)),
                ("changes", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE core_layerchange SET (fillfactor = 50)", "ALTER TABLE core_layerchange RESET (fillfactor)"
        ),
        migrations.RunSQL(layers.COUNT, layers.DROP_COUNT),
    ]
