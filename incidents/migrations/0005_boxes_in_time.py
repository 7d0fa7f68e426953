"""The planar indexes of both points hold the time too: a map asks for a box and some days of it.

Without it a tile of a month fetches every row that its place ever had, to throw most of them away.
"""

from django.db import migrations

FORWARD = """
DROP INDEX incident_point_box;
DROP INDEX incident_public_point_box;
CREATE INDEX incident_point_box ON incidents_incident USING gist ((point::geometry), reported_at);
CREATE INDEX incident_public_point_box ON incidents_incident USING gist ((public_point::geometry), reported_at)
    WHERE shown_publicly;
"""
BACKWARD = """
DROP INDEX incident_point_box;
DROP INDEX incident_public_point_box;
CREATE INDEX incident_point_box ON incidents_incident USING gist ((point::geometry));
CREATE INDEX incident_public_point_box ON incidents_incident USING gist ((public_point::geometry))
    WHERE shown_publicly;
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0004_tally_sums")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
