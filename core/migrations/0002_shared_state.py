"""Tables whose loss in a crash costs nothing and whose writes should cost no flush to disk."""

from django.db import migrations

CACHE = """
CREATE UNLOGGED TABLE core_cache (
  cache_key varchar(255) PRIMARY KEY,
  value text NOT NULL,
  expires timestamptz NOT NULL
);
CREATE INDEX core_cache_expires ON core_cache (expires);
"""


class Migration(migrations.Migration):

    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE core_cache"),
        migrations.RunSQL(
            "ALTER TABLE core_ratebucket SET UNLOGGED",
            "ALTER TABLE core_ratebucket SET LOGGED",
        ),
    ]
