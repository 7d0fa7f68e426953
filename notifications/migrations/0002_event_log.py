"""The event log itself: a partitioned table, its unlogged waiting room and the numbering at commit."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("0002_event_log.sql").read_text(encoding="utf-8")
UNDO = """
DROP TABLE notifications_pending, notifications_event, notifications_log CASCADE;
DROP FUNCTION event_log_number(), event_log_partition(date), event_log_rotate(text[]),
    event_log_raise_floors(date), event_log_drop(date);
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SQL, UNDO)],
            state_operations=[
                migrations.CreateModel(
                    name="Pending",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("transaction", models.BigIntegerField()),
                        ("ordinal", models.IntegerField()),
                        ("stream", models.CharField(db_collation="C", max_length=80)),
                        ("kind", models.CharField(max_length=64)),
                        ("subject", models.CharField(max_length=80)),
                        ("data", models.TextField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="StreamEvent",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "stream", "off", "day", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("stream", models.CharField(db_collation="C", max_length=80)),
                        ("off", models.BigIntegerField()),
                        ("day", models.DateField()),
                        ("at", models.DateTimeField()),
                        ("kind", models.CharField(max_length=64)),
                        ("subject", models.CharField(max_length=80)),
                        ("data", models.TextField(null=True)),
                    ],
                    options={"db_table": "notifications_event"},
                ),
            ],
        ),
    ]
