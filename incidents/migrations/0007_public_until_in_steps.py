"""Reports that are shown, or will be, leave by steps of public time as new ones do: their end told when they came in."""

from django.db import migrations

FORWARD = """
UPDATE incidents_incident AS shown
SET public_until = date_bin(step.length, shown.public_at, timestamptz '1970-01-01 00:00+00') + step.length
    + make_interval(days => kind.public_days) + random() * interval '5 minutes'
FROM incidents_category AS kind,
    LATERAL (SELECT make_interval(mins => greatest(1, kind.time_rounding_minutes)) AS length) AS step
WHERE kind.code = shown.category_id AND shown.public_at IS NOT NULL AND shown.public_until > now()
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0006_incident_layer")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
