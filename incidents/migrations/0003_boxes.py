"""Planar indexes of both points: a map asks for boxes of degrees, which geography's own index cannot answer cheaply."""

from django.db import migrations

FORWARD = """
CREATE INDEX incident_point_box ON incidents_incident USING gist ((point::geometry));
CREATE INDEX incident_public_point_box ON incidents_incident USING gist ((public_point::geometry))
    WHERE shown_publicly;
"""
BACKWARD = "DROP INDEX incident_point_box; DROP INDEX incident_public_point_box;"


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_tally_months")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
