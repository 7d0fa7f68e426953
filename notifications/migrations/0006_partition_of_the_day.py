"""Whoever waits while another makes the partition of the day finds it: `to_regclass` answers from a cache that
waiting for an advisory lock does not refresh, a look into the catalogue does not.
"""

from django.db import migrations

SQL = """
CREATE OR REPLACE FUNCTION event_log_partition(the_day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    partition_name text := 'notifications_event_' || to_char(the_day, 'YYYYMMDD');
BEGIN
    IF to_regclass(partition_name) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('notifications_event partition'));
    PERFORM FROM pg_class
    WHERE relname = partition_name AND relnamespace = current_schema()::regnamespace;
    IF FOUND THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE notifications_event INCLUDING ALL)', partition_name);
    EXECUTE format(
        'ALTER TABLE notifications_event ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        partition_name, the_day, the_day + 1
    );
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_inboxitem_mail_link")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
