"""The public asks by the time that is shown: its two indexes hold when it happened, not when it came in."""

from django.db import migrations, models

FORWARD = """
DROP INDEX incident_public_point_box;
CREATE INDEX incident_public_point_box ON incidents_incident USING gist ((public_point::geometry), happened_from)
    WHERE shown_publicly;
"""
BACKWARD = """
DROP INDEX incident_public_point_box;
CREATE INDEX incident_public_point_box ON incidents_incident USING gist ((public_point::geometry), reported_at)
    WHERE shown_publicly;
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0007_public_until_in_steps")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RemoveIndex(model_name="incident", name="incident_public_cell_time"),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("shown_publicly", True)),
                fields=["public_cell", "happened_from", "id"],
                name="incident_public_cell_when",
            ),
        ),
    ]
