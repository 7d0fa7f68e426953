"""The plain tables of the event log."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Stream",
            fields=[
                ("key", models.CharField(db_collation="C", max_length=80, primary_key=True, serialize=False)),
                ("epoch", models.UUIDField()),
                ("top", models.BigIntegerField()),
                ("floor", models.BigIntegerField(db_default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("floor__gte", 0), ("top__gte", models.F("floor"))),
                        name="stream_floor_below_top",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StreamScope",
            fields=[
                ("key", models.CharField(db_collation="C", max_length=80, primary_key=True, serialize=False)),
                (
                    "area_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("user_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["user_id"], name="stream_scope_user")],
            },
        ),
    ]
